/**
 * The starter sets that ship with the package (`codesets/starter`): a few codes of each table, so that the examples and
 * a first look work without a download. They are examples: absence of a code from them proves nothing.
 */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseString } from 'fast-csv'
import { z } from 'zod'
import { compactDate, isIsoDate } from '../model/dates.ts'
import { ScrubError } from '../model/errors.ts'
import { memoryColumns, type ColumnData } from './columns.ts'
import type { LoadedRelease } from './dated.ts'
import { starterTables, type StarterRow } from './starter-tables.ts'

/** Where the package keeps them; the same from `src` and from `dist`. */
export const starterFolder: string = join(import.meta.dirname, '..', '..', 'codesets', 'starter')

const MOST_BYTES = 4_000_000
const MOST_ROWS = 20_000

const Day = z.string().refine(isIsoDate, 'a calendar date YYYY-MM-DD')

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

/** Reads every release that `starter.json` lists. Throws E_STORE, naming file and row. */
export async function readStarter(folder: string): Promise<readonly LoadedRelease[]> {
  const manifest = manifestOf(await textOf(folder, 'starter.json'))
  return Promise.all(
    manifest.releases.map(async ({ table, release, file, from, through }) => {
      const period = { from: compactDate(from), through: compactDate(through) }
      const rows = await rowsOf(file, await textOf(folder, file))
      return {
        table,
        id: release,
        ...period,
        complete: false,
        file: memoryColumns(columnsOf(() => starterTables[table](rows, period.from))),
      }
    }),
  )
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

async function textOf(folder: string, name: string): Promise<string> {
  try {
    const path = join(folder, name)
    if ((await stat(path)).size <= MOST_BYTES) return await readFile(path, 'utf8')
  } catch {
    throw new ScrubError('E_STORE', name, 'The file of the starter sets cannot be read.')
  }
  throw new ScrubError('E_STORE', name, `The file is larger than ${MOST_BYTES} bytes.`)
}

/** Rows with the line each stands on: no cell of these files holds a line end. */
const rowsOf = (file: string, text: string): Promise<readonly StarterRow[]> =>
  new Promise((resolve, reject) => {
    const rows: StarterRow[] = []
    const fault = (): ScrubError =>
      new ScrubError('E_STORE', `${file} line ${rows.length + 2}`, 'The row is not as wide as the header.')
    parseString(text, { headers: true, trim: true, maxRows: MOST_ROWS, strictColumnHandling: true })
      .on('data-invalid', () => reject(fault()))
      .on('data', (cells: Readonly<Record<string, string>>) =>
        rows.push({ label: file, line: rows.length + 2, cells }),
      )
      .on('error', () => reject(fault()))
      .on('end', () => resolve(rows))
  })

/** What is wrong with a cell, as a fault of the store: these files are no publisher's. */
function columnsOf(build: () => ColumnData): ColumnData {
  try {
    return build()
  } catch (error) {
    if (error instanceof ScrubError) throw new ScrubError('E_STORE', error.at, error.message)
    throw error
  }
}
