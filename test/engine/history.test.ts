import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claimDuplicate } from '../../src/edits/claim-duplicate.ts'
import { frequencyLimit } from '../../src/edits/frequency-limit.ts'
import { globalPeriod } from '../../src/edits/global-period.ts'
import { hospiceOverlap } from '../../src/edits/hospice-overlap.ts'
import { inpatientOverlap } from '../../src/edits/inpatient-overlap.ts'
import { ncciAddOn } from '../../src/edits/ncci-add-on.ts'
import { ncciMue } from '../../src/edits/ncci-mue.ts'
import { ncciPtp } from '../../src/edits/ncci-ptp.ts'
import { createHistory, MOST_CLAIMS } from '../../src/engine/history.ts'
import { createScrubber } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { Claim } from '../../src/model/claim.ts'
import type { PatientHistory } from '../../src/model/history.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { addOnRelease, feeRelease, mueRelease, ptpRelease } from '../helpers/tables.ts'
import { historyOf, snapshotOf } from '../helpers/test-edit.ts'

const read = (sketch: ClaimSketch = {}): Claim => Claim.parse(claimOf(sketch))
const others = (
  history: readonly ClaimSketch[],
  sketch: ClaimSketch = {},
): Pick<PatientHistory, 'claims' | 'lines'> => {
  const claim = read(sketch)
  const { claims, lines } = historyOf(history).of(claim)
  const other = historyOf(history, 'reversed').of(claim)
  expect({ claims: other.claims, lines: other.lines }).toEqual({ claims, lines })
  return { claims, lines }
}
const idsOf = (history: readonly ClaimSketch[], sketch: ClaimSketch = {}): string[] =>
  others(history, sketch).claims.map(({ id }) => id)
const otherBiller = { billing: { npi: '1999999984' } }

describe('whose claims', () => {
  it('finds those of the subscriber, by day, whatever the order given', () => {
    const on = (serviceDate: string) => ({ lines: [{ serviceDate }] })
    expect(idsOf([on('2026-02-01'), on('2025-06-01'), on('2026-09-09')])).toEqual(['H-2', 'H-1', 'H-3'])
  })
  it('reads a subscriber id with and without dashes and in either case', () =>
    expect(idsOf([{ subscriber: { id: '1eg4-te5-mk73' } }])).toEqual(['H-1']))
  it('finds nobody else’s', () =>
    expect(idsOf([{ subscriber: { id: 'OTHER' }, patient: { id: 'P-2' } }])).toEqual([]))
  it('finds a patient’s id within a billing provider', () => {
    const patient = { subscriber: undefined, patient: { id: 'P-1' } }
    expect(idsOf([patient, { ...patient, ...otherBiller }], { subscriber: undefined })).toEqual(['H-1'])
  })
  it('joins what either key finds', () =>
    expect(
      idsOf([
        { ...otherBiller, lines: [{ serviceDate: '2026-01-02' }] },
        { subscriber: undefined, lines: [{ serviceDate: '2026-01-01' }] },
      ]),
    ).toEqual(['H-2', 'H-1']))
  it('parts two persons under one subscriber by their birth dates', () => {
    const child = { patient: { birthDate: '2015-05-05' } }
    expect(idsOf([child, { patient: undefined }])).toEqual(['H-2'])
    expect(idsOf([child], child)).toEqual(['H-1'])
  })
  it('takes no claim without a patient', () => {
    const builder = createHistory()
    expect(builder.add(read({ subscriber: undefined, patient: undefined }))).toBe(false)
    expect(builder.seal().claims).toBe(0)
  })
  it('takes an id with thousands of claims for no person', () => {
    const builder = createHistory()
    for (let at = 0; at <= MOST_CLAIMS; at++) builder.add(read({ id: `H-${at}`, patient: undefined }))
    const history = builder.seal()
    expect(history.crowds).toBe(1)
    expect(history.of(read()).claims).toEqual([])
  })
  it('keeps no birth date', () => {
    const found = others([{}])
    expect(JSON.stringify(found)).not.toMatch(/1953|P-1|1EG4/)
  })
})

describe('a claim is never its own history', () => {
  it('same id and billing provider', () => expect(idsOf([{ id: 'T-1' }, {}])).toEqual(['H-2']))
  it('the same id of another billing provider is another claim', () =>
    expect(idsOf([{ id: 'T-1', ...otherBiller }])).toEqual(['T-1']))
  it('tells, where it finds itself, which claims came later', () => {
    const later = (history: readonly ClaimSketch[], own: ClaimSketch = {}) =>
      others(history, own).claims.map((claim) => `${claim.id} ${claim.later}`)
    expect(later([{ id: 'A' }, { id: 'Z' }])).toEqual(['A false', 'Z false'])
    expect(later([{ id: 'A' }, { id: 'T-1' }, { id: 'Z' }])).toEqual(['A false', 'Z true'])
    expect(
      later([
        { id: 'A', received: '2026-05-01' },
        { id: 'T-1', received: '2026-04-01' },
        { id: 'Z', received: '2026-03-01' },
      ]),
    ).toEqual(['A true', 'Z false'])
  })
})

