/** Errors as they are answered: Fastify's shape with a stable code, and nothing of the request in it. */
import { STATUS_CODES } from 'node:http'
import { errorKinds, ScrubError, type ErrorCode } from '../index.ts'

/** An error as it is answered. */
export interface Fault {
  readonly statusCode: number
  readonly code: ErrorCode
  readonly error: string
  readonly message: string
}

/** The answer of a code. */
export function faultOf(code: ErrorCode, message: string = errorKinds[code].means): Fault {
  const statusCode = errorKinds[code].status
  return { statusCode, code, error: STATUS_CODES[statusCode] ?? 'Error', message }
}

/** A fault to throw. `at` never leaves the program. */
export const refusal = (code: ErrorCode, message: string, at = ''): ScrubError =>
  new ScrubError(code, at, message)

/** Fastify's own errors by what they are to us. */
const foreign: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['E_TOO_LARGE', 'The body is larger than the server takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['E_FORMAT', 'The content type is none that this address takes.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['E_REQUEST', 'The body is not as long as the request says.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['E_REQUEST', 'The body is empty.'],
  FST_ERR_BAD_URL: ['E_REQUEST', 'The address is not written as one.'],
  FST_ERR_ASYNC_CONSTRAINT: ['E_REQUEST', 'The address is not written as one.'],
  FST_ERR_MAX_PARAM_LENGTH: ['E_ROUTE', 'A part of the address is longer than any that is known.'],
  ECONNRESET: ['E_REQUEST', 'The connection ended before the body did.'],
  ERR_STREAM_PREMATURE_CLOSE: ['E_REQUEST', 'The connection ended before the body did.'],
}

/** What is answered for anything thrown. Messages of others may repeat a part of the request, so they are not used. */
export function answerOf(error: unknown): Fault {
  if (error instanceof ScrubError) return faultOf(error.code, error.message)
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown }
  const known = typeof code === 'string' && Object.hasOwn(foreign, code) ? foreign[code] : undefined
  if (known) return faultOf(...known)
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return faultOf('E_REQUEST')
  return faultOf('E_INTERNAL', 'The program failed on this request.')
}

/** Where a fault of the program happened, for the log: files and lines alone, as messages may repeat input. */
export function placesOf(error: unknown): readonly string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return [...stack.matchAll(/^\s+at [^\n]*?([\w.-]+\.[cm]?[jt]s:\d+:\d+)\)?$/gm)]
    .slice(0, 8)
    .map((match) => match[1]!)
}
