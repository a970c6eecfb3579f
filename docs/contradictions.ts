/**
 * The registry of contradictions: where authorities disagree, which reading each edit takes, for whom, and why. Its data
 * are `contradictions.json`; a test shows for every row that the edits do what it says.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const text = z.string().min(1).max(400)

/** One question on which sources disagree. */
const Contradiction = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  topic: text,
  /** `open` where no authority settles it: then nothing more than a `review` rests on a reading. */
  standing: z.enum(['settled', 'open']),
  /** Named A, B, C in this order. */
  readings: z.array(z.strictObject({ says: text, who: text })).min(2),
  takes: z
    .array(
      z.strictObject({
        edit: z.string(),
        /** None where the reading keeps the edit silent. */
        messages: z.array(z.string()),
        payers: text,
        reading: z.enum(['A', 'B', 'C']),
        does: text,
      }),
    )
    .min(1),
  why: text,
})
export type Contradiction = z.output<typeof Contradiction>

/** All rows, in the order of the page. */
export const contradictions: readonly Contradiction[] = z
  .array(Contradiction)
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'contradictions.json'), 'utf8')))

const letterOf = (at: number): string => 'ABC'[at]!

/** Markdown of the registry, without the line that says it is generated. */
export function contradictionsPage(): string {
  const rows = contradictions.map(
    ({ id, topic, standing, takes }) =>
      `| [${topic}](#${id}) | ${[...new Set(takes.map(({ edit }) => `\`${edit}\``))].join(', ')} | ${standing} |`,
  )
  return [
    '# Contradictions',
    '',
    'Sources on billing contradict each other. Here is where, which reading each edit takes for which payer, and why. A reading that names no publisher is one commonly met, not one page’s. *Settled*: an authority decides it, or each payer for itself. *Open*: none does, so that what hangs on the reading is no more than a `review`.',
    '',
    'Every row is held to the edits by a test: a small claim for each thing that it says.',
    '',
    '| topic | edits | standing |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...contradictions.flatMap(section),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

function section({ id, topic, readings, takes, why }: Contradiction): string[] {
  return [
    `<a id="${id}"></a>`,
    '',
    `## ${topic}`,
    '',
    ...readings.map(({ says, who }, at) => `- **${letterOf(at)}**: ${says} (${who})`),
    '',
    '| edit | payers | reading | what it does |',
    '| --- | --- | --- | --- |',
    ...takes.map(({ edit, messages, payers, reading, does }) => {
      const said = messages.length > 0 ? ` ${messages.map((name) => `\`${name}\``).join(', ')}` : ''
      return `| [\`${edit}\`](edits/${edit}.md)${said} | ${payers} | ${reading} | ${does} |`
    }),
    '',
    why,
    '',
  ]
}
