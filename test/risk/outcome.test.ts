/** What became of a claim, by reasons, reversals, corrections and payers. */
import { describe, expect, it } from 'vitest'
import { denialReasons } from '../../src/codesets/small/denial-reasons.ts'
import { readSmallTables } from '../../src/codesets/small/rows.ts'
import type { RemittedClaim } from '../../src/model/remittance.ts'
import { outcomeOf, type OutcomeContext } from '../../src/risk/outcome.ts'
import { decision, payment, reversal, service } from './decisions.ts'

const reasons = denialReasons(readSmallTables().get('denial_reasons'))
const outcome = (decisions: readonly RemittedClaim[], context?: OutcomeContext) =>
  outcomeOf(decisions, reasons, context)
const later = payment('2026-03-01', 'T2')

describe('one decision', () => {
  it.each([
    ['paid', ['CO 45 30'], 70, 'paid', 0, []],
    ['written off wholly', ['CO 45 100'], 0, 'paid', 0, []],
    ['left to the deductible', ['CO 45 30', 'PR 1 70'], 0, 'paid', 0, []],
    ['left to coinsurance and copay', ['PR 2 60', 'PR 3 40'], 0, 'paid', 0, []],
    ['cut by sequestration', ['CO 253 2'], 98, 'paid', 0, []],
    ['paid by an earlier payer', ['OA 23 100'], 0, 'paid', 0, []],
    ['a duplicate', ['OA 18 100'], 0, 'denied', 10000, ['18']],
    ['bundled', ['CO 97 100'], 0, 'denied', 10000, ['97']],
    ['an NCCI pair', ['CO 236 100'], 0, 'denied', 10000, ['236']],
    ['not necessary', ['PR 50 60', 'CO 45 40'], 0, 'denied', 6000, ['50']],
    ['lacking information', ['CO 16 100'], 0, 'denied', 10000, ['16']],
    ['a wrong modifier', ['CO 4 100'], 0, 'denied', 10000, ['4']],
    ['a wrong diagnosis', ['CO 11 100'], 0, 'denied', 10000, ['11']],
    ['late', ['CO 29 100'], 0, 'denied', 10000, ['29']],
    ['without authorization', ['CO 197 100'], 0, 'denied', 10000, ['197']],
    ['after cover ended', ['PR 27 100'], 0, 'denied', 10000, ['27']],
    ['another payer first', ['OA 22 100'], 0, 'denied', 10000, ['22']],
    ['too many units', ['CO 151 40', 'CO 45 10'], 50, 'partly-denied', 4000, ['151']],
    [
      'refused in part, the rest left to the patient',
      ['CO 97 40', 'PR 1 60'],
      0,
      'partly-denied',
      4000,
      ['97'],
    ],
    ['refused by two reasons', ['CO 97 40', 'CO 16 60'], 0, 'denied', 10000, ['16', '97']],
    ['refused and given back', ['CO 97 40', 'CO 97 -40', 'CO 45 100'], 0, 'paid', 0, []],
    ['not decided', ['OA 133 100'], 0, 'open', 0, []],
    ['of no amount', ['CO 97 0', 'CO 45 100'], 0, 'paid', 0, []],
  ] as const)('%s', (_, cas, paid, status, deniedCents, carcs) => {
    const expected = { status, denied: deniedCents > 0, deniedCents, carcs, overturned: false }
    expect(outcome([decision(100, paid, { cas })])).toMatchObject(expected)
    const services = [service(1, '99213', 100, paid, cas)]
    expect(outcome([decision(100, paid, { services })])).toMatchObject(expected)
  })

  it('weighs reasons by payer: capitation, coordination', () => {
    expect(outcome([decision(100, 0, { cas: ['CO 24 100'], filing: 'HM' })]).status).toBe('paid')
    expect(outcome([decision(100, 0, { cas: ['CO 24 100'], filing: 'MB' })]).status).toBe('denied')
    expect(outcome([decision(100, 20, { cas: ['OA 22 80'], status: '2' })]).status).toBe('paid')
    expect(outcome([decision(100, 0, { cas: ['CO 22 100'], status: '2' })]).status).toBe('denied')
  })
  it('lists reasons that nobody has judged; they refuse only where the payer says that it denied the claim', () => {
    expect(outcome([decision(100, 0, { cas: ['CO 999 100'] })])).toMatchObject({
      status: 'paid',
      unknown: ['999'],
    })
    expect(outcome([decision(100, 0, { cas: ['CO 999 100'], status: '4' })])).toMatchObject({
      status: 'denied',
      carcs: ['999'],
      unknown: ['999'],
    })
  })
  it('tells lines', () => {
    const services = [
      service(1, '20610', 100, 80, ['CO 45 20']),
      service(2, '99213', 50, 0, ['CO 97 50'], { remarks: ['M80'] }),
      service(3, 'J1885', 10, 0, ['CO 45 10']),
    ]
    const line = (number: number, procedure: string, chargeCents: number) => ({
      number,
      procedure,
      revenueCode: undefined,
      serviceDate: '2026-01-05',
      chargeCents,
    })
    const lines = [line(4, '99213', 5000), line(2, '20610', 10000), line(7, 'J1885', 1000)]
    expect(outcome([decision(160, 80, { services })], { lines })).toMatchObject({
      status: 'partly-denied',
      deniedCents: 5000,
      lines: [
        { line: 2, status: 'paid', deniedCents: 0, carcs: [] },
        { line: 4, status: 'denied', deniedCents: 5000, carcs: ['97'], remarks: ['M80'] },
        { line: 7, status: 'paid' },
      ],
    })
  })
  it('that refuses the claim at its level refuses its lines', () => {
    const services = [service(1, '20610', 100, 80, ['CO 45 20']), service(2, '99213', 50, 50)]
    expect(outcome([decision(150, 0, { services, cas: ['CO 29 130'] })])).toMatchObject({
      status: 'denied',
      deniedCents: 13000,
      carcs: ['29'],
      lines: [
        { procedure: '20610', status: 'denied', deniedCents: 8000, carcs: ['29'] },
        { procedure: '99213', status: 'denied', deniedCents: 5000, carcs: ['29'] },
      ],
    })
  })
  it('that cuts the claim at its level leaves the lines as they are', () => {
    const services = [service(1, '20610', 100, 100)]
    expect(outcome([decision(100, 90, { services, cas: ['CO B4 10'] })])).toMatchObject({
      status: 'partly-denied',
      deniedCents: 1000,
      lines: [
        { procedure: '20610', status: 'paid' },
        { line: null, procedure: null, deniedCents: 1000, carcs: ['B4'] },
      ],
    })
  })
  it.each(['5', '13', '25', '27'])('with status %s is none', (status) => {
    expect(outcome([decision(100, 0, { status, cas: ['PI 104 100'] })])).toMatchObject({
      status: 'open',
      denied: false,
      decisions: 0,
      undecided: 1,
      decided: undefined,
    })
  })
})

