/**
 * Results as a block keeps them: lists of what findings and results say, one for each key, without what many results of
 * the run share. One read back is the result that was written, with its keys in the same order, whatever fields later
 * versions add.
 */
import type { ClaimResult, Finding, Result, Stale, Unchecked } from '../model/result.ts'
import { unpackResult } from './results-first.ts'
import type { Kind, Shared, Sharing } from './sharing.ts'
import { readSheet, sheetBytes, type Texts } from './sheet.ts'

/** What is no list of strings. */
interface Body {
  readonly form: 2
  /** Results that are kept as they are, by their place in the block. */
  readonly whole: [at: number, result: Result][]
  /** Results without what differs from claim to claim: those lists are empty, and further keys null. */
  readonly frames: ClaimResult[]
  /** Numbers of phrases: lists of `unchecked` or `stale`, the first of them empty. */
  readonly lists: number[][]
  /** Of every result but those kept whole: its frame, its two lists, its number of findings, values of further keys. */
  readonly frame: number[]
  readonly unchecked: number[]
  readonly stale: number[]
  readonly findings: number[]
  readonly further: (readonly unknown[] | 0)[]
  /** Of every finding of these. */
  readonly kind: number[]
  readonly line: (number | null)[]
  readonly related: (number | readonly number[])[]
  readonly cents: number[]
  readonly row: (Finding['source']['row'] | 0)[]
  /** What few findings have, by their place among the findings: evidence, a cause, further keys. */
  readonly more: [at: number, values: Partial<Finding>][]
}

/** Of every result its claim's id; of every finding its id without that, and its texts. */
type Name = 'claim' | 'place' | 'at' | 'where' | 'text' | 'fix'

/** Results of a block that are being packed. */
export interface Packing {
  readonly sharing: Sharing
  readonly body: Body
  readonly texts: Record<Name, string[]>
  /** Keys of each frame, and those of them that are further ones. */
  readonly keys: { readonly own: readonly string[]; readonly further: readonly string[] }[]
  /** Numbers of lists that were met: the engine gives many claims one and the same. */
  readonly met: Map<readonly unknown[], number>
}

/** Starts to pack a block. */
export const createPacking = (sharing: Sharing): Packing => ({
  sharing,
  body: {
    form: 2,
    whole: [],
    frames: [],
    lists: [[]],
    frame: [],
    unchecked: [],
    stale: [],
    findings: [],
    further: [],
    kind: [],
    line: [],
    related: [],
    cents: [],
    row: [],
    more: [],
  },
  texts: { claim: [], place: [], at: [], where: [], text: [], fix: [] },
  keys: [],
  met: new Map(),
})

/** Keys of a finding in the order in which the engine makes them; others may follow. */
const KEYS = [
  'id',
  'edit',
  'message',
  'severity',
  'line',
  'at',
  'where',
  'relatedLines',
  'text',
  'fix',
  'group',
  'carc',
  'rarc',
  'scope',
  'atRiskCents',
  'source',
  'evidence',
  'causedBy',
] as const
const SOURCE_KEYS = ['title', 'url', 'table', 'release', 'row']
const FRAME_KEYS: ReadonlySet<string> = new Set([
  'claim',
  'verdict',
  'findings',
  'unchecked',
  'stale',
  'codesets',
  'rules',
  'engine',
])

/** Adds the result at a place of the block. `kinds` are those of its findings. */
export function packResult(packing: Packing, at: number, result: Result, kinds: readonly number[]): void {
  const { body, texts } = packing
  const known = result.claim !== null && result.findings.every((finding) => isKnown(finding, result.claim))
  const unchecked = known ? listOf(packing, result.unchecked) : undefined
  const stale = known ? listOf(packing, result.stale) : undefined
  if (!known || unchecked === undefined || stale === undefined) {
    body.whole.push([at, result])
    return
  }
  const frame = frameOf(packing, result)
  body.frame.push(frame)
  body.unchecked.push(unchecked)
  body.stale.push(stale)
  body.findings.push(kinds.length)
  const { further } = packing.keys[frame]!
  body.further.push(further.length === 0 ? 0 : further.map((key) => result[key as keyof ClaimResult]))
  texts.claim.push(result.claim)
  for (let seq = 0; seq < kinds.length; seq++)
    packFinding(packing, result.claim, result.findings[seq]!, kinds[seq]!)
}

/** Whether a finding is kept in lists: its keys are those known, in their order, and its id begins with its claim's. */
function isKnown(finding: Finding, claim: string | null): boolean {
  let at = 0
  for (const key in finding) {
    if (at === KEYS.length) break
    if (key !== KEYS[at++]) return false
  }
  if (at < KEYS.length || !finding.id.startsWith(`${claim}/`)) return false
  let rank = 0
  for (const key in finding.source) {
    while (rank < SOURCE_KEYS.length && SOURCE_KEYS[rank] !== key) rank++
    if (rank++ === SOURCE_KEYS.length) return false
  }
  return true
}

/** Number of a list of entries; undefined where one of them has no number. */
function listOf(
  { sharing, body, met }: Packing,
  entries: readonly (Unchecked | Stale)[],
): number | undefined {
  if (entries.length === 0) return 0
  const known = met.get(entries)
  if (known !== undefined) return known
  const list: number[] = []
  for (const entry of entries) {
    const phrase = sharing.phraseOf(entry)
    if (phrase === undefined) return undefined
    list.push(phrase)
  }
  const number = body.lists.push(list) - 1
  met.set(entries, number)
  return number
}

