/**
 * The article tables of the Medicare Coverage Database export, joined on article id and version. Each table is a file of
 * its own in a zip within a zip; what a procedure or diagnosis group is for stands in the groups' prose.
 */
import { isIsoDate, compactDate } from '../../model/dates.ts'
import type { InputFile } from './archive.ts'
import { documentsOf, type Article, type Contract } from './coverage-articles.ts'
import { coverageColumns } from './coverage-release.ts'
import { streamCsv } from './csv-stream.ts'
import { earliest } from './fields.ts'
import type { ReleaseData } from '../release.ts'
import { layoutFault, shortFault } from './rows.ts'

/** The least rows of diagnoses of a whole export; it has some 430,000. */
const LEAST_ROWS = 100_000
const MOST_ROWS = 5_000_000
const MOST_ARTICLES = 50_000

/** Tables that are read, each with the columns it needs; `key` columns are the article's id and version. */
const TABLES = {
  'article.csv': [
    'article_id',
    'article_version',
    'title',
    'article_eff_date',
    'article_end_date',
    'status',
    'last_updated',
    'article_rev_end_date',
    'date_retired',
  ],
  'article_future_retire.csv': ['article_id', 'retire_dt'],
  'article_x_hcpc_code.csv': ['article_id', 'article_version', 'hcpc_code_id', 'hcpc_code_group'],
  'article_x_hcpc_code_group.csv': ['article_id', 'article_version', 'hcpc_code_group', 'paragraph'],
  'article_x_icd10_covered.csv': [
    'article_id',
    'article_version',
    'icd10_code_id',
    'icd10_covered_group',
    'asterisk',
  ],
  'article_x_icd10_covered_group.csv': ['article_id', 'article_version', 'icd10_covered_group', 'paragraph'],
  'article_x_icd10_noncovered.csv': [
    'article_id',
    'article_version',
    'icd10_code_id',
    'icd10_noncovered_group',
  ],
  'article_x_icd10_noncovered_group.csv': [
    'article_id',
    'article_version',
    'icd10_noncovered_group',
    'paragraph',
  ],
  'article_x_contractor.csv': [
    'article_id',
    'article_version',
    'contractor_id',
    'contractor_type_id',
    'contractor_version',
  ],
  'contractor.csv': ['contractor_id', 'contractor_type_id', 'contractor_version', 'contractor_bus_name'],
  'contractor_jurisdiction.csv': [
    'contractor_id',
    'contractor_type_id',
    'contractor_version',
    'state_id',
    'term_date',
  ],
  'contractor_type_lookup.csv': ['contractor_type_id', 'description'],
  'state_lookup.csv': ['state_id', 'state_abbrev'],
} as const

type TableFile = keyof typeof TABLES

/** Whether a file of that name is a table of the export. */
export const isExportTable = (name: string): boolean => Object.hasOwn(TABLES, name.toLowerCase())

/** Rows of one table: the needed columns in their order. */
type Rows = (readonly string[])[]

/** Tables of one export as they come in. */
export interface CoverageExport {
  /** Reads a table and gives its rows. Throws E_LAYOUT, E_RELEASE_SHORT. */
  take(file: InputFile): Promise<number>
  /** Whether tables of articles came: other exports have tables of contractors, too. */
  hasArticles(): boolean
  /** The release that the tables make. Throws E_LAYOUT where one is missing, E_RELEASE_SHORT where it is short. */
  finish(label: string, partial: boolean): ReleaseData
}

/** An export of which no table has come. */
export function createCoverageExport(): CoverageExport {
  const tables = new Map<TableFile, Rows>()
  return {
    async take(file) {
      const name = file.names[0]!.toLowerCase() as TableFile
      const wanted = TABLES[name]
      let rows: Rows = []
      await streamCsv(file, () => {
        rows = []
        let places: number[] | undefined
        let width = 0
        return (cells, row) => {
          if (places === undefined) {
            const captions = cells.map((cell) =>
              cell
                .replace(/^\ufeff/, '')
                .trim()
                .toLowerCase(),
            )
            width = captions.length
            places = wanted.map((column) => {
              const at = captions.indexOf(column)
              if (at < 0) throw layoutFault(file.label, row, `a column "${column}"`)
              return at
            })
            return
          }
          if (cells.length !== width) throw layoutFault(file.label, row, `${width} columns, as in the header`)
          if (rows.length >= MOST_ROWS) throw layoutFault(file.label, row, `at most ${MOST_ROWS} rows`)
          rows.push(places.map((at) => cells[at]!.trim()))
        }
      })
      tables.set(name, rows)
      return rows.length
    },
    hasArticles: () => [...tables.keys()].some((name) => name.startsWith('article')),
    finish(label, partial) {
      for (const name of Object.keys(TABLES) as TableFile[])
        // Retirement to come is announced for few articles; an export may do without that table.
        if (!tables.has(name) && name !== 'article_future_retire.csv')
          throw layoutFault(label, 1, `the table ${name} in the export`)
      const of = (name: TableFile): Rows => tables.get(name) ?? []
      const diagnoses = of('article_x_icd10_covered.csv').length + of('article_x_icd10_noncovered.csv').length
      if (diagnoses < LEAST_ROWS && !partial)
        throw shortFault(label, 1, `at least ${LEAST_ROWS} diagnoses, found ${diagnoses}`)
      const edition = editionOf(of('article.csv'))
      if (edition === 0) throw layoutFault(label, 1, 'a date in the column "last_updated" of article.csv')
      const documents = documentsOf([...articlesOf(of).values()], contractsOf(of), edition)
      const { columns, lists, texts } = coverageColumns(documents)
      const day = String(edition)
      return {
        table: 'coverage-articles',
        id: `MCD-${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`,
        from: earliest(
          documents.map(({ from }) => from),
          edition,
        ),
        through: edition,
        rows: diagnoses + of('article_x_hcpc_code.csv').length,
        columns,
        lists,
        texts,
      }
    },
  }
}

