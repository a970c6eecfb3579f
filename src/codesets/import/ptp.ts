/**
 * NCCI procedure-to-procedure edits: tab-separated text of six preamble lines and millions of rows, shipped in parts.
 * Bytes are scanned as they come, without a string for a row.
 */
import { isCalendarDay, OPEN_END } from '../../model/dates.ts'
import type { ColumnFile } from '../columns.ts'
import type { Release, TableName } from '../release.ts'
import { layoutFault, shortFault } from './rows.ts'

const PREAMBLE_LINES = 6
const MOST_ROWS = 20_000_000
const MOST_CODES = 65_535
/** A sort key holds two code indexes of 16 bits and a term of 20. */
const MOST_TERMS = 2 ** 20

/** Rows of one release while its parts are read. */
export interface PtpRows {
  readonly rows: () => number
  /** Scans one part. Throws E_LAYOUT, E_RELEASE_SHORT. */
  scan(label: string, chunks: AsyncIterable<Buffer>, least: number): Promise<number>
  /** Takes in the rows of parts that were imported earlier. */
  take(file: ColumnFile): void
  finish(): Pick<Release, 'columns' | 'lists' | 'texts'> & { readonly earliest: number }
}

interface Term {
  readonly effective: number
  readonly deleted: number
  readonly indicator: number
  readonly prior1996: number
  readonly rationale: number
}

