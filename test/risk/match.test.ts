/** Which decision is one on which claim: numbers, replacements, other payers, members; and nothing lost or doubled. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { Claim } from '../../src/model/claim.ts'
import type { RemittedClaim } from '../../src/model/remittance.ts'
import { scrubbedOf, type ScrubbedClaim } from '../../src/risk/match-facts.ts'
import { identities, identityOf } from '../../src/risk/match-identity.ts'
import { matchServices } from '../../src/risk/match-lines.ts'
import { matchRemittances } from '../../src/risk/match.ts'
import { decision, payment, reversal, service } from './decisions.ts'

const claim = (more: Partial<ScrubbedClaim> = {}): ScrubbedClaim => ({
  id: 'C1',
  payerId: '04412',
  payerOrder: 'P',
  frequency: '1',
  payerClaimNumber: undefined,
  subscriberId: 'M1',
  patientId: undefined,
  chargeCents: 10000,
  from: '2026-01-05',
  through: '2026-01-05',
  lines: [],
  ...more,
})

/** For each decision the place of its claim, or why it has none. */
function fates(claims: readonly ScrubbedClaim[], decisions: readonly RemittedClaim[]): (number | string)[] {
  const { matches, left } = matchRemittances(claims, decisions)
  return decisions.map((one) => {
    for (const [at, match] of matches) if (match.decisions.includes(one)) return at
    return left.find((item) => item.decision === one)?.why ?? 'lost'
  })
}

test('what is compared comes from the claim', () => {
  const line = {
    number: 1,
    procedure: '99213',
    serviceDate: '2026-01-05',
    serviceDateThrough: '2026-01-07',
    chargeCents: 50,
  }
  const read = Claim.parse({
    id: ' C9 ',
    type: 'professional',
    payer: { id: 'P1' },
    payerOrder: 'S',
    frequency: '7',
    payerClaimNumber: 'ICN0',
    subscriber: { id: 'M1' },
    patient: { id: 'M2' },
    lines: [line, { ...line, number: 2, serviceDate: '2026-01-02', serviceDateThrough: null }],
  })
  expect(scrubbedOf(read)).toMatchObject({
    id: 'C9',
    payerId: 'P1',
    payerOrder: 'S',
    frequency: '7',
    payerClaimNumber: 'ICN0',
    subscriberId: 'M1',
    patientId: 'M2',
    chargeCents: 100,
    from: '2026-01-02',
    through: '2026-01-07',
    lines: [{ number: 1, procedure: '99213', chargeCents: 50 }, { number: 2 }],
  })
})

describe('by the claim number', () => {
  it('finds each claim', () => {
    const claims = [claim(), claim({ id: 'C2' })]
    expect(
      fates(claims, [
        decision(100, 0, { id: 'C2' }),
        decision(100, 0),
        decision(100, 0, { id: 'C3', payerClaimNumber: 'X', subscriberId: 'M9' }),
      ]),
    ).toEqual([1, 0, 'unmatched'])
  })
  it('does not where the days have nothing to do with each other', () => {
    expect(fates([claim()], [decision(100, 0, { from: '2025-01-05', through: '2025-01-06' })])).toEqual([
      'unmatched',
    ])
    expect(fates([claim()], [decision(100, 0, { from: undefined, through: undefined })])).toEqual([0])
  })
  it('shared by claims: charge, days and member tell', () => {
    const claims = [
      claim(),
      claim({ chargeCents: 7000 }),
      claim({ from: '2026-02-01', through: '2026-02-01' }),
    ]
    const day = { from: '2026-02-01', through: '2026-02-01' }
    expect(fates(claims, [decision(100, 0), decision(70, 0), decision(100, 0, day)])).toEqual([0, 1, 2])
    const members = [claim(), claim({ subscriberId: 'M2' })]
    expect(fates(members, [decision(100, 0, { subscriberId: 'M2' }), decision(100, 0)])).toEqual([1, 0])
  })
  it('shared by claims that nothing tells apart is ambiguous; of one claim sent twice the first is taken', () => {
    const claims = [claim({ subscriberId: 'A' }), claim({ subscriberId: 'B' })]
    expect(fates(claims, [decision(100, 0, { subscriberId: 'C' })])).toEqual(['ambiguous'])
    expect(fates([claim(), claim()], [decision(100, 0)])).toEqual([0])
  })
  it('zero says that the payer does not know it', () => {
    const unknown = decision(100, 0, { id: '0', subscriberId: 'M9' })
    expect(fates([claim({ id: '0' })], [unknown])).toEqual(['unmatched'])
  })
  it('a reversal goes where the decision it reverses went', () => {
    const claims = [claim(), claim({ chargeCents: 7000 })]
    const one = decision(100, 0, { payerClaimNumber: 'A' })
    const bare = { from: undefined, through: undefined, subscriberId: undefined }
    const back = reversal(one, { ...bare, chargeCents: -1 })
    expect(fates(claims, [back, one, decision(70, 0, { payerClaimNumber: 'B' })])).toEqual([0, 0, 1])
  })
})

