/** `cleanclaim explain`: the page of an edit or payer rule, what the code sets say of a code, or a remittance by one. */
import { Command, Option } from 'commander'
import {
  answerText,
  editPage,
  edits,
  editWords,
  explainCode,
  explainDenial,
  explainOnClaims,
  explainRule,
  forms,
  lastWords,
  openRules,
  problemText,
  rulePage,
  ScrubError,
  type CodeExplanation,
  type DenialExplanation,
  type Form,
} from '../index.ts'
import { date, list, openHistory, openPayers, openStore, paintFor, today } from './options.ts'

/** So many claims of a file are explained unless one is named. */
const MOST_CLAIMS = 20

interface Options {
  readonly on?: string
  readonly codesets?: string
  readonly rules?: string
  readonly claim?: string
  readonly claimId?: string
  readonly from?: Form
  readonly history?: readonly string[]
  readonly payerMap?: string
  readonly received?: string
}

/** The command. */
export function explainCommand(): Command {
  return new Command('explain')
    .argument('<ids...>', 'edit ids, payer rules (PAYER/RULE), codes, CARCs (236, CO-236) or RARCs')
    .option('--on <date>', 'the day that is asked about (default: today)', date)
    .option('--codesets <dir>', 'code-set store')
    .option('--rules <dir>', 'payer rules and profiles (default: those of the package)')
    .option('--claim <file>', 'claims: shows each condition of the payer rule, the value met and the outcome')
    .option('--claim-id <id>', `the one claim of the file that is meant (default: the first ${MOST_CLAIMS})`)
    .addOption(new Option('--from <form>', 'form of the claims (default: detected)').choices(forms))
    .option('--history <files...>', 'earlier claims of the patients', list)
    .option('--payer-map <file>', 'what payer ids of the file stand for')
    .option('--received <date>', 'the day the payer receives the claims (default: today)', date)
    .addHelpText(
      'after',
      '\nExamples:\n  cleanclaim explain ncci-ptp\n  cleanclaim explain aetna/visit-complexity --claim claims.837\n  cleanclaim explain 20610 M17.11 --on 2026-03-02\n  cleanclaim explain CO-236 N362\n',
    )
    .action(explain)
}

async function explain(ids: readonly string[], options: Options): Promise<void> {
  for (const id of ids) {
    if (options.claim !== undefined || id.includes('/')) {
      await explainPayerRule(id.toLowerCase(), options)
      continue
    }
    const edit = edits.find((one) => one.id === id.toLowerCase())
    if (edit) {
      const words = editWords(edit, openRules(options.rules))
      const graded = words.length === 0 ? '' : `${lastWords(words, '').join('\n')}\n\n`
      process.stdout.write(`${editPage(edit)}\n${graded}`)
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

async function explainPayerRule(id: string, options: Options): Promise<void> {
  const set = openRules(options.rules)
  if (options.claim === undefined) {
    process.stdout.write(`${rulePage(explainRule(set, id))}\n`)
    return
  }
  const history = await openHistory(options.history)
  const payerMap = await openPayers(options.payerMap)
  const { answers, passedOver } = await explainOnClaims(set, id, options.claim, {
    most: MOST_CLAIMS,
    received: options.received ?? today(),
    onProblem: (problem) => void process.stderr.write(`${problemText(problem)}\n`),
    ...(options.claimId === undefined ? {} : { claim: options.claimId }),
    ...(options.from ? { from: options.from } : {}),
    ...(history ? { history } : {}),
    ...(payerMap ? { payerMap } : {}),
  })
  for (const answer of answers) process.stdout.write(answerText(answer))
  if (passedOver > 0 && options.claimId === undefined)
    process.stderr.write(`${passedOver} more claims were passed over: --claim-id ID\n`)
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
