/** What no suggestion may do, whatever it clears: the last word before a candidate is scrubbed again. */
import type { Claim, Line } from '../../model/claim.ts'

/** The only modifiers that a suggestion may put on a claim: they say which side, and never that two services were separate. */
const ADDABLE: ReadonlySet<string> = new Set(['50', 'LT', 'RT'])

const sum = (lines: readonly Line[], of: (line: Line) => number): number =>
  lines.reduce((total, line) => total + of(line), 0)

function countOf<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

const modifiersOf = (claim: Claim): readonly string[] => claim.lines.flatMap(({ modifiers }) => modifiers)

/** Units as they are paid: one unit with 50 is both sides. */
const unitsOf = (line: Line): number => (line.modifiers.includes('50') ? line.units * 2 : line.units)

/**
 * Whether the correction adds no modifier that says a service was separate or more was done, no diagnosis, no units and
 * no charge. A diagnosis code may be exchanged for another in its place; 50, LT and RT may come.
 */
export function keepsHonest(before: Claim, after: Claim): boolean {
  const had = countOf(modifiersOf(before))
  for (const [modifier, count] of countOf(modifiersOf(after)))
    if (count > (had.get(modifier) ?? 0) && !ADDABLE.has(modifier)) return false
  return (
    after.lines.length > 0 &&
    after.diagnoses.length <= before.diagnoses.length &&
    sum(after.lines, unitsOf) <= sum(before.lines, unitsOf) &&
    sum(after.lines, (line) => line.chargeCents) <= sum(before.lines, (line) => line.chargeCents) &&
    (after.chargeCents ?? 0) <= Math.max(before.chargeCents ?? 0, 0)
  )
}
