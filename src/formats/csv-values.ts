/** Values as spreadsheets write them. Each reader gives undefined for a text that it cannot read. */
import { isCalendarDay, type IsoDate } from '../model/dates.ts'

/** `2024-08-05`, `20240805` or `8/5/2024` (month first, as in the United States). */
export function readDate(text: string): IsoDate | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (iso) return dateOf(iso[1]!, iso[2]!, iso[3]!)
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  return american ? dateOf(american[3]!, american[1]!, american[2]!) : undefined
}

const dateOf = (year: string, month: string, day: string): IsoDate | undefined =>
  isCalendarDay(Number(year), Number(month), Number(day))
    ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    : undefined

/** `100`, `100.00`, `.5`, `$1,234.50`, `-20` as cents. More than two decimals are none, unless they are zeros. */
export function readCents(text: string): number | undefined {
  const amount = /^(-?)\$?(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})?(?:\.(\d{0,2})0*)?$/.exec(text)
  if (!amount || (amount[2] === undefined && (amount[3] ?? '') === '')) return undefined
  const cents = Number(amount[2]?.replaceAll(',', '') ?? 0) * 100 + Number((amount[3] ?? '').padEnd(2, '0'))
  return amount[1] === '-' && cents !== 0 ? -cents : cents
}

/** A decimal number without exponent. */
export const readNumber = (text: string): number | undefined =>
  /^-?(\d{1,12}(\.\d{0,9})?|\.\d{1,9})$/.test(text) ? Number(text) : undefined

/** Diagnosis pointers: `1,2`, `1 2`, `A B`, `AB`. Digits without a separator are one number. */
export function readPointers(text: string): number[] | undefined {
  const parts = text.split(/[\s,;:|/]+/).filter((part) => part !== '')
  if (parts.every((part) => /^\d{1,3}$/.test(part))) return parts.map(Number)
  if (!parts.every((part) => /^[A-La-l]+$/.test(part))) return undefined
  return [...parts.join('').toUpperCase()].map((letter) => letter.charCodeAt(0) - 64)
}

const sexes: Readonly<Record<string, 'F' | 'M' | 'U'>> = {
  f: 'F',
  female: 'F',
  m: 'M',
  male: 'M',
  u: 'U',
  unknown: 'U',
}

/** `F`, `M`, `U`, or the words. */
export const readSex = (text: string): 'F' | 'M' | 'U' | undefined => ownValue(sexes, text.toLowerCase())

/** Two letters. */
export const readState = (text: string): string | undefined =>
  /^[A-Za-z]{2}$/.test(text) ? text.toUpperCase() : undefined

const types: Readonly<Record<string, 'professional' | 'institutional'>> = {
  professional: 'professional',
  p: 'professional',
  '837p': 'professional',
  institutional: 'institutional',
  i: 'institutional',
  '837i': 'institutional',
}

/** `professional` or `institutional`, also as `P`, `I`, `837P`, `837I`. */
export const readType = (text: string): 'professional' | 'institutional' | undefined =>
  ownValue(types, text.toLowerCase())

const ownValue = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** A code whose leading zeros a spreadsheet may have taken away. */
export const padded =
  (digits: number) =>
  (text: string): string =>
    /^\d+$/.test(text) ? text.padStart(digits, '0') : text
