/** Tries a rule set on claims: what changes against the set in force. Nothing is kept but counts and a few examples. */
import type { Snapshot } from '../codesets/tables.ts'
import { readClaims, type Form } from '../formats/detect.ts'
import type { Item } from '../formats/items.ts'
import { mapPayer, type PayerMap } from '../formats/payer-map.ts'
import { expandPaths, openSource } from '../formats/source.ts'
import type { History } from '../model/history.ts'
import {
  severityRank,
  type ClaimResult,
  type Finding,
  type Problem,
  type UncheckedReason,
  type UnreadableResult,
  type Verdict,
} from '../model/result.ts'
import type { TrialChange, TrialReport, TrialSide } from '../report/rule-trial.ts'
import { atRiskCents } from '../report/summary.ts'
import type { RuleSet } from './rules.ts'
import { openScrubber, type ClaimScrubber } from './scrub.ts'

/** What is tried on what. */
export interface TrialOptions {
  /** The set that is tried, and the one in force. */
  readonly tried: RuleSet
  readonly against: RuleSet
  readonly codesets: Snapshot
  /** The day the payer receives claims that do not say it. */
  readonly received: string
  readonly history?: History
  readonly payerMap?: PayerMap
  readonly from?: Form
  /** Examples of each change. */
  readonly examples: number
  readonly onProblem?: (problem: Problem) => void
}

const NONE: readonly Finding[] = []
/** Billed cents that a finding is expected to cost. */
const lostCents = (finding: Finding | undefined): number =>
  finding !== undefined && severityRank[finding.severity] <= severityRank.deny ? finding.atRiskCents : 0

/** Totals of one side as they grow. */
function createSide(rules: string) {
  const verdicts: Record<Verdict, number> = {
    reject: 0,
    deny: 0,
    review: 0,
    note: 0,
    clean: 0,
    unreadable: 0,
  }
  let [cents, overridden] = [0, 0]
  return {
    add(result: ClaimResult): void {
      verdicts[result.verdict] += 1
      cents += atRiskCents(result)
      overridden += result.overridden?.length ?? 0
    },
    unreadable: () => void (verdicts.unreadable += 1),
    total: (): TrialSide => ({ rules, verdicts, atRiskCents: cents, overridden }),
  }
}

/** The claim that findings are of: its id, its number in the input, the profile of its payer. */
interface Where {
  readonly claim: string
  readonly number: number
  readonly payer: string | null
}

/** One change as it is counted; `last` is the number of the last claim that counted. */
interface Counted {
  readonly named: Omit<TrialChange, 'findings' | 'claims' | 'atRiskCents' | 'examples'>
  findings: number
  claims: number
  atRiskCents: number
  readonly examples: TrialChange['examples'][number][]
  last: number
}

/** Changes as they are counted, by message, payer and grade. */
function createChanges(examples: number) {
  const byKey = new Map<string, Counted>()
  const count = (
    before: Finding | undefined,
    after: Finding | undefined,
    shadow: boolean,
    { claim, number, payer }: Where,
  ): void => {
    const { edit, message, line } = (after ?? before)!
    const grades = [before?.severity ?? null, after?.severity ?? null] as const
    const key = `${shadow} ${payer} ${edit} ${message} ${grades.join(' ')}`
    let counted = byKey.get(key)
    if (!counted) {
      const change = before === undefined ? 'gained' : after === undefined ? 'gone' : 'changed'
      const named = { change, shadow, payer, edit, message, before: grades[0], after: grades[1] } as const
      counted = { named, findings: 0, claims: 0, atRiskCents: 0, examples: [], last: 0 }
      byKey.set(key, counted)
    }
    counted.findings += 1
    counted.atRiskCents += lostCents(after) - lostCents(before)
    if (counted.last === number) return
    counted.claims += 1
    counted.last = number
    if (counted.examples.length < examples) counted.examples.push({ claim, line })
  }
  return {
    compare(before: readonly Finding[], after: readonly Finding[], shadow: boolean, where: Where): void {
      if (before.length === 0 && after.length === 0) return
      const old = new Map(before.map((finding) => [finding.id, finding]))
      for (const finding of after) {
        const was = old.get(finding.id)
        old.delete(finding.id)
        if (was?.severity !== finding.severity) count(was, finding, shadow, where)
      }
      for (const finding of old.values()) count(finding, undefined, shadow, where)
    },
    list: (): TrialChange[] =>
      [...byKey.values()]
        .map(({ named, findings, claims, atRiskCents: cents, examples: some }) => ({
          ...named,
          findings,
          claims,
          atRiskCents: cents,
          examples: some,
        }))
        .sort(
          (one, other) =>
            Math.abs(other.atRiskCents) - Math.abs(one.atRiskCents) ||
            other.findings - one.findings ||
            (`${one.edit} ${one.payer} ${one.change}` < `${other.edit} ${other.payer} ${other.change}`
              ? -1
              : 1),
        ),
  }
}

