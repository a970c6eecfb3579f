/** Payer profiles as they are written (`rules/<payer>/payer.json`) become profiles that the engine can use. */
import { z } from 'zod'
import { ScrubError } from '../model/errors.ts'
import { PayerProfile } from '../model/profile.ts'

/** A profile as read from its file. */
export interface ProfileDocument {
  /** Name of the file as errors shall give it. */
  readonly file: string
  readonly text: string
}

/** Larger than any real profile: one holds lists of codes, not a table. */
const MOST_CHARACTERS = 1_000_000
const MOST_PROFILES = 10_000

/**
 * Parses payer profiles. `known` holds the ids of all edits, and `edit/message` for each message they have. Throws
 * E_RULE with file and path: what is no JSON or no profile, a key or an edit that is not known (with those that are),
 * two profiles with one id or one payer id.
 */
export function parseProfiles(
  documents: readonly ProfileDocument[],
  known: readonly string[],
): readonly PayerProfile[] {
  if (documents.length > MOST_PROFILES)
    throw new ScrubError('E_RULE', documents[0]!.file, `There are more than ${MOST_PROFILES} profiles.`)
  const edits = new Set(known)
  const fileOfId = new Map<string, string>()
  const fileOfPayer = new Map<string, string>()
  return documents.map(({ file, text }) => {
    const profile = parse(file, text)
    for (const id of Object.keys(profile.edits)) if (!edits.has(id)) throw unknownEdit(file, id, known)
    claimName(fileOfId, profile.id, file, 'id')
    profile.payerIds.forEach((id, at) => claimName(fileOfPayer, id, file, `payerIds[${at}]`))
    return profile
  })
}

function parse(file: string, text: string): PayerProfile {
  if (text.length > MOST_CHARACTERS)
    throw new ScrubError('E_RULE', file, `A profile has at most ${MOST_CHARACTERS} characters.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ScrubError('E_RULE', file, 'The file is no JSON.')
  }
  const parsed = PayerProfile.safeParse(value)
  if (parsed.success) return parsed.data
  // A misspelt key goes first: it is often why another one is missing.
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  const others = issues.length > 1 ? ` (${issues.length - 1} more in this file)` : ''
  throw new ScrubError('E_RULE', `${file}  ${pathText(issue.path)}`.trimEnd(), `${sentence(issue)}${others}`)
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return `${issue.message}.`
  const keys = issue.keys.map((key) => JSON.stringify(key.slice(0, 60))).join(', ')
  return `There is no ${keys} here. Known: ${knownKeys(issue.path).join(', ')}.`
}

/** Keys that may stand at a path, read from the schema itself. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  interface Node {
    readonly properties?: Readonly<Record<string, Node>>
    readonly items?: Node
  }
  let node: Node | undefined = z.toJSONSchema(PayerProfile, { io: 'input' }) as Node
  for (const step of path) node = typeof step === 'number' ? node?.items : node?.properties?.[String(step)]
  return Object.keys(node?.properties ?? {})
}

/** `['authorizations', 0, 'codes']` as `authorizations[0].codes`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  )

function unknownEdit(file: string, id: string, known: readonly string[]): ScrubError {
  const shown = id.slice(0, 100)
  const [edit] = id.split('/') as [string]
  const messages = known.filter((other) => other.startsWith(`${edit}/`))
  if (messages.length > 0)
    return new ScrubError(
      'E_RULE',
      `${file}  edits`,
      `The edit ${edit} has no message of the name ${JSON.stringify(shown)}. Known: ${messages.join(', ')}.`,
    )
  const edits = known.filter((other) => !other.includes('/'))
  const near = edits.filter((other) => other.split('-')[0] === edit.split('-')[0])
  const list = near.length > 0 ? `Near it: ${near.join(', ')}` : `Known: ${edits.join(', ')}`
  return new ScrubError('E_RULE', `${file}  edits`, `There is no edit ${JSON.stringify(shown)}. ${list}.`)
}

/** Takes a name for a file; the same name in two places would leave a claim to chance. */
function claimName(taken: Map<string, string>, name: string, file: string, path: string): void {
  const other = taken.get(name)
  if (other !== undefined)
    throw new ScrubError(
      'E_RULE',
      `${file}  ${path}`,
      `${JSON.stringify(name)} is already taken by ${other}.`,
    )
  taken.set(name, file)
}
