/**
 * ICD-10-CM and ICD-10-PCS as their order files list them, with the Medicare Code Editor's dated history for days
 * before the first order file. Columns of an order file release: `codes`, `valid` (1 valid for submission, 0 header), of
 * ICD-10-CM also those of `titles.ts`; texts `short`, `long`.
 */
import { prefixRange, search, unpack, pack, type Codebook } from './codebook.ts'
import { releasesOf, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import type { EditorTable } from './editor.ts'
import { rowLookup } from './lookup.ts'
import type { TableName } from './release.ts'
import { SIDES, type Side } from './titles.ts'

/** `valid` for submission, a `header` with more specific codes under it, or `absent` on that day. */
export type CodeState = 'valid' | 'header' | 'absent'

/** Whether a classification code may be billed on a day, and what stands around it. */
export interface ClassificationTable extends DatedTable {
  state(code: string, day: number): CodeState
  /** Valid codes under a header on the day, in order, at most so many. */
  children(code: string, day: number, most: number): readonly string[]
  /** Longest header above a code that is absent on the day, '' when none is. */
  ancestor(code: string, day: number): string
  /** First and last day on which a code was valid as far as the releases tell; 0 when unknown. */
  firstValid(code: string): number
  /** First day since which every order file holds the code valid; undefined where the newest does not. */
  validSince(code: string): number | undefined
  lastValid(code: string): number
  /** Publisher's text of the code in the newest release that has it. */
  text(code: string, which: 'short' | 'long'): string
  /** Whether titles are there: without an order file, what follows is empty for every code. */
  readonly titled: boolean
  /** Side of the body that the title names. */
  side(code: string): Side
  /** The same number for two codes of one category whose titles differ in side alone; 0 where no side is named. */
  stem(code: string): number
  /** Whether the title is of a condition "in diseases classified elsewhere". */
  manifestation(code: string): boolean
  /** Whether the code may not be submitted on the day: a header, or in none of the codes of a whole release. */
  refused(code: string, day: number): boolean
  cite(code: string, day: number): Citation
}

/** Codes come from outside: no more than so many answers are kept. */
const REMEMBERED_STATES = 200_000

/** Reads a classification; there must be an order file or the editor's table of the same codes, made from `history`. */
export function classificationTable(
  name: TableName,
  orders: readonly LoadedRelease[],
  history: readonly LoadedRelease[],
  editor: EditorTable | undefined,
  book: Codebook,
): ClassificationTable {
  const order = orders.length > 0 ? releasesOf(name, orders) : undefined
  const rows = order && rowLookup(order, book)
  const valid = rows?.reader('valid')
  const answering = (day: number): DatedTable =>
    order && (order.holding(day) !== 'before' || !editor) ? order : (editor ?? order!)

  const orderState = (code: string, day: number): CodeState => {
    const row = rows!.find(code, day)
    return row < 0 ? 'absent' : valid!(row) === 1 ? 'valid' : 'header'
  }
  // The history lists billable codes alone: a code that others begin with is a header.
  const editorState = (code: string, day: number): CodeState => {
    if (editor!.find(code, day) >= 0) return 'valid'
    return editorChildren(code, day, 1).length > 0 ? 'header' : 'absent'
  }
  const editorCodes =
    history.length > 0 ? (history[0]!.file.columns['codes'] as Float64Array) : new Float64Array()
  const editorChildren = (code: string, day: number, most: number): string[] => {
    const [from, end] = prefixRange(editorCodes, code)
    const found: string[] = []
    for (let at = from; at < end && found.length < most; at++) {
      const child = unpack(editorCodes[at]!)
      if (child !== code && editor!.find(child, day) >= 0) found.push(child)
    }
    return found
  }
  const orderChildren = (code: string, day: number, most: number): string[] => {
    const release = order!.all[order!.indexOn(day)]!
    const codes = release.file.columns['codes'] as Float64Array
    const valid = release.file.columns['valid'] as Uint8Array
    const [from, end] = prefixRange(codes, code)
    const found: string[] = []
    for (let at = from; at < end && found.length < most; at++)
      if (valid[at] === 1 && codes[at] !== pack(code)) found.push(unpack(codes[at]!))
    return found
  }
  const judge = (code: string, day: number): CodeState => {
    const table = answering(day)
    if (table.holding(day) === 'before') return 'absent'
    return table === order ? orderState(code, day) : editorState(code, day)
  }
  // The same codes come on the same days: an answer that is remembered costs a fifth of one that is worked out.
  const remembered = new Map<number, Map<string, CodeState>>()
  let size = 0
  const state = (code: string, day: number): CodeState => {
    let ofDay = remembered.get(day)
    const known = ofDay?.get(code)
    if (known !== undefined) return known
    if (size >= REMEMBERED_STATES) {
      remembered.clear()
      ofDay = undefined
      size = 0
    }
    if (!ofDay) remembered.set(day, (ofDay = new Map()))
    const found = judge(code, day)
    ofDay.set(code, found)
    size++
    return found
  }
  const rememberedTitles = new Map<string, boolean>()
  const told = (column: 'side' | 'stem' | 'manifestation', code: string): number => {
    for (let at = (order?.all.length ?? 0) - 1; at >= 0; at--) {
      const row = rows!.find(code, order!.all[at]!.from)
      if (row >= 0) return rows!.value(column, row)
    }
    return 0
  }
  const has = (release: LoadedRelease, code: string): boolean => {
    const at = search(release.file.columns['codes'] as Float64Array, pack(code))
    return at >= 0 && (release.file.columns['valid'] as Uint8Array)[at] === 1
  }

  return {
    name,
    from: Math.min(order?.from ?? Infinity, editor?.from ?? Infinity),
    through: Math.max(order?.through ?? 0, order ? 0 : (editor?.through ?? 0)),
    holding: (day) => answering(day).holding(day),
    releaseOn: (day) => answering(day).releaseOn(day),
    complete: (day) => answering(day).complete(day),
    state,
    children: (code, day, most) =>
      answering(day) === order ? orderChildren(code, day, most) : editorChildren(code, day, most),
    ancestor(code, day) {
      for (let length = code.length - 1; length >= 3; length--) {
        const above = code.slice(0, length)
        if (state(above, day) === 'header') return above
      }
      return ''
    },
    validSince: (code) => rows?.since(code, (row) => valid!(row) === 1),
    firstValid(code) {
      const dated = editor?.has(code) ? history[0]!.file : undefined
      if (dated) {
        const at = search(dated.columns['codes'] as Float64Array, pack(code))
        return (dated.columns['from'] as Int32Array)[(dated.columns['start'] as Uint32Array)[at]!]!
      }
      return order?.all.find((release) => has(release, code))?.from ?? 0
    },
    lastValid(code) {
      for (let at = (order?.all.length ?? 0) - 1; at >= 0; at--)
        if (has(order!.all[at]!, code)) return order!.all[at]!.through
      return editor?.endedBefore(code, 99991231) ?? 0
    },
    text(code, which) {
      for (let at = (order?.all.length ?? 0) - 1; at >= 0; at--) {
        const release = order!.all[at]!
        const row = search(release.file.columns['codes'] as Float64Array, pack(code))
        if (row >= 0) return release.file.text(which, row)
      }
      return ''
    },
    titled: order !== undefined,
    side: (code) => SIDES[told('side', code)] ?? '',
    stem: (code) => told('stem', code),
    manifestation(code) {
      let known = rememberedTitles.get(code)
      if (known === undefined) {
        known = told('manifestation', code) === 1
        if (rememberedTitles.size < REMEMBERED_STATES) rememberedTitles.set(code, known)
      }
      return known
    },
    refused(code, day) {
      const table = answering(day)
      if (table.holding(day) === 'before') return false
      const found = state(code, day)
      return (
        found === 'header' || (found === 'absent' && table.holding(day) === 'held' && table.complete(day))
      )
    },
    cite(code, day) {
      const table = answering(day)
      const found = state(code, day)
      return { table: table.name, release: table.releaseOn(day), row: { code, state: found } }
    },
  }
}
