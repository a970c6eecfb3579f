/** The HTTP API: puts the app together. It listens where `start.ts` makes it; tests ask it by `inject`. */
import { availableParallelism } from 'node:os'
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyRequest } from 'fastify'
import { isoDate } from '../index.ts'
import { openDoor } from './access.ts'
import type { Counts } from './answer.ts'
import { openApp } from './app.ts'
import { answerOf, placesOf, refusal } from './faults.ts'
import { markOf, readForce, type InForce } from './force.ts'
import { guardHeaders } from './guards.ts'
import { installAccess, installBodies, installRecords, type Gate } from './hooks.ts'
import { keepAnswers } from './idempotency.ts'
import { openLog } from './log.ts'
import { openMetrics } from './metrics.ts'
import { description } from './openapi.ts'
import { usualLimits, type ServerOptions } from './options.ts'
import { openPool } from './pool.ts'
import { isStored, riskAtStart } from './risk.ts'
import { routes } from './routes/index.ts'
import { openAside } from './sealed.ts'
import type { App, Services } from './services.ts'
import { createTogether } from './together.ts'
import { openTracing } from './tracing.ts'
import { noTrail, openTrail } from './trail.ts'

/** A server that is put together. */
export interface Server {
  readonly app: App
  readonly gate: Gate
  /** Looks whether code sets or rules are new, and puts them in force; true where they were. */
  reload(): Promise<boolean>
  flushLog(): void
}

/** Days that code sets may be over before the server is not ready: publishers bring a new quarter in that time. */
const MOST_STALE_DAYS = 45

/**
 * Puts a server together. Throws E_OPTION where it would let everybody in, and what reading code sets, rules, tokens and
 * the store throws.
 */
