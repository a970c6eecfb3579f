/** Runs a report over text in memory, as the command line does, and reads X12 back. */
import { openCodesets, starterFolder } from '../../src/index.ts'
import { openScrubber, type ScrubberOptions } from '../../src/jobs/scrub.ts'
import { chooseEdits } from '../../src/jobs/scrub.ts'
import { qualifier } from '../../src/formats/x12/fields.ts'
import { createTokenizer } from '../../src/formats/x12/tokenizer.ts'
import { openReport, type ReportName } from '../../src/report/reports.ts'
import { createTally } from '../../src/report/summary.ts'
import type { Result } from '../../src/model/result.ts'

const codesets = await openCodesets(starterFolder)

/** Bytes in pieces of so many. */
async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'latin1')
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

export interface ReportRun {
  readonly name: ReportName
  readonly input: string | readonly string[]
  readonly only?: readonly string[]
  readonly size?: number
  readonly received?: string
  readonly options?: Partial<ScrubberOptions>
}

/** The whole report of one input or several. */
export async function reportOf({
  name,
  input,
  only,
  size = 1e9,
  received = '2026-10-15',
  options = {},
}: ReportRun): Promise<string> {
  const scrubber = openScrubber({ codesets, received, ...(only ? { only } : {}), ...options })
  const report = openReport(name, {
    edits: chooseEdits(only, undefined),
    codesets: codesets.id,
    starter: codesets.starter,
    received,
  })
  const tally = createTally()
  let text = report.begin?.() ?? ''
  for (const one of typeof input === 'string' ? [input] : input) {
    report.beginInput?.('in.x')
    const how = {
      ...(report.claim ? { onClaim: report.claim } : {}),
      ...(report.listen ? { listen: report.listen } : {}),
    }
    for await (const results of scrubber.stream(pieces(one, size), 'in.x', how))
      for (const result of results) {
        tally.add(result)
        text += report.render(result)
      }
    text += report.endInput?.() ?? ''
  }
  return text + (report.end?.(tally.summary()) ?? '')
}

/** The parts of a report over results that are at hand. */
export function reportOfResults(name: ReportName, results: readonly Result[]): string {
  const report = openReport(name, { edits: [], codesets: 'sets-1', starter: false, received: '2026-10-15' })
  const tally = createTally()
  let text = report.begin?.() ?? ''
  for (const result of results) {
    tally.add(result)
    text += report.render(result)
  }
  return text + (report.endInput?.() ?? '') + (report.end?.(tally.summary()) ?? '')
}

/** Segments as lists of elements, read by our own tokenizer; the first is the identifier. */
export function segmentsOf(text: string): string[][] {
  const tokenizer = createTokenizer()
  tokenizer.feed(Buffer.from(text, 'latin1'))
  tokenizer.finish()
  const segments: string[][] = []
  for (let segment = tokenizer.next(); segment !== undefined; segment = tokenizer.next()) {
    if (segment.fault !== undefined) throw new Error(`segment ${segment.number}: ${segment.fault}`)
    const elements = Array.from({ length: segment.count }, (_, at) => qualifier(segment, at + 1))
    segments.push([segment.id, ...elements])
  }
  return segments
}

/** Faults of the envelopes: counts and control numbers that do not agree. Empty where all are right. */
export function envelopeFaults(segments: readonly (readonly string[])[]): string[] {
  const faults: string[] = []
  let [interchange, group, transaction] = ['', '', '']
  let [groups, transactions, inside] = [0, 0, 0]
  const expect = (what: string, said: string | undefined, is: string | number): void => {
    if (said !== String(is)) faults.push(`${what} says ${said}, is ${is}`)
  }
  for (const [id, ...elements] of segments) {
    inside++
    const at = (index: number): string => elements[index - 1] ?? ''
    if (id === 'ISA') [interchange, groups] = [at(13), 0]
    else if (id === 'GS') [group, transactions] = [at(6), 0]
    else if (id === 'ST') [transaction, inside] = [at(2), 1]
    else if (id === 'SE') {
      expect('SE01', at(1), inside)
      expect('SE02', at(2), transaction)
      transactions++
    } else if (id === 'GE') {
      expect('GE01', at(1), transactions)
      expect('GE02', at(2), group)
      groups++
    } else if (id === 'IEA') {
      expect('IEA01', at(1), groups)
      expect('IEA02', at(2), interchange)
      interchange = ''
    }
  }
  if (interchange !== '') faults.push('ISA without IEA')
  return faults
}
