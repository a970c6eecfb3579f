/** What denial risk says of a claim, and the document that a learned model is kept in. */
import { z } from 'zod'
import { IsoDate } from './claim.ts'

/** Share between 0 and 1, in ten-thousandths. */
const Probability = z.number().min(0).max(1)

/** A part of the probability: a finding by its id, or what is known of the claim beside its findings. */
export const RiskDriver = z.strictObject({
  finding: z.string().optional(),
  /** `base`, or a feature of the claim such as `payer` or `specialty`, where it is no finding. */
  feature: z.string().optional(),
  /** What it adds to the probability, or takes from it; all drivers together are the probability. */
  contribution: z.number().min(-1).max(1),
})
export type RiskDriver = z.infer<typeof RiskDriver>

/**
 * What the number rests on: `prior` published rates and judgement, `learned` the user's own remittances. A learned
 * model answers `prior` for a payer it has never seen.
 */
export const RiskBasis = z.enum(['prior', 'learned'])
export type RiskBasis = z.infer<typeof RiskBasis>

/** The probability that the payer rejects or denies the claim or a part of it, and how sure that is. */
export const Risk = z.strictObject({
  probability: Probability,
  /** Bounds of the probability: nine in ten for a learned one; for a prior the span of what is published and judged. */
  interval: z.tuple([Probability, Probability]),
  basis: RiskBasis,
  /** Cents that are expected to be denied: the probability of the charge, never above the charge. */
  expectedLossCents: z.int(),
  drivers: z.array(RiskDriver),
})
export type Risk = z.infer<typeof Risk>

/** Form of the model document; a program refuses another. */
export const MODEL_FORMAT = 'cleanclaim-risk-1'

/** Denials without which nothing is learned: fewer say too little about more than one payer. Our judgement. */
export const LEAST_DENIALS = 200

/** Largest weight in log-odds that a model may carry either way. */
const MOST_WEIGHT = 25
const NAMES = 100_000

/** A coefficient in log-odds, in ten-thousandths, with its standard error. */
const Term = z.strictObject({
  weight: z.number().min(-MOST_WEIGHT).max(MOST_WEIGHT),
  error: z.number().min(0).max(MOST_WEIGHT),
})
export type Term = z.infer<typeof Term>

const count = z.int().min(0).max(1e9)

/** Names and values, so many at most. */
const named = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string().max(120), value)
    .refine((record) => Object.keys(record).length <= NAMES, 'has too many names')

const SeverityTerms = z.strictObject({ reject: Term, deny: Term, review: Term, note: Term })

/** What a payer does differently from all payers together. */
const PayerTerms = z.strictObject({
  claims: count,
  denied: count,
  weight: Term.shape.weight,
  error: Term.shape.error,
  /** Where the payer is taken to stand 45 days after the end of the period, beside its weight, which is of the whole. */
  drift: z.number().min(-MOST_WEIGHT).max(MOST_WEIGHT),
  /** By feature and value: what differs from all payers together. */
  features: z.record(z.string().max(40), named(Term)).default({}),
  severities: SeverityTerms.partial(),
  /** By `edit/message`. */
  messages: named(Term),
})

/** How well the model did on the later part of its period, which its coefficients had not seen. */
const HeldOut = z.strictObject({
  claims: count,
  denied: count,
  brier: z.number(),
  brierSkill: z.number(),
  logLoss: z.number(),
  auc: z.number(),
  calibrationError: z.number(),
})
export type HeldOut = z.infer<typeof HeldOut>

/** A learned model as it is written: readable, complete, and the same for the same claims and remittances. */
export const RiskModel = z.strictObject({
  format: z.literal(MODEL_FORMAT),
  engine: z.string().max(40),
  codesets: z.string().max(200),
  rules: z.string().max(200),
  learned: z.strictObject({
    claims: count,
    denied: count,
    payers: count,
    /** Claims whose denial was overturned: they teach nothing and were left out. */
    overturned: count,
    /** Claims without a remittance, and remitted claims without a claim. */
    claimsUnmatched: count,
    remittancesUnmatched: count,
    from: IsoDate,
    through: IsoDate,
    /** First day of the later part, on which the probabilities were calibrated. */
    calibratedFrom: IsoDate,
    /** Digest of what was learned from: features and outcomes, in an order of their own. */
    digest: z.string().max(80),
  }),
  settings: z.strictObject({
    /** Whether findings multiply the odds, or are each a chance of denial of their own. */
    link: z.enum(['odds', 'chances']),
    /** What every finding after the weightiest counts, as a share of its weight. */
    further: z.number().min(0).max(1),
    /** Days after which a claim counts half; null where all count alike. */
    halfLifeDays: z.number().positive().nullable(),
  }),
  intercept: Term,
  /** By feature and value: payer line, type of claim, specialty, specialization, place, service, amount, lines. */
  features: z.record(z.string().max(40), named(Term)),
  /** Standard deviation, in log-odds, of what differs by value of a feature and by message: how far an unseen one may lie. */
  spread: z.strictObject({
    features: z.record(z.string().max(40), Term.shape.error),
    messages: Term.shape.error,
  }),
  severities: SeverityTerms,
  /** What a doubling of the findings adds whose message the claim already has. */
  again: Term,
  /** By `edit/message`: what differs from the severity. */
  messages: named(Term.extend({ claims: count, denied: count })),
  payers: named(PayerTerms),
  calibration: z.strictObject({
    method: z.enum(['platt', 'isotonic']),
    intercept: z.number().min(-MOST_WEIGHT).max(MOST_WEIGHT),
    slope: z.number().positive().max(100),
    /** Log-odds before and after, rising; lines between the points. Empty for `platt`. */
    table: z.array(z.tuple([z.number(), z.number()])).max(1000),
    /** Standard deviation, in log-odds, of how payers moved between the two parts. */
    driftDeviation: z.number().min(0).max(MOST_WEIGHT),
    /** The same of how far claims strayed from their probabilities beyond chance, without findings and with. */
    strayClean: z.number().min(0).max(MOST_WEIGHT),
    strayFound: z.number().min(0).max(MOST_WEIGHT),
  }),
  /** Share of a denied claim's charge that is denied, by what the findings put at risk. */
  lossShare: z.strictObject({ nothing: Probability, lines: Probability, claim: Probability }),
  heldOut: HeldOut,
})
export type RiskModel = z.infer<typeof RiskModel>
