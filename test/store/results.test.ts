/** How results are kept in a block: whatever they are, those read back are those written; older blocks are read too. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { ClaimResult, Finding, Result } from '../../src/model/result.ts'
import { resultAt } from '../../src/store/read.ts'
import { createPacking, packResult, packedBytes, readResults } from '../../src/store/results.ts'
import { createSharing, type Shared } from '../../src/store/sharing.ts'
import { readSheet, sheetBytes } from '../../src/store/sheet.ts'
import { findingOf, recorded, resultOf } from './claims.ts'
import { record, resultsOf, storeMakers } from './stores.ts'

const makers = await storeMakers()
afterAll(async () => {
  for (const [, maker] of makers) await maker.close()
})

const NONE: Shared = { kinds: [], phrases: [] }

/** The text of a block of these results, and what they share. */
function packed(results: readonly Result[]): { text: string; shared: Shared } {
  const sharing = createSharing(NONE)
  const packing = createPacking(sharing)
  for (const [at, result] of results.entries())
    packResult(packing, at, result, sharing.kindsOf(result.claim === null ? [] : result.findings, 'P1'))
  return { text: packedBytes(packing).toString('utf8'), shared: sharing.shared }
}

/** Results as JSON after they were packed and read back. */
function readBack(results: readonly Result[]): string {
  const { text, shared } = packed(results)
  const read = readResults(text, shared)
  return JSON.stringify(Array.from({ length: read.length }, (_, place) => read.at(place)))
}

const changed = (result: ClaimResult, changes: object): Result => ({ ...result, ...changes }) as Result
const one = (changes: Partial<Finding> = {}): ClaimResult => resultOf('C', [findingOf('C', changes)])

const texts = [
  '',
  '\n',
  '"',
  'two\nlines\n',
  '\ud800',
  '\udfff half',
  '𝄞 whole',
  'ü\u2028',
  '["x"]',
  '\\n',
  '\r\t\0',
]

describe('results of a block', () => {
  it.each<[string, Result[]]>([
    ['none', []],
    ['of every sort', recorded(40).map(({ result }) => result)],
    ['all alike', [one(), one(), one()]],
    ['without findings', [resultOf('A', []), resultOf('B', [])]],
    [
      'with texts that stand on no line',
      texts.map((text) => one({ text, fix: text, where: text, at: text })),
    ],
    ['of claims with strange ids', texts.map((id) => resultOf(`x${id}`, [findingOf(`x${id}`)]))],
    [
      'with further keys here and there',
      [
        changed(one(), { risk: { probability: 0.5, drivers: [] } }),
        one(),
        changed(one(), { shadow: [findingOf('C')], risk: { probability: 1 } }),
        changed(one(), { risk: undefined }),
        changed(one(), { later: null }),
      ],
    ],
    [
      'with their keys in another order',
      [one(), Object.fromEntries(Object.entries(one()).toReversed()) as unknown as Result],
    ],
    [
      'whose findings have further keys',
      [one({ suggestions: [] }), one(), one({ suggestions: [], ...{ more: 1 } })],
    ],
    [
      'whose findings lack keys',
      [changed(one(), { findings: [{ id: 'C/x', edit: 'x', source: {} }] }), one()],
    ],
    ['whose findings bear another claim', [changed(one(), { claim: 'D' }), one()]],
    [
      'with several lines, evidence and causes',
      [
        one({ relatedLines: [], line: null }),
        one({ relatedLines: [3, 4], evidence: [{ claim: 'E', line: null }] }),
        one({ causedBy: 'C/other' }),
      ],
    ],
    [
      'with sources of every sort',
      [
        one({ source: { title: 't', url: 'u' } }),
        one({ source: { title: 't', url: 'u', row: {} } }),
        one({ source: { title: 't', url: 'u', table: undefined, row: undefined } as never }),
        one({ source: { url: 'u', title: 't' } }),
        one({ source: { title: 't', url: 'u', page: 1 } as never }),
        one({
          source: JSON.parse('{"title":"t","url":"u","row":{"__proto__":"p","a":1,"b":null}}') as never,
        }),
      ],
    ],
  ])('%s are read back to the byte', (_, results) => {
    expect(readBack(results)).toBe(JSON.stringify(results))
  })

  it('share a list of entries where it is one and the same', () => {
    const { unchecked, stale } = one()
    const { text } = packed([1, 2, 3].map(() => changed(one(), { unchecked, stale })))
    const { body } = readSheet<{ lists: number[][]; frames: unknown[] }, 'claim'>(text)
    expect(body.lists).toEqual([[], [0], [1]])
    expect(body.frames).toHaveLength(1)
  })

  it('are refused where lines are missing, lists differ in length, or the form is not known', () => {
    const { text, shared } = packed([one(), one()])
    const lines = text.split('\n')
    for (const wrong of [
      lines.slice(0, -1).join('\n'),
      `${text}\nmore`,
      text.replace('"form":2', '"form":3'),
      text.replace('"findings":[1,1]', '"findings":[1,2]'),
      'no text of ours',
    ])
      expect(() => readResults(wrong, shared)).toThrow()
  })
})

it('lists of any strings are read back', () => {
  const list = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...texts)))
  fc.assert(
    fc.property(list, list, fc.jsonValue(), (first, second, value) => {
      const bytes = sheetBytes({ value }, { first, second })
      expect(readSheet(bytes.toString('utf8'))).toEqual({
        body: JSON.parse(JSON.stringify({ value })) as unknown,
        texts: { first, second },
      })
    }),
  )
})

describe.each(makers)('blocks of the first form on %s', (_, maker) => {
  it('are read as they were written', async () => {
    const store = await maker.open()
    const entries = [...recorded(3), ...recorded(1, 9)]
    const run = await record(store, entries)
    const first = readFileSync(join(import.meta.dirname, 'first-form.json'), 'utf8')
    const written = entries.map(({ result }) => result)
    expect(JSON.stringify(await resultsOf(store, run.id))).toBe(JSON.stringify(written))
    await store.db
      .updateTable('blocks')
      .set({ results: deflateRawSync(first.trim()) })
      .where('run', '=', run.number)
      .execute()
    expect(JSON.stringify(await resultsOf(store, run.id))).toBe(JSON.stringify(written))
    expect(await resultAt(store, run.id, 2)).toEqual(written[2])
  })
})
