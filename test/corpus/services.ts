/** Turns the services of a row into lines of a claim. */
import type { ClaimInput } from '../../src/model/claim.ts'
import { addDays } from '../../src/model/dates.ts'

type LineInput = ClaimInput['lines'][number]

/** A number of the form of an NPI: nine digits and the check digit of ISO 7812 with the prefix 80840. */
export function npi(nine: number): string {
  const digits = String(nine)
  let sum = 24
  for (let at = 0; at < 9; at += 1) {
    const digit = Number(digits[at])
    const doubled = at % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return `${digits}${(10 - (sum % 10)) % 10}`
}

const LINE =
  /^(?:(?<revenue>0\d{3})(?= |$) ?)?(?<procedure>[0-9A-Z]{5})?(?<modifiers>(?:-[0-9A-Z]{2})*)(?<rest>.*)$/

/** `99213-25 @1/2 x1`: codes first, then what the README says. Throws on anything else. */
export function lineOf(text: string, at: number, on: string, claim: Partial<ClaimInput>): LineInput {
  const found = LINE.exec(text)?.groups
  if (!found || (found['revenue'] ?? found['procedure']) === undefined) throw new Error(`no service: ${text}`)
  const line: LineInput = { number: at + 1, serviceDate: on, units: 1 }
  if (found['revenue']) line.revenueCode = found['revenue']
  if (found['procedure']) line.procedure = found['procedure']
  line.modifiers = found['modifiers']!.split('-').filter((modifier) => modifier !== '')
  let dollars: number | undefined
  for (const token of found['rest']!.match(/"[^"]*"|\S+/g) ?? []) {
    const value = token.slice(1)
    if (token.startsWith('x')) line.units = Number(value)
    else if (token.startsWith('m')) line.minutes = Number(value)
    else if (token.startsWith('@')) line.pointers = value.split('/').map(Number)
    else if (token.startsWith('$')) dollars = Number(value)
    else if (token.startsWith('#')) line.placeOfService = value
    else if (token.startsWith('^')) line.serviceDate = dayOf(value, on)
    else if (token.startsWith('~')) line.serviceDateThrough = dayOf(value, on)
    else if (token.startsWith('&'))
      line.rendering = { npi: npi(199_997_000 + Number(value.slice(-2))), taxonomy: value.slice(0, 10) }
    else if (token.startsWith('"')) line.description = token.slice(1, -1)
    else if (token.startsWith('n')) [line.ndc, line.ndcUnit] = value.split('/') as [string, string]
    else throw new Error(`no part of a service: ${token} in ${text}`)
    if (token.startsWith('n')) line.ndcQuantity = Number(value.split('/')[2])
  }
  line.chargeCents = Math.round((dollars ?? 60 + 15 * (at + 1) * Math.min(40, Math.ceil(line.units!))) * 100)
  if (claim.type === 'professional')
    line.pointers ??= claim.diagnoses!.slice(0, 4).map((_, index) => index + 1)
  return line
}

/** A day as written, or `+3` and `-2` days from the claim's own. */
export const dayOf = (text: string, on: string): string =>
  /^[+-]/.test(text) ? addDays(on, Number(text)) : text
