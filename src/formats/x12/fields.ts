/**
 * Values out of the bytes of elements and components. A reading function gives `undefined` for what is not there and
 * `null` for what is there and cannot be read. Bytes are Latin-1; blanks around a value do not count.
 */
import { dayText } from '../day-text.ts'
import { intern } from '../intern.ts'

/** Elements of a segment, or components of a composite, counted from 1. */
export interface Fields {
  readonly bytes: Buffer
  /** Where each field starts; `starts[count + 1]` is one past the separator that ends the last. */
  readonly starts: Int32Array
  readonly count: number
}

/** A value, `undefined` when it is not there, `null` when it cannot be read. */
export type Read<T> = T | undefined | null

const startOf = (fields: Fields, index: number): number => {
  if (index > fields.count) return 0
  let start = fields.starts[index]!
  const end = fields.starts[index + 1]! - 1
  while (start < end && fields.bytes[start]! <= 32) start++
  return start
}

const endOf = (fields: Fields, index: number, start: number): number => {
  if (index > fields.count) return 0
  let end = fields.starts[index + 1]! - 1
  while (end > start && fields.bytes[end - 1]! <= 32) end--
  return end
}

/** Whether the field is there and not blank. */
export const isPresent = (fields: Fields, index: number): boolean => {
  const start = startOf(fields, index)
  return endOf(fields, index, start) > start
}

/** A qualifier as it stands, `''` when it is not there. For comparison only: nothing is checked. */
export function qualifier(fields: Fields, index: number): string {
  const start = startOf(fields, index)
  return intern(fields.bytes, start, endOf(fields, index, start))
}

const MOST_ID_DIGITS = 9

/**
 * An identifier that is compared and not kept (HL01), `''` when it is not there: as a number where its digits are all
 * there is to it, since numbers that count on through a file would fill the cache with texts that never come again.
 */
export function countedId(fields: Fields, index: number): string | number {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  const isPlain = end > start && end - start <= MOST_ID_DIGITS && fields.bytes[start] !== 48
  let value = 0
  for (let at = start; at < end && isPlain; at++) {
    const digit = fields.bytes[at]! - 48
    if (!(digit >= 0 && digit <= 9)) return intern(fields.bytes, start, end)
    value = value * 10 + digit
  }
  return isPlain ? value : intern(fields.bytes, start, end)
}

const DIGIT_OR_UPPER = 0
const LOWER = 1
const DOT = 2
const CONTROL = 4
const OTHER = 8

const classOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  if ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90)) return DIGIT_OR_UPPER
  if (byte >= 97 && byte <= 122) return LOWER
  if (byte === 46) return DOT
  return byte < 32 || (byte >= 127 && byte < 160) ? CONTROL : OTHER
})

const classesIn = (bytes: Buffer, start: number, end: number): number => {
  let classes = 0
  for (let at = start; at < end; at++) classes |= classOf[bytes[at]!]!
  return classes
}

/** A code of at most so many letters and digits, in upper case. */
export function code(fields: Fields, index: number, most: number): Read<string> {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  if (end === start) return undefined
  const classes = classesIn(fields.bytes, start, end)
  if (end - start > most || classes > LOWER) return null
  const text = intern(fields.bytes, start, end)
  return classes === DIGIT_OR_UPPER ? text : text.toUpperCase()
}

/** An ICD code, in upper case and without its dot; 12 characters at most. */
export function dottedCode(fields: Fields, index: number): Read<string> {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  if (end === start) return undefined
  const classes = classesIn(fields.bytes, start, end)
  if (end - start > 12 || classes > LOWER + DOT) return null
  const text = intern(fields.bytes, start, end)
  if (classes === DIGIT_OR_UPPER) return text
  return text.replaceAll('.', '').toUpperCase() || null
}

/** A number or name that is no code: at most so many characters, no control characters. Repeated ones share a string. */
export function text(fields: Fields, index: number, most: number): Read<string> {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  if (end === start) return undefined
  if (end - start > most || (classesIn(fields.bytes, start, end) & CONTROL) !== 0) return null
  return intern(fields.bytes, start, end)
}

/** A number of one claim or person, which is not worth keeping in the cache; else as `text`. */
export function ownText(fields: Fields, index: number, most: number): Read<string> {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  if (end === start) return undefined
  if (end - start > most || (classesIn(fields.bytes, start, end) & CONTROL) !== 0) return null
  return fields.bytes.toString('latin1', start, end)
}

