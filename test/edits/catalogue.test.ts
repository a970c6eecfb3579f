/** Anything forgotten about an edit fails here by name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Message } from '../../src/edits/define.ts'
import { edits } from '../../src/edits/index.ts'

const root = join(import.meta.dirname, '..', '..')
const files = readdirSync(join(root, 'src', 'edits'))
  .filter((name) => !['define.ts', 'index.ts'].includes(name))
  .map((name) => name.slice(0, -3))

describe('every edit', () => {
  it('has a file of its own, and is listed in id order', () => {
    expect(edits.map(({ id }) => id)).toEqual([...files].sort())
  })
  it.each(edits.map((edit) => [edit.id, edit] as const))('%s', (id, edit) => {
    expect(existsSync(join(root, 'test', 'edits', `${id}.test.ts`)), 'has a test').toBe(true)
    expect(readFileSync(join(root, 'docs', 'edits', `${id}.md`), 'utf8'), 'has a page').toContain(`# ${id}\n`)
    expect(edit.source.title).not.toBe('')
    expect(edit.source.url).toMatch(/^https:\/\//)
    expect(edit.why.length).toBeGreaterThan(60)
    const messages = Object.entries(edit.messages as Readonly<Record<string, Message>>)
    expect(messages.length).toBeGreaterThan(0)
    for (const [name, message] of messages) {
      if (message.severity === 'deny') expect(message.carc, `${name} names its CARC`).toBeDefined()
      // No fix hands out a modifier that gets a pair paid, or a diagnosis that is covered, without naming what must show it.
      if (/\b(59|X\{EPSU\}|XE|XS|XP|XU)\b/.test(message.fix)) expect(message.fix).toMatch(/record|document/i)
      expect(message.text.endsWith('.')).toBe(true)
      expect(message.fix.endsWith('.')).toBe(true)
    }
  })
})
