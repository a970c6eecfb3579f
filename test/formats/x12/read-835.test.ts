/** What is read of an 835, what is a problem, and what is reported all the same. */
import { describe, expect, it, test } from 'vitest'
import { Remittance, RemittedClaim } from '../../../src/model/remittance.ts'
import { advice, read835, readDecisions, remittance, twoLines } from './remittances.ts'
import { isa, professional } from './writing.ts'

const texts = (problems: readonly { readonly text: string }[]): string[] => problems.map(({ text }) => text)
const one = async (segments: readonly string[]) => (await readDecisions(segments))[0]!

describe('a remittance', () => {
  it('is read whole', async () => {
    const { claims, remittances, problems, warnings } = await read835(
      remittance([[...advice({ paid: '151.27' }), ...twoLines, 'PLB*1234567893*20261231*CV:REF1*-1.27']]),
    )
    expect([problems, warnings]).toEqual([[], []])
    const [claim] = claims
    expect(RemittedClaim.parse(claim)).toEqual(claim)
    expect(claim).toMatchObject({
      payment: {
        trace: 'T100',
        originator: '1999999999',
        payerId: '04412',
        payerName: 'PLAN OF TESTS',
        payeeNpi: '1234567893',
        payeeTaxId: '111223333',
        paidCents: 15127,
        method: 'ACH',
        date: '2026-02-10',
      },
      id: 'C1',
      status: '1',
      chargeCents: 24000,
      paidCents: 15000,
      patientCents: 2000,
      filing: 'MB',
      payerClaimNumber: 'ICN1',
      facility: '11',
      frequency: '1',
      patientId: 'MEMBER1',
      subscriberId: 'MEMBER2',
      renderingNpi: '1558598797',
      from: '2026-01-05',
      through: '2026-01-06',
      received: '2026-01-10',
      remarks: ['MA01', 'N211'],
      adjustments: [],
      imbalances: [],
    })
    expect(claim!.services).toEqual([
      {
        number: 1,
        qualifier: 'HC',
        procedure: '20610',
        modifiers: ['RT'],
        revenueCode: '0360',
        billedProcedure: undefined,
        billedModifiers: [],
        billedUnits: undefined,
        chargeCents: 13000,
        paidCents: 10000,
        units: 1,
        serviceDate: '2026-01-05',
        serviceDateThrough: undefined,
        controlNumber: '1',
        allowedCents: 12000,
        adjustments: [
          { group: 'PR', carc: '2', cents: 2000, quantity: undefined },
          { group: 'CO', carc: '45', cents: 1000, quantity: undefined },
        ],
        remarks: [],
      },
      {
        number: 2,
        qualifier: 'HC',
        procedure: '99213',
        modifiers: ['25'],
        revenueCode: undefined,
        billedProcedure: '99214',
        billedModifiers: [],
        billedUnits: 1,
        chargeCents: 11000,
        paidCents: 5000,
        units: 2,
        serviceDate: '2026-01-05',
        serviceDateThrough: '2026-01-06',
        controlNumber: '2',
        allowedCents: undefined,
        adjustments: [{ group: 'CO', carc: '97', cents: 6000, quantity: 1 }],
        remarks: ['N19'],
      },
    ])
    const [whole] = remittances
    expect(Remittance.parse(whole)).toEqual(whole)
    expect(whole).toMatchObject({
      claims: 1,
      problems: 0,
      paidCents: 15000,
      providerCents: -127,
      providerAdjustments: [{ reason: 'CV', reference: 'REF1', cents: -127 }],
      imbalances: [],
    })
    expect(whole!.payment).toBe(claim!.payment)
  })

  it('keeps no name, address or account', async () => {
    const { items } = await read835(remittance([[...advice(), ...twoLines]]))
    expect(JSON.stringify(items)).not.toMatch(/ANNA|OTTO|DORA|STREET|1512345678/)
  })

  it('takes the day of production where BPR16 tells none', async () => {
    const [segments] = [advice({ date: '' })]
    expect((await read835(remittance([[...segments, ...twoLines]]))).claims[0]!.payment.date).toBe(
      '2026-02-09',
    )
    const wrong = await read835(remittance([[...advice({ date: '20262316' }), ...twoLines]]))
    expect(wrong.claims[0]!.payment.date).toBe('2026-02-09')
    expect(texts(wrong.warnings)).toContain('The day of payment (BPR16) cannot be read; it was left out.')
  })

  it('has payer and payee by REF where N1 gives no id', async () => {
    const segments = ['BPR*I*0*C*NON', 'N1*PR*PLAN', 'REF*2U*77777', 'N1*PE*CLINIC*FI*111223333', 'LX*1']
    const { remittances } = await read835(remittance([segments]))
    expect(remittances[0]!.payment).toMatchObject({ payerId: '77777', payeeTaxId: '111223333' })
  })

  it('may have no claim, several transactions and several interchanges', async () => {
    const file = remittance([
      [...advice(), ...twoLines],
      [...advice({ trace: 'T2' }), ...twoLines, ...twoLines],
    ])
    const { claims, remittances } = await read835(file + remittance([advice()]))
    expect(claims.map(({ payment }) => payment.trace)).toEqual(['T100', 'T2', 'T2'])
    expect(remittances.map((whole) => whole.claims)).toEqual([1, 2, 0])
  })
})

