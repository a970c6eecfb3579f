/**
 * Age bands of the Medicare Code Editor, in completed years, in the order in which it tests them.
 * Source: CMS Medicare Code Editor 43.1, age groups (start and end dates of each band), read 2026-11-25.
 */

/** A band of ages and the flag that puts a diagnosis in it. */
export interface AgeBand {
  readonly flag: 'pediatric' | 'newborn' | 'maternity' | 'adult'
  /** Years, inclusive. */
  readonly from: number
  readonly through: number
}

const pediatric: AgeBand = { flag: 'pediatric', from: 0, through: 17 }
const newborn: AgeBand = { flag: 'newborn', from: 0, through: 0 }
const maternity: AgeBand = { flag: 'maternity', from: 9, through: 64 }
const earlierMaternity: AgeBand = { flag: 'maternity', from: 12, through: 55 }
const adult: AgeBand = { flag: 'adult', from: 15, through: 124 }

/** First day of the wider maternity band, compact. */
const WIDER_MATERNITY = 20191001

const bands: readonly AgeBand[] = [pediatric, newborn, maternity, adult]
const earlierBands: readonly AgeBand[] = [pediatric, newborn, earlierMaternity, adult]

/** The bands in force on a day (compact date). */
export const ageBands = (day: number): readonly AgeBand[] => (day < WIDER_MATERNITY ? earlierBands : bands)
