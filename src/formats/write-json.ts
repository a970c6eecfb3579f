/** Claim JSON, NDJSON and FHIR written back: the values that are corrected change, and the text around them stands. */
import { isDeepStrictEqual } from 'node:util'
import { applyChanges } from '../model/change.ts'
import type { Claim } from '../model/claim.ts'
import type { Change } from '../model/result.ts'
import { checkClaim } from './claim-of.ts'
import { at, listAt } from './fhir-values.ts'
import { jsonSplitter, type JsonSplitter, type Piece } from './json-splitter.ts'
import { changeJson } from './json-text.ts'
import { parsePiece } from './json.ts'
import { codeSpelling, diagnosisSpelling } from './spelling.ts'
import { spliced, type Rewriter, type Rewriting } from './write-back.ts'

/** A claim found in a value: where it stands, what was read, and how changes of it are changes of the value. */
export interface FoundClaim {
  readonly root: readonly string[]
  readonly claim: Claim
  /** Steps that write its codes as codes are written. */
  readonly spellings: readonly Change[]
  /** The changes in the terms of the value; undefined where it has no place for them. */
  readonly translate: (changes: readonly Change[]) => readonly Change[] | undefined
  /** The claim in the changed value, to be held against what was meant. */
  readonly reread: (value: unknown) => Claim | undefined
}

/** Finds the claims of a value. */
export type FindClaims = (value: unknown, isElement: boolean) => readonly FoundClaim[]

/** Bytes that are held for a value that is not whole: a little more than the splitter takes for one. */
const MOST_HELD = 17 * 1024 * 1024

/** Rewrites values that a splitter cuts out of a stream. */
export async function* rewriteValues(
  chunks: AsyncIterable<Uint8Array>,
  splitter: JsonSplitter,
  find: FindClaims,
  rewriting: Rewriting,
): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array = Buffer.alloc(0)
  let start = 0
  const before = (to: number): Uint8Array => {
    const bytes = pending.subarray(0, to - start)
    pending = pending.subarray(to - start)
    start = to
    return bytes
  }
  const take = (pieces: readonly Piece[]): Uint8Array[] =>
    pieces.flatMap((piece) => {
      const { byte, bytes } = piece
      // The object around a list comes last, without what stood in the list: it is no stretch of the input.
      if (byte < start || bytes.length === 0) return []
      const text = rewritePiece(piece, find, rewriting)
      const to = byte + bytes.length
      const splices = text === undefined ? [] : [{ from: byte, to, text }]
      const from = start
      return [spliced(before(to), from, splices, 'utf8')]
    })
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    yield* take(splitter.push(chunk))
    if (pending.length > MOST_HELD + chunk.length) yield before(start + pending.length - MOST_HELD)
  }
  yield* take(splitter.end())
  yield pending
}

/** The piece with its corrections, undefined where there are none. */
function rewritePiece(piece: Piece, find: FindClaims, rewriting: Rewriting): string | undefined {
  const parsed = parsePiece(piece, '')
  if ('item' in parsed) return undefined
  const text = Buffer.from(piece.bytes).toString('utf8')
  let changed = text
  for (const found of find(parsed.value, piece.index !== undefined))
    changed = rewriteClaim(changed, found, rewriting)
  return changed === text ? undefined : changed
}

function rewriteClaim(text: string, found: FoundClaim, { correct, respell, told }: Rewriting): string {
  const { root, claim, spellings, translate } = found
  const respelled = respell && spellings.length > 0 ? changeJson(text, root, spellings) : undefined
  const isRespelled = respelled !== undefined && isMeant(respelled, found, claim)
  if (isRespelled) told({ kind: 'respelled', claim: claim.id, codes: spellings.length })
  const spelled = isRespelled ? respelled : text

  const changes = correct(claim)
  if (changes.length === 0) return spelled
  const paths = changes.map(({ path }) => path)
  const steps = translate(changes)
  const changed = steps && changeJson(spelled, root, steps)
  if (changed !== undefined && isMeant(changed, found, applyChanges(claim, changes))) {
    told({ kind: 'changed', claim: claim.id, paths })
    return changed
  }
  told({ kind: 'left', claim: claim.id, paths, why: 'the input has no place for the change' })
  return spelled
}

/** Whether the changed text is read as the claim that was meant. */
function isMeant(text: string, { root, reread }: FoundClaim, wanted: Claim): boolean {
  return isDeepStrictEqual(reread(at(JSON.parse(text), ...root)), wanted)
}

/** A step for every text at these paths that is not written as its kind of code. */
export function spellingSteps(
  value: unknown,
  places: readonly { readonly path: readonly (string | number)[]; readonly kind: 'diagnosis' | 'code' }[],
): readonly Change[] {
  return places.flatMap(({ path, kind }) => {
    const text = at(value, ...path)
    if (typeof text !== 'string') return []
    const code = (kind === 'diagnosis' ? diagnosisSpelling : codeSpelling)(text)
    return code === text || code === ''
      ? []
      : [{ op: 'replace' as const, path: `/${path.join('/')}`, value: code }]
  })
}

const reread = (value: unknown): Claim | undefined => {
  const checked = checkClaim(value)
  return 'claim' in checked ? checked.claim : undefined
}

function claimAt(value: unknown, root: readonly string[]): readonly FoundClaim[] {
  const claim = reread(value)
  if (claim === undefined) return []
  const lines = listAt(value, 'lines')
  const spellings = spellingSteps(value, [
    { path: ['admittingDiagnosis'], kind: 'diagnosis' },
    ...listAt(value, 'diagnoses').map((_, index) => ({
      path: ['diagnoses', index, 'code'],
      kind: 'diagnosis' as const,
    })),
    ...listAt(value, 'procedures').map((_, index) => ({
      path: ['procedures', index, 'code'],
      kind: 'code' as const,
    })),
    ...lines.flatMap((line, index) => [
      { path: ['lines', index, 'procedure'], kind: 'code' as const },
      ...listAt(line, 'modifiers').map((_, which) => ({
        path: ['lines', index, 'modifiers', which],
        kind: 'code' as const,
      })),
    ]),
  ])
  return [{ root, claim, spellings, translate: (changes) => changes, reread }]
}

/** One array a line: the splitter looks into an array only where it starts the document. */
const findClaims: FindClaims = (value, isElement) =>
  Array.isArray(value) && !isElement
    ? value.flatMap((one: unknown, index) => claimAt(one, [String(index)]))
    : claimAt(value, [])

/** Rewrites claim JSON and NDJSON. */
export const rewriteClaimJson: Rewriter = (chunks, rewriting) =>
  rewriteValues(chunks, jsonSplitter(), findClaims, rewriting)
