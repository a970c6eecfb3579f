/**
 * What a claim is, in every form that can be read. The zod schema is the contract for JSON input; readers of other
 * forms build the same objects. Nothing here names a person: names, addresses and telephone numbers are never read.
 */
import { z } from 'zod'
import { isIsoDate } from './dates.ts'

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined)

/** Text of at most so many characters, without line breaks or other control characters. */
const text = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'has a control character')

/** Calendar date `YYYY-MM-DD` that exists. */
export const IsoDate = z.string().refine(isIsoDate, 'is no calendar date YYYY-MM-DD')

/** Money in whole cents, at most ten million dollars either way. */
export const Cents = z.int().min(-1_000_000_000).max(1_000_000_000)

/** A code as billed: letters and digits, given in upper case inside. */
const code = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[0-9A-Za-z]*$/, 'has a character that no code has')
    .transform((value) => value.toUpperCase())

/** An ICD-10-CM or ICD-10-PCS code; a dot is taken out. */
const DottedCode = z
  .string()
  .trim()
  .max(12)
  .regex(/^[0-9A-Za-z.]*$/, 'has a character that no code has')
  .transform((value) => value.replaceAll('.', '').toUpperCase())

const procedureCode = code(8).refine((value) => value.length > 0, 'is empty')

export const ClaimType = z.enum(['professional', 'institutional'])
export type ClaimType = z.infer<typeof ClaimType>

/** Who pays, as far as it decides which rules stand. */
export const PayerLine = z.enum(['medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other'])
export type PayerLine = z.infer<typeof PayerLine>

/** A practitioner or organization. `npi` and `taxonomy` are as billed and may be wrong: edits judge them. */
export const Provider = z.strictObject({
  npi: optional(text(80)),
  taxonomy: optional(text(50)),
  taxId: optional(text(50)),
  /** State of a billing provider or facility, two letters (N402): it decides which Medicare contractor is in charge. */
  state: optional(code(2)),
})
export type Provider = z.output<typeof Provider>

/** One claim adjustment of another payer (CAS): group, reason, amount in cents. */
export const Adjustment = z.strictObject({
  group: code(2),
  reason: code(5),
  amountCents: Cents,
  line: optional(z.int().positive()),
})
export type Adjustment = z.output<typeof Adjustment>

/** Another payer of the same claim (837 loop 2320). */
export const OtherPayer = z.strictObject({
  id: optional(text(80)),
  line: optional(PayerLine),
  /** Order of responsibility (SBR01): P primary, S secondary, T tertiary, A to H later ones. */
  order: optional(code(1)),
  /** What that payer paid on the claim (AMT D), in cents. */
  paidCents: optional(Cents),
  /** Adjustments at claim level and, with `line` the billed line number, at line level (SVD with CAS). */
  adjustments: z.array(Adjustment).max(2000).default([]),
  /** What that payer paid on single lines (SVD02), by billed line number. */
  linePayments: z
    .array(z.strictObject({ line: z.int().positive(), paidCents: Cents }))
    .max(1_500)
    .default([]),
})
export type OtherPayer = z.output<typeof OtherPayer>

/** A diagnosis in the order billed: first-listed (professional) or principal (institutional) first. */
export const Diagnosis = z.strictObject({
  code: DottedCode,
  /** Present on admission: Y N U W, or 1 as older systems wrote "exempt". */
  poa: optional(z.enum(['Y', 'N', 'U', 'W', '1'])),
})
export type Diagnosis = z.output<typeof Diagnosis>

/** A code with the day, or span of days, it belongs to (occurrence codes and ICD-10-PCS procedures). */
export const DatedCode = z.strictObject({
  code: DottedCode,
  date: optional(IsoDate),
  through: optional(IsoDate),
})
export type DatedCode = z.output<typeof DatedCode>

/** A value code with its amount: cents where it is money, hundredths where it is a count. */
export const ValueCode = z.strictObject({ code: code(2), amountCents: Cents })
export type ValueCode = z.output<typeof ValueCode>

