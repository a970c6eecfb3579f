/** What a candidate correction is, and the small moves that most of them are made of. */
import type { TableSet } from '../../codesets/tables.ts'
import type { Claim, Line } from '../../model/claim.ts'
import type { PayerProfile } from '../../model/profile.ts'
import type { Change, Finding } from '../../model/result.ts'

/** A correction that may be shown once it is proved. */
export interface Candidate {
  /** What it does, in plain words with codes and line numbers, nothing about a person. */
  readonly title: string
  /** What the record must show; left out only where nothing but the form changes. */
  readonly onlyIf?: string
  readonly change: readonly Change[]
  /** Nobody need look at the record: `--fix-safe` may take it. */
  readonly mechanical?: true
}

/** A finding and what stands around it. */
export interface Situation {
  readonly claim: Claim
  readonly finding: Finding
  /** Index of the line that the finding is about, -1 for the whole claim. */
  readonly at: number
  readonly line: Line | undefined
  /** Indexes of the related lines. */
  readonly related: readonly number[]
  readonly tables: TableSet
  readonly profile: PayerProfile
}

/** Makes the candidates for a finding, the likeliest first. */
export type Maker = (situation: Situation) => readonly Candidate[]

/** Makers by edit, or by edit and message (`ncci-ptp/bundled`), which goes before. */
export type Makers = Readonly<Record<string, Maker>>

/** A step that sets a value. */
export const replace = (path: string, value: unknown): Change => ({ op: 'replace', path, value })

/** A step that takes something away. */
export const remove = (path: string): Change => ({ op: 'remove', path })

/** Index in a path such as `diagnoses[2].code` or `lines[1].modifiers[0]`: the last one; -1 without any. */
export function lastIndex(at: string): number {
  const found = /\[(\d+)\](?:\.[A-Za-z]+)?$/.exec(at)
  return found ? Number(found[1]) : -1
}

/** Whether another payer's answer speaks of the line by its number: the lines must then stay as they were billed. */
const isAdjudicated = (claim: Claim, { number }: Line): boolean =>
  claim.otherPayers.some(
    ({ adjustments, linePayments }) =>
      adjustments.some(({ line }) => line === number) || linePayments.some(({ line }) => line === number),
  )

/** Steps that make the claim's total follow, where it was the sum of its lines and they now add up to `by` cents less. */
function lowerTotal(claim: Claim, by: number): Change[] {
  const { chargeCents, lines } = claim
  const sum = lines.reduce((total, line) => total + line.chargeCents, 0)
  return chargeCents === undefined || chargeCents !== sum || by === 0
    ? []
    : [replace('/chargeCents', chargeCents - by)]
}

/** Steps that take a line off the claim; undefined for its only line, and where another payer has answered for it. */
export function removeLine(claim: Claim, at: number): Change[] | undefined {
  const line = claim.lines[at]
  if (line === undefined || claim.lines.length < 2 || isAdjudicated(claim, line)) return undefined
  return [remove(`/lines/${at}`), ...lowerTotal(claim, line.chargeCents)]
}

/** Steps that set a line's units and charge, neither of them higher; undefined where another payer has answered for it. */
export function lowerUnits(
  claim: Claim,
  at: number,
  units: number,
  chargeCents: number,
): Change[] | undefined {
  const line = claim.lines[at]!
  if (isAdjudicated(claim, line) || units > line.units || chargeCents > line.chargeCents) return undefined
  return [
    replace(`/lines/${at}/units`, units),
    ...(chargeCents === line.chargeCents ? [] : [replace(`/lines/${at}/chargeCents`, chargeCents)]),
    ...lowerTotal(claim, line.chargeCents - chargeCents),
  ]
}

/** Steps that put what the second line bills onto the first, whose modifiers and units they set; undefined where another payer has answered. */
export function joinLines(
  claim: Claim,
  first: number,
  second: number,
  units: number,
  modifiers: readonly string[],
): Change[] | undefined {
  const [one, two] = [claim.lines[first]!, claim.lines[second]!]
  if (isAdjudicated(claim, one) || isAdjudicated(claim, two)) return undefined
  const pointers = [...new Set([...one.pointers, ...two.pointers])]
  if (pointers.length > 4) return undefined
  return [
    ...(same(modifiers, one.modifiers) ? [] : [replace(`/lines/${first}/modifiers`, modifiers)]),
    ...(units === one.units ? [] : [replace(`/lines/${first}/units`, units)]),
    replace(`/lines/${first}/chargeCents`, one.chargeCents + two.chargeCents),
    ...(same(pointers, one.pointers) ? [] : [replace(`/lines/${first}/pointers`, pointers)]),
    remove(`/lines/${second}`),
  ]
}

/** Whether two lists have the same values in the same order. */
export const same = <T>(one: readonly T[], other: readonly T[]): boolean =>
  one.length === other.length && one.every((value, at) => value === other[at])

/** Whether two lines could be one but for modifiers, units and charge: same service, days, place, practitioners, no drug, no words. */
export function couldBeOne(one: Line, other: Line): boolean {
  const alike = (
    ['procedure', 'serviceDate', 'serviceDateThrough', 'placeOfService', 'revenueCode'] as const
  ).every((field) => one[field] === other[field])
  const plain = [one, other].every(
    ({ ndc, minutes, description }) =>
      ndc === undefined && minutes === undefined && description === undefined,
  )
  const npis = (line: Line) => [line.rendering?.npi, line.ordering?.npi, line.supervising?.npi]
  return alike && plain && same(npis(one), npis(other))
}

/** A candidate where there are steps, nothing where there are none. */
export const maybe = (
  title: string,
  onlyIf: string | undefined,
  change: readonly Change[] | undefined,
): readonly Candidate[] =>
  change === undefined || change.length === 0
    ? []
    : [{ title, ...(onlyIf === undefined ? {} : { onlyIf }), change }]
