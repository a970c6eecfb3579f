/** Corrections as steps on a claim's JSON, in the manner of JSON Patch (RFC 6902). */
import type { Claim } from './claim.ts'
import type { Change } from './result.ts'

type Container = Record<string, unknown> | unknown[]

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null

/** The object or list that the last step of a path stands in, and that step. Throws RangeError where the path leads nowhere. */
function placeOf(root: unknown, path: string): readonly [Container, string] {
  const steps = path.split('/').slice(1)
  const last = steps.pop()
  let here: unknown = root
  for (const step of steps) {
    if (!isContainer(here) || !Object.hasOwn(here, step)) throw new RangeError(`There is no ${path}.`)
    here = (here as Record<string, unknown>)[step]
  }
  if (last === undefined || last === '__proto__' || !isContainer(here))
    throw new RangeError(`There is no ${path}.`)
  return [here, last]
}

function applyToList(list: unknown[], { op, path, value }: Change, step: string): void {
  const index = Number(step)
  const most = op === 'add' ? list.length : list.length - 1
  if (!/^\d+$/.test(step) || index > most) throw new RangeError(`There is no ${path}.`)
  if (op === 'remove') list.splice(index, 1)
  else list.splice(index, op === 'add' ? 0 : 1, value)
}

/**
 * A copy of the claim with the steps taken in order; the claim itself stays as it is. Optional fields that are removed
 * are `undefined`, as readers leave them. Throws RangeError for a path that leads nowhere.
 */
export function applyChanges(claim: Claim, changes: readonly Change[]): Claim {
  const copy = structuredClone(claim)
  for (const change of changes) {
    const [place, step] = placeOf(copy, change.path)
    if (Array.isArray(place)) applyToList(place, structuredClone(change), step)
    else place[step] = change.op === 'remove' ? undefined : structuredClone(change.value)
  }
  return copy
}
