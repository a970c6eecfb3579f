/** Quarters, months and fiscal years as compact dates. */

/** A calendar quarter. */
export interface Quarter {
  readonly year: number
  /** 1 to 4. */
  readonly quarter: number
}

const LAST_DAYS = [331, 630, 930, 1231] as const

/** First day of a quarter, compact. */
export const quarterStart = ({ year, quarter }: Quarter): number =>
  year * 10000 + ((quarter - 1) * 3 + 1) * 100 + 1

/** Last day of a quarter, compact. */
export const quarterEnd = ({ year, quarter }: Quarter): number => year * 10000 + LAST_DAYS[quarter - 1]!

/** `2024Q3`. */
export const quarterId = ({ year, quarter }: Quarter): string => `${year}Q${quarter}`

/** The quarter of a month counted from 1. */
export const quarterOfMonth = (year: number, month: number): Quarter => ({
  year,
  quarter: Math.ceil(month / 3),
})

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** Number of a month from the beginning of its English name, 0 for none. */
export const monthNumber = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toUpperCase()) + 1

/**
 * The quarter of an NCCI version such as v302: major 30 counts years from 1994, minor counts quarters from 0. Undefined
 * for a minor number above 3.
 * Source: the names of CMS's own files, v302r0 for the third quarter of 2024 and v322r0 for that of 2026;
 * https://www.cms.gov/national-correct-coding-initiative-ncci/ncci-edits
 */
export function ncciQuarter(version: string): Quarter | undefined {
  const minor = Number(version.slice(-1))
  return minor > 3 ? undefined : { year: 1994 + Number(version.slice(0, -1)), quarter: minor + 1 }
}

/**
 * The quarter that a name tells: `2024Q3`, `2024-q3`, `Eff_07-01-2024`, `eff_2024-07-01`. Undefined when it tells none,
 * or a date that begins no quarter.
 */
export function quarterInName(name: string): Quarter | undefined {
  const direct = /(20\d\d)[-_ ]?Q([1-4])/i.exec(name)
  if (direct) return { year: Number(direct[1]), quarter: Number(direct[2]) }
  const american = /Eff[a-z]*[-_ ]?(01|04|07|10)-01-(20\d\d)/i.exec(name)
  if (american) return quarterOfMonth(Number(american[2]), Number(american[1]))
  const iso = /Eff[a-z]*[-_ ]?(20\d\d)-(01|04|07|10)-01/i.exec(name)
  return iso ? quarterOfMonth(Number(iso[1]), Number(iso[2])) : undefined
}
