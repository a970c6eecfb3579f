/**
 * Turns a row of the corpus into a claim. A row says what a coder decides: payer, day, patient, diagnoses, services.
 * What every claim of a specialty shares stands in `specialties.json`; numbers that name nobody are made here.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays } from '../../src/model/dates.ts'
import type { ClaimInput } from '../../src/model/claim.ts'
import { dayOf, lineOf, npi } from './services.ts'

type ProviderInput = NonNullable<ClaimInput['billing']>

/** What the claims of one file share. */
export interface Specialty {
  readonly type?: 'professional' | 'institutional'
  readonly taxonomy: string
  /** Taxonomy of the billing group, where it is another. */
  readonly group?: string
  readonly place?: string
  readonly typeOfBill?: string
  readonly clia?: string
}

/** One claim of the corpus, with the place it is written at. */
export interface CorpusClaim {
  readonly at: string
  readonly claim: ClaimInput
}

/** A payer and, for Medicare's contractors, a state of theirs. */
type Payer = NonNullable<ClaimInput['payer']> & { readonly state?: string }

const PAYERS: Readonly<Record<string, Payer>> = {
  medicare: { id: '15202', line: 'medicare', state: 'OH' },
  noridian: { id: '01112', line: 'medicare', state: 'CA' },
  'first-coast': { id: '09102', line: 'medicare', state: 'FL' },
  novitas: { id: '04412', line: 'medicare', state: 'TX' },
  palmetto: { id: '11502', line: 'medicare', state: 'NC' },
  ngs: { id: '14212', line: 'medicare', state: 'MA' },
  wps: { id: '08202', line: 'medicare', state: 'MI' },
  advantage: { id: 'MADV1', line: 'medicare-advantage' },
  medicaid: { id: 'MCAID', line: 'medicaid' },
  'medicaid-example': { id: 'MEDICAID-EXAMPLE', line: 'medicaid' },
  commercial: { id: 'COMM1', line: 'commercial' },
  acorn: { id: 'ACORN', line: 'commercial' },
  birch: { id: 'BIRCH', line: 'commercial' },
  other: { id: 'OTHER1', line: 'other' },
}

/** A beneficiary number of Medicare's form, or a plain one. */
const memberId = (line: string | null | undefined, number: number): string =>
  line === 'medicare'
    ? `${1 + (number % 9)}EG${Math.floor(number / 900) % 10}TE${Math.floor(number / 9) % 10}MK${String(number % 100).padStart(2, '0')}`
    : `W${String(100_000_000 + number * 7919)}`

/** Birth date of someone of that age (`71`, `6m`, `3d`) on a day; a few weeks apart from claim to claim. */
function birthDate(age: string, on: string, number: number): string {
  const count = Number.parseInt(age, 10)
  if (age.endsWith('d')) return addDays(on, -count)
  if (age.endsWith('m')) return addDays(on, -Math.round(count * 30.5) - (number % 12))
  const day = `${Number(on.slice(0, 4)) - count}${on.slice(4) === '-02-29' ? '-02-28' : on.slice(4)}`
  return addDays(day, -(number % 300))
}

const codesOf = (text: string): string[] => text.split('/')
const dated = (text: string, on: string) =>
  codesOf(text).map((item) => {
    const [code, date, through] = item.split(':') as [string, string?, string?]
    return { code, ...(date && { date: dayOf(date, on) }), ...(through && { through: dayOf(through, on) }) }
  })

/** Other payers: `P:commercial:paid 80:CO45 20,PR2 10` in dollars; several parted by `/`. */
function otherPayers(text: string): NonNullable<ClaimInput['otherPayers']> {
  return codesOf(text).map((item) => {
    const [order, payer, paid, adjustments] = item.split(':') as [string, string, string, string?]
    const { id, line } = PAYERS[payer] ?? fail(`no payer ${payer}`)
    return {
      id,
      line,
      order,
      paidCents: Math.round(Number(paid) * 100),
      adjustments: (adjustments ?? '')
        .split('+')
        .filter((part) => part !== '')
        .map((part) => ({
          group: part.slice(0, 2),
          reason: part.slice(2).split('=')[0]!,
          amountCents: Math.round(Number(part.split('=')[1]) * 100),
        })),
    }
  })
}