describe('voided and replaced claims', () => {
  it('a void takes back the claim of its id and does not count itself', () =>
    expect(idsOf([{ id: 'A' }, { id: 'A', frequency: '8', payerClaimNumber: 'ICN1' }])).toEqual([]))
  it('a void names the claim by its id in the payer’s number', () =>
    expect(idsOf([{ id: 'A' }, { id: 'B', frequency: '8', payerClaimNumber: 'A' }])).toEqual([]))
  it('both bear the payer’s number', () =>
    expect(
      idsOf([
        { id: 'A', payerClaimNumber: 'ICN1' },
        { id: 'B', frequency: '7', payerClaimNumber: 'ICN1', lines: [{ serviceDate: '2026-03-09' }] },
      ]),
    ).toEqual(['B']))
  it('a number that nothing bears takes back the claim of the same provider and days', () =>
    expect(
      idsOf([
        { id: 'A' },
        { id: 'B', lines: [{ serviceDate: '2026-03-05' }] },
        { id: 'C', ...otherBiller },
        { id: 'V', frequency: '8', payerClaimNumber: 'ICN1' },
      ]),
    ).toEqual(['C', 'B']))
  it('without a number nothing is guessed', () =>
    expect(idsOf([{ id: 'A' }, { id: 'V', frequency: '8' }])).toEqual(['A']))
  it('of two replacements the later stands', () => {
    const again = (chargeCents: number, received?: string) => ({
      id: 'A',
      frequency: '7',
      payerClaimNumber: 'ICN1',
      received,
      lines: [{ chargeCents }],
    })
    const charge = (history: readonly ClaimSketch[]) => others(history).lines.map((line) => line.chargeCents)
    expect(charge([{ id: 'A' }, again(2, '2026-05-01'), again(1, '2026-06-01')])).toEqual([1])
    expect(charge([{ id: 'A' }, again(2), again(1)])).toEqual([2])
  })
  it('what was received after a void stands', () =>
    expect(
      idsOf([
        { id: 'A', received: '2026-04-01', lines: [{ serviceDate: '2026-02-01' }] },
        { id: 'A', frequency: '8', payerClaimNumber: 'ICN1', received: '2026-05-01' },
        { id: 'A', received: '2026-06-01' },
      ]),
    ).toEqual(['A']))
  it('the frequency of an institutional claim is in its bill type', () => {
    const bill = { type: 'institutional', frequency: undefined } as const
    expect(
      idsOf([
        { ...bill, id: 'A' },
        { ...bill, id: 'A', typeOfBill: '0138' },
      ]),
    ).toEqual([])
  })
  it('the same claim in two files counts once', () => {
    expect(others([{ id: 'A' }, { id: 'A' }]).lines).toHaveLength(1)
    expect(others([{ id: 'A' }, { id: 'A', lines: [{ serviceDate: '2026-03-09' }] }]).lines).toHaveLength(2)
  })
  it('what the claim in hand replaces is no history of it; a void has none', () => {
    const own = (frequency: string) => ({ frequency, payerClaimNumber: 'A' })
    expect(idsOf([{ id: 'A' }, { id: 'B' }], own('7'))).toEqual(['B'])
    expect(idsOf([{ id: 'A' }, { id: 'B' }], { frequency: '7', payerClaimNumber: 'ICN1' })).toEqual([])
    expect(idsOf([{ id: 'A' }, { id: 'B' }], { frequency: '7' })).toEqual(['A', 'B'])
    expect(idsOf([{ id: 'A' }, { id: 'B' }], own('8'))).toEqual([])
  })
})

