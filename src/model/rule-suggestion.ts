/** Corrections that a payer rule may name: a closed vocabulary of changes that take away or put together, and never add. */
import { z } from 'zod'

/**
 * Modifiers that lower or shift payment, or tell who is liable. Without them more would be paid than was said to be
 * due, so no suggestion takes one away.
 * Source: IOM 100-04 chapter 12 sections 20.4 and 40 (22 aside), chapter 5 section 20.6 (CO, CQ), chapter 30 section 50
 * (GA, GX, GY, GZ), https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms
 */
export const loweringModifiers: ReadonlySet<string> = new Set(
  (
    '26 TC 52 53 54 55 56 62 66 73 74 78 80 81 82 AS AD QK QX QY QZ CO CQ GA GX GY GZ CT FX FY FS PN PO JG TB JW RR ' +
    'QL SL CA'
  ).split(' '),
)

/** What the record must show: the end of a sentence that begins with "only if". */
const onlyIf = z
  .string()
  .min(1)
  .max(300)
  .regex(/^\P{Cc}+$/u, 'holds control characters')

/** One correction: what is done to the line that the rule found, and what the record must show for it. */
export const RuleSuggestion = z.discriminatedUnion(
  'do',
  [
    /** The line goes, with its charge. */
    z.strictObject({ do: z.literal('removeLine'), onlyIf }),
    /** Those of these modifiers that the line bears go, one at a time. */
    z.strictObject({
      do: z.literal('removeModifier'),
      modifiers: z
        .array(
          z
            .string()
            .regex(/^[0-9A-Z]{2}$/, 'is no modifier')
            .refine((modifier) => !loweringModifiers.has(modifier), {
              message: 'lowers the payment or tells who is liable: no suggestion takes it away',
            }),
        )
        .min(1)
        .max(20),
      onlyIf,
    }),
    /** The line and the one other of its code and day become one with the units of both. */
    z.strictObject({ do: z.literal('joinLines'), onlyIf }),
    /** A line with LT and one with RT become one with 50 and one unit. */
    z.strictObject({ do: z.literal('joinSides'), onlyIf }),
    /** A line with 50 becomes one with LT and one with RT. */
    z.strictObject({ do: z.literal('splitSides'), onlyIf }),
    /** Fewer units, and the charge of so many. */
    z.strictObject({ do: z.literal('limitUnits'), units: z.int().min(1).max(9_999), onlyIf }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union'
        ? 'names in "do" none of removeLine, removeModifier, joinLines, joinSides, splitSides, limitUnits'
        : undefined,
  },
)
export type RuleSuggestion = z.output<typeof RuleSuggestion>
