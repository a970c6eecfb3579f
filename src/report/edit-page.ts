/** The page of an edit, made from its metadata alone. */
import type { AnyEdit, Message } from '../edits/define.ts'

const authorities = {
  'every-payer': 'Every payer: it rests on the claim form and the code sets.',
  ncci: 'Medicare, Medicare Advantage and Medicaid by their own tables; at most `review` for other payers, until the payer’s profile says how it is there.',
  government:
    'Medicare, Medicare Advantage and Medicaid; at most `review` for other payers, many of whom ask the same.',
  medicare:
    'Medicare; at most `review` for Medicare Advantage; off for other payers unless a profile turns it on.',
  payer: 'Those whose rule it is.',
} as const

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Markdown of the page, ending with a line end. */
export function editPage(edit: AnyEdit): string {
  const messages = Object.entries(edit.messages as Readonly<Record<string, Message>>)
  const needs = [...edit.tables, ...(edit.fields ?? [])].map((need) => `\`${String(need)}\``)
  const lines = [
    `# ${edit.id}`,
    '',
    `This claim has: ${oneLine(edit.title).charAt(0).toLowerCase()}${oneLine(edit.title).slice(1)}.`,
    '',
    oneLine(edit.why),
    '',
    `- Source: [${oneLine(edit.source.title)}](${edit.source.url})`,
    `- Claims: ${edit.claimTypes.join(', ')}`,
    `- Payers: ${authorities[edit.authority]}`,
    `- Cannot do without: ${needs.length > 0 ? needs.join(', ') : 'nothing beyond the claim'}`,
    ...(edit.also?.length
      ? [`- Consults where loaded: ${edit.also.map((table) => `\`${String(table)}\``).join(', ')}`]
      : []),
    ...(edit.within?.length
      ? [
          `- Answers nothing, and says so, outside the period of ${edit.within.map((table) => `\`${String(table)}\``).join(' and ')} where they are loaded.`,
        ]
      : []),
    ...(edit.history
      ? [
          "- Looks at the patient's other claims where they are given (`--history`); else the result says `no-history`.",
        ]
      : []),
    ...(edit.yieldsTo
      ? [
          `- Silent where these speak: ${Object.keys(edit.yieldsTo)
            .map((other) => `\`${other}\``)
            .join(', ')}`,
        ]
      : []),
    '',
    '## Messages',
    '',
    ...messages.flatMap(([name, message]) => messageLines(name, message)),
    ...(edit.notes?.length ? ['## Notes', '', ...edit.notes.map((note) => `- ${oneLine(note)}`), ''] : []),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function messageLines(name: string, message: Message): string[] {
  const denial =
    message.carc === undefined
      ? ''
      : `, ${message.group ? `${message.group}-` : ''}${message.carc}${message.rarc ? ` with ${message.rarc}` : ''}`
  const scope = message.scope
    ? `, loses the ${message.scope === 'units' ? 'units of the day' : message.scope}`
    : ''
  return [
    `### ${name} (\`${message.severity}\`${denial}${scope})`,
    '',
    `> ${oneLine(message.text)}`,
    '',
    `Fix: ${oneLine(message.fix)}`,
    '',
  ]
}
