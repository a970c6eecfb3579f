/** Cells of the small tables: what a code, a day, a range or a few words look like. */
import { z } from 'zod'
import { isIsoDate } from '../../src/model/dates.ts'

export const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) => z.enum(values)
export const blankOr = <T extends z.ZodType>(schema: T) => z.union([z.literal(''), schema])
export const listOf = (item: RegExp) =>
  z
    .string()
    .refine(
      (text) => text !== '' && text.split(' ').every((part) => item.test(part)),
      `is no list of ${item}`,
    )

export const CODE = /^(?:\d{4}[0-9A-Z]|[A-Z]\d{4})$/
export const MODIFIER = /^[0-9A-Z]{2}$/
export const code = z.string().regex(CODE)
export const codes = listOf(CODE)
/** Codes and ranges of codes. */
export const ranges = listOf(/^(?:\d{4}[0-9A-Z]|[A-Z]\d{4})(?:-(?:\d{4}[0-9A-Z]|[A-Z]\d{4}))?$/)
export const modifier = z.string().regex(MODIFIER)
export const modifiers = listOf(MODIFIER)
export const place = z.string().regex(/^\d\d$/)
export const number = z.string().regex(/^\d+$/)
/** Words of the project's own: no sentence of a publisher is so short. */
export const words = z.string().min(1).max(260)
export const note = z.string().max(260)
export const day = blankOr(z.string().refine(isIsoDate, 'is no date'))
export const severity = oneOf('reject', 'deny', 'review', 'note', 'none')
export const yesNo = oneOf('yes', 'no')
export const payerLine = oneOf('all', 'medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other')
export const trust = { certain: oneOf('high', 'medium', 'low'), source: words }
export const period = { effective_from: day, effective_to: day }
/** A code of a remittance, and the list it stands in. */
export const remittance = {
  list: oneOf('group', 'carc', 'rarc'),
  code: z.string().regex(/^(?:[A-Z]{2}|\d{1,3}|[ABP]\d{1,2}|(?:M|MA|N)\d{1,3})$/),
}
/** Days and trust together, as most tables end. */
export const dated = { ...period, ...trust }
export const range = { code_from: code, code_to: code }
export const age = { unit: blankOr(oneOf('days', 'months', 'years')), bound: blankOr(number) }
