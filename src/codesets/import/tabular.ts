/**
 * The tabular list of ICD-10-CM as its publisher ships it, XML, as the rows that `icd-notes.ts` reads: level, code, kind
 * and note. The parser streams and expands no entities; a document type is refused.
 */
import { SaxesParser } from 'saxes'
import { layoutFault, shortFault, type Row, type Sheet } from './rows.ts'

const MOST_NOTES = 500_000
const MOST_DEPTH = 40
const LONGEST_TEXT = 4000

/** Captions of the rows made. */
export const NOTE_CAPTIONS = ['level', 'code', 'kind', 'note'] as const

/** Elements that hold the code of the part they stand in. */
const PARTS: Readonly<Record<string, string>> = { chapter: 'chapter', section: 'section', diag: 'diag' }
const KINDS: ReadonlySet<string> = new Set([
  'includes',
  'inclusionTerm',
  'excludes1',
  'excludes2',
  'codeFirst',
  'codeAlso',
  'useAdditionalCode',
  'notes',
  'sevenChrNote',
])

/** Notes of the tabular list as rows under a header. Throws E_LAYOUT, E_RELEASE_SHORT. */
export function tabularSheet(label: string, text: string): Sheet {
  const parser = new SaxesParser()
  const rows: Row[] = [{ line: 1, cells: NOTE_CAPTIONS }]
  const parts: { level: string; code: string }[] = []
  const path: string[] = []
  let kind = ''
  let collected: string | undefined
  let ended = false
  const refuse = (expected: string): Error => layoutFault(label, parser.line, expected)

  parser.on('opentag', ({ name, attributes }) => {
    const parent = path.at(-1) ?? ''
    path.push(name)
    if (path.length > MOST_DEPTH) throw refuse(`at most ${MOST_DEPTH} nested elements`)
    if (PARTS[name])
      parts.push({ level: name, code: name === 'section' ? `Block ${attributes['id'] ?? ''}` : '' })
    else if (KINDS.has(name)) kind = name
    const named = name === 'name' && (parent === 'chapter' || parent === 'diag')
    if (named || (name === 'note' && kind !== '' && parts.length > 0)) collected = ''
  })
  parser.on('text', (piece) => {
    if (collected === undefined) return
    collected += piece
    if (collected.length > LONGEST_TEXT) throw refuse(`a note of at most ${LONGEST_TEXT} characters`)
  })
  parser.on('closetag', ({ name }) => {
    path.pop()
    const value = collected?.replace(/\s+/g, ' ').trim()
    const part = parts.at(-1)
    if (name === 'name' && value !== undefined && part) {
      parts[parts.length - 1] = { ...part, code: part.level === 'chapter' ? `Chapter ${value}` : value }
      collected = undefined
    } else if (name === 'note' && value !== undefined && part) {
      if (rows.length > MOST_NOTES) throw refuse(`at most ${MOST_NOTES} notes`)
      rows.push({ line: parser.line, cells: [part.level, part.code, kind, value] })
      collected = undefined
    } else if (KINDS.has(name)) kind = ''
    else if (PARTS[name]) parts.pop()
    if (path.length === 0) ended = true
  })
  parser.on('doctype', () => {
    throw refuse('a tabular list without a document type; its publisher writes none')
  })
  parser.on('error', () => {
    throw refuse('well-formed XML')
  })
  for (let at = 0; at < text.length; at += 65_536) parser.write(text.slice(at, at + 65_536))
  if (!ended) throw shortFault(label, parser.line, 'the end of the root element')
  parser.close()
  return { label, rows, ended }
}
