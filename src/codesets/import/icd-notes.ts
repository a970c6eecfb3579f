/**
 * Excludes1 and code-first notes of ICD-10-CM, from the tabular list or from its notes as csv. What a note names is kept
 * as ranges of codes; notes that name none are counted. Columns: see `../icd-notes.ts`.
 */
import { pack } from '../codebook.ts'
import { blockStarts, column } from './fields.ts'
import { referencesOf } from './icd-references.ts'
import type { ReleaseData } from '../release.ts'
import type { Recognised } from './recognise.ts'
import { bodyOf, headerOf, layoutFault, type Row, type Sheet } from './rows.ts'

/** First and last category of the chapters. Source: ICD-10-CM tabular list FY2026; chapter 22 as of FY2021. */
const CHAPTERS: readonly (readonly [string, string])[] = [
  ['A00', 'B99'],
  ['C00', 'D49'],
  ['D50', 'D89'],
  ['E00', 'E89'],
  ['F01', 'F99'],
  ['G00', 'G99'],
  ['H00', 'H59'],
  ['H60', 'H95'],
  ['I00', 'I99'],
  ['J00', 'J99'],
  ['K00', 'K95'],
  ['L00', 'L99'],
  ['M00', 'M99'],
  ['N00', 'N99'],
  ['O00', 'O9A'],
  ['P00', 'P96'],
  ['Q00', 'QZ9'],
  ['R00', 'R99'],
  ['S00', 'T88'],
  ['V00', 'Y99'],
  ['Z00', 'Z99'],
  ['U00', 'U85'],
]

/** Kinds of notes that are kept, by their place in the column `kind`. */
const KEPT = ['excludes1', 'codeFirst'] as const

const CATEGORY = '[A-Z][0-9A-Z]{2}'

interface Scope {
  readonly heading: string
  readonly first: string
  readonly last: string
}

interface Kept {
  readonly scope: Scope
  readonly kind: number
  readonly note: string
  readonly at: Row
}

/** Parses the notes. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function readIcdNotes(sheet: Sheet, { table, id, from, through }: Recognised): ReleaseData[] {
  const { at, columns } = headerOf(sheet, ['LEVEL', 'CODE', 'KIND', 'NOTE'])
  const body = bodyOf(sheet, at)
  const kept: Kept[] = []
  for (const row of body) {
    const [level, code, kind, note] = columns.map((place) => row.cells[place]!) as [
      string,
      string,
      string,
      string,
    ]
    const index = KEPT.indexOf(kind as (typeof KEPT)[number])
    if (index >= 0)
      kept.push({ scope: scopeOf(sheet.label, row.line, level, code), kind: index, note, at: row })
  }

  const notes: string[] = []
  const prose = new Uint32Array(KEPT.length)
  const openLists = new Set<string>()
  const found = kept.flatMap(({ scope, kind, note }) => {
    const { references, vague } = referencesOf(note)
    if (references.length === 0 || vague) prose[kind]! += 1
    // A list with a line that names no code, or that only gives examples, does not name all it means.
    if (references.length === 0 || /such as|if applicable|any /.test(note))
      openLists.add(`${kind} ${scope.heading}`)
    if (references.length === 0) return []
    const text = notes.push(note) - 1
    return references.map((reference) => ({ scope, kind, text, ...reference }))
  })
  const qualifiers = [...new Set(['', ...found.map(({ qualifier }) => qualifier)])]
  if (qualifiers.length > 255) throw layoutFault(sheet.label, 1, 'a few dozen different qualifiers')

  // Single codes first, in order, so that they are found by search; then blocks and chapters.
  const scopes = [...new Map(found.map(({ scope }) => [scope.heading, scope])).values()].sort(
    (a, b) =>
      Number(a.first !== a.last) - Number(b.first !== b.last) ||
      pack(a.first) - pack(b.first) ||
      pack(a.last) - pack(b.last),
  )
  const places = new Map(scopes.map(({ heading }, place) => [heading, place]))
  const place = (record: (typeof found)[number]): number => places.get(record.scope.heading)!
  const records = found.toSorted((a, b) => place(a) - place(b) || a.text - b.text)
  return [
    {
      table,
      id,
      from,
      through,
      rows: body.length,
      columns: {
        scopeFirst: column(Float64Array, scopes, ({ first }) => pack(first)),
        scopeLast: column(Float64Array, scopes, ({ last }) => pack(last)),
        start: blockStarts(scopes.length, records, place),
        kind: column(Uint8Array, records, ({ kind }) => kind),
        first: column(Float64Array, records, ({ first }) => pack(first)),
        last: column(Float64Array, records, ({ last }) => pack(last)),
        qualifier: column(Uint8Array, records, ({ qualifier }) => qualifiers.indexOf(qualifier)),
        open: column(Uint8Array, records, ({ kind, scope }) =>
          Number(openLists.has(`${kind} ${scope.heading}`)),
        ),
        note: column(Uint32Array, records, ({ text }) => text),
        prose,
      },
      lists: { qualifier: qualifiers, heading: scopes.map(({ heading }) => heading) },
      texts: { note: notes },
    },
  ]
}

/** The codes a note stands over. Throws E_LAYOUT. */
function scopeOf(label: string, line: number, level: string, code: string): Scope {
  if (level === 'chapter') {
    const chapter = CHAPTERS[Number(/^Chapter (\d{1,2})$/.exec(code)?.[1] ?? 0) - 1]
    if (chapter) return { heading: code, first: chapter[0], last: chapter[1] }
  } else if (level === 'section') {
    const block = new RegExp(`^Block (${CATEGORY})(?:-(${CATEGORY}))?$`).exec(code)
    if (block) return { heading: code, first: block[1]!, last: block[2] ?? block[1]! }
  } else if (level === 'diag' && new RegExp(`^${CATEGORY}(?:\\.[0-9A-Z]{1,4})?$`).test(code)) {
    const plain = code.replace('.', '')
    return { heading: code, first: plain, last: plain }
  }
  throw layoutFault(label, line, 'a chapter ("Chapter 4"), a section ("Block E08-E13") or a code ("E11.9")')
}
