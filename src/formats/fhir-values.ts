/** Safe ways into FHIR JSON of unknown shape: nothing here throws, whatever the value. */
import { isIsoDate, type IsoDate } from '../model/dates.ts'

/** The value at a path of keys; undefined where a step is missing. */
export function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  let here = value
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<string | number, unknown>)[key]
  }
  return here
}

/** The text at a path, trimmed; undefined where there is none or it is blank. */
export function textAt(value: unknown, ...keys: readonly (string | number)[]): string | undefined {
  const found = at(value, ...keys)
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined
}

/** The number at a path; NaN where there is none. */
export function numberAt(value: unknown, ...keys: readonly (string | number)[]): number {
  const found = at(value, ...keys)
  return typeof found === 'number' ? found : NaN
}

/** The elements at a path; none where there is no list. */
export function listAt(value: unknown, ...keys: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...keys)
  return Array.isArray(found) ? found : []
}

/** The day of a date or date with time at a path; undefined for a year or month alone. */
export function dateAt(value: unknown, ...keys: readonly (string | number)[]): IsoDate | undefined {
  const day = textAt(value, ...keys)?.slice(0, 10)
  return day !== undefined && isIsoDate(day) ? day : undefined
}

/** A code of a CodeableConcept with the system it belongs to, empty where none is named. */
export interface Coding {
  readonly system: string
  readonly code: string
}

/** The codes of a CodeableConcept at a path. */
export const codingsAt = (value: unknown, ...keys: readonly (string | number)[]): readonly Coding[] =>
  listAt(value, ...keys, 'coding').flatMap((coding) => {
    const code = textAt(coding, 'code')
    return code === undefined ? [] : [{ system: textAt(coding, 'system') ?? '', code }]
  })

/** The first code of a concept whose system fits the first pattern that any fits; a code without system fits last. */
export function codeIn(codings: readonly Coding[], ...systems: readonly RegExp[]): string | undefined {
  for (const system of systems) {
    const found = codings.find((coding) => system.test(coding.system))
    if (found) return found.code
  }
  return codings.find(({ system }) => system === '')?.code
}

/** Whether one of the codes, whatever its system, is that. */
export const hasCode = (codings: readonly Coding[], ...codes: readonly string[]): boolean =>
  codings.some(({ code }) => codes.includes(code.toLowerCase()))

/** A decimal as JSON gives it: digits and how many of them are decimals. Exact for what JSON numbers hold exactly. */
interface Decimal {
  readonly digits: bigint
  readonly decimals: number
}

function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value !== 'number') return undefined
  const parts = /^(-?)(\d{1,15})(?:\.(\d{1,12}))?$/.exec(String(value))
  if (!parts) return undefined
  const digits = BigInt(parts[2]! + (parts[3] ?? ''))
  return { digits: parts[1] === '-' ? -digits : digits, decimals: parts[3]?.length ?? 0 }
}

/** An amount in cents; undefined for what is no number or no whole cents. */
export function centsOf(value: unknown): number | undefined {
  const decimal = decimalOf(value)
  if (decimal === undefined || decimal.decimals > 2) return undefined
  return Number(decimal.digits * 10n ** BigInt(2 - decimal.decimals))
}

/** A price times a quantity in cents, rounded half away from zero; undefined where either is no number. */
export function productCents(price: unknown, quantity: unknown): number | undefined {
  const one = decimalOf(price)
  const other = decimalOf(quantity)
  if (!one || !other) return undefined
  const digits = one.digits * other.digits * 100n
  const scale = 10n ** BigInt(one.decimals + other.decimals)
  const half = digits < 0n ? -scale / 2n : scale / 2n
  return Number((digits + half) / scale)
}
