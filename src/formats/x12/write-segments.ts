/** The pieces that segments of an 837 are written with. */
import type { Provider } from '../../model/claim.ts'
import { ScrubError } from '../../model/errors.ts'

/** The bytes between elements and components, and at the end of a segment. */
export const separators837 = { element: '*', component: ':', terminator: '~' } as const

/** Adds a segment; empty elements at its end are left out. */
export type Add = (...elements: readonly (string | undefined)[]) => void

/** Latin-1 without control characters, separators and the byte that repeats elements; blanks around are not read. */
const CARRIED = /^(?! )[^\p{Cc}*:~^\u0100-\u{10ffff}]+(?<! )$/u

/** Stands where the guides want a name. */
export const NO_NAME = 'NOT GIVEN'

/** An ISO date as X12 writes it. */
export const compact = (date: string): string => date.replaceAll('-', '')

/** Cents as an amount. */
export const amountOf = (cents: number): string => String(cents / 100)

/** A text that no separator and no other character breaks. Throws E_CLAIM. */
export function plain(value: string | undefined, field: string): string | undefined {
  if (value !== undefined && !CARRIED.test(value))
    throw new ScrubError('E_CLAIM', field, 'It has a character that an 837 cannot carry.')
  return value
}

/** NM1 of a provider. */
export function writeName(
  entity: string,
  kind: string,
  provider: Provider | undefined,
  field: string,
  add: Add,
): void {
  const npi = plain(provider?.npi, `${field}.npi`)
  add('NM1', entity, kind, NO_NAME, '', '', '', '', npi && 'XX', npi)
}

/** A provider of the claim or of a line: name, specialty, state, tax number. */
export function writeProvider(
  entity: string,
  specialty: string,
  provider: Provider | undefined,
  field: string,
  add: Add,
): void {
  if (provider === undefined) return
  writeName(entity, '1', provider, field, add)
  if (provider.taxonomy !== undefined)
    add('PRV', specialty, 'PXC', plain(provider.taxonomy, `${field}.taxonomy`))
  if (provider.state !== undefined) add('N4', '', provider.state)
  if (provider.taxId !== undefined) add('REF', 'EI', plain(provider.taxId, `${field}.taxId`))
}

/** Components joined, without empty ones at the end. */
export function trimmed(parts: readonly (string | undefined)[]): string {
  const whole = parts.map((part) => part ?? '')
  while (whole.at(-1) === '') whole.pop()
  return whole.join(separators837.component)
}
