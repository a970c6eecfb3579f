/** Reads remittances and says what became of claims. */
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { denialReasons } from '../codesets/small/denial-reasons.ts'
import { readSmallTables } from '../codesets/small/rows.ts'
import { inUtf8 } from '../formats/encoding.ts'
import type { Chunks } from '../formats/items.ts'
import { expandPaths, openSource } from '../formats/source.ts'
import { readRemittances } from '../formats/x12/read-835.ts'
import type { Remittance, RemittedClaim } from '../model/remittance.ts'
import type { Problem } from '../model/result.ts'
import { identities, remittanceIdentityOf } from '../risk/match-identity.ts'
import type { ScrubbedClaim } from '../risk/match-facts.ts'
import { matchRemittances, type MatchReport } from '../risk/match.ts'
import { outcomeOf, type ClaimOutcome } from '../risk/outcome.ts'

/** A decision with what tells it from all others, for keeping it once. */
export interface IdentifiedDecision {
  /** Protected: it holds claim numbers. */
  readonly identity: string
  readonly decision: RemittedClaim
}

/** What a file of remittances gives, batch by batch, in its order. */
export interface RemittanceBatch {
  readonly decisions: readonly IdentifiedDecision[]
  readonly remittances: readonly Remittance[]
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Everything some files say, each decision once. */
export interface LoadedRemittances {
  readonly decisions: readonly RemittedClaim[]
  readonly remittances: readonly Remittance[]
  /** Decisions and remittances that were given before, and are not counted again. */
  readonly repeatedDecisions: number
  readonly repeatedRemittances: number
  /** Decisions, segments and files that could not be read: the first 1,000, and how many there are. */
  readonly problems: readonly Problem[]
  readonly problemCount: number
  readonly files: number
}

/** Problems that are told one by one. */
const MOST_PROBLEMS = 1_000

/**
 * The decisions of one input with their identities, a batch at a time: what an import keeps. The same bytes give the
 * same identities. Gzip is inflated. Throws only what the source of the bytes throws.
 */
export async function* streamRemittances(chunks: Chunks, file: string): AsyncGenerator<RemittanceBatch> {
  const packed = await inflated(chunks)
  const identify = identities()
  for await (const batch of readRemittances(inUtf8(packed.chunks), file)) {
    const [decisions, remittances]: [IdentifiedDecision[], Remittance[]] = [[], []]
    const [problems, warnings]: [Problem[], Problem[]] = [[], []]
    for (const item of batch)
      if (item.kind === 'claim') decisions.push({ identity: identify.of(item.claim), decision: item.claim })
      else if (item.kind === 'remittance') {
        remittances.push(item.remittance)
        identify.next()
      } else if (item.kind === 'problem') problems.push(item.problem)
      else warnings.push(item.warning)
    yield { decisions, remittances, problems, warnings }
  }
  if (packed.damaged()) {
    const text = 'The gzip is damaged or ends early; what stands before this place was read.'
    const problem = { code: 'E_ARCHIVE', file, byte: packed.bytes(), text }
    yield { decisions: [], remittances: [], problems: [problem], warnings: [] }
  }
}

/**
 * Reads remittances (835, gzip or not) from files and folders, each decision once however often it is given. All are
 * held at once, about 2 KB each. Throws E_FILE for what cannot be opened.
 */
export async function loadRemittances(
  paths: readonly string[],
  onWarning?: (warning: Problem) => void,
): Promise<LoadedRemittances> {
  const [decisions, remittances]: [RemittedClaim[], Remittance[]] = [[], []]
  const problems: Problem[] = []
  const seen = new Set<string>()
  let [repeatedDecisions, repeatedRemittances, problemCount] = [0, 0, 0]
  const files = [...new Set(expandPaths([...paths]))]
  for (const path of files) {
    const source = openSource(path)
    for await (const batch of streamRemittances(source.chunks, source.name)) {
      for (const { identity, decision } of batch.decisions)
        if (seen.has(identity)) repeatedDecisions++
        else {
          seen.add(identity)
          decisions.push(decision)
        }
      for (const remittance of batch.remittances) {
        const identity = remittanceIdentityOf(remittance)
        if (seen.has(identity)) repeatedRemittances++
        else {
          seen.add(identity)
          remittances.push(remittance)
        }
      }
      problemCount += batch.problems.length
      problems.push(...batch.problems.slice(0, MOST_PROBLEMS - problems.length))
      if (onWarning !== undefined) batch.warnings.forEach(onWarning)
    }
  }
  return {
    decisions,
    remittances,
    repeatedDecisions,
    repeatedRemittances,
    problems,
    problemCount,
    files: files.length,
  }
}

/** What became of scrubbed claims. */
export interface ClaimOutcomes {
  /** By place of the claim among those given; claims without a decision have none. */
  readonly outcomes: ReadonlyMap<number, ClaimOutcome>
  readonly report: MatchReport
}

/** Matches decisions with scrubbed claims, and tells the outcome of each claim. See `scrubbedOf` for what a claim gives. */
export function outcomesOf(
  claims: readonly ScrubbedClaim[],
  decisions: readonly RemittedClaim[],
): ClaimOutcomes {
  const reasons = denialReasons(readSmallTables().get('denial_reasons'))
  const report = matchRemittances(claims, decisions)
  const outcomes = new Map<number, ClaimOutcome>()
  for (const [at, match] of report.matches)
    outcomes.set(
      at,
      outcomeOf(match.decisions, reasons, { lines: claims[at]!.lines, replaced: match.replaced }),
    )
  return { outcomes, report }
}

/** The bytes, inflated where they are gzip, as far as they can be had. */
async function inflated(source: Chunks) {
  const iterator = source[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  while (head.length < 2) {
    const next = await iterator.next()
    if (next.done) break
    head = Buffer.concat([head, next.value])
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  let [damaged, bytes] = [false, 0]
  async function* unpacked(): AsyncGenerator<Uint8Array> {
    const packed = Readable.from(all(), { objectMode: false })
    const gunzip = createGunzip({ chunkSize: 256 * 1024 })
    packed.on('error', (error) => gunzip.destroy(error))
    try {
      for await (const chunk of packed.pipe(gunzip)) {
        bytes += (chunk as Buffer).length
        yield chunk as Buffer
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!code.startsWith('Z_')) throw error
      damaged = true
    } finally {
      packed.destroy()
    }
  }
  const isGzip = head[0] === 0x1f && head[1] === 0x8b
  return { chunks: isGzip ? unpacked() : all(), damaged: () => damaged, bytes: () => bytes }
}
