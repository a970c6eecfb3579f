/**
 * What a payer says of claims it has decided: the 835, as far as outcomes, matching and money need it. Names, addresses
 * and bank accounts are never read. What is marked *protected* identifies a person and may appear in no message or report.
 */
import { z } from 'zod'
import { Cents, IsoDate } from './claim.ts'

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined)
const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'has a control character')
const code = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[0-9A-Z]+$/, 'has a character that no code has')

/** Services of one remitted claim that are read; the guide allows 999. Source: ASC X12N 005010X221A1, loop 2110. */
export const MAX_SERVICES = 1_500
/** Adjustments of one remitted claim, of the claim and all its services. */
export const MAX_ADJUSTMENTS = 10_000
/** Remark codes of the claim, or of one service (99 LQ segments each). */
export const MAX_REMARKS = 200
/** Provider adjustments (PLB) of one remittance that are kept; all are counted and summed. */
export const MAX_PROVIDER_ADJUSTMENTS = 10_000

/** A sum of many claims in whole cents, at most a thousand million dollars either way. */
export const TotalCents = z.int().min(-100_000_000_000).max(100_000_000_000)

/** One reason for which charge and payment differ: a triplet of a CAS with its group. */
export const RemittanceAdjustment = z.strictObject({
  /** CO, PR, OA, PI, and CR in older remittances (CAS01). */
  group: code(2),
  /** Claim adjustment reason code (X12 list 139). */
  carc: code(5),
  /** What it takes off the charge; negative where it adds. */
  cents: Cents,
  /** Units that it takes off. */
  quantity: optional(z.number().min(-1e9).max(1e9)),
})
export type RemittanceAdjustment = z.output<typeof RemittanceAdjustment>

/** A place where sums of a remittance do not agree, and by how much: what should stand there less what does. */
export const Imbalance = z.strictObject({
  /**
   * `service`: SVC02 less its CAS is not SVC03. `services`: the SVC02 do not sum up to CLP03. `claim`: CLP03 less all
   * CAS is not CLP04. `payment`: the CLP04 less the PLB are not BPR02.
   */
  kind: z.enum(['service', 'services', 'claim', 'payment']),
  /** Which service of the claim, counted from 1. */
  service: optional(z.int().positive()),
  differenceCents: z.int(),
})
export type Imbalance = z.output<typeof Imbalance>

/** What was paid for one service (loop 2110). */
export const ServicePayment = z.strictObject({
  /** Position in the remitted claim, counted from 1. */
  number: z.int().positive(),
  /** Kind of code (HC, NU, N4 …). */
  qualifier: optional(code(3)),
  /** The code the payer decided on; in a service of revenue codes alone there is none. */
  procedure: optional(code(48)),
  modifiers: z.array(code(4)).max(4),
  revenueCode: optional(code(4)),
  /** The code that was billed, where the payer changed, bundled or split it (SVC06), and its units (SVC07). */
  billedProcedure: optional(code(48)),
  billedModifiers: z.array(code(4)).max(4),
  billedUnits: optional(z.number()),
  chargeCents: Cents,
  paidCents: Cents,
  /** Units paid (SVC05); 1 where it says none. */
  units: z.number().min(-1e9).max(1e9),
  serviceDate: optional(IsoDate),
  serviceDateThrough: optional(IsoDate),
  /** The submitter's number of the line (REF 6R); the line number where the claim gave none. */
  controlNumber: optional(text(50)),
  /** What the plan allows (AMT B6). */
  allowedCents: optional(Cents),
  adjustments: z.array(RemittanceAdjustment).max(MAX_ADJUSTMENTS),
  /** Remark codes (LQ HE, X12 list 411). */
  remarks: z.array(code(10)).max(MAX_REMARKS),
})
export type ServicePayment = z.output<typeof ServicePayment>

/** The payment a remittance explains (table 1 of the 835); all its claims share one. */
export const Payment = z.strictObject({
  /** Number of the check or transfer (TRN02). */
  trace: optional(text(50)),
  /** Who made it, as TRN03 names it: the digit 1 and a tax number. */
  originator: optional(text(10)),
  /** Payer: id of N104 or REF 2U; name. */
  payerId: optional(text(80)),
  payerName: optional(text(80)),
  /** Payee: an organization or practitioner, no patient. */
  payeeNpi: optional(text(80)),
  payeeTaxId: optional(text(80)),
  /** What is paid (BPR02); negative where the payee owes. */
  paidCents: optional(TotalCents),
  /** How (BPR04): ACH, CHK, NON … */
  method: optional(code(3)),
  /** The day of payment (BPR16), else that of production (DTM 405). */
  date: optional(IsoDate),
})
export type Payment = z.output<typeof Payment>

/** Where a remitted claim stands. */
export const RemittancePlace = z.strictObject({
  file: z.string(),
  segment: z.int().positive(),
  byte: z.int().min(0),
})
export type RemittancePlace = z.output<typeof RemittancePlace>

