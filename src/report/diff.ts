/** The difference of two runs for people and programs: text, NDJSON, CSV, and a page that stands alone. */
import type { Because, CitedRow } from '../audit/because.ts'
import type { ClaimDifference, Difference, RunDiff } from '../audit/diff.ts'
import type { DiffTotals } from '../audit/diff-totals.ts'
import { line as csvLine } from './csv.ts'
import { createDiffPage } from './diff-page.ts'
import { dollars } from './text.ts'

/** What a report of a difference says beyond findings. */
export interface DiffContext {
  readonly before: RunDiff['before']
  readonly after: RunDiff['after']
  /** False where rows of tables could not be compared, since the code sets of a run are not there. */
  readonly tablesKnown: boolean
}

/** Writes one report. All its parts, in order, are the report. */
export interface DiffWriter {
  begin(): string
  claim(difference: ClaimDifference): string
  end(totals: DiffTotals, unreadable: RunDiff['unreadable']): string | Promise<string>
}

/** Names of reports, as `--report` takes them. */
export const diffReportNames = ['text', 'ndjson', 'csv', 'html'] as const
/** Name of a report of a difference. */
export type DiffReportName = (typeof diffReportNames)[number]

const nothing = (): string => ''

/** Text for a terminal: what comes from outside could move its cursor. */
const plain = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, ' ')

const makers: Readonly<Record<DiffReportName, (context: DiffContext) => DiffWriter>> = {
  text: textReport,
  ndjson: () => ({
    begin: nothing,
    claim: ({ differences }) => differences.map((difference) => `${JSON.stringify(difference)}\n`).join(''),
    end: nothing,
  }),
  csv: () => ({
    begin: () => csvLine(csvHead),
    claim: ({ payer, differences }) =>
      differences.map((difference) => csvLine(csvRow(payer, difference))).join(''),
    end: nothing,
  }),
  html: createDiffPage,
}

/** Begins a report. */
export const openDiffReport = (name: DiffReportName, context: DiffContext): DiffWriter =>
  makers[name](context)

const csvHead = [
  'claim',
  'payer',
  'line',
  'edit',
  'message',
  'change',
  'severityBefore',
  'severityAfter',
  'centsBefore',
  'centsAfter',
  'textBefore',
  'textAfter',
  'reason',
  'because',
  'table',
  'releaseBefore',
  'rowBefore',
  'releaseAfter',
  'rowAfter',
]

const rowJson = (side: CitedRow | undefined): string | null =>
  side === undefined ? null : side.row === null ? 'none' : JSON.stringify(side.row)

const csvRow = (
  payer: string | null,
  { claim, line, edit, message, change, before, after, because }: Difference,
): (string | number | null | undefined)[] => [
  claim,
  payer,
  line,
  edit,
  message,
  change,
  before?.severity,
  after?.severity,
  before?.atRiskCents,
  after?.atRiskCents,
  before?.text,
  after?.text,
  because.reason,
  because.text,
  because.table,
  because.before?.release,
  rowJson(because.before),
  because.after?.release,
  rowJson(because.after),
]

const whole = (count: number): string => count.toLocaleString('en-US')
const counted = (count: number, what: string): string => `${whole(count)} ${what}${count === 1 ? '' : 's'}`

/** Terms of the two runs that differ, in sentences; none where nothing does. */
export function termSentences({ before, after, tablesKnown }: DiffContext): string[] {
  const pair = (what: string, one: string, two: string): string[] =>
    one === two ? [] : [`${what}: ${one}, then ${two}.`]
  const options = (run: RunDiff['before']): string => JSON.stringify(run.options)
  return [
    ...pair('Code sets', before.codesets, after.codesets),
    ...pair('Payer rules', before.rules, after.rules),
    ...pair('Program', before.engine, after.engine),
    ...pair('Options', options(before), options(after)),
    ...(tablesKnown
      ? []
      : ['The store has not the code sets of both runs, so that rows which changed cannot all be shown.']),
  ]
}

const MARK = { gained: '+', gone: '-', changed: '~' } as const

function textReport(context: DiffContext): DiffWriter {
  return {
    begin: () =>
      [`${context.before.id} → ${context.after.id}`, ...termSentences(context), '', '']
        .map(plain)
        .join('\n')
        .trimStart(),
    claim({ claim, payer, differences }) {
      if (differences.length === 0) return ''
      const head = `${plain(claim)}${payer === null ? '' : `  payer ${plain(payer)}`}\n`
      return head + differences.map(textOf).join('')
    },
    end: (totals, unreadable) => `${totalsText(totals, unreadable)}\n`,
  }
}

function textOf({ line, edit, message, change, before, after, because }: Difference): string {
  const place = line === null ? 'claim' : `line ${line}`
  const finding = (after ?? before)!
  const severities =
    before && after && before.severity !== after.severity
      ? `${before.severity} → ${after.severity}`
      : finding.severity
  const said =
    before && after && before.text !== after.text
      ? [`    was  ${plain(before.text)}`, `    now  ${plain(after.text)}`]
      : [`    ${plain(finding.text)}`]
  return [
    `  ${MARK[change]} ${change}  ${place}  ${edit}/${message}  ${severities}`,
    ...said,
    `    because  ${plain(becauseText(because))}`,
    '',
  ].join('\n')
}

/** Why, in a sentence. */
export const becauseText = ({ text }: Because): string => text

function totalsText(totals: DiffTotals, unreadable: RunDiff['unreadable']): string {
  const { claims, changedClaims, gained, gone, changed, beforeCents, afterCents, groups } = totals
  const lines =
    changedClaims === 0
      ? [`No finding differs in ${counted(claims, 'claim')}.`]
      : [
          `${whole(changedClaims)} of ${counted(claims, 'claim')} differ: ${whole(gained)} findings gained, ${whole(gone)} gone, ${whole(changed)} changed.`,
        ]
  lines.push(
    `At risk of rejection or denial: ${dollars(beforeCents)}, then ${dollars(afterCents)}.`,
    ...(unreadable.before + unreadable.after > 0
      ? [`Not read: ${whole(unreadable.before)}, then ${whole(unreadable.after)}.`]
      : []),
    ...groups.map(
      (group) =>
        `  ${group.edit}${group.payer === null ? '' : `  payer ${group.payer}`}: ${counted(group.claims, 'claim')}, +${group.gained} -${group.gone} ~${group.changed}, ${dollars(group.beforeCents)} → ${dollars(group.afterCents)}`,
    ),
  )
  return lines.map(plain).join('\n')
}
