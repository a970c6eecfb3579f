/**
 * Which claims of a patient still stand: a void (frequency 8) takes back what it names and does not count itself, a
 * replacement (7) stands in the place of what it names. The payer's own number is not on the first claim, so a claim is
 * named by any of:
 *
 * 1. the same claim id of the same billing provider, which most billing systems keep;
 * 2. its id, given as the payer's claim number;
 * 3. the same payer's claim number on both;
 * 4. where none of these finds one and a payer's number is given: claims of the same billing provider, type and days.
 *
 * The last is a guess to the side of silence. What was received after a void or replacement is not taken back by it.
 * Two claims of one id, provider and days are one claim given twice.
 */
import type { Columns } from './history-columns.ts'

/** A claim as far as it can name another or be named. */
export interface Named {
  readonly id: string
  readonly billingNpi: string | undefined
  readonly frequency: string | undefined
  readonly payerClaimNumber: string | undefined
  readonly institutional: boolean
  readonly from: number
  readonly through: number
  /** 0 where it is not known. */
  readonly received: number
}

/** A kept claim as far as it can name another or be named. */
export const namedOf = (columns: Columns, claim: number): Named => ({
  id: columns.ids[claim]!,
  billingNpi: columns.provider(columns.claims.billing.at(claim))?.npi,
  frequency: columns.text(columns.claims.frequency.at(claim)),
  payerClaimNumber: columns.payerNumbers.get(claim),
  institutional: columns.claims.institutional.at(claim) === 1,
  from: columns.claims.from.at(claim),
  through: columns.claims.through.at(claim),
  received: columns.claims.received.at(claim),
})

/** Whether nothing says that two providers billed them. */
export const mayShareBiller = (one: Pick<Named, 'billingNpi'>, other: Pick<Named, 'billingNpi'>): boolean =>
  one.billingNpi === undefined || other.billingNpi === undefined || one.billingNpi === other.billingNpi

/** Whether the claim replaces or voids another. */
export const takesBack = ({ frequency }: Pick<Named, 'frequency'>): boolean =>
  frequency === '7' || frequency === '8'

/** Which of a patient's claims the replacement or void names, by their places in the list. */
export function namedBy(claim: Named, others: readonly Named[]): number[] {
  const mayBe = others.flatMap((other, at) =>
    other !== claim && mayShareBiller(claim, other) && !isBefore(claim, other) ? [at] : [],
  )
  const number = claim.payerClaimNumber
  const found = mayBe.filter((at) => {
    const other = others[at]!
    return (
      other.id === claim.id ||
      (number !== undefined && (other.id === number || other.payerClaimNumber === number))
    )
  })
  if (found.length > 0 || number === undefined) return found
  return mayBe.filter((at) => {
    const other = others[at]!
    return (
      !takesBack(other) &&
      other.institutional === claim.institutional &&
      other.from === claim.from &&
      other.through === claim.through
    )
  })
}

const isBefore = (one: Named, other: Named): boolean =>
  one.received !== 0 && other.received !== 0 && one.received < other.received

/** Marks, in `gone`, the claims of one patient that do not stand. `group` is in an order that does not depend on the input's. */
export function markGone(columns: Columns, group: Int32Array, gone: Uint8Array): void {
  const named = Array.from(group, (claim) => namedOf(columns, claim))
  const seen = new Map<string, number>()
  named.forEach((claim, at) => {
    if (claim.frequency === '8') gone[group[at]!] = 1
    if (takesBack(claim)) return
    const key = `${claim.id}\n${claim.billingNpi}\n${claim.from} ${claim.through}`
    const twin = seen.get(key)
    if (twin !== undefined) gone[group[twin]!] = 1
    seen.set(key, at)
  })
  named.forEach((claim, at) => {
    if (!takesBack(claim)) return
    for (const other of namedBy(claim, named)) {
      // Of two replacements of one claim the later stands: the order of the group decides where no day of receipt does.
      const stands =
        named[other]!.frequency === '7' &&
        claim.frequency === '7' &&
        other > at &&
        !isBefore(named[other]!, claim)
      if (!stands) gone[group[other]!] = 1
    }
  })
}
