/** What titles tell: sides by their counterparts, manifestations; on invented titles, then on the real order file. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { unpack } from '../../src/codesets/codebook.ts'
import { readReleases } from '../../src/codesets/import/read.ts'
import { titleFacts } from '../../src/codesets/titles.ts'
import { dataFolder } from '../data.ts'
import { titledRelease } from '../helpers/tables.ts'
import { columnsOf } from './import-fixtures.ts'

describe('sides', () => {
  const facts = titleFacts([
    titledRelease({ H93221: 'Pain, right ear', H93222: 'Pain, left ear', H93223: 'Pain, bilateral', H93229: 'Pain, unspecified ear' }),
    titledRelease({
      I501: 'Left ventricular failure, unspecified',
      M2571: 'Stiffness of right ankle and joints of right foot',
      M2572: 'Stiffness of left ankle and joints of left foot',
      M2579: 'Stiffness of unspecified ankle and joints of unspecified foot',
      S6234: 'Unspecified injury of right hand',
      S6235: 'Unspecified injury of left hand',
      S6239: 'Unspecified injury of unspecified hand',
      H5411: 'Blindness, right eye, low vision left eye',
      H93221: 'Pain, RIGHT ear, newer title',
      T8151: 'Adhesions due to object accidentally left in body',
    }),
  ])
  test.each([
    ['H93222', 'left', 'pain, * ear'],
    ['H93223', 'bilateral', 'pain, bilateral'],
    ['I501', '', 'left ventricular failure, unspecified'],
    ['M2571', 'right', 'stiffness of * ankle and joints of * foot'],
    ['M2579', 'unspecified', 'stiffness of * ankle and joints of * foot'],
    ['S6234', 'right', 'unspecified injury of * hand'],
    ['S6239', 'unspecified', 'unspecified injury of * hand'],
    ['H5411', 'bilateral', 'blindness, right eye, low vision left eye'],
    ['H93221', '', 'pain, right ear, newer title'],
    ['T8151', '', 'adhesions due to object accidentally left in body'],
    ['Q999', '', ''],
  ])('%s is %s', (code, side, sideless) => expect(facts(code)).toMatchObject({ side, sideless }))
})

const icd = dataFolder('icd')
const editors = dataFolder('editors')

test.skipIf(!icd || !editors)('the real titles of FY2026', { timeout: 120_000 }, async () => {
  const { releases } = await readReleases([join(icd!, 'icd10cm_order_2026.txt.gz'), join(editors!, 'mce_v43_1_icd10cm_codes.csv.gz')])
  const [order, editor] = releases.map(({ bytes }) => columnsOf(bytes)) as [ReturnType<typeof columnsOf>, ReturnType<typeof columnsOf>]
  const { from, through, id, bytes } = releases[0]!
  const facts = titleFacts([{ table: 'icd10cm', id, from, through, complete: true, file: columnsOf(bytes) }])
  const begun = performance.now()
  const counts: Record<string, number> = {}
  const manifestations: string[] = []
  order.columns['codes']!.forEach((packed, at) => {
    if (order.columns['valid']![at] !== 1) return
    const { side, manifestation } = facts(unpack(packed))
    counts[side] = (counts[side] ?? 0) + 1
    if (manifestation) manifestations.push(unpack(packed))
  })
  const spent = performance.now() - begun
  process.stderr.write(`titles: ${JSON.stringify(counts)}, ${manifestations.length} manifestations, ${((spent * 1000) / 74_719).toFixed(0)} µs a code\n`)
  expect(counts).toMatchObject({ '': expect.any(Number) as number })
  expect(Math.abs(counts['left']! - counts['right']!)).toBeLessThan(100)

  // Every manifestation by title is one by the editor's flag, so the title never adds a false alarm.
  const { codes, start, through: ends, flags } = editor.columns
  const bit = 2 ** editor.lists['flag']!.indexOf('manifestation')
  const flagged = new Set(
    Array.from(codes!, unpack).filter((_, at) => Array.from({ length: start![at + 1]! - start![at]! }, (__, row) => start![at]! + row).some((row) => ends![row]! > 20260930 && (flags![row]! & bit) !== 0)),
  )
  expect(flagged.size).toBe(422)
  expect(manifestations.filter((code) => !flagged.has(code))).toEqual([])
})
