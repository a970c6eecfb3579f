/** A payer's profile: what a payer does differently, as `rules/<payer>/payer.json` says it. */
import { z } from 'zod'
import { IsoDate, PayerLine } from './claim.ts'
import { Severity } from './result.ts'

/** Where a payer publishes what the profile says. */
export const ProfileSource = z.strictObject({ title: z.string(), url: z.string(), retrieved: IsoDate })

/** A code, a range `97110-97546` or a prefix `J*`. */
export const CodePattern = z.string().regex(/^[0-9A-Z]{1,8}(\*|-[0-9A-Z]{1,8})?$/, 'is no code, range or prefix')

/** How long after the service a payer takes a first claim. */
export const FilingLimit = z.strictObject({
  value: z.int().min(1).max(4000),
  /** `calendar-years`: the same day so many years later (29 February ends on 28 February). */
  unit: z.enum(['days', 'months', 'calendar-years']),
  /** Day it is counted from: the first or the last day of service. */
  from: z.enum(['service', 'through']).default('service'),
  source: ProfileSource,
})

/** Services that want a prior authorization. */
export const AuthorizationRule = z.strictObject({
  codes: z.array(CodePattern).min(1),
  from: IsoDate.optional(),
  through: IsoDate.optional(),
  places: z.array(z.string()).optional(),
  source: ProfileSource,
})

export const PayerProfile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: z.string().optional(),
  /** Payer ids (NM109 of the payer, or the claim's `payer.id`) that belong to it. */
  payerIds: z.array(z.string()).default([]),
  line: PayerLine,
  /** Medicare contractor, where denial codes differ by contractor: `first-coast`, `noridian`, `palmetto`, `novitas`. */
  contractor: z.string().optional(),
  /** Shared rule set that it takes over. */
  base: z.string().optional(),
  /**
   * By edit id or `edit/message`: `off`, `on` (an edit of Medicare's that this payer follows, as Medicare grades it),
   * or the severity that takes its place.
   */
  edits: z.record(z.string(), z.union([z.enum(['off', 'on']), Severity])).default({}),
  filing: FilingLimit.optional(),
  /** How one service on both sides is billed: one line with 50, two lines LT and RT, or as the biller likes. */
  bilateral: z.enum(['modifier-50', 'two-lines', 'either']).default('either'),
  /** Whether services on paired organs must name a side. */
  sides: z.enum(['demanded', 'free']).default('free'),
  /** Whether replacement and void claims (frequency 7 and 8) are taken. */
  replacements: z.enum(['taken', 'refused']).default('taken'),
  /** Whether drug lines need the national drug code. */
  drugCodes: z.enum(['demanded', 'free']).default('free'),
  /** Whether claims with an injury are held until the accident is described. */
  accidents: z.enum(['described', 'free']).default('free'),
  /** Whether obstetric visits are billed apart from the delivery. */
  obstetrics: z.enum(['package', 'apart']).default('package'),
  authorizations: z.array(AuthorizationRule).default([]),
  /** Equipment for which one of KX, GA, GY, GZ must be there. */
  supplies: z.array(z.strictObject({ codes: z.array(CodePattern).min(1), source: ProfileSource })).default([]),
  /** Certificate numbers of laboratories that hold a certificate of waiver. */
  waivedLaboratories: z.array(z.string()).default([]),
  /** Days after the effective date on which this payer takes up NCCI changes. */
  ncciLagDays: z.int().min(0).max(730).default(0),
  source: ProfileSource.optional(),
})
/** What a payer does differently, with defaults filled in. */
export type PayerProfile = z.output<typeof PayerProfile>

/** Whether a code is one of the patterns. */
export const matchesCodes = (patterns: readonly string[], code: string): boolean =>
  patterns.some((pattern) => {
    if (pattern.endsWith('*')) return code.startsWith(pattern.slice(0, -1))
    const dash = pattern.indexOf('-')
    if (dash < 0) return code === pattern
    const [from, through] = [pattern.slice(0, dash), pattern.slice(dash + 1)]
    return code.length === from.length && from <= code && code <= through
  })

/**
 * What stands for a payer without a profile. Medicare wants 50 on one line and a calendar year of filing.
 * Source: IOM 100-04 chapter 12 section 40.7 (bilateral); 42 CFR 424.44 (filing).
 */
export function defaultProfile(line: PayerLine | undefined): PayerProfile {
  const plain = PayerProfile.parse({ id: `any-${line ?? 'payer'}`, line: line ?? 'other' })
  if (line === 'medicaid') return { ...plain, drugCodes: 'demanded' }
  if (line !== 'medicare') return plain
  return {
    ...plain,
    bilateral: 'modifier-50',
    filing: {
      value: 1,
      unit: 'calendar-years',
      from: 'service',
      source: { title: '42 CFR 424.44; IOM 100-04 chapter 1 section 70', url: 'https://www.ecfr.gov/current/title-42/section-424.44', retrieved: '2026-11-01' },
    },
  }
}
