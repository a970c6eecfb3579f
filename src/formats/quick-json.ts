/**
 * Reads a claim of the usual form out of the bytes of its JSON, in the time that `JSON.parse` alone would take of them:
 * straight into the one shape that all claims have in memory. What it takes is what `JSON.parse` and the schema would make
 * of the same bytes (a test holds them together); of anything it is not sure about it says nothing, and those decide.
 */
import {
  Claim,
  type DatedCode,
  type Diagnosis,
  type Line,
  type OtherPayer,
  type Provider,
  type ValueCode,
} from '../model/claim.ts'
import * as json from './json-values.ts'
import {
  cents,
  code,
  date,
  dottedCode,
  list,
  oneOf,
  required,
  sharedText,
  text,
  whole,
} from './json-values.ts'
import { newClaim, newLine } from './new-claim.ts'

const types = ['professional', 'institutional'] as const
const payerLines = ['medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other'] as const
const sexes = ['F', 'M', 'U'] as const
const marks = ['Y', 'N', 'U', 'W', '1'] as const

json.knowNames([
  ...Object.keys(Claim.shape),
  ...Object.keys(Claim.shape.lines.element.shape),
  ...'id name line birthDate sex deathDate npi taxonomy taxId state code poa date through amountCents'.split(
    ' ',
  ),
])

function provider(): Provider | undefined {
  if (!json.isObject()) return undefined
  let npi: string | undefined
  let taxonomy: string | undefined
  let taxId: string | undefined
  let state: string | undefined
  for (let name = json.firstName(); name !== ''; name = json.nextName())
    if (name === 'npi') npi = sharedText(80)
    else if (name === 'taxonomy') taxonomy = sharedText(50)
    else if (name === 'taxId') taxId = sharedText(50)
    else if (name === 'state') state = code(2)
    else json.unusual()
  return { npi, taxonomy, taxId, state }
}

function payer(): Claim['payer'] {
  if (!json.isObject()) return undefined
  let id: string | undefined
  let name: string | undefined
  let line: (typeof payerLines)[number] | undefined
  for (let field = json.firstName(); field !== ''; field = json.nextName())
    if (field === 'id') id = sharedText(80)
    else if (field === 'name') name = sharedText(80)
    else if (field === 'line') line = oneOf(payerLines)
    else json.unusual()
  return { id, name, line }
}

function subscriber(): Claim['subscriber'] {
  if (!json.isObject()) return undefined
  let id: string | undefined
  for (let name = json.firstName(); name !== ''; name = json.nextName())
    if (name === 'id') id = text(80)
    else json.unusual()
  return { id }
}

function patient(): Claim['patient'] {
  if (!json.isObject()) return undefined
  let id: string | undefined
  let birthDate: string | undefined
  let sex: (typeof sexes)[number] | undefined
  let deathDate: string | undefined
  for (let name = json.firstName(); name !== ''; name = json.nextName())
    if (name === 'id') id = text(80)
    else if (name === 'birthDate') birthDate = date()
    else if (name === 'sex') sex = oneOf(sexes)
    else if (name === 'deathDate') deathDate = date()
    else json.unusual()
  return { id, birthDate, sex, deathDate }
}

function diagnosis(): Diagnosis {
  let billed: string | undefined
  let poa: (typeof marks)[number] | undefined
  if (!json.isObject()) json.unusual()
  else
    for (let name = json.firstName(); name !== ''; name = json.nextName())
      if (name === 'code') billed = dottedCode()
      else if (name === 'poa') poa = oneOf(marks)
      else json.unusual()
  return { code: required(billed), poa }
}

function datedCode(): DatedCode {
  let billed: string | undefined
  let on: string | undefined
  let through: string | undefined
  if (!json.isObject()) json.unusual()
  else
    for (let name = json.firstName(); name !== ''; name = json.nextName())
      if (name === 'code') billed = dottedCode()
      else if (name === 'date') on = date()
      else if (name === 'through') through = date()
      else json.unusual()
  return { code: required(billed), date: on, through }
}

function valueCode(): ValueCode {
  let billed: string | undefined
  let amountCents: number | undefined
  if (!json.isObject()) json.unusual()
  else
    for (let name = json.firstName(); name !== ''; name = json.nextName())
      if (name === 'code') billed = code(2)
      else if (name === 'amountCents') amountCents = cents()
      else json.unusual()
  return { code: required(billed), amountCents: required(amountCents) }
}

const shortCode = (): string => required(code(4))
const pointer = (): number => required(whole(0, 1000))

function line(): Line {
  const read = newLine(0)
  if (!json.isObject()) json.unusual()
  else for (let name = json.firstName(); name !== ''; name = json.nextName()) lineField(read, name)
  // What is missing, and a line with nothing billed, are the schema's to name.
  const isWhole = read.number > 0 && read.serviceDate !== '' && read.procedure !== ''
  if (!isWhole || (read.procedure ?? read.revenueCode) === undefined) json.unusual()
  return read
}

