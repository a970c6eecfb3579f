/** What a claim line asks the coverage documents. */
import type { Claim, Line } from '../model/claim.ts'
import { billType, firstDay } from '../model/claim-facts.ts'
import type { PayerProfile } from '../model/profile.ts'

/** Which documents a line meets. */
export interface CoverageQuestion {
  readonly procedure: string
  /** Compact date. */
  readonly day: number
  /** Whether Medicare's documents bind the payer: a Medicare Advantage plan follows them, with some freedom. */
  readonly medicare: 'binds' | 'guides' | 'foreign' | 'unknown'
  /** By what names the payer's own policies may call it: its line, its profile's id, its id in lower case. */
  readonly payers: readonly string[]
  /** Two letters. */
  readonly state: string | undefined
  readonly biller: 'institution' | 'practitioner' | 'supplier'
}

/** How far Medicare's documents bind payers of a line. Source: 42 CFR 422.101(b) for Medicare Advantage. */
const bound: Readonly<Record<PayerProfile['line'], CoverageQuestion['medicare']>> = {
  medicare: 'binds',
  'medicare-advantage': 'guides',
  medicaid: 'foreign',
  commercial: 'foreign',
  other: 'foreign',
}

/** Taxonomies of equipment suppliers, whose articles are those of their own contractors. Source: NUCC taxonomy code set. */
const isSupplier = (taxonomy: string | undefined): boolean =>
  taxonomy !== undefined && (taxonomy.startsWith('332') || taxonomy.startsWith('335E'))

/**
 * The question of a line that has a procedure. The state is the facility's where it is named, else the billing provider's:
 * a contractor is in charge of where the service was rendered (IOM 100-04 chapter 1 section 10.1.5).
 */
export const questionOf = (claim: Claim, line: Line, profile: PayerProfile): CoverageQuestion => ({
  procedure: line.procedure!,
  day: firstDay(line),
  medicare: claim.payer?.line === undefined && profile.id === 'any-payer' ? 'unknown' : bound[profile.line],
  payers: [profile.line, profile.id, (claim.payer?.id ?? '').toLowerCase()],
  state: claim.facility?.state ?? claim.billing?.state,
  biller:
    claim.type === 'institutional'
      ? 'institution'
      : isSupplier(claim.billing?.taxonomy)
        ? 'supplier'
        : 'practitioner',
})

/** Codes of all diagnoses of a claim. */
export const diagnosesOf = (claim: Claim): readonly string[] => claim.diagnoses.map(({ code }) => code)

/** Codes that a line points at; an institutional line stands under all of its claim. */
export function pointedBy(claim: Claim, line: Line, all: readonly string[]): readonly string[] {
  if (claim.type === 'institutional') return all
  return line.pointers.flatMap((pointer) => all[pointer - 1] ?? [])
}

/**
 * Bills that articles of Part B services concern: outpatient hospital, clinics, therapy, dialysis, critical access.
 * Source: NUBC type of bill; bill types that articles of the Medicare Coverage Database list.
 */
const OUTPATIENT: ReadonlySet<string> = new Set('12 13 14 22 23 71 72 73 74 75 76 77 83 85'.split(' '))

/** Whether coverage documents concern a claim; undefined where an institutional one does not tell its bill type. */
export function concerned(claim: Claim): boolean | undefined {
  if (claim.type === 'professional') return true
  const bill = billType(claim)
  return bill === '' ? undefined : OUTPATIENT.has(bill.slice(0, 2))
}

/** Procedures billed on the day of a line. */
export const sameDay = (claim: Claim, { serviceDate }: Line): readonly string[] =>
  claim.lines.flatMap((line) =>
    line.serviceDate === serviceDate && line.procedure !== undefined ? [line.procedure] : [],
  )
