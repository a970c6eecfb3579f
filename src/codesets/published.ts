/** When a release came out: what a claim that was submitted on a day could have been checked against. */
import { compactDate, isIsoDate } from '../model/dates.ts'
import type { TableName } from './release.ts'
import { makeManifest, type Manifest } from './store-manifest.ts'

/** What of a listed release tells when it came out. */
export interface DatedRelease {
  readonly table: TableName
  readonly id: string
  readonly from: number
  readonly through: number
  /** Compact date that was stated at the import, by the file itself or by whoever imported it. */
  readonly published?: number | undefined
}

const months: Readonly<Record<string, number>> = { JAN: 1, APR: 4, JUL: 7, OCT: 10 }

/** Ways in which publishers name a period, with its first day as a compact date. */
const periods: readonly (readonly [RegExp, (...parts: string[]) => number])[] = [
  [/^(\d{4})Q([1-4])$/, (year, quarter) => Number(year) * 10000 + (Number(quarter) * 3 - 2) * 100 + 1],
  [
    /^RVU(\d\d)([A-D])$/,
    (year, part) => (2000 + Number(year)) * 10000 + ('ABCD'.indexOf(part!) * 3 + 1) * 100 + 1,
  ],
  [/^(\d{4})(JAN|APR|JUL|OCT)$/, (year, month) => Number(year) * 10000 + months[month!]! * 100 + 1],
  [/^FY(\d{4})$/, (year) => (Number(year) - 1) * 10000 + 1001],
  [/^FY(\d{4})APR$/, (year) => Number(year) * 10000 + 401],
  // Version 43 is that of fiscal year 2026; a second one of a year is April's.
  [/^MCE(\d\d)\.0$/, (version) => (1982 + Number(version)) * 10000 + 1001],
  [/^MCE(\d\d)\.[1-9]$/, (version) => (1983 + Number(version)) * 10000 + 401],
  // The list of places bears its year alone: it was out by the end of that.
  [/^POS(\d{4})$/, (year) => Number(year) * 10000 + 1231],
  [/^(\d{4})$/, (year) => Number(year) * 10000 + 101],
  [/^(\d{4})-(\d\d)$/, (year, month) => Number(year) * 10000 + Number(month) * 100 + 1],
  [/(\d{4})-(\d\d)-(\d\d)$/, (year, month, day) => Number(`${year}${month}${day}`)],
]

/**
 * Day by which a release was out, a compact date: the one stated at its import, else the first day of the period that
 * its name says. Publishers bring releases out some weeks before that; counting on less is the careful reading of "what
 * could have been known". Where a name says no period, the last day on which the release is in force.
 */
export function publishedOn({ id, from, through, published }: DatedRelease): number {
  if (published !== undefined) return published
  for (const [pattern, first] of periods) {
    const match = pattern.exec(id)
    if (match) return first(...match.slice(1))
  }
  return through === 99991231 ? from : through
}

/** The snapshot that could have been put together by the end of a day, `YYYY-MM-DD`: its id is made from what is left. */
export const knownBy = (manifest: Manifest, day: string): Manifest =>
  makeManifest(manifest.releases.filter((release) => publishedOn(release) <= compactDate(day)))

/** The day on which a fee schedule says that it was released, among its caption lines; undefined where it does not. */
export function releasedIn(captions: string): number | undefined {
  const told = /\bRELEASED\s+(\d\d)\/(\d\d)\/(\d{4})\b/i.exec(captions)
  if (!told) return undefined
  const day = `${told[3]}-${told[1]}-${told[2]}`
  return isIsoDate(day) ? compactDate(day) : undefined
}
