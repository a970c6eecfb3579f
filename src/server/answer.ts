/** Claims in, results out, in the form that was asked for: the same for a small body at once and a large one in a thread. */
import {
  checkClaim,
  chooseEdits,
  chosenRuleEdits,
  createHistory,
  createNdjsonReport,
  createTally,
  openReport,
  readClaims,
  ScrubError,
  type Chunks,
  type Claim,
  type ClaimResult,
  type ClaimScrubber,
  type Form,
  type Item,
  type ReportName,
  type Result,
} from '../index.ts'
import { parseJson } from './body.ts'
import { refusal } from './faults.ts'
import { makeScrubber, type InForce, type ScrubTerms } from './force.ts'
import type { Limits } from './options.ts'
import { createSlabText } from './slab.ts'

/** What is asked about claims. */
export interface Question extends ScrubTerms {
  /** The form of the input, where it is not to be detected. */
  readonly from?: Form | undefined
  readonly report?: ReportName | undefined
  /** Whether what the store keeps counts as history. */
  readonly history?: 'store' | undefined
}

/** What was found, for metrics and the log: counts alone. */
export interface Counts {
  claims: number
  /** By verdict. */
  readonly verdicts: Record<string, number>
  /** By edit and severity, `edit severity`. */
  readonly findings: Record<string, number>
}

/** Counts of nothing. */
export const noCounts = (): Counts => ({ claims: 0, verdicts: {}, findings: {} })

/** Adds a result. */
export function count(counts: Counts, result: Result): void {
  counts.claims++
  counts.verdicts[result.verdict] = (counts.verdicts[result.verdict] ?? 0) + 1
  if (result.claim === null) return
  for (const { edit, severity } of result.findings) {
    const key = `${edit} ${severity}`
    counts.findings[key] = (counts.findings[key] ?? 0) + 1
  }
}

/** Earlier claims of the patients of these claims, in batches. */
export type EarlierClaims = (claims: readonly Claim[]) => AsyncIterable<readonly Claim[]>

const ndjson = createNdjsonReport()

/** Where a fault of the program shows itself on a single claim, it is the answer's. */
function single(result: Result): ClaimResult {
  if (result.claim === null) throw refusal('E_INTERNAL', 'The program failed on this claim.')
  return result
}

/** Answers are put together one at a time: nothing waits between the first byte and `take`. */
const text = createSlabText()

/**
 * The answer to a JSON body: the result of a claim, or an array of the results of an array. Throws E_JSON, E_ENCODING,
 * E_CLAIM for a claim that is none (in an array it has its place among the results), E_TOO_LARGE for too many.
 */
export async function answerJson(
  bytes: Buffer,
  force: InForce,
  question: Question,
  counts: Counts,
  limits: Pick<Limits, 'jsonClaims'>,
  earlier?: EarlierClaims,
): Promise<Buffer> {
  const value = parseJson(bytes)
  const items = Array.isArray(value) ? itemsOf(value, limits) : [claimItem(value)]
  const scrubber = await scrubberOf(force, question, items, earlier)
  return Array.isArray(value) ? renderAll(scrubber, items, counts) : renderOne(scrubber, items, counts)
}

/** The same at once, for a question without a history. */
export function answerJsonNow(
  bytes: Buffer,
  force: InForce,
  question: Question,
  counts: Counts,
  limits: Pick<Limits, 'jsonClaims'>,
): Buffer {
  const value = parseJson(bytes)
  const scrubber = force.scrubber(question)
  return Array.isArray(value)
    ? renderAll(scrubber, itemsOf(value, limits), counts)
    : renderOne(scrubber, [claimItem(value)], counts)
}

function claimItem(value: unknown): ItemOfClaim {
  const item = itemOf(value, undefined)
  if (item.kind !== 'claim') throw refusal(item.problem.code as 'E_CLAIM', item.problem.text)
  return item
}

function itemsOf(value: readonly unknown[], { jsonClaims }: Pick<Limits, 'jsonClaims'>): ItemOfClaim[] {
  const { length } = value
  if (length === 0) throw refusal('E_EMPTY', 'There is no claim in the array.')
  if (length > jsonClaims)
    throw refusal(
      'E_TOO_LARGE',
      `The array has ${length} claims; at most ${jsonClaims} are taken. Send NDJSON instead.`,
    )
  return value.map((one, at) => itemOf(one, at))
}

function renderOne(scrubber: ClaimScrubber, items: readonly ItemOfClaim[], counts: Counts): Buffer {
  const result = single(scrubber.items(items)[0]!)
  count(counts, result)
  try {
    ndjson.append(text, result)
    return text.take()
  } catch (error) {
    // What was put down of it must not begin another answer.
    text.take()
    throw error
  }
}

