/** The difference of two runs: findings gained, gone and changed, claim by claim, each with what made it. */
import type { ClaimResult, Finding, Verdict } from '../model/result.ts'
import type { RunStore } from '../store/open.ts'
import { showRun, type Run } from '../store/runs.ts'
import { ScrubError } from '../model/errors.ts'
import { becauseOf, termsDiffer, type Because, type Sides, type TableWitness } from './because.ts'
import { standings, type Standing } from './recorded.ts'

/** One finding that differs: a line of the NDJSON report. */
export interface Difference {
  readonly claim: string
  readonly line: number | null
  readonly edit: string
  readonly message: string
  readonly change: 'gained' | 'gone' | 'changed'
  readonly before: Finding | null
  readonly after: Finding | null
  readonly because: Because
}

/** One claim that stands in either run. */
export interface ClaimDifference {
  readonly claim: string
  readonly payer: string | null
  /** Verdict and cents at risk in each run; null where the claim does not stand in it. */
  readonly before: { readonly verdict: Verdict; readonly atRiskCents: number } | null
  readonly after: { readonly verdict: Verdict; readonly atRiskCents: number } | null
  readonly differences: readonly Difference[]
}

/** What is compared. */
export interface DiffOptions {
  readonly store: RunStore
  /** Ids of finished runs. */
  readonly before: string
  readonly after: string
  /** Looks into the tables of both runs; without it a changed row is told only where both findings cite theirs. */
  readonly witness?: TableWitness
}

/** A comparison that is under way. */
export interface RunDiff {
  readonly before: Run
  readonly after: Run
  /** Results that could not be read, in each run. */
  readonly unreadable: { before: number; after: number }
  /** Every claim of either run, those without a difference too: in the order of the first run, then of the second. */
  claims(): AsyncGenerator<ClaimDifference>
}

/**
 * Compares two finished runs. A claim is the same by its id and billing provider, the n-th of a key with the n-th. Runs
 * of the same input are walked side by side; what stands in another order is held until its other half comes.
 * Throws E_RUN for a run that is not there or not finished.
 */
export async function diffRuns({ store, before, after, witness }: DiffOptions): Promise<RunDiff> {
  const [one, two] = [await finished(store, before), await finished(store, after)]
  const terms = termsDiffer(one, two)
  const because = becauseOf(terms, { before: one, after: two }, witness)
  const unreadable = { before: 0, after: 0 }
  const compare = (a: Standing | undefined, b: Standing | undefined): Promise<ClaimDifference> =>
    claimDifference(a, b, because)
  return {
    before: one,
    after: two,
    unreadable,
    async *claims() {
      unreadable.before = 0
      unreadable.after = 0
      for await (const [a, b] of pairs(store, one.id, two.id, unreadable)) yield compare(a, b)
    },
  }
}

async function finished(store: RunStore, id: string): Promise<Run> {
  const run = await showRun(store, id)
  if (run.state !== 'finished')
    throw new ScrubError('E_RUN', id, 'The run is not finished: take it up again with its key.')
  return run
}

type Pair = readonly [Standing | undefined, Standing | undefined]

/** Halves that wait for their other half, by key, in order. */
type Waiting = Map<string, Standing[]>

const take = (waiting: Waiting, key: string): Standing | undefined => {
  const list = waiting.get(key)
  const first = list?.shift()
  if (list?.length === 0) waiting.delete(key)
  return first
}

const wait = (waiting: Waiting, key: string, standing: Standing): void => {
  const list = waiting.get(key)
  if (list) list.push(standing)
  else waiting.set(key, [standing])
}

async function* pairs(
  store: RunStore,
  before: string,
  after: string,
  unreadable: { before: number; after: number },
): AsyncGenerator<Pair> {
  const [first, second] = [standings(store, before), standings(store, after)]
  const [ofFirst, ofSecond]: [Waiting, Waiting] = [new Map(), new Map()]
  for (;;) {
    const [a, b] = [await first.next(), await second.next()]
    if (a.done && b.done) break
    const one = a.done ? undefined : a.value
    const two = b.done ? undefined : b.value
    const [keyOne, keyTwo] = [one?.recorded.key, two?.recorded.key]
    if (one && keyOne == null) unreadable.before += 1
    if (two && keyTwo == null) unreadable.after += 1
    // The usual case: the same claim at the same place, and none of its key held back.
    if (one && two && keyOne != null && keyOne === keyTwo && !ofFirst.has(keyOne) && !ofSecond.has(keyOne)) {
      yield [one, two]
      continue
    }
    if (one && keyOne != null) {
      const other = ofFirst.has(keyOne) ? undefined : take(ofSecond, keyOne)
      if (other) yield [one, other]
      else wait(ofFirst, keyOne, one)
    }
    if (two && keyTwo != null) {
      const other = ofSecond.has(keyTwo) ? undefined : take(ofFirst, keyTwo)
      if (other) yield [other, two]
      else wait(ofSecond, keyTwo, two)
    }
  }
  for (const list of ofFirst.values()) for (const one of list) yield [one, undefined]
  for (const list of ofSecond.values()) for (const two of list) yield [undefined, two]
}

