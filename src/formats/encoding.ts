/** Text in other encodings than UTF-8, made UTF-8 before any reader sees it. */
import { TextDecoder } from 'node:util'
import type { Chunks } from './items.ts'

/** The encoding that a byte order mark of UTF-16 names, if there is one. */
export function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return undefined
}

/** The same text in UTF-8 where the bytes start with a mark of UTF-16 (Excel's "Unicode text"); else the same bytes. */
export async function* inUtf8(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0)
  let decoder: TextDecoder | undefined
  let decided = false
  for await (const chunk of chunks) {
    let piece = chunk
    if (!decided) {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
      if (head.length < 2) continue
      const encoding = utf16Of(head)
      decoder = encoding && new TextDecoder(encoding)
      decided = true
      piece = head
    }
    yield decoder ? Buffer.from(decoder.decode(piece, { stream: true })) : piece
  }
  if (!decided && head.length > 0) yield head
  if (decoder) yield Buffer.from(decoder.decode())
}
