/**
 * The starter sets that ship with the package (`codesets/starter`): a few codes of each table, so that the examples and
 * a first look work without a download. They are examples: absence of a code from them proves nothing.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { compactDate, isIsoDate } from '../model/dates.ts'
import { ScrubError } from '../model/errors.ts'
import { memoryColumns } from './columns.ts'
import type { LoadedRelease } from './dated.ts'
import { bodyOf, csvSheet, layoutFault } from './import/rows.ts'
import { packageFolder } from './package-folder.ts'
import { starterTables, type StarterRow } from './starter-tables.ts'

/** Where the package keeps them. */
export const starterFolder: string = join(packageFolder, 'codesets', 'starter')

const MOST_BYTES = 4_000_000

const Day = z.string().refine(isIsoDate, 'Expected a calendar date YYYY-MM-DD')

const StarterManifest = z.strictObject({
  id: z.literal('starter'),
  about: z.string(),
  releases: z
    .array(
      z.strictObject({
        table: z.enum(Object.keys(starterTables) as [keyof typeof starterTables]),
        release: z.string().regex(/^[\w-]{1,40}$/),
        // A plain name: a manifest may not lead out of its folder.
        file: z.string().regex(/^[a-z0-9-]{1,60}\.csv$/),
        from: Day,
        through: Day,
        title: z.string(),
        publisher: z.string(),
        facts: z.string(),
        read: z.string().regex(/^\d{4}-\d{2}$/),
        licence: z.string(),
      }),
    )
    .min(1)
    .max(100),
})

/** Reads every release that `starter.json` lists. Rejects with E_STORE, naming file and row. */
export async function readStarter(folder: string): Promise<readonly LoadedRelease[]> {
  const { releases } = manifestOf(textOf(folder, 'starter.json'))
  return ofTheStore(() => {
    // Both editions of ICD-10-CM stand in one file.
    const files = new Set(releases.map(({ file }) => file))
    const rows = new Map([...files].map((file) => [file, rowsOf(file, textOf(folder, file))]))
    return releases.map(({ table, release, file, from, through }) => ({
      table,
      id: release,
      from: compactDate(from),
      through: compactDate(through),
      complete: false,
      file: memoryColumns(starterTables[table](rows.get(file)!, compactDate(from))),
    }))
  })
}

function manifestOf(text: string): z.infer<typeof StarterManifest> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ScrubError('E_STORE', 'starter.json', 'The list of starter sets is no JSON.')
  }
  const parsed = StarterManifest.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new ScrubError('E_STORE', `starter.json ${path.join('.')}`, `${message}.`)
}

function textOf(folder: string, name: string): string {
  try {
    const path = join(folder, name)
    if (statSync(path).size <= MOST_BYTES) return readFileSync(path, 'utf8')
  } catch {
    throw new ScrubError('E_STORE', name, 'The file of the starter sets cannot be read.')
  }
  throw new ScrubError('E_STORE', name, `The file is larger than ${MOST_BYTES} bytes.`)
}

/** Rows with the line each stands on. Throws E_LAYOUT, E_RELEASE_SHORT. */
function rowsOf(file: string, text: string): readonly StarterRow[] {
  const sheet = csvSheet(file, text)
  if (sheet.rows.length < 2) throw layoutFault(file, 1, 'a header and rows')
  const columns = new Map(sheet.rows[0]!.cells.map((name, at) => [name, at]))
  return bodyOf(sheet, 0).map(({ line, cells }) => ({ label: file, line, cells, columns }))
}

/** What is wrong with a row is a fault of the store: these files are no publisher's. */
function ofTheStore<T>(build: () => T): T {
  try {
    return build()
  } catch (error) {
    if (error instanceof ScrubError) throw new ScrubError('E_STORE', error.at, error.message)
    throw error
  }
}