describe('adjustments', () => {
  const claim = ['CLP*C1*1*21*0*0*12*ICN1']

  it('has all six triplets, of claim and service', async () => {
    const six = 'CAS*CO*45*1**97*2**16*3*1*18*4**50*5**29*6'
    const { adjustments, services } = await one([...claim, six, 'SVC*HC:99213*21*21', `${six}*2`])
    const expected = ['45', '97', '16', '18', '50', '29'].map((carc, at) => ({ carc, cents: (at + 1) * 100 }))
    expect(adjustments).toMatchObject(expected)
    expect(services[0]!.adjustments).toMatchObject(expected)
    expect(services[0]!.adjustments[5]!.quantity).toBe(2)
    expect(adjustments[2]!.quantity).toBe(1)
  })

  it.each([
    ['with gaps', 'CAS*CO*45*1*****97*2', ['45', '97'], false],
    ['without quantities', 'CAS*PR*1*15*2*6', ['1', '2'], true],
    ['with one element too many', 'CAS*CO**45*3*1', ['45'], true],
  ])('are read %s', async (_, segment, carcs, warned) => {
    const { claims, warnings } = await read835(remittance([[...advice(), ...claim, segment]]))
    expect(claims[0]!.adjustments.map(({ carc }) => carc)).toEqual(carcs)
    expect(texts(warnings).some((text) => text.includes('have slipped'))).toBe(warned)
  })

  it.each([
    ['CAS*CO*45', 'Reason or amount of an adjustment (CAS) cannot be read.'],
    ['CAS*CO*45*x', 'Reason or amount of an adjustment (CAS) cannot be read.'],
    ['CAS**45*1', 'The group of an adjustment (CAS01) is missing.'],
    ['SVC*HC:99213**3', 'Loop 2110: the charge (SVC02) is missing.'],
    ['SVC*HC:99213*3*1.234', 'Loop 2110: the payment (SVC03) cannot be read.'],
  ])('%s is a problem in place of the claim', async (segment, text) => {
    const { claims, problems, remittances } = await read835(
      remittance([[...advice(), ...claim, segment, ...twoLines]]),
    )
    expect(claims.map(({ paidCents }) => paidCents)).toEqual([15000])
    expect(problems).toMatchObject([{ code: 'E_X12_SEGMENT', segment: 16, text }])
    expect(remittances[0]).toMatchObject({ claims: 1, problems: 1 })
  })
})

describe('services', () => {
  it('whose code has slipped are read one element further', async () => {
    const segments = ['CLP*C1*3*1766.50*187.50', 'SVC*HC*24599.00*1766.50*187.50**2', 'CAS*OA*23*1579']
    const { claims, warnings } = await read835(remittance([[...advice({ paid: '187.5' }), ...segments]]))
    expect(claims[0]!.services[0]).toMatchObject({
      procedure: '24599',
      chargeCents: 176650,
      paidCents: 18750,
      units: 2,
    })
    expect(claims[0]!.imbalances).toEqual([])
    expect(texts(warnings)).toHaveLength(1)
  })
  it('may be revenue codes or drugs, and use another separator than the ISA declares', async () => {
    const segments = [
      'CLP*C1*1*30*30',
      'SVC*NU:0450*10*10',
      'SVC*N4:0002-8215-01*10*10',
      'SVC*HC>12345>26*10*10',
    ]
    const { services } = await one(segments)
    expect(services).toMatchObject([
      { procedure: undefined, revenueCode: '0450' },
      { qualifier: 'N4', procedure: '0002821501' },
      { procedure: '12345', modifiers: ['26'] },
    ])
  })
  it('keep what can be read where code, date or units cannot', async () => {
    const { claims, warnings } = await read835(
      remittance([[...advice({ paid: '5' }), 'CLP*C1*1*5*5', 'SVC*HC:9-9*5*5**x', 'DTM*472*20260231']]),
    )
    expect(claims[0]!.services[0]).toMatchObject({ procedure: undefined, units: 1, serviceDate: undefined })
    expect(texts(warnings)).toEqual([
      'A procedure (SVC01-2) cannot be read; it was left out.',
      'Units paid (SVC05) cannot be read; it was left out.',
      'A date of service (DTM) cannot be read; it was left out.',
    ])
  })
  it('are bounded', async () => {
    const many = Array.from({ length: 1501 }, () => 'SVC*HC:99213*0*0')
    const { problems } = await read835(remittance([[...advice(), 'CLP*C1*1*0*0', ...many]]))
    expect(problems).toMatchObject([{ code: 'E_X12_LIMIT', text: 'There are more than 1500 services.' }])
  })
})

