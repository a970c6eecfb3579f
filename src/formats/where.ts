/**
 * Claim paths in the coordinates of the 837: `lines[1].procedure` is "2400 SV101-2".
 * Source: X12 implementation guides 005010X222A1 (professional) and 005010X223A3 (institutional).
 */
import type { ClaimType } from '../model/claim.ts'

/** Coordinates: one for both types of claim, or one each; a function is given the index in the list, from 0. */
type Coordinate = string | ((index: number) => string)
type Coordinates = Coordinate | readonly [professional: Coordinate, institutional: Coordinate]

/** Said of fields that the 837 of this claim's type has no place for. */
const NOWHERE = 'not in the 837'

/** One of the twelve composites of an HI segment; longer lists go on in a further HI. */
const composite = (component: number, qualifier: string) => (index: number) =>
  `2300 HI${String((index % 12) + 1).padStart(2, '0')}-${component} (${qualifier})`

/** A diagnosis: on institutional claims the principal has an HI of its own. */
const diagnosis = (component: number): Coordinates => [
  (index) => `2300 HI${String((index % 12) + 1).padStart(2, '0')}-${component}`,
  (index) => (index === 0 ? composite(component, 'ABK')(0) : composite(component, 'ABF')(index - 1)),
]

const icdProcedure = (component: number) => (index: number) =>
  index === 0 ? composite(component, 'BBR')(0) : composite(component, 'BBQ')(index - 1)

const modifier = (segment: string) => (index: number) =>
  index < 4 ? `2400 ${segment}-${index + 3}` : `2400 ${segment}`

/** NPI, taxonomy and tax number of a provider in its loop; `undefined` where the guide has no such loop. */
function provider(path: string, professional: string | undefined, institutional: string | undefined) {
  const inLoop = (loop: string | undefined, element: string) =>
    loop === undefined ? NOWHERE : `${loop} ${element}`
  const both = (element: string) => [inLoop(professional, element), inLoop(institutional, element)] as const
  return {
    [path]: both('NM1'),
    [`${path}.npi`]: both('NM109'),
    [`${path}.taxonomy`]: both('PRV03'),
    [`${path}.taxId`]: both('REF02'),
  }
}

