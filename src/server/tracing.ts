/**
 * Spans for OpenTelemetry, where its own environment variables ask for them; off, and not even loaded, otherwise.
 * Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/.
 */
import { ENGINE_VERSION } from '../index.ts'

/** What a span may say: the same as a line of the log. */
export interface SpanFacts {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly claims: number
}

/** Spans of requests. */
export interface Tracing {
  /** Begins a span; `parent` is a `traceparent` header. What comes back ends it. */
  begin(parent: string | undefined): (facts: SpanFacts) => void
  close(): Promise<void>
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])$/

/** Whether the environment asks for traces. */
export function wantsTracing(environment: NodeJS.ProcessEnv): boolean {
  if (environment['OTEL_SDK_DISABLED'] === 'true') return false
  const exporter = environment['OTEL_TRACES_EXPORTER']
  if (exporter !== undefined) return exporter === 'otlp'
  return Boolean(
    environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
  )
}

/** Opens tracing; undefined where the environment does not ask for it. */
export async function openTracing(environment: NodeJS.ProcessEnv): Promise<Tracing | undefined> {
  if (!wantsTracing(environment)) return undefined
  const [api, { BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': environment['OTEL_SERVICE_NAME'] ?? 'cleanclaim',
      'service.version': ENGINE_VERSION,
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  })
  const tracer = provider.getTracer('cleanclaim', ENGINE_VERSION)
  return {
    begin(parent) {
      const parts = parent === undefined ? null : TRACEPARENT.exec(parent)
      const context = parts
        ? api.trace.setSpanContext(api.ROOT_CONTEXT, {
            traceId: parts[1]!,
            spanId: parts[2]!,
            traceFlags: Number(parts[3]),
            isRemote: true,
          })
        : api.ROOT_CONTEXT
      const span = tracer.startSpan('request', { kind: api.SpanKind.SERVER }, context)
      return ({ method, route, status, claims }) => {
        span.updateName(`${method} ${route}`)
        span.setAttributes({
          'http.request.method': method,
          'http.route': route,
          'http.response.status_code': status,
          'cleanclaim.claims': claims,
        })
        if (status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR })
        span.end()
      }
    },
    close: () => provider.shutdown(),
  }
}
