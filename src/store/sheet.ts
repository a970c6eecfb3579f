/**
 * Lists as one text: strings stand on a line each, all else is JSON on the first line. Joining strings costs a third of
 * writing them as JSON, and a result is mostly strings.
 */

/** Lists of strings by their names. */
export type Texts<Name extends string> = Readonly<Record<Name, readonly string[]>>

/** Half a character of UTF-16: one without its other half is lost in UTF-8, but not in JSON. */
const SURROGATE = /[\ud800-\udfff]/

/** A body, which is plain JSON, and lists as text in UTF-8. */
export function sheetBytes(body: object, texts: Texts<string>): Buffer {
  const lines: Record<string, number> = {}
  const quoted: Record<string, readonly string[]> = {}
  const plain: string[] = []
  for (const [name, list] of Object.entries(texts)) {
    const text = list.join('\n')
    if (list.length > 0 && linesOf(text) === list.length && !SURROGATE.test(text)) {
      lines[name] = list.length
      plain.push(text)
    } else quoted[name] = list
  }
  return bytesOf([JSON.stringify({ body, lines, quoted }), ...plain])
}

function linesOf(text: string): number {
  let count = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** Texts in UTF-8, with a line break between: long ones are put into place one by one, and not together first. */
function bytesOf(texts: readonly string[]): Buffer {
  const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, -1)
  const bytes = Buffer.allocUnsafe(length)
  let at = 0
  for (const text of texts) {
    at += bytes.write(text, at)
    if (at < length) bytes[at++] = LINE_BREAK
  }
  return bytes
}
const LINE_BREAK = 10

/** Body and lists by their text. Throws some error where it is none that `sheetBytes` made. */
export function readSheet<Body, Name extends string>(text: string): { body: Body; texts: Texts<Name> } {
  const all = text.split('\n')
  const { body, lines, quoted } = JSON.parse(all[0]!) as {
    readonly body: Body
    readonly lines: Record<string, number>
    readonly quoted: Record<string, readonly string[]>
  }
  let at = 1
  const plain = Object.entries(lines).map(([name, count]) => [name, all.slice(at, (at += count))])
  if (at !== all.length) throw new RangeError('Lines are missing, or too many.')
  return { body, texts: { ...quoted, ...Object.fromEntries(plain) } as Texts<Name> }
}
