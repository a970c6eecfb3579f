/** Holds requests to zod schemas: nothing is coerced, nothing dropped, and what is refused is named without its value. */
import type { z } from 'zod'
import { ScrubError } from '../index.ts'
import { refusal } from './faults.ts'

/** Keys that reach beyond their object. */
const REFUSED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** A name as fields have them: anything else in the place of a key, as a person's name, is not repeated. */
const FIELD_NAME = /^[a-z_][A-Za-z0-9_-]{0,39}$/

/** Deeper than any document that is taken. */
const MOST_DEPTH = 60

/** What a value was given as. */
export type Part = 'query' | 'path' | 'body'

const subjects: Readonly<Record<Part, string>> = {
  query: 'the query',
  path: 'the address',
  body: 'the body',
}

const named = (key: PropertyKey): string =>
  FIELD_NAME.test(String(key)) ? `"${String(key)}"` : 'of such a name'

const step = (key: PropertyKey): string =>
  typeof key === 'number' ? `[${key}]` : FIELD_NAME.test(String(key)) ? `.${String(key)}` : '[…]'

/** Throws E_REQUEST for keys that reach beyond their object, and for what is nested deeper than any document. */
export function refuseKeys(value: unknown, part: Part): void {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEPTH)
      throw refusal('E_REQUEST', `There is something in ${subjects[part]} that is nested too deep.`)
    const next: unknown[] = []
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue
      for (const key of Object.keys(one)) {
        if (!Array.isArray(one) && REFUSED.has(key))
          throw refusal('E_REQUEST', `There is no field "${key}" in ${subjects[part]}.`)
        next.push((one as Record<string, unknown>)[key])
      }
    }
    level = next
  }
}

/** The first issue in words: the field, and what it must be. */
function sentenceOf(error: z.ZodError, part: Part): string {
  const { issues } = error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  const path = issue.path.map(step).join('')
  const place = path === '' ? subjects[part] : path.replace(/^\./, '')
  if (issue.code === 'unrecognized_keys') return `There is no field ${named(issue.keys[0]!)} in ${place}.`
  // Words of zod name what is expected and the type of what was given; values are not among them.
  if (issue.message.endsWith('received undefined')) return `${place} is missing.`
  return `${place}: ${issue.message.replace(/^Invalid (input|option|string): /, '')}.`
}

/** The value as its schema makes it. Throws E_OPTION for a query, E_REQUEST for anything else. */
export function conforming<T extends z.ZodType>(schema: T, value: unknown, part: Part): z.output<T> {
  refuseKeys(value, part)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw refusal(part === 'query' ? 'E_OPTION' : 'E_REQUEST', sentenceOf(parsed.error, part))
}

const parts: Readonly<Record<string, Part>> = { querystring: 'query', params: 'path' }

/** Whether a query asks nothing: most do not, and what their schema makes of that is known beforehand. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  for (const _ in value) return false
  return true
}

/** What Fastify compiles schemas with. */
export function validatorCompiler({
  schema,
  httpPart,
}: {
  readonly schema: z.ZodType
  readonly httpPart?: string
}): (value: unknown) => { readonly value: unknown } | { readonly error: Error } {
  const part = parts[httpPart ?? 'body'] ?? 'body'
  const ofNothing = part === 'query' ? schema.safeParse({}) : undefined
  const asked = ofNothing?.success ? { value: Object.freeze(ofNothing.data) } : undefined
  return (value) => {
    if (asked !== undefined && isEmpty(value)) return asked
    try {
      return { value: conforming(schema, value, part) }
    } catch (error) {
      if (error instanceof ScrubError) return { error }
      throw error
    }
  }
}
