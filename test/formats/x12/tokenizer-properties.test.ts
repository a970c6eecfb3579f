/** The tokenizer against the plainest splitter there is, on interchanges of any separators and line ends, cut anywhere. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTokenizer } from '../../../src/formats/x12/tokenizer.ts'
import { isa } from './writing.ts'

/** Segments and their elements as they stand, to be compared with a splitter's. */
function tokens(bytes: Buffer, size: () => number): string[][] {
  const tokenizer = createTokenizer()
  const found: string[][] = []
  const drain = (): void => {
    for (let segment = tokenizer.next(); segment !== undefined; segment = tokenizer.next()) {
      expect(segment.fault).toBe(undefined)
      expect(segment.number).toBe(found.length + 1)
      const { bytes: held, starts, count, id } = segment
      found.push([
        id,
        ...Array.from({ length: count }, (_, at) =>
          held.toString('latin1', starts[at + 1], starts[at + 2]! - 1),
        ),
      ])
    }
  }
  for (let from = 0; from < bytes.length;) {
    const to = from + Math.max(1, size())
    tokenizer.feed(bytes.subarray(from, to))
    drain()
    from = to
  }
  tokenizer.finish()
  drain()
  return found
}

const naive = (text: string, element: string, terminator: string): string[][] =>
  text
    .split(terminator)
    .map((segment) => segment.trimStart().split(element))
    .filter(([id]) => id !== '')

const styles = fc.constantFrom(
  { element: '*', component: ':', terminator: '~' },
  { element: '|', component: '^', terminator: '}' },
  { element: '+', component: '>', terminator: '\x1c' },
  { element: '\x1d', component: '<', terminator: '\x1e' },
)
const text = fc.array(fc.constantFrom(...'ABCXYZ0123456789 .-/#&()', 'é', 'ÿ', 'IEA', 'ISA', ':'), {
  maxLength: 12,
})
const segment = fc.tuple(
  fc.constantFrom('CLM', 'SV1', 'HI', 'NM1', 'N3', 'REF', 'DTP', 'LX', 'HL', 'ZZZ'),
  fc.array(
    text.map((parts) => parts.join('')),
    { minLength: 1, maxLength: 14 },
  ),
)

it('splits as a splitter does', () => {
  fc.assert(
    fc.property(
      styles,
      fc.array(segment, { maxLength: 30 }),
      fc.constantFrom('', '\n', '\r\n'),
      fc.infiniteStream(fc.integer({ min: 1, max: 120 })),
      ({ element, component, terminator }, segments, lineEnd, sizes) => {
        const begin = isa().slice(0, -1).replaceAll('*', element).replace(/:$/, component)
        const forbidden: readonly string[] = [element, terminator]
        const rows = segments.map(([id, elements]) =>
          [
            id,
            ...elements.map((value) => [...value].filter((one) => !forbidden.includes(one)).join('')),
          ].join(element),
        )
        const file =
          [begin, `GS${element}HC`, ...rows, `IEA${element}1${element}000000001`].join(
            `${terminator}${lineEnd}`,
          ) + terminator
        expect(tokens(Buffer.from(file, 'latin1'), () => sizes.next().value)).toEqual(
          naive(file, element, terminator),
        )
      },
    ),
    { numRuns: 1000 },
  )
})
