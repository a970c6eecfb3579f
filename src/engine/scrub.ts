/** Runs the edits over a claim. */
import type { HistoryTable, Snapshot } from '../codesets/tables.ts'
import type { AnyEdit, FindingData, FindingDetail, Report, RuleProgram, RuleVisit } from '../edits/define.ts'
import type { Claim, PayerLine } from '../model/claim.ts'
import { dischargeDay, firstDay, isInpatient, lastDay } from '../model/claim-facts.ts'
import { OPEN_END } from '../model/dates.ts'
import { takeInHand } from '../model/line-index.ts'
import { NO_OTHER_CLAIMS, type History } from '../model/history.ts'
import { defaultProfile, type PayerProfile } from '../model/profile.ts'
import {
  severityRank,
  type ClaimResult,
  type Finding,
  type Severity,
  type Unchecked,
  type UncheckedReason,
  type Verdict,
} from '../model/result.ts'
import { fieldBits, missingFields, settingOf } from './fields.ts'
import { findingsOf, lineIndex, type Locate, type Spoken } from './findings.ts'
import { withOpen, type Open } from './open-questions.ts'
import { withoutOverridden } from './overridden.ts'
import { createPlan, fieldTexts, type ActiveEdit, type Plan } from './plan.ts'
import { createWaker, type Waker } from './wake.ts'

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

/** Scrubs claims one by one; the same claim always gives the same result. */
export interface Scrubber {
  scrub(claim: Claim): ClaimResult
}

/** What of a claim decides its plan. */
interface KindKey {
  readonly type: Claim['type']
  readonly line: PayerLine | undefined
  readonly payer: string | undefined
  readonly taxonomy: string | undefined
  readonly inpatient: boolean
}

interface Prepared {
  readonly plan: Plan
  readonly waker: Waker
  readonly program: RuleProgram | undefined
  /** Bits of the edits that follow what others say, by position in `Plan.active`. */
  readonly followers: Int32Array
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
  const { edits, snapshot, rules, engine, received, locate } = options
  const prepared = new Map<string, Prepared>()
  const history = historyTable(options.history)

  // Claims of a file are mostly of one kind: the last answer spares making its key.
  let last: (KindKey & { readonly prepared: Prepared }) | undefined
  const prepare = (claim: Claim, inpatient: boolean): Prepared => {
    const { type, payer, billing } = claim
    const key = { type, line: payer?.line, payer: payer?.id, taxonomy: billing?.taxonomy, inpatient }
    if (
      last !== undefined &&
      last.type === key.type &&
      last.line === key.line &&
      last.payer === key.payer &&
      last.taxonomy === key.taxonomy &&
      last.inpatient === key.inpatient
    )
      return last.prepared
    last = { ...key, prepared: lookUp(claim, inpatient) }
    return last.prepared
  }
  const lookUp = (claim: Claim, inpatient: boolean): Prepared => {
    const own = claim.payer?.id === undefined ? undefined : options.profiles?.get(claim.payer.id)
    const line = own?.line ?? claim.payer?.line
    const setting = settingOf(claim, line)
    const key = `${claim.type} ${line} ${setting.biller} ${setting.program} ${inpatient} ${own?.id ?? ''}`
    let found = prepared.get(key)
    if (!found) {
      const profile = own ?? defaultProfile(line)
      const program = own && options.programOf?.(own.id)
      const kind = { type: claim.type, line, setting, inpatient, profile }
      const plan = createPlan(edits, snapshot, kind, history, program)
      const followers = new Int32Array(Math.ceil(plan.active.length / 32))
      plan.active.forEach(({ edit }, at) => {
        if (edit.follow) followers[at >> 5]! |= 1 << (at & 31)
      })
      found = { plan, waker: createWaker(plan.active, claim.type), program, followers }
      prepared.set(key, found)
    }
    return found
  }

  // One `report` serves all edits: who speaks is set before each call.
  let speaker: ActiveEdit
  let spoken: Spoken[] = []
  let open: Open[] = []
  const report: Report<string> = Object.assign(
    (message: string, at: string, data: FindingData, detail?: FindingDetail) => {
      spoken.push({ by: speaker, message, at, data, detail })
    },
    {
      unchecked: (reason: UncheckedReason, detail: string, table = '') => {
        open.push({ edit: speaker.edit.id, reason, table, detail })
      },
    },
  )

