/** A user's list of payers: the id as their files have it → the id, line and name it stands for. CSV or JSON. */
import { z } from 'zod'
import { PayerLine, type Claim } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'
import { recordCutter, rowsOf } from './csv-records.ts'

/** What a payer id of a file stands for; a field that is absent leaves the claim's own. */
export interface MappedPayer {
  readonly id?: string
  readonly line?: PayerLine
  readonly name?: string
}

/** Payers by the id that files give them; the key `''` is for claims that name none. */
export type PayerMap = ReadonlyMap<string, MappedPayer>

const MOST_BYTES = 4 * 1024 * 1024
const MOST_ROWS = 50_000
const columns = ['payer', 'id', 'line', 'name'] as const
type Column = (typeof columns)[number]

const word = z
  .string()
  .trim()
  .max(80)
  .regex(/^[^\p{Cc}]*$/u, 'has a control character')
const Entry = z.strictObject({
  payer: word,
  id: word.min(1).optional(),
  line: PayerLine.optional(),
  name: word.min(1).optional(),
})

/**
 * Reads a payer map: CSV with the columns `payer`, `id`, `line`, `name` (the first and one other at least), or a JSON
 * array of objects of these fields. Throws E_PAYER_MAP with the row or index of what is no entry: an unknown column, a
 * line that is none, an entry that says nothing, one payer named twice.
 */
export async function parsePayerMap(bytes: Uint8Array, file: string): Promise<PayerMap> {
  if (bytes.length > MOST_BYTES) throw fault(file, `It has more than ${MOST_BYTES} bytes.`)
  const text = new TextDecoder().decode(bytes)
  const entries = /^\s*\[/.test(text) ? jsonEntries(text, file) : await csvEntries(bytes, file)
  if (entries.length === 0) throw fault(file, 'It names no payer.')
  if (entries.length > MOST_ROWS) throw fault(file, `It has more than ${MOST_ROWS} entries.`)
  const map = new Map<string, MappedPayer>()
  for (const { at, value } of entries) {
    const parsed = Entry.safeParse(value)
    if (!parsed.success) throw fault(`${file}  ${at}`, sentence(parsed.error.issues[0]!))
    const { payer, ...mapped } = parsed.data
    if (Object.keys(mapped).length === 0)
      throw fault(`${file}  ${at}`, 'It says neither id nor line nor name of the payer.')
    if (map.has(payer)) throw fault(`${file}  ${at}`, 'The same payer is named a second time.')
    map.set(payer, mapped as MappedPayer)
  }
  return map
}

/** The claim with the payer that the map has for it; the claim itself where the map has none. */
export function mapPayer(claim: Claim, map: PayerMap): Claim {
  const mapped = map.get(claim.payer?.id ?? '')
  if (mapped === undefined) return claim
  const { id, name, line } = claim.payer ?? {}
  return {
    ...claim,
    payer: { id: mapped.id ?? id, name: mapped.name ?? name, line: mapped.line ?? line },
  }
}

interface Raw {
  readonly at: string
  readonly value: unknown
}

function jsonEntries(text: string, file: string): Raw[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw fault(file, 'It begins like JSON and is none.')
  }
  return (value as unknown[]).map((entry, at) => ({ at: `[${at}]`, value: entry }))
}

async function csvEntries(bytes: Uint8Array, file: string): Promise<Raw[]> {
  const cutter = recordCutter((header) => (header.includes('\t') ? '\t' : header.includes(';') ? ';' : ','))
  const records = [...cutter.push(bytes), ...cutter.end()]
  const [header, ...rows] = await rowsOf(records, cutter.separator())
  const names = header?.cells ?? []
  for (const name of names)
    if (!columns.includes(name as Column) || names.indexOf(name) !== names.lastIndexOf(name))
      throw fault(`${file}  row 1`, `Its columns are ${columns.join(', ')}, each once.`)
  if (!names.includes('payer')) throw fault(`${file}  row 1`, 'It has no column "payer".')
  return rows.map(({ row, cells }) => {
    if (cells === undefined || cells.length !== names.length)
      throw fault(`${file}  row ${row}`, `A row has ${names.length} cells; this one has not.`)
    const filled = names.flatMap((name, at) =>
      cells[at] === '' && name !== 'payer' ? [] : [[name, cells[at]] as const],
    )
    return { at: `row ${row}`, value: Object.fromEntries(filled) }
  })
}

/** What is wrong, without the value: a name may stand where a code should. */
function sentence(issue: z.core.$ZodIssue): string {
  const field = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys')
    return `There is a field that is none. Known: ${columns.join(', ')}.`
  if (field === 'line') return `"line" is none of ${PayerLine.options.join(', ')}.`
  if (field === '') return 'It is no object with the fields of an entry.'
  return `"${field}" is missing, or is no text of 1 to 80 characters.`
}

const fault = (at: string, text: string): ScrubError => new ScrubError('E_PAYER_MAP', at, text)