function fail(text: string): never {
  throw new Error(text)
}

/** Sets what the last column says. */
type Setter = (claim: ClaimInput, value: string, on: string, providers: Providers) => void

interface Providers {
  readonly other: (taxonomy?: string) => ProviderInput
}

const SETTERS: Readonly<Record<string, Setter>> = {
  place: (claim, value) => void (claim.placeOfService = value),
  by: (claim, value) => void (claim.rendering = { ...claim.rendering, taxonomy: value }),
  group: (claim, value) => void (claim.billing = { ...claim.billing, taxonomy: value }),
  ordered: (claim, value, _on, { other }) =>
    void (claim.ordering = value === 'self' ? { ...claim.rendering } : other(value)),
  referred: (claim, value, _on, { other }) => void (claim.referring = other(value)),
  operated: (claim, value, _on, { other }) => void (claim.operating = other(value)),
  clia: (claim, value) => void (claim.cliaNumber = value),
  authorized: (claim, value) => void (claim.priorAuthorization = value),
  frequency: (claim, value) => void (claim.frequency = value),
  replaces: (claim, value) => void (claim.payerClaimNumber = value),
  bill: (claim, value) => void (claim.typeOfBill = value),
  from: (claim, value, on) => void (claim.statementFrom = dayOf(value, on)),
  through: (claim, value, on) => void (claim.statementThrough = dayOf(value, on)),
  admitted: (claim, value, on) => void (claim.admissionDate = dayOf(value, on)),
  hour: (claim, value) => void (claim.admissionHour = value),
  kind: (claim, value) => void (claim.admissionType = value),
  source: (claim, value) => void (claim.admissionSource = value),
  admitting: (claim, value) => void (claim.admittingDiagnosis = value),
  discharged: (claim, value, on) => void (claim.dischargeDate = dayOf(value, on)),
  status: (claim, value) => void (claim.dischargeStatus = value),
  conditions: (claim, value) => void (claim.conditionCodes = codesOf(value)),
  occurrences: (claim, value, on) => void (claim.occurrenceCodes = dated(value, on)),
  procedures: (claim, value, on) => void (claim.procedures = dated(value, on)),
  values: (claim, value) =>
    void (claim.valueCodes = codesOf(value).map((item) => {
      const [code, amount] = item.split(':') as [string, string]
      return { code, amountCents: Math.round(Number(amount) * 100) }
    })),
  accident: (claim, value, on) => {
    const [cause, date] = value.split(':') as [string, string]
    claim.accidentCause = cause
    claim.accidentDate = dayOf(date, on)
  },
  died: (claim, value, on) => void (claim.patient = { ...claim.patient, deathDate: dayOf(value, on) }),
  transport: (claim, value) => void (claim.transport = value),
  pickup: (claim, value) => void (claim.pickupZip = value),
  who: (claim, value) =>
    void (claim.rendering = { ...claim.rendering, npi: npi(199_998_000 + Number(value)) }),
  house: (claim, value) =>
    void (claim.billing = {
      ...claim.billing,
      npi: npi(199_998_500 + Number(value)),
      taxId: `99-${8_000_000 + Number(value)}`,
    }),
  patient: () => undefined,
  attended: (claim, value) => void (claim.attending = { ...claim.attending, taxonomy: value }),
  order: (claim, value) => void (claim.payerOrder = value),
  after: (claim, value) => void (claim.otherPayers = otherPayers(value)),
  received: (claim, value, on) => void (claim.received = dayOf(value, on)),
}

