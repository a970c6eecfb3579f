/** What threads say to each other: plain data. */
import type { ErrorCode, ReportName } from '../index.ts'
import type { Counts, Question } from './answer.ts'
import type { Operation } from './fhir.ts'
import type { ForceParts } from './force.ts'
import type { Limits, StorePlace } from './options.ts'

/** A file that a thread may read and nobody else can: encrypted with a key that is nowhere but in memory. */
export interface Sealed {
  readonly path: string
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  readonly bytes: number
  readonly sha256: string
}

/** An entry of the trail. */
export interface AccessNote {
  readonly by: string
  readonly subject: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** What a thread is asked to do. */
export type Task =
  | { readonly do: 'json'; readonly question: Question }
  | { readonly do: 'claims'; readonly question: Question; readonly report: ReportName }
  | {
      readonly do: 'record'
      /** Its `received` is today where none is named. */
      readonly question: Question
      readonly named: string | undefined
      readonly body: Sealed
      readonly key: string | undefined
      readonly keep: 'claims' | 'digests'
      readonly by: string
    }
  | { readonly do: 'fhir'; readonly operation: Operation; readonly question: Question }
  | { readonly do: 'remittances'; readonly body: Sealed; readonly by: string }
  | {
      readonly do: 'rule-cases'
      readonly documents: readonly { path: string; text: string }[] | undefined
      /** Ids of rules, or folders of them (`acme-health/`); all where there are none. */
      readonly rules: readonly string[]
    }
  | { readonly do: 'results'; readonly run: string; readonly report: ReportName; readonly received: string }
  | { readonly do: 'difference'; readonly runs: readonly [string, string] }
  | { readonly do: 'access'; readonly notes: readonly AccessNote[] }
  | { readonly do: 'kept'; readonly name: string; readonly args: readonly unknown[] }

/** From the main thread. */
export type ToWorker =
  | { readonly say: 'force'; readonly parts: ForceParts }
  | { readonly say: 'forget'; readonly version: number }
  | { readonly say: 'start'; readonly job: number; readonly version: number; readonly task: Task }
  | { readonly say: 'chunk'; readonly job: number; readonly bytes: Uint8Array }
  | { readonly say: 'end'; readonly job: number }
  | { readonly say: 'broken'; readonly job: number; readonly code: ErrorCode; readonly message: string }
  | { readonly say: 'took'; readonly job: number }
  | { readonly say: 'stop'; readonly job: number }

/** From a thread. */
export type FromWorker =
  | { readonly say: 'force'; readonly version: number; readonly fault?: string }
  | { readonly say: 'took'; readonly job: number }
  | { readonly say: 'piece'; readonly job: number; readonly bytes: Uint8Array }
  | { readonly say: 'done'; readonly job: number; readonly value: unknown; readonly counts: Counts }
  | { readonly say: 'fault'; readonly job: number; readonly code: ErrorCode; readonly message: string }

/** What a thread is started with. */
export interface WorkerStart {
  readonly parts: ForceParts
  readonly limits: Limits
  readonly store: StorePlace | undefined
  /** Whether it does what takes long, and others go first. */
  readonly stepsBack: boolean
}

/** Pieces under way in one direction, for one job. */
export const WINDOW = 8