describe('balance', () => {
  const kinds = async (segments: readonly string[], paid = '0') => {
    const { claims, remittances, warnings } = await read835(remittance([[...advice({ paid }), ...segments]]))
    return {
      found: [...claims, ...remittances].flatMap(({ imbalances }) =>
        imbalances.map(({ kind, service, differenceCents }) => [kind, service, differenceCents]),
      ),
      codes: warnings.map(({ code }) => code),
    }
  }
  it.each([
    [
      'agrees',
      ['CLP*A*1*10*7', 'CAS*CO*45*1', 'SVC*HC:1*10*8', 'CAS*PR*1*2', 'PLB*1*20261231*WO:X*3'],
      '4',
      [],
    ],
    ['of a service', ['CLP*A*1*10*7', 'SVC*HC:1*10*8', 'CAS*CO*45*3'], '7', [['service', 1, -100]]],
    ['of services', ['CLP*A*1*10*10', 'SVC*HC:1*8*8'], '10', [['services', undefined, -200]]],
    ['of a claim', ['CLP*A*1*10*7', 'CAS*CO*45*2.99'], '7', [['claim', undefined, 1]]],
    ['of the payment', ['CLP*A*1*10*10', 'PLB*1*20261231*WO:X*3*FB*1'], '10', [['payment', undefined, -400]]],
  ])('%s', async (_, segments, paid, expected) => {
    const { found, codes } = await kinds(segments, paid)
    expect(found).toEqual(expected)
    expect(codes).toEqual(expected.map(() => 'W_REMIT_BALANCE'))
  })
  it('of reversals has its signs turned', async () => {
    const turned = ['CLP*A*22*-10*-7', 'CAS*CO*45*-3', 'CLP*A*1*10*8', 'CAS*CO*45*2']
    expect((await kinds(turned, '1')).found).toEqual([])
  })
  it('of a payment is not judged where an amount is not known', async () => {
    expect((await kinds(['CLP*A*1*10', 'CLP*B*1*10*10'], '99')).found).toEqual([])
    expect((await kinds(['CLP*B*1*10*10', 'PLB*1*20261231*WO:X*x'], '99')).found).toEqual([])
    // A claim that is a problem for another reason still has its payment counted.
    expect((await kinds(['CLP*A*1*10*4', 'CAS*CO*45', 'CLP*B*1*10*10'], '14')).found).toEqual([])
  })
  it('takes payments of more than ten million dollars', async () => {
    const { remittances } = await read835(remittance([advice({ paid: '25000000.01' })]))
    expect(remittances[0]!.payment.paidCents).toBe(2_500_000_001)
  })
})

describe('what is no remittance', () => {
  it.each([
    [
      'an 837',
      professional(),
      'E_X12_REMITTANCE',
      'There is no 835. What stands there: transactions 837 ×1.',
    ],
    ['nothing', '', 'E_EMPTY', 'The input is empty.'],
    ['other bytes', 'hello', 'E_X12_ENVELOPE', 'There is no ISA, GS or ST: this is no X12.'],
  ])('%s is one problem', async (_, file, code, text) => {
    const { claims, problems } = await read835(file)
    expect(claims).toEqual([])
    expect(problems).toMatchObject([{ code, text }])
  })
  it('beside remittances is counted', async () => {
    const { claims, warnings } = await read835(remittance([[...advice(), ...twoLines]]) + professional())
    expect(claims).toHaveLength(1)
    expect(texts(warnings)).toContain('Transactions were passed over: 837 ×1.')
  })
  it('stands outside claims', async () => {
    const { problems, remittances } = await read835(
      remittance([[...advice(), 'SVC*HC:99213*1*1', 'CAS*CO*45*1', ...twoLines]]),
    )
    expect(problems).toMatchObject([
      { segment: 15, text: expect.stringContaining('outside a claim') as string },
    ])
    expect(remittances[0]).toMatchObject({ claims: 1, problems: 1, imbalances: [] })
  })
})

test('without ST a remittance is read all the same, and cut off its last claim is a problem', async () => {
  const group = 'GS*HP*S*R*20260210*1200*1*X*005010X221A1~'
  const bare = await read835(`${isa()}${group}${[...advice({ paid: '150' }), ...twoLines].join('~')}~`)
  expect(bare.claims).toHaveLength(1)
  expect(bare.remittances[0]!.imbalances).toEqual([])
  const file = remittance([[...advice(), ...twoLines, ...twoLines]])
  const cut = await read835(file.slice(0, file.lastIndexOf('*97*60') + 4))
  expect(cut.claims).toHaveLength(1)
  expect(cut.problems).toMatchObject([{ code: 'E_X12_SEGMENT', text: 'The input ends within a segment.' }])
})

test('problems and warnings name no value of a person', async () => {
  const marked = twoLines.map((segment) => segment.replace(/MEMBER\d|EXAMPLE|C1|ICN1/g, 'MARK\x01ED'))
  const { problems, warnings } = await read835(
    remittance([[...advice(), ...marked, 'CLP*MARK\x01ED*1*MARK', 'PLB*MARK*MARK*MARK*MARK']]),
  )
  expect(problems.length + warnings.length).toBeGreaterThan(4)
  expect(JSON.stringify([problems, warnings])).not.toContain('MARK')
})
