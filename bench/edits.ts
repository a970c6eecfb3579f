/**
 * What each edit costs on a clean claim of about five lines, in processor time: its own call alone, on the claims that
 * wake it, and what that comes to a claim.
 *
 *   npm run build && node --import tsx bench/edits.ts [--codesets DIR] [--rounds 7]
 *
 * Clean claims of the generator are read once and kept; each edit is called on all of them, again and again, and the
 * median of the rounds stands. Processor time, because a clock also counts what others do on the machine.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Report } from '../src/edits/define.ts'
import { NO_OTHER_CLAIMS } from '../src/model/history.ts'
import type { HistoryTable } from '../src/codesets/tables.ts'
import { claims837 } from './generate.ts'

const { values } = parseArgs({
  options: {
    codesets: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
})
// The compiled program, as users run it.
const compiled = <T>(path: string): Promise<T> => import(resolve(values.dist, path)) as Promise<T>
const { edits, openCodesets, openScrubber, readClaims } =
  await compiled<typeof import('../src/index.ts')>('index.js')
const { createPlan } = await compiled<typeof import('../src/engine/plan.ts')>('engine/plan.js')
const { createWaker } = await compiled<typeof import('../src/engine/wake.ts')>('engine/wake.js')
const { missingFields, settingOf } =
  await compiled<typeof import('../src/engine/fields.ts')>('engine/fields.js')
const { defaultProfile } = await compiled<typeof import('../src/model/profile.ts')>('model/profile.js')
const { OPEN_END } = await compiled<typeof import('../src/model/dates.ts')>('model/dates.js')
const { firstDay } = await compiled<typeof import('../src/model/claim-facts.ts')>('model/claim-facts.js')

const CLAIMS = 300
const PASSES = 300
const received = '2025-12-15'

async function* bytes(): AsyncGenerator<Uint8Array> {
  for (const piece of claims837(4_000, 5)) yield await Promise.resolve(Buffer.from(piece))
}
const codesets = await openCodesets(values.codesets)
const scrubber = openScrubber({ codesets, received })
const items = []
for await (const batch of readClaims(bytes(), 'bench'))
  for (const item of batch)
    if (item.kind === 'claim' && scrubber.scrub(structuredClone(item.claim)).findings.length === 0)
      items.push(item)
const held = items.slice(0, CLAIMS)
// As a scrub of a file does: a copy of an object of fifty fields would be slower to read.
for (const { claim } of held) claim.received = received
const claims = held.map(({ claim }) => claim)

const history: HistoryTable = {
  name: 'history',
  from: 0,
  through: OPEN_END,
  holding: () => 'held',
  releaseOn: () => 'history',
  complete: () => true,
  given: false,
  of: () => NO_OTHER_CLAIMS,
}
const kind = {
  type: 'professional',
  line: 'medicare',
  setting: settingOf(claims[0]!, 'medicare'),
  inpatient: false,
  profile: defaultProfile('medicare'),
} as const
const plan = createPlan(edits, codesets, kind, history)
const waker = createWaker(plan.active, 'professional')
const report: Report<string> = Object.assign(() => undefined, { unchecked: () => undefined })

/** Microseconds a claim of the run. */
function time(run: () => void): number {
  run()
  const times = Array.from({ length: Number(values.rounds) }, () => {
    const began = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(began)
    return (user + system) / PASSES / claims.length
  })
  return times.toSorted((a, b) => a - b)[times.length >> 1]!
}
const again = (each: () => void) => (): void => {
  for (let pass = 0; pass < PASSES; pass++) each()
}
const wake = (claim: (typeof claims)[number]): Int32Array => {
  const day = firstDay(claim.lines[0]!)
  return waker.wake(claim, day, day)
}

const costs = plan.active.flatMap(({ edit, tables }, at) => {
  const concerned = claims.filter((claim) => (wake(claim)[at >> 5]! >> (at & 31)) & 1)
  if (concerned.length === 0) return []
  const cost = time(
    again(() => {
      for (const claim of concerned) edit.check(claim, tables as never, report)
    }),
  )
  return [{ id: edit.id, cost, share: concerned.length / claims.length }]
})
costs.sort((a, b) => b.cost - a.cost)
const lines = claims.reduce((sum, claim) => sum + claim.lines.length, 0) / claims.length
const total = costs.reduce((sum, { cost }) => sum + cost, 0)
process.stdout.write(
  `${claims.length} clean claims, ${lines.toFixed(1)} lines each, code sets ${codesets.id}; ${plan.active.length} edits apply, ${costs.length} are woken\n` +
    `all edits, one by one      ${total.toFixed(2)} µs a claim\n` +
    `waking them                ${time(again(() => claims.forEach(wake))).toFixed(2)} µs\n` +
    `fields that are missing    ${time(again(() => claims.forEach((claim) => missingFields(claim, plan.fields)))).toFixed(2)} µs\n` +
    `the whole scrub, with risk ${time(again(() => scrubber.items(held))).toFixed(2)} µs\n`,
)
for (const { id, cost, share } of costs)
  process.stdout.write(
    `  ${cost.toFixed(3)} µs a claim  ${(share * 100).toFixed(0).padStart(4)} % of claims  ${id}\n`,
  )
