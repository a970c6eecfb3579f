import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkClaim } from '../../src/formats/claim-of.ts'
import { quickJson } from '../../src/formats/quick-json.ts'
import { changedClaim, institutional, plain, professional } from './changed-claims.ts'

/** What JSON.parse and the schema make of a text; undefined where it is no claim. */
function slowly(text: string): unknown {
  try {
    const checked = checkClaim(JSON.parse(text))
    return 'claim' in checked ? checked.claim : undefined
  } catch {
    return undefined
  }
}

const quickly = (text: string): unknown => quickJson(Buffer.from(text))

it.each([
  ['professional', professional],
  ['institutional', institutional],
])('reads a %s claim as JSON.parse and the schema do, however it is laid out', (_, claim) => {
  const value = plain(claim)
  for (const indent of [0, 1, '\t'])
    expect(quickly(`${JSON.stringify(value, null, indent)}\r\n `)).toEqual(slowly(JSON.stringify(value)))
})

it('takes nothing that they refuse, and reads the rest as they do', () => {
  let taken = 0
  fc.assert(
    fc.property(changedClaim, fc.constantFrom(0, 2), (claim, indent) => {
      const text = JSON.stringify(claim, null, indent)
      const quick = quickly(text)
      if (quick === undefined) return
      taken += 1
      expect(quick).toEqual(slowly(text))
    }),
    { numRuns: 5000, seed: 3 },
  )
  expect(taken).toBeGreaterThan(300)
})

it('takes no text that is no JSON, and of JSON what JSON.parse makes of it', () => {
  const whole = [professional, institutional].map((claim) => JSON.stringify(plain(claim)))
  const put = fc.constantFrom(
    ...'{}[]",:\\01-.eE nul\t\u0000éZ',
    'null',
    '""',
    '1e3',
    '-0',
    '0.50',
    '"id":"B",',
  )
  const damage = fc.record({
    text: fc.constantFrom(...whole),
    at: fc.nat(),
    cut: fc.nat({ max: 3 }),
    put: fc.oneof(put, fc.constant('')),
  })
  let taken = 0
  fc.assert(
    fc.property(damage, ({ text, at, cut, put }) => {
      const from = at % (text.length + 1)
      const damaged = text.slice(0, from) + put + text.slice(from + cut)
      const quick = quickly(damaged)
      if (quick === undefined) return
      taken += 1
      expect(quick).toEqual(slowly(damaged))
    }),
    { numRuns: 20_000, seed: 5 },
  )
  expect(taken).toBeGreaterThan(1000)
})

it.each([
  ['a name twice: the last counts', (text: string) => text.replace('{', '{"frequency":"7",')],
  ['a number with a sign and decimals', (text: string) => text.replace('"units":1.5', '"units":-0.25')],
])('%s', (_, change) => {
  const text = change(JSON.stringify(plain(professional)))
  expect(quickly(text)).toBeDefined()
  expect(quickly(text)).toEqual(slowly(text))
})

it.each([
  '',
  ' ',
  '{}',
  '[]',
  'null',
  '{',
  '{"',
  '{"id',
  '{"id"',
  '{"id":',
  '{"id":"',
  '{"id":"A"',
  '{"id":"A",',
])('leaves %j to others', (text) => expect(quickly(text)).toBeUndefined())
