/**
 * Outcomes against a process whose end is known: a payer decides on lines, takes decisions back, corrects them, answers
 * duplicates; what its books hold at the end is what the outcome must say, in whatever order its decisions are given.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { denialReasons } from '../../src/codesets/small/denial-reasons.ts'
import { readSmallTables } from '../../src/codesets/small/rows.ts'
import type { RemittedClaim } from '../../src/model/remittance.ts'
import { outcomeOf } from '../../src/risk/outcome.ts'
import { decision, payment, reversal, service } from './decisions.ts'

const reasons = denialReasons(readSmallTables().get('denial_reasons'))

/** What the payer decides on one line: dollars refused, left to the patient, written off; the rest is paid. */
const verdict = fc.constantFrom(
  { refused: 0, patient: 0, off: 20, carc: '97' },
  { refused: 0, patient: 80, off: 20, carc: '97' },
  { refused: 100, patient: 0, off: 0, carc: '97' },
  { refused: 100, patient: 0, off: 0, carc: '50' },
  { refused: 30, patient: 0, off: 20, carc: '151' },
)
type Verdict = {
  readonly refused: number
  readonly patient: number
  readonly off: number
  readonly carc: string
}
const codes = ['99213', '20610', 'J1885', '93000']
const event = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('correct' as const),
      seed: fc.array(verdict, { minLength: 4, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'take back' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'duplicate' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'pend' as const }) },
)

test('say what the payer’s books hold', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(verdict, { minLength: 4, maxLength: 4 }),
      fc.array(event, { maxLength: 5 }),
      fc.boolean(),
      fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
      (lines, first, events, oneDay, shuffle) => {
        let turn = 0
        // Numbers of payments grow from 9 to 10 and beyond, which as text they do not.
        const next = () => {
          turn++
          return payment(oneDay ? '2026-02-10' : `2026-02-${10 + turn}`, String(8 + turn))
        }
        const decide = (verdicts: readonly Verdict[], paidOn = next()): RemittedClaim => {
          const services = verdicts
            .slice(0, lines)
            .map(({ refused, patient, off, carc }, at) =>
              service(
                at + 1,
                codes[at]!,
                100,
                100 - refused - patient - off,
                [...(refused > 0 ? [`CO ${carc} ${refused}`] : []), `PR 1 ${patient}`, `CO 45 ${off}`],
                { controlNumber: String(at + 1) },
              ),
            )
          const paid = services.reduce((sum, one) => sum + one.paidCents, 0)
          return decision(100 * lines, paid / 100, {
            services,
            payment: paidOn,
            payerClaimNumber: `N${turn}`,
          })
        }
        const all: RemittedClaim[] = []
        let book: { readonly verdicts: readonly Verdict[]; readonly said: RemittedClaim } | undefined
        let echoes = 0
        let wasRefused = false
        const post = (verdicts: readonly Verdict[], paidOn = next()): void => {
          book = { verdicts: verdicts.slice(0, lines), said: decide(verdicts, paidOn) }
          all.push(book.said)
        }
        post(first)
        for (const one of events) {
          if (one.kind === 'pend') {
            all.push({ ...decide(first), status: '13' })
            continue
          }
          if (one.kind === 'duplicate') {
            // Only what the payer has on its books is a duplicate.
            if (book === undefined) continue
            const services = codes
              .slice(0, lines)
              .map((code, at) =>
                service(at + 1, code, 100, 0, ['OA 18 100'], { controlNumber: String(at + 1) }),
              )
            all.push(decision(100 * lines, 0, { services, payment: next(), payerClaimNumber: `D${turn}` }))
            echoes++
            continue
          }
          if (book === undefined) {
            if (one.kind === 'correct') post(one.seed)
            continue
          }
          // Reversal and correction stand in one payment.
          const paidOn = next()
          wasRefused ||= book.verdicts.some(({ refused }) => refused > 0)
          all.push(reversal(book.said, { payment: paidOn }))
          book = undefined
          if (one.kind === 'correct') post(one.seed, paidOn)
        }
        // Each payment is a file of its own.
        for (const [at, claim] of all.entries()) {
          const before = all.slice(0, at).filter((other) => other.payment === claim.payment).length
          all[at] = { ...claim, place: { ...claim.place, segment: 20 + before } }
        }
        const given = all
          .map((claim, at) => ({ claim, key: shuffle[at]! }))
          .sort((a, b) => a.key - b.key)
          .map(({ claim }) => claim)
        const outcome = outcomeOf(given, reasons)
        expect(outcomeOf(all, reasons)).toEqual(outcome)
        expect(outcome.paidCents).toBe(
          all.filter(({ status }) => status !== '13').reduce((sum, one) => sum + one.paidCents, 0),
        )
        expect(outcome.strayReversals).toBe(0)
        if (book === undefined) {
          // Nothing is on the books. A duplicate refused meanwhile is then all that was ever said.
          if (echoes === 0)
            expect(outcome).toMatchObject({ status: 'open', denied: false, overturned: wasRefused })
          return
        }
        const refused = book.verdicts.reduce((sum, one) => sum + one.refused, 0)
        const allowed = book.verdicts.some((one) => 100 - one.refused - one.off > 0)
        expect(outcome).toMatchObject({
          status: refused === 0 ? 'paid' : allowed ? 'partly-denied' : 'denied',
          denied: refused > 0,
          deniedCents: refused * 100,
          overturned: refused === 0 && wasRefused,
        })
        expect([...outcome.carcs].sort()).toEqual(
          [...new Set(book.verdicts.flatMap((one) => (one.refused > 0 ? [one.carc] : [])))].sort(),
        )
        expect(outcome.lines.map(({ status }) => status)).toEqual(
          book.verdicts.map((one) =>
            one.refused === 0 ? 'paid' : 100 - one.refused - one.off > 0 ? 'partly-denied' : 'denied',
          ),
        )
      },
    ),
    { numRuns: 2000 },
  )
})