/** On one line: whoever reads NDJSON reads an array too. */
function renderAll(scrubber: ClaimScrubber, items: readonly ItemOfClaim[], counts: Counts): Buffer {
  let rendered = ''
  for (const result of scrubber.items(items)) {
    count(counts, result)
    rendered += `${rendered === '' ? '[' : ','}${ndjson.render(result).trimEnd()}`
  }
  text.text(`${rendered}]\n`)
  return text.take()
}

type ItemOfClaim = Exclude<Item, { kind: 'warning' }>

function itemOf(value: unknown, index: number | undefined): ItemOfClaim {
  const checked = checkClaim(value)
  if ('claim' in checked) return { kind: 'claim', claim: checked.claim }
  const { path, text } = checked.flaw
  const whole =
    index === undefined ? path : `[${index}]${path === '' || path.startsWith('[') ? path : `.${path}`}`
  return {
    kind: 'problem',
    problem: { code: 'E_CLAIM', file: 'body', ...(whole === '' ? {} : { path: whole }), text },
  }
}

/** The scrubber of a question; one of its own where the claims have a history. */
async function scrubberOf(
  force: InForce,
  question: Question,
  items: readonly Item[],
  earlier: EarlierClaims | undefined,
): Promise<ClaimScrubber> {
  if (question.history === undefined) return force.scrubber(question)
  if (earlier === undefined) throw refusal('E_NOT_KEPT', 'There is no store that history could come from.')
  const builder = createHistory()
  const claims = items.flatMap((item) => (item.kind === 'claim' ? [item.claim] : []))
  for await (const batch of earlier(claims)) for (const claim of batch) builder.add(claim)
  return makeScrubber(force, question, builder.seal())
}

/** Problems that are held back until a claim is read: an input without any is refused as a whole. */
const MOST_HELD = 1_000

/** What an answer to claims of any form is made with. */
export interface StreamAnswer {
  readonly force: InForce
  readonly question: Question
  readonly report: ReportName
  readonly counts: Counts
  readonly limits: Pick<Limits, 'claims' | 'seconds'>
  readonly earlier?: EarlierClaims | undefined
}

/**
 * The report on claims of any form, in pieces. Where no claim at all can be read it throws the first problem; else a
 * claim that cannot be read has its place in the report. Throws E_TOO_LARGE beyond the claims, E_BUSY beyond the time.
 */
export async function* answerStream(chunks: Chunks, answer: StreamAnswer): AsyncGenerator<string> {
  const { force, question, counts, limits } = answer
  const report = openReport(answer.report, {
    edits: [
      ...chooseEdits(question.only, question.skip),
      ...(answer.report === 'sarif' ? chosenRuleEdits(question.only, question.skip, force.rules) : []),
    ],
    codesets: force.codesets.id,
    starter: force.codesets.starter,
    received: question.received,
  })
  const tally = createTally()
  const ends = performance.now() + limits.seconds * 1000
  const held: Extract<Item, { kind: 'problem' }>[] = []
  let begun = false
  report.beginInput?.('body')
  const render = async (items: readonly Item[]): Promise<string> => {
    let text = begun ? '' : (report.begin?.() ?? '')
    begun = true
    const scrubber = await scrubberOf(force, question, items, answer.earlier)
    const read = items.filter((item): item is ItemOfClaim => item.kind !== 'warning')
    const results = scrubber.items(read)
    for (const [at, result] of results.entries()) {
      const item = read[at]!
      if (result.claim !== null && item.kind === 'claim') report.claim?.(result, item.claim, item.place)
      tally.add(result)
      count(counts, result)
      text += report.render(result)
    }
    if (counts.claims > limits.claims)
      throw refusal(
        'E_TOO_LARGE',
        `The body has more than ${limits.claims.toLocaleString('en-US')} claims; what stands before was answered.`,
      )
    return text
  }
  for await (const batch of readClaims(chunks, 'body', question.from, report.listen)) {
    if (performance.now() > ends)
      throw refusal('E_BUSY', `The answer took longer than ${limits.seconds} seconds.`)
    if (!begun && held.length < MOST_HELD && batch.every(({ kind }) => kind !== 'claim')) {
      for (const item of batch) if (item.kind === 'problem') held.push(item)
      continue
    }
    const text = await render([...held.splice(0), ...batch])
    if (text !== '') yield text
  }
  if (!begun) {
    const first = held[0]?.problem
    throw refusal((first?.code ?? 'E_EMPTY') as 'E_EMPTY', first?.text ?? 'There is no claim in the body.')
  }
  yield (report.endInput?.() ?? '') + (report.end?.(tally.summary()) ?? '')
}

/** The line that ends an NDJSON report which cannot go on. */
export function lastLine(error: unknown): string {
  const { code, message } =
    error instanceof ScrubError
      ? error
      : { code: 'E_INTERNAL', message: 'The program failed; what follows was not read.' }
  const problem = { code, file: 'body', text: message }
  return `${JSON.stringify({ claim: null, verdict: 'unreadable', problem })}\n`
}
