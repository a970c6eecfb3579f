/** Random claims, and a writer of 837 that knows as much of it as the reader. For property tests. */
import fc from 'fast-check'
import { Claim, type ClaimInput } from '../../../src/model/claim.ts'

export interface Separators837 {
  readonly element: string
  readonly component: string
  readonly terminator: string
}

const digits = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length })
    .map((all) => all.join(''))
const code = (least: number, most: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789ABCXYZ'), { minLength: least, maxLength: most })
    .map((all) => all.join(''))
const date = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10))
const cents = fc.integer({ min: 0, max: 9_999_999 })
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const npi = fc.record({ npi: digits(10), taxonomy: maybe(code(10, 10)) })

const lineFields = {
  modifiers: fc.array(code(2, 2), { maxLength: 4 }),
  units: fc.oneof(
    fc.integer({ min: 1, max: 999 }),
    fc.integer({ min: 1, max: 9999 }).map((n) => n / 100),
  ),
  chargeCents: cents,
  serviceDate: date,
  ndc: maybe(digits(11)),
}
const professionalLine = fc.record({
  ...lineFields,
  procedure: code(5, 5),
  placeOfService: maybe(digits(2)),
  pointers: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }),
  rendering: maybe(npi),
  ordering: maybe(npi),
})
const institutionalLine = fc
  .record({ ...lineFields, procedure: maybe(code(5, 5)), revenueCode: digits(4) })
  .map((line) => (line.procedure === undefined ? { ...line, modifiers: [] } : line))

