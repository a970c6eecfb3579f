/** What follows from a claim's own fields, for every room that asks. */
import { compactDate, OPEN_END } from './dates.ts'
import type { Claim, Line, Provider } from './claim.ts'
import type { PayerProfile } from './profile.ts'

/** Bill type without its leading zero, three characters; '' when the claim has none that could be one. */
export function billType(claim: Claim): string {
  const bill = claim.typeOfBill ?? ''
  return bill.length === 4 && bill.startsWith('0') ? bill.slice(1) : bill
}

/** Whether the claim is a hospital's inpatient bill (11x, 12x aside: Part B of an inpatient is billed as outpatient). */
export const isInpatient = (claim: Claim): boolean =>
  claim.type === 'institutional' && billType(claim).startsWith('11')

/**
 * Whether a surgery center bills: place of service 24 and its taxonomy, on the professional form.
 * Source: IOM 100-04 chapter 14, sections 40 and 50.
 */
export const isSurgeryCenter = (claim: Claim, line: Line): boolean =>
  claim.type === 'professional' &&
  (line.placeOfService ?? claim.placeOfService) === '24' &&
  claim.billing?.taxonomy === '261QA1903X'

/** Who rendered a line: its own practitioner, else the claim's. */
export const renderingOf = (claim: Claim, line: Line): Provider | undefined =>
  line.rendering ?? claim.rendering

/** Where a line was rendered: its own place, else the claim's. */
export const placeOf = (claim: Claim, line: Line): string | undefined =>
  line.placeOfService ?? claim.placeOfService

/** First and last day of a line, compact dates. */
export const firstDay = (line: Line): number => compactDate(line.serviceDate)
export const lastDay = (line: Line): number =>
  line.serviceDateThrough === undefined ? compactDate(line.serviceDate) : compactDate(line.serviceDateThrough)

/** The day of all lines, compact, where they have one and the same; 0 where they do not. */
export function soleDay(claim: Claim): number {
  const { lines } = claim
  const date = lines[0]!.serviceDate
  for (const line of lines) if (line.serviceDateThrough !== undefined || line.serviceDate !== date) return 0
  return compactDate(date)
}

/** The day on which an inpatient claim's codes are judged: discharge, else the end of the statement, else the last service. */
export function dischargeDay(claim: Claim): number {
  const date = claim.dischargeDate ?? claim.statementThrough
  if (date !== undefined) return compactDate(date)
  return claim.lines.reduce((latest, line) => Math.max(latest, lastDay(line)), 0)
}

/** Billed total in cents: the claim's own, or the sum of its lines. */
export const totalCharge = (claim: Claim): number =>
  claim.chargeCents ?? claim.lines.reduce((sum, line) => sum + line.chargeCents, 0)

/** How often the claim was sent (1 original, 7 replacement, 8 void …); on an institutional claim the bill type tells. */
export const frequencyOf = (claim: Claim): string | undefined =>
  claim.frequency ?? (claim.type === 'institutional' ? billType(claim).charAt(2) || undefined : undefined)

/** Whether two providers are known to be one, known to be two, or two of one specialty, whom a payer may take for one. */
export function compareProviders(
  one: Provider | undefined,
  other: Provider | undefined,
): 'same' | 'different' | 'same-specialty' {
  if (one?.npi === undefined || other?.npi === undefined || one.npi === other.npi) return 'same'
  if (one.taxonomy === undefined || other.taxonomy === undefined) return 'different'
  return one.taxonomy === other.taxonomy ? 'same-specialty' : 'different'
}

/** Whether a payer takes two practitioners of one claim for one where it judges visits: its profile says who counts. */
export function countAsOne(
  who: PayerProfile['practitioners'],
  one: Provider | undefined,
  other: Provider | undefined,
): boolean {
  const compared = compareProviders(one, other)
  if (compared === 'same' || who === 'group') return true
  return compared === 'same-specialty' && who === 'group-and-specialty'
}

/**
 * Whether a line of an institutional claim is a practitioner's service of a critical access hospital under method II.
 * Source: IOM 100-04 chapter 4 section 250.2 (bill type 85x, revenue codes 096x to 098x).
 */
export const isMethodTwo = (claim: Claim, { revenueCode }: Line): boolean =>
  claim.type === 'institutional' &&
  revenueCode !== undefined &&
  (revenueCode.startsWith('096') || revenueCode.startsWith('097') || revenueCode.startsWith('098')) &&
  billType(claim).startsWith('85')

/**
 * Who gave two lines of a claim: on a professional claim its practitioners; on an institutional one the hospital, whose
 * own lines under method II are not the practitioner's.
 */
export const compareLines = (claim: Claim, one: Line, other: Line): ReturnType<typeof compareProviders> =>
  claim.type === 'professional'
    ? compareProviders(renderingOf(claim, one), renderingOf(claim, other))
    : isMethodTwo(claim, one) === isMethodTwo(claim, other)
      ? 'same'
      : 'different'

/** Whether a line is a practitioner's, paid by the fee schedule: not a surgery center's, and of a hospital's only under method II. */
export const isPractitioners = (claim: Claim, line: Line): boolean =>
  claim.type === 'professional' ? !isSurgeryCenter(claim, line) : isMethodTwo(claim, line)

/** Whether two procedure codes are one: most differ in their last character, which is asked first, at half the cost. */
export const isSameCode = (one: string, other: string | undefined): boolean =>
  other !== undefined && (one.charCodeAt(4) | 0) === (other.charCodeAt(4) | 0) && one === other

/** Whether two lines have a day in common. */
export const daysMeet = (one: Line, other: Line): boolean =>
  one.serviceDateThrough === undefined && other.serviceDateThrough === undefined
    ? one.serviceDate === other.serviceDate
    : one.serviceDate <= (other.serviceDateThrough ?? other.serviceDate) &&
      other.serviceDate <= (one.serviceDateThrough ?? one.serviceDate)

/** A diagnosis code as it is printed, with its dot. */
export const dotted = (code: string): string =>
  code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : code

/** First day of service of a claim, compact. */
export function firstServiceDay({ lines }: Claim): number {
  let earliest = OPEN_END
  for (const line of lines) earliest = Math.min(earliest, firstDay(line))
  return earliest
}

/** Last day of service of a claim, compact. */
export function lastServiceDay({ lines }: Claim): number {
  let latest = 0
  for (const line of lines) latest = Math.max(latest, lastDay(line))
  return latest
}

/** Whether a hospital bills an outpatient: 12x (an inpatient under Part B), 13x, 14x, 85x. Source: IOCE specifications, bill types. */
export function isOutpatientHospital(claim: Claim): boolean {
  const type = billType(claim)
  return (
    claim.type === 'institutional' &&
    (type.startsWith('13') || type.startsWith('85') || type.startsWith('12') || type.startsWith('14'))
  )
}

/**
 * Lines among which edits look for pairs. An 837 carries at most 999 and a claim with more is refused for that; without
 * a bound a hostile claim would cost its lines squared.
 * Source: ASC X12N 005010X223A2, loop 2400.
 */
export const PAIRED_LINES = 999
