/**
 * Coverage documents as plain csv: one row a diagnosis, or range of diagnoses, of a document. The columns stand in
 * `docs/coverage.md`. The name of the file says whose documents they are and since when: `coverage_medicare_2026-09-28.csv`,
 * or with a payer's id, its profile's id or a payer line in place of `medicare`.
 */
import { isIsoDate, compactDate, OPEN_END } from '../../model/dates.ts'
import { pack } from '../codebook.ts'
import {
  coverageColumns,
  type CoverageDocument,
  type CoverageRule,
  type DiagnosisList,
} from './coverage-release.ts'
import { earliest } from './fields.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, headerOf, layoutFault, type Sheet } from './rows.ts'

const COLUMNS = [
  'DOCUMENT',
  'VERSION',
  'TITLE',
  'JURISDICTION',
  'EFFECTIVE_FROM',
  'EFFECTIVE_THROUGH',
  'PROCEDURE',
  'GROUP',
  'DIAGNOSIS',
  'DX_GROUP',
  'RULE',
  'SOURCE',
] as const

/** Columns that may stand behind the others. */
const MORE = ['ROLE', 'PAIR_GROUP', 'FLAG', 'NOTE', 'PAYER'] as const

type Name = Lowercase<(typeof COLUMNS)[number] | (typeof MORE)[number]>

/** One row, with the line it stands on and the place of each column by its name in lower case. */
export interface CoverageRow {
  readonly line: number
  readonly cells: readonly string[]
  readonly columns: ReadonlyMap<string, number>
}

const cellOf = ({ cells, columns }: CoverageRow, name: Name): string => cells[columns.get(name) ?? -1] ?? ''

/** The most procedures of one row; the widest real one has 41. */
const MOST_PROCEDURES = 5000

/** Words in a note by which its writer says that rows do not tell all that the document says. */
const NOT_WHOLE = /\bPARTIAL\b|\bcut off\b/
/** The list stands for one setting of several. */
const ONE_SETTING = /^hospital setting\b/

/** Parses the documents. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readCoverageCsv(sheet: Sheet, { table, id, from, through }: Recognised): ReleaseData[] {
  const { at, columns } = headerOf(sheet, COLUMNS)
  const captions = sheet.rows[at]!.cells.map((cell) => cell.trim().toUpperCase())
  const places = new Map([
    ...COLUMNS.map((name, place) => [name.toLowerCase(), columns[place]!] as const),
    ...MORE.map((name) => [name.toLowerCase(), captions.indexOf(name, columns.at(-1))] as const),
  ])
  const body = bodyOf(sheet, at)
  const rows = body.map(({ line, cells }) => ({ line, cells, columns: places }))
  const payer = id.replace(/-\d{4}-\d{2}(?:-\d{2})?$/, '')
  const documents = coverageDocuments(sheet.label, rows, payer, from)
  const { columns: data, lists, texts } = coverageColumns(documents)
  return [
    {
      table,
      id,
      from: earliest(
        documents.map((document) => document.from),
        from,
      ),
      through,
      rows: body.length,
      columns: data,
      lists,
      texts,
    },
  ]
}

/**
 * The documents that rows make. `payer` is whose they are where a row does not say, `medicare` or a payer's name; `day` is
 * the first day of those that name none, compact. Throws E_LAYOUT.
 */
export function coverageDocuments(
  label: string,
  rows: readonly CoverageRow[],
  payer: string,
  day: number,
): CoverageDocument[] {
  const byDocument = new Map<string, CoverageRow[]>()
  for (const row of rows) {
    const key = `${cellOf(row, 'document')} ${cellOf(row, 'version')}`
    const known = byDocument.get(key)
    if (known) known.push(row)
    else byDocument.set(key, [row])
  }
  return [...byDocument.values()].map((own) => documentOf(label, own, payer, day))
}

/** The document that rows of one id and version make. `day` is the first day of those that name none. */
function documentOf(
  label: string,
  rows: readonly CoverageRow[],
  ofFile: string,
  day: number,
): CoverageDocument {
  const { line } = rows[0]!
  const first = (name: Name): string => cellOf(rows[0]!, name)
  if (!/^[\p{L}\p{N} .,()/-]{1,80}$/u.test(first('document')))
    throw layoutFault(label, line, 'a document named in at most 80 letters, digits and marks')
  const named = (first('payer') || ofFile).toLowerCase()
  const payer = named === 'medicare' ? '' : named
  const place = jurisdictionOf(first('jurisdiction'), payer !== '')
  const from = dayOf(label, line, first('effective_from'), day)
  const through = dayOf(label, line, first('effective_through'), OPEN_END)
  if (through < from) throw layoutFault(label, line, 'a last day not before the first')
  return {
    id: first('document'),
    version: Number(/^\d{1,6}$/.exec(first('version'))?.[0] ?? from),
    title: first('title').slice(0, 500),
    contractor: place.contractor.slice(0, 200),
    states: place.states,
    partly: [],
    nationwide: place.nationwide,
    payer,
    national: /^NCD\b/.test(first('document')) || /\bNCD\b/.test(first('title')),
    // A contractor's articles are those of practitioners and institutions; suppliers have contractors of their own.
    parts: payer === '' && !place.nationwide ? 3 : 7,
    from,
    through,
    unread: rows.some((row) => NOT_WHOLE.test(cellOf(row, 'note')))
      ? 'its rows do not tell all that it says'
      : '',
    rules: rulesOf(label, rows),
  }
}

