/** What a run recorded, block by block, with what is kept beside each result. */
import type { Claim } from '../model/claim.ts'
import type { Result } from '../model/result.ts'
import { openColumns } from '../store/columns.ts'
import type { RunStore } from '../store/open.ts'
import { blocksOf, claimsOfBlock, resultsOfBlock } from '../store/read.ts'
import { rowOf, sharedOf } from '../store/runs.ts'

/** One recorded result. */
export interface RecordedResult {
  /** Place in the run, counted from 0. */
  readonly ordinal: number
  /** Stands for claim id and billing provider; null where no claim could be read. */
  readonly key: string | null
  readonly payer: string | null
  /** First day of service, `YYYY-MM-DD`; null where no claim was given. */
  readonly day: string | null
  readonly chargeCents: number
  /** Billed cents that the payer is expected to reject or deny, no line counted twice. */
  readonly atRiskCents: number
  /** Keyed digest of the claim, where digests alone are kept. */
  readonly digest: string | null
  readonly result: Result
}

/** Results of one block in order. */
export interface RecordedBlock {
  readonly results: readonly RecordedResult[]
  /** The claims at the same places, decrypted when asked for; undefined where they are not kept. */
  claims(): Promise<readonly (Claim | undefined)[] | undefined>
}

/** Blocks of a run in the order in which they were recorded. Throws E_RUN, E_RUN_STORE for what is damaged. */
export async function* recordedBlocks(store: RunStore, run: string): AsyncGenerator<RecordedBlock> {
  const { number } = await rowOf(store.db, run)
  const shared = await sharedOf(store.db, number)
  for await (const block of blocksOf(store.db, number)) {
    const results = await resultsOfBlock(block, shared)
    const columns = (await openColumns(block.block, block.first, block.columns)).results()
    let claims: Promise<(Claim | undefined)[]> | undefined
    yield {
      results: results.map((result, at) => ({
        ordinal: block.first + at,
        key: columns.key[at]!,
        payer: columns.payer[at]!,
        day: columns.day[at]!,
        chargeCents: columns.chargeCents[at]!,
        atRiskCents: columns.atRiskCents[at]!,
        digest: columns.digest[at]!,
        result,
      })),
      async claims() {
        if (block.payload === null) return undefined
        claims ??= claimsOfBlock(store, run, block)
        return claims
      },
    }
  }
}

/** A result with its block, from which its claim can be had. */
export interface Standing {
  readonly recorded: RecordedResult
  claim(): Promise<Claim | undefined>
}

/** Results of a run one by one. */
export async function* standings(store: RunStore, run: string): AsyncGenerator<Standing> {
  for await (const block of recordedBlocks(store, run))
    for (const [at, recorded] of block.results.entries())
      yield { recorded, claim: async () => (await block.claims())?.[at] }
}