/** Scrubs the claims of files under both rule sets and counts what differs. Throws E_FILE for one that cannot be read. */
export async function tryRules(paths: readonly string[], options: TrialOptions): Promise<TrialReport> {
  const { tried, against, codesets, received, examples, history, payerMap } = options
  const open = (rules: RuleSet): ClaimScrubber =>
    openScrubber({ rules, codesets, received, ...(history ? { history } : {}) })
  const [old, now] = [open(against), open(tried)]
  const [before, after] = [createSide(against.id), createSide(tried.id)]
  const changes = createChanges(examples)
  const unanswered = new Map<string, { edit: string; reason: UncheckedReason; claims: number }>()
  let [claims, unreadable, otherVerdict] = [0, 0, 0]

  const profileOf = (id: string | undefined): string | null =>
    id === undefined ? null : ((tried.profiles.get(id) ?? against.profiles.get(id))?.id ?? null)
  const take = (read: Item): void => {
    if (read.kind === 'warning') {
      options.onProblem?.(read.warning)
      return
    }
    const item: Item =
      read.kind === 'claim' && payerMap ? { kind: 'claim', claim: mapPayer(read.claim, payerMap) } : read
    const [was] = old.items([item])
    const [is] = now.items([item])
    claims += 1
    if (was!.claim === null || is!.claim === null) {
      const failed = [was!, is!].find(({ claim }) => claim === null) as UnreadableResult
      options.onProblem?.(failed.problem)
      unreadable += 1
      before.unreadable()
      after.unreadable()
      return
    }
    before.add(was!)
    after.add(is!)
    if (was!.verdict !== is!.verdict) otherVerdict += 1
    const at = {
      claim: is!.claim,
      number: claims,
      payer: item.kind === 'claim' ? profileOf(item.claim.payer?.id) : null,
    }
    changes.compare(was!.findings, is!.findings, false, at)
    changes.compare(was!.shadow ?? NONE, is!.shadow ?? NONE, true, at)
    for (const { edits, reason } of is!.unchecked)
      for (const edit of edits) {
        // A payer that turns a rule off has answered.
        if (!edit.includes('/') || reason === 'not-this-payer') continue
        const key = `${edit} ${reason}`
        const known = unanswered.get(key)
        if (known) known.claims += 1
        else unanswered.set(key, { edit, reason, claims: 1 })
      }
  }
  for (const path of expandPaths([...paths])) {
    const { chunks, name } = openSource(path)
    for await (const batch of readClaims(chunks, name, options.from)) for (const item of batch) take(item)
  }
  return {
    claims,
    unreadable,
    otherVerdict,
    before: before.total(),
    after: after.total(),
    changes: changes.list(),
    open: [...unanswered.values()].sort(
      (one, other) => other.claims - one.claims || (one.edit < other.edit ? -1 : 1),
    ),
  }
}
