/**
 * Reads a claim of the usual form some ten times as fast as the schema does, straight into the one shape that all claims
 * have in memory. What it takes is what the schema would make of the same value (a test holds the two together); of
 * anything it is not sure about it says nothing, and the schema decides.
 */
import type { Claim, DatedCode, Diagnosis, Line, OtherPayer, Provider, ValueCode } from '../model/claim.ts'
import {
  beginQuick,
  cents,
  code,
  date,
  dottedCode,
  isOdd,
  listOf,
  number,
  objectOf,
  oneOf,
  required,
  sharedText,
  text,
  unusual,
  whole,
} from './quick-values.ts'

type Fields = Readonly<Record<string, unknown>>

const types = ['professional', 'institutional'] as const
const payerLines = ['medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other'] as const
const sexes = ['F', 'M', 'U'] as const
const marks = ['Y', 'N', 'U', 'W', '1'] as const

const readProvider = ({ npi, taxonomy, taxId, state }: Fields): Provider => ({
  npi: sharedText(npi, 80),
  taxonomy: sharedText(taxonomy, 50),
  taxId: sharedText(taxId, 50),
  state: code(state, 2),
})
const provider = (value: unknown): Provider | undefined =>
  value === undefined ? undefined : objectOf(value, readProvider)

const readDiagnosis = ({ code: billed, poa }: Fields): Diagnosis => ({
  code: required(dottedCode(billed)),
  poa: oneOf(poa, marks),
})
const diagnosis = (value: unknown): Diagnosis => required(objectOf(value, readDiagnosis))

const readDatedCode = ({ code: billed, date: on, through }: Fields): DatedCode => ({
  code: required(dottedCode(billed)),
  date: date(on),
  through: date(through),
})
const datedCode = (value: unknown): DatedCode => required(objectOf(value, readDatedCode))

const readValueCode = ({ code: billed, amountCents }: Fields): ValueCode => ({
  code: required(code(billed, 2)),
  amountCents: required(cents(amountCents)),
})
const valueCode = (value: unknown): ValueCode => required(objectOf(value, readValueCode))

const modifier = (value: unknown): string => required(code(value, 4))
const pointer = (value: unknown): number => required(whole(value, 0, 1000))

const readLine = (from: Fields): Line => ({
  number: required(whole(from['number'], 1, 1_000_000)),
  procedure: code(from['procedure'], 8),
  modifiers: listOf(from['modifiers'], 20, modifier),
  units: from['units'] === undefined ? 1 : required(number(from['units'], -1e9, 1e9)),
  minutes: number(from['minutes'], 0, 1e6),
  chargeCents: from['chargeCents'] === undefined ? 0 : required(cents(from['chargeCents'])),
  serviceDate: required(date(from['serviceDate'])),
  serviceDateThrough: date(from['serviceDateThrough']),
  placeOfService: code(from['placeOfService'], 4),
  pointers: listOf(from['pointers'], 20, pointer),
  revenueCode: code(from['revenueCode'], 4),
  ndc: sharedText(from['ndc'], 48),
  ndcUnit: code(from['ndcUnit'], 2),
  ndcQuantity: number(from['ndcQuantity'], -1e9, 1e9),
  description: text(from['description'], 200),
  rendering: provider(from['rendering']),
  ordering: provider(from['ordering']),
  supervising: provider(from['supervising']),
})
const line = (value: unknown): Line => {
  const read = required(objectOf(value, readLine))
  // An empty procedure, and a line with nothing billed, are the schema's to refuse.
  if (isOdd() || read.procedure === '' || (read.procedure ?? read.revenueCode) === undefined) unusual()
  return read
}

const readPayer = ({ id, name, line }: Fields): NonNullable<Claim['payer']> => ({
  id: sharedText(id, 80),
  name: sharedText(name, 80),
  line: oneOf(line, payerLines),
})
const readSubscriber = ({ id }: Fields): NonNullable<Claim['subscriber']> => ({ id: text(id, 80) })
const readPatient = ({ id, birthDate, sex, deathDate }: Fields): NonNullable<Claim['patient']> => ({
  id: text(id, 80),
  birthDate: date(birthDate),
  sex: oneOf(sex, sexes),
  deathDate: date(deathDate),
})
/** Other payers are rare and deep: the schema reads them. */
const otherPayer = (): OtherPayer => required<OtherPayer>(undefined)

const readClaim = (from: Fields): Claim => ({
  id: required(text(from['id'], 50)),
  type: required(oneOf(from['type'], types)),
  payer: objectOf(from['payer'], readPayer),
  payerOrder: code(from['payerOrder'], 1),
  frequency: code(from['frequency'], 1),
  payerClaimNumber: text(from['payerClaimNumber'], 50),
  subscriber: objectOf(from['subscriber'], readSubscriber),
  patient: objectOf(from['patient'], readPatient),
  billing: provider(from['billing']),
  rendering: provider(from['rendering']),
  referring: provider(from['referring']),
  ordering: provider(from['ordering']),
  supervising: provider(from['supervising']),
  attending: provider(from['attending']),
  operating: provider(from['operating']),
  facility: provider(from['facility']),
  placeOfService: code(from['placeOfService'], 4),
  chargeCents: cents(from['chargeCents']),
  diagnoses: listOf(from['diagnoses'], 200, diagnosis),
  admittingDiagnosis: dottedCode(from['admittingDiagnosis']),
  lines: listOf(from['lines'], 1500, line),
  typeOfBill: code(from['typeOfBill'], 4),
  statementFrom: date(from['statementFrom']),
  statementThrough: date(from['statementThrough']),
  admissionDate: date(from['admissionDate']),
  admissionHour: code(from['admissionHour'], 4),
  admissionType: code(from['admissionType'], 2),
  admissionSource: code(from['admissionSource'], 2),
  dischargeDate: date(from['dischargeDate']),
  dischargeStatus: code(from['dischargeStatus'], 2),
  conditionCodes: listOf(from['conditionCodes'], 100, modifier),
  occurrenceCodes: listOf(from['occurrenceCodes'], 100, datedCode),
  valueCodes: listOf(from['valueCodes'], 100, valueCode),
  procedures: listOf(from['procedures'], 100, datedCode),
  cliaNumber: text(from['cliaNumber'], 50),
  priorAuthorization: text(from['priorAuthorization'], 50),
  accidentDate: date(from['accidentDate']),
  accidentCause: code(from['accidentCause'], 3),
  delayReason: code(from['delayReason'], 2),
  otherPayers: listOf(from['otherPayers'], 0, otherPayer),
  transport: code(from['transport'], 2),
  pickupZip: text(from['pickupZip'], 15),
  received: date(from['received']),
})

/** The claim in a value of the usual form; undefined where only the schema can tell whether it is one. */
export function quickClaim(value: object): Claim | undefined {
  beginQuick()
  const claim = objectOf(value, readClaim)
  if (isOdd() || claim === undefined || claim.id.trim() === '' || claim.lines.length === 0) return undefined
  if (claim.type === 'professional' && claim.lines.some(({ procedure }) => procedure === undefined))
    return undefined
  return claim
}