function frameOf({ body: { frames }, keys }: Packing, result: ClaimResult): number {
  for (let at = 0; at < frames.length; at++) if (fits(result, frames[at]!, keys[at]!.own)) return at
  const own = Object.keys(result).filter((key) => result[key as keyof ClaimResult] !== undefined)
  const further = furtherOf(own)
  keys.push({ own, further })
  const differing = { claim: '', findings: [], unchecked: [], stale: [] }
  return frames.push({ ...result, ...differing, ...valued(further, []) }) - 1
}

const furtherOf = (keys: readonly string[]): string[] => keys.filter((key) => !FRAME_KEYS.has(key))

const valued = (keys: readonly string[], values: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key, at) => [key, values[at] ?? null]))

function fits(result: ClaimResult, frame: ClaimResult, keys: readonly string[]): boolean {
  const { verdict, codesets, rules, engine } = frame
  if (result.verdict !== verdict || result.codesets !== codesets) return false
  if (result.rules !== rules || result.engine !== engine) return false
  let at = 0
  for (const key in result)
    if (result[key as keyof ClaimResult] !== undefined && key !== keys[at++]) return false
  return at === keys.length
}

function packFinding({ body, texts }: Packing, claim: string, finding: Finding, kind: number): void {
  const { relatedLines, evidence, causedBy } = finding
  const place = body.kind.push(kind) - 1
  body.line.push(finding.line)
  body.related.push(relatedLines.length === 1 ? relatedLines[0]! : relatedLines)
  body.cents.push(finding.atRiskCents)
  body.row.push(finding.source.row ?? 0)
  texts.place.push(finding.id.slice(claim.length + 1))
  texts.at.push(finding.at)
  texts.where.push(finding.where)
  texts.text.push(finding.text)
  texts.fix.push(finding.fix)
  let more: Partial<Finding> | undefined
  if (evidence.length > 0 || causedBy !== null) more = { evidence, causedBy }
  let count = 0
  for (const key in finding)
    if (++count > KEYS.length) more = { ...more, [key]: finding[key as keyof Finding] }
  if (more) body.more.push([place, more])
}

/** What was packed, as text in UTF-8. */
export const packedBytes = ({ body, texts }: Packing): Buffer => sheetBytes(body, texts)

/** Results of a block, each made when it is asked for. */
export interface PackedResults {
  readonly length: number
  at(place: number): Result
}

/** Results of a block by its text, in either form. Throws some error for a text that nobody can have written. */
export function readResults(text: string, shared: Shared): PackedResults {
  if (text.startsWith('[')) {
    const kept = JSON.parse(text) as unknown[]
    return { length: kept.length, at: (place) => unpackResult(kept[place], shared) }
  }
  const { body, texts } = readSheet<Body, Name>(text)
  if (body.form !== 2) throw new RangeError('The form is not known.')
  const whole = new Map(body.whole)
  const length = body.frame.length + whole.size
  const lists = body.lists.map((list) =>
    list.map((phrase) => JSON.parse(shared.phrases[phrase]!) as Unchecked & Stale),
  )
  const further = body.frames.map((frame) => furtherOf(Object.keys(frame)))
  const more = new Map(body.more)
  // Where each result stands among those not kept whole, and its first finding among theirs.
  const starts: { readonly index: number; readonly finding: number }[] = []
  let [index, finding] = [0, 0]
  for (let place = 0; place < length; place++) {
    starts.push({ index, finding })
    if (!whole.has(place)) finding += body.findings[index++]!
  }
  if (index !== texts.claim.length || finding !== body.kind.length || finding !== texts.fix.length)
    throw new RangeError('Lists are not as long as each other.')
  return {
    length,
    at(place) {
      const kept = whole.get(place)
      if (kept) return kept
      const { index, finding } = starts[place]!
      const frame = body.frame[index]!
      const claim = texts.claim[index]!
      const values = body.further[index]!
      return {
        ...body.frames[frame]!,
        claim,
        findings: Array.from({ length: body.findings[index]! }, (_, seq) => {
          const at = finding + seq
          return unpackFinding(body, texts, at, claim, shared.kinds[body.kind[at]!]!, more.get(at))
        }),
        unchecked: lists[body.unchecked[index]!]!,
        stale: lists[body.stale[index]!]!,
        ...(values === 0 ? {} : valued(further[frame]!, values)),
      }
    },
  }
}

function unpackFinding(
  { line, related, cents, row }: Body,
  { place, at: ats, where, text, fix }: Texts<Name>,
  at: number,
  claim: string,
  { edit, message, severity, group, carc, rarc, scope, source }: Kind,
  more: Partial<Finding> | undefined,
): Finding {
  const lines = related[at]!
  const ofTable = row[at]!
  return {
    id: `${claim}/${place[at]!}`,
    edit,
    message,
    severity,
    line: line[at]!,
    at: ats[at]!,
    where: where[at]!,
    relatedLines: typeof lines === 'number' ? [lines] : [...lines],
    text: text[at]!,
    fix: fix[at]!,
    group,
    carc,
    rarc,
    scope,
    atRiskCents: cents[at]!,
    source: ofTable === 0 ? source : { ...source, row: ofTable },
    evidence: [],
    causedBy: null,
    ...more,
  }
}