/** One service line (837 loop 2400, CMS-1500 box 24, UB-04 boxes 42 to 47). */
export const Line = z
  .strictObject({
    /** Line number as billed, counted from 1 (LX01). */
    number: z.int().positive().max(1_000_000),
    /** CPT or HCPCS code billed; institutional lines may have a revenue code alone. */
    procedure: optional(procedureCode),
    /** In the order billed. A claim may carry at most four; more are read so that they can be reported. */
    modifiers: z.array(code(4)).max(20).default([]),
    /** Days or units of service (SV104, SV205). */
    units: z.number().min(-1e9).max(1e9).default(1),
    /** Minutes of anesthesia, where the unit billed is MJ. */
    minutes: optional(z.number().min(0).max(1e6)),
    chargeCents: Cents.default(0),
    /** First day of service. */
    serviceDate: IsoDate,
    /** Last day of service of a span, inclusive. */
    serviceDateThrough: optional(IsoDate),
    placeOfService: optional(code(4)),
    /** Diagnosis pointers, counted from 1, as billed. */
    pointers: z.array(z.int().min(0).max(1000)).max(20).default([]),
    revenueCode: optional(code(4)),
    /** National drug code as billed (LIN03), its unit (UN ML GR F2 ME) and quantity (CTP). */
    ndc: optional(text(48)),
    ndcUnit: optional(code(2)),
    ndcQuantity: optional(z.number().min(-1e9).max(1e9)),
    /** Description of an unlisted procedure (SV101-7, SV202-7). Free text: it never leaves the claim. */
    description: optional(text(200)),
    rendering: optional(Provider),
    ordering: optional(Provider),
    supervising: optional(Provider),
  })
  .refine((line) => line.procedure !== undefined || line.revenueCode !== undefined, {
    message: 'needs a procedure, or on an institutional claim a revenue code',
    path: ['procedure'],
  })
export type Line = z.output<typeof Line>

/** One claim (837 loop 2300). */
export const Claim = z
  .strictObject({
    /** The submitter's number for the claim (CLM01). */
    id: text(50).refine((value) => value.trim().length > 0, 'is empty'),
    type: ClaimType,
    payer: optional(
      z.strictObject({ id: optional(text(80)), name: optional(text(80)), line: optional(PayerLine) }),
    ),
    /** Order of responsibility of the payer billed (SBR01). */
    payerOrder: optional(code(1)),
    /** 1 original, 7 replacement, 8 void (CLM05-3); on institutional claims the last digit of the bill type. */
    frequency: optional(code(1)),
    /** The payer's own number of the claim that this one replaces or voids (REF F8). */
    payerClaimNumber: optional(text(50)),
    subscriber: optional(z.strictObject({ id: optional(text(80)) })),
    patient: optional(
      z.strictObject({
        id: optional(text(80)),
        birthDate: optional(IsoDate),
        sex: optional(z.enum(['F', 'M', 'U'])),
        deathDate: optional(IsoDate),
      }),
    ),
    billing: optional(Provider),
    rendering: optional(Provider),
    referring: optional(Provider),
    ordering: optional(Provider),
    supervising: optional(Provider),
    attending: optional(Provider),
    operating: optional(Provider),
    facility: optional(Provider),
    placeOfService: optional(code(4)),
    chargeCents: optional(Cents),
    diagnoses: z.array(Diagnosis).max(200).default([]),
    admittingDiagnosis: optional(DottedCode),
    // An institutional claim may have 999; more are read so that they can be reported, not without bound.
    lines: z.array(Line).min(1).max(1_500),
    /** Four characters with the leading zero, three without (CLM05-1 with CLM05-3). */
    typeOfBill: optional(code(4)),
    statementFrom: optional(IsoDate),
    statementThrough: optional(IsoDate),
    admissionDate: optional(IsoDate),
    admissionHour: optional(code(4)),
    admissionType: optional(code(2)),
    admissionSource: optional(code(2)),
    dischargeDate: optional(IsoDate),
    dischargeStatus: optional(code(2)),
    conditionCodes: z.array(code(4)).max(100).default([]),
    occurrenceCodes: z.array(DatedCode).max(100).default([]),
    valueCodes: z.array(ValueCode).max(100).default([]),
    procedures: z.array(DatedCode).max(100).default([]),
    cliaNumber: optional(text(50)),
    priorAuthorization: optional(text(50)),
    accidentDate: optional(IsoDate),
    /** Cause of an accident (CLM11): AA, EM, OA. */
    accidentCause: optional(code(3)),
    delayReason: optional(code(2)),
    otherPayers: z.array(OtherPayer).max(20).default([]),
    /** Ambulance transport reason (CR104) and pick-up ZIP code. */
    transport: optional(code(2)),
    pickupZip: optional(text(15)),
    /** The day the payer receives the claim: the only clock an edit may see. */
    received: optional(IsoDate),
  })
  .refine(
    (claim) => claim.type === 'institutional' || claim.lines.every((line) => line.procedure !== undefined),
    {
      message: 'a line of a professional claim needs a procedure',
      path: ['lines'],
    },
  )
/** A claim as read: optional fields are `undefined`, lists are there, codes are upper case and undotted. */
export type Claim = z.output<typeof Claim>
/** A claim as it may be written in JSON. */
export type ClaimInput = z.input<typeof Claim>
