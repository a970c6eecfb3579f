/**
 * Values of a claim straight out of the bytes of JSON, for `quick-json.ts`: no text and no object is made that the claim
 * does not keep. Each reader stands before a value and leaves the place behind it; null gives `undefined`. What a reader
 * is not sure about (a backslash, a byte beyond ASCII, an exponent, an unknown name) makes the whole claim odd, and ends
 * the reading: then `JSON.parse` and the schema decide.
 */
import { dayText } from './day-text.ts'
import { intern } from './intern.ts'

let bytes: Buffer = Buffer.alloc(0)
let at = 0
let odd = false

const QUOTE = 34
const COMMA = 44
const MINUS = 45
const DOT = 46
const COLON = 58
const OPEN_LIST = 91
const BACKSLASH = 92
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125
const MOST_DIGITS = 15

/** Begins a claim: the place is the first of these bytes. */
export function begin(of: Buffer): void {
  bytes = of
  at = 0
  odd = false
}

/** Whether all was of the usual form, and nothing stands behind it. */
export function isUsual(): boolean {
  skipBlanks()
  return !odd && at === bytes.length
}

/** Says that something is not of the usual form. */
export function unusual(): undefined {
  odd = true
  at = bytes.length
  return undefined
}

function skipBlanks(): void {
  for (let byte = bytes[at]!; byte <= 32; byte = bytes[++at]!)
    if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) return
}

/** Passes over null; anything else here is of another kind than was expected. */
function absent(): undefined {
  if (bytes[at] !== 110 || bytes[at + 1] !== 117 || bytes[at + 2] !== 108 || bytes[at + 3] !== 108)
    return unusual()
  at += 4
  return undefined
}

/** What must be there. */
export function required<T>(value: T | undefined): T {
  if (value === undefined) unusual()
  return value as T
}

const LONGEST_NAME = 24
const SLOTS = 512
const named: string[] = new Array<string>(SLOTS).fill('')

/** By length and three characters; factors under which no two names of a claim fall together were found by trying. */
const slotOf = (of: Uint8Array, start: number, end: number): number => {
  const length = end - start
  const middle = of[start + (length >> 1)]!
  const later = of[start + ((length * 3) >> 2)]!
  return (length * 113 + of[start]! * 93 + middle * 125 + later * 113) & (SLOTS - 1)
}

/** Says which names fields have. Throws where two of them would be looked for in one place. */
export function knowNames(names: readonly string[]): void {
  for (const name of names) {
    const own = Buffer.from(name)
    const slot = slotOf(own, 0, own.length)
    if (named[slot] !== '' && named[slot] !== name)
      throw new Error(`${name} and ${named[slot]} need two slots.`)
    named[slot] = name
  }
}

function readName(): string {
  const data = bytes
  if (data[at] !== QUOTE) return unusual() ?? ''
  const start = at + 1
  const limit = start + LONGEST_NAME
  let end = start
  while (data[end] !== QUOTE) if (end++ >= limit) return unusual() ?? ''
  const name = named[slotOf(data, start, end)]!
  if (name.length !== end - start) return unusual() ?? ''
  for (let index = 0; index < name.length; index++)
    if (name.charCodeAt(index) !== data[start + index]) return unusual() ?? ''
  at = end + 1
  skipBlanks()
  if (data[at] !== COLON || name === '') return unusual() ?? ''
  at++
  return name
}

/** Whether an object stands here; null is passed over, and anything else is unusual. */
export function isObject(): boolean {
  skipBlanks()
  if (bytes[at] === OPEN_OBJECT) return true
  absent()
  return false
}

/** The first name of the object that stands here; empty where it has none. */
export function firstName(): string {
  at++
  skipBlanks()
  if (bytes[at] !== CLOSE_OBJECT) return readName()
  at++
  return ''
}

/** The name after the value that was read; empty where the object ends. */
export function nextName(): string {
  skipBlanks()
  const byte = bytes[at++]
  if (byte === CLOSE_OBJECT) return ''
  if (byte !== COMMA) return unusual() ?? ''
  skipBlanks()
  return readName()
}

/** Entries of the list that stands here, each read by `read`. */
export function list<T>(most: number, read: () => T): T[] {
  const entries: T[] = []
  skipBlanks()
  if (bytes[at] !== OPEN_LIST) {
    unusual()
    return entries
  }
  at++
  skipBlanks()
  if (bytes[at] === CLOSE_LIST) {
    at++
    return entries
  }
  for (;;) {
    entries.push(read())
    skipBlanks()
    const byte = bytes[at++]
    if (byte === CLOSE_LIST) return entries
    if (byte === COMMA && entries.length < most) continue
    unusual()
    return entries
  }
}