const coordinates: Readonly<Record<string, Coordinates>> = {
  '': '2300',
  id: '2300 CLM01',
  type: 'ST03',
  payer: '2010BB NM1',
  'payer.id': '2010BB NM109',
  'payer.name': '2010BB NM103',
  'payer.line': '2000B SBR09',
  payerOrder: '2000B SBR01',
  frequency: '2300 CLM05-3',
  payerClaimNumber: '2300 REF02 (F8)',
  subscriber: '2010BA NM1',
  'subscriber.id': '2010BA NM109',
  patient: '2010BA NM1',
  'patient.id': '2010BA NM109',
  'patient.birthDate': '2010BA DMG02',
  'patient.sex': '2010BA DMG03',
  'patient.deathDate': ['2000B PAT06', NOWHERE],
  ...provider('billing', '2010AA', '2010AA'),
  'billing.taxonomy': '2000A PRV03',
  'billing.taxId': '2010AA REF02 (EI)',
  'billing.state': '2010AA N402',
  ...provider('rendering', '2310B', '2310D'),
  ...provider('referring', '2310A', '2310F'),
  ...provider('ordering', '2420E', undefined),
  ...provider('supervising', '2310D', undefined),
  ...provider('attending', undefined, '2310A'),
  ...provider('operating', undefined, '2310B'),
  ...provider('facility', '2310C', '2310E'),
  'facility.state': ['2310C N402', '2310E N402'],
  placeOfService: '2300 CLM05-1',
  chargeCents: '2300 CLM02',
  diagnoses: '2300 HI',
  'diagnoses[]': diagnosis(2),
  'diagnoses[].code': diagnosis(2),
  'diagnoses[].poa': diagnosis(9),
  admittingDiagnosis: [NOWHERE, '2300 HI01-2 (ABJ)'],
  lines: '2400',
  'lines[]': '2400',
  'lines[].number': '2400 LX01',
  'lines[].procedure': ['2400 SV101-2', '2400 SV202-2'],
  'lines[].modifiers': ['2400 SV101-3', '2400 SV202-3'],
  'lines[].modifiers[]': [modifier('SV101'), modifier('SV202')],
  'lines[].units': ['2400 SV104', '2400 SV205'],
  'lines[].minutes': ['2400 SV104', '2400 SV205'],
  'lines[].chargeCents': ['2400 SV102', '2400 SV203'],
  'lines[].serviceDate': '2400 DTP03 (472)',
  'lines[].serviceDateThrough': '2400 DTP03 (472)',
  'lines[].placeOfService': ['2400 SV105', '2300 CLM05-1'],
  'lines[].pointers': ['2400 SV107', NOWHERE],
  'lines[].pointers[]': [(index) => (index < 4 ? `2400 SV107-${index + 1}` : '2400 SV107'), NOWHERE],
  'lines[].revenueCode': [NOWHERE, '2400 SV201'],
  'lines[].ndc': '2410 LIN03',
  'lines[].ndcUnit': '2410 CTP05-1',
  'lines[].ndcQuantity': '2410 CTP04',
  'lines[].description': ['2400 SV101-7', '2400 SV202-7'],
  ...provider('lines[].rendering', '2420A', '2420C'),
  ...provider('lines[].ordering', '2420E', undefined),
  ...provider('lines[].supervising', '2420D', undefined),
  typeOfBill: '2300 CLM05',
  statementFrom: [NOWHERE, '2300 DTP03 (434)'],
  statementThrough: [NOWHERE, '2300 DTP03 (434)'],
  admissionDate: '2300 DTP03 (435)',
  admissionHour: '2300 DTP03 (435)',
  admissionType: [NOWHERE, '2300 CL101'],
  admissionSource: [NOWHERE, '2300 CL102'],
  dischargeDate: '2300 DTP03 (096)',
  dischargeStatus: [NOWHERE, '2300 CL103'],
  conditionCodes: '2300 HI (BG)',
  'conditionCodes[]': composite(2, 'BG'),
  occurrenceCodes: [NOWHERE, '2300 HI (BH)'],
  'occurrenceCodes[]': [NOWHERE, composite(2, 'BH')],
  'occurrenceCodes[].code': [NOWHERE, composite(2, 'BH')],
  'occurrenceCodes[].date': [NOWHERE, composite(4, 'BH')],
  'occurrenceCodes[].through': [NOWHERE, composite(4, 'BI')],
  valueCodes: [NOWHERE, '2300 HI (BE)'],
  'valueCodes[]': [NOWHERE, composite(2, 'BE')],
  'valueCodes[].code': [NOWHERE, composite(2, 'BE')],
  'valueCodes[].amountCents': [NOWHERE, composite(5, 'BE')],
  procedures: [NOWHERE, '2300 HI (BBR)'],
  'procedures[]': [NOWHERE, icdProcedure(2)],
  'procedures[].code': [NOWHERE, icdProcedure(2)],
  'procedures[].date': [NOWHERE, icdProcedure(4)],
  'procedures[].through': NOWHERE,
  cliaNumber: ['2300 REF02 (X4)', NOWHERE],
  priorAuthorization: '2300 REF02 (G1)',
  accidentDate: ['2300 DTP03 (439)', NOWHERE],
  accidentCause: ['2300 CLM11-1', NOWHERE],
  delayReason: '2300 CLM20',
  otherPayers: '2320',
  'otherPayers[]': '2320',
  'otherPayers[].id': '2330B NM109',
  'otherPayers[].line': '2320 SBR09',
  'otherPayers[].order': '2320 SBR01',
  'otherPayers[].paidCents': '2320 AMT02 (D)',
  'otherPayers[].adjustments': '2320 CAS',
  'otherPayers[].adjustments[].group': '2320 CAS01',
  'otherPayers[].adjustments[].reason': '2320 CAS02',
  'otherPayers[].adjustments[].amountCents': '2320 CAS03',
  'otherPayers[].adjustments[].line': '2430 CAS',
  'otherPayers[].linePayments': '2430 SVD',
  'otherPayers[].linePayments[].line': '2430 SVD',
  'otherPayers[].linePayments[].paidCents': '2430 SVD02',
  transport: ['2300 CR104', NOWHERE],
  pickupZip: ['2310E N403', NOWHERE],
  received: NOWHERE,
}

/** Answers by path: the paths of findings are few, but a run meets them again and again. */
const answered: Readonly<Record<ClaimType, Map<string, string>>> = {
  professional: new Map(),
  institutional: new Map(),
}
const MOST_ANSWERED = 20_000

/**
 * Loop, segment and element of a claim path, for instance "2400 SV101-2"; "not in the 837" where a claim of that type
 * has no place for it. A path that is not known has the place of what it stands in, at worst "2300".
 */
export function whereOf(type: ClaimType, at: string): string {
  const known = answered[type].get(at)
  if (known !== undefined) return known
  const where = workOut(type, at)
  if (answered[type].size < MOST_ANSWERED) answered[type].set(at, where)
  return where
}

function workOut(type: ClaimType, at: string): string {
  const index = Number(/\[(\d+)\][^[]*$/.exec(at)?.[1] ?? 0)
  let pattern = at.replaceAll(/\[\d+\]/g, '[]')
  while (!Object.hasOwn(coordinates, pattern))
    pattern = pattern.slice(0, pattern.search(/(\.|\[)[^.[]*$|^[^.[]*$/))
  const found = coordinates[pattern]!
  const coordinate = Array.isArray(found)
    ? (found as readonly Coordinate[])[type === 'professional' ? 0 : 1]!
    : found
  return typeof coordinate === 'function' ? coordinate(index) : (coordinate as string)
}