/** No rows yet. */
export function createPtpRows(): PtpRows {
  let first = new Uint16Array(1 << 16)
  let second = new Uint16Array(1 << 16)
  let termOf = new Uint32Array(1 << 16)
  let count = 0
  const codes = new Map<number, number>()
  const terms: Term[] = []
  const termNumbers = new Map<number, number>()
  const rationales: Buffer[] = []

  const add = (one: number, two: number, term: number): void => {
    if (count === first.length) {
      first = grown(first, new Uint16Array(count * 2))
      second = grown(second, new Uint16Array(count * 2))
      termOf = grown(termOf, new Uint32Array(count * 2))
    }
    first[count] = one
    second[count] = two
    termOf[count++] = term
  }
  /** Number of a code, -1 when there are too many. */
  const numberOf = (packed: number): number => {
    const known = codes.get(packed)
    if (known !== undefined) return known
    if (codes.size >= MOST_CODES) return -1
    codes.set(packed, codes.size)
    return codes.size - 1
  }
  const termNumber = (term: Term): number => {
    const key =
      ((dayKey(term.effective) * 2 ** 18 + dayKey(term.deleted)) * 256 + term.rationale) * 32 +
      term.indicator * 2 +
      term.prior1996
    const known = termNumbers.get(key)
    if (known !== undefined) return known
    if (terms.length >= MOST_TERMS) return -1
    termNumbers.set(key, terms.length)
    return terms.push(term) - 1
  }
  const rationaleNumber = (bytes: Buffer, from: number, end: number): number => {
    for (let at = 0; at < rationales.length; at++) if (same(rationales[at]!, bytes, from, end)) return at
    return rationales.length >= 255 || end - from > 200
      ? -1
      : rationales.push(Buffer.from(bytes.subarray(from, end))) - 1
  }

  /** One row that lies in bytes [from, end). What was expected where it is not as it should be, else undefined. */
  const row = (bytes: Buffer, from: number, end: number): string | undefined => {
    const one = codeIn(bytes, from)
    if (one < 0 || bytes[from + 5] !== 9) return 'a code of five letters and digits and a tab in column 1'
    const two = codeIn(bytes, from + 6)
    if (two < 0 || bytes[from + 11] !== 9) return 'a code of five letters and digits and a tab in column 2'
    let at = from + 12
    const prior1996 = bytes[at] === 42 ? 1 : 0
    at += prior1996
    if (bytes[at] !== 9) return '* or nothing, and a tab, in column 3'
    const effective = dateIn(bytes, at + 1)
    if (effective < 0 || bytes[at + 9] !== 9) return 'a date YYYYMMDD and a tab in column 4'
    at += 10
    const open = bytes[at] === 42
    const deleted = open ? OPEN_END : dateIn(bytes, at)
    at += open ? 1 : 8
    if (deleted < 0 || bytes[at] !== 9) return '* or a date YYYYMMDD, and a tab, in column 5'
    const indicator = bytes[at + 1]! - 48
    if ((indicator !== 0 && indicator !== 1 && indicator !== 9) || bytes[at + 2] !== 9)
      return '0, 1 or 9 and a tab in column 6'
    const rationale = rationaleNumber(bytes, at + 3, end)
    if (rationale < 0) return 'one of a few dozen rationales in column 7'
    const term = termNumber({ effective, deleted, indicator, prior1996, rationale })
    const [oneNumber, twoNumber] = [numberOf(one), numberOf(two)]
    if (term < 0 || oneNumber < 0 || twoNumber < 0 || count >= MOST_ROWS)
      return 'no more codes, dates and rows than any release has'
    add(oneNumber, twoNumber, term)
    return undefined
  }

  return {
    rows: () => count,
    async scan(label, chunks, least) {
      const before = count
      let rest: Buffer = Buffer.alloc(0)
      let line = 0
      for await (const chunk of chunks) {
        const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
        let from = 0
        for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
          line++
          const trimmed = bytes[end - 1] === 13 && end > from ? end - 1 : end
          const expected =
            line <= PREAMBLE_LINES
              ? preamble(bytes.toString('latin1', from, trimmed), line)
              : row(bytes, from, trimmed)
          if (expected) throw layoutFault(label, line, expected)
          from = end + 1
        }
        rest = bytes.subarray(from)
        if (rest.length > 4096) throw layoutFault(label, line + 1, 'a line of less than 4096 bytes')
      }
      if (rest.length > 0 || line < PREAMBLE_LINES)
        throw shortFault(label, line + 1, 'a whole row and a line end at the end of the file')
      const read = count - before
      if (read < least) throw shortFault(label, line, `at least ${least} rows in a part, found ${read}`)
      return read
    },
    take(file) {
      const { codes: list, start, column2, term } = file.columns
      const texts = file.lists['rationale']!
      const numbers = Array.from(list!, numberOf)
      const taken = Array.from(file.columns['termEffective']!, (effective, at) => {
        const text = Buffer.from(texts[file.columns['termRationale']![at]!]!, 'latin1')
        return termNumber({
          effective,
          deleted: file.columns['termDeleted']![at]!,
          indicator: file.columns['termIndicator']![at]!,
          prior1996: file.columns['termPrior1996']![at]!,
          rationale: rationaleNumber(text, 0, text.length),
        })
      })
      for (let code = 0; code < numbers.length; code++)
        for (let at = start![code]!; at < start![code + 1]!; at++)
          add(numbers[code]!, numbers[column2![at]!]!, taken[term![at]!]!)
    },
    finish() {
      const list = Float64Array.from(codes.keys()).sort()
      const rankOfCode = new Uint16Array(codes.size)
      list.forEach((packed, rank) => (rankOfCode[codes.get(packed)!] = rank))
      const order = terms.map((_, at) => at).sort((a, b) => compareTerms(terms[a]!, terms[b]!))
      const rankOfTerm = new Uint32Array(terms.length)
      order.forEach((term, rank) => (rankOfTerm[term] = rank))

      const keys = new Float64Array(count)
      for (let at = 0; at < count; at++)
        keys[at] =
          (rankOfCode[first[at]!]! * 65536 + rankOfCode[second[at]!]!) * MOST_TERMS + rankOfTerm[termOf[at]!]!
      keys.sort()
      const start = new Uint32Array(list.length + 1)
      const column2 = new Uint16Array(count)
      const term = terms.length > 65_536 ? new Uint32Array(count) : new Uint16Array(count)
      for (let at = 0; at < count; at++) {
        const pair = Math.floor(keys[at]! / MOST_TERMS)
        start[Math.floor(pair / 65536) + 1]!++
        column2[at] = pair % 65536
        term[at] = keys[at]! % MOST_TERMS
      }
      for (let at = 0; at < list.length; at++) start[at + 1]! += start[at]!
      const sorted = order.map((at) => terms[at]!)
      return {
        columns: {
          codes: list,
          start,
          column2,
          term,
          termEffective: Int32Array.from(sorted, ({ effective }) => effective),
          termDeleted: Int32Array.from(sorted, ({ deleted }) => deleted),
          termIndicator: Uint8Array.from(sorted, ({ indicator }) => indicator),
          termPrior1996: Uint8Array.from(sorted, ({ prior1996 }) => prior1996),
          termRationale: Uint8Array.from(sorted, ({ rationale }) => rationale),
        },
        lists: { rationale: rationales.map((bytes) => bytes.toString('latin1')) },
        texts: {},
        earliest: sorted[0]?.effective ?? OPEN_END,
      }
    },
  }
}

