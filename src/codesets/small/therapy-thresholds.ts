/** Yearly amounts of therapy above which KX attests need (`therapy_thresholds.csv`). Source: Bipartisan Budget Act of 2018; CMS therapy services page. */
import type { Citation, DatedTable } from '../dated.ts'
import { datedRow, inForce } from './by-code.ts'
import { citeSmall, smallDated, type SmallRow } from './rows.ts'

/** The thresholds of a year in cents of allowed charges: physical and speech therapy together, occupational apart. */
export interface TherapyThreshold {
  readonly physicalAndSpeechCents: number
  readonly occupationalCents: number
}

/** Thresholds by day of service. */
export interface TherapyThresholds extends DatedTable {
  /** Undefined for a year that the table does not know. */
  on(day: number): TherapyThreshold | undefined
  cite(day: number): Citation
}

/** Builds the table from its rows. */
export function therapyThresholds(rows: readonly SmallRow[]): TherapyThresholds {
  const dated = rows.map((row) => ({
    period: datedRow(row),
    threshold: {
      physicalAndSpeechCents: Number(row['pt_slp_cents']),
      occupationalCents: Number(row['ot_cents']),
    },
  }))
  const of = (day: number) => dated.find(({ period }) => inForce(period, day))
  return {
    ...smallDated('therapy-thresholds'),
    on: (day) => of(day)?.threshold,
    cite: (day) => citeSmall('therapy-thresholds', of(day)?.period.row ?? {}),
  }
}
