/** `--threads`: how many, and for what. */
import { availableParallelism } from 'node:os'
import { InvalidArgumentError } from 'commander'
import {
  openThreads,
  problemText,
  threadReports,
  type ReportName,
  type RiskModel,
  type ScrubThreads,
  type Snapshot,
  type ThreadReport,
} from '../index.ts'
import { openPayers, paintFor, type FailLevel } from './options.ts'

/** More would wait for each other, and each has tables of its own. */
const MOST_THREADS = 64

/** A number of threads as commander parses it: `auto` and 0 are one for each core. */
export function threadCount(text: string): number {
  if (text === 'auto' || text === '0') return Math.min(availableParallelism(), MOST_THREADS)
  const count = /^\d{1,3}$/.test(text) ? Number(text) : NaN
  if (!(count >= 1 && count <= MOST_THREADS))
    throw new InvalidArgumentError(`A number from 1 to ${MOST_THREADS}, or auto.`)
  return count
}

/** What of the command's options concerns threads. */
export interface ThreadTerms {
  readonly threads: number
  readonly report: ReportName
  readonly received: string
  readonly failOn: FailLevel
  readonly suggest: boolean
  readonly history?: readonly string[]
  readonly rules?: string
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly payerMap?: string
  readonly riskModel?: RiskModel | undefined
  readonly sort?: 'risk'
  readonly fixSafe?: string
  readonly output?: string
}

/** Says on standard error why something is done on one thread though more were asked for. */
export const tellAlone = (what: string, why: string): void =>
  void process.stderr.write(`--threads: ${what} on one thread, since ${why}.\n`)

const isThreadReport = (report: ReportName): report is ThreadReport =>
  (threadReports as readonly string[]).includes(report)

/** Threads for a scrub; undefined where one was asked for or the report needs this thread, which is said. */
export async function openScrubThreads(
  snapshot: Snapshot,
  terms: ThreadTerms,
): Promise<ScrubThreads | undefined> {
  const { threads, report, received, failOn, suggest, history, rules, only, skip, output } = terms
  if (threads < 2) return undefined
  const why = !isThreadReport(report)
    ? `the report ${report} follows its input`
    : terms.sort !== undefined
      ? '--sort needs all results at once'
      : terms.fixSafe !== undefined
        ? '--fix-safe writes beside the report'
        : history?.includes('store')
          ? '--history store is not shared'
          : undefined
  if (why !== undefined || !isThreadReport(report)) {
    tellAlone('scrubbed', why!)
    return undefined
  }
  const payerMap = await openPayers(terms.payerMap)
  return openThreads({
    threads,
    codesets: snapshot,
    received,
    suggest,
    report,
    failOn,
    onWarning: (warning) => void process.stderr.write(`${problemText(warning)}\n`),
    ...(output === undefined ? { paint: paintFor(process.stdout) } : {}),
    ...(history ? { history } : {}),
    ...(rules ? { rules } : {}),
    ...(only ? { only } : {}),
    ...(skip ? { skip } : {}),
    ...(payerMap ? { payerMap } : {}),
    ...(terms.riskModel ? { risk: terms.riskModel } : {}),
  })
}
