/** What a payer rule may ask about: facts with their fields. */
import {
  billType,
  frequencyOf,
  lastServiceDay,
  placeOf,
  renderingOf,
  totalCharge,
} from '../model/claim-facts.ts'
import { ClaimType, PayerLine } from '../model/claim.ts'
import { daysBetween, isoDate } from '../model/dates.ts'
import type { Facts } from './facts.ts'

/**
 * What a field holds: one code or word (`code`), one ICD-10-CM code without its dot (`diagnosis`), a number, a calendar
 * date, a list of codes, a list of ICD-10-CM codes.
 */
export type FieldKind = 'code' | 'diagnosis' | 'number' | 'date' | 'codes' | 'diagnoses'

/** What a field gives; undefined where the claim does not say. */
export type FieldValue = string | number | readonly string[] | undefined

/** One field of a fact. */
export interface Field {
  readonly kind: FieldKind
  /** What it is, in the words of the reference. */
  readonly means: string
  /** All values it can have, where they are few. */
  readonly values?: readonly string[]
  /** What a whole code looks like, so that a value no claim can have is refused; upper-case letters and digits where it is not said. */
  readonly form?: RegExp
  /** Types of claim that owe it: where it is missing the rule is not answered, and the result says so. */
  readonly owed?: readonly ClaimType[]
  readonly read: (facts: Facts) => FieldValue
}

/** What a rule looks at. */
export type FactName = 'claim' | 'line' | 'patient' | 'diagnoses' | 'history'

const both = ClaimType.options

// Forms of codes as claims have them; a value of another form would make a rule that never fires.
const PROCEDURE = /^[0-9A-Z]{5}$/
const TWO_PLACES = /^[0-9A-Z]{2}$/
const TAXONOMY = /^[0-9A-Z]{10}$/
const REVENUE = /^\d{4}$/
/** Numbers that payers and providers choose for themselves. */
const ANY_TEXT = /^\P{Cc}+$/u
const code = (means: string, read: Field['read'], rest: Partial<Field> = {}): Field => ({
  kind: 'code',
  means,
  read,
  ...rest,
})
const number = (means: string, read: Field['read'], rest: Partial<Field> = {}): Field => ({
  kind: 'number',
  means,
  read,
  ...rest,
})
const date = (means: string, read: Field['read']): Field => ({ kind: 'date', means, read })
const codes = (means: string, form: RegExp, read: Field['read']): Field => ({
  kind: 'codes',
  means,
  form,
  read,
})

