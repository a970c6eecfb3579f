/** The columns of claim CSV: their names, the names others use for them, and how a header is read. */

/** Columns of the whole claim. */
const CLAIM_COLUMNS = [
  'claim',
  'type',
  'payer',
  'payer_name',
  'payer_line',
  'frequency',
  'payer_claim_number',
  'subscriber',
  'patient',
  'birth_date',
  'sex',
  'billing_npi',
  'billing_taxonomy',
  'billing_tax_id',
  'billing_state',
  'rendering_npi',
  'rendering_taxonomy',
  'referring_npi',
  'ordering_npi',
  'supervising_npi',
  'attending_npi',
  'operating_npi',
  'facility_npi',
  'facility_state',
  'place',
  'charge',
  ...(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const).map(
    (number) => `dx${number}` as const,
  ),
  'admitting_dx',
  'clia',
  'authorization',
  'accident_date',
  'type_of_bill',
  'statement_from',
  'statement_through',
  'admission_date',
  'admission_type',
  'admission_source',
  'discharge_date',
  'discharge_status',
  'condition_codes',
  'received',
] as const

/** Columns of one service line. */
const LINE_COLUMNS = [
  'line',
  'procedure',
  'mod1',
  'mod2',
  'mod3',
  'mod4',
  'units',
  'minutes',
  'line_charge',
  'date',
  'date_through',
  'line_place',
  'line_rendering_npi',
  'pointers',
  'revenue',
  'ndc',
  'ndc_unit',
  'ndc_quantity',
] as const

/** A column of the whole claim. */
export type ClaimColumn = (typeof CLAIM_COLUMNS)[number]
/** A column of one service line. */
export type LineColumn = (typeof LINE_COLUMNS)[number]
/** A column by its own name. */
export type Column = ClaimColumn | LineColumn

/** Columns whose value belongs to the claim: on its first row, or the same on each. */
export const claimColumns: readonly ClaimColumn[] = CLAIM_COLUMNS

/** Other names for a column, without blanks, underscores and hyphens. Only those that can mean nothing else. */
const synonyms: Readonly<Partial<Record<Column, readonly string[]>>> = {
  claim: ['claimid', 'claimnumber', 'patientcontrolnumber'],
  type: ['claimtype'],
  payer: ['payerid'],
  frequency: ['claimfrequency', 'frequencycode'],
  payer_claim_number: ['originalclaim', 'originalreference', 'icn', 'payericn'],
  subscriber: ['subscriberid', 'member', 'memberid'],
  patient: ['patientid', 'mrn'],
  birth_date: ['dob', 'dateofbirth', 'patientdob', 'patientbirthdate'],
  sex: ['gender', 'patientsex', 'patientgender'],
  billing_npi: ['billingprovidernpi'],
  billing_tax_id: ['taxid', 'tin', 'ein'],
  billing_state: ['billingproviderstate'],
  rendering_npi: ['renderingprovidernpi'],
  referring_npi: ['referringprovidernpi'],
  place: ['pos', 'placeofservice', 'placeofservicecode'],
  charge: ['totalcharge', 'totalcharges', 'claimcharge'],
  admitting_dx: ['admittingdiagnosis'],
  clia: ['clianumber'],
  authorization: ['priorauthorization', 'authorizationnumber', 'priorauth'],
  type_of_bill: ['tob', 'billtype', 'billtypecode'],
  statement_from: ['statementfromdate'],
  statement_through: ['statementto', 'statementthroughdate'],
  discharge_status: ['dischargestatuscode', 'dischargedispositioncode', 'patientstatus'],
  admission_type: ['admittypecode', 'admissiontypecode'],
  admission_source: ['admitsourcecode', 'admissionsourcecode'],
  condition_codes: ['conditions'],
  line: ['linenumber', 'claimlinenumber'],
  procedure: ['cpt', 'hcpcs', 'cptcode', 'hcpcscode', 'procedurecode'],
  mod1: ['modifier', 'mod', 'modifier1', 'hcpcsmodifier1'],
  mod2: ['modifier2', 'hcpcsmodifier2'],
  mod3: ['modifier3', 'hcpcsmodifier3'],
  mod4: ['modifier4', 'hcpcsmodifier4'],
  units: ['quantity', 'serviceunits', 'serviceunitquantity'],
  line_charge: ['linecharges', 'chargeamount'],
  date: ['from', 'servicedate', 'dateofservice', 'dos', 'fromdate', 'claimlinestartdate'],
  date_through: ['to', 'through', 'servicedatethrough', 'todate', 'throughdate', 'claimlineenddate'],
  line_place: ['lineplaceofservice', 'linepos'],
  pointers: ['pointer', 'dxpointer', 'dxpointers', 'diagnosispointer', 'diagnosispointers'],
  revenue: ['revenuecode', 'revcode', 'revenuecentercode'],
  ndc: ['ndccode'],
}

const bare = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, '')

const columnsByName: ReadonlyMap<string, Column> = new Map([
  ...[...CLAIM_COLUMNS, ...LINE_COLUMNS].map((column) => [bare(column), column] as const),
  ...Object.entries(synonyms).flatMap(([column, names]) =>
    names.map((name) => [name, column as Column] as const),
  ),
  ...CLAIM_COLUMNS.filter((column) => /^dx\d/.test(column)).flatMap((column) =>
    ['diagnosis', 'diagnosiscode', 'icd', 'icd10'].map(
      (name) => [column.replace('dx', name), column] as const,
    ),
  ),
])

/** The column a header name means, whatever its case, blanks, underscores and hyphens. */
export const columnOf = (name: string): Column | undefined => columnsByName.get(bare(name))

/** Separators that are looked for in a header. */
const SEPARATORS = [',', ';', '\t', '|'] as const

/** The separator of a header: the one that cuts out the most known columns, else the one that occurs most. */
export function separatorOf(header: string): string {
  const score = (separator: string): number => {
    const cells = header.split(separator)
    return knownColumns(cells) * 10_000 + cells.length
  }
  return SEPARATORS.reduce((best, separator) => (score(separator) > score(best) ? separator : best))
}

/** How many cells of a header are known columns. */
export const knownColumns = (cells: readonly string[]): number =>
  cells.filter((cell) => columnOf(cell.replaceAll('"', '')) !== undefined).length
