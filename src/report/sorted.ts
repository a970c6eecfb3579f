/** A report in the order of dollars at risk instead of that of the input. */
import { ScrubError } from '../model/errors.ts'
import type { Result } from '../model/result.ts'
import type { ReportWriter } from './writer.ts'

/** Results and findings that are held at once, about half a gigabyte: sorting needs them all. */
const MOST_RESULTS = 200_000
const MOST_FINDINGS = 200_000

const lossOf = (result: Result): number =>
  result.claim === null ? -1 : (result.risk?.expectedLossCents ?? 0)

/**
 * Holds all results and renders them at the end, those of the highest expected loss first, equal ones in input order,
 * problems last. Throws E_OPTION at once where the report follows its input piece by piece, and on a result beyond what
 * can be held.
 */
export function sortedByRisk(report: ReportWriter): ReportWriter {
  const refuse = (text: string): never => {
    throw new ScrubError('E_OPTION', '--sort', text)
  }
  if (report.claim ?? report.listen ?? report.endInput)
    refuse('This report follows the order of its input. Sorted can be: text, csv, ndjson, html.')
  const inOrder: ReportWriter = { ...report }
  delete inOrder.append
  const held: Result[] = []
  let findings = 0
  return {
    ...inOrder,
    render(result) {
      held.push(result)
      findings += result.claim === null ? 0 : result.findings.length
      if (held.length > MOST_RESULTS || findings > MOST_FINDINGS)
        refuse(
          `More than ${MOST_RESULTS.toLocaleString('en-US')} claims or findings cannot be sorted at once: split the input, or sort the CSV report.`,
        )
      return ''
    },
    end(summary) {
      held.sort((a, b) => lossOf(b) - lossOf(a))
      const text = held.map((result) => report.render(result)).join('')
      return text + (report.end?.(summary) ?? '')
    },
  }
}
