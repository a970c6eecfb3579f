/** Rows of a large csv, chunk by chunk: what is kept of them is the reader's business. */
import type { InputFile } from './archive.ts'
import { layoutFault, shortFault } from './rows.ts'

/** The most characters of one row: articles are whole pages of HTML. */
const LONGEST_ROW = 16 * 1024 * 1024
const MOST_CELLS = 200

/** Takes the cells of one row; `row` counts from 1 with the header. */
type Take = (cells: readonly string[], row: number) => void

/**
 * Reads a file as UTF-8, or as Windows-1252 where it is none; `begin` starts a reading anew and gives what takes the rows.
 * Throws E_LAYOUT, E_RELEASE_SHORT, E_ARCHIVE.
 */
export async function streamCsv(file: InputFile, begin: () => Take): Promise<void> {
  try {
    await readAs(file, new TextDecoder('utf-8', { fatal: true }), begin())
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    await readAs(file, new TextDecoder('windows-1252'), begin())
  }
}

/** Throws a TypeError where the bytes are not of the encoding. */
async function readAs(file: InputFile, decoder: InstanceType<typeof TextDecoder>, take: Take): Promise<void> {
  let text = ''
  let row = 0
  const consume = (last: boolean): void => {
    let at = 0
    for (;;) {
      const end = readRow(file.label, text, at, row + 1, (cells) => {
        row++
        take(cells, row)
      })
      if (end < 0) break
      at = end
    }
    text = text.slice(at)
    if (text.length > LONGEST_ROW)
      throw layoutFault(file.label, row + 1, `rows of at most ${LONGEST_ROW} characters`)
    if (last && text !== '') throw shortFault(file.label, row + 1, 'a line end after the last row')
  }
  for await (const chunk of file.chunks()) {
    text += decoder.decode(chunk, { stream: true })
    consume(false)
  }
  text += decoder.decode()
  consume(true)
}

/** Reads one row from the position and gives where the next begins, or -1 where the row is not there in whole yet. */
function readRow(
  label: string,
  text: string,
  from: number,
  row: number,
  take: (cells: string[]) => void,
): number {
  const cells: string[] = []
  for (let at = from; at < text.length;) {
    let end: number
    if (text.charCodeAt(at) === 34) {
      const close = closingQuote(text, at + 1)
      if (close < 0) return -1
      cells.push(text.slice(at + 1, close).replaceAll('""', '"'))
      end = close + 1
      if (end >= text.length) return -1
    } else {
      end = at
      for (
        let char = text.charCodeAt(end);
        end < text.length && char !== 44 && char !== 10;
        char = text.charCodeAt(end)
      )
        end++
      if (end >= text.length) return -1
      cells.push(
        text.slice(at, text.charCodeAt(end) === 10 && text.charCodeAt(end - 1) === 13 ? end - 1 : end),
      )
    }
    if (text.charCodeAt(end) === 13) end++
    if (cells.length > MOST_CELLS) throw layoutFault(label, row, `at most ${MOST_CELLS} columns`)
    const char = text.charCodeAt(end)
    if (char === 10) {
      take(cells)
      return end + 1
    }
    if (char !== 44) {
      if (end >= text.length) return -1
      throw layoutFault(label, row, 'a comma or a line end after a closing quote')
    }
    at = end + 1
    if (at < text.length && text.charCodeAt(at) === 10) {
      cells.push('')
      take(cells)
      return at + 1
    }
  }
  return -1
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at >= 0 && text.charCodeAt(at + 1) === 34) at = text.indexOf('"', at + 2)
  return at
}