/** One row: `payer,day,patient,diagnoses,services,more`. */
function claimOf(
  row: string,
  id: string,
  number: number,
  specialty: Specialty,
  births: Map<number, string>,
): ClaimInput {
  const fields = row.split(',')
  if (fields.length !== 6) throw new Error(`${fields.length} fields instead of 6`)
  const [payerName, on, patient, diagnoses, services, more] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const { state: payerState, ...payer } = PAYERS[payerName] ?? fail(`no payer ${payerName}`)
  const [, age, sex] = /^(\d+[md]?)([FMU])$/.exec(patient) ?? fail(`no patient ${patient}`)
  const person = (nine: number, taxonomy: string): ProviderInput => ({ npi: npi(nine), taxonomy })
  const type = /(?:^| )bill=/.test(more) ? 'institutional' : (specialty.type ?? 'professional')
  // The claims of an episode share a patient: `patient=12`.
  const series = /(?:^| )patient=(\d+)/.exec(more)?.[1]
  const one = series === undefined ? number : 50_000 + Number(series) * 13
  const born = (series !== undefined && births.get(one)) || birthDate(age!, on, one)
  births.set(one, born)
  const rendering = person(199_999_000 + (number % 37), specialty.taxonomy)
  const state = payerState ?? 'OH'
  const claim: ClaimInput = {
    id,
    type,
    payer,
    payerOrder: 'P',
    frequency: '1',
    subscriber: { id: memberId(payer.line, one) },
    patient: { id: `P${one}`, birthDate: born, sex: sex as 'F' | 'M' | 'U' },
    billing: {
      ...person(199_999_500 + (number % 11), specialty.group ?? specialty.taxonomy),
      taxId: `99-${String(9_000_000 + (number % 11))}`,
      state,
    },
    diagnoses: diagnoses
      .split(' ')
      .filter((code) => code !== '')
      .map((item) => {
        const [code, poa] = item.split(':') as [string, 'Y' | 'N' | 'U' | 'W' | undefined]
        return { code, ...(poa && { poa }) }
      }),
    lines: [],
  }
  if (type === 'professional') {
    claim.rendering = rendering
    claim.placeOfService = specialty.place ?? '11'
  } else {
    claim.attending = rendering
    claim.typeOfBill = specialty.typeOfBill ?? '0131'
    Object.assign(claim, { admissionType: '3', admissionSource: '1', dischargeStatus: '01' })
  }
  if (specialty.clia) claim.cliaNumber = specialty.clia
  const other = (taxonomy?: string): ProviderInput =>
    person(199_999_100 + (number % 41), taxonomy === '' || taxonomy === undefined ? '207R00000X' : taxonomy)
  for (const item of more.split(' ').filter((part) => part !== '')) {
    const [key, value] = [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]
    const set = SETTERS[key] ?? fail(`no such thing: ${item}`)
    set(claim, value, on, { other })
  }
  claim.lines = services.split(';').map((text, at) => lineOf(text.trim(), at, on, claim))
  claim.chargeCents = claim.lines.reduce((sum, line) => sum + (line.chargeCents ?? 0), 0)
  const days = claim.lines.flatMap(({ serviceDate, serviceDateThrough }) => [
    serviceDate,
    serviceDateThrough ?? serviceDate,
  ])
  if (type === 'institutional') {
    claim.statementFrom ??= days.reduce((one, two) => (one < two ? one : two))
    claim.statementThrough ??= days.reduce((one, two) => (one > two ? one : two))
    claim.frequency = claim.typeOfBill!.slice(-1)
  }
  const last = [...days, claim.statementThrough ?? on].reduce((one, two) => (one > two ? one : two))
  claim.received ??= addDays(last, 5 + (number % 40))
  return claim
}

/** All claims of the corpus, file by file. Throws with file and row where one cannot be read. */
export function readCorpus(): CorpusClaim[] {
  const text = readFileSync(join(import.meta.dirname, 'specialties.json'), 'utf8')
  const specialties = JSON.parse(text) as Readonly<Record<string, Specialty>>
  const claims: CorpusClaim[] = []
  // The first claim of an episode says how old its patient is.
  const births = new Map<number, string>()
  for (const [name, specialty] of Object.entries(specialties)) {
    const rows = readFileSync(join(import.meta.dirname, `${name}.csv`), 'utf8')
      .trimEnd()
      .split('\n')
    rows.forEach((row, at) => {
      if (at === 0 || row === '' || row.startsWith('#')) return
      const place = `${name}.csv:${at + 1}`
      try {
        const id = `${name.slice(0, 12)}-${at + 1}`
        claims.push({ at: place, claim: claimOf(row, id, claims.length + 1, specialty, births) })
      } catch (error) {
        throw new Error(`${place}: ${(error as Error).message}`, { cause: error })
      }
    })
  }
  return claims
}
