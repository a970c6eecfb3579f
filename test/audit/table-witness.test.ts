/** Which row made a difference: pairs that ended, and codes that came. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importReleases, openCodesets, type Claim, type Finding, type Snapshot } from '../../src/index.ts'
import { tableWitness } from '../../src/jobs/table-witness.ts'
import { fileOf, newFolder, ptpText } from '../codesets/import-fixtures.ts'
import { claimOf, findingOf } from '../store/claims.ts'

const folder = newFolder()
const codesets = join(folder, 'codesets')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Stand-in codes: A1000 with A2000 ends in the second quarter, A1000 with A3000 begins. */
const pair = (one: string, two: string, from: string, through: string): string =>
  `${one} ${two} - ${from} ${through} 1 Standards`

describe('rows of two releases', () => {
  let [before, after]: Snapshot[] = []
  beforeAll(async () => {
    const first = fileOf('ccipra-v301r0-f1.TXT', ptpText(pair('A1000', 'A2000', '20200101', '*')), folder)
    const second = fileOf(
      'ccipra-v302r0-f1.TXT',
      ptpText(pair('A1000', 'A2000', '20200101', '20240630'), pair('A1000', 'A3000', '20240701', '*')),
      folder,
    )
    await importReleases(codesets, [first], { partial: true })
    before = await openCodesets(codesets)
    await importReleases(codesets, [second], { partial: true })
    after = await openCodesets(codesets)
  })
  const claim: Claim = claimOf(1)
  const cited = (column2: string, release: string, row: Record<string, string | null>): Finding =>
    findingOf('CLM-1', {
      source: {
        title: 'NCCI',
        url: 'https://www.cms.gov/ncci',
        table: 'ncci-ptp-practitioner',
        release,
        row: { column1: 'A1000', column2, ...row },
      },
    })
  const open = { effective: '2020-01-01', deleted: null, indicator: '1', rationale: 'Standards' }

  it('say that a pair ended', () => {
    const witness = tableWitness(before!, after!)
    expect(witness(cited('A2000', '2024Q2', open), { day: '2024-08-05', claim })).toEqual({
      table: 'ncci-ptp-practitioner',
      before: { release: '2024Q2', row: { column1: 'A1000', column2: 'A2000', ...open } },
      after: { release: '2024Q3', row: null },
    })
  })
  it('say that a pair began', () => {
    const row = { ...open, effective: '2024-07-01' }
    expect(
      tableWitness(before!, after!)(cited('A3000', '2024Q3', row), { day: '2024-08-05', claim }),
    ).toEqual({
      table: 'ncci-ptp-practitioner',
      before: { release: '2024Q2', row: null },
      after: { release: '2024Q3', row: { column1: 'A1000', column2: 'A3000', ...row } },
    })
  })
  it('say nothing where neither is the row that was cited, as for a payer that adopts late', () => {
    const witness = tableWitness(before!, after!)
    const other = cited('A2000', '2024Q2', { ...open, effective: '2019-01-01' })
    expect(witness(other, { day: '2024-08-05', claim })).toBeUndefined()
    expect(
      witness({ ...other, source: { title: 'x', url: 'x' } }, { day: '2024-08-05', claim }),
    ).toBeUndefined()
  })
})
