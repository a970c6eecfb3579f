/** Claims with a value changed for another, for the readers that take claims of the usual form alone. */
import fc from 'fast-check'
import { Claim } from '../../src/model/claim.ts'
import { claimOf } from '../helpers/claims.ts'

export const professional = claimOf({
  payerClaimNumber: null,
  received: '2026-04-01',
  lines: [
    { modifiers: ['25'], minutes: 3, ndc: '0-1', description: 'x', rendering: { npi: '1', state: 'TX' } },
    { procedure: '20610', units: 1.5, serviceDateThrough: '2026-03-03', placeOfService: '22' },
  ],
})
export const institutional = claimOf({
  type: 'institutional',
  diagnoses: [{ code: 'M17.11', poa: 'Y' }],
  conditionCodes: ['07'],
  occurrenceCodes: [{ code: '11', date: '2026-01-01' }],
  valueCodes: [{ code: 'A0', amountCents: 12 }],
  procedures: [{ code: '0SRD0J9', date: '2026-03-02' }],
  lines: [{ procedure: undefined, revenueCode: '0120' }],
})
export const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Every path of a value: keys one after the other. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
}

function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
  if (rest.length === 0 && to === undefined && !Array.isArray(copy))
    return Object.fromEntries(Object.entries(copy).filter(([name]) => name !== key))
  copy[key] = changed(copy[key], rest, to)
  return copy
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    ' ',
    'a',
    'A1',
    'M17.11',
    '2026-02-29',
    '2026-03-02',
    'é',
    '\u0007',
  ),
  fc.constantFrom<unknown>(
    0,
    -1,
    1,
    1.5,
    1e10,
    1001,
    true,
    [],
    {},
    [null],
    [''],
    ['A'],
    { id: 'A' },
    { code: 'A' },
  ),
  fc.string({ maxLength: 100 }),
  fc.double(),
  fc.integer(),
)
/** A claim as JSON has it, with one value at some path that is of another kind, or a field that no claim has. */
export const changedClaim = fc.constantFrom(professional, institutional).chain((claim) => {
  const value = plain(claim)
  const paths = pathsOf(value).filter((path) => path.length > 0)
  const target = fc.oneof(
    fc.constantFrom(...paths),
    fc.constantFrom(...paths).map((path) => [...path.slice(0, -1), 'surname']),
    fc.constantFrom<readonly string[]>(...Object.keys(Claim.shape).map((key) => [key])),
    fc.constantFrom<readonly string[]>(
      ...Object.keys(Claim.shape.lines.element.shape).map((key) => ['lines', '0', key]),
    ),
  )
  return fc.tuple(target, odd).map(([path, to]) => changed(value, path, to))
})
