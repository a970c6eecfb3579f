/**
 * A row for each finding, in the verdict or apart, and one for each claim that is clean or cannot be read: RFC 4180, with a header. A spreadsheet
 * runs a cell that begins with `=`, `+`, `-`, `@` or a control character as a formula; such a cell is led by an
 * apostrophe. Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection.
 */
import type { ClaimResult, Finding, Problem, Result } from '../model/result.ts'
import type { ReportWriter } from './writer.ts'

type Cell = string | number | null | undefined

/** What a row is about. */
interface Row {
  readonly result: Result
  readonly finding?: Finding
  /** Why a finding is in no verdict. */
  readonly apart?: 'shadow' | 'overridden'
  readonly problem?: Problem
}

/** Columns in order, with what stands in them: the documentation of the report is made from here. */
export const csvColumns: Readonly<
  Record<string, { readonly means: string; readonly of: (row: Row) => Cell }>
> = {
  claim: { means: 'Number of the claim; empty where it cannot be read', of: ({ result }) => result.claim },
  verdict: {
    means: 'Worst severity of the claim, `clean` or `unreadable`',
    of: ({ result }) => result.verdict,
  },
  finding: { means: 'Id of the finding', of: ({ finding }) => finding?.id },
  edit: { means: 'Edit or payer rule', of: ({ finding }) => finding?.edit },
  message: { means: 'Which of its messages', of: ({ finding }) => finding?.message },
  severity: { means: '`reject`, `deny`, `review` or `note`', of: ({ finding }) => finding?.severity },
  apart: {
    means: '`shadow` or `overridden` for a finding in no verdict',
    of: ({ apart }) => apart,
  },
  line: { means: 'Billed line number; empty for the whole claim', of: ({ finding }) => finding?.line },
  at: { means: 'Path in the claim', of: ({ finding }) => finding?.at },
  where: { means: 'The same place in the 837', of: ({ finding }) => finding?.where },
  relatedLines: {
    means: 'Other lines concerned, parted by blanks',
    of: ({ finding }) => finding?.relatedLines.join(' '),
  },
  text: {
    means: 'What was found, or why the claim cannot be read',
    of: ({ finding, problem }) => finding?.text ?? problem?.text,
  },
  fix: { means: 'What can be done', of: ({ finding }) => finding?.fix },
  group: { means: 'Group code', of: ({ finding }) => finding?.group },
  carc: { means: 'Claim adjustment reason code', of: ({ finding }) => finding?.carc },
  rarc: { means: 'Remark code', of: ({ finding }) => finding?.rarc },
  scope: { means: 'What is lost: `line`, `units` or `claim`', of: ({ finding }) => finding?.scope },
  atRiskCents: { means: 'Billed cents of that', of: ({ finding }) => finding?.atRiskCents },
  causedBy: { means: 'Finding whose correction clears this one', of: ({ finding }) => finding?.causedBy },
  evidence: {
    means: 'Earlier claims it rests on, `claim` or `claim/line`, parted by blanks',
    of: ({ finding }) =>
      finding?.evidence.map(({ claim, line }) => (line === null ? claim : `${claim}/${line}`)).join(' '),
  },
  source: { means: 'Title of the source', of: ({ finding }) => finding?.source.title },
  url: { means: 'Its address', of: ({ finding }) => finding?.source.url },
  table: { means: 'Table that decided', of: ({ finding }) => finding?.source.table },
  release: { means: 'Its release', of: ({ finding }) => finding?.source.release },
  probability: {
    means: 'Probability that the payer rejects or denies the claim, 0 to 1',
    of: ({ result }) => claimed(result)?.risk?.probability,
  },
  expectedLossCents: {
    means: 'Cents that are expected to be denied',
    of: ({ result }) => claimed(result)?.risk?.expectedLossCents,
  },
  probabilityLow: {
    means: 'Lower end of its interval',
    of: ({ result }) => claimed(result)?.risk?.interval[0],
  },
  probabilityHigh: {
    means: 'Upper end of its interval',
    of: ({ result }) => claimed(result)?.risk?.interval[1],
  },
  riskBasis: {
    means: '`prior` for published rates, `learned` for a model',
    of: ({ result }) => claimed(result)?.risk?.basis,
  },
  problem: { means: 'Error code where the claim cannot be read', of: ({ problem }) => problem?.code },
  file: { means: 'Input in which it cannot be read', of: ({ problem }) => problem?.file },
  segment: { means: 'Segment there (X12)', of: ({ problem }) => problem?.segment },
  row: { means: 'Row or line there (CSV, NDJSON)', of: ({ problem }) => problem?.row },
  column: { means: 'Column there (CSV)', of: ({ problem }) => problem?.column },
  byte: { means: 'Offset there', of: ({ problem }) => problem?.byte },
  path: { means: 'Path there (JSON)', of: ({ problem }) => problem?.path },
  codesets: { means: 'Snapshot of the code sets', of: ({ result }) => claimed(result)?.codesets },
  rules: { means: 'Payer rules', of: ({ result }) => claimed(result)?.rules },
  engine: { means: 'Version of the program', of: ({ result }) => claimed(result)?.engine },
}

const columns = Object.values(csvColumns)

/** The report. */
export function createCsvReport(): ReportWriter {
  return {
    begin: () => line(Object.keys(csvColumns)),
    render(result) {
      if (result.claim === null) return rowText({ result, problem: result.problem })
      const rows: Row[] = [
        ...result.findings.map((finding) => ({ result, finding })),
        ...(result.overridden ?? []).map(({ finding }) => ({
          result,
          finding,
          apart: 'overridden' as const,
        })),
        ...(result.shadow ?? []).map((finding) => ({ result, finding, apart: 'shadow' as const })),
      ]
      if (result.findings.length === 0) rows.unshift({ result })
      return rows.map(rowText).join('')
    },
  }
}

const claimed = (result: Result): ClaimResult | undefined => (result.claim === null ? undefined : result)

const rowText = (row: Row): string => line(columns.map(({ of }) => of(row)))

/** One row of a CSV file, safe for a spreadsheet. */
export const line = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`

/** Full-width signs count too: spreadsheets take them for the plain ones. A lone line feed would break a row elsewhere. */
const FORMULA = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u
const QUOTED = /[",\r\n]|^\s|\s$/

/** One cell. Numbers of our own are never formulas. */
function cell(value: Cell): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
