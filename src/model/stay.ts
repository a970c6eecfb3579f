/** What the Medicare Code Editor asks of an inpatient stay: age at admission, days, and codes that count as none. */
import type { Claim } from './claim.ts'
import { ageInYears, daysBetween } from './dates.ts'

/** First discharge day from which the editor edits no sex and takes an unknown one (compact). Source: MCE 42, FY2025. */
export const SEX_UNEDITED = 20241001

/** Age in completed years at admission; undefined without birth or admission date, negative for a birth after it. */
export function ageAtAdmission({ patient, admissionDate }: Claim): number | undefined {
  if (patient?.birthDate === undefined || admissionDate === undefined) return undefined
  return ageInYears(patient.birthDate, admissionDate)
}

/** Days from admission to discharge (or the end of the statement); undefined where either is not said. */
export function lengthOfStay({ admissionDate, dischargeDate, statementThrough }: Claim): number | undefined {
  const end = dischargeDate ?? statementThrough
  return admissionDate === undefined || end === undefined ? undefined : daysBetween(admissionDate, end)
}

/** Whether a code is blank or all zeros: the editor passes such a code over, but for an all-zero principal diagnosis. */
export function isEmptyCode(code: string): boolean {
  for (let at = 0; at < code.length; at++) if (code.charCodeAt(at) !== 48) return false
  return true
}

/** Of what a table of the editor is made, as far as coverage asks. */
interface FlaggedCodes {
  bit(flag: string): number
  flagged(code: string, day: number, bits: number): number
}

/** Why the editor calls a procedure non-covered. */
export type NonCovered = 'always' | 'pancreas' | 'diagnosis' | 'sterilization' | 'age' | 'heart'

const nonCoveredFlags = [
  'noncovered',
  'ncov45',
  'ncov6',
  'ncov7',
  'ncov_z302',
  'ncov12agele60',
  'lcov_artheartxpa',
  'lcov_artheartxpb',
] as const

/** Bits of all flags that can make a procedure non-covered. */
export const nonCoveredBits = (procedures: Pick<FlaggedCodes, 'bit'>): number =>
  nonCoveredFlags.reduce((bits, flag) => bits | procedures.bit(flag), 0)

/**
 * Why a procedure is non-covered on a day, undefined when it is not. An age that is not known decides nothing.
 * Source: CMS Medicare Code Editor 43.1, edit 11: a pancreas transplant without a kidney transplant and without type 1
 * diabetes; a procedure with a diagnosis that bars it; sterilization with Z30.2; a procedure for ages 0 to 60; an
 * artificial heart outside a clinical trial (discharges before 2022-04-01).
 */
export function whyNonCovered(
  claim: Claim,
  at: number,
  day: number,
  procedures: FlaggedCodes,
  diagnoses: FlaggedCodes,
): NonCovered | undefined {
  const { code } = claim.procedures[at]!
  const has = (flag: string): boolean => procedures.flagged(code, day, procedures.bit(flag)) >= 0
  const besides = (flag: string): boolean => {
    const bit = procedures.bit(flag)
    return claim.procedures.some((procedure) => procedures.flagged(procedure.code, day, bit) >= 0)
  }
  const diagnosed = (flag: string): boolean => {
    const bit = diagnoses.bit(flag)
    return claim.diagnoses.some((diagnosis) => diagnoses.flagged(diagnosis.code, day, bit) >= 0)
  }
  if (has('noncovered')) return 'always'
  if (has('ncov45') && !besides('kidneyxp') && !diagnosed('diabtypeI')) return 'pancreas'
  if ((has('ncov6') && diagnosed('ncov6')) || (has('ncov7') && diagnosed('ncov7'))) return 'diagnosis'
  if (has('ncov_z302') && diagnosed('ncov_z302')) return 'sterilization'
  const age = ageAtAdmission(claim) ?? 0
  if (has('ncov12agele60') && (age < 0 || age > 60)) return 'age'
  const heart = has('lcov_artheartxpa')
    ? 'lcov_artheartxpb'
    : has('lcov_artheartxpb')
      ? 'lcov_artheartxpa'
      : undefined
  return heart !== undefined && besides(heart) && !diagnosed('clintrial') ? 'heart' : undefined
}
