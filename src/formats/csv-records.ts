/** Cuts CSV bytes into records and cells, keeping its bearings over records that cannot be read. */
import { isAscii, isUtf8 } from 'node:buffer'
import { parseString } from 'fast-csv'

/** The most bytes of one line and characters of one record. */
const RECORD_LIMIT = 64 * 1024
/** The most lines of one record: a quote that is open for longer was left open by mistake. */
const LINES_LIMIT = 100

/** One record: its number from 1 with the header, and its text, absent when it cannot be one. */
export interface CsvRecord {
  readonly row: number
  readonly text: string | undefined
  /** The text of a broken record's first line, from which its claim may still be told. */
  readonly start: string
}

/** One record in cells; without cells where its quotes are wrong. */
export interface CsvRow extends CsvRecord {
  readonly cells: readonly string[] | undefined
}

/** Takes chunks of any size and gives the records completed by each; blank ones are counted, not given. */
export interface RecordCutter {
  readonly push: (chunk: Uint8Array) => CsvRecord[]
  readonly end: () => CsvRecord[]
  /** The separator, found in the first record that is not blank. */
  readonly separator: () => string
  /** Lines that were no UTF-8 and were read as Latin-1. */
  readonly latinLines: () => number
}

/** A cutter; `separatorOf` tells the separator from the header line. */
export function recordCutter(separatorOf: (header: string) => string): RecordCutter {
  let carry: Uint8Array[] = []
  let carried = 0
  /** Whether the last line ended with a carriage return, so that a newline right after it belongs to it. */
  let afterReturn = false
  let latinLines = 0
  let separator: string | undefined
  let row = 0
  /** Lines of a record whose quote is open. */
  let open: string[] = []
  let openLength = 0
  let records: CsvRecord[] = []

  const decoded = (bytes: Buffer): string => {
    if (isAscii(bytes)) return bytes.toString('latin1')
    if (isUtf8(bytes)) return bytes.toString('utf8')
    latinLines++
    return bytes.toString('latin1')
  }

  const record = (text: string | undefined, start: string): void => {
    row++
    if (text === undefined || text.trim() !== '') records.push({ row, text, start })
  }

  const takeLine = (line: string): void => {
    if (separator === undefined) {
      line = line.replace(/^\ufeff/, '')
      if (line.trim() !== '') separator = separatorOf(line)
    }
    const isOpen = quoteOpen(line, open.length > 0, separator ?? ',')
    if (!isOpen && open.length === 0) {
      record(line, line)
      return
    }
    open.push(line)
    openLength += line.length
    if (!isOpen) {
      record(open.join('\n'), open[0]!)
      open = []
      openLength = 0
    } else if (open.length > LINES_LIMIT || openLength > RECORD_LIMIT) giveUp()
  }

  /** The line with the open quote is a record that cannot be read; the lines after it are looked at anew. */
  const giveUp = (): void => {
    const [first, ...others] = open
    open = []
    openLength = 0
    record(undefined, first!)
    for (const line of others) takeLine(line)
  }

  /** A line of which the last part stands in the chunk; a part longer than the limit is not kept. */
  const endLine = (part: Uint8Array): void => {
    if (carried + part.length > RECORD_LIMIT) {
      while (open.length > 0) giveUp()
      record(undefined, '')
    } else takeLine(decoded(Buffer.concat([...carry, part])))
    carry = []
    carried = 0
  }

  return {
    push(chunk) {
      records = []
      let start = 0
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]
        if (byte !== 10 && byte !== 13) continue
        const belongs = byte === 10 && afterReturn && at === start && carried === 0
        afterReturn = byte === 13
        if (!belongs) endLine(chunk.subarray(start, at))
        start = at + 1
      }
      const rest = chunk.subarray(start)
      if (rest.length > 0) {
        afterReturn = false
        carried += rest.length
        if (carried > RECORD_LIMIT) carry = []
        else carry.push(rest)
      }
      return records
    },
    end() {
      records = []
      if (carried > 0) endLine(new Uint8Array(0))
      while (open.length > 0) giveUp()
      return records
    },
    separator: () => separator ?? ',',
    latinLines: () => latinLines,
  }
}

/** Whether a quoted cell is open at the end of a line. Quotes count at the start of a cell only. */
function quoteOpen(line: string, isOpen: boolean, separator: string): boolean {
  if (!line.includes('"')) return isOpen
  let cellStart = !isOpen
  for (let at = 0; at < line.length; at++) {
    const character = line[at]
    if (isOpen) {
      if (character !== '"') continue
      if (line[at + 1] === '"') at++
      else isOpen = false
    } else if (character === separator) cellStart = true
    else if (character === '"' && cellStart) {
      isOpen = true
      cellStart = false
    } else if (character !== ' ' && character !== '\t') cellStart = false
  }
  return isOpen
}

/** The cells of each record, in order. Records whose quotes are wrong have none; they do not disturb the others. */
export async function rowsOf(records: readonly CsvRecord[], separator: string): Promise<CsvRow[]> {
  const whole = records.filter(({ text }) => text !== undefined)
  const cells = await cellsOf(whole, separator)
  if (cells !== undefined) {
    let at = 0
    return records.map((record) => ({
      ...record,
      cells: record.text === undefined ? undefined : cells[at++],
    }))
  }
  const rows: CsvRow[] = []
  for (const record of records) {
    const alone = record.text === undefined ? undefined : await cellsOf([record], separator)
    rows.push({ ...record, cells: alone?.[0] })
  }
  return rows
}

/** The cells of records that are parsed together; undefined when one of them is not to be read. */
function cellsOf(records: readonly CsvRecord[], separator: string): Promise<string[][] | undefined> {
  if (records.length === 0) return Promise.resolve([])
  return new Promise((resolve) => {
    const rows: string[][] = []
    parseString(records.map(({ text }) => text).join('\n'), {
      delimiter: separator,
      headers: false,
      trim: true,
    })
      .on('data', (row: string[]) => rows.push(row))
      .on('error', () => resolve(undefined))
      .on('end', () => resolve(rows.length === records.length ? rows : undefined))
  })
}
