/** How a rule came to its answer on one claim: each condition, the value it met and the outcome, from json-rules-engine's own trace. */
import type { Claim, PayerLine } from '../model/claim.ts'
import { compactDate, OPEN_END } from '../model/dates.ts'
import type { PatientHistory } from '../model/history.ts'
import { questionInWords } from './explain-words.ts'
import { createFacts } from './facts.ts'
import { fieldOf, type Field } from './fields.ts'
import { createReferenceRun } from './reference.ts'
import type { Rule } from './rule-set.ts'
import type { Condition } from './schema.ts'

/** One condition with its outcome; groups have members, questions the value that they met. */
export interface TracedCondition {
  readonly text: string
  readonly holds: boolean
  /** The value met; absent of a group. */
  readonly met?: string
  readonly members: readonly TracedCondition[]
}

/** The answer for a line, or for the claim as a whole. */
export interface Trace {
  /** The billed line number, null for the whole claim. */
  readonly line: number | null
  /** The day that decides whether the rule is in force. */
  readonly day: string
  readonly inForce: boolean
  readonly holds: boolean
  readonly condition: TracedCondition
}

/** How a claim is explained. */
export interface TraceOptions {
  /** Kind of payer as its profile says it. */
  readonly line?: PayerLine
  /** The patient's other claims. */
  readonly history?: () => PatientHistory
}

const SHOWN_MEMBERS = 20

/** Fields whose values are numbers that someone was given: it is said that they are there, not which. */
const identifying = /Npi$|^(priorAuthorization|payerClaimNumber|cliaNumber)$/

/** What a text of a field looks like where it may be shown: claims come from outside, and any text may stand in a field. */
function formOf({ kind, form, values }: Field, path: string): RegExp | undefined {
  if (identifying.test(path)) return undefined
  if (values !== undefined) return new RegExp(`^(?:${values.join('|')})$`)
  if (kind === 'date') return /^\d{4}-\d{2}-\d{2}$/
  if (kind === 'diagnosis' || kind === 'diagnoses') return /^[A-Z][0-9][0-9A-Z]{1,5}$/
  if (path === 'payerId' || path === 'ndc') return /^[0-9A-Z-]{1,20}$/
  return form ?? /^[0-9A-Z]{1,2}$/
}

/** A value as it may be shown: codes, dates, counts. */
function shownValue(value: unknown, field: Field, path: string): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'number') return String(value)
  const form = formOf(field, path)
  const one = (text: unknown): string =>
    typeof text === 'string' && form?.test(text) ? text : 'a value that is not shown'
  if (!Array.isArray(value)) return one(value)
  if (value.length === 0) return 'none'
  const rest = value.length - SHOWN_MEMBERS
  return `${value.slice(0, SHOWN_MEMBERS).map(one).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** What the library's trace says of a condition. */
interface Traced {
  readonly result?: boolean | undefined
  readonly factResult?: unknown
  readonly all?: readonly Traced[]
  readonly any?: readonly Traced[]
  readonly not?: Traced
}

function traced(condition: Condition, trace: Traced, rule: Rule): TracedCondition {
  const holds = trace.result === true
  if ('all' in condition || 'any' in condition) {
    const [members, traces] = 'all' in condition ? [condition.all, trace.all!] : [condition.any, trace.any!]
    return {
      text: 'all' in condition ? 'all of these' : 'any of these',
      holds,
      members: members.map((member, at) => traced(member, traces[at]!, rule)),
    }
  }
  if ('not' in condition) return { text: 'not', holds, members: [traced(condition.not, trace.not!, rule)] }
  const { fact, path } = condition
  // A question that a missing field would answer is guarded: the value stands with the second of the two.
  const value = trace.all === undefined ? trace.factResult : trace.all[1]!.factResult
  return {
    text: questionInWords(condition, rule.lists),
    holds,
    met: shownValue(value, fieldOf(fact, path)!, path),
    members: [],
  }
}

/**
 * Asks the rule of the claim, line by line where it is asked so. Loads json-rules-engine, and is far too slow for more
 * than a claim at a time. A rule that asks for history needs it given.
 */
export async function traceRule(
  rule: Rule,
  claim: Claim,
  options: TraceOptions = {},
): Promise<readonly Trace[]> {
  const run = await createReferenceRun(rule)
  const facts = createFacts(options.line)
  const { from, through } = rule.document.effective
  const [first, last] = [compactDate(from), through === undefined ? OPEN_END : compactDate(through)]
  facts.enterClaim(claim, options.history)
  const traces: Trace[] = []
  const ask = async (line: number | null): Promise<void> => {
    const { conditions } = await run(facts)
    const [trace] = (conditions as Traced).all!
    const condition = traced(rule.document.when, trace!, rule)
    traces.push({
      line,
      day: facts.day,
      inForce: first <= facts.compactDay && facts.compactDay <= last,
      holds: condition.holds,
      condition,
    })
  }
  if (rule.reach === 'claim') await ask(null)
  else
    for (let index = 0; index < claim.lines.length; index++) {
      facts.enterLine(index)
      // One run at a time: runs that overlap on an engine lose findings.
      await ask(claim.lines[index]!.number)
    }
  return traces
}
