/** Documents of a rules folder: bounded, read as JSON, held to a schema, and refused with place and known names. */
import { z } from 'zod'
import { ScrubError, type ErrorCode } from '../model/errors.ts'

/** A document as read from its file. */
export interface TextDocument {
  /** Name of the file as errors shall give it. */
  readonly file: string
  readonly text: string
}

/** Deeper than any document's own form can be. */
const MOST_DEPTH = 40

const REFUSED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** A text of the document as an error may show it. */
export const shown = (text: unknown): string => JSON.stringify(String(text).slice(0, 60))

/** The error of a document: file and path, and what is wrong there. */
export const refused = (code: ErrorCode, file: string, path: string, sentence: string): ScrubError =>
  new ScrubError(code, `${file}  ${path}`.trimEnd(), sentence)

/**
 * Reads JSON. Throws E_RULE_LIMIT for what is larger or nested deeper than any such document, E_RULE for what is no JSON
 * or holds a key that would reach beyond its object.
 */
export function readJson({ file, text }: TextDocument, mostCharacters: number): unknown {
  if (text.length > mostCharacters)
    throw refused('E_RULE_LIMIT', file, '', `The file has more than ${mostCharacters} characters.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refused('E_RULE', file, '', 'The file is no JSON.')
  }
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEPTH)
      throw refused('E_RULE_LIMIT', file, '', `The file is nested deeper than ${MOST_DEPTH} levels.`)
    const next: unknown[] = []
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue
      if (Array.isArray(one)) {
        for (const member of one as unknown[]) next.push(member)
        continue
      }
      for (const [key, member] of Object.entries(one)) {
        if (REFUSED_KEYS.has(key)) throw refused('E_RULE', file, '', `A document has no key ${shown(key)}.`)
        next.push(member)
      }
    }
    level = next
  }
  return value
}

/** Holds a value to a schema. Throws what `codeOf` says of the first issue, E_RULE where it says nothing. */
export function conform<T extends z.ZodType>(
  schema: T,
  value: unknown,
  file: string,
  codeOf: (issue: z.core.$ZodIssue) => ErrorCode = () => 'E_RULE',
): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  // A misspelt key goes first: it is often why another one is missing.
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  const others = issues.length > 1 ? ` (${issues.length - 1} more in this file)` : ''
  throw refused(codeOf(issue), file, pathText(issue.path), `${sentence(schema, issue)}${others}`)
}

function sentence(schema: z.ZodType, issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return `${issue.message}.`
  const keys = issue.keys.map((key) => JSON.stringify(key.slice(0, 60))).join(', ')
  return `There is no ${keys} here. Known: ${knownKeys(schema, issue.path).join(', ')}.`
}

/** Keys that may stand at a path, read from the schema itself. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  interface Node {
    readonly properties?: Readonly<Record<string, Node>>
    readonly items?: Node
    readonly oneOf?: readonly Node[]
  }
  let node: Node | undefined = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node
  for (const step of path) node = typeof step === 'number' ? node?.items : node?.properties?.[String(step)]
  const nodes = [node, ...(node?.oneOf ?? [])]
  return [...new Set(nodes.flatMap((one) => Object.keys(one?.properties ?? {})))]
}

/** `['authorizations', 0, 'codes']` as `authorizations[0].codes`. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number'
        ? `${text}[${step}]`
        : text === ''
          ? String(step).slice(0, 60)
          : `${text}.${String(step).slice(0, 60)}`,
    '',
  )
