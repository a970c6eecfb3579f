/** Loads the earlier claims that edits look back on. */
import { createHistory, type HistoryBuilder } from '../engine/history.ts'
import { readClaims } from '../formats/detect.ts'
import { expandPaths, openSource } from '../formats/source.ts'
import { ScrubError } from '../model/errors.ts'
import type { History } from '../model/history.ts'
import type { Problem } from '../model/result.ts'

type OnWarning = ((warning: Problem) => void) | undefined

const counted = (claims: number): string =>
  `${claims.toLocaleString('en-US')} ${claims === 1 ? 'claim' : 'claims'}`

/**
 * Reads files and folders in any readable form as earlier claims. What could not be read or names no patient is a
 * warning with its count, and the rest is used. Throws E_FILE for a file that cannot be opened, E_OPTION for `store`,
 * which `openStoreHistory` reads, and for standard input.
 */
export async function loadHistory(paths: readonly string[], onWarning?: OnWarning): Promise<History> {
  if (paths.includes('store'))
    throw new ScrubError('E_OPTION', '--history', 'Earlier runs are read from a store, and none was opened.')
  const builder = createHistory()
  await addHistoryFiles(builder, paths, onWarning)
  return sealHistory(builder, paths.join(','), onWarning)
}

/** Adds the claims of files to a history, as `loadHistory` does. */
export async function addHistoryFiles(
  builder: HistoryBuilder,
  paths: readonly string[],
  onWarning: OnWarning,
): Promise<void> {
  if (paths.includes('-'))
    throw new ScrubError('E_OPTION', '--history', 'History is read from files, not from standard input.')
  // The same file named twice is one file; the same claim in two files is told by its id and days.
  for (const path of new Set(expandPaths([...paths]))) {
    let [unreadable, nobody] = [0, 0]
    const source = openSource(path)
    for await (const batch of readClaims(source.chunks, source.name))
      for (const item of batch) {
        if (item.kind === 'problem') unreadable += 1
        else if (item.kind === 'claim' && !builder.add(item.claim)) nobody += 1
      }
    const warn = (text: string): void => onWarning?.({ code: 'W_HISTORY', file: source.name, text })
    if (unreadable > 0)
      warn(`${counted(unreadable)} could not be read and ${unreadable === 1 ? 'is' : 'are'} no history.`)
    if (nobody > 0)
      warn(`${counted(nobody)} without subscriber and patient ${nobody === 1 ? 'is' : 'are'} no history.`)
  }
}

/** The history of what was added; a warning says of patients that are none. */
export function sealHistory(builder: HistoryBuilder, file: string, onWarning: OnWarning): History {
  const history = builder.seal()
  if (history.crowds > 0)
    onWarning?.({
      code: 'W_HISTORY',
      file,
      text: `${history.crowds} patient ids have more than 2,000 claims; they stand for no person and are no history.`,
    })
  return history
}
