/** What every report is: text before, for each result and after, made from the results alone. */
import type { AnyEdit } from '../edits/define.ts'
import type { Place } from '../formats/items.ts'
import type { SegmentListener } from '../formats/x12/envelope-facts.ts'
import type { Claim } from '../model/claim.ts'
import type { ClaimResult, Result } from '../model/result.ts'
import type { ByteText } from './byte-text.ts'
import type { Summary } from './summary.ts'
import type { Paint } from './text.ts'

/** What reports say beyond results. Nothing here is taken from the clock. */
export interface ReportContext {
  /** The edits that ran, payer rules among them. */
  readonly edits: readonly AnyEdit[]
  /** The snapshot, and whether it is the starter sets. */
  readonly codesets: string
  readonly starter: boolean
  /** The day of the report, `YYYY-MM-DD`: the one the payer receives the claims. */
  readonly received: string
  /** Colours for the text report. */
  readonly paint?: Paint
}

/** Writes one report. All its parts, in order, are the report. */
export interface ReportWriter {
  begin?(): string
  /** Before the first result of an input, by the name that problems give it. */
  beginInput?(file: string): void
  /** Sees the segments of X12 input before the results they lead to. */
  readonly listen?: SegmentListener
  /** Sees a claim before its result is rendered, with its place where the form of the input has one. */
  readonly claim?: (result: ClaimResult, claim: Claim, place: Place | undefined) => void
  /** `apart` where the form has no words for why a claim cannot be read: whoever writes the report says it elsewhere. */
  readonly problems?: 'apart'
  /** What a result adds; results come in the order of the input. */
  render(result: Result): string
  /** The same as bytes, where that is faster. */
  append?(to: ByteText, result: Result): void
  /** After the last result of an input. Throws E_OPTION where the input is none that this report can answer. */
  endInput?(): string
  end?(summary: Summary): string
}

/** Adds what a result adds to a report to its bytes. */
export function appendResult(report: ReportWriter, to: ByteText, result: Result): void {
  if (report.append) report.append(to, result)
  else to.text(report.render(result))
}
