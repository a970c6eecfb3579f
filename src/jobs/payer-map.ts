/** Opens the payer map that a command names. */
import { parsePayerMap, type PayerMap } from '../formats/payer-map.ts'
import { openSource } from '../formats/source.ts'
import { ScrubError } from '../model/errors.ts'

/** More than any payer map; what is beyond is not read into memory. */
const MOST_BYTES = 4 * 1024 * 1024 + 1

/** Reads a payer map from a file. Throws E_FILE, E_PAYER_MAP. */
export async function openPayerMap(path: string): Promise<PayerMap> {
  if (path === '-')
    throw new ScrubError('E_OPTION', '--payer-map', 'It is read from a file, not from standard input.')
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of openSource(path).chunks) {
    pieces.push(piece)
    length += piece.length
    if (length >= MOST_BYTES) break
  }
  return parsePayerMap(Buffer.concat(pieces), path)
}