/** Moves before the first character of a text; false where there is none. */
function isText(): boolean {
  skipBlanks()
  if (bytes[at] === QUOTE) {
    at++
    return true
  }
  absent()
  return false
}

/** Where printable ASCII of at most so many characters ends; -1 where the text is another. */
function endOfText(most: number): number {
  const limit = at + most
  let end = at
  for (let byte = bytes[end]!; byte !== QUOTE; byte = bytes[++end]!)
    if (!(byte >= 32 && byte < 127) || byte === BACKSLASH || end >= limit) return unusual() ?? -1
  return end
}

/** Printable ASCII of at most so many characters; equal ones are not shared. */
export function text(most: number): string | undefined {
  if (!isText()) return undefined
  const end = endOfText(most)
  if (end < 0) return undefined
  const read = bytes.toString('latin1', at, end)
  at = end + 1
  return read
}

/** The same, of which a run meets equal ones again and again. */
export function sharedText(most: number): string | undefined {
  if (!isText()) return undefined
  const end = endOfText(most)
  if (end < 0) return undefined
  const read = intern(bytes, at, end)
  at = end + 1
  return read
}

const isCodeByte = (byte: number): boolean => (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90)

/** Upper-case letters and digits, at most so many. */
export function code(most: number): string | undefined {
  if (!isText()) return undefined
  const limit = at + most
  let end = at
  for (let byte = bytes[end]!; byte !== QUOTE; byte = bytes[++end]!)
    if (!isCodeByte(byte) || end >= limit) return unusual()
  const read = intern(bytes, at, end)
  at = end + 1
  return read
}

const MOST_OF_DOTTED = 12

/** The same of at most twelve characters, out of which dots are taken. */
export function dottedCode(): string | undefined {
  if (!isText()) return undefined
  const limit = at + MOST_OF_DOTTED
  let end = at
  let dotted = false
  for (let byte = bytes[end]!; byte !== QUOTE; byte = bytes[++end]!) {
    if (end >= limit || !(isCodeByte(byte) || byte === DOT)) return unusual()
    if (byte === DOT) dotted = true
  }
  const read = intern(bytes, at, end)
  at = end + 1
  return dotted ? read.replaceAll('.', '') : read
}

const digit = (index: number): number => {
  const value = bytes[at + index]! - 48
  return value >= 0 && value <= 9 ? value : NaN
}

const DATE_CHARACTERS = 10

/** An ISO date of the calendar. */
export function date(): string | undefined {
  if (!isText()) return undefined
  const year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3)
  const month = digit(5) * 10 + digit(6)
  const day = digit(8) * 10 + digit(9)
  const isDate = bytes[at + 4] === MINUS && bytes[at + 7] === MINUS && bytes[at + DATE_CHARACTERS] === QUOTE
  const read = isDate ? dayText(year, month, day) : undefined
  if (read === undefined) return unusual()
  at += DATE_CHARACTERS + 1
  return read
}

/** One of the words. */
export function oneOf<T extends string>(known: readonly T[]): T | undefined {
  const read = sharedText(MOST_OF_WORD)
  if (read === undefined) return undefined
  for (const one of known) if (one === read) return one
  return unusual()
}

const MOST_OF_WORD = 20

/** A number within bounds. */
export function number(least: number, most: number): number | undefined {
  skipBlanks()
  const start = at
  const negative = bytes[at] === MINUS
  if (negative) at++
  const digits = at
  const first = bytes[digits]!
  if (!(first >= 48 && first <= 57)) return negative ? unusual() : absent()
  let value = 0
  for (let byte = first; byte >= 48 && byte <= 57; byte = bytes[++at]!) value = value * 10 + byte - 48
  if (at - digits > MOST_DIGITS || (first === 48 && at - digits > 1)) return unusual()
  if (bytes[at] === DOT) {
    const decimals = ++at
    while (bytes[at]! >= 48 && bytes[at]! <= 57) at++
    if (at === decimals || at - digits > MOST_DIGITS) return unusual()
    value = Number(bytes.toString('latin1', start, at))
  } else if (negative) value = -value
  const next = bytes[at]! | 32
  if (next === 101 || Object.is(value, -0)) return unusual()
  return value >= least && value <= most ? value : unusual()
}

/** A whole number within bounds. */
export function whole(least: number, most: number): number | undefined {
  const read = number(least, most)
  return read === undefined || Number.isInteger(read) ? read : unusual()
}

const MOST_CENTS = 1_000_000_000

/** At most ten million dollars either way. */
export const cents = (): number | undefined => whole(-MOST_CENTS, MOST_CENTS)
