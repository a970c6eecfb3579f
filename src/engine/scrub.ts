/** Runs the edits over a claim. */
import type { HistoryTable, Snapshot } from '../codesets/tables.ts'
import type { AnyEdit, FindingData, FindingDetail, Report, RuleProgram, RuleVisit } from '../edits/define.ts'
import type { Claim } from '../model/claim.ts'
import { dischargeDay, firstDay, isInpatient, lastDay } from '../model/claim-facts.ts'
import { OPEN_END } from '../model/dates.ts'
import { isLong, takeInHand } from '../model/line-index.ts'
import { NO_OTHER_CLAIMS, type History } from '../model/history.ts'
import type { PayerProfile } from '../model/profile.ts'
import type { ClaimResult, Finding, Unchecked, UncheckedReason } from '../model/result.ts'
import { fieldBits, missingFields } from './fields.ts'
import { findingsOf, type Locate } from './findings.ts'
import { createKinds, MOST_TOGETHER, type Asked } from './kinds.ts'
import { withOpen } from './open-questions.ts'
import { withoutOverridden } from './overridden.ts'
import { fieldTexts, type ActiveEdit } from './plan.ts'
import { linesLost, worstOf } from './verdict.ts'

/** What a scrubber is made of. */
export interface ScrubOptions {
  /** In the order of the catalogue. */
  readonly edits: readonly AnyEdit[]
  readonly snapshot: Snapshot
  /** Digest of the payer rules in force. */
  readonly rules: string
  /** Version of the program. */
  readonly engine: string
  /** The day the payer receives claims that do not say it themselves, ISO. */
  readonly received: string
  readonly locate: Locate
  /** Profiles by payer id; a payer without one has the defaults of its line. */
  readonly profiles?: ReadonlyMap<string, PayerProfile>
  /** Payer rules of a profile, by its id. */
  readonly programOf?: (profile: string) => RuleProgram | undefined
  /** Earlier claims of all patients; edits that need them say so where none are given. */
  readonly history?: History
}

/** A result, or why there is none: an EditFailure, or another mistake in the program. */
export type Scrubbed = ClaimResult | Error

/** Scrubs claims; the same claim always gives the same result. */
export interface Scrubber {
  /** Throws EditFailure. */
  scrub(claim: Claim): ClaimResult
  /** Scrubs many, in order, each for itself: quicker, since a processor has at hand the edit that it has just run. */
  scrubAll(claims: readonly Claim[]): Scrubbed[]
}

/** An edit that failed on a claim: a mistake in the program. The message names the edit, nothing of the claim. */
export class EditFailure extends Error {
  override readonly name = 'EditFailure'
  constructor(
    readonly edit: string,
    cause: unknown,
  ) {
    super(`The edit ${edit} failed.`, { cause })
  }
}

/** Earlier claims as a table that is held on every day; without any, one that says so. */
export const historyTable = (history: History | undefined): HistoryTable => ({
  name: 'history',
  from: 0,
  through: OPEN_END,
  holding: () => 'held',
  releaseOn: () => 'history',
  complete: () => true,
  given: history !== undefined,
  of: history === undefined ? () => NO_OTHER_CLAIMS : (claim) => history.of(claim),
})

