/** Payer profiles as they are written (`rules/<payer>/payer.json`) become profiles that the engine can use. */
import { ScrubError } from '../model/errors.ts'
import { PayerProfile } from '../model/profile.ts'
import { conform, readJson, type TextDocument } from './document.ts'

/** Larger than any real profile: one holds lists of codes, not a table. */
const MOST_CHARACTERS = 1_000_000
const MOST_PROFILES = 10_000

/** A profile with the file it stands in. */
export interface FiledProfile {
  readonly file: string
  readonly profile: PayerProfile
}

/** Reads one profile. Throws E_RULE with file and path for what is no JSON or no profile, or has a key that is not known. */
export const readProfile = (document: TextDocument): FiledProfile => ({
  file: document.file,
  profile: conform(PayerProfile, readJson(document, MOST_CHARACTERS), document.file),
})

/**
 * Holds profiles to each other and to the edits there are: `known` has the ids of all edits, and `edit/message` for each
 * message they have. Throws E_RULE for two profiles with one id or one payer id and for an edit that is not known.
 */
export function checkProfiles(profiles: readonly FiledProfile[], known: readonly string[]): void {
  if (profiles.length > MOST_PROFILES)
    throw new ScrubError('E_RULE', profiles[0]!.file, `There are more than ${MOST_PROFILES} profiles.`)
  const edits = new Set(known)
  const fileOfId = new Map<string, string>()
  const fileOfPayer = new Map<string, string>()
  for (const { file, profile } of profiles) {
    checkEdits(file, Object.keys(profile.edits), edits)
    claimName(fileOfId, profile.id, file, 'id')
    profile.payerIds.forEach((id, at) => claimName(fileOfPayer, id, file, `payerIds[${at}]`))
  }
}

/** Refuses names of edits that there are not, with those near them. Throws E_RULE. */
export function checkEdits(file: string, named: readonly string[], known: ReadonlySet<string>): void {
  for (const id of named) if (!known.has(id)) throw unknownEdit(file, id, [...known])
}

/** Reads profiles and checks them; see `readProfile` and `checkProfiles`. */
export function parseProfiles(
  documents: readonly TextDocument[],
  known: readonly string[],
): readonly PayerProfile[] {
  const profiles = documents.map(readProfile)
  checkProfiles(profiles, known)
  return profiles.map(({ profile }) => profile)
}

function unknownEdit(file: string, id: string, known: readonly string[]): ScrubError {
  const shown = id.slice(0, 100)
  const [edit] = id.split('/') as [string]
  const messages = known.filter((other) => other.startsWith(`${edit}/`))
  if (messages.length > 0)
    return new ScrubError(
      'E_RULE',
      `${file}  edits`,
      known.includes(edit)
        ? `The edit ${edit} has no message of the name ${JSON.stringify(shown)}. Known: ${messages.join(', ')}.`
        : `There is no payer rule ${JSON.stringify(shown)}. Known: ${messages.join(', ')}.`,
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