function lineField(line: Line, name: string): unknown {
  switch (name) {
    case 'number':
      return (line.number = required(whole(1, 1_000_000)))
    case 'procedure':
      return (line.procedure = code(8))
    case 'modifiers':
      return (line.modifiers = list(20, shortCode))
    case 'units':
      return (line.units = required(json.number(-1e9, 1e9)))
    case 'chargeCents':
      return (line.chargeCents = required(cents()))
    case 'serviceDate':
      return (line.serviceDate = required(date()))
    case 'pointers':
      return (line.pointers = list(20, pointer))
    case 'minutes':
      return (line.minutes = json.number(0, 1e6))
    case 'serviceDateThrough':
      return (line.serviceDateThrough = date())
    case 'placeOfService':
      return (line.placeOfService = code(4))
    case 'revenueCode':
      return (line.revenueCode = code(4))
    case 'ndc':
      return (line.ndc = sharedText(48))
    case 'ndcUnit':
      return (line.ndcUnit = code(2))
    case 'ndcQuantity':
      return (line.ndcQuantity = json.number(-1e9, 1e9))
    case 'description':
      return (line.description = text(200))
    case 'rendering':
      return (line.rendering = provider())
    case 'ordering':
      return (line.ordering = provider())
    case 'supervising':
      return (line.supervising = provider())
  }
  return json.unusual()
}

/** Other payers are rare and deep: the schema reads them. */
const otherPayer = (): OtherPayer => required<OtherPayer>(undefined)

function claimField(claim: Claim, name: string): unknown {
  switch (name) {
    case 'payer':
      return (claim.payer = payer())
    case 'payerOrder':
      return (claim.payerOrder = code(1))
    case 'frequency':
      return (claim.frequency = code(1))
    case 'payerClaimNumber':
      return (claim.payerClaimNumber = text(50))
    case 'subscriber':
      return (claim.subscriber = subscriber())
    case 'patient':
      return (claim.patient = patient())
    case 'billing':
      return (claim.billing = provider())
    case 'rendering':
      return (claim.rendering = provider())
    case 'referring':
      return (claim.referring = provider())
    case 'ordering':
      return (claim.ordering = provider())
    case 'supervising':
      return (claim.supervising = provider())
    case 'attending':
      return (claim.attending = provider())
    case 'operating':
      return (claim.operating = provider())
    case 'facility':
      return (claim.facility = provider())
    case 'placeOfService':
      return (claim.placeOfService = code(4))
    case 'chargeCents':
      return (claim.chargeCents = cents())
    case 'diagnoses':
      return (claim.diagnoses = list(200, diagnosis))
    case 'admittingDiagnosis':
      return (claim.admittingDiagnosis = dottedCode())
    case 'lines':
      return (claim.lines = list(1500, line))
    case 'typeOfBill':
      return (claim.typeOfBill = code(4))
    case 'statementFrom':
      return (claim.statementFrom = date())
    case 'statementThrough':
      return (claim.statementThrough = date())
    case 'admissionDate':
      return (claim.admissionDate = date())
    case 'admissionHour':
      return (claim.admissionHour = code(4))
    case 'admissionType':
      return (claim.admissionType = code(2))
    case 'admissionSource':
      return (claim.admissionSource = code(2))
    case 'dischargeDate':
      return (claim.dischargeDate = date())
    case 'dischargeStatus':
      return (claim.dischargeStatus = code(2))
    case 'conditionCodes':
      return (claim.conditionCodes = list(100, shortCode))
    case 'occurrenceCodes':
      return (claim.occurrenceCodes = list(100, datedCode))
    case 'valueCodes':
      return (claim.valueCodes = list(100, valueCode))
    case 'procedures':
      return (claim.procedures = list(100, datedCode))
    case 'cliaNumber':
      return (claim.cliaNumber = text(50))
    case 'priorAuthorization':
      return (claim.priorAuthorization = text(50))
    case 'accidentDate':
      return (claim.accidentDate = date())
    case 'accidentCause':
      return (claim.accidentCause = code(3))
    case 'delayReason':
      return (claim.delayReason = code(2))
    case 'otherPayers':
      return (claim.otherPayers = list(0, otherPayer))
    case 'transport':
      return (claim.transport = code(2))
    case 'pickupZip':
      return (claim.pickupZip = text(15))
    case 'received':
      return (claim.received = date())
  }
  return json.unusual()
}

/** The claim in bytes of the usual form; undefined where only `JSON.parse` and the schema can tell whether it is one. */
export function quickJson(bytes: Buffer): Claim | undefined {
  json.begin(bytes)
  if (!json.isObject()) return undefined
  const claim = newClaim()
  let hasType = false
  for (let name = json.firstName(); name !== ''; name = json.nextName())
    if (name === 'id') claim.id = required(text(50))
    else if (name === 'type') {
      claim.type = required(oneOf(types))
      hasType = true
    } else claimField(claim, name)
  if (!json.isUsual() || !hasType || claim.id.trim() === '' || claim.lines.length === 0) return undefined
  if (claim.type === 'professional' && claim.lines.some(({ procedure }) => procedure === undefined))
    return undefined
  return claim
}
