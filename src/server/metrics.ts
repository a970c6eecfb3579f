/** What an operator watches, for Prometheus: requests, claims, findings, latency, lag, and how old the code sets are. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Metric } from 'prom-client'
import type { Counts } from './answer.ts'

/** A request that is over. */
export interface Observed {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** What is asked when Prometheus looks. */
export interface Gauges {
  /** Days since the newest release of the code sets ended; 0 while one is in force. */
  snapshotDays(): number
  snapshot(): string
  rules(): string
  inFlight(): number
  jobs(): number
}

/** Takes what happened, and tells it. */
export interface Metrics {
  observe(request: Observed): void
  add(counts: Counts): void
  reloadFailed(): void
  trailLost(entries: number): void
  text(): Promise<string>
  readonly contentType: string
  close(): void
}

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600]

/** Times of one route: how many fell within each bucket and no smaller one, the last for what is beyond all, and their sum. */
interface Latency {
  readonly within: number[]
  seconds: number
}

/** A histogram as prom-client's registry asks for it; its own looks its labels up with every request. */
function latencyMetric(name: string, help: string, latencies: ReadonlyMap<string, Latency>) {
  const of = (route: string, { within, seconds }: Latency): object[] => {
    let sum = 0
    const buckets = within.map((count, at) => {
      sum += count
      const le = BUCKETS[at] ?? '+Inf'
      return { labels: { le, route }, value: sum, metricName: `${name}_bucket` }
    })
    return [
      ...buckets,
      { labels: { route }, value: seconds, metricName: `${name}_sum` },
      { labels: { route }, value: sum, metricName: `${name}_count` },
    ]
  }
  const get = () =>
    Promise.resolve({
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      values: [...latencies].flatMap(([route, latency]) => of(route, latency)),
    })
  return { name, help, type: 'histogram', aggregator: 'sum', get, reset: () => undefined }
}

/** Opens the metrics of one server. Counts are kept as plain numbers and given to prom-client when it is asked. */
export async function openMetrics(gauges: Gauges): Promise<Metrics> {
  const { Counter, Gauge, Registry, collectDefaultMetrics } = await import('prom-client')
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'cleanclaim_' })
  const registers = [registry]
  const requests = new Map<string, number>()
  const latencies = new Map<string, Latency>()
  const verdicts = new Map<string, number>()
  const findings = new Map<string, number>()
  const add = (into: Map<string, number>, key: string, by: number): void =>
    void into.set(key, (into.get(key) ?? 0) + by)
  const told = (name: string, help: string, labels: readonly string[], from: Map<string, number>) =>
    new Counter({
      name,
      help,
      labelNames: [...labels],
      registers,
      collect() {
        this.reset()
        for (const [key, value] of from) {
          const parts = key.split(' ')
          this.inc(Object.fromEntries(labels.map((label, at) => [label, parts[at] ?? ''])), value)
        }
      },
    })
  told(
    'cleanclaim_http_requests_total',
    'Requests answered, by route and status.',
    ['method', 'route', 'status'],
    requests,
  )
  registry.registerMetric(
    latencyMetric(
      'cleanclaim_http_request_seconds',
      'Time from request to the end of its answer.',
      latencies,
    ) as unknown as Metric,
  )
  told('cleanclaim_claims_total', 'Claims scrubbed, by verdict.', ['verdict'], verdicts)
  told('cleanclaim_findings_total', 'Findings, by edit and severity.', ['edit', 'severity'], findings)
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value())
      },
    })
  gauge('cleanclaim_in_flight_requests', 'Requests in hand.', gauges.inFlight)
  gauge('cleanclaim_jobs', 'Jobs in threads.', gauges.jobs)
  gauge(
    'cleanclaim_snapshot_age_days',
    'Days since the newest code sets ended; 0 while in force.',
    gauges.snapshotDays,
  )
  const reloads = new Counter({
    name: 'cleanclaim_reload_failures_total',
    help: 'New code sets or rules that could not be put in force.',
    registers,
  })
  const lost = new Counter({
    name: 'cleanclaim_trail_entries_lost_total',
    help: 'Counted accesses that could not be entered in the trail.',
    registers,
  })
  new Gauge({
    name: 'cleanclaim_in_force_info',
    help: 'Code sets and rules in force.',
    labelNames: ['codesets', 'rules'] as const,
    registers,
    collect() {
      this.reset()
      this.set({ codesets: gauges.snapshot(), rules: gauges.rules() }, 1)
    },
  })
  const lag = monitorEventLoopDelay({ resolution: 10 })
  lag.enable()
  gauge(
    'cleanclaim_event_loop_lag_p99_seconds',
    'Event-loop lag, 99th percentile since the last look.',
    () => {
      const seconds = lag.percentile(99) / 1e9
      lag.reset()
      return Number.isFinite(seconds) ? seconds : 0
    },
  )
  return {
    observe({ method, route, status, seconds }) {
      add(requests, `${method} ${route} ${status}`, 1)
      let latency = latencies.get(route)
      if (latency === undefined)
        latencies.set(
          route,
          (latency = { within: new Array<number>(BUCKETS.length + 1).fill(0), seconds: 0 }),
        )
      let at = 0
      while (at < BUCKETS.length && seconds > BUCKETS[at]!) at++
      latency.within[at]!++
      latency.seconds += seconds
    },
    add(counts) {
      for (const verdict in counts.verdicts) add(verdicts, verdict, counts.verdicts[verdict]!)
      for (const finding in counts.findings) add(findings, finding, counts.findings[finding]!)
    },
    reloadFailed: () => reloads.inc(),
    trailLost: (entries) => lost.inc(entries),
    text: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => lag.disable(),
  }
}
