/**
 * Findings as claim status: category (A3, A6, A7), status code and the entity it speaks of. Numbers alone; their wording
 * is X12's. Sources: X12 external code lists 507 and 508, https://x12.org/codes/claim-status-category-codes and
 * https://x12.org/codes/claim-status-codes; entities as X12 005010X214 allows them in STC01-3.
 */
import type { Finding } from '../model/result.ts'

/** Components of STC01: category, status, and the entity where the status needs one. */
export type ClaimStatus = readonly [category: string, status: string, entity?: string]

/** Accepted into adjudication. */
export const ACCEPTED: ClaimStatus = ['A2', '20']
/** Not entered: its form cannot be read. */
export const UNREADABLE: ClaimStatus = ['A3', '481']

/** Entity identifier codes (element 98) by role. */
const entities: Readonly<Record<string, string>> = {
  billing: '85',
  rendering: '82',
  referring: 'DN',
  ordering: 'DK',
  supervising: 'DQ',
  attending: '71',
  operating: '72',
  facility: '77',
  subscriber: 'IL',
  patient: 'QC',
  payer: 'PR',
}

/** Status by field of a provider; each needs its entity. */
const ofProvider: Readonly<Record<string, string>> = {
  npi: '562',
  taxonomy: '145',
  taxId: '128',
  state: '501',
}

/** Status by the pattern of a path in the claim, with the entity where it needs one. */
const statuses: Readonly<Record<string, readonly [status: string, entity?: string]>> = {
  id: ['478'],
  'payer.id': ['153', 'PR'],
  'payer.line': ['480', 'PR'],
  frequency: ['535'],
  payerClaimNumber: ['464'],
  'subscriber.id': ['164', 'IL'],
  subscriber: ['164', 'IL'],
  'patient.id': ['153', 'QC'],
  'patient.birthDate': ['158', 'QC'],
  'patient.sex': ['157', 'QC'],
  'patient.deathDate': ['159', 'QC'],
  placeOfService: ['249'],
  chargeCents: ['178'],
  diagnoses: ['255'],
  'diagnoses[]': ['255'],
  'diagnoses[].code': ['255'],
  admittingDiagnosis: ['232'],
  lines: ['247'],
  'lines[]': ['247'],
  'lines[].procedure': ['454'],
  'lines[].modifiers': ['453'],
  'lines[].modifiers[]': ['453'],
  'lines[].units': ['476'],
  'lines[].minutes': ['251'],
  'lines[].chargeCents': ['583'],
  'lines[].serviceDate': ['187'],
  'lines[].serviceDateThrough': ['187'],
  'lines[].placeOfService': ['249'],
  'lines[].pointers': ['477'],
  'lines[].pointers[]': ['477'],
  'lines[].revenueCode': ['455'],
  'lines[].ndc': ['218'],
  'lines[].ndcUnit': ['218'],
  'lines[].ndcQuantity': ['218'],
  'lines[].description': ['306'],
  typeOfBill: ['228'],
  statementFrom: ['188'],
  statementThrough: ['188'],
  admissionDate: ['189'],
  admissionHour: ['230'],
  admissionType: ['231'],
  admissionSource: ['229'],
  dischargeDate: ['190'],
  dischargeStatus: ['234'],
  conditionCodes: ['460'],
  'conditionCodes[]': ['460'],
  occurrenceCodes: ['461'],
  'occurrenceCodes[]': ['461'],
  valueCodes: ['463'],
  'valueCodes[]': ['463'],
  procedures: ['465'],
  'procedures[]': ['465'],
  cliaNumber: ['544'],
  priorAuthorization: ['252', '85'],
  accidentDate: ['633'],
  accidentCause: ['633'],
  delayReason: ['555'],
  otherPayers: ['286'],
  transport: ['428'],
  pickupZip: ['266'],
}

/** Said where no pattern fits; 21 may not stand alone, so the claim itself is named. */
const SOMETHING: readonly [string] = ['275']
const MISSING = /missing|absent|without|none|needed|required/i

/** The status of a finding that rejects. */
export function statusOf({ edit, at, message }: Pick<Finding, 'edit' | 'at' | 'message'>): ClaimStatus {
  // The sum of the lines and of the payers' money: the code for that, whatever field shows it.
  if (edit === 'claim-balance') return ['A7', '400']
  const category = MISSING.test(message) ? 'A6' : 'A7'
  const pattern = at.replace(/\[\d+\]/g, '[]')
  if (at.startsWith('diagnoses[0]')) return [category, '254']
  if (at.startsWith('procedures[') && !at.startsWith('procedures[0]')) return [category, '490']
  const provider = /(?:^|\.)(\w+)\.(npi|taxonomy|taxId|state)$/.exec(pattern)
  if (provider && entities[provider[1]!])
    return [category, ofProvider[provider[2]!]!, entities[provider[1]!]!]
  const role = /^(?:lines\[\]\.)?(\w+)$/.exec(pattern)?.[1] ?? ''
  if (!Object.hasOwn(statuses, pattern) && Object.hasOwn(entities, role))
    return [category, '562', entities[role]!]
  return [category, ...nearest(pattern)]
}

/** The status of the pattern, or of what it stands in. */
function nearest(pattern: string): readonly [string, string?] {
  for (let rest = pattern; rest !== ''; rest = rest.slice(0, Math.max(0, rest.search(/(\.|\[)[^.[]*$/))))
    if (Object.hasOwn(statuses, rest)) return statuses[rest]!
  return SOMETHING
}
