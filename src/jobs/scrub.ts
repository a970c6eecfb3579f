/** Scrubs claims: one, a stream of bytes, or a file. */
import type { Snapshot } from '../codesets/tables.ts'
import type { AnyEdit } from '../edits/define.ts'
import { edits } from '../edits/index.ts'
import { createScrubber, EditFailure } from '../engine/scrub.ts'
import { readClaims, type Form } from '../formats/detect.ts'
import type { Chunks, Item } from '../formats/items.ts'
import { openSource } from '../formats/source.ts'
import { whereOf } from '../formats/where.ts'
import { Claim, type ClaimInput } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'
import type { History } from '../model/history.ts'
import type { ClaimResult, Problem, Result } from '../model/result.ts'
import { ENGINE_VERSION } from '../model/version.ts'
import { openRules, type RuleSet } from './rules.ts'

/** How claims are to be scrubbed. */
export interface ScrubberOptions {
  readonly codesets: Snapshot
  /** Payer profiles; those of the package when absent. */
  readonly rules?: RuleSet
  /** The day the payer receives claims that do not say it themselves, `YYYY-MM-DD`: the only clock an edit may see. */
  readonly received: string
  /** Ids of the edits to run; all when absent. */
  readonly only?: readonly string[]
  /** Ids of the edits not to run. */
  readonly skip?: readonly string[]
  /** Earlier claims of the patients; see `loadHistory`. Without them nothing counts as history. */
  readonly history?: History
}

/** Scrubs claims: one, a stream of bytes, or a file. */
export interface ClaimScrubber {
  /** Findings of one claim. Throws E_CLAIM when it does not have the form of a claim. */
  scrub(claim: ClaimInput): ClaimResult
  /** Results of what a reader yielded, in order; warnings go to `onWarning`. */
  items(items: readonly Item[], onWarning?: (warning: Problem) => void): Result[]
  /** Results of a stream in batches, in order. `file` is the name that problems give. */
  stream(chunks: Chunks, file: string, options?: StreamOptions): AsyncGenerator<readonly Result[]>
  /** Results of a file, one by one. Throws E_FILE when it cannot be read. */
  file(path: string, options?: StreamOptions): AsyncGenerator<Result>
}

/** How a stream is read. */
export interface StreamOptions {
  /** The form, where it is not to be detected. */
  readonly from?: Form
  readonly onWarning?: (warning: Problem) => void
}

/** The edits that run: all, or those chosen. Throws E_OPTION for an id that is none. */
export function chooseEdits(
  only: readonly string[] | undefined,
  skip: readonly string[] | undefined,
): readonly AnyEdit[] {
  const known = new Set(edits.map(({ id }) => id))
  for (const id of [...(only ?? []), ...(skip ?? [])]) {
    if (known.has(id)) continue
    const near = [...known].filter((other) => other.split('-')[0] === id.split('-')[0])
    throw new ScrubError(
      'E_OPTION',
      id,
      `There is no edit "${id}". ${near.length > 0 ? 'Near it' : 'Known'}: ${(near.length > 0 ? near : [...known]).join(', ')}.`,
    )
  }
  return edits.filter(({ id }) => (only === undefined || only.includes(id)) && !skip?.includes(id))
}

/** Makes a scrubber. Throws E_OPTION for an edit id that is none. */
export function openScrubber(options: ScrubberOptions): ClaimScrubber {
  const { codesets, received } = options
  const rules = options.rules ?? openRules()
  const scrubber = createScrubber({
    edits: chooseEdits(options.only, options.skip),
    snapshot: codesets,
    rules: rules.id,
    profiles: rules.profiles,
    engine: ENGINE_VERSION,
    received,
    locate: whereOf,
    ...(options.history ? { history: options.history } : {}),
  })

  const one = (claim: Claim, file: string): Result => {
    try {
      // The claim was made by a reader for this run alone: giving it the day spares a copy of every claim.
      if (claim.received === undefined && !Object.isFrozen(claim)) claim.received = received
      return scrubber.scrub(claim)
    } catch (error) {
      // A mistake in an edit concerns its claim alone: the run goes on, and the claim is not passed for clean.
      const text = error instanceof EditFailure ? error.message : 'The program failed on this claim.'
      return { claim: null, verdict: 'unreadable', problem: { code: 'E_INTERNAL', file, text } }
    }
  }
  const items = (batch: readonly Item[], onWarning?: (warning: Problem) => void, file = ''): Result[] => {
    const results: Result[] = []
    for (const item of batch) {
      if (item.kind === 'claim') results.push(one(item.claim, file))
      else if (item.kind === 'problem')
        results.push({ claim: null, verdict: 'unreadable', problem: item.problem })
      else onWarning?.(item.warning)
    }
    return results
  }
  async function* stream(
    chunks: Chunks,
    file: string,
    how: StreamOptions = {},
  ): AsyncGenerator<readonly Result[]> {
    for await (const batch of readClaims(chunks, file, how.from)) {
      const results = items(batch, how.onWarning, file)
      if (results.length > 0) yield results
    }
  }
  return {
    scrub(input) {
      const parsed = Claim.safeParse(input)
      if (!parsed.success) {
        const { path, message } = parsed.error.issues[0]!
        throw new ScrubError('E_CLAIM', path.join('.'), message)
      }
      return scrubber.scrub(parsed.data)
    },
    items,
    stream,
    async *file(path, how) {
      const { chunks, name } = openSource(path)
      for await (const results of stream(chunks, name, how)) yield* results
    },
  }
}