const claimFields = {
  type: code('professional or institutional', ({ claim }) => claim.type, { values: ClaimType.options }),
  payerId: code('id of the payer billed', ({ claim }) => claim.payer?.id, { form: ANY_TEXT }),
  payerLine: code(
    'kind of payer, as its profile says it, else as the claim does',
    (facts) => facts.payerLine,
    {
      values: PayerLine.options,
      owed: both,
    },
  ),
  payerOrder: code('order of responsibility (SBR01)', ({ claim }) => claim.payerOrder),
  frequency: code('1 original, 7 replacement, 8 void', ({ claim }) => frequencyOf(claim), {
    form: /^[0-9A-Z]$/,
  }),
  typeOfBill: code('bill type of three characters', ({ claim }) => billType(claim) || undefined, {
    owed: ['institutional'],
    form: /^[0-9][0-9A-Z]{2}$/,
  }),
  placeOfService: code('place of service of the claim', ({ claim }) => claim.placeOfService, {
    form: TWO_PLACES,
  }),
  chargeCents: number('total billed, in cents', ({ claim }) => totalCharge(claim)),
  lineCount: number('number of lines', ({ claim }) => claim.lines.length),
  diagnoses: {
    kind: 'diagnoses',
    means: 'all diagnoses',
    read: ({ claim }) => claim.diagnoses.map((diagnosis) => diagnosis.code),
  },
  principalDiagnosis: {
    kind: 'diagnosis',
    means: 'first-listed or principal diagnosis',
    owed: both,
    read: ({ claim }) => claim.diagnoses[0]?.code,
  },
  admittingDiagnosis: {
    kind: 'diagnosis',
    means: 'admitting diagnosis',
    read: ({ claim }) => claim.admittingDiagnosis,
  },
  procedures: codes('CPT and HCPCS codes of all lines', PROCEDURE, (facts) => facts.allProcedures()),
  modifiers: codes('modifiers of all lines', TWO_PLACES, ({ claim }) =>
    claim.lines.flatMap(({ modifiers }) => modifiers),
  ),
  revenueCodes: codes('revenue codes of all lines', REVENUE, ({ claim }) =>
    claim.lines.flatMap(({ revenueCode }) => (revenueCode === undefined ? [] : [revenueCode])),
  ),
  icdProcedures: codes('ICD-10-PCS codes', /^[0-9A-Z]{7}$/, ({ claim }) =>
    claim.procedures.map((one) => one.code),
  ),
  conditionCodes: codes('condition codes', TWO_PLACES, ({ claim }) => claim.conditionCodes),
  occurrenceCodes: codes('occurrence codes', TWO_PLACES, ({ claim }) =>
    claim.occurrenceCodes.map((one) => one.code),
  ),
  valueCodes: codes('value codes', TWO_PLACES, ({ claim }) => claim.valueCodes.map((one) => one.code)),
  otherPayerCount: number('number of other payers', ({ claim }) => claim.otherPayers.length),
  statementFrom: date('first day of the statement', ({ claim }) => claim.statementFrom),
  statementThrough: date('last day of the statement', ({ claim }) => claim.statementThrough),
  admissionDate: date('day of admission', ({ claim }) => claim.admissionDate),
  admissionType: code('type of admission', ({ claim }) => claim.admissionType),
  admissionSource: code('source of admission', ({ claim }) => claim.admissionSource),
  dischargeDate: date('day of discharge', ({ claim }) => claim.dischargeDate),
  dischargeStatus: code('discharge status', ({ claim }) => claim.dischargeStatus, { form: TWO_PLACES }),
  received: date('day the payer receives the claim', ({ claim }) => claim.received),
  daysToReceipt: number('days from the last service to the receipt', ({ claim }) =>
    claim.received === undefined ? undefined : daysBetween(isoDate(lastServiceDay(claim)), claim.received),
  ),
  priorAuthorization: code('prior authorization number', ({ claim }) => claim.priorAuthorization, {
    form: ANY_TEXT,
  }),
  payerClaimNumber: code('payer’s number of the claim replaced', ({ claim }) => claim.payerClaimNumber, {
    form: ANY_TEXT,
  }),
  cliaNumber: code('CLIA number', ({ claim }) => claim.cliaNumber, { form: ANY_TEXT }),
  accidentDate: date('day of the accident', ({ claim }) => claim.accidentDate),
  accidentCause: code('cause of the accident (CLM11)', ({ claim }) => claim.accidentCause),
  delayReason: code('delay reason code (CLM20)', ({ claim }) => claim.delayReason),
  billingNpi: code('NPI of the billing provider', ({ claim }) => claim.billing?.npi),
  billingTaxonomy: code('taxonomy of the billing provider', ({ claim }) => claim.billing?.taxonomy, {
    owed: both,
    form: TAXONOMY,
  }),
  billingState: code('state of the billing provider', ({ claim }) => claim.billing?.state, {
    form: TWO_PLACES,
  }),
  renderingNpi: code('NPI of the rendering provider', ({ claim }) => claim.rendering?.npi),
  renderingTaxonomy: code('taxonomy of the rendering provider', ({ claim }) => claim.rendering?.taxonomy, {
    form: TAXONOMY,
  }),
  referringNpi: code('NPI of the referring provider', ({ claim }) => claim.referring?.npi),
  orderingNpi: code('NPI of the ordering provider', ({ claim }) => claim.ordering?.npi),
  supervisingNpi: code('NPI of the supervising provider', ({ claim }) => claim.supervising?.npi),
  attendingNpi: code('NPI of the attending provider', ({ claim }) => claim.attending?.npi),
  operatingNpi: code('NPI of the operating provider', ({ claim }) => claim.operating?.npi),
  facilityNpi: code('NPI of the service facility', ({ claim }) => claim.facility?.npi),
} satisfies Readonly<Record<string, Field>>

