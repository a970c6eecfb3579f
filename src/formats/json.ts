/** Claim JSON (one claim, or an array of them) and claim NDJSON (one a line), in the form of the contract. */
import { isAscii, isUtf8 } from 'node:buffer'
import { checkClaim } from './claim-of.ts'
import { problem, type Item, type Place, type Reader } from './items.ts'
import { quickJson } from './quick-json.ts'
import { jsonSplitter, type Piece, type PieceFault, type SplitterPlace } from './json-splitter.ts'

/** Reads claim JSON and NDJSON. Each value that is no claim is one problem; those after it are read. */
export const readClaimJson: Reader = async function* (chunks, file) {
  const splitter = jsonSplitter()
  let empty = true
  for await (const chunk of chunks) {
    const items = splitter.push(chunk).flatMap((piece) => itemsOf(piece, file))
    if (items.length === 0) continue
    empty = false
    yield items
  }
  const rest = splitter.end().flatMap((piece) => itemsOf(piece, file))
  if (rest.length > 0) yield rest
  else if (empty) yield [problem('E_EMPTY', file, {}, 'There is no claim in the input.')]
}

/** Reads whole lines of claim NDJSON: the first of a file, or those that begin at a place inside it. */
export function readClaimLines(bytes: Uint8Array, file: string, begun?: SplitterPlace): Item[] {
  const splitter = jsonSplitter('', begun)
  return [...splitter.push(asBuffer(bytes)), ...splitter.end()].flatMap((piece) => itemsOf(piece, file))
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The value of a piece, or the problem that it is none. */
export function parsePiece(
  piece: Piece,
  file: string,
): { readonly value: unknown } | { readonly item: Item } {
  const place = placeOf(piece, '')
  if (piece.fault !== undefined) return { item: problem('E_JSON', file, place, faults[piece.fault]) }
  const bytes = asBuffer(piece.bytes)
  const ascii = isAscii(bytes)
  if (!ascii && !isUtf8(bytes))
    return { item: problem('E_ENCODING', file, place, 'The bytes are not UTF-8.') }
  try {
    return { value: JSON.parse(bytes.toString(ascii ? 'latin1' : 'utf8')) }
  } catch {
    // The engine's own words repeat a part of the text, which may name a person.
    return { item: problem('E_JSON', file, place, 'The value that starts here is no JSON.') }
  }
}

/** Line, offset and path of a place inside a piece. */
export function placeOf(piece: Piece, path: string): Place {
  const whole = piece.index === undefined ? path : `[${piece.index}]${path === '' ? '' : `.${path}`}`
  return { row: piece.row, byte: piece.byte, ...(whole === '' ? {} : { path: whole }) }
}

const faults: Readonly<Record<PieceFault, string>> = {
  'too long': 'The value that starts here has more than 16 MiB; no claim has.',
  'too deep': 'The value that starts here is nested deeper than 100 levels; no claim is.',
  'not closed':
    'The value that starts here is not closed: a quote or bracket is missing, or the input ends early.',
  misplaced: 'The value that starts here has a closing bracket that does not fit the one it closes.',
}

function itemsOf(piece: Piece, file: string): Item[] {
  const quick = piece.fault === undefined ? quickJson(asBuffer(piece.bytes)) : undefined
  if (quick) return [{ kind: 'claim', claim: quick, place: placeOf(piece, '') }]
  const parsed = parsePiece(piece, file)
  if ('item' in parsed) return [parsed.item]
  // One array a line: the splitter looks into an array only where it starts the document.
  if (Array.isArray(parsed.value) && piece.index === undefined)
    return parsed.value.map((value: unknown, index) => itemOf(value, { ...piece, index }, file))
  return [itemOf(parsed.value, piece, file)]
}

function itemOf(value: unknown, piece: Piece, file: string): Item {
  const checked = checkClaim(value)
  if ('claim' in checked) return { kind: 'claim', claim: checked.claim, place: placeOf(piece, '') }
  return problem('E_CLAIM', file, placeOf(piece, checked.flaw.path), checked.flaw.text)
}
