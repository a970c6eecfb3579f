/** Full-size files in the publishers' layouts, where development data is at hand: what they hold, how long, how much memory. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readColumns } from '../../src/codesets/columns.ts'
import { readReleases } from '../../src/codesets/import/read.ts'
import { currentManifest, importReleases, verifyStore } from '../../src/codesets/store.ts'
import { dataFolder } from '../data.ts'
import { newFolder } from './import-fixtures.ts'

const official = dataFolder('official')
const editors = dataFolder('editors')
const publishers = dataFolder('cms')

test.skipIf(!official || !editors)(
  "everything imports, complete and with the publishers' row counts",
  async () => {
    const folder = newFolder()
    const files = [
      ...readdirSync(official!)
        .filter((name) => name.endsWith('.zip'))
        .map((name) => join(official!, name)),
      ...['cm', 'pcs'].map((system) => join(editors!, `mce_v43_1_icd10${system}_codes.csv.gz`)),
    ]
    const start = performance.now()
    let peak = 0
    const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20)
    const report = await importReleases(folder, files)
    clearInterval(timer)
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    process.stderr.write(
      `imported ${files.length} official files in ${seconds} s, peak ${Math.round(peak / 1e6)} MB\n`,
    )

    const { releases } = currentManifest(folder)!
    expect(releases.map(({ table, id, rows }) => `${table} ${id} ${rows}`)).toEqual([
      'hcpcs 2024JUL 8033',
      'hcpcs-modifiers 2024JUL 383',
      'icd10cm FY2026 98186',
      'icd10cm FY2027 98403',
      'icd10pcs FY2026 80029',
      'mce-diagnoses MCE43.1 84932',
      'mce-procedures MCE43.1 86809',
      'mpfs RVU25D 19090',
      'ncci-aoc 2026Q2 9000',
      'ncci-mue-dme 2024Q2 2894',
      'ncci-mue-dme 2024Q3 2928',
      'ncci-mue-outpatient 2024Q2 14629',
      'ncci-mue-outpatient 2024Q3 14628',
      'ncci-mue-practitioner 2024Q2 14679',
      'ncci-mue-practitioner 2024Q3 14677',
      'ncci-ptp-outpatient 2024Q3 1775818',
      'ncci-ptp-practitioner 2024Q3 2546017',
    ])
    expect(releases.every(({ complete }) => complete)).toBe(true)
    expect(report.snapshot).toMatch(/^2024q3-[0-9a-f]{12}$/)
    expect(verifyStore(folder).ok).toBe(true)

    const loading = performance.now()
    for (const { file } of releases) readColumns(join(folder, file))
    process.stderr.write(`read all columns in ${(performance.now() - loading).toFixed(0)} ms\n`)
  },
)

test.skipIf(!publishers)('the forms a release ships in agree: csv and text, workbook and csv', async () => {
  const bytesOf = async (name: string): Promise<Buffer> =>
    (await readReleases([join(publishers!, name)])).releases[0]!.bytes
  expect((await bytesOf('mpfs/PPRRVU2025_Oct.txt')).equals(await bytesOf('mpfs/PPRRVU2025_Oct.csv'))).toBe(
    true,
  )
  expect(
    (await bytesOf('ncci_aoc/AOC_V2026Q2-MCR.xlsx')).equals(await bytesOf('ncci_aoc/AOC_V2026Q2-MCR.csv')),
  ).toBe(true)
})

test.skipIf(!publishers)('the HCPCS text of 2019 and its archive', async () => {
  const { read, skipped } = await readReleases([
    join(publishers!, 'hcpcs/official_2019-Alpha-Numeric-HCPCS-File.zip'),
  ])
  expect(read.map(({ table, release, rows }) => `${table} ${release} ${rows}`)).toEqual([
    'hcpcs 2019JAN 6440',
    'hcpcs-modifiers 2019JAN 360',
  ])
  expect(skipped).toHaveLength(6)
})

test.skipIf(!publishers)('real lines of 2026 files', async () => {
  const folder = join(publishers!, 'official_layout_excerpts')
  const paths = readdirSync(folder)
    .filter((name) => !name.includes('ptp'))
    .map((name) => join(folder, name))
  const { read } = await readReleases(paths, { partial: true })
  expect(read.map(({ table, release, rows }) => `${table} ${release} ${rows}`).sort()).toEqual([
    'hcpcs 2026OCT 0',
    'hcpcs-modifiers 2026OCT 7',
    'mpfs RVU26C 2',
    'ncci-mue-practitioner 2026Q3 9',
  ])
})
