/** The words a payer rule may use beside its fields: operators by the kind of field, places, placeholders. */
import { billType, frequencyOf, placeOf } from '../model/claim-facts.ts'
import type { Facts } from './facts.ts'
import type { FieldKind } from './fields.ts'

/** All operators. Every one but `absent` is false where the field is missing. */
export const operators = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'containsAny',
  'greaterThan',
  'greaterThanInclusive',
  'lessThan',
  'lessThanInclusive',
  'startsWith',
  'between',
  'matchesCodes',
  'absent',
] as const
export type OperatorName = (typeof operators)[number]

const ofOne = ['equal', 'notEqual', 'in', 'notIn', 'startsWith', 'matchesCodes', 'absent'] as const
const ofList = ['contains', 'doesNotContain', 'containsAny', 'startsWith', 'matchesCodes', 'absent'] as const
const ordering = ['greaterThan', 'greaterThanInclusive', 'lessThan', 'lessThanInclusive', 'between'] as const

/**
 * Operators that make sense of a kind of field. Of a list `contains`, `containsAny`, `startsWith` and `matchesCodes` ask
 * whether any member is so; a list that is there and empty is not missing, but `absent` holds of it.
 */
export const operatorsOf: Readonly<Record<FieldKind, readonly OperatorName[]>> = {
  code: ofOne,
  diagnosis: ofOne,
  number: ['equal', 'notEqual', 'in', 'notIn', ...ordering, 'absent'],
  date: ['equal', 'notEqual', ...ordering, 'absent'],
  codes: ofList,
  diagnoses: ofList,
}

/** Fields of a line that a line rule may name as its place. */
export const linePlaces = [
  'procedure',
  'modifiers',
  'units',
  'minutes',
  'chargeCents',
  'serviceDate',
  'serviceDateThrough',
  'placeOfService',
  'pointers',
  'revenueCode',
  'ndc',
  'ndcUnit',
  'ndcQuantity',
  'rendering',
  'ordering',
  'supervising',
] as const

/** Parts of a claim that a claim rule may name as its place; `claim` is the whole. */
export const claimPlaces = [
  'claim',
  'payer.id',
  'frequency',
  'typeOfBill',
  'placeOfService',
  'chargeCents',
  'diagnoses',
  'admittingDiagnosis',
  'lines',
  'procedures',
  'conditionCodes',
  'occurrenceCodes',
  'valueCodes',
  'statementFrom',
  'statementThrough',
  'admissionDate',
  'admissionType',
  'admissionSource',
  'dischargeDate',
  'dischargeStatus',
  'received',
  'priorAuthorization',
  'payerClaimNumber',
  'cliaNumber',
  'accidentDate',
  'accidentCause',
  'delayReason',
  'otherPayers',
  'billing',
  'billing.taxonomy',
  'rendering',
  'referring',
  'ordering',
  'supervising',
  'attending',
  'operating',
  'facility',
  'patient.birthDate',
  'patient.sex',
] as const

const none = 'none'
const listed = (list: readonly string[]): string => (list.length === 0 ? none : list.slice(0, 12).join(', '))

/** What `{{name}}` may stand for in the words of any rule: codes, dates and counts, nothing about a person. */
export const claimPlaceholders: Readonly<Record<string, (facts: Facts) => string | number>> = {
  date: (facts) => facts.day,
  received: ({ claim }) => claim.received ?? none,
  frequency: ({ claim }) => frequencyOf(claim) ?? none,
  typeOfBill: ({ claim }) => billType(claim) || none,
  lineCount: ({ claim }) => claim.lines.length,
  claimProcedures: (facts) => listed([...new Set(facts.allProcedures())]),
  claimDiagnoses: ({ claim }) => listed(claim.diagnoses.map((diagnosis) => diagnosis.code)),
}

/** What `{{name}}` may stand for in the words of a line rule, beside those of any. */
export const linePlaceholders: Readonly<Record<string, (facts: Facts) => string | number>> = {
  procedure: ({ line }) => line.procedure ?? `revenue code ${line.revenueCode ?? none}`,
  modifiers: ({ line }) => listed(line.modifiers),
  units: ({ line }) => line.units,
  placeOfService: ({ claim, line }) => placeOf(claim, line) ?? none,
  revenueCode: ({ line }) => line.revenueCode ?? none,
  line: ({ line }) => line.number,
  diagnoses: (facts) => listed(facts.pointed() ?? []),
  sameDayProcedures: (facts) => listed([...new Set(facts.sameDayProcedures())]),
  sameDayUnits: (facts) => facts.sameCode().units,
}
