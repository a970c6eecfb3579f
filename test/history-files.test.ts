import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Claim, loadHistory, type Problem } from '../src/index.ts'
import { claimOf, type ClaimSketch } from './helpers/claims.ts'

const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-history-'))
const file = (name: string, ...lines: (ClaimSketch | string)[]): string => {
  const path = join(folder, name)
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(claimOf(line))))
  writeFileSync(path, texts.join('\n'))
  return path
}
beforeAll(() => mkdirSync(join(folder, 'year')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const own = Claim.parse(claimOf({}))

it('reads files and folders, and the same file twice as one', async () => {
  const one = file('one.ndjson', { id: 'A' }, { id: 'B' })
  file('year/two.ndjson', { id: 'C' }, { id: 'T-1' })
  const history = await loadHistory([one, join(folder, 'year'), one])
  expect(history.claims).toBe(4)
  expect(history.of(own).claims.map(({ id }) => id)).toEqual(['A', 'B', 'C'])
})

it('counts what cannot be used, in words that name nobody', async () => {
  const warnings: Problem[] = []
  const nobody = { subscriber: undefined, patient: undefined }
  const path = file(
    'odd.ndjson',
    { id: 'A' },
    '{"id":"SECRET"',
    { id: 'N-1', ...nobody },
    { id: 'N-2', ...nobody },
  )
  const history = await loadHistory([path], (warning) => warnings.push(warning))
  expect(history.claims).toBe(1)
  expect(warnings.map(({ code, text }) => `${code} ${text}`)).toEqual([
    'W_HISTORY 1 claim could not be read and is no history.',
    'W_HISTORY 2 claims without subscriber and patient are no history.',
  ])
})

it.each(['store', '-'])('refuses %s with a text', async (path) => {
  await expect(loadHistory([path])).rejects.toMatchObject({ code: 'E_OPTION' })
})

it('refuses a file that is missing', async () => {
  await expect(loadHistory([join(folder, 'none')])).rejects.toMatchObject({ code: 'E_FILE' })
})
