/** What the tables of two snapshots say of the code that a finding is about. */
import type { CitedRow, RowChange, TableWitness } from '../audit/because.ts'
import { tableFacts, type TableName } from '../codesets/release.ts'
import { isLoaded, type Citation, type Setting, type Snapshot, type TableSet } from '../codesets/tables.ts'
import { edits } from '../edits/index.ts'
import { settingOf } from '../engine/fields.ts'
import type { Claim, Line } from '../model/claim.ts'
import { compactDate } from '../model/dates.ts'
import type { Finding, FindingSource } from '../model/result.ts'

type Row = NonNullable<FindingSource['row']>

/** The row that answers, null where none does; undefined where the table is not of a kind that can be asked. */
type Answer = Citation | null | undefined

const text = (row: Row, name: string): string => String(row[name] ?? '')

/** Whose tables a table's name speaks of. */
const settingOfTable = (table: string): Setting => ({
  biller: table.endsWith('-dme') ? 'supplier' : table.endsWith('-outpatient') ? 'outpatient' : 'practitioner',
  program: table.includes('medicaid') ? 'medicaid' : 'medicare',
})

const cited = (row: number, cite: (row: number) => Citation): Citation | null => (row < 0 ? null : cite(row))

/** The row of a table that has the keys of a cited row. */
function rowLike(snapshot: Snapshot, table: string, like: Row, day: number, setting: Setting): Answer {
  const tables = snapshot.tables(
    table.startsWith('ncci-') && table !== 'ncci-aoc' ? settingOfTable(table) : setting,
  )
  if (table.startsWith('ncci-ptp')) {
    const { ptp } = tables
    if (!isLoaded(ptp)) return undefined
    const [one, two] = [ptp.code(text(like, 'column1')), ptp.code(text(like, 'column2'))]
    return one === 0 || two === 0 ? null : cited(ptp.find(one, two, day), ptp.cite)
  }
  if (table === 'ncci-aoc') {
    const { addOns } = tables
    if (!isLoaded(addOns)) return undefined
    const side = setting.biller === 'outpatient' ? 'facility' : 'practitioner'
    return cited(addOns.find(text(like, 'addOn'), text(like, 'primary'), day, side), addOns.cite)
  }
  return ofCode(tables, table, text(like, 'code'), day)
}

/** The row of a code in a table that is keyed by one. */
function ofCode(tables: TableSet, table: string, code: string, day: number): Answer {
  if (code === '') return undefined
  if (table.startsWith('ncci-mue')) {
    const mue = tables.mue
    return isLoaded(mue) ? cited(mue.find(code, day), mue.cite) : undefined
  }
  switch (table) {
    case 'mpfs':
      return isLoaded(tables.feeSchedule)
        ? cited(tables.feeSchedule.find(code, day), tables.feeSchedule.cite)
        : undefined
    case 'hcpcs':
      return isLoaded(tables.hcpcs) ? cited(tables.hcpcs.find(code), tables.hcpcs.cite) : undefined
    case 'hcpcs-modifiers':
      return isLoaded(tables.hcpcsModifiers)
        ? cited(tables.hcpcsModifiers.find(code), tables.hcpcsModifiers.cite)
        : undefined
    case 'opps':
      return isLoaded(tables.opps) ? cited(tables.opps.find(code, day), tables.opps.cite) : undefined
    case 'drugs':
    case 'telehealth':
    case 'clia': {
      const list = tables[table]
      return isLoaded(list) ? cited(list.find(code, day), list.cite) : undefined
    }
    case 'icd10cm':
      return isLoaded(tables.diagnoses) ? tables.diagnoses.cite(code, day) : undefined
    case 'icd10pcs':
      return isLoaded(tables.icd10pcs) ? tables.icd10pcs.cite(code, day) : undefined
    default:
      return undefined
  }
}

