/** A payer's profile: what a payer does differently, as `rules/<payer>/payer.json` says it. */
import { z } from 'zod'
import { ClaimType, IsoDate, PayerLine } from './claim.ts'
import { Severity } from './result.ts'

/** Where a payer publishes what the profile says. */
export const ProfileSource = z.strictObject({
  title: z.string().min(1).max(500),
  url: z.url({ protocol: /^https?$/ }),
  /** The day it was read. */
  retrieved: IsoDate,
})

/** A code, a range `97110-97546` or a prefix `J*`. */
export const CodePattern = z
  .string()
  .regex(/^[0-9A-Z]{1,8}(\*|-[0-9A-Z]{1,8})?$/, 'is no code, range or prefix')

/** A place of service, two digits. */
const Place = z.string().regex(/^\d{2}$/, 'is no place of service of two digits')

/** First and last day a rule of the payer stands, both inclusive; open where they are not said. */
const period = { from: IsoDate.optional(), through: IsoDate.optional() }

/** How long after the service a payer takes a first claim. */
export const FilingLimit = z.strictObject({
  /** A number of days, months or calendar years; 0 calendar years is the end of the year of service. */
  value: z.int().min(0).max(4000),
  /**
   * `calendar-years`: the same day so many years later (29 February ends on 28 February). `year-ends`: the last day of
   * the calendar year so many years after that of the service.
   */
  unit: z.enum(['days', 'months', 'calendar-years', 'year-ends']),
  /** Day it is counted from; on an institutional claim `through` is the end of the statement. */
  countedFrom: z.enum(['service', 'through']).default('service'),
  /** Types of claim it is for; all where none is said. */
  claimTypes: z.array(ClaimType).default([]),
  ...period,
  source: ProfileSource,
})
export type FilingLimit = z.output<typeof FilingLimit>

/** Services, or stays, that want a prior authorization. */
export const AuthorizationRule = z
  .strictObject({
    codes: z.array(CodePattern).default([]),
    /** First two digits of institutional bill types that want one as a whole, for instance `11` for inpatient stays. */
    billTypes: z
      .array(z.string().regex(/^[1-9][0-9]$/, 'is not the first two digits of a bill type'))
      .default([]),
    ...period,
    /** Places of service that want it; all where none is said. */
    places: z.array(Place).default([]),
    /** Places of service that do not, for instance `23` for emergencies. */
    exceptPlaces: z.array(Place).default([]),
    source: ProfileSource,
  })
  .refine(({ codes, billTypes }) => codes.length + billTypes.length > 0, {
    message: 'names neither codes nor bill types',
  })
export type AuthorizationRule = z.output<typeof AuthorizationRule>

/** Services that the payer covers for one sex alone. */
export const SexLimit = z.strictObject({
  codes: z.array(CodePattern).min(1),
  sex: z.enum(['F', 'M']),
  /** Whether the payer denies the line or looks at the record. */
  severity: z.enum(['deny', 'review']).default('review'),
  ...period,
  source: ProfileSource,
})
export type SexLimit = z.output<typeof SexLimit>

/** Equipment for which one of KX, GA, GY, GZ must be there. */
export const SupplyRule = z.strictObject({ codes: z.array(CodePattern).min(1), source: ProfileSource })