/** Makes a scrubber. */
export function createScrubber(options: ScrubOptions): Scrubber {
  const { snapshot, rules, engine, received, locate } = options
  const history = historyTable(options.history)
  const kindOf = createKinds(options, history)

  // One `report` serves all edits: who speaks, and of which claim, is set before each call.
  let speaker: ActiveEdit
  let hand: Asked
  const report: Report<string> = Object.assign(
    (message: string, at: string, data: FindingData, detail?: FindingDetail) => {
      hand.spoken.push({ by: speaker, message, at, data, detail })
    },
    {
      unchecked: (reason: UncheckedReason, detail: string, table = '') => {
        hand.open.push({ edit: speaker.edit.id, reason, table, detail })
      },
    },
  )

  const begin = (read: Claim): Asked => {
    const claim = read.received === undefined ? { ...read, received } : read
    const inpatient = isInpatient(claim)
    const of = kindOf(claim, inpatient)
    let from = 99991231
    let through = 0
    let reversed = false
    for (const line of claim.lines) {
      const [first, last] = [firstDay(line), lastDay(line)]
      if (first < from) from = first
      if (last > through) through = last
      if (last < first) reversed = true
    }
    // Codes are judged on other days than those of the lines, too, where a patient is discharged.
    const anyDay = inpatient || reversed
    const [wakeFrom, wakeThrough] = anyDay ? [-1, -1] : [from, through]
    if (inpatient) through = Math.max(from, dischargeDay(claim))
    const answerable = of.plan.answerable(from, through, missingFields(claim, of.plan.fields))
    return {
      claim,
      of,
      answerable,
      wakeFrom,
      wakeThrough,
      through,
      spoken: [],
      shadowed: [],
      open: [],
      failure: undefined,
    }
  }

  /** Calls `visit` with the position of each awake edit that can be answered, in the order of the catalogue. */
  const eachAwake = (asked: Asked, visit: (at: number, asked: Asked) => void): void => {
    const { runs } = asked.answerable
    const awake = asked.of.waker.wake(asked.claim, asked.wakeFrom, asked.wakeThrough)
    for (let word = 0; word < awake.length; word++)
      for (let bits = awake[word]!; bits !== 0; bits &= bits - 1) {
        const at = word * 32 + 31 - Math.clz32(bits & -bits)
        if (runs[at]) visit(at, asked)
      }
  }

  /** Lets the edit that speaks check a claim. */
  const checkClaim = (asked: Asked): void => {
    if (asked.failure !== undefined) return
    hand = asked
    const { edit, tables } = speaker
    try {
      edit.check(asked.claim, tables as never, report)
    } catch (cause) {
      asked.failure = new EditFailure(edit.id, cause)
    }
  }
  const checkAt = (at: number, asked: Asked): void => {
    speaker = asked.of.plan.active[at]!
    checkClaim(asked)
  }
  /** Place in its group of the claim that is noted. */
  let place = 0
  const noteAt = (at: number, asked: Asked): void => {
    const noted = asked.of.concerned[at]!
    noted.places[noted.count++] = place
  }

  const checkAlone = (asked: Asked): void => {
    takeInHand(asked.claim.lines)
    eachAwake(asked, checkAt)
  }
  const noteAwake = (asked: Asked): void => eachAwake(asked, noteAt)

  /** Lets every edit check the claims of a group that it concerns, in the order of the catalogue. */
  const checkTogether = (group: readonly Asked[]): void => {
    takeInHand(NO_LINES)
    for (place = 0; place < group.length; place++) {
      const asked = group[place]!
      asked.failure = errorOf(noteAwake, asked)
    }
    const { plan, concerned } = group[0]!.of
    for (let at = 0; at < plan.active.length; at++) {
      const { places, count } = concerned[at]!
      speaker = plan.active[at]!
      for (let one = 0; one < count; one++) checkClaim(group[places[one]!]!)
      concerned[at]!.count = 0
    }
  }

  /** Lets awake edits follow what others said of lines. */
  const follow = (
    { claim, of, answerable, wakeFrom, wakeThrough }: Asked,
    lost: ReadonlySet<number>,
  ): void => {
    const { active } = of.plan
    const awake = of.waker.wake(claim, wakeFrom, wakeThrough)
    for (const at of of.followers) {
      if (((awake[at >> 5]! >> (at & 31)) & 1) === 0 || !answerable.runs[at]) continue
      speaker = active[at]!
      try {
        speaker.edit.follow!(claim, speaker.tables as never, (line) => lost.has(line), report)
      } catch (cause) {
        throw new EditFailure(speaker.edit.id, cause)
      }
    }
  }

  // Payer rules speak through the same lists; those in shadow through one of their own.
  const visit: RuleVisit = {
    found(rule, at, data, detail) {
      const by = hand.of.plan.rules[rule]
      if (by === undefined) return
      const list = hand.of.program!.shadow.has(rule) ? hand.shadowed : hand.spoken
      list.push({ by, message: 'rule', at, data, detail })
    },
    unchecked(rule, reason, detail) {
      const by = hand.of.plan.rules[rule]
      if (by !== undefined) hand.open.push({ edit: by.edit.id, reason, table: '', detail })
    },
  }
  const patientBit = fieldBits(['patient'])
  const runRules = ({ claim, of: { program, plan }, open }: Asked): void => {
    if (program === undefined) return
    const known = history.given && missingFields(claim, patientBit) === 0
    if (history.given && !known)
      for (const edit of plan.historyRules)
        open.push({
          edit,
          reason: 'missing-field',
          table: '',
          detail: `Not answered: ${fieldTexts.patient}.`,
        })
    program.run(claim, known ? () => history.of(claim) : undefined, visit)
  }

  const finish = (asked: Asked): ClaimResult => {
    if (asked.failure !== undefined) throw asked.failure
    hand = asked
    runRules(asked)
    const { claim, of, answerable, through, spoken, shadowed, open } = asked
    const unchecked = open.length === 0 ? answerable.unchecked : withOpen(answerable, open)
    const result: ClaimResult = {
      claim: claim.id,
      verdict: 'clean',
      findings: NONE,
      unchecked: unchecked as Unchecked[],
      stale: answerable.stale as ClaimResult['stale'],
      // Filled in by who scores it: a place that is there from the first costs less than one that is added.
      risk: undefined,
      codesets: snapshot.id,
      rules,
      engine,
    }
    if (spoken.length === 0 && shadowed.length === 0) return result

    const context = { locate, denialCodes: snapshot.denialCodes, kind: of.plan.kind, through }
    const found = () => withoutOverridden(findingsOf(claim, spoken, context), claim, of.program)
    let { findings, overridden } = found()
    const lost = linesLost(findings)
    if (lost !== undefined) {
      const before = spoken.length
      follow(asked, lost)
      if (spoken.length > before) ({ findings, overridden } = found())
    }
    result.findings = findings
    result.verdict = worstOf(findings)
    if (shadowed.length > 0) result.shadow = findingsOf(claim, shadowed, context)
    if (overridden.length > 0) result.overridden = overridden
    return result
  }

  // Edits remember what they last asked of a long claim, or of a patient's other claims: those are scrubbed one by one.
  const isAlone = (claim: Claim): boolean => history.given || isLong(claim.lines)

  const scrubAll = (claims: readonly Claim[]): Scrubbed[] => {
    const all: Scrubbed[] = []
    let group: Asked[] = []
    const scrubGroup = (): void => {
      const first = group[0]
      if (first === undefined) return
      if (group.length === 1) {
        const failure = errorOf(checkAlone, first)
        first.failure ??= failure
      } else checkTogether(group)
      for (const asked of group) all.push(orError(finish, asked))
      group = []
    }
    for (const claim of claims) {
      const asked = orError(begin, claim)
      const alone = isAlone(claim)
      if (asked instanceof Error || alone || group.length >= MOST_TOGETHER || group[0]?.of !== asked.of)
        scrubGroup()
      if (asked instanceof Error) all.push(asked)
      else group.push(asked)
      if (alone) scrubGroup()
    }
    scrubGroup()
    return all
  }
  return {
    scrub(claim) {
      const scrubbed = scrubAll([claim])[0]!
      if (scrubbed instanceof Error) throw scrubbed
      return scrubbed
    },
    scrubAll,
  }
}

const NO_LINES: Claim['lines'] = []

/** The error that a function throws; undefined where it throws none. */
function errorOf<A>(run: (of: A) => void, of: A): Error | undefined {
  const done = orError(run, of)
  return done instanceof Error ? done : undefined
}

/** What a function gives, or the error that it throws. */
function orError<A, T>(give: (of: A) => T, of: A): T | Error {
  try {
    return give(of)
  } catch (error) {
    return error instanceof Error ? error : new Error('Something was thrown that is no error.')
  }
}

const NONE: Finding[] = []
