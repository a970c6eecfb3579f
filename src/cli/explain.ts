/** `cleanclaim explain`: the page of an edit, or what the code sets say of a code. */
import { Command } from 'commander'
import { editPage, edits, explainCode, ScrubError, type CodeExplanation } from '../index.ts'
import { date, openStore, paintFor, today } from './options.ts'

/** The command. */
export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'Explains an edit, or a code: valid when, unit limits, global days, indicators, partners in NCCI.',
    )
    .argument('<ids...>', 'edit ids or codes')
    .option('--on <date>', 'the day that is asked about (default: today)', date)
    .option('--codesets <dir>', 'code-set store')
    .addHelpText(
      'after',
      '\nExamples:\n  cleanclaim explain ncci-ptp\n  cleanclaim explain 20610 M17.11 --on 2026-03-02\n',
    )
    .action(explain)
}

async function explain(
  ids: readonly string[],
  options: { readonly on?: string; readonly codesets?: string },
): Promise<void> {
  for (const id of ids) {
    const edit = edits.find((one) => one.id === id.toLowerCase())
    if (edit) {
      process.stdout.write(`${editPage(edit)}\n`)
      continue
    }
    const snapshot = await openStore(options.codesets)
    const found = explainCode(snapshot, id, options.on ?? today())
    if (found.length === 0)
      throw new ScrubError(
        'E_EXPLAIN',
        id,
        `No edit and no code of that name is known (code sets ${snapshot.id}).`,
      )
    for (const one of found) process.stdout.write(renderCode(one, snapshot.starter))
  }
}

function renderCode({ code, kind, on, facts }: CodeExplanation, starter: boolean): string {
  const paint = paintFor(process.stdout)
  const width = Math.max(...facts.map(({ label }) => label.length))
  const lines = facts.map(
    ({ label, value, source }) =>
      `  ${label.padEnd(width)}  ${value}${source ? paint('dim', `  (${source})`) : ''}`,
  )
  const remark = starter ? '  Starter sets: what they do not list is not known.\n' : ''
  return `${paint('strong', `${kind} ${code}`)} on ${on}\n${lines.join('\n')}\n${remark}\n`
}
