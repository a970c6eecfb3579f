/**
 * How fast this machine goes, beside what else one could run on it: the whole way of a claim beside JSON.parse of the same
 * claims, and payer rules beside json-rules-engine. Takes turns and gives medians of processor time, which other programs
 * do not lengthen as they do a clock's.
 */
import { cpus, platform, release, totalmem } from 'node:os'
import type { Snapshot } from '../codesets/tables.ts'
import { readClaims } from '../formats/detect.ts'
import type { Claim } from '../model/claim.ts'
import { ENGINE_VERSION } from '../model/version.ts'
import { createByteText } from '../report/byte-text.ts'
import { createNdjsonReport } from '../report/ndjson.ts'
import { appendResult } from '../report/writer.ts'
import { claims837 } from './bench-claims.ts'
import { measureEdits, type EditsBench } from './bench-edits.ts'
import { comparePayerRules, type RulesBench } from './bench-engine.ts'
import { benchRules } from './bench-rules.ts'
import { medianOf, processorTime } from './bench-time.ts'
import { ruleSetOf } from './rules.ts'
import { openScrubber, type ClaimScrubber } from './scrub.ts'

/** What is measured, and how long. */
export interface BenchOptions {
  readonly codesets: Snapshot
  /** Claims of each pass. */
  readonly claims: number
  /** Passes of each stage that count, after one that does not. */
  readonly rounds: number
  /** Whether each edit is measured by itself, and json-rules-engine beside the payer rules; true when absent. */
  readonly details?: boolean
  /** Told what is being done. */
  readonly onStep?: (what: string) => void
}

/** One stage of the way. */
export interface BenchStage {
  readonly name: string
  /** Median microseconds of processor time a claim. */
  readonly microseconds: number
  /** Claims a second of processor time. */
  readonly claimsPerSecond: number
  /** How many times as fast as JSON.parse of the same claims in the same run. */
  readonly ofJsonParse: number
}

/** What came out. */
export interface BenchReport {
  readonly machine: {
    readonly processor: string
    readonly cores: number
    readonly memoryBytes: number
    readonly system: string
    readonly node: string
    readonly v8: string
  }
  readonly version: string
  readonly codesets: string
  /** The tables are the starter sets: with full ones a claim costs more. */
  readonly starter: boolean
  readonly claims: number
  readonly rounds: number
  readonly payerRules: number
  readonly bytesPerClaim: { readonly x12: number; readonly ndjson: number; readonly report: number }
  readonly findingsPerClaim: number
  readonly stages: readonly BenchStage[]
  /** Resident bytes with all tables read before the first pass, and at most after. */
  readonly memory: { readonly before: number; readonly peak: number }
  readonly edits: EditsBench | undefined
  readonly rules: RulesBench | undefined
}

/** The day the payer receives the made claims. */
const RECEIVED = '2025-12-15'
/** Payer of the made claims, whose rules are measured along. */
const PAYER = '04412'
const PAYER_RULES = 200
const PIECE = 65_536
const EDIT_CLAIMS = 4000
const CLEAN_CLAIMS = 300
const CLEAN_LINES = 5

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

