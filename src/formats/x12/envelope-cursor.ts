/** Which claim of an X12 input a result answers: results come in the order of the input, problems with their segment. */
import type { ClaimResult, Problem } from '../../model/result.ts'
import type { ClaimFacts } from './envelope-claims.ts'
import type { EnvelopeFacts, GroupFacts, TransactionFacts } from './envelope-facts.ts'

/** A claim with the transaction it stands in. */
export interface FoundClaim {
  readonly transaction: TransactionFacts
  readonly claim: ClaimFacts
}

/** Follows the results of one input. */
export interface EnvelopeCursor {
  /** The claim that a result answers; the claims passed over were not read. Undefined where the input is no X12. */
  claimOf(result: ClaimResult): FoundClaim | undefined
  /** The transaction a problem lies in, and the claim that begins before it, if any; undefined for a place in none. */
  placeOf(problem: Problem): { transaction: TransactionFacts; claim: ClaimFacts | undefined } | undefined
  /** Groups that no later result can concern, each given once; all that are left when the input has ended. */
  done(ended: boolean): readonly GroupFacts[]
}

/** Starts at the front of the input. */
export function openCursor({ groups }: EnvelopeFacts): EnvelopeCursor {
  // The next claim to be answered: group, transaction in it, claim in that.
  let [group, transaction, claim] = [0, 0, 0]

  const find = (id: string): FoundClaim | undefined => {
    let at = claim
    for (let g = group; g < groups.length; g++) {
      const { transactions } = groups[g]!
      for (let t = g === group ? transaction : 0; t < transactions.length; t++) {
        const found = transactions[t]!
        const { claims } = found
        while (at < claims.length && claims[at]!.id !== id) at++
        if (at < claims.length) {
          ;[group, transaction, claim] = [g, t, at + 1]
          return { transaction: found, claim: claims[at]! }
        }
        at = 0
      }
    }
    return undefined
  }

  return {
    claimOf: (result) => find(result.claim),
    placeOf({ segment }) {
      if (segment === undefined) return undefined
      // What results tell lies near the end of what was read.
      const g = groups.findLastIndex(({ transactions }) => (transactions[0]?.segment ?? Infinity) <= segment)
      if (g < 0) return undefined
      const { transactions } = groups[g]!
      const t = lastBefore(transactions, segment)
      const found = transactions[t]!
      const c = lastBefore(found.claims, segment)
      // A claim that has no answer yet is the one with the problem: one with the same number may follow.
      const isAhead = g > group || (g === group && (t > transaction || (t === transaction && c >= claim)))
      if (c >= 0 && isAhead) [group, transaction, claim] = [g, t, c + 1]
      return { transaction: found, claim: found.claims[c] }
    },
    done(ended) {
      const passed = groups.splice(0, ended ? groups.length : group)
      group = ended ? 0 : group - passed.length
      if (ended) [transaction, claim] = [0, 0]
      return passed
    },
  }
}

/** Index of the last that begins at or before a segment, -1 without any; all are in the order of the file. */
function lastBefore(all: readonly { readonly segment: number }[], segment: number): number {
  let [low, high] = [0, all.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (all[middle]!.segment <= segment) low = middle + 1
    else high = middle
  }
  return low - 1
}
