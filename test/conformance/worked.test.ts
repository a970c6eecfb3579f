/** The worked claims, under the full official tables: every finding at `review` or worse, in order of line. Skips where the data is absent. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  importReleases,
  openCodesets,
  openScrubber,
  type ClaimInput,
  type Finding,
  type Snapshot,
} from '../../src/index.ts'
import { dataFolder } from '../data.ts'

interface Worked {
  readonly name: string
  readonly claim: ClaimInput
  readonly expect: readonly Partial<Finding>[]
  readonly only?: readonly string[]
}

const data = dataFolder('examples')
const worked = data
  ? readFileSync(join(data, 'worked.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Worked)
  : []

describe.skipIf(!data)('worked claims', () => {
  const store = mkdtempSync(join(tmpdir(), 'cleanclaim-worked-'))
  let codesets: Snapshot
  beforeAll(async () => {
    const official = join(data!, '..', 'official')
    const files = readdirSync(official).filter((name) => name.endsWith('.zip'))
    await importReleases(store, [
      ...files.map((name) => join(official, name)),
      join(data!, '..', 'editors', 'mce_v43_1_icd10cm_codes.csv.gz'),
    ])
    codesets = await openCodesets(store)
  })
  afterAll(() => rmSync(store, { recursive: true, force: true }))

  it.each(worked.map((one) => [one.name, one] as const))('%s', (_name, { claim, expect: wanted, only }) => {
    const scrubber = openScrubber({ codesets, received: '2024-10-15', ...(only ? { only } : {}) })
    const found = scrubber.scrub(claim).findings.filter(({ severity }) => severity !== 'note')
    expect(found).toMatchObject(wanted)
    expect(found).toHaveLength(wanted.length)
  })
})
