/** What routes work with. */
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { Caller, Needs } from './access.ts'
import type { Counts } from './answer.ts'
import type { InForce } from './force.ts'
import type { KeptAnswers } from './idempotency.ts'
import type { KeptArguments, KeptOperation, KeptValue } from './kept.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Limits } from './options.ts'
import type { Pool } from './pool.ts'
import type { Aside } from './sealed.ts'
import type { Together } from './together.ts'
import type { SpanFacts } from './tracing.ts'

/** Fastify with our types. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** How the body of a route is read: claims as they come, a document of JSON, a FHIR resource, or put aside first. */
export type BodyKind = 'claims' | 'json' | 'fhir' | 'aside'

/** A body of one content type, for the description of the API. */
export interface DescribedBody {
  readonly schema?: z.ZodType
  readonly description?: string
  readonly example: unknown
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly needs?: Needs
    readonly body?: BodyKind
    /** Bodies by content type, for the description of the API. */
    readonly bodies?: Readonly<Record<string, DescribedBody>>
    /** Values of parameters that work as they stand. */
    readonly examples?: Readonly<Record<string, string>>
    /** Whether the route is about what is kept, and enters each access in the trail by itself. */
    readonly kept?: boolean
  }
  interface FastifyRequest {
    caller: Caller
    began: number
    /** Claims of the request, for the log. */
    claims: number
    /** Code of the fault that was answered. */
    faultCode: string | undefined
    /** Digest of the request, where it bears an idempotency key and its body is there as a whole. */
    digest: string | undefined
    /** Key under which its answer is kept. */
    answerKey: string | undefined
    isEntered: boolean
    isOver: boolean
    /** Whether its body is large, of which only so many are in hand at once. */
    isUpload: boolean
    /** Whether it came before the server was stopping. */
    isAdmitted: boolean
    endSpan: ((facts: SpanFacts) => void) | undefined
  }
}

/** What routes work with. */
export interface Services {
  readonly limits: Limits
  readonly pool: Pool
  readonly together: Together
  readonly log: Log
  readonly metrics: Metrics
  readonly answers: KeptAnswers
  readonly aside: Aside
  readonly hasStore: boolean
  /** What is in force now: taken once a request. */
  force(): InForce
  today(): string
  /** Why the server is not ready, undefined where it is. */
  unready(): Promise<string | undefined>
  /** Counts the claims of a request. */
  counted(request: FastifyRequest, counts: Counts): void
  /** Asks the store, in its thread. Throws E_NOT_KEPT without one. */
  ask<K extends KeptOperation>(name: K, ...args: KeptArguments<K>): Promise<KeptValue<K>>
  /** Enters the access in the trail, before it is answered. */
  enter(request: FastifyRequest, reply: FastifyReply, subject?: string): Promise<void>
}

/** One route. */
export type Route = (app: App, services: Services) => void

/** A reply that takes text which was rendered already: its type is that of what was rendered. */
export const rendered = (reply: unknown): FastifyReply => reply as FastifyReply