describe('by the payer’s number', () => {
  it('finds the claim that a decision before was on', () => {
    const one = decision(100, 0)
    const garbled = decision(100, 80, { id: 'XX', subscriberId: undefined })
    expect(fates([claim()], [garbled, one])).toEqual([0, 0])
    const elsewhere = { ...garbled, payment: payment('2026-02-10', 'T1', { originator: '1888888888' }) }
    expect(fates([claim()], [elsewhere, one])).toEqual(['unmatched', 0])
    const corrects = { ...garbled, payerClaimNumber: 'ICN2', originalClaimNumber: 'ICN1' }
    expect(fates([claim()], [corrects, one])).toEqual([0, 0])
  })
  it('finds a replacement by the number of what it replaces', () => {
    const claims = [claim({ id: 'R1', frequency: '7', payerClaimNumber: 'ICN1' })]
    const on = decision(100, 80, { id: undefined, payerClaimNumber: 'ICN2', originalClaimNumber: 'ICN1' })
    expect(fates(claims, [on])).toEqual([0])
  })
})

describe('by member, day and charge', () => {
  const bare = { id: '0', payerClaimNumber: undefined }
  it('finds the only claim', () => {
    expect(fates([claim()], [decision(100, 0, bare)])).toEqual([0])
    expect(fates([claim({ subscriberId: undefined, patientId: 'M1' })], [decision(100, 0, bare)])).toEqual([
      0,
    ])
    expect(fates([claim()], [decision(100, 0, { ...bare, subscriberId: 'old', correctedId: 'M1' })])).toEqual(
      [0],
    )
  })
  it('does not where charge, day or member differ, or nothing names them', () => {
    expect(fates([claim()], [decision(99, 0, bare)])).toEqual(['unmatched'])
    expect(fates([claim()], [decision(100, 0, { ...bare, from: '2026-01-04' })])).toEqual(['unmatched'])
    expect(fates([claim()], [decision(100, 0, { ...bare, subscriberId: 'M2' })])).toEqual(['unmatched'])
    const nothing = { ...bare, subscriberId: undefined, from: undefined, through: undefined }
    expect(fates([claim({ subscriberId: undefined })], [decision(100, 0, nothing)])).toEqual(['unmatched'])
  })
  it('is ambiguous where two claims fit, unless a number has found one of them', () => {
    const claims = [claim(), claim({ id: 'C2' })]
    expect(fates(claims, [decision(100, 0, bare)])).toEqual(['ambiguous'])
    expect(fates(claims, [decision(100, 0, bare), decision(100, 0, { payerClaimNumber: 'X' })])).toEqual([
      1, 0,
    ])
  })
})