/** `Contractor: ST ST`, or a place in words: the whole country for a payer's policy, nowhere known for another document. */
function jurisdictionOf(text: string, ofPayer: boolean) {
  const told = /^(.*?):?((?: ?\b(?:[A-Z]{2}|CNMI))+)$/.exec(text)
  const states =
    told?.[2]!
      .trim()
      .split(' ')
      .map((state) => (state === 'CNMI' ? 'MP' : state)) ?? []
  if (told && told[1]!.trim() !== '')
    return { contractor: told[1]!.replace(/: .*$/, '').trim(), states, nationwide: false }
  if (told) return { contractor: states.join(' '), states, nationwide: false }
  return { contractor: text, states: [], nationwide: ofPayer || text.toLowerCase() === 'national' }
}

function dayOf(label: string, line: number, cell: string, empty: number): number {
  if (cell === '') return empty
  if (!isIsoDate(cell)) throw layoutFault(label, line, 'a date YYYY-MM-DD')
  return compactDate(cell)
}

/** What rows of one document say, by the procedures and groups they stand in. */
function rulesOf(label: string, rows: readonly CoverageRow[]): CoverageRule[] {
  const blocks = new Map<string, { rows: CoverageRow[]; procedures: readonly string[] }>()
  for (const row of rows) {
    const [procedure, group, rule] = [cellOf(row, 'procedure'), cellOf(row, 'dx_group'), cellOf(row, 'rule')]
    const key = [procedure, group, rule, onCondition(row), cellOf(row, 'pair_group')].join('|')
    const block = blocks.get(key) ?? { rows: [], procedures: proceduresOf(label, row) }
    block.rows.push(row)
    blocks.set(key, block)
  }
  const lists = [...blocks.values()].map(({ rows: members, procedures }) => ({
    procedures,
    first: members[0]!,
    codes: members.flatMap((row) => diagnosesAt(label, row)),
    special: specialOf(members),
  }))
  return lists.flatMap((block): CoverageRule[] => {
    const { procedures, first, codes, special } = block
    const [rule, pair, group] = [
      cellOf(first, 'rule'),
      cellOf(first, 'pair_group'),
      cellOf(first, 'dx_group'),
    ]
    switch (rule) {
      case 'covered': {
        const kind = onCondition(first) ? 'conditional' : 'covered'
        return special === '*'
          ? [{ procedures, free: true }]
          : [{ procedures, alternatives: [[{ kind, codes }]] }]
      }
      case 'noncovered':
        if (special === '*') return [{ procedures, never: true }]
        return [{ procedures, closed: special === '(any other)', noncovered: codes }]
      case 'needs-secondary': {
        if (pair === '') return [{ procedures, alternatives: [[{ kind: 'unpaired', codes }]] }]
        const groups = [group, ...pair.split(' ')]
        // The combination is told by each of its groups; the first of them in order speaks for all.
        if ([...groups].sort()[0] !== group) return []
        const parts = groups.map((wanted): DiagnosisList => {
          const part = lists.find(
            (other) =>
              cellOf(other.first, 'rule') === 'needs-secondary' &&
              cellOf(other.first, 'dx_group') === wanted &&
              cellOf(other.first, 'procedure') === cellOf(first, 'procedure'),
          )
          if (!part)
            throw layoutFault(label, first.line, `rows of the group ${wanted} that "pair_group" names`)
          return { kind: 'covered', codes: part.codes }
        })
        return [{ procedures, alternatives: [parts] }]
      }
      default:
        throw layoutFault(label, first.line, 'a rule: covered, noncovered or needs-secondary')
    }
  })
}

/** Whether a row's diagnosis is enough on a condition alone. */
const onCondition = (row: CoverageRow): boolean =>
  cellOf(row, 'flag') !== '' || ONE_SETTING.test(cellOf(row, 'note'))

/** `*` or `(any other)` where that stands in place of codes. */
const specialOf = (rows: readonly CoverageRow[]): string =>
  rows
    .map((row) => cellOf(row, 'diagnosis'))
    .find((diagnosis) => diagnosis === '*' || diagnosis === '(any other)') ?? ''

/** Procedures separated by blanks, ranges among them (`D7946-D7947`). Throws E_LAYOUT. */
function proceduresOf(label: string, row: CoverageRow): readonly string[] {
  const { line } = row
  const codes = cellOf(row, 'procedure')
    .split(' ')
    .flatMap((text) => {
      const range = /^([A-Z]?)(\d{4,5})([A-Z]?)-\1(\d{4,5})\3$/.exec(text)
      if (range) {
        const [, letter, first, suffix, last] = range as unknown as [string, string, string, string, string]
        const count = Number(last) - Number(first)
        if (count < 0 || count > 1000) throw layoutFault(label, line, 'a range of at most 1000 procedures')
        return Array.from(
          { length: count + 1 },
          (_, step) => `${letter}${String(Number(first) + step).padStart(first.length, '0')}${suffix}`,
        )
      }
      if (!/^[0-9A-Z]{5}$/.test(text))
        throw layoutFault(label, line, 'procedures of five letters and digits, separated by blanks')
      return [text]
    })
  if (codes.length > MOST_PROCEDURES) throw layoutFault(label, line, `at most ${MOST_PROCEDURES} procedures`)
  return codes
}

/** A diagnosis or a range of them, without dots; none for `*` and `(any other)`. Throws E_LAYOUT. */
function diagnosesAt(label: string, row: CoverageRow): string[] {
  const { line } = row
  const text = cellOf(row, 'diagnosis')
  if (text === '*' || text === '(any other)') return []
  const codes = text.replaceAll('.', '').split('-')
  const right = codes.length <= 2 && codes.every((code) => /^[A-Z][0-9][0-9A-Z]{1,5}$/.test(code))
  if (!right || (codes.length === 2 && pack(codes[1]!) < pack(codes[0]!)))
    throw layoutFault(label, line, 'a diagnosis, a range of diagnoses, * or (any other)')
  return [codes.join('-')]
}