  /** Lets every awake edit that can be answered check the claim, or follow what others said, in the order of the catalogue. */
  const each = (
    claim: Claim,
    { active }: Plan,
    awake: Int32Array,
    runs: readonly boolean[],
    lost?: (line: number) => boolean,
  ): void => {
    try {
      for (let word = 0; word < awake.length; word++) {
        for (let bits = awake[word]!; bits !== 0; bits &= bits - 1) {
          const at = word * 32 + 31 - Math.clz32(bits & -bits)
          if (!runs[at]) continue
          speaker = active[at]!
          if (lost === undefined) speaker.edit.check(claim, speaker.tables as never, report)
          else speaker.edit.follow?.(claim, speaker.tables as never, lost, report)
        }
      }
    } catch (cause) {
      throw new EditFailure(speaker.edit.id, cause)
    }
  }

  // Payer rules speak through the same lists; those in shadow through one of their own.
  let shadowed: Spoken[] = []
  let asked: Prepared
  const visit: RuleVisit = {
    found(rule, at, data, detail) {
      const by = asked.plan.rules[rule]
      if (by === undefined) return
      const list = asked.program!.shadow.has(rule) ? shadowed : spoken
      list.push({ by, message: 'rule', at, data, detail })
    },
    unchecked(rule, reason, detail) {
      const by = asked.plan.rules[rule]
      if (by !== undefined) open.push({ edit: by.edit.id, reason, table: '', detail })
    },
  }
  const patientBit = fieldBits(['patient'])
  const runRules = (claim: Claim, of: Prepared): void => {
    const { program, plan } = of
    if (program === undefined) return
    asked = of
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

  return {
    scrub(read) {
      const claim = read.received === undefined ? { ...read, received } : read
      const inpatient = isInpatient(claim)
      const found = prepare(claim, inpatient)
      const { plan, waker, program } = found
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
      const awake = inpatient || reversed ? waker.wake(claim, -1, -1) : waker.wake(claim, from, through)
      if (inpatient) through = Math.max(from, dischargeDay(claim))
      const answerable = plan.answerable(from, through, missingFields(claim, plan.fields))

      takeInHand(claim.lines)
      spoken = []
      shadowed = []
      open = []
      each(claim, plan, awake, answerable.runs)
      runRules(claim, found)
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

      const context = { locate, denialCodes: snapshot.denialCodes, kind: plan.kind, through }
      let { findings, overridden } = withoutOverridden(findingsOf(claim, spoken, context), claim, program)
      const lost = linesLost(findings)
      if (lost !== undefined) {
        const before = spoken.length
        each(claim, plan, following(awake, found.followers), answerable.runs, (line) => lost.has(line))
        if (spoken.length > before)
          ({ findings, overridden } = withoutOverridden(findingsOf(claim, spoken, context), claim, program))
      }
      result.findings = findings
      result.verdict = worstOf(findings)
      if (shadowed.length > 0) result.shadow = findingsOf(claim, shadowed, context)
      if (overridden.length > 0) result.overridden = overridden
      return result
    },
  }
}

/** The verdict that findings come to. */
function worstOf(findings: readonly Finding[]): Verdict {
  let worst: Verdict = 'clean'
  for (const { severity } of findings)
    if (worst === 'clean' || severityRank[severity] < severityRank[worst as Severity]) worst = severity
  return worst
}

/** Bits of the edits that are awake and follow what others say. */
function following(awake: Int32Array, followers: Int32Array): Int32Array {
  for (let word = 0; word < awake.length; word++) awake[word]! &= followers[word]!
  return awake
}

/** Indexes of lines that some finding refuses or denies by themselves; undefined when there are none. */
function linesLost(findings: readonly Finding[]): ReadonlySet<number> | undefined {
  let lost: Set<number> | undefined
  for (const { severity, line, at } of findings) {
    if (line === null || severityRank[severity] > severityRank.deny) continue
    lost ??= new Set()
    lost.add(lineIndex(at))
  }
  return lost
}

const NONE: Finding[] = []