describe('what is kept of a line', () => {
  it('is what edits read', () => {
    const line = {
      number: 4,
      procedure: 'J1885',
      modifiers: ['JW', '59'],
      units: 1.5,
      chargeCents: 123,
      serviceDate: '2026-03-02',
      serviceDateThrough: '2026-03-04',
      pointers: [2, 1],
      ndc: '00000000000',
      rendering: { npi: '1999999984', taxonomy: '208600000X' },
    }
    const [kept] = others([{ diagnoses: [{ code: 'E119' }, { code: 'I10' }], lines: [line] }]).lines
    expect(kept).toMatchObject({
      number: 4,
      procedure: 'J1885',
      modifiers: ['JW', '59'],
      units: 1.5,
      chargeCents: 123,
      from: 20260302,
      through: 20260304,
      place: '11',
      pointers: [2, 1],
      ndc: '00000000000',
      rendering: { npi: '1999999984', taxonomy: '208600000X' },
      claim: {
        id: 'H-1',
        type: 'professional',
        payerId: '00001',
        diagnoses: ['E119', 'I10'],
        from: 20260302,
      },
    })
  })
  it('holds long texts and many claims', () => {
    const builder = createHistory()
    for (let at = 0; at < 3000; at++)
      builder.add(
        read({
          id: `A-LONG-CLAIM-ID-${at}`,
          subscriber: { id: `SUBSCRIBER-${at % 1500}` },
          patient: undefined,
        }),
      )
    const history = builder.seal()
    expect(history.claims).toBe(3000)
    const found = history.of(read({ subscriber: { id: 'SUBSCRIBER-7' }, patient: undefined }))
    expect(found.claims.map(({ id }) => id)).toEqual(['A-LONG-CLAIM-ID-1507', 'A-LONG-CLAIM-ID-7'])
  })
})

const edits = [
  claimDuplicate,
  frequencyLimit,
  globalPeriod,
  hospiceOverlap,
  inpatientOverlap,
  ncciAddOn,
  ncciMue,
  ncciPtp,
]
const snapshot = snapshotOf([
  ptpRelease([{ one: '27447', two: '99213' }]),
  mueRelease({ '99213': [1, 2], '27447': [1, 2] }),
  addOnRelease([{ addOn: 'AAAA1', primary: '27447' }]),
  feeRelease({ '27447': { global: '090' }, '99213': {} }, ['RVU26A', 20200101, 20261231]),
])
const scrubber = (history: ReturnType<typeof historyOf> | undefined) =>
  createScrubber({
    edits,
    snapshot,
    rules: 'none',
    engine: 'test',
    received: '2026-12-01',
    locate: whereOf,
    ...(history ? { history } : {}),
  })

describe('edits with a history', () => {
  const day = fc.integer({ min: 1, max: 6 }).map((number) => `2026-03-0${number}`)
  const line = fc.record({
    procedure: fc.constantFrom('99213', '27447', 'AAAA1', 'G0439'),
    modifiers: fc.constantFrom<string[]>([], ['24'], ['25'], ['79'], ['76']),
    serviceDate: day,
    chargeCents: fc.constantFrom(100, 200),
  })
  const sketch = fc.record({
    id: fc.constantFrom('A', 'B', 'C', 'D', 'T-1'),
    frequency: fc.constantFrom('1', '1', '1', '7', '8'),
    payerClaimNumber: fc.constantFrom(undefined, 'A', 'ICN1'),
    received: fc.constantFrom(undefined, '2026-04-01', '2026-04-02'),
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  })
  it('say the same of a shuffled history', () => {
    const shuffled = fc
      .array(sketch, { maxLength: 7 })
      .chain((history) =>
        fc.tuple(fc.constant(history), fc.shuffledSubarray(history, { minLength: history.length })),
      )
    fc.assert(
      fc.property(shuffled, sketch, ([history, other], own) => {
        const claim = read({ ...own, id: 'T-1' })
        expect(scrubber(historyOf(other)).scrub(claim)).toEqual(scrubber(historyOf(history)).scrub(claim))
      }),
      { numRuns: 400, seed: 7 },
    )
  })
  it('say that they have none where none was given, and not where it is empty', () => {
    const reasons = (history: ReturnType<typeof historyOf> | undefined) =>
      scrubber(history)
        .scrub(read())
        .unchecked.map(({ reason }) => reason)
    expect(reasons(undefined)).toContain('no-history')
    expect(reasons(historyOf([]))).not.toContain('no-history')
  })
  it('are unchecked where the claim names no patient', () => {
    const result = scrubber(historyOf([{}])).scrub(read({ subscriber: undefined, patient: undefined }))
    const [missing] = result.unchecked.filter(({ reason }) => reason === 'missing-field')
    expect(missing?.edits).toContain('claim-duplicate')
  })
  it('report a repeat in a file that is its own history once, on the later claim', () => {
    const history = historyOf([{ id: 'A' }, { id: 'B' }])
    const found = ['A', 'B'].map((id) =>
      scrubber(history)
        .scrub(read({ id }))
        .findings.map(({ edit, evidence }) => `${edit} ${evidence[0]?.claim}`),
    )
    expect(found).toEqual([[], ['claim-duplicate A']])
  })
})