/** A release of the rows. `rows` is what is counted, for parts that come on different days too. */
export function ptpRelease(
  rows: PtpRows,
  facts: { readonly table: TableName; readonly id: string; readonly through: number } & Pick<
    Release,
    'parts' | 'partsExpected' | 'complete'
  >,
): Release {
  const { earliest, ...data } = rows.finish()
  return { ...facts, ...data, from: earliest, rows: rows.rows() }
}

/** What the six lines above the rows say; undefined when a line is as it should be. */
function preamble(text: string, line: number): string | undefined {
  const cells = text.split('\t').map((cell) => cell.trim())
  if (line === 2 && cells[0] !== 'Column1/Column2 Edits') return '"Column1/Column2 Edits"'
  const columns =
    'the columns Column 1, Column 2, *=in existence, Effective, Deletion, Modifier, PTP Edit Rationale'
  if (
    line === 3 &&
    cells.join('|') !== 'Column 1|Column 2|*=in existence|Effective|Deletion|Modifier|PTP Edit Rationale'
  )
    return columns
  if (line === 6 && !cells.includes('9=not applicable'))
    return 'the sixth preamble line, which explains modifier indicator 9'
  return undefined
}

/** Five letters or digits as a packed code, -1 when they are not; the end of the line ends them too. */
function codeIn(bytes: Buffer, from: number): number {
  let value = 0
  for (let at = from; at < from + 5; at++) {
    const char = bytes[at]!
    const digit = char >= 48 && char <= 57 ? char - 47 : char >= 65 && char <= 90 ? char - 54 : 0
    if (digit === 0) return -1
    value = value * 37 + digit
  }
  return value * 37 ** 3
}

function dateIn(bytes: Buffer, from: number): number {
  let value = 0
  for (let at = from; at < from + 8; at++) {
    const digit = bytes[at]! - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return isCalendarDay(Math.floor(value / 10000), Math.floor(value / 100) % 100, value % 100) ? value : -1
}

/** Dates of four centuries in 18 bits. */
const dayKey = (compact: number): number =>
  compact === OPEN_END
    ? 2 ** 18 - 1
    : ((Math.floor(compact / 10000) - 1800) * 12 + (Math.floor(compact / 100) % 100) - 1) * 31 +
      (compact % 100) -
      1

const compareTerms = (a: Term, b: Term): number =>
  a.effective - b.effective ||
  a.deleted - b.deleted ||
  a.indicator - b.indicator ||
  a.prior1996 - b.prior1996 ||
  a.rationale - b.rationale

function same(known: Buffer, bytes: Buffer, from: number, end: number): boolean {
  if (known.length !== end - from) return false
  for (let at = 0; at < known.length; at++) if (known[at] !== bytes[from + at]) return false
  return true
}

function grown<A extends Uint16Array | Uint32Array>(old: A, larger: A): A {
  larger.set(old)
  return larger
}
