/** What a query asks about claims; its parameters bear the names of the command line's options. */
import { z } from 'zod'
import { edits, forms, isIsoDate, reportNames, type Form } from '../index.ts'
import type { Question } from './answer.ts'
import { refusal } from './faults.ts'
import type { InForce } from './force.ts'

/** A calendar date. */
export const Day = z
  .string()
  .refine(isIsoDate, 'is no calendar date YYYY-MM-DD')
  .meta({ format: 'date', example: '2026-03-02' })

const Ids = z
  .union([z.string().max(8_000), z.array(z.string().max(200)).max(300)])
  .transform((value) =>
    [value]
      .flat()
      .flatMap((part) => part.split(','))
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  )
  .meta({
    description: 'Ids of edits or payer rules, or a payer’s folder (`acme-health/`), separated by commas.',
  })

/** A flag: `true` or `false`; a name alone is `true`. */
export const Flag = z
  .enum(['true', 'false', ''])
  .transform((value) => value !== 'false')
  .meta({ description: '`true` or `false`.' })

/** Parameters of all that scrub. */
export const scrubParameters = {
  received: Day.optional().describe('The day the payer receives the claims; today where absent.'),
  only: Ids.optional().describe('Run these edits alone.'),
  skip: Ids.optional().describe('Do not run these edits.'),
  suggest: Flag.optional().describe('With each finding, corrections that were tried and found to clear it.'),
  history: z
    .literal('store')
    .optional()
    .describe('Earlier claims of the patients come from the store; without it nothing counts as history.'),
} as const

/** Parameters of what reads claims of any form. */
export const ClaimsQuery = z.strictObject({
  ...scrubParameters,
  from: z.enum(forms).optional().describe('Form of the body, where the content type does not tell.'),
  report: z.enum(reportNames).optional().describe('Form of the answer, where `Accept` does not tell.'),
})
export type ClaimsQuery = z.output<typeof ClaimsQuery>

/** Parameters of what reads claims of one form. */
export const ScrubQuery = z.strictObject(scrubParameters)
type Terms = z.output<typeof ScrubQuery>

const builtIn: ReadonlySet<string> = new Set(edits.map(({ id }) => id))

/** Throws E_OPTION for an id that is none; it is not repeated, as anything may stand there. */
function checkIds(ids: readonly string[] | undefined, name: 'only' | 'skip', force: InForce): void {
  if (ids === undefined) return
  const { parsed } = force.rules
  const isKnown = (id: string): boolean =>
    builtIn.has(id) ||
    parsed.rules.some((rule) => rule.id === id) ||
    (id.endsWith('/') && (parsed.payers.has(id.slice(0, -1)) || parsed.bases.has(id.slice(0, -1))))
  const at = ids.findIndex((id) => !isKnown(id))
  if (at >= 0)
    throw refusal(
      'E_OPTION',
      `${name}: entry ${at + 1} is no edit, payer rule or folder of rules. GET /v1/edits and /v1/rules list them.`,
    )
}

/** The question of a query. Throws E_OPTION for ids that are none. */
export function questionOf(
  { received, only, skip, suggest, history }: Terms,
  force: InForce,
  today: string,
  from?: Form,
): Question {
  checkIds(only, 'only', force)
  checkIds(skip, 'skip', force)
  return {
    received: received ?? today,
    only,
    skip,
    suggest: suggest ?? false,
    history,
    from,
  }
}

/** Makes questions; that of a query which asks nothing is made once a day and form, as most ask nothing. */
export function createQuestions(): typeof questionOf {
  let [of, day]: [InForce | undefined, string] = [undefined, '']
  const plain = new Map<Form | undefined, Question>()
  return (query, force, today, from) => {
    for (const name in query)
      if (query[name as keyof Terms] !== undefined) return questionOf(query, force, today, from)
    if (of !== force || day !== today) {
      ;[of, day] = [force, today]
      plain.clear()
    }
    let question = plain.get(from)
    if (question === undefined) plain.set(from, (question = questionOf(query, force, today, from)))
    return question
  }
}
