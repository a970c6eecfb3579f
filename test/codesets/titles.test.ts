/** What titles tell: sides by their counterparts, manifestations; on invented titles, then on the real order file. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unpack } from '../../src/codesets/codebook.ts'
import { readReleases } from '../../src/codesets/import/read.ts'
import { SIDES, titleColumns } from '../../src/codesets/titles.ts'
import { dataFolder } from '../data.ts'
import { columnsOf } from './import-fixtures.ts'

const titles: Readonly<Record<string, readonly [title: string, side: string, like?: string]>> = {
  H93221: ['Pain, RIGHT ear', 'right'],
  H93222: ['Pain, left ear', 'left', 'H93221'],
  H93223: ['Pain, bilateral', 'bilateral'],
  H93229: ['Pain, unspecified ear', 'unspecified', 'H93221'],
  H94222: ['Pain, left ear', ''],
  H9322: ['Pain, left ear, of another length', ''],
  I501: ['Left ventricular failure, unspecified', ''],
  I5081: ['Right ventricular failure', ''],
  M25711: ['Stiffness of right ankle and joints of right foot', 'right'],
  M25712: ['Stiffness of left ankle and joints of left foot', 'left', 'M25711'],
  M25719: ['Stiffness of unspecified ankle and joints of unspecified foot', 'unspecified', 'M25711'],
  S62341: ['Unspecified injury of right hand', 'right'],
  S62352: ['Unspecified injury of left hand', 'left', 'S62341'],
  S62369: ['Unspecified injury of unspecified hand', 'unspecified', 'S62341'],
  H5411: ['Blindness, right eye, low vision left eye', 'bilateral'],
  T8151: ['Adhesions due to object accidentally left in body', ''],
  F329: ['Major depressive disorder, unspecified', ''],
}
const codes = Object.entries(titles).map(([code, [title]]) => ({ code, title }))
const columns = titleColumns(codes)
const placeOf = (code: string): number => codes.findIndex((entry) => entry.code === code)

test.each(Object.entries(titles))('%s', (code, [, side, like]) => {
  expect(SIDES[columns.side[placeOf(code)]!]).toBe(side)
  const stem = columns.stem[placeOf(code)]!
  if (like) expect(stem).toBe(columns.stem[placeOf(like)])
  expect(stem > 0).toBe(side !== '' && side !== 'bilateral')
})

test.each([
  ['Dementia in other diseases classified elsewhere, mild', 1],
  ['Psychological factors associated with disorders or diseases classified elsewhere', 1],
  ['Streptococcus, group A, as the cause of diseases classified elsewhere', 0],
  ['Other diseases of pancreas, not elsewhere classified', 0],
])('%s', (title, manifestation) =>
  expect(titleColumns([{ code: 'A00', title }]).manifestation[0]).toBe(manifestation),
)

const icd = dataFolder('icd')
const editors = dataFolder('editors')

test.skipIf(!icd || !editors)('the real titles of FY2026', { timeout: 60_000 }, async () => {
  const { releases } = await readReleases([
    join(icd!, 'icd10cm_order_2026.txt.gz'),
    join(editors!, 'mce_v43_1_icd10cm_codes.csv.gz'),
  ])
  const [order, editor] = releases.map(({ bytes }) => columnsOf(bytes).columns) as [Columns, Columns]
  const flagNames = columnsOf(releases[1]!.bytes).lists['flag']!
  const valid = Array.from(order['codes']!, (packed, at) => ({ code: unpack(packed), at })).filter(
    ({ at }) => order['valid']![at] === 1,
  )

  const counts = new Map<string, number>()
  for (const { at } of valid)
    counts.set(SIDES[order['side']![at]!]!, (counts.get(SIDES[order['side']![at]!]!) ?? 0) + 1)
  process.stderr.write(`sides of ${valid.length} codes: ${JSON.stringify(Object.fromEntries(counts))}\n`)
  // Every left has its right.
  expect(counts.get('left')).toBe(counts.get('right'))
  expect(counts.get('left')).toBeGreaterThan(13_000)
  expect(counts.get('unspecified')).toBeGreaterThan(11_000)

  // Every manifestation by title is one by the editor's flag, so the title never adds a false alarm.
  const bit = 2 ** flagNames.indexOf('manifestation')
  const flagged = new Set<string>()
  editor['codes']!.forEach((packed, at) => {
    for (let row = editor['start']![at]!; row < editor['start']![at + 1]!; row++)
      if (editor['through']![row]! > 20260930 && (editor['flags']![row]! & bit) !== 0)
        flagged.add(unpack(packed))
  })
  expect(flagged.size).toBe(422)
  const byTitle = valid.filter(({ at }) => order['manifestation']![at] === 1).map(({ code }) => code)
  expect(byTitle.length).toBeGreaterThan(250)
  expect(byTitle.filter((code) => !flagged.has(code))).toEqual([])
})

type Columns = ReturnType<typeof columnsOf>['columns']
