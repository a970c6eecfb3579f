/** What happens to every request beside its route: who calls, limits, idempotency, log, metrics, trail. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ScrubError } from '../index.ts'
import { stranger, type Door } from './access.ts'
import { readBody, checkEncoding, mediaType, parseJson, type Body } from './body.ts'
import { answerOf, faultOf, placesOf, refusal } from './faults.ts'
import { digestOf, keyOf } from './idempotency.ts'
import type { Tracing } from './tracing.ts'
import type { Trail } from './trail.ts'
import type { App, Services } from './services.ts'

/** Requests in hand that came before the server was stopping, and whether it is. */
export interface Gate {
  inFlight: number
  uploads: number
  /** Large bodies in hand by caller. */
  readonly uploadsOf: Map<string, number>
  stopping: boolean
}

/** Bytes of a document that is no claim. */
const MOST_DOCUMENT = 1024 * 1024

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? '(none)'

/** Installs how bodies are read. Nothing is parsed that a route has not asked for. */
export function installBodies(app: App, services: Services, gate: Gate): void {
  const { limits } = services
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (request, payload, done) => {
    const kind = request.routeOptions.config.body
    read(request, payload as typeof request.raw, kind).then(
      (body) => done(null, body),
      (error: Error) => done(error),
    )
  })
  const read = async (
    request: FastifyRequest,
    payload: typeof request.raw,
    kind: FastifyRequest['routeOptions']['config']['body'],
  ): Promise<unknown> => {
    const { headers } = request
    checkEncoding(headers['content-encoding'])
    const type = mediaType(headers['content-type'])
    if (kind === 'json' && type !== 'application/json')
      throw refusal('E_FORMAT', 'The body of this address is application/json.')
    if (kind === 'fhir' && type !== 'application/fhir+json' && type !== 'application/json')
      throw refusal('E_FORMAT', 'The body of this address is application/fhir+json.')
    const isJson = kind === 'json' || kind === 'fhir' || type === 'application/json'
    const bytes = kind === 'json' ? MOST_DOCUMENT : isJson ? limits.jsonBytes : limits.bytes
    const wholeBytes = kind === 'json' ? MOST_DOCUMENT : limits.wholeBytes
    const body = await readBody(payload, { bytes, wholeBytes, idleSeconds: limits.idleSeconds })
    if (headers['idempotency-key'] !== undefined && kind !== 'aside' && kind !== undefined) {
      if (body.kind === 'stream')
        throw refusal(
          'E_IDEMPOTENCY',
          `An idempotency key is for bodies of up to ${limits.wholeBytes.toLocaleString('en-US')} bytes; scrubbing a larger one again changes nothing.`,
        )
      request.digest = digestOf(request.method, request.url, headers['content-type'] ?? '', body.bytes)
    }
    if (kind === 'json') return parseJson((body as Extract<Body, { kind: 'whole' }>).bytes)
    if (body.kind === 'stream') enterUpload(request)
    return body
  }
  const enterUpload = (request: FastifyRequest): void => {
    const { id, anonymous } = request.caller
    const own = gate.uploadsOf.get(id) ?? 0
    // One caller alone cannot make the server busy for others: it is told to wait before that.
    if (own >= (anonymous ? limits.uploads : Math.ceil(limits.uploads / 2)))
      throw refusal(
        'E_RATE',
        'The caller has as many large bodies in hand as one may have: wait for an answer.',
      )
    if (gate.uploads >= limits.uploads)
      throw refusal('E_BUSY', 'The server has as many large bodies in hand as it takes: try again later.')
    gate.uploads++
    gate.uploadsOf.set(id, own + 1)
    request.isUpload = true
  }
}

function leaveUpload(gate: Gate, { caller: { id } }: FastifyRequest): void {
  gate.uploads--
  const own = gate.uploadsOf.get(id)! - 1
  if (own > 0) gate.uploadsOf.set(id, own)
  else gate.uploadsOf.delete(id)
}