const lineFields = {
  procedure: code('CPT or HCPCS code', ({ line }) => line.procedure, {
    owed: ['professional'],
    form: PROCEDURE,
  }),
  modifiers: codes('modifiers', TWO_PLACES, ({ line }) => line.modifiers),
  units: number('units of service', ({ line }) => line.units),
  minutes: number('minutes of anesthesia', ({ line }) => line.minutes),
  chargeCents: number('billed, in cents', ({ line }) => line.chargeCents),
  serviceDate: date('first day of service', ({ line }) => line.serviceDate),
  serviceDateThrough: date('last day of a span', ({ line }) => line.serviceDateThrough),
  days: number('days of service, both ends counted', ({ line }) =>
    line.serviceDateThrough === undefined ? 1 : daysBetween(line.serviceDate, line.serviceDateThrough) + 1,
  ),
  placeOfService: code(
    'place of service, the claim’s where the line has none',
    ({ claim, line }) => placeOf(claim, line),
    {
      owed: ['professional'],
      form: TWO_PLACES,
    },
  ),
  pointerCount: number('number of diagnosis pointers', ({ line }) => line.pointers.length),
  revenueCode: code('revenue code', ({ line }) => line.revenueCode, {
    owed: ['institutional'],
    form: REVENUE,
  }),
  ndc: code('national drug code as billed', ({ line }) => line.ndc, { form: ANY_TEXT }),
  ndcUnit: code('unit of the drug quantity', ({ line }) => line.ndcUnit),
  ndcQuantity: number('drug quantity', ({ line }) => line.ndcQuantity),
  renderingNpi: code(
    'NPI of who rendered it, the claim’s where the line has none',
    ({ claim, line }) => renderingOf(claim, line)?.npi,
  ),
  renderingTaxonomy: code(
    'taxonomy of who rendered it, the claim’s where the line has none',
    ({ claim, line }) => renderingOf(claim, line)?.taxonomy,
    { owed: ['professional'], form: TAXONOMY },
  ),
  orderingNpi: code(
    'NPI of who ordered it, the claim’s where the line has none',
    ({ claim, line }) => (line.ordering ?? claim.ordering)?.npi,
  ),
  supervisingNpi: code(
    'NPI of who supervised it, the claim’s where the line has none',
    ({ claim, line }) => (line.supervising ?? claim.supervising)?.npi,
  ),
  sameDayProcedures: codes(
    'codes of the claim’s other lines that begin on the same day',
    PROCEDURE,
    (facts) => facts.sameDayProcedures(),
  ),
  sameDayLines: number(
    'lines of the claim with this code that begin on this day, this one counted',
    (facts) => facts.sameCode().lines,
  ),
  sameDayUnits: number('their units', (facts) => facts.sameCode().units),
} satisfies Readonly<Record<string, Field>>

/** Twelve months are a year: someone born on 29 February is a year older on 1 March, by either count. */
const completedYears = (months: number | undefined): number | undefined =>
  months === undefined ? undefined : Math.floor(months / 12)

const patientFields = {
  age: number(
    'age in completed years on the day of service',
    (facts) => completedYears(facts.ageInMonths()),
    {
      owed: both,
    },
  ),
  ageMonths: number('age in completed months on the day of service', (facts) => facts.ageInMonths(), {
    owed: both,
  }),
  sex: code('F, M or U', ({ claim }) => claim.patient?.sex, { values: ['F', 'M', 'U'], owed: both }),
} satisfies Readonly<Record<string, Field>>

const diagnosisFields = {
  codes: {
    kind: 'diagnoses',
    means:
      'diagnoses the line points at; on an institutional claim all of the claim; missing on a professional line without pointers',
    owed: both,
    read: (facts) => facts.pointed(),
  },
  first: {
    kind: 'diagnosis',
    means: 'the first of them',
    owed: both,
    read: (facts) => facts.pointed()?.[0],
  },
} satisfies Readonly<Record<string, Field>>

/** Fields of `history` are asked with `params`: how many days back, and for which codes. */
const historyFields = {
  lines: number('earlier lines of the same payer’s claims found by `params`', () => undefined),
  units: number('their units', () => undefined),
  daysSince: number('days since the latest of them; missing when there is none', () => undefined),
} satisfies Readonly<Record<string, Field>>

/** All facts with their fields. */
export const factFields: Readonly<Record<FactName, Readonly<Record<string, Field>>>> = {
  claim: claimFields,
  line: lineFields,
  patient: patientFields,
  diagnoses: diagnosisFields,
  history: historyFields,
}

/** Names of the facts. */
export const factNames = Object.keys(factFields) as readonly FactName[]

/** The field of a fact, undefined where there is none of the name. */
export const fieldOf = (fact: FactName, path: string): Field | undefined =>
  Object.hasOwn(factFields[fact], path) ? factFields[fact][path] : undefined
