/**
 * Values of a claim in their usual form, for `quick-claim.ts`. Each reader gives `undefined` for what is not there or is
 * null; what it is not sure about makes the whole claim odd, and then the schema decides. A flag and a count in this
 * module are cheaper than an exception or a result object for each of some hundred values a claim.
 */
import { isIsoDate } from '../model/dates.ts'
import { shared } from './shared-codes.ts'

let odd = false
/** Values met in the object at hand that are there, were they null. */
let met = 0

/** Begins a claim. */
export function beginQuick(): void {
  odd = false
  met = 0
}

/** Whether something in the claim was not of the usual form. */
export const isOdd = (): boolean => odd

/** Says that something is not of the usual form. */
export function unusual(): undefined {
  odd = true
  return undefined
}

function isThere(value: unknown): boolean {
  if (value === undefined) return false
  met++
  return value !== null
}

/** What must be there. */
export function required<T>(value: T | undefined): T {
  if (value === undefined) odd = true
  return value as T
}

/** Printable ASCII of at most so many characters; equal ones are not shared. */
export function text(value: unknown, most: number): string | undefined {
  if (!isThere(value)) return undefined
  if (typeof value !== 'string' || value.length > most) return unusual()
  for (let at = 0; at < value.length; at++) {
    const character = value.charCodeAt(at)
    if (character < 32 || character > 126) return unusual()
  }
  return value
}

/** The same, of which a run meets equal ones again and again. */
export const sharedText = (value: unknown, most: number): string | undefined => shared(text(value, most))

/** Upper-case letters and digits. */
export function code(value: unknown, most: number): string | undefined {
  if (!isThere(value)) return undefined
  if (typeof value !== 'string' || value.length > most) return unusual()
  for (let at = 0; at < value.length; at++) if (!isCodeCharacter(value.charCodeAt(at))) return unusual()
  return shared(value)
}

const isCodeCharacter = (character: number): boolean =>
  (character >= 48 && character <= 57) || (character >= 65 && character <= 90)
const DOT = 46

/** The same of at most twelve characters, out of which dots are taken. */
export function dottedCode(value: unknown): string | undefined {
  if (!isThere(value)) return undefined
  if (typeof value !== 'string' || value.length > 12) return unusual()
  let dotted = false
  for (let at = 0; at < value.length; at++) {
    const character = value.charCodeAt(at)
    if (isCodeCharacter(character)) continue
    if (character !== DOT) return unusual()
    dotted = true
  }
  return shared(dotted ? value.replaceAll('.', '') : value)
}

/** An ISO date of the calendar. */
export function date(value: unknown): string | undefined {
  if (!isThere(value)) return undefined
  return typeof value === 'string' && isIsoDate(value) ? shared(value) : unusual()
}

/** A number within bounds. */
export function number(value: unknown, least: number, most: number): number | undefined {
  if (!isThere(value)) return undefined
  return typeof value === 'number' && value >= least && value <= most ? value : unusual()
}

/** A whole number within bounds. */
export function whole(value: unknown, least: number, most: number): number | undefined {
  const read = number(value, least, most)
  return read === undefined || Number.isInteger(read) ? read : unusual()
}

/** At most ten million dollars either way. */
export const cents = (value: unknown): number | undefined => whole(value, -1_000_000_000, 1_000_000_000)

/** One of the words. */
export function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  if (!isThere(value)) return undefined
  for (const one of known) if (one === value) return one
  return unusual()
}

/** Entries of a list, each read by `read`; empty where the list is absent. */
export function listOf<T>(value: unknown, most: number, read: (entry: unknown) => T): T[] {
  if (value === undefined) return []
  met++
  if (!Array.isArray(value) || value.length > most) {
    odd = true
    return []
  }
  const list: T[] = []
  // What entries that are no objects count among the fields met is nobody's.
  const before = met
  for (let at = 0; at < value.length; at++) list.push(read(value[at]))
  met = before
  return list
}

/** An object with no field but those that `read` asks for. */
export function objectOf<T>(
  value: unknown,
  read: (fields: Readonly<Record<string, unknown>>) => T,
): T | undefined {
  if (!isThere(value)) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) return unusual()
  const before = met
  met = 0
  const made = read(value as Readonly<Record<string, unknown>>)
  // A field that nobody asked for is a misspelt one: the schema says so.
  if (Object.keys(value as object).length !== met) odd = true
  met = before
  return made
}
