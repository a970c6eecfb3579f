/** Fastify as it is set up here: what it answers by itself is in our shape, and it coerces, drops and logs nothing. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import Fastify from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { answerOf, faultOf, refusal } from './faults.ts'
import type { Limits, ServerOptions } from './options.ts'
import type { App } from './services.ts'
import { validatorCompiler } from './validate.ts'

const REQUEST_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Opens it, without a route. Throws E_FILE for a certificate or key that is none. */
export function openApp(options: ServerOptions, { idleSeconds }: Pick<Limits, 'idleSeconds'>): App {
  const settings = {
    logger: false,
    requestIdHeader: false,
    genReqId: ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
      const given = headers['x-request-id']
      return typeof given === 'string' && REQUEST_ID.test(given) ? given.toLowerCase() : randomUUID()
    },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    connectionTimeout: 0,
    // Bodies have limits of their own; heads must come as fast, and whoever sends them piece by piece is cut off.
    requestTimeout: 0,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 300, ignoreDuplicateSlashes: false },
    frameworkErrors: (
      error: Error,
      _request: unknown,
      reply: { code(status: number): { type(type: string): { send(body: string): void } } },
    ): void => {
      const fault = answerOf(error)
      reply.code(fault.statusCode).type('application/json; charset=utf-8').send(JSON.stringify(fault))
    },
    clientErrorHandler: refuseRaw,
  }
  const wire = {
    headersTimeout: idleSeconds * 1000,
    connectionsCheckingInterval: Math.min(idleSeconds, 5) * 1000,
  }
  const made = options.tls
    ? openTls({ ...settings, https: { ...wire, ...pemsOf(options.tls), minVersion: 'TLSv1.2' } })
    : (Fastify({ ...settings, http: wire } as never) as unknown as App)
  const app = made.withTypeProvider<ZodTypeProvider>() as App
  app.setValidatorCompiler(validatorCompiler as never)
  // Answers are made by the routes; tests hold them to the schemas.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  return app
}

const noPem = (path: string): Error =>
  refusal('E_FILE', 'The certificate and its key cannot be read as such.', path)

function pemsOf({ cert, key }: NonNullable<ServerOptions['tls']>): { cert: Buffer; key: Buffer } {
  try {
    return { cert: readFileSync(cert), key: readFileSync(key) }
  } catch {
    throw noPem(cert)
  }
}

/** What OpenSSL says of a file may show a part of it. */
function openTls(settings: object): App {
  try {
    return Fastify(settings as never) as unknown as App
  } catch {
    throw noPem('--tls-cert')
  }
}

/** What cannot even be read as a request is answered in the same shape. */
function refuseRaw(
  error: NodeJS.ErrnoException,
  socket: { writable: boolean; destroyed: boolean; end(text: string): void; destroy(): void },
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const fault = faultOf(error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'E_TIMEOUT' : 'E_REQUEST')
  const body = JSON.stringify(fault)
  socket.end(
    `HTTP/1.1 ${fault.statusCode} ${fault.error}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