/** Installs who may call and how often a request is done. */
export function installAccess(
  app: App,
  services: Services,
  gate: Gate,
  door: Door,
  guards: Readonly<Record<string, string>>,
  tracing: Tracing | undefined,
): void {
  app.decorateRequest('caller', null as never)
  app.decorateRequest('began', 0)
  app.decorateRequest('claims', 0)
  app.decorateRequest('faultCode', undefined)
  app.decorateRequest('digest', undefined)
  app.decorateRequest('answerKey', undefined)
  app.decorateRequest('isEntered', false)
  app.decorateRequest('isOver', false)
  app.decorateRequest('isAdmitted', false)
  app.decorateRequest('isUpload', false)
  app.decorateRequest('endSpan', undefined)

  app.addHook('onRequest', (request, reply, done) => {
    request.began = performance.now()
    request.caller = stranger
    reply.header('x-request-id', request.id).headers(guards)
    if (tracing) {
      const parent = request.headers['traceparent']
      request.endSpan = tracing.begin(typeof parent === 'string' ? parent : undefined)
    }
    if (gate.stopping) {
      reply.header('connection', 'close')
      if (routeOf(request) !== '/healthz' && routeOf(request) !== '/readyz') {
        done(refusal('E_BUSY', 'The server is stopping.'))
        return
      }
    } else {
      request.isAdmitted = true
      gate.inFlight++
    }
    const { authorization, host, origin } = request.headers
    const needs = request.routeOptions.config.needs ?? 'nothing'
    try {
      const caller = door({ authorization, host, origin, address: request.ip, needs })
      if (caller instanceof Promise)
        caller.then(
          (found) => {
            request.caller = found
            done()
          },
          (error: Error) => done(error),
        )
      else {
        request.caller = caller
        done()
      }
    } catch (error) {
      done(error as Error)
    }
  })

  app.addHook('preHandler', (request, reply, done) => {
    if (request.digest === undefined) {
      done()
      return
    }
    try {
      const named = digestOf(request.caller.id, keyOf(request.headers['idempotency-key'])!)
      const before = services.answers.claim(named, request.digest, Date.now())
      if (before !== undefined) {
        // Answered here: what comes after is not called.
        void reply
          .header('idempotency-replayed', 'true')
          .code(before.status)
          .type(before.type)
          .send(before.body)
        return
      }
      request.answerKey = named
      done()
    } catch (error) {
      done(error as Error)
    }
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    const { answerKey } = request
    if (answerKey !== undefined)
      if (
        reply.statusCode < 500 &&
        reply.statusCode !== 408 &&
        (typeof payload === 'string' || Buffer.isBuffer(payload))
      ) {
        const type = String(reply.getHeader('content-type') ?? 'application/json; charset=utf-8')
        services.answers.keep(answerKey, { status: reply.statusCode, type, body: payload })
      } else services.answers.release(answerKey)
    done(null, payload)
  })
}

/** Installs log, metrics and trail: each request is told once, however it ends. */
export function installRecords(app: App, services: Services, gate: Gate, trail: Trail): void {
  const over = (request: FastifyRequest, reply: FastifyReply): void => {
    if (request.isOver) return
    request.isOver = true
    if (request.isAdmitted) gate.inFlight--
    if (request.isUpload) leaveUpload(gate, request)
    const route = routeOf(request)
    const milliseconds = Math.round((performance.now() - request.began) * 100) / 100
    const { method, claims, caller, id } = request
    const status = reply.statusCode
    services.metrics.observe({ method, route, status, seconds: milliseconds / 1000 })
    services.log.write({
      event: 'request',
      id,
      caller: caller.id,
      method,
      route,
      status,
      ...(request.faultCode === undefined ? {} : { code: request.faultCode }),
      milliseconds,
      claims,
    })
    if (!request.isEntered && request.routeOptions.config.needs !== 'nothing')
      trail.count({ by: caller.name, route: `${method} ${route}`, status, claims })
    request.endSpan?.({ method, route, status, claims })
    if (request.answerKey !== undefined) services.answers.release(request.answerKey)
  }
  app.addHook('onResponse', (request, reply, done) => {
    over(request, reply)
    linger(request)
    done()
  })
  app.addHook('onRequestAbort', (request, done) => {
    over(request, { statusCode: 499 } as FastifyReply)
    done()
  })

  app.setErrorHandler((error, request, reply) => {
    const fault = answerOf(error)
    request.faultCode = fault.code
    if (fault.statusCode >= 500 && !(error instanceof ScrubError))
      services.log.write({ event: 'fault', id: request.id, code: fault.code, places: placesOf(error) })
    if (fault.statusCode === 401) reply.header('www-authenticate', 'Bearer')
    if (fault.code === 'E_BUSY' || (fault.code === 'E_RATE' && !reply.hasHeader('retry-after')))
      reply.header('retry-after', fault.code === 'E_BUSY' ? '5' : '60')
    // What is left of the body is not waited for.
    if (!request.raw.complete) reply.header('connection', 'close')
    return sendFault(request, reply, fault)
  })
  app.setNotFoundHandler((request, reply) => {
    request.faultCode = 'E_ROUTE'
    return sendFault(request, reply, faultOf('E_ROUTE'))
  })
}

/** Milliseconds in which the rest of a body that nobody wants may still come. */
const LINGER = 2_000

/** Ends the connection of a body that goes on after its answer: not at once, or the answer might be lost with it. */
function linger({ raw }: FastifyRequest): void {
  if (raw.complete || raw.socket?.destroyed !== false) return
  raw.resume()
  setTimeout(() => raw.complete || raw.socket.destroy(), LINGER).unref()
}

/** A fault in Fastify's shape; as an OperationOutcome to who asks FHIR for FHIR. */
function sendFault(
  request: FastifyRequest,
  reply: FastifyReply,
  fault: ReturnType<typeof faultOf>,
): FastifyReply {
  reply.code(fault.statusCode)
  const wantsFhir =
    request.routeOptions.url?.startsWith('/fhir/') &&
    request.headers.accept?.includes('application/fhir+json')
  if (!wantsFhir) return reply.type('application/json; charset=utf-8').send(JSON.stringify(fault))
  const issue = {
    severity: 'error',
    code: fault.statusCode === 401 ? 'login' : fault.statusCode === 403 ? 'forbidden' : 'processing',
    details: { coding: [{ system: 'urn:cleanclaim:error', code: fault.code }], text: fault.message },
  }
  return reply
    .type('application/fhir+json; charset=utf-8')
    .send(JSON.stringify({ resourceType: 'OperationOutcome', issue: [issue] }))
}
