/**
 * Claim paths as FHIRPath of a FHIR R4 Claim: `lines[1].procedure` is `Claim.item[1].productOrService`.
 * Source: HL7 FHIR R4, Claim, https://hl7.org/fhir/R4/claim.html.
 */

const team = (role: string): string => `Claim.careTeam.where(role.coding.code='${role}').provider`
const info = (category: string): string => `Claim.supportingInfo.where(category.coding.code='${category}')`

/** Expressions by pattern; `%` is the index of the innermost list, `#` that of the line. */
const expressions: Readonly<Record<string, string>> = {
  '': 'Claim',
  id: 'Claim.identifier',
  type: 'Claim.type',
  payer: 'Claim.insurer',
  payerOrder: 'Claim.insurance.sequence',
  frequency: 'Claim.related',
  payerClaimNumber: 'Claim.related.reference',
  subscriber: 'Claim.insurance.coverage',
  patient: 'Claim.patient',
  billing: 'Claim.provider',
  rendering: team('rendering'),
  referring: team('referring'),
  ordering: team('ordering'),
  supervising: team('supervising'),
  attending: team('attending'),
  operating: team('operating'),
  facility: 'Claim.facility',
  placeOfService: 'Claim.item.location',
  chargeCents: 'Claim.total',
  diagnoses: 'Claim.diagnosis',
  'diagnoses[]': 'Claim.diagnosis[%]',
  'diagnoses[].code': 'Claim.diagnosis[%].diagnosis',
  'diagnoses[].poa': 'Claim.diagnosis[%].onAdmission',
  admittingDiagnosis: "Claim.diagnosis.where(type.coding.code='admitting')",
  lines: 'Claim.item',
  'lines[]': 'Claim.item[#]',
  'lines[].number': 'Claim.item[#].sequence',
  'lines[].procedure': 'Claim.item[#].productOrService',
  'lines[].modifiers': 'Claim.item[#].modifier',
  'lines[].modifiers[]': 'Claim.item[#].modifier[%]',
  'lines[].units': 'Claim.item[#].quantity',
  'lines[].minutes': 'Claim.item[#].quantity',
  'lines[].chargeCents': 'Claim.item[#].net',
  'lines[].serviceDate': 'Claim.item[#].serviced',
  'lines[].serviceDateThrough': 'Claim.item[#].serviced',
  'lines[].placeOfService': 'Claim.item[#].location',
  'lines[].pointers': 'Claim.item[#].diagnosisSequence',
  'lines[].pointers[]': 'Claim.item[#].diagnosisSequence[%]',
  'lines[].revenueCode': 'Claim.item[#].revenue',
  'lines[].ndc': 'Claim.item[#].detail.productOrService',
  'lines[].ndcUnit': 'Claim.item[#].detail.quantity',
  'lines[].ndcQuantity': 'Claim.item[#].detail.quantity',
  'lines[].rendering': 'Claim.item[#].careTeamSequence',
  typeOfBill: info('typeofbill'),
  statementFrom: 'Claim.billablePeriod',
  statementThrough: 'Claim.billablePeriod',
  admissionDate: info('admissionperiod'),
  admissionType: info('admtype'),
  admissionSource: info('pointoforigin'),
  dischargeDate: info('admissionperiod'),
  dischargeStatus: info('dischargestatus'),
  conditionCodes: info('conditioncode'),
  occurrenceCodes: info('occurrencecode'),
  valueCodes: info('valuecode'),
  procedures: 'Claim.procedure',
  'procedures[]': 'Claim.procedure[%]',
  priorAuthorization: 'Claim.insurance.preAuthRef',
  cliaNumber: info('clianumber'),
  accidentDate: 'Claim.accident.date',
  accidentCause: 'Claim.accident.type',
}

/** The FHIRPath of a claim path; of what it stands in where the path has none, at worst `Claim`. */
export function expressionOf(at: string): string {
  const indexes = [...at.matchAll(/\[(\d+)\]/g)].map((match) => match[1]!)
  const pattern = at.replaceAll(/\[\d+\]/g, '[]')
  for (let rest = pattern; rest !== ''; rest = rest.slice(0, Math.max(0, rest.search(/(\.|\[)[^.[]*$/))))
    if (Object.hasOwn(expressions, rest)) {
      const innermost = indexes[(rest.match(/\[\]/g)?.length ?? 1) - 1] ?? ''
      return expressions[rest]!.replace('#', indexes[0] ?? '').replace('%', innermost)
    }
  return 'Claim'
}
