/** The text of a day, made once: readers meet the same days again and again. */
import { isCalendarDay, isoDate } from '../model/dates.ts'

const [FIRST_YEAR, YEARS, MONTH, YEAR] = [1800, 400, 31, 372]
const texts: (string | undefined)[] = new Array<string | undefined>(YEARS * YEAR).fill(undefined)

/** The day as ISO date; undefined where the numbers (or NaN) name no day of the calendar. */
export function dayText(year: number, month: number, day: number): string | undefined {
  if (!isCalendarDay(year, month, day)) return undefined
  if (year < FIRST_YEAR) return isoDate(year * 10_000 + month * 100 + day)
  const place = (year - FIRST_YEAR) * YEAR + (month - 1) * MONTH + day - 1
  return (texts[place] ??= isoDate(year * 10_000 + month * 100 + day))
}
