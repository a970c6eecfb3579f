import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { expandPaths, openSource } from '../../src/formats/source.ts'
import { ScrubError } from '../../src/model/errors.ts'

const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-source-'))
afterAll(() => rmSync(folder, { recursive: true }))

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

const codeOf = (action: () => unknown): string | undefined => {
  try {
    action()
  } catch (error) {
    return error instanceof ScrubError ? error.code : 'another error'
  }
  return undefined
}

describe('openSource', () => {
  it('gives the bytes in pieces of at most 256 KiB, and their number', async () => {
    const content = Buffer.alloc(600_000, 'abcdefg')
    const { name, chunks, bytes } = openSource(put('big.txt', content))
    const parts: Uint8Array[] = []
    for await (const chunk of chunks) parts.push(chunk)
    expect(name.endsWith('big.txt')).toBe(true)
    expect(bytes).toBe(600_000)
    expect(Buffer.concat(parts).equals(content)).toBe(true)
    expect(parts.map((part) => part.length)).toEqual([262_144, 262_144, 75_712])
  })

  it('opens standard input for -', () => {
    expect(openSource('-')).toMatchObject({ name: '-', bytes: undefined })
  })

  it('throws E_FILE for what is no readable file', async () => {
    expect(codeOf(() => openSource(join(folder, 'none')))).toBe('E_FILE')
    expect(codeOf(() => openSource(folder))).toBe('E_FILE')
    const gone = put('gone', 'x')
    const { chunks } = openSource(gone)
    rmSync(gone)
    await expect(chunks[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'E_FILE', at: gone })
    const locked = put('locked', 'x')
    chmodSync(locked, 0)
    if (process.getuid?.() !== 0) expect(codeOf(() => openSource(locked))).toBe('E_FILE')
  })
})

describe('expandPaths', () => {
  it('lists a folder by name and depth, without hidden files and READMEs', () => {
    for (const name of [
      'b.x12',
      'a/2.csv',
      'a/10.json',
      'c/d/e.edi',
      '.hidden',
      'README',
      'README.txt',
      'LICENSE',
      'notes.md',
    ])
      put(join('tree', name), '')
    symlinkSync(join(folder, 'tree'), join(folder, 'tree', 'loop'))
    symlinkSync(join(folder, 'tree', 'b.x12'), join(folder, 'tree', 'link.x12'))
    const tree = join(folder, 'tree')
    expect(expandPaths([tree, '-'])).toEqual([
      ...['a/10.json', 'a/2.csv', 'b.x12', 'c/d/e.edi', 'link.x12'].map((name) => join(tree, name)),
      '-',
    ])
    expect(expandPaths([join(tree, 'README')])).toEqual([join(tree, 'README')])
  })

  it('throws for what is missing and for a folder without files', () => {
    mkdirSync(join(folder, 'empty'))
    expect(codeOf(() => expandPaths([join(folder, 'nowhere')]))).toBe('E_FILE')
    expect(codeOf(() => expandPaths([join(folder, 'empty')]))).toBe('E_FILE')
  })
})
