/**
 * Reads a claim of the usual form some ten times as fast as the schema does. What it takes is what the schema would make
 * of the same value (a test holds the two together); of anything it is not sure about it says nothing, and the schema decides.
 */
import type { Claim, DatedCode, Diagnosis, Line, OtherPayer, Provider, ValueCode } from '../model/claim.ts'
import { isIsoDate } from '../model/dates.ts'

type Read<T> = (value: unknown) => T

// Set by any reader that meets something unusual: cheaper than an exception or a result object for each field.
let odd = false

function unusual<T>(): T | undefined {
  odd = true
  return undefined
}

const optional =
  <T>(read: Read<T | undefined>): Read<T | undefined> =>
  (value) =>
    value === undefined || value === null ? undefined : read(value)

const text =
  (most: number): Read<string | undefined> =>
  (value) => {
    if (typeof value !== 'string' || value.length > most) return unusual()
    for (let at = 0; at < value.length; at++) {
      const character = value.charCodeAt(at)
      if (character < 32 || character > 126) return unusual()
    }
    return value
  }

/** Upper-case letters and digits; `dots` says whether dots are taken out. */
const code =
  (most: number, dots = false): Read<string | undefined> =>
  (value) => {
    if (typeof value !== 'string' || value.length > most) return unusual()
    let dotted = false
    for (let at = 0; at < value.length; at++) {
      const character = value.charCodeAt(at)
      if ((character >= 48 && character <= 57) || (character >= 65 && character <= 90)) continue
      if (!dots || character !== 46) return unusual()
      dotted = true
    }
    return dotted ? value.replaceAll('.', '') : value
  }

const date: Read<string | undefined> = (value) =>
  typeof value === 'string' && isIsoDate(value) ? value : unusual()

const whole =
  (least: number, most: number): Read<number | undefined> =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : unusual()

const number =
  (least: number, most: number): Read<number | undefined> =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most ? value : unusual()

const oneOf =
  <T extends string>(...known: readonly T[]): Read<T | undefined> =>
  (value) =>
    known.includes(value as T) ? (value as T) : unusual()

/** A list, empty where it is absent. */
const listOf =
  <T>(read: Read<T | undefined>, most: number): Read<T[]> =>
  (value) => {
    if (value === undefined) return []
    if (!Array.isArray(value) || value.length > most) return unusual<T[]>() ?? []
    return value.map((entry) => read(entry)) as T[]
  }

/** An object without keys that are not among the readers. */
function objectOf<T extends object>(readers: {
  readonly [K in keyof T]-?: Read<T[K] | undefined>
}): Read<T | undefined> {
  const keys = Object.keys(readers) as (keyof T)[]
  const known: ReadonlySet<string> = new Set(keys as string[])
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return unusual()
    for (const key in value) if (!known.has(key)) return unusual()
    const made: Partial<T> = {}
    for (const key of keys) {
      const read = readers[key](value[key as never])
      if (odd) return undefined
      made[key] = read as T[keyof T]
    }
    return made as T
  }
}

const CENTS = 1_000_000_000
const cents = whole(-CENTS, CENTS)
const payerLine = oneOf('medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other')

const provider = optional(
  objectOf<Provider>({
    npi: optional(text(80)),
    taxonomy: optional(text(50)),
    taxId: optional(text(50)),
    state: optional(code(2)),
  }),
)
const diagnosis = objectOf<Diagnosis>({ code: code(12, true), poa: optional(oneOf('Y', 'N', 'U', 'W', '1')) })
const datedCode = objectOf<DatedCode>({ code: code(12, true), date: optional(date), through: optional(date) })
const valueCode = objectOf<ValueCode>({ code: code(2), amountCents: cents })

const readLine = objectOf<Line>({
  number: whole(1, 1_000_000),
  procedure: optional(code(8)),
  modifiers: listOf(code(4), 20),
  units: (value) => (value === undefined ? 1 : number(-1e9, 1e9)(value)),
  minutes: optional(number(0, 1e6)),
  chargeCents: (value) => (value === undefined ? 0 : cents(value)),
  serviceDate: date,
  serviceDateThrough: optional(date),
  placeOfService: optional(code(4)),
  pointers: listOf(whole(0, 1000), 20),
  revenueCode: optional(code(4)),
  ndc: optional(text(48)),
  ndcUnit: optional(code(2)),
  ndcQuantity: optional(number(-1e9, 1e9)),
  description: optional(text(200)),
  rendering: provider,
  ordering: provider,
  supervising: provider,
})
const line: Read<Line | undefined> = (value) => {
  const read = readLine(value)
  // An empty procedure, and a line with nothing billed, are the schema's to refuse.
  return read === undefined || read.procedure === '' || (read.procedure ?? read.revenueCode) === undefined
    ? unusual()
    : read
}

const readClaim = objectOf<Claim>({
  id: text(50),
  type: oneOf('professional', 'institutional'),
  payer: optional(
    objectOf<NonNullable<Claim['payer']>>({
      id: optional(text(80)),
      name: optional(text(80)),
      line: optional(payerLine),
    }),
  ),
  payerOrder: optional(code(1)),
  frequency: optional(code(1)),
  payerClaimNumber: optional(text(50)),
  subscriber: optional(objectOf<NonNullable<Claim['subscriber']>>({ id: optional(text(80)) })),
  patient: optional(
    objectOf<NonNullable<Claim['patient']>>({
      id: optional(text(80)),
      birthDate: optional(date),
      sex: optional(oneOf('F', 'M', 'U')),
      deathDate: optional(date),
    }),
  ),
  billing: provider,
  rendering: provider,
  referring: provider,
  ordering: provider,
  supervising: provider,
  attending: provider,
  operating: provider,
  facility: provider,
  placeOfService: optional(code(4)),
  chargeCents: optional(cents),
  diagnoses: listOf(diagnosis, 200),
  admittingDiagnosis: optional(code(12, true)),
  lines: listOf(line, 1500),
  typeOfBill: optional(code(4)),
  statementFrom: optional(date),
  statementThrough: optional(date),
  admissionDate: optional(date),
  admissionHour: optional(code(4)),
  admissionType: optional(code(2)),
  admissionSource: optional(code(2)),
  dischargeDate: optional(date),
  dischargeStatus: optional(code(2)),
  conditionCodes: listOf(code(4), 100),
  occurrenceCodes: listOf(datedCode, 100),
  valueCodes: listOf(valueCode, 100),
  procedures: listOf(datedCode, 100),
  cliaNumber: optional(text(50)),
  priorAuthorization: optional(text(50)),
  accidentDate: optional(date),
  accidentCause: optional(code(3)),
  delayReason: optional(code(2)),
  // Other payers are rare and deep: the schema reads them.
  otherPayers: listOf<OtherPayer>(() => unusual(), 0),
  transport: optional(code(2)),
  pickupZip: optional(text(15)),
  received: optional(date),
})

/** The claim in a value of the usual form; undefined where only the schema can tell whether it is one. */
export function quickClaim(value: object): Claim | undefined {
  odd = false
  const claim = readClaim(value)
  if (claim === undefined || claim.id.trim() === '' || claim.lines.length === 0) return undefined
  if (claim.type === 'professional' && claim.lines.some(({ procedure }) => procedure === undefined))
    return undefined
  return claim
}
