/** What threads do beside scrubbing for an answer: record, read back, test rules. */
import {
  chooseEdits,
  chosenRuleEdits,
  createTally,
  keepDecisions,
  openDiff,
  openReport,
  recordBody as recordRunOfBody,
  ruleSetOf,
  starterFolder,
  streamRemittances,
  streamResults,
  testRules,
  type RecordedBody,
  type RunStore,
} from '../index.ts'
import { count, type Counts } from './answer.ts'
import { plainChunks } from './body.ts'
import { refusal } from './faults.ts'
import { makeScrubber, type InForce } from './force.ts'
import type { Task } from './messages.ts'
import type { Limits } from './options.ts'
import { unsealed } from './sealed.ts'

type Of<K extends Task['do']> = Extract<Task, { readonly do: K }>

/** Records claims that were put aside. */
export async function recordBody(
  store: RunStore,
  force: InForce,
  { question, named, body, key, keep, by }: Of<'record'>,
  limits: Pick<Limits, 'inflatedBytes'>,
  counts: Counts,
): Promise<RecordedBody> {
  const { received: today, only, skip, suggest, from, history } = question
  const { payerMap, riskId } = force.parts
  return recordRunOfBody({
    store,
    bytes: body.bytes,
    sha256: body.sha256,
    chunks: () => plainChunks(unsealed(body), limits.inflatedBytes),
    codesets: force.codesets.id,
    rules: force.rules.id,
    terms: {
      ...(only ? { only: [...only].sort() } : {}),
      ...(skip ? { skip: [...skip].sort() } : {}),
      ...(from === undefined ? {} : { from }),
      ...(suggest ? { suggest } : {}),
    },
    today,
    ...(named === undefined ? {} : { received: named }),
    history: history !== undefined,
    scrubberFor: (received, earlier) => makeScrubber(force, { ...question, received }, earlier),
    keep,
    by,
    onResult: (result) => count(counts, result),
    ...(riskId === undefined ? {} : { risk: riskId }),
    ...(from === undefined ? {} : { from }),
    ...(key === undefined ? {} : { key }),
    ...(payerMap ? { payerMap } : {}),
  })
}

/** What keeping remittances did. */
export interface KeptRemittances {
  readonly remittances: number
  readonly unbalanced: number
  /** Decisions given, and those of them that were not kept before. */
  readonly given: number
  readonly added: number
  readonly problems: readonly { readonly code: string; readonly text: string; readonly segment?: number }[]
  readonly problemCount: number
}

const MOST_PROBLEMS = 100

/** Keeps the decisions of an 835 that was put aside. Throws the first problem where nothing could be read. */
export async function recordRemittances(
  store: RunStore,
  { body, by }: Of<'remittances'>,
  limits: Pick<Limits, 'inflatedBytes'>,
): Promise<KeptRemittances> {
  const problems: KeptRemittances['problems'][number][] = []
  let [remittances, unbalanced, given, added, problemCount] = [0, 0, 0, 0, 0]
  for await (const batch of streamRemittances(plainChunks(unsealed(body), limits.inflatedBytes), 'body')) {
    remittances += batch.remittances.length
    unbalanced += batch.remittances.filter(({ imbalances }) => imbalances.length > 0).length
    given += batch.decisions.length
    added += await keepDecisions(store, batch.decisions, by)
    problemCount += batch.problems.length
    for (const { code, text, segment } of batch.problems.slice(0, MOST_PROBLEMS - problems.length))
      problems.push({ code, text, ...(segment === undefined ? {} : { segment }) })
  }
  const first = problems[0]
  if (given === 0 && remittances === 0)
    throw refusal(
      (first?.code ?? 'E_X12_REMITTANCE') as 'E_X12_REMITTANCE',
      first?.text ?? 'There is no remittance in the body.',
    )
  return { remittances, unbalanced, given, added, problems, problemCount }
}

/**
 * Runs the cases of documents, or of the rules in force: all of them, or those of the ids and folders named. Throws
 * E_RULE and its kin for a document that is none, E_OPTION for an id that is none.
 */
export function runCases(
  force: InForce,
  { documents, rules }: Pick<Of<'rule-cases'>, 'documents' | 'rules'>,
): object {
  const set = documents
    ? ruleSetOf(documents.map(({ path, text }) => ({ path, file: path, text })))
    : force.rules
  const report = testRules(set, force.codesets, rules)
  return { passed: report.failures.length === 0, ...report }
}

/** The report on a recorded run, in pieces. */
export async function* runResults(
  store: RunStore,
  force: InForce,
  { run, report: name, received }: Of<'results'>,
): AsyncGenerator<string> {
  const report = openReport(name, {
    edits: [
      ...chooseEdits(undefined, undefined),
      ...(name === 'sarif' ? chosenRuleEdits(undefined, undefined, force.rules) : []),
    ],
    codesets: force.codesets.id,
    starter: force.codesets.starter,
    received,
  })
  const tally = createTally()
  let text = report.begin?.() ?? ''
  report.beginInput?.('body')
  for await (const results of streamResults(store, run)) {
    for (const result of results) {
      tally.add(result)
      text += report.render(result)
    }
    yield text
    text = ''
  }
  yield text + (report.endInput?.() ?? '') + (report.end?.(tally.summary()) ?? '')
}

/** Findings that differ between two runs, a line each, and why: the tables of both are looked for where code sets lie. */
export async function* difference(
  store: RunStore,
  force: InForce,
  [before, after]: Of<'difference'>['runs'],
): AsyncGenerator<string> {
  const { claims } = await openDiff(store, before, after, force.parts.folder ?? starterFolder)
  for await (const { differences } of claims())
    if (differences.length > 0) yield differences.map((one) => `${JSON.stringify(one)}\n`).join('')
}