export const PayerProfile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/, 'is no id: lower-case letters, digits and hyphens, at most 60'),
  title: z.string().max(200).optional(),
  /** Payer ids (NM109 of the payer, or the claim's `payer.id`) that belong to it. */
  payerIds: z.array(z.string().min(1).max(80)).max(1000).default([]),
  line: PayerLine,
  /** Medicare contractor, where denial codes differ by contractor: `first-coast`, `noridian`, `palmetto`, `novitas`. */
  contractor: z.string().max(60).optional(),
  /** Shared rule set that it takes over. */
  base: z.string().max(60).optional(),
  /**
   * By edit id or `edit/message`: `off`, `on` (an edit of Medicare's that this payer follows, as Medicare grades it),
   * or the severity that takes its place.
   */
  edits: z.record(z.string(), z.enum(['off', 'on', ...Severity.options])).default({}),
  /** How long first claims are taken; the first that fits the claim's type and day of service counts. */
  filing: z.array(FilingLimit).max(100).default([]),
  /** How one service on both sides is billed: one line with 50, two lines LT and RT, or as the biller likes. */
  bilateral: z.enum(['modifier-50', 'two-lines', 'either']).default('either'),
  /** Whether services on paired organs must name a side. */
  sides: z.enum(['demanded', 'free']).default('free'),
  /** Whether replacement and void claims (frequency 7 and 8) are taken: all, those of institutions alone, or none. */
  replacements: z.enum(['taken', 'institutional-only', 'refused']).default('taken'),
  /** Whether drug lines need the national drug code. */
  drugCodes: z.enum(['demanded', 'free']).default('free'),
  /** Whether claims with an injury are held until the accident is described. */
  accidents: z.enum(['described', 'free']).default('free'),
  /** Whether obstetric visits are billed apart from the delivery. */
  obstetrics: z.enum(['package', 'apart']).default('package'),
  /**
   * Who counts as one practitioner where visits are judged: those of one group and specialty, a whole group whatever the
   * specialty, or each practitioner alone.
   */
  practitioners: z.enum(['group-and-specialty', 'group', 'individual']).default('group-and-specialty'),
  authorizations: z.array(AuthorizationRule).max(1000).default([]),
  sexLimits: z.array(SexLimit).max(1000).default([]),
  supplies: z.array(SupplyRule).max(1000).default([]),
  /** Certificate numbers of laboratories that hold a certificate of waiver. */
  waivedLaboratories: z.array(z.string().max(20)).max(10_000).default([]),
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
 * What stands for a payer without a profile. Medicare wants 50 on one line and a calendar year of filing; its Part B
 * contractors correct by reopening and are said to refuse frequencies 7 and 8 (contractor practice, not confirmed).
 * Source: IOM 100-04 chapter 12 section 40.7 (bilateral); 42 CFR 424.44 (filing).
 */
export function defaultProfile(line: PayerLine | undefined): PayerProfile {
  const plain = PayerProfile.parse({ id: `any-${line ?? 'payer'}`, line: line ?? 'other' })
  if (line === 'medicaid') return { ...plain, drugCodes: 'demanded' }
  if (line !== 'medicare') return plain
  return {
    ...plain,
    bilateral: 'modifier-50',
    replacements: 'institutional-only',
    filing: [
      {
        value: 1,
        unit: 'calendar-years',
        countedFrom: 'service',
        claimTypes: [],
        source: {
          title: '42 CFR 424.44; IOM 100-04 chapter 1 section 70',
          url: 'https://www.ecfr.gov/current/title-42/section-424.44',
          retrieved: '2026-11-01',
        },
      },
    ],
  }
}

/** How far a rule of Medicare's own reaches: Medicare and payers whose profile turns the edit on follow it, Medicare Advantage may. */
export function medicareReach(profile: PayerProfile, edit: string): 'follows' | 'may-follow' | 'free' {
  const said = profile.edits[edit]
  if (profile.line === 'medicare' || (said !== undefined && said !== 'off')) return 'follows'
  return profile.line === 'medicare-advantage' ? 'may-follow' : 'free'
}

/**
 * How far Medicare's part reaches of an edit that is every payer's otherwise: a payer that regrades such an edit does
 * not follow Medicare for it, only one that says `on` does.
 */
export function medicarePartReach(profile: PayerProfile, edit: string): 'follows' | 'may-follow' | 'free' {
  if (profile.line === 'medicare' || profile.edits[edit] === 'on') return 'follows'
  return profile.line === 'medicare-advantage' ? 'may-follow' : 'free'
}
