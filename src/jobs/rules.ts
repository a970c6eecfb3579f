/** Opens the payer rules and profiles of a folder. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { packageFolder } from '../codesets/package-folder.ts'
import { edits } from '../edits/index.ts'
import { ScrubError } from '../model/errors.ts'
import type { PayerProfile } from '../model/profile.ts'
import { parseProfiles } from '../policy/profiles.ts'

/** Payer profiles in force, named by digest. */
export interface RuleSet {
  readonly id: string
  /** By payer id. */
  readonly profiles: ReadonlyMap<string, PayerProfile>
}

/** Rules and profiles that ship with the package. */
export const rulesFolder = join(packageFolder, 'rules')

/** Reads `PAYER/payer.json` of every folder in a folder. Throws E_FILE without the folder, E_RULE for a profile that is none. */
export function openRules(folder: string = rulesFolder): RuleSet {
  if (!existsSync(folder)) throw new ScrubError('E_FILE', folder, 'There is no folder of payer rules.')
  const documents = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name, 'payer.json'))
    .filter((file) => existsSync(file))
    .sort()
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
  const known = edits.flatMap(({ id, messages }) => [
    id,
    ...Object.keys(messages).map((name) => `${id}/${name}`),
  ])
  const profiles = parseProfiles(documents, known)
  const digest = createHash('sha256')
  for (const { file, text } of documents) digest.update(`${basename(dirname(file))}\n${text}\n`)
  return {
    id: documents.length === 0 ? 'none' : `base-${digest.digest('hex').slice(0, 8)}`,
    profiles: new Map(profiles.flatMap((profile) => profile.payerIds.map((id) => [id, profile] as const))),
  }
}
