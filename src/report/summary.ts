/** Totals over results: claims, verdicts, dollars at risk, commonest findings, what was not checked. */
import {
  severityRank,
  type ClaimResult,
  type Result,
  type UncheckedReason,
  type Verdict,
} from '../model/result.ts'

/** A finding that comes often. */
export interface CommonFinding {
  readonly edit: string
  readonly message: string
  readonly count: number
  readonly atRiskCents: number
}

/** Edits that did not answer, with the number of claims concerned. */
export interface OpenQuestion {
  readonly edits: readonly string[]
  readonly reason: UncheckedReason | 'stale'
  readonly table: string
  readonly claims: number
}

/** Totals so far. */
export interface Summary {
  readonly claims: number
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly findings: number
  /** Findings that overrides took out of the verdict, and those of rules in shadow; neither is counted above. */
  readonly overridden: number
  readonly shadow: number
  /** Billed cents that the payer is expected to reject or deny, no line counted twice. */
  readonly atRiskCents: number
  readonly commonest: readonly CommonFinding[]
  readonly open: readonly OpenQuestion[]
}

/** What a tally has counted, for another tally: plain data. */
export interface TallyCounts {
  readonly claims: number
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly findings: number
  readonly overridden: number
  readonly shadow: number
  readonly atRiskCents: number
  readonly messages: readonly CommonFinding[]
  readonly open: readonly OpenQuestion[]
}

/** Adds results up one by one. */
export interface Tally {
  add(result: Result): void
  /** What was counted so far. */
  counts(): TallyCounts
  /** Adds what another tally counted. */
  join(counts: TallyCounts): void
  summary(): Summary
}

/** Cents of the claim that findings of `reject` or `deny` put at risk, no line counted twice. */
export function atRiskCents({ findings }: ClaimResult): number {
  const lost = findings.filter(({ severity }) => severityRank[severity] <= severityRank.deny)
  const whole = lost.filter(({ scope }) => scope === 'claim')
  if (whole.length > 0) return Math.max(...whole.map((finding) => finding.atRiskCents))
  const counted = new Set<number>()
  let sum = 0
  for (const { scope, line, relatedLines, atRiskCents: cents } of [...lost].sort(
    (a, b) => Number(b.scope === 'units') - Number(a.scope === 'units'),
  )) {
    if (line === null || counted.has(line)) continue
    sum += cents
    counted.add(line)
    if (scope === 'units') for (const other of relatedLines) counted.add(other)
  }
  return sum
}

/** A tally that has counted nothing yet. */
export function createTally(): Tally {
  const verdicts: Record<Verdict, number> = {
    reject: 0,
    deny: 0,
    review: 0,
    note: 0,
    clean: 0,
    unreadable: 0,
  }
  const byMessage = new Map<string, { edit: string; message: string; count: number; atRiskCents: number }>()
  const byReason = new Map<
    string,
    { edits: Set<string>; reason: OpenQuestion['reason']; table: string; claims: number }
  >()
  // Results of one kind of claim share their lists, so most are counted by identity.
  const shared = new Map<object, number>()
  let [claims, findings, cents] = [0, 0, 0]
  let [overridden, shadow] = [0, 0]

  const open = (list: ClaimResult['unchecked'], stale: ClaimResult['stale'], times: number): void => {
    // A list may give one reason in several words: the claim is concerned once.
    const counted = new Set<string>()
    const take = (edits: readonly string[], reason: OpenQuestion['reason'], table: string): void => {
      const key = `${reason} ${table}`
      const group = byReason.get(key) ?? { edits: new Set<string>(), reason, table, claims: 0 }
      for (const edit of edits) group.edits.add(edit)
      if (!counted.has(key)) group.claims += times
      counted.add(key)
      byReason.set(key, group)
    }
    for (const { edits, reason, table } of list) take(edits, reason, table ?? '')
    for (const { edits, table } of stale) take(edits, 'stale', table)
  }
  const SHARED_LISTS = 10_000

  /** Counts what was put off in `shared`. */
  const settle = (): void => {
    for (const [list, times] of shared) {
      const first = (list as ClaimResult['unchecked'] | ClaimResult['stale'])[0]!
      if ('reason' in first) open(list as ClaimResult['unchecked'], [], times)
      else open([], list as ClaimResult['stale'], times)
    }
    shared.clear()
  }

  return {
    add(result) {
      claims++
      verdicts[result.verdict]++
      if (result.claim === null) return
      overridden += result.overridden?.length ?? 0
      shadow += result.shadow?.length ?? 0
      for (const { edit, message, severity, atRiskCents: risk } of result.findings) {
        findings++
        const key = `${edit}/${message}`
        const common = byMessage.get(key) ?? { edit, message, count: 0, atRiskCents: 0 }
        common.count++
        if (severityRank[severity] <= severityRank.deny) common.atRiskCents += risk
        byMessage.set(key, common)
      }
      if (result.findings.length > 0) cents += atRiskCents(result)
      for (const list of [result.unchecked, result.stale]) {
        if (list.length === 0) continue
        const times = shared.get(list)
        if (times !== undefined || shared.size < SHARED_LISTS) shared.set(list, (times ?? 0) + 1)
        else if (list === result.unchecked) open(result.unchecked, [], 1)
        else open([], result.stale, 1)
      }
    },
    counts() {
      settle()
      return {
        claims,
        verdicts: { ...verdicts },
        findings,
        overridden,
        shadow,
        atRiskCents: cents,
        messages: [...byMessage.values()].map((message) => ({ ...message })),
        open: [...byReason.values()].map((question) => ({ ...question, edits: [...question.edits] })),
      }
    },
    join(other) {
      claims += other.claims
      findings += other.findings
      overridden += other.overridden
      shadow += other.shadow
      cents += other.atRiskCents
      for (const verdict of Object.keys(verdicts) as Verdict[]) verdicts[verdict] += other.verdicts[verdict]
      for (const { edit, message, count, atRiskCents: risk } of other.messages) {
        const key = `${edit}/${message}`
        const common = byMessage.get(key) ?? { edit, message, count: 0, atRiskCents: 0 }
        common.count += count
        common.atRiskCents += risk
        byMessage.set(key, common)
      }
      for (const { edits, reason, table, claims: times } of other.open) {
        const key = `${reason} ${table}`
        const group = byReason.get(key) ?? { edits: new Set<string>(), reason, table, claims: 0 }
        for (const edit of edits) group.edits.add(edit)
        group.claims += times
        byReason.set(key, group)
      }
    },
    summary() {
      settle()
      const commonest = [...byMessage.values()].sort(
        (a, b) => b.count - a.count || compare(`${a.edit}/${a.message}`, `${b.edit}/${b.message}`),
      )
      const questions = [...byReason.values()]
        .map(({ edits, ...rest }) => ({ ...rest, edits: [...edits].sort() }))
        .sort((a, b) => b.claims - a.claims || compare(`${a.reason} ${a.table}`, `${b.reason} ${b.table}`))
      return {
        claims,
        verdicts: { ...verdicts },
        findings,
        overridden,
        shadow,
        atRiskCents: cents,
        commonest: commonest.slice(0, 10),
        open: questions,
      }
    },
  }
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
