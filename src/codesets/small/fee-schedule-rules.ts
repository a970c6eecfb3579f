/**
 * What Medicare's fee schedule means by its indicators and statuses (`fee_schedule_indicators.csv`,
 * `fee_schedule_status.csv`). Source: CMS relative value files, record layout attachment A (RVU25D).
 */
import type { Severity } from '../../model/result.ts'
import type { DatedTable } from '../dated.ts'
import type { FeeScheduleTable } from '../fee-schedule.ts'
import { certaintyOf, smallDated, type SmallRow } from './rows.ts'

/** Indicators that allow or refuse a modifier. */
export type RuledIndicator = 'pcTc' | 'bilateral' | 'assistant' | 'coSurgeon' | 'team'

/** What one value of an indicator means. */
export interface IndicatorRule {
  readonly value: string
  readonly meaning: string
  /** What a modifier against it is worth; `none` where the value refuses nothing. */
  readonly severity: Severity | 'none'
}

/** What one status means. */
export interface StatusRule {
  readonly meaning: string
  readonly severity: Severity | 'none'
}

/** Rules of the indicators. */
export interface FeeScheduleRules extends DatedTable {
  /**
   * The rule for a row's indicator; undefined where indicators say nothing of the code: only codes with status A, C, R
   * and T are paid by them, on all others they are 9 and mean nothing. Codes with status C are the contractor's to
   * price, so that a rule against them is a `review`.
   */
  ofRow(feeSchedule: FeeScheduleTable, row: number, which: RuledIndicator): IndicatorRule | undefined
  status(status: string): StatusRule | undefined
  /** Whether some release has a row of the code that passes; asked once a code, when an edit says what wakes it. */
  onSomeDay(feeSchedule: FeeScheduleTable, procedure: string, test: (row: number) => boolean): boolean
}

const names: Readonly<Record<string, RuledIndicator>> = {
  pc_tc: 'pcTc',
  bilateral: 'bilateral',
  assistant: 'assistant',
  co_surgeon: 'coSurgeon',
  team: 'team',
}

/** Severity as the table has it; a row that is not certain supports no more than a `review`. */
function severityOf(row: SmallRow): Severity | 'none' {
  const severity = row['severity']
  switch (severity) {
    case 'none':
    case 'note':
    case 'review':
      return severity
    case 'deny':
    case 'reject':
      return certaintyOf(row) === 'high' ? severity : 'review'
    default:
      throw new Error(`fee schedule rules: unknown severity "${severity}"`)
  }
}

/** A rule as published, and for codes that contractors price. */
interface Graded {
  readonly published: IndicatorRule
  readonly contractors: IndicatorRule
}

/** Builds the table from the rows of both files. Throws when a row has a severity that is not known. */
export function feeScheduleRules(
  indicators: readonly SmallRow[],
  statuses: readonly SmallRow[],
): FeeScheduleRules {
  const byIndicator = new Map<RuledIndicator, Map<string, Graded>>()
  for (const row of indicators) {
    const which = names[row['indicator'] ?? '']
    if (which === undefined) continue
    const rules = byIndicator.get(which) ?? new Map<string, Graded>()
    const published = { value: row['value']!, meaning: row['meaning'] ?? '', severity: severityOf(row) }
    const contractors: IndicatorRule =
      published.severity === 'none' ? published : { ...published, severity: 'review' }
    rules.set(published.value, { published, contractors })
    byIndicator.set(which, rules)
  }
  const byStatus = new Map(
    statuses.map((row) => [row['status']!, { meaning: row['meaning'] ?? '', severity: severityOf(row) }]),
  )
  return {
    ...smallDated('fee-schedule-rules'),
    ofRow(feeSchedule, row, which) {
      const status = feeSchedule.indicator(row, 'status')
      if (status !== 'A' && status !== 'C' && status !== 'R' && status !== 'T') return undefined
      const rule = byIndicator.get(which)?.get(feeSchedule.indicator(row, which))
      return status === 'C' ? rule?.contractors : rule?.published
    },
    status: (status) => byStatus.get(status),
    onSomeDay(feeSchedule, procedure, test) {
      const passes = (day: number): boolean => {
        const row = feeSchedule.find(procedure, day)
        return row >= 0 && test(row)
      }
      // Releases are quarterly: none lies between the first days of two months.
      for (let day = feeSchedule.from; day < feeSchedule.through; day = nextMonth(day))
        if (passes(day)) return true
      return passes(feeSchedule.through)
    },
  }
}

/** First day of the month after a compact date. */
function nextMonth(day: number): number {
  const [year, month] = [Math.floor(day / 10000), Math.floor(day / 100) % 100]
  return month === 12 ? (year + 1) * 10000 + 101 : year * 10000 + (month + 1) * 100 + 1
}
