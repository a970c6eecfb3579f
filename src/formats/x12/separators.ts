/**
 * Finding the separators of an interchange. The ISA segment should have fixed widths and does not: it comes with
 * blanks collapsed, wrapped at 80 columns, or not at all. So its 16 elements are counted, and without an ISA the
 * separators are inferred from where the next segments begin.
 */

/** The bytes that end an element, a component and a segment. */
export interface Separators {
  readonly element: number
  readonly component: number
  readonly terminator: number
}

/** Bytes that must be at hand (or the end of the input) before separators are looked for. */
export const SEPARATOR_WINDOW = 2048

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const COLON = 58
const TILDE = 126
const ISA_ELEMENTS = 16
/** The longest ISA element has 15 characters; a longer run means that this is no ISA. */
const LONGEST_ISA_ELEMENT = 40

/** A digit or a letter of ASCII. */
export const isAlphanumeric = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)

/** Carriage return or line feed. */
export const isLineEnd = (byte: number): boolean => byte === LINE_FEED || byte === CARRIAGE_RETURN

const canSeparate = (byte: number | undefined): byte is number =>
  byte !== undefined && byte !== 32 && !isLineEnd(byte) && !isAlphanumeric(byte)

/** Whether the three bytes from `at` are those of the text. */
export const hasId = (bytes: Uint8Array, at: number, id: string): boolean => {
  for (let index = 0; index < id.length; index++) if (bytes[at + index] !== id.charCodeAt(index)) return false
  return true
}

const skip = (bytes: Uint8Array, from: number, end: number, unwanted: (byte: number) => boolean): number => {
  let at = from
  while (at < end && unwanted(bytes[at]!)) at++
  return at
}

const isSpace = (byte: number): boolean => byte === 32 || byte === 9

/** A line end as terminator: the line feed where there is one, so that CRLF and LF may be mixed. */
const lineTerminator = (bytes: Uint8Array, at: number, end: number): number =>
  bytes[at] === LINE_FEED || (at + 1 < end && bytes[at + 1] === LINE_FEED) ? LINE_FEED : CARRIAGE_RETURN

/** The position of the 16th element separator of the ISA at `at`; -1 when this is no ISA of 16 elements. */
function lastIsaSeparator(bytes: Uint8Array, at: number, end: number, element: number): number {
  let found = 0
  let previous = at
  for (let here = at + 3; here < end && here - previous <= LONGEST_ISA_ELEMENT; here++) {
    if (bytes[here] !== element) continue
    if (++found === ISA_ELEMENTS) return here
    previous = here
  }
  return -1
}

/** Separators from the ISA that begins at `at`; undefined when none with 16 elements begins there. */
export function separatorsOfIsa(bytes: Uint8Array, at: number, end: number): Separators | undefined {
  if (!hasId(bytes, at, 'ISA') || at + 4 >= end) return undefined
  const element = bytes[at + 3]
  if (!canSeparate(element)) return undefined
  const last = lastIsaSeparator(bytes, at, end, element)
  if (last < 0 || last + 1 >= end) return undefined

  const first = skip(bytes, last + 1, end, isLineEnd)
  // ISA16 is missing and the segment ends with the line.
  if (first > last + 1 && (first >= end || !canSeparate(bytes[first])))
    return { element, component: COLON, terminator: lineTerminator(bytes, last + 1, end) }

  const component = bytes[first]
  if (!canSeparate(component) || component === element) return undefined
  const next = skip(bytes, first + 1, end, isSpace)
  if (next >= end) return { element, component, terminator: TILDE }
  const terminator = bytes[next]!
  // ISA16 is missing: what stands in its place is the terminator, and the next segment follows.
  if (isAlphanumeric(terminator)) return { element, component: COLON, terminator: component }
  if (!isLineEnd(terminator)) return terminator === element ? undefined : { element, component, terminator }
  if (component === TILDE) return { element, component: COLON, terminator: TILDE }
  const wrapped = bytes[skip(bytes, next, end, isLineEnd)]
  if (canSeparate(wrapped) && wrapped !== element && wrapped !== 9)
    return { element, component, terminator: wrapped }
  return { element, component, terminator: lineTerminator(bytes, next, end) }
}

const BARE_STARTS = ['GS', 'ST', 'BHT', 'ISA']
const FOLLOWERS = ['GS', 'ST', 'BHT', 'NM1', 'REF', 'HL', 'TA1', 'PER']

/** Whether a segment that may begin a file without (or with a broken) ISA begins at `at`. */
export const isBareStart = (bytes: Uint8Array, at: number): boolean =>
  BARE_STARTS.some((id) => hasId(bytes, at, id) && canSeparate(bytes[at + id.length]))

/** Separators inferred from the segments after a bare start; undefined when no next segment is in sight. */
export function inferSeparators(bytes: Uint8Array, at: number, end: number): Separators | undefined {
  const element = bytes[at + BARE_STARTS.find((id) => hasId(bytes, at, id))!.length]!
  const horizon = Math.min(end, at + SEPARATOR_WINDOW)
  for (let here = at + 4; here < horizon; here++) {
    if (isAlphanumeric(bytes[here - 1]!)) continue
    if (!FOLLOWERS.some((id) => hasId(bytes, here, id) && bytes[here + id.length] === element)) continue
    let before = here - 1
    while (before > at && bytes[before]! <= 32) before--
    const terminator = bytes[before]!
    if (canSeparate(terminator) && terminator !== element) return { element, component: COLON, terminator }
    const line = skip(bytes, before + 1, here, isSpace)
    if (line < here && isLineEnd(bytes[line]!))
      return { element, component: COLON, terminator: lineTerminator(bytes, line, end) }
  }
  return undefined
}