/** A day as the export writes it (`2026-04-01 00:00:00`, `04/01/2026`), compact; 0 for none. */
export function exportDay(cell: string): number {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})/.exec(cell)
  const iso = american
    ? `${american[3]}-${american[1]!.padStart(2, '0')}-${american[2]!.padStart(2, '0')}`
    : cell.slice(0, 10)
  return isIsoDate(iso) ? compactDate(iso) : 0
}

/** The day of the newest change: what the edition is called after. */
const editionOf = (articles: Rows): number =>
  articles.reduce((newest, [, , , , , , updated]) => Math.max(newest, exportDay(updated!)), 0)

const keyOf = ([id, version]: readonly string[]): string => `${id!} ${version!}`

/** Articles by id and version, with the rows of all tables. */
function articlesOf(of: (name: TableFile) => Rows): ReadonlyMap<string, Article> {
  const retired = new Map(of('article_future_retire.csv').map(([id, day]) => [id!, exportDay(day!)]))
  const articles = new Map<string, Article>()
  for (const row of of('article.csv')) {
    const [id, version, title, from, end, status, , revisionEnd, retire] = row as readonly string[] & {
      length: 9
    }
    if (!/^\d{1,9}$/.test(id!) || !/^\d{1,6}$/.test(version!)) continue
    if (articles.size >= MOST_ARTICLES) break
    articles.set(keyOf(row), {
      id: `A${id!}`,
      version: Number(version),
      title: title!.slice(0, 500),
      status: status!,
      from: exportDay(from!),
      ends: [exportDay(end!), exportDay(revisionEnd!)],
      retires: [exportDay(retire!), retired.get(id!) ?? 0],
      procedures: new Map(),
      covered: new Map(),
      noncovered: new Map(),
      contracts: [],
    })
  }
  const group = <T>(groups: Map<number, T>, number: string, make: () => T): T => {
    const at = Number(number)
    const known = groups.get(at) ?? make()
    groups.set(at, known)
    return known
  }
  const each = (name: TableFile, add: (article: Article, row: readonly string[]) => void): void => {
    for (const row of of(name)) {
      const article = articles.get(keyOf(row))
      if (article) add(article, row)
    }
  }
  const procedures = () => ({ codes: [] as string[], paragraph: '' })
  const diagnoses = () => ({ codes: [] as string[], starred: [] as string[], paragraph: '' })
  each('article_x_hcpc_code.csv', (article, [, , code, number]) => {
    group(article.procedures, number!, procedures).codes.push(code!.toUpperCase())
  })
  each('article_x_hcpc_code_group.csv', (article, [, , number, paragraph]) => {
    group(article.procedures, number!, procedures).paragraph = paragraph!
  })
  each('article_x_icd10_covered.csv', (article, [, , code, number, asterisk]) => {
    const { codes, starred } = group(article.covered, number!, diagnoses)
    ;(asterisk!.toUpperCase() === 'Y' ? starred : codes).push(plainCode(code!))
  })
  each('article_x_icd10_covered_group.csv', (article, [, , number, paragraph]) => {
    group(article.covered, number!, diagnoses).paragraph = paragraph!
  })
  each('article_x_icd10_noncovered.csv', (article, [, , code, number]) => {
    group(article.noncovered, number!, diagnoses).codes.push(plainCode(code!))
  })
  each('article_x_icd10_noncovered_group.csv', (article, [, , number, paragraph]) => {
    group(article.noncovered, number!, diagnoses).paragraph = paragraph!
  })
  each('article_x_contractor.csv', (article, [, , ...contractor]) => {
    article.contracts.push(contractor.join(' '))
  })
  return articles
}

const plainCode = (code: string): string => code.replaceAll('.', '').toUpperCase()

/** Contractors by id, kind and version. */
function contractsOf(of: (name: TableFile) => Rows): ReadonlyMap<string, Contract> {
  const kinds = new Map(of('contractor_type_lookup.csv').map(([id, description]) => [id!, description!]))
  const states = new Map(
    of('state_lookup.csv').map(([id, abbreviation]) => [id!, abbreviation!.toUpperCase()]),
  )
  const where = new Map<string, string[]>()
  for (const [id, kind, version, state, ended] of of('contractor_jurisdiction.csv')) {
    const abbreviation = states.get(state!)
    if (ended !== '' || abbreviation === undefined) continue
    const key = `${id!} ${kind!} ${version!}`
    const known = where.get(key) ?? []
    known.push(abbreviation)
    where.set(key, known)
  }
  return new Map(
    of('contractor.csv').map(([id, kind, version, name]) => {
      const key = `${id!} ${kind!} ${version!}`
      return [key, { name: name!.slice(0, 200), kind: kinds.get(kind!) ?? '', states: where.get(key) ?? [] }]
    }),
  )
}