/** Free text: control characters become blanks, and what is beyond `most` is cut off. Always readable. */
export function freeText(fields: Fields, index: number, most: number): string | undefined {
  const start = startOf(fields, index)
  const end = Math.min(endOf(fields, index, start), start + most)
  if (end === start) return undefined
  const whole = intern(fields.bytes, start, end)
  if ((classesIn(fields.bytes, start, end) & CONTROL) === 0) return whole
  return whole.replace(/\p{Cc}/gu, ' ').trim() || undefined
}

const POWERS_OF_TEN = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]
const MOST_DIGITS = 15
const PLUS = 43
const MINUS = 45
const POINT = 46

/** The decimal number times ten to the power `shift`, exact; null when that is no whole number or there are over 15 digits. */
function scaled(bytes: Buffer, start: number, end: number, shift: number): number | null {
  const negative = bytes[start] === MINUS
  let at = negative || bytes[start] === PLUS ? start + 1 : start
  let digits = 0
  let decimals = -1
  let value = 0
  for (; at < end; at++) {
    const byte = bytes[at]!
    if (byte === POINT && decimals < 0) decimals = 0
    else if (byte >= 48 && byte <= 57) {
      value = value * 10 + byte - 48
      digits++
      if (decimals >= 0) decimals++
    } else return null
  }
  if (digits === 0 || digits > MOST_DIGITS || decimals > shift) return null
  const whole = value * POWERS_OF_TEN[shift - Math.max(decimals, 0)]!
  return negative && whole !== 0 ? -whole : whole
}

/** An amount in cents, at most ten million dollars either way and two decimals. */
export function cents(fields: Fields, index: number): Read<number> {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  if (end === start) return undefined
  const value = scaled(fields.bytes, start, end, 2)
  return value === null || Math.abs(value) > 1_000_000_000 ? null : value
}

/** A quantity, at most a thousand million either way and six decimals. */
export function quantity(fields: Fields, index: number): Read<number> {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  if (end === start) return undefined
  const whole = scaled(fields.bytes, start, end, 0)
  const millionths = whole === null ? scaled(fields.bytes, start, end, 6) : null
  const value = millionths === null ? whole : millionths / 1e6
  return value === null || Math.abs(value) > 1e9 ? null : value
}

/** A whole number of at most nine digits, without a sign. */
export function wholeNumber(fields: Fields, index: number): Read<number> {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  if (end === start) return undefined
  if (end - start > 9 || fields.bytes[start] === MINUS || fields.bytes[start] === PLUS) return null
  return scaled(fields.bytes, start, end, 0)
}

/** Eight digits as an ISO date; null when they are no day of the calendar. */
function day(bytes: Buffer, start: number): string | null {
  let compact = 0
  for (let at = start; at < start + 8; at++) {
    const digit = bytes[at]! - 48
    if (!(digit >= 0 && digit <= 9)) return null
    compact = compact * 10 + digit
  }
  return dayText(Math.floor(compact / 10000), Math.floor(compact / 100) % 100, compact % 100) ?? null
}

/**
 * The first day of a date (D8), a date with time (DT) or a span (RD8). The form decides, not the qualifier:
 * files write a span under D8 and a single day under RD8.
 */
export function date(fields: Fields, index: number): Read<string> {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  if (end === start) return undefined
  const length = end - start
  const isDateForm = length === 8 || length === 12 || length === 14
  if (!isDateForm && !(length === 17 && fields.bytes[start + 8] === MINUS)) return null
  return day(fields.bytes, start)
}

/** The last day of a span (RD8); undefined for a single day. */
export function dateThrough(fields: Fields, index: number): Read<string> {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  return end - start === 17 && fields.bytes[start + 8] === MINUS ? day(fields.bytes, start + 9) : undefined
}

/** The hour and minute of a date with time (DT) of 12 or 14 digits; undefined in other forms. */
export function hourOfDate(fields: Fields, index: number): Read<string> {
  const start = startOf(fields, index)
  const end = endOf(fields, index, start)
  if (end - start !== 12 && end - start !== 14) return undefined
  for (let at = start + 8; at < end; at++) if (classOf[fields.bytes[at]!] !== DIGIT_OR_UPPER) return null
  return intern(fields.bytes, start + 8, start + 12)
}
