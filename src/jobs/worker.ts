/** A thread of a scrub: reads the parts it is given, scrubs them and renders their results. */
import { parentPort, workerData } from 'node:worker_threads'
import { openSharedCodesets } from '../codesets/open.ts'
import { readerFailed } from '../formats/detect.ts'
import type { Item } from '../formats/items.ts'
import { readClaimLines } from '../formats/json.ts'
import { openX12Parts, type KindOfWarning, type X12PartReader } from '../formats/x12/cut-reader.ts'
import { ScrubError } from '../model/errors.ts'
import type { Problem } from '../model/result.ts'
import { openReport } from '../report/reports.ts'
import { createByteText } from '../report/byte-text.ts'
import { createTally, type TallyCounts } from '../report/summary.ts'
import { reaches, type Paint } from '../report/text.ts'
import { appendResult } from '../report/writer.ts'
import { learnedScorer } from '../risk/score.ts'
import { loadHistory } from './history.ts'
import { ruleSetOf } from './rules.ts'
import { chooseEdits, openScrubber } from './scrub.ts'
import type { Done, FromWorker, ToWorker, Work, WorkerStart } from './worker-messages.ts'

const start = workerData as WorkerStart
const port = parentPort!
const say = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...transfer])

/** Opens what the thread works with, as the main thread told it. */
async function open() {
  const { received, only, skip, history, payerMap, risk, suggest, marks } = start
  const warnings: Problem[] = []
  const codesets = await openSharedCodesets(start.codesets)
  const earlier = history && (await loadHistory(history, (warning) => void warnings.push(warning)))
  const scrubber = openScrubber({
    codesets,
    received,
    suggest,
    rules: ruleSetOf(start.ruleFiles),
    ...(only ? { only } : {}),
    ...(skip ? { skip } : {}),
    ...(earlier ? { history: earlier } : {}),
    ...(payerMap ? { payerMap } : {}),
    ...(risk ? { risk: learnedScorer(risk) } : {}),
  })
  const paint: Paint | undefined =
    marks && ((weight, text) => (marks[weight] ? marks[weight].join(text) : text))
  const report = openReport(start.report, {
    edits: chooseEdits(only, skip),
    codesets: codesets.id,
    starter: codesets.starter,
    received,
    ...(paint ? { paint } : {}),
  })
  return { scrubber, report, warnings }
}
type Tools = Awaited<ReturnType<typeof open>>

/** Readers from which a later part may go on, and what was counted of a part and is not yet known to count, by part. */
const readers = new Map<number, X12PartReader>()
const unsettled = new Map<number, TallyCounts>()
const tally = createTally()
const rendered = createByteText()

/** The reader of an earlier part, which from now on is that of this part; or a new one. */
function readerFor(part: number, file: string, work: Exclude<Work, { form: 'json' }>): X12PartReader {
  const { after } = work
  const reader =
    after === undefined ? openX12Parts(file, 'start' in work ? work.start : undefined) : readers.get(after)
  if (reader === undefined) throw new Error('There is no part before.')
  if (after !== undefined) readers.delete(after)
  readers.set(part, reader)
  return reader
}

function doWork({ scrubber, report }: Tools, part: number, file: string, work: Work): Done {
  // Results are not kept: what outlives its part is copied by the collector over and over.
  const counted = createTally()
  let reached = false
  const warnings: KindOfWarning[] = []
  const took = (items: readonly Item[]): void => {
    const told = (warning: Problem): void => void warnings.push({ kind: '', warning })
    for (const result of scrubber.items(items, told, file)) {
      counted.add(result)
      appendResult(report, rendered, result)
      reached ||= reaches(result, start.failOn)
    }
  }
  let read: Pick<Done, 'gathered' | 'end'> = { gathered: undefined, end: undefined }
  let failed = false
  const reader = work.form === 'json' ? undefined : readerFor(part, file, work)
  try {
    if (work.form === 'json') took(readClaimLines(work.bytes, file, work.begun))
    else if (work.form === 'end') took(reader!.finish(work.gathered))
    else {
      const { gathered, end, warnings: kinds } = reader!.read(work.bytes, took)
      warnings.push(...kinds)
      read = { gathered, end }
    }
  } catch {
    failed = true
    took([readerFailed(file)])
  }
  const counts = counted.counts()
  unsettled.set(part, counts)
  return {
    bytes: work.form === 'end' ? undefined : work.bytes,
    report: rendered.take(),
    claims: counts.claims,
    reached,
    warnings,
    ...read,
    failed,
  }
}

function take(tools: Tools, message: ToWorker): void {
  switch (message.say) {
    case 'work': {
      const done = doWork(tools, message.part, message.file, message.work)
      const { bytes, report } = done
      const transfer = bytes === undefined ? [report.buffer] : [report.buffer, bytes.buffer]
      return say({ say: 'done', part: message.part, ...done }, transfer)
    }
    case 'settle':
      if (message.counts && unsettled.has(message.part)) tally.join(unsettled.get(message.part)!)
      unsettled.delete(message.part)
      return
    case 'release':
      readers.delete(message.part)
      return
    case 'memory':
      return rendered.giveBack(message.memory)
    case 'tally':
      return say({ say: 'tally', counts: tally.counts() })
  }
}

try {
  const tools = await open()
  port.on('message', (message: ToWorker) => take(tools, message))
  say({ say: 'ready', warnings: tools.warnings })
} catch (error) {
  if (!(error instanceof ScrubError)) throw error
  const { code, at, message } = error
  say({ say: 'fault', code, at, message })
}
