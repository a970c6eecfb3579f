/** A coder's quick question as a claim: lines as they are typed, and the little that is known beside them. */
import type { ClaimInput } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'

type LineInput = ClaimInput['lines'][number]

/** What is asked. */
export interface CoderQuestion {
  /** `CODE[-MOD[-MOD…]][xUNITS][@POINTER[,POINTER…]]`. */
  readonly lines: readonly string[]
  readonly diagnoses: readonly string[]
  /** Date of service, `YYYY-MM-DD`. */
  readonly on: string
  /** Age of the patient in years on that day. */
  readonly age?: number
  readonly sex?: 'F' | 'M' | 'U'
  readonly place: string
  readonly payer?: string
  readonly payerLine?: NonNullable<NonNullable<ClaimInput['payer']>['line']>
}

const LINE = /^([0-9A-Za-z]+?)((?:-[0-9A-Za-z]{2})*)(?:[xX](\d+(?:\.\d+)?))?(?:@(\d+(?:,\d+)*))?$/

/** A line as it is typed. Throws E_OPTION for one that is none. */
export function questionedLine(
  text: string,
  number: number,
  serviceDate: string,
  diagnoses: number,
): LineInput {
  const parts = LINE.exec(text)
  if (!parts)
    throw new ScrubError(
      'E_OPTION',
      `line ${number}`,
      'A line is CODE[-MOD[-MOD…]][xUNITS][@POINTER[,POINTER…]], such as 20610-RTx1@1.',
    )
  const [, procedure, modifiers, units, pointers] = parts
  const all = Array.from({ length: Math.min(diagnoses, 4) }, (_, at) => at + 1)
  return {
    number,
    procedure: procedure!,
    modifiers: modifiers!.split('-').filter((modifier) => modifier !== ''),
    units: units === undefined ? 1 : Number(units),
    chargeCents: 0,
    serviceDate,
    pointers: pointers === undefined ? all : pointers.split(',').map(Number),
  }
}

/** The claim of a question: professional, and Medicare's where no payer is named. Throws E_OPTION. */
export function questionedClaim(question: CoderQuestion): ClaimInput {
  const { lines, diagnoses, on, age, sex, place, payer, payerLine } = question
  return {
    id: 'check',
    type: 'professional',
    payer: { ...(payer ? { id: payer } : {}), line: payerLine ?? 'medicare' },
    patient: {
      // The first of January so many years before gives that age on every day of the year.
      ...(age === undefined ? {} : { birthDate: `${Number(on.slice(0, 4)) - age}-01-01` }),
      ...(sex ? { sex } : {}),
    },
    placeOfService: place,
    diagnoses: diagnoses.map((code) => ({ code })),
    lines: lines.map((line, at) => questionedLine(line, at + 1, on, diagnoses.length)),
  }
}
