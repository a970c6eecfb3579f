/** The same two invented claims, with most of what a claim can have, as claims and as CSV. */
import { Claim, type ClaimInput } from '../../src/model/claim.ts'

const professional: ClaimInput = {
  id: 'CLM-1',
  type: 'professional',
  payer: { id: '04412', name: 'Invented Health Plan', line: 'medicare' },
  frequency: '7',
  payerClaimNumber: 'ICN-5',
  subscriber: { id: 'M-1' },
  patient: { id: 'P-1', birthDate: '1953-04-09', sex: 'F' },
  billing: { npi: '1234567893', taxonomy: '207Q00000X', taxId: '12-3456789' },
  rendering: { npi: '1558598797', taxonomy: '207Q00000X' },
  referring: { npi: '1245319599' },
  placeOfService: '11',
  chargeCents: 24010,
  diagnoses: [{ code: 'M1711' }, { code: 'E119' }],
  priorAuthorization: 'PA-9',
  accidentDate: '2024-08-01',
  cliaNumber: '11D1111111',
  lines: [
    {
      number: 1,
      procedure: '20610',
      modifiers: ['RT', '59'],
      units: 1,
      chargeCents: 13007,
      serviceDate: '2024-08-05',
      pointers: [1],
    },
    {
      number: 2,
      procedure: '01402',
      units: 1,
      minutes: 75,
      chargeCents: 11003,
      serviceDate: '2024-08-05',
      serviceDateThrough: '2024-08-06',
      pointers: [2, 1],
      rendering: { npi: '1003000126' },
    },
  ],
}

const institutional: ClaimInput = {
  id: 'CLM-2',
  type: 'institutional',
  frequency: '1',
  billing: { npi: '1234567893' },
  attending: { npi: '1558598797' },
  chargeCents: 50000,
  diagnoses: [{ code: 'I214' }, { code: 'E785' }],
  admittingDiagnosis: 'R079',
  typeOfBill: '0111',
  statementFrom: '2024-08-01',
  statementThrough: '2024-08-04',
  admissionDate: '2024-08-01',
  admissionType: '1',
  admissionSource: '7',
  dischargeDate: '2024-08-04',
  dischargeStatus: '01',
  conditionCodes: ['44'],
  lines: [
    { number: 1, revenueCode: '0120', units: 3, chargeCents: 30000, serviceDate: '2024-08-01' },
    {
      number: 2,
      revenueCode: '0300',
      procedure: '80053',
      units: 2,
      chargeCents: 20000,
      serviceDate: '2024-08-02',
      ndc: '00002143380',
      ndcUnit: 'ML',
      ndcQuantity: 1.5,
    },
  ],
}

/** One professional and one institutional claim, invented. */
export const claims = [professional, institutional].map((claim) => Claim.parse(claim))

/** A claim as cells by column. */
function csvRows(claim: Claim): Record<string, string>[] {
  const money = (cents: number | undefined) => (cents === undefined ? '' : `$${(cents / 100).toFixed(2)}`)
  return claim.lines.map((line) => ({
    claim: claim.id,
    type: claim.type,
    payer: claim.payer?.id ?? '',
    payer_name: claim.payer?.name ?? '',
    payer_line: claim.payer?.line ?? '',
    frequency: claim.frequency ?? '',
    payer_claim_number: claim.payerClaimNumber ?? '',
    subscriber: claim.subscriber?.id ?? '',
    patient: claim.patient?.id ?? '',
    birth_date: claim.patient?.birthDate ?? '',
    sex: claim.patient?.sex ?? '',
    billing_npi: claim.billing?.npi ?? '',
    billing_taxonomy: claim.billing?.taxonomy ?? '',
    billing_tax_id: claim.billing?.taxId ?? '',
    rendering_npi: claim.rendering?.npi ?? '',
    rendering_taxonomy: claim.rendering?.taxonomy ?? '',
    referring_npi: claim.referring?.npi ?? '',
    attending_npi: claim.attending?.npi ?? '',
    place: claim.placeOfService ?? '',
    charge: money(claim.chargeCents),
    dx1: claim.diagnoses[0]?.code ?? '',
    dx2: claim.diagnoses[1]?.code ?? '',
    admitting_dx: claim.admittingDiagnosis ?? '',
    clia: claim.cliaNumber ?? '',
    authorization: claim.priorAuthorization ?? '',
    accident_date: claim.accidentDate ?? '',
    type_of_bill: claim.typeOfBill ?? '',
    statement_from: claim.statementFrom ?? '',
    statement_through: claim.statementThrough ?? '',
    admission_date: claim.admissionDate ?? '',
    admission_type: claim.admissionType ?? '',
    admission_source: claim.admissionSource ?? '',
    discharge_date: claim.dischargeDate ?? '',
    discharge_status: claim.dischargeStatus ?? '',
    condition_codes: claim.conditionCodes.join(' '),
    line: String(line.number),
    procedure: line.procedure ?? '',
    mod1: line.modifiers[0] ?? '',
    mod2: line.modifiers[1] ?? '',
    units: String(line.units),
    minutes: line.minutes === undefined ? '' : String(line.minutes),
    line_charge: money(line.chargeCents),
    date: line.serviceDate,
    date_through: line.serviceDateThrough ?? '',
    pointers: `"${line.pointers.join(',')}"`,
    line_rendering_npi: line.rendering?.npi ?? '',
    revenue: line.revenueCode ?? '',
    ndc: line.ndc ?? '',
    ndc_unit: line.ndcUnit ?? '',
    ndc_quantity: line.ndcQuantity === undefined ? '' : String(line.ndcQuantity),
  }))
}

/** Claims as CSV with all columns. */
export function asCsv(all: readonly Claim[]): string {
  const rows = all.flatMap(csvRows)
  return [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))]
    .map((cells) => cells.join(','))
    .join('\n')
}