describe('several decisions', () => {
  const refused = decision(100, 0, { cas: ['CO 16 100'] })
  const paid = decision(100, 80, { cas: ['CO 45 20'], payment: later, payerClaimNumber: 'ICN2' })

  it('a reversal and correction: what stands is the correction', () => {
    const all = [refused, reversal(refused, { payment: later }), paid]
    expect(outcome(all)).toMatchObject({
      status: 'paid',
      overturned: true,
      decided: '2026-03-01',
      paidCents: 8000,
    })
  })
  it('a later payment without reversal wins', () => {
    expect(outcome([refused, paid])).toMatchObject({ status: 'paid', overturned: true })
  })
  it('a reversal alone undoes', () => {
    const all = [refused, reversal(refused, { payment: later })]
    expect(outcome(all)).toMatchObject({
      status: 'open',
      denied: false,
      overturned: true,
      decided: undefined,
    })
    const taken = [paid, reversal(paid, { payment: payment('2026-04-01', 'T3') })]
    expect(outcome(taken)).toMatchObject({ status: 'open', overturned: false, paidCents: 0 })
  })
  it('a payment taken back and refused is refused', () => {
    const correction = decision(100, 0, { cas: ['CO 50 100'], payment: later })
    const first = decision(100, 80, { cas: ['CO 45 20'] })
    expect(outcome([first, reversal(first, { payment: later }), correction])).toMatchObject({
      status: 'denied',
      carcs: ['50'],
      decided: '2026-03-01',
      overturned: false,
      paidCents: 0,
    })
  })
  it('a refusal overturned and refused again', () => {
    const third = payment('2026-04-01', 'T3')
    const again = decision(100, 0, { cas: ['CO 50 100'], payment: third })
    const all = [refused, paid, reversal(paid, { payment: third }), again]
    expect(outcome(all)).toMatchObject({
      status: 'denied',
      carcs: ['50'],
      deniedCents: 10000,
      decided: '2026-04-01',
    })
  })
  it('a duplicate refused later leaves the payment, and the first reason, standing', () => {
    const echo = decision(100, 0, { cas: ['OA 18 100'], payment: payment('2026-05-01', 'T9') })
    expect(outcome([paid, echo])).toMatchObject({ status: 'paid', overturned: false })
    expect(outcome([refused, echo])).toMatchObject({ status: 'denied', carcs: ['16'], decided: '2026-02-10' })
    expect(outcome([echo])).toMatchObject({ status: 'denied', carcs: ['18'] })
  })
  it('of refusals the latest stands', () => {
    const second = decision(100, 0, { cas: ['CO 50 100'], payment: later })
    expect(outcome([second, refused])).toMatchObject({
      carcs: ['50'],
      deniedCents: 10000,
      decided: '2026-03-01',
    })
  })
  it('lines sent again alone are laid over the first decision', () => {
    const first = decision(150, 80, {
      services: [service(1, '20610', 100, 80, ['CO 45 20']), service(2, '99213', 50, 0, ['CO 97 50'])],
    })
    const second = decision(50, 45, { services: [service(1, '99213', 50, 45, ['CO 45 5'])], payment: later })
    expect(outcome([first, second])).toMatchObject({ status: 'paid', overturned: true, paidCents: 12500 })
  })
  it('a claim split by the payer is the sum of its parts', () => {
    const one = decision(100, 80, { services: [service(1, '20610', 100, 80, ['CO 45 20'])] })
    const two = decision(50, 0, {
      services: [service(1, '99213', 50, 0, ['CO 97 50'])],
      payerClaimNumber: 'ICN2',
    })
    expect(outcome([one, two])).toMatchObject({
      status: 'partly-denied',
      deniedCents: 5000,
      overturned: false,
    })
  })
  it('with lines and without are not laid over each other', () => {
    const lines = [service(1, '20610', 60, 0, ['CO 16 60']), service(2, '99213', 40, 0, ['CO 16 40'])]
    expect(outcome([decision(100, 0, { services: lines }), paid])).toMatchObject({
      status: 'paid',
      overturned: true,
    })
    const paidLines = decision(100, 100, {
      services: [service(1, '20610', 60, 60), service(2, '99213', 40, 40)],
      payment: later,
    })
    expect(outcome([refused, paidLines])).toMatchObject({ status: 'paid', overturned: true })
  })
  it('a reversal at the wish of the submitter leaves the first decision what it was', () => {
    const asked = reversal(refused, { payment: later, frequency: '7' })
    const expected = { status: 'denied', carcs: ['16'], overturned: false, decided: '2026-02-10' }
    expect(outcome([refused, asked])).toMatchObject(expected)
    expect(outcome([refused, reversal(refused, { payment: later })], { replaced: true })).toMatchObject(
      expected,
    )
  })
  it('a correction that bears status 22, too, is a decision where a turned one stands beside it', () => {
    const wrong = { ...paid, status: '22' }
    expect(outcome([refused, reversal(refused, { payment: later }), wrong]).status).toBe('paid')
    // Alone it takes back, though its signs are not turned.
    const unsigned = { ...refused, status: '22', payment: later, place: { ...refused.place, segment: 9999 } }
    expect(outcome([refused, unsigned])).toMatchObject({ status: 'open', strayReversals: 0 })
  })
  it('counts a reversal of what is not known', () => {
    expect(outcome([reversal(paid)])).toMatchObject({ status: 'open', strayReversals: 1, paidCents: -8000 })
    // It has another charge and another number: it takes nothing back.
    const other = reversal(decision(70, 0, { cas: ['CO 16 70'], payerClaimNumber: 'X' }), { payment: later })
    expect(outcome([refused, other])).toMatchObject({ status: 'denied', strayReversals: 1 })
  })
  it('finds what is reversed by number, charge and payment', () => {
    const a = decision(100, 80, { cas: ['CO 45 20'], payerClaimNumber: 'A' })
    const b = decision(100, 0, { cas: ['CO 97 100'], payerClaimNumber: 'B' })
    expect(outcome([a, b, reversal(a, { payment: later })]).status).toBe('denied')
    expect(outcome([a, b, reversal(b, { payment: later })]).status).toBe('paid')
  })
  it('of one day in two files, a reversal may stand before what it reverses', () => {
    const day = decision(100, 0, { cas: ['CO 16 100'], payment: payment('2026-02-10', '20') })
    expect(outcome([reversal(day, { payment: payment('2026-02-10', '9') }), day])).toMatchObject({
      status: 'open',
      strayReversals: 0,
    })
  })
})
