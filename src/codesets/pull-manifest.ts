/** Where publishers keep their release files: one manifest in `codesets/manifests/` for each release. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ScrubError } from '../model/errors.ts'
import { packageFolder } from './package-folder.ts'
import { tableFacts, type TableName } from './release.ts'

/** A release as its publisher offers it. URLs are facts; nothing of the files is part of this package. */
export const PullManifest = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: z.string().max(200),
  publisher: z.string().max(200),
  table: z.enum(Object.keys(tableFacts) as [TableName, ...TableName[]]),
  licence: z.strictObject({
    name: z.string().max(300),
    url: z.string().url().max(500),
    /** Whether the user must say that he accepts it before anything is downloaded. */
    accept: z.boolean(),
  }),
  /** The publisher's page, for those who download by hand. */
  page: z.string().url().max(500),
  files: z
    .array(
      z.strictObject({
        url: z.string().url().max(500),
        /** Of the whole file, where it is known; another one is refused. */
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional(),
      }),
    )
    .min(1)
    .max(20),
  /** The most bytes that one file may have. */
  mostBytes: z.int().min(1).max(2_147_483_648),
})
export type PullManifest = z.infer<typeof PullManifest>

/** Manifests that ship with the package. */
export const manifestsFolder = join(packageFolder, 'codesets', 'manifests')

const MOST_CHARACTERS = 100_000

/** All manifests of a folder by name. Throws E_LAYOUT for one that is none. */
export function pullManifests(folder: string = manifestsFolder): readonly PullManifest[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const path = join(folder, file)
      const text = readFileSync(path, 'utf8')
      if (text.length > MOST_CHARACTERS) throw new ScrubError('E_LAYOUT', path, 'It is no manifest.')
      let value: unknown
      try {
        value = JSON.parse(text)
      } catch {
        throw new ScrubError('E_LAYOUT', path, 'It is no JSON.')
      }
      const parsed = PullManifest.safeParse(value)
      if (parsed.success && file === `${parsed.data.name}.json`) return parsed.data
      const where = parsed.success ? 'name' : parsed.error.issues[0]!.path.join('.')
      throw new ScrubError('E_LAYOUT', `${path}  ${where}`, 'It is not what a manifest has there.')
    })
}
