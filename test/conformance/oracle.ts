/**
 * A brute-force reading of the publishers' files, which shares no code with the product: rows in maps of strings, rules
 * written out again in the plainest way. Used to hold the product to the tables on random claims.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync, inflateRawSync } from 'node:zlib'

/** The first entry of a zip as text. */
export function unzipFirst(path: string): string {
  const zip = readFileSync(path)
  const directory = zip.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'))
  // The last central record of a one-file archive is its only one.
  const [size, header] = [zip.readUInt32LE(directory + 20), zip.readUInt32LE(directory + 42)]
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
  return inflateRawSync(zip.subarray(start, start + size)).toString('latin1')
}

export interface PairRow {
  readonly one: string
  readonly two: string
  readonly from: string
  readonly to: string
  readonly indicator: string
}

/** All rows among the codes given and those that every nth row names. */
export function readPairs(
  paths: readonly string[],
  nth: number,
  given: readonly string[],
): Map<string, PairRow[]> {
  const texts = paths.map(unzipFirst)
  const codes = new Set<string>(given)
  for (const text of texts)
    text.split('\n').forEach((line, at) => {
      const cells = line.split('\t')
      if (at >= 6 && at % nth === 0 && cells.length >= 6) codes.add(cells[0]!).add(cells[1]!)
    })
  const pairs = new Map<string, PairRow[]>()
  for (const text of texts)
    text.split('\n').forEach((line, at) => {
      const cells = line.split('\t')
      if (at < 6 || cells.length < 6 || !codes.has(cells[0]!) || !codes.has(cells[1]!)) return
      const key = `${cells[0]}|${cells[1]}`
      const row = {
        one: cells[0]!,
        two: cells[1]!,
        from: cells[3]!,
        to: cells[4] === '*' ? '99999999' : cells[4]!,
        indicator: cells[5]!,
      }
      pairs.set(key, [...(pairs.get(key) ?? []), row])
    })
  return pairs
}

/** Code to value and MAI. */
export function readLimits(path: string): Map<string, readonly [number, number]> {
  const limits = new Map<string, readonly [number, number]>()
  for (const line of unzipFirst(path).split('\n')) {
    const match = /^([0-9A-Z]{5}),(\d+),(\d) /.exec(line)
    if (match) limits.set(match[1]!, [Number(match[2]), Number(match[3])])
  }
  return limits
}

export interface AddOnOracleRow {
  readonly type: string
  readonly addOn: string
  readonly primary: string
  readonly from: string
  readonly to: string
  readonly note: string
}

/** Rows of the add-on file as CSV (dates YYYYDDD). */
export function readAddOns(path: string): AddOnOracleRow[] {
  const day = (text: string): string => {
    if (!text) return '99999999'
    const date = new Date(Date.UTC(Number(text.slice(0, 4)), 0, Number(text.slice(4))))
    return date.toISOString().slice(0, 10).replaceAll('-', '')
  }
  return readFileSync(path, 'latin1')
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const [type, addOn, addOnEnd, primary, primaryEnd, from, to, ...note] = line.split(',')
      const ends = [day(addOnEnd!), day(primaryEnd!), day(to!)].sort()
      // Equal dates: never in force.
      const never = from === to
      return {
        type: type!,
        addOn: addOn!,
        primary: primary!,
        from: never ? '99999999' : day(from!),
        to: ends[0]!,
        note: note.join(','),
      }
    })
}

/** Code to flag of an order file. */
export function readOrder(path: string): Map<string, string> {
  const codes = new Map<string, string>()
  for (const line of unzipFirst(path).split('\n'))
    if (line.length > 15) codes.set(line.slice(6, 13).trim(), line[14]!)
  return codes
}

/** Dated rows of the Medicare Code Editor's diagnoses. */
export function readHistory(path: string): Map<string, [string, string][]> {
  const history = new Map<string, [string, string][]>()
  for (const line of gunzipSync(readFileSync(path)).toString('latin1').split(/\r?\n/).slice(1)) {
    const [code, from, to] = line.split(',')
    if (code) history.set(code, [...(history.get(code) ?? []), [from!, to || '99999999']])
  }
  return history
}

/** Codes that take 24 and 25 on a day, as the list of visits says. */
export function readVisits(path: string): (code: string, day: string) => boolean {
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
  return (code, day) =>
    rows.some(
      ([from, to, , , takes2425, takes57, , , start, end]) =>
        from !== undefined &&
        from.length === code.length &&
        from <= code &&
        code <= to! &&
        (takes2425 === 'yes' || takes57 === 'yes') &&
        (start ? start.replaceAll('-', '') : '0') <= day &&
        day <= (end ? end.replaceAll('-', '') : '99999999'),
    )
}

/** Codes listed as visits on a day, whatever modifiers they take. */
export function readVisitList(path: string): (code: string, day: string) => boolean {
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
  return (code, day) =>
    rows.some(
      ([from, to, , , , , , , start, end]) =>
        from !== undefined &&
        from.length === code.length &&
        from <= code &&
        code <= to! &&
        (start ? start.replaceAll('-', '') : '0') <= day &&
        day <= (end ? end.replaceAll('-', '') : '99999999'),
    )
}
