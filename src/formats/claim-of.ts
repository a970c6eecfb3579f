/** From a value of unknown shape to a claim, or to what is wrong with it in words that repeat no value. */
import { z } from 'zod'
import {
  Claim,
  type Adjustment,
  type DatedCode,
  type Line,
  type OtherPayer,
  type Provider,
  type ValueCode,
} from '../model/claim.ts'
import { quickClaim } from './quick-claim.ts'
import { shared } from './shared-codes.ts'

/** Why a value is no claim: path of the first flaw (`lines[1].units`, empty for the whole) and a sentence part. */
export interface Flaw {
  readonly path: string
  readonly text: string
}

/** The claim in a value as JSON or another reader gives it, or the flaw that keeps it from being one. */
export function checkClaim(value: unknown): { readonly claim: Claim } | { readonly flaw: Flaw } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { flaw: { path: '', text: 'A claim is an object in braces; this value is none.' } }
  const quick = quickClaim(value)
  if (quick) return { claim: quick }
  const parsed = Claim.safeParse(value)
  return parsed.success ? { claim: claimOf(parsed.data) } : { flaw: flawOf(parsed.error) }
}

/**
 * The same claim with every optional field present (`undefined` where absent) and in the order of the model, so that
 * all claims have one shape in memory; codes that repeat from claim to claim are shared.
 */
export const claimOf = (claim: Claim): Claim => ({
  id: claim.id,
  type: claim.type,
  payer: claim.payer && {
    id: shared(claim.payer.id),
    name: shared(claim.payer.name),
    line: claim.payer.line,
  },
  payerOrder: shared(claim.payerOrder),
  frequency: shared(claim.frequency),
  payerClaimNumber: claim.payerClaimNumber,
  subscriber: claim.subscriber && { id: claim.subscriber.id },
  patient: claim.patient && {
    id: claim.patient.id,
    birthDate: claim.patient.birthDate,
    sex: claim.patient.sex,
    deathDate: claim.patient.deathDate,
  },
  billing: providerOf(claim.billing),
  rendering: providerOf(claim.rendering),
  referring: providerOf(claim.referring),
  ordering: providerOf(claim.ordering),
  supervising: providerOf(claim.supervising),
  attending: providerOf(claim.attending),
  operating: providerOf(claim.operating),
  facility: providerOf(claim.facility),
  placeOfService: shared(claim.placeOfService),
  chargeCents: claim.chargeCents,
  diagnoses: claim.diagnoses.map(({ code, poa }) => ({ code: shared(code), poa })),
  admittingDiagnosis: shared(claim.admittingDiagnosis),
  lines: claim.lines.map(lineOf),
  typeOfBill: shared(claim.typeOfBill),
  statementFrom: shared(claim.statementFrom),
  statementThrough: shared(claim.statementThrough),
  admissionDate: shared(claim.admissionDate),
  admissionHour: shared(claim.admissionHour),
  admissionType: shared(claim.admissionType),
  admissionSource: shared(claim.admissionSource),
  dischargeDate: shared(claim.dischargeDate),
  dischargeStatus: shared(claim.dischargeStatus),
  conditionCodes: claim.conditionCodes.map(shared),
  occurrenceCodes: claim.occurrenceCodes.map(datedCodeOf),
  valueCodes: claim.valueCodes.map(valueCodeOf),
  procedures: claim.procedures.map(datedCodeOf),
  cliaNumber: claim.cliaNumber,
  priorAuthorization: claim.priorAuthorization,
  accidentDate: shared(claim.accidentDate),
  accidentCause: shared(claim.accidentCause),
  delayReason: shared(claim.delayReason),
  otherPayers: claim.otherPayers.map(otherPayerOf),
  transport: shared(claim.transport),
  pickupZip: claim.pickupZip,
  received: shared(claim.received),
})

const lineOf = (line: Line): Line => ({
  number: line.number,
  procedure: shared(line.procedure),
  modifiers: line.modifiers.map(shared),
  units: line.units,
  minutes: line.minutes,
  chargeCents: line.chargeCents,
  serviceDate: shared(line.serviceDate),
  serviceDateThrough: shared(line.serviceDateThrough),
  placeOfService: shared(line.placeOfService),
  pointers: line.pointers,
  revenueCode: shared(line.revenueCode),
  ndc: shared(line.ndc),
  ndcUnit: shared(line.ndcUnit),
  ndcQuantity: line.ndcQuantity,
  description: line.description,
  rendering: providerOf(line.rendering),
  ordering: providerOf(line.ordering),
  supervising: providerOf(line.supervising),
})

const providerOf = (provider: Provider | undefined): Provider | undefined =>
  provider && {
    npi: shared(provider.npi),
    taxonomy: shared(provider.taxonomy),
    taxId: shared(provider.taxId),
    state: shared(provider.state),
  }

const datedCodeOf = ({ code, date, through }: DatedCode): DatedCode => ({
  code: shared(code),
  date: shared(date),
  through: shared(through),
})

const valueCodeOf = ({ code, amountCents }: ValueCode): ValueCode => ({ code: shared(code), amountCents })

const otherPayerOf = (payer: OtherPayer): OtherPayer => ({
  id: shared(payer.id),
  line: payer.line,
  order: shared(payer.order),
  paidCents: payer.paidCents,
  adjustments: payer.adjustments.map(adjustmentOf),
  linePayments: payer.linePayments.map(({ line, paidCents }) => ({ line, paidCents })),
})

const adjustmentOf = ({ group, reason, amountCents, line }: Adjustment): Adjustment => ({
  group: shared(group),
  reason: shared(reason),
  amountCents,
  line,
})

/** A name that is surely a field's: anything else in the place of a key may be a person's and is not repeated. */
const FIELD_NAME = /^[a-z][A-Za-z0-9]{0,39}$/

function flawOf(error: z.ZodError): Flaw {
  const { issues } = error
  // An unknown key first: a misspelt field is also a missing one, and the misspelling explains it.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  const more = issues.length > 1 ? ` (${issues.length - 1} more)` : ''
  const path = pathText(issue.path)
  if (issue.code !== 'unrecognized_keys') return { path, text: sentenceOf(path, issue) + more }
  const key = FIELD_NAME.test(issue.keys[0]!) ? issue.keys[0]! : undefined
  const known = knownKeys(issue.path).join(', ')
  const place = path === '' ? 'a claim' : path
  return {
    path: key === undefined ? path : path === '' ? key : `${path}.${key}`,
    text: `There is no field ${key === undefined ? 'of such a name' : `"${key}"`} in ${place}. Known: ${known}.${more}`,
  }
}

function sentenceOf(path: string, issue: z.core.$ZodIssue): string {
  const subject = path === '' ? 'The claim' : path
  if (issue.code === 'custom' || issue.code === 'invalid_format') return `${subject} ${issue.message}.`
  if (issue.message.endsWith('received undefined')) return `${subject} is missing.`
  return `${subject}: ${issue.message.replace(/^Invalid (input|option): /, '')}.`
}

/** `['lines', 1, 'units']` as `lines[1].units`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? String(key) : `.${String(key)}`))
    .join('')

/** The fields that the model knows at a path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema = unwrapped(Claim)
  for (const key of path) {
    if (schema instanceof z.ZodArray) schema = unwrapped(schema.element)
    else if (schema instanceof z.ZodObject) schema = unwrapped(schema.shape[String(key)])
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrapped(schema.unwrap())
  return schema
}