const shared = {
  id: code(1, 20),
  payer: fc.record({
    id: digits(5),
    name: fc.constant('PAYER ÉTÉ'),
    line: fc.constantFrom('medicare' as const, 'medicaid' as const),
  }),
  payerOrder: fc.constantFrom('P', 'S'),
  frequency: fc.constantFrom('1', '7', '8'),
  payerClaimNumber: maybe(code(1, 20)),
  priorAuthorization: maybe(code(1, 20)),
  patient: fc.record({
    id: code(5, 12),
    birthDate: maybe(date),
    sex: fc.constantFrom('F' as const, 'M' as const, 'U' as const),
  }),
  billing: npi,
  chargeCents: cents,
  diagnoses: fc.array(fc.record({ code: code(3, 7) }), { minLength: 1, maxLength: 12 }),
  otherPayers: fc.array(
    fc.record({
      id: digits(6),
      order: fc.constantFrom('P', 'T'),
      paidCents: maybe(cents),
      adjustments: fc.array(
        fc.record({ group: fc.constantFrom('CO', 'PR'), reason: code(1, 3), amountCents: cents }),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 2 },
  ),
}

const professional = fc.record({
  ...shared,
  type: fc.constant('professional' as const),
  placeOfService: digits(2),
  rendering: maybe(npi),
  referring: maybe(npi),
  accidentDate: maybe(date),
  lines: fc.array(professionalLine, { minLength: 1, maxLength: 5 }),
})

const institutional = fc.record({
  ...shared,
  type: fc.constant('institutional' as const),
  facilityType: fc.constantFrom('13', '14', '85'),
  attending: maybe(npi),
  statementFrom: date,
  statementThrough: date,
  admissionType: maybe(digits(1)),
  dischargeStatus: maybe(digits(2)),
  conditionCodes: fc.array(code(2, 2), { maxLength: 5 }),
  valueCodes: fc.array(fc.record({ code: code(2, 2), amountCents: cents }), { maxLength: 5 }),
  occurrenceCodes: fc.array(fc.record({ code: code(2, 2), date }), { maxLength: 5 }),
  procedures: fc.array(fc.record({ code: code(7, 7), date: maybe(date) }), { maxLength: 5 }),
  lines: fc.array(institutionalLine, { minLength: 1, maxLength: 5 }),
})

/** A claim such as an 837 can hold. */
export const anyClaim: fc.Arbitrary<Claim> = fc
  .oneof(
    professional.map((claim) => ({ ...claim, typeOfBill: undefined })),
    institutional.map(({ facilityType, ...claim }) => ({
      ...claim,
      typeOfBill: `0${facilityType}${claim.frequency}`,
    })),
  )
  .map((claim) => {
    const lines = claim.lines.map((line, index) => ({ ...line, number: index + 1 }))
    return Claim.parse({ ...claim, lines, subscriber: { id: claim.patient.id } } satisfies ClaimInput)
  })

const day = (iso: string): string => iso.replaceAll('-', '')
const money = (amount: number): string =>
  amount % 100 === 0 ? String(amount / 100) : (amount / 100).toFixed(2)

/** The 837 with these claims; each has a billing provider and a subscriber of its own. */
export function writeClaims(
  claims: readonly Claim[],
  { element, component, terminator }: Separators837,
): string {
  const out: string[][] = []
  const add = (...elements: (string | undefined)[]): void =>
    void out.push(elements.map((value) => value ?? ''))
  const composite = (...components: (string | undefined)[]): string =>
    components.map((value) => value ?? '').join(component)
  const provider = (entity: string, who: Claim['billing'], specialty: string): void => {
    if (who === undefined) return
    add('NM1', entity, '1', 'NAME', 'FIRST', '', '', '', 'XX', who.npi)
    if (who.taxonomy !== undefined) add('PRV', specialty, 'PXC', who.taxonomy)
  }
  const filing = { medicare: 'MB', medicaid: 'MC' } as Record<string, string>

  claims.forEach((claim, index) => {
    const isInstitutional = claim.type === 'institutional'
    add('HL', String(2 * index + 1), '', '20', '1')
    provider('85', claim.billing, 'BI')
    add('HL', String(2 * index + 2), String(2 * index + 1), '22', '0')
    add('SBR', claim.payerOrder, '18', '', '', '', '', '', '', filing[claim.payer!.line!])
    add('NM1', 'IL', '1', 'NAME', 'FIRST', '', '', '', 'MI', claim.subscriber!.id)
    add('DMG', 'D8', claim.patient!.birthDate && day(claim.patient!.birthDate), claim.patient!.sex)
    add('NM1', 'PR', '2', claim.payer!.name, '', '', '', '', 'PI', claim.payer!.id)
    const facility = isInstitutional ? claim.typeOfBill!.slice(1, 3) : claim.placeOfService
    add(
      'CLM',
      claim.id,
      money(claim.chargeCents!),
      '',
      '',
      composite(facility, isInstitutional ? 'A' : 'B', claim.frequency),
    )
    if (claim.statementFrom !== undefined) {
      const span = `${day(claim.statementFrom)}-${day(claim.statementThrough!)}`
      add('DTP', '434', 'RD8', span)
    }
    if (claim.accidentDate !== undefined) add('DTP', '439', 'D8', day(claim.accidentDate))
    if (claim.admissionType ?? claim.dischargeStatus)
      add('CL1', claim.admissionType, '', claim.dischargeStatus)
    if (claim.payerClaimNumber !== undefined) add('REF', 'F8', claim.payerClaimNumber)
    if (claim.priorAuthorization !== undefined) add('REF', 'G1', claim.priorAuthorization)
    add('HI', ...claim.diagnoses.map(({ code: billed }, at) => composite(at === 0 ? 'ABK' : 'ABF', billed)))
    claim.procedures.forEach(({ code: billed, date: on }, at) => {
      const kind = at === 0 ? 'BBR' : 'BBQ'
      add('HI', on === undefined ? composite(kind, billed) : composite(kind, billed, 'D8', day(on)))
    })
    if (claim.occurrenceCodes.length > 0)
      add(
        'HI',
        ...claim.occurrenceCodes.map(({ code: billed, date: on }) => composite('BH', billed, 'D8', day(on!))),
      )
    for (const { code: billed, amountCents } of claim.valueCodes)
      add('HI', composite('BE', billed, '', '', money(amountCents)))
    if (claim.conditionCodes.length > 0)
      add('HI', ...claim.conditionCodes.map((billed) => composite('BG', billed)))
    provider('71', claim.attending, 'AT')
    provider('DN', claim.referring, 'RF')
    provider('82', claim.rendering, 'PE')
    for (const other of claim.otherPayers) {
      add('SBR', other.order, '18')
      for (const { group, reason, amountCents } of other.adjustments)
        add('CAS', group, reason, money(amountCents))
      if (other.paidCents !== undefined) add('AMT', 'D', money(other.paidCents))
      add('NM1', 'PR', '2', 'OTHER', '', '', '', '', 'PI', other.id)
    }
    for (const line of claim.lines) {
      add('LX', String(line.number))
      const procedure = line.procedure === undefined ? '' : composite('HC', line.procedure, ...line.modifiers)
      const charge = [money(line.chargeCents), 'UN', String(line.units)]
      if (isInstitutional) add('SV2', line.revenueCode, procedure, ...charge)
      else add('SV1', procedure, ...charge, line.placeOfService, '', composite(...line.pointers.map(String)))
      add('DTP', '472', 'D8', day(line.serviceDate))
      if (line.ndc !== undefined) add('LIN', '', 'N4', line.ndc)
      provider('82', line.rendering, 'PE')
      provider('DK', line.ordering, 'OR')
    }
  })

  const fixed = [
    'ISA',
    '00',
    '          ',
    '00',
    '          ',
    'ZZ',
    'S'.padEnd(15),
    'ZZ',
    'R'.padEnd(15),
    '260105',
    '1200',
    'U',
    '00501',
    '000000001',
    '0',
    'T',
    component,
  ]
  const all = [
    fixed,
    ['GS', 'HC', 'S', 'R', '20260105', '1200', '1', 'X', '005010X222A1'],
    ['ST', '837', '0001', '005010X222A1'],
    ...out,
    ['SE', String(out.length + 2), '0001'],
    ['GE', '1', '1'],
    ['IEA', '1', '000000001'],
  ]
  return all.map((segment) => segment.join(element) + terminator).join('')
}