describe('replacements', () => {
  const first = claim()
  const second = claim({ frequency: '7', payerClaimNumber: 'ICN1' })
  const refused = decision(100, 0, { cas: ['CO 16 100'], frequency: '1' })
  const taken = reversal(refused, { payment: payment('2026-03-01', 'T2') })
  const paid = decision(100, 80, {
    frequency: '7',
    payerClaimNumber: 'ICN2',
    payment: payment('2026-03-01', 'T2'),
  })
  it('are told apart by frequency', () => {
    const { matches } = matchRemittances([first, second], [refused, taken, paid])
    expect(matches.get(0)).toMatchObject({ decisions: [refused, taken], replaced: true })
    expect(matches.get(1)).toMatchObject({ decisions: [paid], replaced: false })
  })
  it('are told apart by the payer’s number where the decision tells no frequency', () => {
    const silent = [refused, taken, paid].map((one) => ({ ...one, frequency: undefined }))
    expect(fates([first, second], silent)).toEqual([0, 0, 1])
    expect(fates([second, first], silent)).toEqual([1, 1, 0])
  })
  it('that were not scrubbed do not answer for the first claim', () => {
    const { matches, left } = matchRemittances([first], [refused, taken, paid])
    expect(left).toEqual([{ decision: paid, why: 'replacement' }])
    expect(matches.get(0)).toMatchObject({ decisions: [refused, taken], replaced: true })
    // Of another claim that shares the number and lies elsewhere in time nothing follows.
    const other = claim({ id: 'C1', from: '2025-05-05', through: '2025-05-05', frequency: '7' })
    expect(matchRemittances([first, other], [refused]).matches.get(0)!.replaced).toBe(false)
  })
})

describe('payers', () => {
  const other = payment('2026-03-01', 'T7', { originator: '1777777777', payerId: '99999' })
  const first = decision(100, 60, { status: '1' })
  const second = decision(100, 30, { status: '2', payment: other })
  it('a second payer’s decision is none on the claim to the first', () => {
    expect(fates([claim()], [first, second])).toEqual([0, 'other-payer'])
    expect(fates([claim({ payerOrder: 'S' })], [first, second])).toEqual(['other-payer', 0])
    expect(fates([claim(), claim({ payerOrder: 'S' })], [second, first])).toEqual([1, 0])
    const third = decision(100, 5, { status: '3', payment: other })
    expect(fates([claim({ payerOrder: 'A' })], [third, first])).toEqual([0, 'other-payer'])
    expect(fates([claim({ payerOrder: 'U' })], [third, first])).toEqual(['other-payer', 0])
  })
  it('where the claim does not say its payer’s order the first one counts', () => {
    expect(fates([claim({ payerOrder: undefined })], [second, first])).toEqual(['other-payer', 0])
    expect(fates([claim({ payerOrder: undefined })], [second])).toEqual([0])
  })
  it('a decision without an order belongs to the payer who gave one', () => {
    const denied = decision(100, 0, { status: '4' })
    expect(fates([claim()], [first, denied, { ...denied, payment: other }])).toEqual([0, 0, 'other-payer'])
    expect(fates([claim()], [denied])).toEqual([0])
  })
})

describe('lines', () => {
  const line = (number: number, procedure: string, chargeCents: number, serviceDate = '2026-01-05') => ({
    number,
    procedure,
    revenueCode: undefined,
    serviceDate,
    chargeCents,
  })
  const lines = [line(1, '97110', 5000), line(2, '97110', 5000), line(3, '97140', 4000, '2026-01-06')]
  const found = (services: Parameters<typeof matchServices>[0]) =>
    matchServices(services, lines).map((one) => one.line)
  it('are found by number, else by code, day and charge, each once', () => {
    const [a, b] = [service(1, '97110', 50, 0), service(2, '97110', 50, 0)]
    const c = service(3, '97140', 40, 0, [], { serviceDate: '2026-01-06' })
    expect(found([c, b, a])).toEqual([3, 1, 2])
    expect(found([{ ...a, controlNumber: '2' }, b])).toEqual([2, 1])
    expect(found([{ ...c, chargeCents: 1, serviceDate: undefined }])).toEqual([3])
    expect(found([a, b, service(3, '97110', 50, 0), service(4, '99213', 1, 0)])).toEqual([1, 2, null, null])
  })
  it('that the payer split share their number; a number that others share tells nothing', () => {
    const part = { controlNumber: '3', billedProcedure: '97140' }
    expect(found([service(1, '97141', 20, 0, [], part), service(2, '97142', 20, 0, [], part)])).toEqual([
      3, 3,
    ])
    const same = { controlNumber: '1' }
    expect(found([service(1, '97110', 50, 0, [], same), service(2, '97110', 50, 0, [], same)])).toEqual([
      1, 2,
    ])
  })
})

