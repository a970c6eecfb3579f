/** Whether two decisions are one and the same, given twice: by what they say, wherever they stand. */
import { payerKeyOf, type Remittance, type RemittedClaim } from '../model/remittance.ts'

/**
 * What tells a decision: payment, payer, both claim numbers, and 53 bits over all it says, whatever file and place it
 * stands in. Protected: it holds claim numbers. Equal decisions within one payment are told apart by `identities`.
 */
export function identityOf(claim: RemittedClaim): string {
  const { payment } = claim
  const { trace, date, paidCents } = payment
  // Without a number the payment is told by its day and sum.
  const which = trace ?? `${date ?? ''}/${paidCents ?? ''}`
  const key = [which, payerKeyOf(payment), claim.id ?? '', claim.payerClaimNumber ?? '']
  return `${key.join('|')}|${digest(JSON.stringify({ ...claim, payment: 0, place: 0 }))}`
}

/** What tells a remittance whose claims were given before: the payment with its sums and provider adjustments. */
export const remittanceIdentityOf = (remittance: Remittance): string =>
  digest(JSON.stringify({ ...remittance, place: 0 }))

/**
 * Gives each decision its identity, counting those that say the same in one payment: a file read twice gives the same
 * identities again, and two equal decisions of one payment stay two. Call `next` where a remittance ends.
 */
export function identities(): { readonly of: (claim: RemittedClaim) => string; readonly next: () => void } {
  const times = new Map<string, number>()
  return {
    of(claim) {
      const identity = identityOf(claim)
      const time = (times.get(identity) ?? 0) + 1
      times.set(identity, time)
      return `${identity}|${time}`
    },
    next: () => times.clear(),
  }
}

/** 53 bits over a text, in two lanes of 32 (cyrb53, public domain, https://github.com/bryc/code). For telling apart, not for secrecy. */
function digest(text: string): string {
  let [one, other] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    one = Math.imul(one ^ unit, 2654435761)
    other = Math.imul(other ^ unit, 1597334677)
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909)
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909)
  return (4294967296 * (2097151 & other) + (one >>> 0)).toString(36)
}