/** One decision on one claim (loop 2100). */
export const RemittedClaim = z.strictObject({
  payment: Payment,
  /** The submitter's claim number (CLP01 = CLM01). Protected where a submitter uses the patient's account number. */
  id: optional(text(50)),
  /** 1, 2, 3 decided as first, second, third payer; 19 to 21 the same and forwarded; 4 denied; 22 reversal; 23, 25 … */
  status: code(2),
  chargeCents: Cents,
  paidCents: Cents,
  /** What the patient owes (CLP05). */
  patientCents: optional(Cents),
  /** Kind of plan (CLP06): MB, 12, HM … */
  filing: optional(code(2)),
  /** The payer's own number of the claim (CLP07). */
  payerClaimNumber: optional(text(50)),
  /** Place of service or first digits of the bill type (CLP08), and frequency (CLP09). */
  facility: optional(code(2)),
  frequency: optional(code(1)),
  /** The payer's number of the claim that this decision corrects or replaces (REF F8). */
  originalClaimNumber: optional(text(50)),
  /** Protected: the member number of the patient (NM1 QC). */
  patientId: optional(text(80)),
  /** Protected: the member number of the subscriber (NM1 IL). */
  subscriberId: optional(text(80)),
  /** Protected: the member number as the payer corrects it (NM1 74). */
  correctedId: optional(text(80)),
  renderingNpi: optional(text(80)),
  /** Protected: first and last day of the claim (DTM 232, 233). */
  from: optional(IsoDate),
  through: optional(IsoDate),
  /** The day the payer received the claim (DTM 050). */
  received: optional(IsoDate),
  /** Interest paid on top (AMT I); no part of CLP04. */
  interestCents: optional(Cents),
  adjustments: z.array(RemittanceAdjustment).max(MAX_ADJUSTMENTS),
  /** Remark codes of the claim (MIA, MOA, X12 list 411). */
  remarks: z.array(code(10)).max(MAX_REMARKS),
  services: z.array(ServicePayment).max(MAX_SERVICES),
  imbalances: z.array(Imbalance),
  place: RemittancePlace,
})
export type RemittedClaim = z.output<typeof RemittedClaim>

/** Money moved between payer and provider for no single claim (PLB). A positive amount lowers the payment. */
export const ProviderAdjustment = z.strictObject({
  /** WO, FB, L6, CV … (X12 data element 426). */
  reason: code(3),
  /** Protected where it names a claim or patient. */
  reference: optional(text(50)),
  cents: TotalCents,
})
export type ProviderAdjustment = z.output<typeof ProviderAdjustment>

/** One whole remittance (an 835 transaction), after its claims. */
export const Remittance = z.strictObject({
  payment: Payment,
  /** Claims given, and problems in place of claims. */
  claims: z.int().min(0),
  problems: z.int().min(0),
  /** Sum of the CLP04 of the claims given. */
  paidCents: z.int(),
  /** Sum of all PLB, and the first 10,000 of them. */
  providerCents: z.int(),
  providerAdjustments: z.array(ProviderAdjustment).max(MAX_PROVIDER_ADJUSTMENTS),
  /** The `payment` imbalance, where the sums could be compared. */
  imbalances: z.array(Imbalance),
  place: RemittancePlace,
})
export type Remittance = z.output<typeof Remittance>

/** What an adjustment means: the payer refuses, it does not, or it has not decided yet. */
export type ReasonMeaning = 'denial' | 'no-denial' | 'open'

/** The meaning of adjustment reasons by group, and by what the decision is; undefined for a code nobody has judged. */
export interface DenialReasons {
  find(
    adjustment: Pick<RemittanceAdjustment, 'group' | 'carc'>,
    claim: Pick<RemittedClaim, 'status' | 'filing'>,
  ): ReasonMeaning | undefined
}

/** Whether the payer takes an earlier decision back (CLP02 22; some only turn the signs). */
export const isReversal = ({ status, chargeCents }: RemittedClaim): boolean =>
  status === '22' || chargeCents < 0

const DECIDED: ReadonlySet<string> = new Set(['1', '2', '3', '4', '19', '20', '21', '22', '23'])

/**
 * Whether the payer has decided. Predeterminations (25) and claims pended, received or reviewed (4010: 5, 10 to 17, 27)
 * are none. Source: ASC X12N 005010X221A1 and 004010X091A1, CLP02.
 */
export const isDecided = ({ status }: RemittedClaim): boolean => DECIDED.has(status)

/** Which payer in the order of responsibility has decided: P, S, T as SBR01 names them; undefined where CLP02 does not tell. */
export function payerOrderOf({ status }: Pick<RemittedClaim, 'status'>): 'P' | 'S' | 'T' | undefined {
  if (status === '1' || status === '19') return 'P'
  if (status === '2' || status === '20') return 'S'
  return status === '3' || status === '21' ? 'T' : undefined
}

/** The payer of a payment, for telling two apart: its tax number where there is one, else id, else name. */
export const payerKeyOf = ({ originator, payerId, payerName }: Payment): string =>
  originator ?? payerId ?? payerName ?? ''
