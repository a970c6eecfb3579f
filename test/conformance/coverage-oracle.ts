/**
 * What the coverage articles of `coverage.csv` say, read row by row as a person would, for comparison: it imports nothing
 * of the program.
 */

/** A row of the file by column name. */
export type Row = Readonly<Record<string, string>>

/** Rows of a csv file with a header. */
export function rowsOf(text: string): Row[] {
  const records: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (quoted && char === '"' && text[at + 1] === '"') {
      cell += '"'
      at++
    } else if (char === '"') quoted = !quoted
    else if (!quoted && (char === ',' || char === '\n')) {
      records.at(-1)!.push(cell)
      cell = ''
      if (char === '\n') records.push([])
    } else if (char !== '\r') cell += char
  }
  const [header, ...body] = records.filter(({ length }) => length > 1)
  return body.map((values) => Object.fromEntries(header!.map((name, at) => [name, values[at]!])))
}

/** What an article says of a procedure and some diagnoses. */
export type Said = 'covered' | 'open' | 'denied' | 'perhaps'

const plain = (code: string): string => code.replaceAll('.', '')

const found = new WeakMap<readonly Row[], Map<string, Row[]>>()

/** Rows of a document that name a procedure. */
function rowsFor(rows: readonly Row[], procedure: string): Row[] {
  let known = found.get(rows)
  if (!known) found.set(rows, (known = new Map()))
  let own = known.get(procedure)
  if (!own)
    known.set(
      procedure,
      (own = rows
        .filter((row) => row['procedure']!.split(' ').includes(procedure))
        .map((row) => ({ ...row, diagnosis: plain(row['diagnosis']!) }))),
    )
  return own
}

/** What one document says; undefined where it does not name the procedure. */
export function documentSays(
  rows: readonly Row[],
  procedure: string,
  diagnoses: readonly string[],
): Said | undefined {
  const own = rowsFor(rows, procedure)
  if (own.length === 0) return undefined
  if (own.some((row) => /PARTIAL|cut off/.test(row['note']!))) return 'open'
  const given = new Set(diagnoses.map(plain))
  const hit = (row: Row): boolean => given.has(row['diagnosis']!)
  const covering = own.filter((row) => row['rule'] === 'covered')
  const pairs = own.filter((row) => row['rule'] === 'needs-secondary')
  const excluding = own.filter((row) => row['rule'] === 'noncovered')

  if (excluding.some((row) => row['diagnosis'] === '*')) return 'denied'
  if (covering.some((row) => row['diagnosis'] === '*')) return 'covered'
  const conditional = (row: Row): boolean => row['flag'] !== '' || row['note']!.startsWith('hospital setting')
  if (covering.some((row) => hit(row) && !conditional(row))) return 'covered'
  const group = (name: string): boolean => pairs.some((row) => row['dx_group'] === name && hit(row))
  if (pairs.some((row) => row['pair_group'] !== '' && hit(row) && row['pair_group']!.split(' ').every(group)))
    return 'covered'
  if (covering.some((row) => hit(row) && conditional(row))) return 'open'
  if (pairs.some((row) => row['pair_group'] === '' && hit(row))) return 'open'
  if (covering.length + pairs.length === 0)
    return excluding.length > 0 &&
      [...given].every((code) => excluding.some((row) => row['diagnosis'] === code))
      ? 'denied'
      : 'covered'
  const closed = excluding.length === 0 || excluding.some((row) => row['diagnosis'] === '(any other)')
  return closed || pairs.some(hit) || excluding.some(hit) ? 'denied' : 'perhaps'
}

/** States of a document; none for the country. */
export const statesOf = (row: Row): string[] =>
  (/: ([A-Z ]+)$/.exec(row['jurisdiction']!)?.[1] ?? '').replace('CNMI', 'MP').split(' ')

/** What all articles of a state say of a line: one that covers is enough; undefined where none names the procedure. */
export function articlesSay(
  documents: readonly (readonly Row[])[],
  state: string,
  procedure: string,
  diagnoses: readonly string[],
): Said | undefined {
  let said: Said | undefined
  for (const rows of documents) {
    const states = statesOf(rows[0]!)
    if (!states.includes(state)) continue
    const own = documentSays(rows, procedure, diagnoses)
    if (own === undefined) continue
    const softened = own === 'denied' && states.length > 25 ? 'perhaps' : own
    if (softened === 'covered' || said === 'covered') said = 'covered'
    else if (softened === 'open' || said === 'open') said = 'open'
    else said = said === 'perhaps' || softened === 'perhaps' ? 'perhaps' : softened
  }
  return said
}
