/** Outpatient status indicators: from a small invented list to answers by day. */
import { expect, test } from 'vitest'
import { createCodebook } from '../../src/codesets/codebook.ts'
import type { LoadedRelease } from '../../src/codesets/dated.ts'
import { oppsTable } from '../../src/codesets/opps.ts'
import { columnsOf, faultOf, readOne } from './import-fixtures.ts'

const text = [
  'code,status,from,through',
  'X1002,T,2025-01-01,',
  'X1001,C,20250101,20251231',
  'X1001,J1,2026-01-01,',
  '',
].join('\n')

test.each([
  ['opps_2026-01.csv', '2026-01', 20250101, 20260331],
  ['addendum_b_2026.csv', '2026', 20250101, 20261231],
])('%s is known by its name', async (name, id, from, through) => {
  const { releases } = await readOne(name, text)
  expect(releases[0]).toMatchObject({ table: 'opps', id, from, through, rows: 3 })
})

test('a row without a first day stands from the first day of the release on', async () => {
  const { releases } = await readOne('opps_2026-04.csv', 'code,status,from,through\nX1001,C,,\n')
  expect(releases[0]).toMatchObject({ from: 20260401, through: 20260630 })
})

test('answers by day', async () => {
  const { releases } = await readOne('opps_2026.csv', text)
  const [release] = releases
  const loaded = { ...release!, complete: true, file: columnsOf(release!.bytes) } as unknown as LoadedRelease
  const table = oppsTable('opps', [loaded], createCodebook())
  const on = (code: string, day: number): string | undefined => {
    const row = table.find(code, day)
    return row < 0 ? undefined : table.status(row)
  }
  expect([20241231, 20250101, 20251231, 20260101].map((day) => on('X1001', day))).toEqual([
    undefined,
    'C',
    'C',
    'J1',
  ])
  expect(on('X9999', 20260101)).toBeUndefined()
  expect(table.everHad('X1001', 'C')).toBe(true)
  expect(table.everHad('X1002', 'C')).toBe(false)
  expect(table.cite(table.find('X1001', 20250601))).toEqual({
    table: 'opps',
    release: '2026',
    row: { code: 'X1001', status: 'C', from: '2025-01-01', through: '2025-12-31' },
  })
})

test.each([
  ['a status that is none', 'X1001,c?,,'],
  ['a code of four characters', 'X100,C,,'],
  ['an end before the beginning', 'X1001,C,2026-01-01,2025-01-01'],
  ['periods that overlap', 'X1001,C,2025-01-01,\nX1001,T,2026-01-01,'],
])('refuses %s', async (_what, rows) => {
  expect(await faultOf(readOne('opps_2026.csv', `code,status,from,through\n${rows}\n`))).toMatch(/^E_LAYOUT/)
})

test('asks for a name that tells the period', async () => {
  expect(await faultOf(readOne('list.csv', text))).toMatch(/opps_2026-01\.csv/)
})
