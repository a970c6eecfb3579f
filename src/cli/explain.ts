/** `cleanclaim explain`: the page of an edit, or what the code sets say of a code, or what a remittance means by one. */
import { Command } from 'commander'
import {
  editPage,
  edits,
  explainCode,
  explainDenial,
  ScrubError,
  type CodeExplanation,
  type DenialExplanation,
} from '../index.ts'
import { date, openStore, paintFor, today } from './options.ts'

/** The command. */
export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'Explains an edit; a code: valid when, unit limits, global days, indicators, partners in NCCI; or a code of a remittance (CARC, RARC, group): what it means, what to do first, which edits foresee it.',
    )
    .argument('<ids...>', 'edit ids, codes, CARCs (236, CO-236) or RARCs')
    .option('--on <date>', 'the day that is asked about (default: today)', date)
    .option('--codesets <dir>', 'code-set store')
    .addHelpText(
      'after',
      '\nExamples:\n  cleanclaim explain ncci-ptp\n  cleanclaim explain 20610 M17.11 --on 2026-03-02\n  cleanclaim explain CO-236 N362\n',
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
    const denial = explainDenial(snapshot, id, edits)
    if (found.length === 0 && !denial)
      throw new ScrubError(
        'E_EXPLAIN',
        id,
        `No edit and no code of that name is known (code sets ${snapshot.id}).`,
      )
    for (const one of found) process.stdout.write(renderCode(one, snapshot.starter))
    if (denial) process.stdout.write(renderDenial(denial))
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

function renderDenial({ code, kind, meaning, firstStep, group, foreseen }: DenialExplanation): string {
  const paint = paintFor(process.stdout)
  const edges = foreseen.flatMap(({ edit, messages, payers }) => [
    `    ${[edit, ...(messages.length > 0 ? [messages.join(', ')] : [])].join(': ')}`,
    `      ${paint('dim', payers.join('; '))}`,
  ])
  const lines = [
    paint('strong', `${kind} ${group ? `${group.code}-` : ''}${code}`),
    `  means       ${meaning}`,
    ...(group ? [`  ${group.code.padEnd(10)}  ${group.meaning}`] : []),
    `  first step  ${firstStep}`,
    ...(kind === 'group code'
      ? []
      : [`  foreseen by ${edges.length > 0 ? '' : 'no edit'}`.trimEnd(), ...edges]),
  ]
  return `${lines.join('\n')}\n\n`
}