const readable = (standing: Standing | undefined): ClaimResult | undefined => {
  const result = standing?.recorded.result
  return result === undefined || result.claim === null ? undefined : result
}

/** What is not compared: suggestions hang on an option, the source is compared part by part. */
const APART: ReadonlySet<string> = new Set(['source', 'suggestions'])

/** Cells that say why a publisher has a row, and decide nothing. */
const WORDS: ReadonlySet<string> = new Set(['rationale', 'note'])

const sorted = (value: object): [string, unknown][] =>
  Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))

/** What of a finding is compared: all but the name of the release and the wording of its row. */
const substance = (finding: Finding): string =>
  JSON.stringify([
    sorted(finding).filter(([name]) => !APART.has(name)),
    sorted(finding.source).filter(([name]) => name !== 'release' && name !== 'row'),
    sorted(finding.source.row ?? {}).filter(([name]) => !WORDS.has(name)),
  ])

async function claimDifference(
  one: Standing | undefined,
  two: Standing | undefined,
  because: ReturnType<typeof becauseOf>,
): Promise<ClaimDifference> {
  const [before, after] = [readable(one), readable(two)]
  const side = (standing: Standing | undefined): ClaimDifference['before'] =>
    standing === undefined
      ? null
      : { verdict: standing.recorded.result.verdict, atRiskCents: standing.recorded.atRiskCents }
  const known = (after ?? before)!
  const found = compared(before?.findings ?? [], after?.findings ?? [])
  const shell = {
    claim: known.claim,
    payer: (two ?? one)!.recorded.payer,
    before: side(one),
    after: side(two),
  }
  if (found.length === 0) return { ...shell, differences: [] }
  const sides: Sides = {
    before,
    after,
    claimBefore: await one?.claim(),
    claimAfter: await two?.claim(),
    day: (two ?? one)!.recorded.day,
  }
  const explained = found.map(({ change, before: old, after: now }): Difference => {
    const finding = (now ?? old)!
    const reason = because(finding, now === null ? null : old, sides, change === 'gained')
    const { line, edit, message } = finding
    return { claim: known.claim, line, edit, message, change, before: old, after: now, because: reason }
  })
  return { ...shell, differences: explained.map((difference) => withCause(difference, explained)) }
}

type Found = Pick<Difference, 'change' | 'before' | 'after'>

/** Findings by id, which names edit, message and place; then those of one edit that say something else of a place. */
function compared(before: readonly Finding[], after: readonly Finding[]): Found[] {
  const later = new Map(after.map((finding) => [finding.id, finding]))
  const earlier = new Set(before.map(({ id }) => id))
  const gained = after.filter(({ id }) => !earlier.has(id))
  const found: Found[] = []
  for (const old of before) {
    const now = later.get(old.id)
    if (now !== undefined) {
      if (substance(old) !== substance(now)) found.push({ change: 'changed', before: old, after: now })
      continue
    }
    const at = gained.findIndex(({ edit, at: place }) => edit === old.edit && place === old.at)
    if (at < 0) found.push({ change: 'gone', before: old, after: null })
    else found.push({ change: 'changed', before: old, after: gained.splice(at, 1)[0]! })
  }
  return [...found, ...gained.map((now): Found => ({ change: 'gained', before: null, after: now }))]
}

/** Reasons that show something; the others say only that terms differ. */
const isShown = ({ because }: Difference): boolean =>
  because.reason === 'claim' ||
  because.reason === 'unchecked' ||
  because.reason === 'not-run' ||
  (because.reason === 'table' && because.before !== undefined)

/** A difference without a reason of its own goes with one that has its own: the one it names as cause, else of its line. */
function withCause(difference: Difference, all: readonly Difference[]): Difference {
  if (isShown(difference)) return difference
  const { before, after, line } = difference
  const causes = [before?.causedBy, after?.causedBy]
  const idOf = ({ before: old, after: now }: Difference): string => (now ?? old)!.id
  const shown = all.filter((other) => other !== difference && isShown(other))
  const cause =
    shown.find((other) => causes.includes(idOf(other))) ??
    shown.find(
      (other) =>
        line !== null && (other.line === line || (other.after ?? other.before)!.relatedLines.includes(line)),
    )
  if (cause === undefined) return difference
  const id = idOf(cause)
  return {
    ...difference,
    because: {
      reason: 'cause',
      text: `It goes with ${id}, which is ${cause.change}. ${cause.because.text}`,
      finding: id,
    },
  }
}
