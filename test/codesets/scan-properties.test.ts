/** Tables that answer by search and memory against a scan of the rows they were made of. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCodebook } from '../../src/codesets/codebook.ts'
import { mueTable } from '../../src/codesets/mue.ts'
import { ptpTable } from '../../src/codesets/ptp.ts'
import { mueRelease, ptpRelease, type Pair } from '../helpers/tables.ts'

// Few codes and days, so that rows meet.
const codes = ['11111', '22222', '33333', '44444', '55555', 'A1234', 'J9999']
const code = fc.constantFrom(...codes)
const day = fc.constantFrom(20200101, 20220630, 20220701, 20240401, 20251231, 20260101)

describe('pairs', () => {
  const pair: fc.Arbitrary<Required<Pair>> = fc.record({
    one: code,
    two: code,
    from: day,
    through: fc.oneof(day, fc.constant(99991231)),
    indicator: fc.constantFrom(0, 1, 9),
  })
  const pairs = fc.uniqueArray(pair, {
    minLength: 1,
    maxLength: 40,
    // A publisher lists a pair once for each first day.
    selector: ({ one, two, from }) => `${one} ${two} ${from}`,
  })
  const question = fc.tuple(fc.constantFrom(...codes, '99999', ''), fc.constantFrom(...codes, '99999'), day)

  it('are found as a scan finds them, asked again and again', () => {
    fc.assert(
      fc.property(pairs, fc.array(question, { minLength: 1, maxLength: 30 }), (rows, questions) => {
        const table = ptpTable('ncci-ptp-practitioner', [ptpRelease(rows)], createCodebook())
        const between = (one: string, two: string) => rows.filter((row) => row.one === one && row.two === two)
        for (const [one, two, on] of [...questions, ...questions]) {
          const held = between(one, two).filter(
            ({ from, through, indicator }) => indicator !== 9 && from <= on && on <= through,
          )
          const row = table.find(table.code(one), table.code(two), on)
          expect(row >= 0).toBe(held.length > 0)
          if (row >= 0)
            expect(held.map((each) => `${each.from} ${each.indicator}`)).toContain(
              `${Number(String(table.cite(row).row['effective']).replaceAll('-', ''))} ${table.indicator(row)}`,
            )
          expect(table.pairs(table.code(one), table.code(two))).toBe(
            between(one, two).length + between(two, one).length > 0,
          )
          const others = codes.filter((_, at) => (at + on) % 3 !== 0)
          const among = table.among(table.code(one), new Set(others.map(table.code)))
          expect([...among].filter((each) => each !== 0).sort()).toEqual(
            [
              ...new Set(
                others.filter((other) => between(one, other).length > 0).map((other) => table.code(other)),
              ),
            ].sort(),
          )
        }
      }),
      { numRuns: 1500 },
    )
  })
})

describe('unit limits', () => {
  const quarters = [
    ['2025Q4', 20251001, 20251231],
    ['2026Q1', 20260101, 20260331],
    ['2026Q2', 20260401, 20260630],
  ] as const
  const limits = fc.dictionary(code, fc.tuple(fc.nat(50), fc.constantFrom(1, 2, 3)), { minKeys: 1 })

  it('are those of the release of the day, or of the last one before it', () => {
    fc.assert(
      fc.property(
        fc.tuple(limits, limits, limits),
        fc.constantFrom(...codes, '99999'),
        fc.constantFrom(20250930, 20251001, 20251231, 20260101, 20260331, 20260401, 20271231),
        (given, wanted, on) => {
          const loaded = quarters.map((quarter, at) =>
            mueRelease(given[at]!, 'ncci-mue-practitioner', quarter),
          )
          const table = mueTable('ncci-mue-practitioner', loaded.toReversed(), createCodebook())
          const at = quarters.findLastIndex(([, from]) => from <= on)
          const limit = at < 0 ? undefined : given[at as 0 | 1 | 2][wanted]
          const row = table.find(wanted, on)
          expect(row < 0 ? undefined : [table.value(row), table.mai(row)]).toEqual(limit && [...limit])
        },
      ),
      { numRuns: 1500 },
    )
  })
})
