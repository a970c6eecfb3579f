/** What each edit costs on a clean claim: its own call alone, on the claims that wake it. */
import type { Snapshot } from '../codesets/tables.ts'
import type { Report } from '../edits/define.ts'
import { edits } from '../edits/index.ts'
import { settingOf } from '../engine/fields.ts'
import { createPlan } from '../engine/plan.ts'
import { historyTable } from '../engine/scrub.ts'
import { createWaker } from '../engine/wake.ts'
import type { Claim } from '../model/claim.ts'
import { firstDay } from '../model/claim-facts.ts'
import { defaultProfile } from '../model/profile.ts'
import { medianOf, processorTime } from './bench-time.ts'

/** What came out. */
export interface EditsBench {
  readonly claims: number
  readonly linesPerClaim: number
  /** Sum of all edits, microseconds a claim. */
  readonly microseconds: number
  /** Slowest first; `share` of the claims woke the edit, and `microseconds` are spread over all of them. */
  readonly edits: readonly { readonly id: string; readonly microseconds: number; readonly share: number }[]
}

/** Calls of an edit on each claim in a round: one alone is too short to be measured. */
const PASSES = 200

/** Measures on professional claims to Medicare of one day each, on which no edit speaks. Nothing is reported. */
export async function measureEdits(
  codesets: Snapshot,
  claims: readonly Claim[],
  rounds: number,
): Promise<EditsBench> {
  const plan = createPlan(
    edits,
    codesets,
    {
      type: 'professional',
      line: 'medicare',
      setting: settingOf(claims[0]!, 'medicare'),
      inpatient: false,
      profile: defaultProfile('medicare'),
    },
    historyTable(undefined),
  )
  const waker = createWaker(plan.active, 'professional')
  const report: Report<string> = Object.assign(() => undefined, { unchecked: () => undefined })
  const wokenBy = (claim: Claim): Int32Array => {
    const day = firstDay(claim.lines[0]!)
    return waker.wake(claim, day, day)
  }
  const costs: EditsBench['edits'][number][] = []
  for (const [at, { edit, tables }] of plan.active.entries()) {
    const concerned = claims.filter((claim) => (wokenBy(claim)[at >> 5]! >> (at & 31)) & 1)
    if (concerned.length === 0) continue
    const run = (): void => {
      for (let pass = 0; pass < PASSES; pass++)
        for (const claim of concerned) edit.check(claim, tables as never, report)
    }
    run()
    const times: number[] = []
    for (let round = 0; round < rounds; round++) times.push(await processorTime(run))
    costs.push({
      id: edit.id,
      microseconds: medianOf(times) / PASSES / claims.length,
      share: concerned.length / claims.length,
    })
  }
  costs.sort((one, other) => other.microseconds - one.microseconds)
  return {
    claims: claims.length,
    linesPerClaim: claims.reduce((sum, { lines }) => sum + lines.length, 0) / claims.length,
    microseconds: costs.reduce((sum, { microseconds }) => sum + microseconds, 0),
    edits: costs,
  }
}