export async function build(options: ServerOptions): Promise<Server> {
  const limits = { ...usualLimits, ...options.limits }
  const places = pick(options)
  const door = await openDoor(options)
  const stored = await riskAtStart(options)
  const markWith = (riskId: string | undefined): string => `${markOf(places)} ${riskId ?? ''}`
  let mark = markWith(stored.id)
  let force: InForce = await readForce(places, 1, stored)
  const gate: Gate = { inFlight: 0, uploads: 0, uploadsOf: new Map(), stopping: false }
  const threads = options.threads ?? Math.max(1, availableParallelism() - 1)
  const log = openLog(options.log)
  const pool = await openPool({ parts: force.parts, limits, store: options.store }, threads, (cause) =>
    log.write({ event: 'thread-ended', places: placesOf(cause) }),
  )
  const aside = openAside()
  const tracing = await openTracing(process.env)
  const staleDays = (): number => daysSince(endOf(force), options.today())
  const metrics = await openMetrics({
    snapshotDays: staleDays,
    snapshot: () => force.codesets.id,
    rules: () => force.rules.id,
    inFlight: () => gate.inFlight,
    jobs: () => pool.size(),
  })
  const ask: Services['ask'] = async (name, ...args) => {
    if (options.store === undefined)
      throw refusal('E_NOT_KEPT', 'The server keeps nothing: it was started without --store.')
    const { value } = await pool.start({ do: 'kept', name, args }, force.parts.version).done
    return value as never
  }
  const trail =
    options.store === undefined
      ? noTrail
      : openTrail(
          async (notes) => void (await pool.start({ do: 'access', notes }, force.parts.version).done),
          (entries) => {
            metrics.trailLost(entries)
            log.write({ event: 'trail-lost' })
          },
        )
  if (options.store !== undefined) await ask('runs', 1)

  const services: Services = {
    limits,
    pool,
    together: createTogether(),
    log,
    metrics,
    answers: keepAnswers(limits.keptBytes),
    aside,
    hasStore: options.store !== undefined,
    force: () => force,
    today: options.today,
    ask,
    counted(request, counts: Counts) {
      request.claims += counts.claims
      metrics.add(counts)
    },
    async enter(request, reply, subject) {
      request.isEntered = true
      const route = `${request.method} ${request.routeOptions.url ?? ''}`
      const { caller, claims, id } = request
      const entry = { by: caller.name, route, status: reply.statusCode, claims, request: id }
      await trail.enter(subject === undefined ? entry : { ...entry, subject })
    },
    async unready() {
      if (gate.stopping) return 'stopping'
      if (staleDays() > MOST_STALE_DAYS) return 'code sets are over'
      if (options.store === undefined) return undefined
      try {
        await ask('runs', 1)
        return undefined
      } catch {
        return 'the store does not answer'
      }
    },
  }

  const app = openApp(options, limits)
  installBodies(app, services, gate)
  installAccess(app, services, gate, door, await guardHeaders(options.tls !== undefined), tracing)
  installRecords(app, services, gate, trail)
  if (options.cors && options.cors.length > 0)
    await app.register(cors, {
      origin: [...options.cors],
      methods: ['GET', 'POST'],
      allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-request-id', 'accept'],
      exposedHeaders: ['x-request-id', 'idempotency-replayed', 'retry-after'],
      maxAge: 600,
    })
  if (options.tokenFile !== undefined || options.jwt !== undefined)
    await app.register(rateLimit, {
      hook: 'preParsing',
      max: limits.perMinute,
      timeWindow: 60_000,
      cache: 10_000,
      keyGenerator: ({ caller }: FastifyRequest) => caller.id,
      allowList: ({ caller, routeOptions }: FastifyRequest) =>
        caller.anonymous || routeOptions.config.needs === undefined,
      errorResponseBuilder: () =>
        refusal('E_RATE', 'The token has made more requests than it may: wait a minute.'),
    })
  await app.register(compress, {
    encodings: ['gzip', 'br'],
    threshold: 1024,
    globalDecompression: false,
    customTypes: /^(?:text\/|application\/(?:.*json|edi-x12))/,
  })
  await app.register(swagger, description)
  let apiText: string | undefined
  for (const route of routes) route(app, services)
  app.route({
    method: 'GET',
    url: '/openapi.json',
    schema: { hide: true },
    handler: (_, reply) => {
      // Made once: it takes as long as a thousand claims.
      apiText ??= JSON.stringify(app.swagger())
      return reply.type('application/json; charset=utf-8').send(apiText)
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    // Without an address the page asks no validator elsewhere.
    uiConfig: { deepLinking: false, persistAuthorization: false, validatorUrl: null as never },
  })

  let version = 1
  let reloading: Promise<boolean> | undefined
  const look = async (): Promise<boolean> => {
    let now = mark
    try {
      const id = isStored(options) ? await ask('riskId') : undefined
      now = markWith(id)
      if (now === mark) return false
      const { risk: model, riskId } = force.parts
      const risk = id === riskId || !isStored(options) ? { id: riskId, model } : await ask('risk')
      const next = await readForce(places, version + 1, risk)
      version++
      // Threads have it before anybody asks them for it.
      await pool.put(next.parts)
      force = next
      mark = now
      log.write({
        event: 'in-force',
        snapshot: next.codesets.id,
        rules: next.rules.id,
        risk: next.parts.riskId ?? 'prior',
      })
      return true
    } catch (error) {
      // What was in force stays so; it is tried again when something changes.
      mark = now
      metrics.reloadFailed()
      log.write({ event: 'reload-failed', code: answerOf(error).code, places: placesIn(error) })
      return false
    }
  }
  const reload = (): Promise<boolean> => {
    reloading ??= look().finally(() => {
      reloading = undefined
    })
    return reloading
  }
  const seconds = options.watchSeconds ?? 5
  const watch = seconds > 0 ? setInterval(() => void reload(), seconds * 1000) : undefined
  watch?.unref()

  app.addHook('onClose', async () => {
    clearInterval(watch)
    await trail.close()
    await pool.close()
    metrics.close()
    await tracing?.close().catch(() => undefined)
    aside.remove()
    log.flush()
  })
  await app.ready()
  return { app, gate, reload, flushLog: log.flush }
}

const placesIn = (error: unknown): readonly string[] =>
  error instanceof Error && 'at' in error && typeof error.at === 'string' ? [error.at] : []

function pick({ codesets, rules, risk, payerMap }: ServerOptions) {
  return {
    ...(codesets === undefined ? {} : { codesets }),
    ...(rules === undefined ? {} : { rules }),
    ...(risk === undefined ? {} : { risk }),
    ...(payerMap === undefined ? {} : { payerMap }),
  }
}

/** The last day on which some release of the code sets is in force; undefined for the starter sets. */
const endOf = ({ manifest }: InForce): string | undefined =>
  manifest && isoDate(Math.max(...manifest.releases.map(({ through }) => through)))

const daysSince = (end: string | undefined, today: string): number =>
  end === undefined || end >= today ? 0 : Math.round((Date.parse(today) - Date.parse(end)) / 86_400_000)
