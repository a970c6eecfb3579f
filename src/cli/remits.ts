/** `cleanclaim remits`: remittances into the store. */
import { Command } from 'commander'
import {
  importRemittances,
  problemText,
  storedOutcomes,
  type Problem,
  type RemittanceImport,
  type StoredOutcomes,
} from '../index.ts'
import { actor, withStore, withStoreOption, type StoreOptions } from './store.ts'

/** Warnings, and decisions without a claim, that are told one by one. */
const MOST_TOLD = 20

/** The commands. */
export function remitsCommand(): Command {
  const command = new Command('remits')
  withStoreOption(command.command('import'))
    .description(
      'Keeps every decision of the files once, encrypted, and tells which claims recorded in the store they are on.',
    )
    .argument('<files...>', '835 files or folders, gzip or not; - is standard input')
    .option('--by <name>', 'who does it (default: the user of this machine)')
    .option('--json', 'the counts and all decisions without a claim as JSON', false)
    .addHelpText('after', '\nExample:\n  cleanclaim remits import era/ --store sqlite:runs.db\n')
    .action(importFiles)
  return command
}

async function importFiles(
  paths: readonly string[],
  options: StoreOptions & { readonly by?: string; readonly json: boolean },
): Promise<void> {
  await withStore(options.store, async (store) => {
    let warnings = 0
    const tell = (problem: Problem): void => void process.stderr.write(`${problemText(problem)}\n`)
    const done = await importRemittances(store, {
      paths,
      by: actor(options.by),
      onProblem: tell,
      onWarning: (warning) => {
        if (++warnings <= MOST_TOLD) tell(warning)
      },
    })
    if (warnings > MOST_TOLD) process.stderr.write(`${warnings - MOST_TOLD} more warnings.\n`)
    const all = await storedOutcomes(store)
    process.stdout.write(options.json ? asJson(done, all) : asText(done, all))
    if (done.problems > 0) process.exitCode = 1
  })
}

const number = (count: number): string => count.toLocaleString('en-US')
const counted = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`

/** Decisions without a claim, in the order of files and places. */
const inOrder = ({ left }: StoredOutcomes['report']): StoredOutcomes['report']['left'] =>
  left.toSorted(({ decision: { place: a } }, { decision: { place: b } }) =>
    a.file === b.file ? a.segment - b.segment : a.file < b.file ? -1 : 1,
  )

function asText(done: RemittanceImport, { claims, decisions, outcomes, report }: StoredOutcomes): string {
  const { counts } = report
  const left = inOrder(report)
  const matched = counts['claim-id'] + counts['payer-claim-number'] + counts.member
  const statuses = [...outcomes.values()].map(({ status }) => status)
  const many = (status: string): string => number(statuses.filter((one) => one === status).length)
  const lines = [
    `${number(done.added)} of ${counted(done.given, 'decision')} new, from ${counted(done.remittances, 'remittance')} in ${counted(done.files, 'file')}`,
    `${number(done.unbalanced)} of the remittances not balanced, ${counted(done.problems, 'problem')}`,
    `${counted(decisions, 'decision')} kept, ${counted(claims.length, 'claim')} recorded:`,
    `  ${number(matched)} matched: ${number(counts['claim-id'])} by claim number, ${number(counts['payer-claim-number'])} by the payer's number, ${number(counts.member)} by member, day and charge`,
    `  ${number(counts.ambiguous)} ambiguous, ${number(counts['other-payer'])} of another payer of the claim, ${number(counts.replacement)} on a replacement, ${number(counts.unmatched)} unmatched`,
    `${counted(outcomes.size, 'claim')} with an outcome: ${many('denied')} denied, ${many('partly-denied')} denied in part, ${many('paid')} paid, ${many('open')} open`,
    ...left
      .slice(0, MOST_TOLD)
      .map(({ decision: { place }, why }) => `${why}  ${place.file} segment ${place.segment}`),
  ]
  if (left.length > MOST_TOLD)
    lines.push(`${number(left.length - MOST_TOLD)} more without a claim (--json lists all)`)
  return `${lines.join('\n')}\n`
}

function asJson(done: RemittanceImport, { claims, decisions, outcomes, report }: StoredOutcomes): string {
  const left = inOrder(report).map(({ decision, why }) => ({ why, ...decision.place }))
  const told = {
    ...done,
    decisions,
    claims: claims.length,
    outcomes: outcomes.size,
    counts: report.counts,
    left,
  }
  return `${JSON.stringify(told, null, 2)}\n`
}