test('equal decisions of one payment are two, and the same ones when given again', () => {
  const one = decision(100, 0)
  const moved = { ...one, place: { file: 'other.835', segment: 5, byte: 1 } }
  expect(identityOf(moved)).toBe(identityOf(one))
  expect(identityOf({ ...one, paidCents: 1 })).not.toBe(identityOf(one))
  expect(identityOf({ ...one, payment: payment('2026-02-10', 'T9') })).not.toBe(identityOf(one))
  const name = (all: readonly RemittedClaim[]) => {
    const identify = identities()
    return all.map((each) => identify.of(each))
  }
  expect(name([one, moved])).toEqual(name([moved, one]))
  expect(new Set(name([one, moved])).size).toBe(2)
  const identify = identities()
  const first = identify.of(one)
  identify.next()
  expect(identify.of(moved)).toBe(first)
})

test('every decision ends in one place, whatever the order', () => {
  const pick = <T>(...values: T[]) => fc.constantFrom(...values)
  const anyClaim = fc
    .record({
      id: pick('C1', 'C2', 'C3', '0'),
      payerOrder: pick('P', 'S', 'A', 'U', undefined),
      frequency: pick('1', '7', undefined),
      payerClaimNumber: pick('I1', 'I2', undefined),
      subscriberId: pick('M1', 'M2', undefined),
      chargeCents: pick(10000, 7000),
      from: pick('2026-01-05', '2026-02-05'),
    })
    .map((some) => claim({ ...some, through: some.from }))
  const anyDecision = fc
    .record({
      id: pick('C1', 'C2', 'C3', '0', undefined),
      status: pick('1', '2', '3', '4', '22', '25'),
      frequency: pick('1', '7', undefined),
      payerClaimNumber: pick('I1', 'I2', 'I3', undefined),
      originalClaimNumber: pick('I1', undefined),
      subscriberId: pick('M1', 'M2', undefined),
      from: pick('2026-01-05', '2026-02-05', undefined),
      charge: pick(100, 70),
      payer: pick('1999999999', '1888888888'),
    })
    .map(({ charge, payer, ...some }) =>
      decision(some.status === '22' ? -charge : charge, 0, {
        ...some,
        through: some.from,
        payment: payment('2026-02-10', 'T1', { originator: payer }),
      }),
    )
  fc.assert(
    fc.property(
      fc.array(anyClaim, { maxLength: 8 }),
      fc.array(anyDecision, { maxLength: 12 }),
      fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
      (claims, decisions, keys) => {
        const found = fates(claims, decisions)
        expect(found).not.toContain('lost')
        const { matches, left, counts } = matchRemittances(claims, decisions)
        const matched = [...matches.values()].reduce((sum, match) => sum + match.decisions.length, 0)
        expect(matched + left.length).toBe(decisions.length)
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(decisions.length)
        const order = decisions.map((_, at) => at).sort((a, b) => keys[a]! - keys[b]! || a - b)
        const shuffled = fates(
          claims,
          order.map((at) => decisions[at]!),
        )
        expect(order.map((at) => found[at])).toEqual(shuffled)
      },
    ),
    { numRuns: 3000 },
  )
})