/** Names of the tables that answer to what edits ask with, where one code asks. */
const tableOfKey: Readonly<Record<string, (setting: Setting) => TableName>> = {
  mue: ({ biller, program }) =>
    `ncci-mue-${program === 'medicaid' ? 'medicaid-' : ''}${biller === 'supplier' ? 'dme' : biller}` as TableName,
  feeSchedule: () => 'mpfs',
  hcpcs: () => 'hcpcs',
  hcpcsModifiers: () => 'hcpcs-modifiers',
  opps: () => 'opps',
  drugs: () => 'drugs',
  telehealth: () => 'telehealth',
  clia: () => 'clia',
  diagnoses: () => 'icd10cm',
  icd10pcs: () => 'icd10pcs',
}

/** Codes of a claim that could have been asked of a table. */
function codesFor(table: TableName, claim: Claim, line: Line | undefined): string[] {
  const lines = line === undefined ? claim.lines : [line]
  switch (tableFacts[table].codes) {
    case 'procedure':
      return lines.flatMap(({ procedure }) => procedure ?? [])
    case 'diagnosis':
      return claim.diagnoses.map(({ code }) => code)
    case 'icd10pcs':
      return (claim.procedures ?? []).map(({ code }) => code)
    case 'other':
      return lines.flatMap(({ modifiers }) => modifiers)
  }
}

/** Compares the rows of two snapshots for the day of a finding's line. */
export function tableWitness(before: Snapshot, after: Snapshot): TableWitness {
  const editOf = new Map(edits.map((edit) => [edit.id, edit]))
  return (finding, { day, claim }) => {
    const setting = claim ? settingOf(claim, claim.payer?.line) : settingOfTable('')
    const on = compactDate(day)
    const { table, row, release } = finding.source
    if (table !== undefined && row !== undefined) {
      const [one, two] = [rowLike(before, table, row, on, setting), rowLike(after, table, row, on, setting)]
      if (one === undefined || two === undefined) return undefined
      // A payer that adopts late is judged by another day's row: then neither answer is the one that was cited.
      if (![one, two].some((answer) => answer && answer.release === release && isSame(answer.row, row)))
        return undefined
      return changeOf(table, [before, after], [one, two], on, setting)
    }
    if (claim === undefined) return undefined
    return uncitedChange(finding, claim)

    function uncitedChange({ edit: id, line: number }: Finding, given: Claim): RowChange | undefined {
      const edit = editOf.get(id)
      const line = given.lines.find((one) => one.number === number)
      for (const key of edit === undefined ? [] : [...edit.tables, ...(edit.also ?? [])]) {
        const name = tableOfKey[key]?.(setting)
        if (name === undefined) continue
        for (const code of codesFor(name, given, line)) {
          const answers = [before, after].map((snapshot) => ofCode(snapshot.tables(setting), name, code, on))
          const [one, two] = answers as [Answer, Answer]
          if (one === undefined || two === undefined || isSame(one?.row, two?.row)) continue
          return changeOf(name, [before, after], [one, two], on, setting)
        }
      }
      return undefined
    }
  }
}

const isSame = (one: Citation['row'] | undefined, other: Citation['row'] | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

function changeOf(
  table: string,
  snapshots: readonly [Snapshot, Snapshot],
  answers: readonly [Citation | null, Citation | null],
  day: number,
  setting: Setting,
): RowChange {
  const side = (at: 0 | 1): CitedRow => {
    const answer = answers[at]
    return answer
      ? { release: answer.release, row: answer.row }
      : { release: releaseOf(snapshots[at], table, day, setting), row: null }
  }
  return { table, before: side(0), after: side(1) }
}

/** Id of the release of a table that answers on a day; '' where none is loaded. */
function releaseOf(snapshot: Snapshot, table: string, day: number, setting: Setting): string {
  const own = table.startsWith('ncci-') && table !== 'ncci-aoc' ? settingOfTable(table) : setting
  const tables = snapshot.tables(own)
  const asked = table.startsWith('ncci-ptp')
    ? tables.ptp
    : table === 'ncci-aoc'
      ? tables.addOns
      : Object.entries(tableOfKey).flatMap(([key, name]) =>
          name(own) === table ? [tables[key as keyof TableSet]] : [],
        )[0]
  return asked !== undefined && 'releaseOn' in asked ? asked.releaseOn(day) : ''
}