/** Measures. Takes some seconds for each ten thousand claims. */
export async function measureThroughput(options: BenchOptions): Promise<BenchReport> {
  const { codesets, rounds, details = true, onStep = () => undefined } = options
  onStep('Making claims')
  const rules = ruleSetOf(benchRules({ count: PAYER_RULES, payerIds: [PAYER], met: true }))
  const scrubber = openScrubber({ codesets, rules, received: RECEIVED })
  const x12 = Buffer.from([...claims837(options.claims)].join(''))
  const texts: string[] = []
  for await (const batch of readClaims(pieces(x12), 'bench'))
    for (const item of batch) if (item.kind === 'claim') texts.push(JSON.stringify(item.claim))
  const ndjson = Buffer.from(`${texts.join('\n')}\n`)
  const count = texts.length

  const seen = { findings: 0, rendered: 0, peak: 0 }
  const look = (): void => void (seen.peak = Math.max(seen.peak, process.memoryUsage.rss()))
  const read = async (bytes: Uint8Array): Promise<void> => {
    for await (const batch of readClaims(pieces(bytes), 'bench')) void batch
    look()
  }
  const scrub = async (bytes: Uint8Array): Promise<void> => {
    seen.findings = 0
    for await (const results of scrubber.stream(pieces(bytes), 'bench'))
      for (const result of results) if (result.claim !== null) seen.findings += result.findings.length
    look()
  }
  const whole = async (bytes: Uint8Array): Promise<void> => {
    const report = createNdjsonReport()
    const text = createByteText()
    seen.rendered = 0
    for await (const results of scrubber.stream(pieces(bytes), 'bench')) {
      for (const result of results) appendResult(report, text, result)
      const bytes = text.take()
      seen.rendered += bytes.length
      // As `cleanclaim scrub` does, when it has written them.
      text.giveBack(bytes.buffer)
    }
    look()
  }
  const parse = (): void => {
    for (const text of texts) JSON.parse(text)
  }
  const stages: Readonly<Record<string, () => Promise<void> | void>> = {
    'JSON.parse alone': parse,
    '837P: read': () => read(x12),
    '837P: read, scrub': () => scrub(x12),
    '837P: read, scrub, write': () => whole(x12),
    'NDJSON: read': () => read(ndjson),
    'NDJSON: read, scrub': () => scrub(ndjson),
    'NDJSON: read, scrub, write': () => whole(ndjson),
  }
  const times = new Map(Object.keys(stages).map((name) => [name, [] as number[]]))
  // No claim is held before all passes are over: the runtime would take it that claims live long, and lay out those that
  // are read from then on for that. A pass took 13 µs a claim for 8 of reading so, in no program that reads and forgets.
  await scrub(x12)
  const before = process.memoryUsage.rss()
  for (let round = -1; round < rounds; round++) {
    onStep(round < 0 ? 'Warming up' : `Round ${round + 1} of ${rounds}`)
    for (const [name, run] of Object.entries(stages)) {
      const time = await processorTime(run)
      if (round >= 0) times.get(name)!.push(time / count)
    }
  }
  const edits = async (): Promise<EditsBench> => {
    onStep('Each edit by itself')
    return measureEdits(codesets, await cleanClaims(scrubber), rounds)
  }
  const yardstick = medianOf(times.get('JSON.parse alone')!)
  return {
    machine: machine(),
    version: ENGINE_VERSION,
    codesets: codesets.id,
    starter: codesets.starter,
    claims: count,
    rounds,
    payerRules: PAYER_RULES,
    bytesPerClaim: {
      x12: Math.round(x12.length / count),
      ndjson: Math.round(ndjson.length / count),
      report: Math.round(seen.rendered / count),
    },
    findingsPerClaim: seen.findings / count,
    stages: [...times].map(([name, of]) => {
      const microseconds = medianOf(of)
      return {
        name,
        microseconds,
        claimsPerSecond: Math.round(1e6 / microseconds),
        ofJsonParse: yardstick / microseconds,
      }
    }),
    memory: { before, peak: seen.peak },
    edits: details ? await edits() : undefined,
    rules: details
      ? await comparePayerRules(rules.parsed.rules, await firstClaims(x12), rounds, onStep)
      : undefined,
  }
}

function machine(): BenchReport['machine'] {
  const all = cpus()
  return {
    processor: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
    node: process.version,
    v8: process.versions.v8,
  }
}

/** The first claims of the made ones. */
async function firstClaims(x12: Uint8Array): Promise<readonly Claim[]> {
  const first: Claim[] = []
  for await (const batch of readClaims(pieces(x12), 'bench'))
    for (const item of batch) {
      if (first.length === EDIT_CLAIMS) return first
      if (item.kind === 'claim') first.push(item.claim)
    }
  return first
}

/** Clean claims of five lines, as edits are measured on. */
async function cleanClaims(scrubber: ClaimScrubber): Promise<readonly Claim[]> {
  const bytes = Buffer.from([...claims837(EDIT_CLAIMS, CLEAN_LINES)].join(''))
  const clean: Claim[] = []
  for await (const batch of readClaims(pieces(bytes), 'bench'))
    for (const item of batch) {
      if (item.kind !== 'claim' || item.claim.lines.length !== CLEAN_LINES) continue
      if (clean.length === CLEAN_CLAIMS) return clean
      const [result] = scrubber.items([item])
      if (result?.claim !== null && result?.findings.length === 0) clean.push(item.claim)
    }
  return clean
}
