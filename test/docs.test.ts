/** Generated pages are what the code makes them, and the README shows what the demo prints. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pages, readme } from '../docs/generate.ts'
import { ENGINE_VERSION, errorKinds } from '../src/index.ts'

const root = join(import.meta.dirname, '..')
const made = await pages()

describe('generated pages', () => {
  it.each([...made])('docs/%s', (name, text) => {
    expect(readFileSync(join(root, 'docs', name), 'utf8'), 'run `npm run docs`').toBe(text)
  })
  it('have no page of an edit that is gone', () => {
    const known = new Set(
      [...made.keys()].filter((name) => name.startsWith('edits/')).map((name) => name.slice(6)),
    )
    expect(readdirSync(join(root, 'docs', 'edits')).filter((name) => !known.has(name))).toEqual([])
  })
})

describe('error codes', () => {
  it('are all given somewhere', () => {
    const sources = (readdirSync(join(root, 'src'), { recursive: true }) as string[])
      .filter((name) => name.endsWith('.ts') && !name.endsWith('errors.ts'))
      .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
      .join('\n')
    expect(Object.keys(errorKinds).filter((code) => !sources.includes(`'${code}'`))).toEqual([])
  })
})

describe('README', () => {
  it('shows the demo’s real output', async () => {
    expect(readFileSync(join(root, 'README.md'), 'utf8'), 'run `npm run docs`').toBe(await readme())
  })
  it('leads to pages that are there', () => {
    for (const file of [
      'README.md',
      'CONTRIBUTING.md',
      'codesets/README.md',
      'rules/README.md',
      'docs/decisions/README.md',
    ])
      for (const [, target] of readFileSync(join(root, file), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g))
        expect(existsSync(join(root, dirname(file), target!)), `${file} → ${target}`).toBe(true)
  })
})

describe('package', () => {
  it('bears the version that results carry', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(ENGINE_VERSION).toBe(version)
  })
})
