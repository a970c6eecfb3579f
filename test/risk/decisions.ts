/** Builds decisions of payers for the tests. All numbers are invented. */
import type {
  Payment,
  RemittanceAdjustment,
  RemittedClaim,
  ServicePayment,
} from '../../src/model/remittance.ts'

/** An adjustment as `CO 45 12.50`: group, reason, dollars. */
export function adjust(text: string): RemittanceAdjustment {
  const [group = '', carc = '', dollars = '0'] = text.split(' ')
  return { group, carc, cents: Math.round(Number(dollars) * 100), quantity: undefined }
}

const cents = (dollars: number): number => Math.round(dollars * 100)

/** A service with charge and payment in dollars. */
export const service = (
  number: number,
  procedure: string,
  charge: number,
  paid: number,
  adjustments: readonly string[] = [],
  more: Partial<ServicePayment> = {},
): ServicePayment => ({
  number,
  qualifier: 'HC',
  procedure,
  modifiers: [],
  revenueCode: undefined,
  billedProcedure: undefined,
  billedModifiers: [],
  billedUnits: undefined,
  chargeCents: cents(charge),
  paidCents: cents(paid),
  units: 1,
  serviceDate: '2026-01-05',
  serviceDateThrough: undefined,
  controlNumber: undefined,
  allowedCents: undefined,
  adjustments: adjustments.map(adjust),
  remarks: [],
  ...more,
})

export const payment = (date: string | undefined, trace = 'T1', more: Partial<Payment> = {}): Payment => ({
  trace,
  originator: '1999999999',
  payerId: '04412',
  payerName: undefined,
  payeeNpi: undefined,
  payeeTaxId: undefined,
  paidCents: undefined,
  method: undefined,
  date,
  ...more,
})

let segment = 0

/** A decision with charge and payment in dollars; each stands after those made before. */
export const decision = (
  charge: number,
  paid: number,
  more: Partial<Omit<RemittedClaim, 'adjustments'>> & { readonly cas?: readonly string[] } = {},
): RemittedClaim => {
  const { cas = [], ...rest } = more
  return {
    payment: payment('2026-02-10'),
    id: 'C1',
    status: '1',
    chargeCents: cents(charge),
    paidCents: cents(paid),
    patientCents: undefined,
    filing: '12',
    payerClaimNumber: 'ICN1',
    facility: undefined,
    frequency: undefined,
    originalClaimNumber: undefined,
    patientId: undefined,
    subscriberId: 'M1',
    correctedId: undefined,
    renderingNpi: undefined,
    from: '2026-01-05',
    through: '2026-01-05',
    received: undefined,
    interestCents: undefined,
    adjustments: cas.map(adjust),
    remarks: [],
    services: [],
    imbalances: [],
    place: { file: 'test.835', segment: ++segment, byte: 0 },
    ...rest,
  }
}

const negated = (adjustments: readonly RemittanceAdjustment[]): RemittanceAdjustment[] =>
  adjustments.map((one) => ({ ...one, cents: 0 - one.cents }))

/** The reversal of a decision: the same with its amounts turned. */
export const reversal = (of: RemittedClaim, more: Partial<RemittedClaim> = {}): RemittedClaim => ({
  ...of,
  status: '22',
  chargeCents: 0 - of.chargeCents,
  paidCents: 0 - of.paidCents,
  adjustments: negated(of.adjustments),
  services: of.services.map((one) => ({
    ...one,
    chargeCents: 0 - one.chargeCents,
    paidCents: 0 - one.paidCents,
    adjustments: negated(one.adjustments),
  })),
  place: { ...of.place, segment: ++segment },
  ...more,
})
