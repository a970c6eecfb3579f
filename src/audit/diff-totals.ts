/** Sums over the differences of two runs: by edit and payer, in claims and dollars, and by what made them. */
import type { Verdict } from '../model/result.ts'
import { lostCents } from '../store/columns.ts'
import type { BecauseReason } from './because.ts'
import type { ClaimDifference, Difference } from './diff.ts'

/** Differences of one edit at one payer. */
export interface DiffGroup {
  readonly edit: string
  readonly payer: string | null
  /** Claims with at least one of them. */
  readonly claims: number
  readonly gained: number
  readonly gone: number
  readonly changed: number
  /** Billed cents of findings before and after, no line of a claim twice; of the differing findings alone. */
  readonly beforeCents: number
  readonly afterCents: number
}

/** One change of verdict. */
export interface VerdictChange {
  /** Null where the claim does not stand in the run. */
  readonly before: Verdict | null
  readonly after: Verdict | null
  readonly claims: number
}

/** The whole difference in numbers. */
export interface DiffTotals {
  /** Claims of either run, and those of them with a difference. */
  readonly claims: number
  readonly changedClaims: number
  readonly gained: number
  readonly gone: number
  readonly changed: number
  /** Billed cents that the payer is expected to reject or deny, over all claims of each run, no line twice. */
  readonly beforeCents: number
  readonly afterCents: number
  /** Most cents first. */
  readonly groups: readonly DiffGroup[]
  readonly verdicts: readonly VerdictChange[]
  readonly reasons: readonly { readonly reason: BecauseReason; readonly findings: number }[]
}

/** Adds differences up. */
export interface DiffTally {
  add(claim: ClaimDifference): void
  totals(): DiffTotals
}

type Counts = { -readonly [K in keyof DiffGroup]: DiffGroup[K] }

/** Begins to add. */
export function createDiffTally(): DiffTally {
  let [claims, changedClaims, beforeCents, afterCents] = [0, 0, 0, 0]
  const changes = { gained: 0, gone: 0, changed: 0 }
  const groups = new Map<string, Counts>()
  const verdicts = new Map<string, { before: Verdict | null; after: Verdict | null; claims: number }>()
  const reasons = new Map<BecauseReason, number>()
  return {
    add({ payer, before, after, differences }) {
      claims += 1
      beforeCents += before?.atRiskCents ?? 0
      afterCents += after?.atRiskCents ?? 0
      const [old, now] = [before?.verdict ?? null, after?.verdict ?? null]
      if (old !== now) {
        const key = `${old} ${now}`
        const known = verdicts.get(key)
        if (known) known.claims += 1
        else verdicts.set(key, { before: old, after: now, claims: 1 })
      }
      if (differences.length === 0) return
      changedClaims += 1
      for (const edit of new Set(differences.map((difference) => difference.edit))) {
        const own = differences.filter((difference) => difference.edit === edit)
        const key = JSON.stringify([edit, payer])
        const group = groups.get(key) ?? emptyGroup(edit, payer)
        groups.set(key, group)
        group.claims += 1
        group.beforeCents += centsOf(own, 'before')
        group.afterCents += centsOf(own, 'after')
        for (const { change } of own) group[change] += 1
      }
      for (const { change, because } of differences) {
        changes[change] += 1
        reasons.set(because.reason, (reasons.get(because.reason) ?? 0) + 1)
      }
    },
    totals: () => ({
      claims,
      changedClaims,
      ...changes,
      beforeCents,
      afterCents,
      groups: [...groups.values()].sort(
        (a, b) =>
          Math.abs(b.afterCents - b.beforeCents) - Math.abs(a.afterCents - a.beforeCents) ||
          b.claims - a.claims ||
          (a.edit === b.edit ? ((a.payer ?? '') < (b.payer ?? '') ? -1 : 1) : a.edit < b.edit ? -1 : 1),
      ),
      verdicts: [...verdicts.values()].sort(
        (a, b) => b.claims - a.claims || (`${a.before} ${a.after}` < `${b.before} ${b.after}` ? -1 : 1),
      ),
      reasons: [...reasons]
        .map(([reason, findings]) => ({ reason, findings }))
        .sort((a, b) => b.findings - a.findings || (a.reason < b.reason ? -1 : 1)),
    }),
  }
}

const emptyGroup = (edit: string, payer: string | null): Counts => ({
  edit,
  payer,
  claims: 0,
  gained: 0,
  gone: 0,
  changed: 0,
  beforeCents: 0,
  afterCents: 0,
})

const centsOf = (differences: readonly Difference[], side: 'before' | 'after'): number =>
  lostCents(differences.flatMap((difference) => difference[side] ?? []))
