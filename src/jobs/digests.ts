/** What files are known again by. */
import { createHash } from 'node:crypto'
import { openSource } from '../formats/source.ts'
import type { RunInput } from '../store/runs.ts'

/** Digests of files as they are now; standard input is named alone, its bytes are not there twice. */
export async function digestsOf(paths: readonly string[]): Promise<RunInput[]> {
  const inputs: RunInput[] = []
  for (const path of paths) {
    if (path === '-') {
      inputs.push({ name: '-', bytes: 0, sha256: '' })
      continue
    }
    const source = openSource(path)
    // A pipe gives its bytes once, to whoever reads first.
    if (source.bytes === undefined) {
      inputs.push({ name: source.name, bytes: 0, sha256: '' })
      continue
    }
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of source.chunks) {
      hash.update(chunk)
      bytes += chunk.length
    }
    inputs.push({ name: source.name, bytes, sha256: hash.digest('hex') })
  }
  return inputs
}
