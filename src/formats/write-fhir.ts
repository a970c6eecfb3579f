/** FHIR claims written back: codes, modifiers and diagnosis pointers of items; what a claim refers to is not touched. */
import type { Claim } from '../model/claim.ts'
import { applyChanges } from '../model/change.ts'
import type { Change } from '../model/result.ts'
import { claimOfResource } from './fhir-claim.ts'
import { containedIn, isReferenced, references, typeOf, type Known } from './fhir-references.ts'
import { at, codingsAt, listAt } from './fhir-values.ts'
import { jsonSplitter } from './json-splitter.ts'
import { type Rewriter } from './write-back.ts'
import { rewriteValues, spellingSteps, type FindClaims, type FoundClaim } from './write-json.ts'

/** Bundles within bundles that are looked into. */
const BUNDLE_DEPTH = 4

/** Rewrites FHIR. What a claim refers to is known as far as it stands in the claim or before it. */
export const rewriteFhir: Rewriter = (chunks, rewriting) => {
  const known = references()
  const find: FindClaims = (value, isElement) => {
    if (Array.isArray(value) && !isElement)
      return value.flatMap((one: unknown, index) => within(one, [String(index)], 0))
    return within(value, [], 0)
  }
  const within = (value: unknown, root: readonly string[], depth: number): readonly FoundClaim[] => {
    const type = typeOf(value)
    if (type === 'Claim') return claimAt(value, root)
    if (type === 'Bundle' && depth < BUNDLE_DEPTH) {
      const entries = listAt(value, 'entry')
      entries.forEach((entry) => keep(at(entry, 'resource'), at(entry, 'fullUrl')))
      return entries.flatMap((entry, index) => within(entry, [...root, 'entry', String(index)], depth + 1))
    }
    const resource = at(value, 'resource')
    if (type === undefined && resource !== undefined) {
      keep(resource, at(value, 'fullUrl'))
      return within(resource, [...root, 'resource'], depth)
    }
    keep(value, undefined)
    return []
  }
  const keep = (resource: unknown, fullUrl: unknown): void => {
    if (isReferenced(typeOf(resource) ?? ''))
      known.add(resource, typeof fullUrl === 'string' ? fullUrl : undefined)
  }
  const claimAt = (resource: unknown, root: readonly string[]): readonly FoundClaim[] => {
    const contained = containedIn(resource)
    const resolve = (reference: string): Known | undefined =>
      reference.startsWith('#') ? contained.get(reference) : known.find(reference)
    const reread = (value: unknown): Claim | undefined => {
      const read = claimOfResource(value, resolve)
      return 'claim' in read ? read.claim : undefined
    }
    const claim = reread(resource)
    if (claim === undefined) return []
    const translate = (changes: readonly Change[]) => stepsFor(resource, claim, changes)
    return [{ root, claim, spellings: spellingsOf(resource), translate, reread }]
  }
  return rewriteValues(chunks, jsonSplitter('entry'), find, rewriting)
}

const CODES = /icd-?10|\/cpt$|hcpcs|113883\.6\.(90|12|285)$/i

function spellingsOf(resource: unknown): readonly Change[] {
  const codings = (
    kind: 'diagnosis' | 'code',
    path: readonly (string | number)[],
    anySystem = false,
  ): { path: (string | number)[]; kind: 'diagnosis' | 'code' }[] =>
    listAt(resource, ...path, 'coding').flatMap((coding, which) => {
      const system = at(coding, 'system')
      const isCode = anySystem || (typeof system === 'string' && CODES.test(system))
      return isCode ? [{ path: [...path, 'coding', which, 'code'], kind }] : []
    })
  return spellingSteps(resource, [
    ...listAt(resource, 'diagnosis').flatMap((_, index) =>
      codings('diagnosis', ['diagnosis', index, 'diagnosisCodeableConcept']),
    ),
    ...listAt(resource, 'item').flatMap((item, index) => [
      ...codings('code', ['item', index, 'productOrService']),
      ...listAt(item, 'modifier').flatMap((_, which) =>
        codings('code', ['item', index, 'modifier', which], true),
      ),
    ]),
  ])
}

/** Changes of modifiers and pointers as changes of items; undefined where there is any other. */
function stepsFor(
  resource: unknown,
  claim: Claim,
  changes: readonly Change[],
): readonly Change[] | undefined {
  if (!changes.every(({ path }) => /^\/lines\/\d+\/(modifiers(\/\d+)?|pointers)$/.test(path)))
    return undefined
  const wanted = applyChanges(claim, changes)
  const steps: Change[] = []
  for (const [index, line] of wanted.lines.entries()) {
    const before = claim.lines[index]!
    const item = at(resource, 'item', index)
    if (line.modifiers.length < before.modifiers.length) {
      const gone = goneFrom(before.modifiers, line.modifiers)
      // A modifier without a code was read over: its place counts all the same.
      const places = listAt(item, 'modifier').flatMap((modifier, place) =>
        codingsAt(modifier).length > 0 ? [place] : [],
      )
      if (gone === undefined) return undefined
      for (const which of [...gone].reverse())
        steps.push({ op: 'remove', path: `/item/${index}/modifier/${places[which]}` })
    }
    if (line.pointers.length < before.pointers.length) {
      const gone = goneFrom(before.pointers, line.pointers)
      if (gone === undefined || line.pointers.length === 0) return undefined
      for (const which of [...gone].reverse())
        steps.push({ op: 'remove', path: `/item/${index}/diagnosisSequence/${which}` })
    }
  }
  return steps
}

/** Places of a list that are left out in another one, of which as much is kept in front as can be; undefined where it is no part of the first. */
function goneFrom<T>(before: readonly T[], after: readonly T[]): readonly number[] | undefined {
  let kept = 0
  const gone = before.flatMap((value, at) => {
    if (kept < after.length && value === after[kept]) {
      kept++
      return []
    }
    return [at]
  })
  return kept === after.length ? gone : undefined
}
