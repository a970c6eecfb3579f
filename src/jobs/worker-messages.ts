/** What the main thread and the threads of a scrub say to each other. All of it is plain data. */
import type { SharedCodesets } from '../codesets/open.ts'
import type { PayerMap } from '../formats/payer-map.ts'
import type { SplitterPlace } from '../formats/json-splitter.ts'
import type { KindOfWarning, X12Gathered, X12Start } from '../formats/x12/cut-reader.ts'
import type { ErrorCode } from '../model/errors.ts'
import type { Problem } from '../model/result.ts'
import type { RiskModel } from '../model/risk.ts'
import type { RuleFile } from '../policy/rule-set.ts'
import type { TallyCounts } from '../report/summary.ts'

/** Reports that threads can render: each result by itself. */
export const threadReports = ['text', 'ndjson'] as const
/** Their names. */
export type ThreadReport = (typeof threadReports)[number]

/** What stands before and after a text of some weight, where a report has colours. */
export type PaintMarks = Readonly<Record<string, readonly [string, string]>>

/** How a thread scrubs and renders. */
export interface WorkerStart {
  readonly codesets: SharedCodesets
  readonly ruleFiles: readonly RuleFile[]
  readonly received: string
  readonly only: readonly string[] | undefined
  readonly skip: readonly string[] | undefined
  readonly suggest: boolean
  /** Files of earlier claims; each thread loads them. */
  readonly history: readonly string[] | undefined
  readonly payerMap: PayerMap | undefined
  readonly risk: RiskModel | undefined
  readonly report: ThreadReport
  readonly marks: PaintMarks | undefined
  readonly failOn: 'reject' | 'deny' | 'review' | 'note' | 'never'
}

/** A part of an input: its bytes, and what they are read after. */
export type Work =
  | {
      readonly form: 'json'
      readonly bytes: Uint8Array<ArrayBuffer>
      readonly begun: SplitterPlace | undefined
    }
  | {
      readonly form: 'x12'
      readonly bytes: Uint8Array<ArrayBuffer>
      /** The reader that goes on: that of an earlier part, or one that begins here. */
      readonly after: number | undefined
      readonly start: X12Start | undefined
    }
  /** The end of an 837: what only the whole file tells. */
  | { readonly form: 'end'; readonly after: number | undefined; readonly gathered: X12Gathered }

/** To a thread. Parts have numbers, one after the other over all inputs. */
export type ToWorker =
  | { readonly say: 'work'; readonly part: number; readonly file: string; readonly work: Work }
  /** The results of a part count, or were read from a wrong guess. */
  | { readonly say: 'settle'; readonly part: number; readonly counts: boolean }
  /** Nobody goes on from the reader of this part. */
  | { readonly say: 'release'; readonly part: number }
  /** Memory of a report that has been written. */
  | { readonly say: 'memory'; readonly memory: ArrayBuffer }
  | { readonly say: 'tally' }

/** What a thread made of a part. */
export interface Done {
  /** Its bytes, given back; undefined for an end. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined
  /** Its results in the form of the report, UTF-8. */
  readonly report: Uint8Array<ArrayBuffer>
  readonly claims: number
  /** Whether some result reaches `failOn`. */
  readonly reached: boolean
  readonly warnings: readonly KindOfWarning[]
  /** Of X12. */
  readonly gathered: X12Gathered | undefined
  readonly end: string | undefined
  /** The reader failed: what follows in the input is not read. */
  readonly failed: boolean
}

/** From a thread. */
export type FromWorker =
  | { readonly say: 'ready'; readonly warnings: readonly Problem[] }
  | ({ readonly say: 'done'; readonly part: number } & Done)
  | { readonly say: 'tally'; readonly counts: TallyCounts }
  | { readonly say: 'fault'; readonly code: ErrorCode; readonly at: string; readonly message: string }
