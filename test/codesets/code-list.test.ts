import { expect, test } from 'vitest'
import { codeListTable } from '../../src/codesets/code-list.ts'
import { createCodebook } from '../../src/codesets/codebook.ts'
import { columnsOf, codesOf, faultOf, readOne } from './import-fixtures.ts'

const text = 'code,from,through,note\nJ9999,2026-01-01,,words\nA9500,,20260331,"more, words"\n'

test.each([
  ['drugs_single_dose_2026-07.csv', 'drugs', '2026-07', 20260701, 20261231],
  ['drugs_single_dose_2026-01.csv', 'drugs', '2026-01', 20260101, 20260630],
  ['telehealth_2026.csv', 'telehealth', '2026', 20260101, 20261231],
  ['clia_waived_2026-07.csv', 'clia', '2026-07', 20260701, 20260930],
])('%s', async (name, table, id, from, through) => {
  const { releases } = await readOne(name, text)
  expect(releases[0]).toMatchObject({ table, id, from, through, rows: 2 })
  const file = columnsOf(releases[0]!.bytes)
  expect(codesOf(file)).toEqual(['A9500', 'J9999'])
  expect([...file.columns['from']!]).toEqual([0, 20260101])
  expect([...file.columns['through']!]).toEqual([20260331, 99991231])
})

test('the name must tell the list and its period', async () => {
  expect(await faultOf(readOne('list.csv', text))).toMatch(/^E_LAYOUT list\.csv: .*clia_waived_2026-07\.csv/)
  expect(await faultOf(readOne('telehealth_2026-07.csv', text))).toMatch(/^E_LAYOUT/)
  expect(await faultOf(readOne('clia_waived_2026-13.csv', text))).toMatch(/^E_LAYOUT/)
})

test('refuses rows that are none', async () => {
  const fault = (rows: string): Promise<string> =>
    faultOf(readOne('telehealth_2026.csv', `code,from,through\n${rows}`))
  expect(await fault('J999,,\n')).toMatch(/line 2: Expected a code/)
  expect(await fault('J9999,2026-02-30,\n')).toMatch(/line 2: Expected a date/)
  expect(await fault('J9999,2026-02-02,2026-02-01\n')).toMatch(
    /line 2: Expected a last day not before the first/,
  )
  expect(await fault('J9999,,\nJ9999,,\n')).toMatch(/line 3: Expected every code once/)
  expect(await fault('J9999,,')).toMatch(/^E_RELEASE_SHORT/)
})

test('answers by the list of the day and by the days of the row', async () => {
  const loaded = await Promise.all(
    [2025, 2026].map(async (year) => {
      const { releases } = await readOne(`telehealth_${year}.csv`, text)
      return { ...releases[0]!, file: columnsOf(releases[0]!.bytes) }
    }),
  )
  const table = codeListTable('telehealth', loaded, createCodebook())
  expect([20251231, 20260101].map((day) => table.find('J9999', day) >= 0)).toEqual([false, true])
  expect([20260331, 20260401].map((day) => table.find('A9500', day) >= 0)).toEqual([true, false])
  expect(table.find('99213', 20260101)).toBe(-1)
  expect([table.has('A9500'), table.has('99213')]).toEqual([true, false])
  expect([20241231, 20251231, 20261231, 20270101].map(table.holding)).toEqual([
    'before',
    'held',
    'held',
    'stale',
  ])
  expect(table.cite(table.find('A9500', 20260331))).toEqual({
    table: 'telehealth',
    release: '2026',
    row: { code: 'A9500', from: null, through: '2026-03-31' },
  })
})
