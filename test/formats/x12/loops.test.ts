import { describe, expect, test } from 'vitest'
import {
  claimSegments,
  header,
  interchange,
  lineSegments,
  professional,
  read,
  readClaim,
  transaction,
} from './writing.ts'

const claim = [...claimSegments, ...lineSegments]
const patientLoop = [
  'HL*3*2*23*0',
  'PAT*19****D8*20260110',
  'NM1*QC*1*EXAMPLE*BEN****MI*MEMBER2',
  'DMG*D8*20150630*M',
]
const dependent = header.map((segment) => segment.replace('SBR*P*18*', 'SBR*P**'))

describe('who the patient is', () => {
  test('the subscriber', async () => {
    const { patient, subscriber } = await readClaim(interchange([transaction([...header, ...claim])]))
    expect(subscriber).toEqual({ id: 'MEMBER1' })
    expect(patient).toMatchObject({ id: 'MEMBER1', birthDate: '1953-04-09', sex: 'F' })
  })
  test('a patient of his own', async () => {
    const { patient, subscriber } = await readClaim(
      interchange([transaction([...dependent, ...patientLoop, ...claim])]),
    )
    expect(subscriber).toEqual({ id: 'MEMBER1' })
    expect(patient).toEqual({ id: 'MEMBER2', birthDate: '2015-06-30', sex: 'M', deathDate: '2026-01-10' })
  })
  test('a patient without a number has not the subscriber’s', async () => {
    const nameless = patientLoop.map((segment) => segment.replace('****MI*MEMBER2', ''))
    const { patient } = await readClaim(interchange([transaction([...dependent, ...nameless, ...claim])]))
    expect(patient!.id).toBeUndefined()
    expect(patient!.birthDate).toBe('2015-06-30')
  })
  test('two patients of one subscriber, then another subscriber', async () => {
    const second = ['HL*4*2*23*0', 'PAT*19', 'NM1*QC*1*EXAMPLE*CLARA', 'DMG*D8*20160101*F']
    const other = [
      'HL*5*1*22*0',
      'SBR*S*18*******MC',
      'NM1*IL*1*SAMPLE*DORA****MI*MEMBER9',
      'NM1*PR*2*PAYER TWO*****PI*77777',
    ]
    const { claims, warnings } = await read(
      interchange([
        transaction([...dependent, ...patientLoop, ...claim, ...second, ...claim, ...other, ...claim]),
      ]),
    )
    expect(warnings).toEqual([])
    expect(claims.map(({ patient }) => patient?.birthDate)).toEqual(['2015-06-30', '2016-01-01', undefined])
    expect(claims.map(({ payer }) => payer?.id)).toEqual(['04412', '04412', '77777'])
    expect(claims[2]).toMatchObject({
      payerOrder: 'S',
      payer: { line: 'medicaid' },
      patient: { id: 'MEMBER9' },
    })
  })
})

describe('levels', () => {
  test('unknown parents and repeated ids are told, and position decides', async () => {
    const other = ['HL*2*7*22*0', 'SBR*P*18*******CI', 'NM1*IL*1*SAMPLE*DORA****MI*MEMBER9']
    const { claims, warnings } = await read(
      interchange([transaction([...header, ...claim, ...other, ...claim])]),
    )
    expect(claims[1]).toMatchObject({
      subscriber: { id: 'MEMBER9' },
      billing: { npi: '1234567893' },
      payer: { line: 'commercial' },
    })
    expect(claims[1]!.payer!.id).toBeUndefined()
    expect(warnings.map(({ code }) => code)).toEqual(['W_X12_SEGMENT'])
  })
  test('a new billing provider begins afresh', async () => {
    const other = ['HL*3**20*1', 'NM1*85*2*OTHER*****24*111222333', 'HL*4*3*22*0', 'SBR*P*18*******CI']
    const { claims } = await read(interchange([transaction([...header, ...claim, ...other, ...claim])]))
    expect(claims[1]!.billing).toEqual({ taxId: '111222333' })
    expect(claims[1]!.patient).toBeUndefined()
    expect(claims[0]!.billing!.npi).toBe('1234567893')
  })
  test('no HL at all', async () => {
    const flat = (segments: readonly string[]) => segments.filter((segment) => !segment.startsWith('HL'))
    const second = ['SBR*P*18*******CI', 'NM1*IL*1*SAMPLE*DORA****MI*MEMBER9', 'DMG*D8*19900101*M']
    const third = ['NM1*85*2*OTHER*****XX*1000000001', ...second]
    const { claims, problems } = await read(
      interchange([transaction([...flat(header), ...claim, ...second, ...claim, ...third, ...claim])]),
    )
    expect(problems).toEqual([])
    expect(claims.map(({ patient }) => patient!.birthDate)).toEqual([
      '1953-04-09',
      '1990-01-01',
      '1990-01-01',
    ])
    expect(claims.map(({ billing }) => billing!.npi)).toEqual(['1234567893', '1234567893', '1000000001'])
    expect(claims[1]!.otherPayers).toEqual([])
  })
})

test('claims share no object', async () => {
  const { claims } = await read(interchange([transaction([...header, ...claim, ...claim])]))
  for (const field of ['payer', 'billing', 'patient', 'subscriber'] as const) {
    expect(claims[0]![field]).toEqual(claims[1]![field])
    expect(claims[0]![field]).not.toBe(claims[1]![field])
  }
})

test('claim filing codes', async () => {
  const lineOf = async (filing: string) => {
    const named = header.map((segment) => segment.replace(/^SBR.*/, `SBR*P*18*******${filing}`))
    return (await readClaim(interchange([transaction([...named, ...claim])]))).payer?.line
  }
  const expected = {
    MA: 'medicare',
    MB: 'medicare',
    16: 'medicare-advantage',
    MC: 'medicaid',
    BL: 'commercial',
    HM: 'commercial',
    12: 'commercial',
    WC: 'other',
    ZZ: 'other',
    '': undefined,
  }
  for (const [filing, line] of Object.entries(expected)) expect(await lineOf(filing), filing).toBe(line)
})

describe('other payers', () => {
  const others = [
    'SBR*P*01*******CI',
    'CAS*PR*1*7.93**2*.5*1',
    'AMT*D*80',
    'OI***Y***Y',
    'NM1*IL*1*EXAMPLE*BEN****MI*OTHER1',
    'REF*F8*NOT MINE',
    'NM1*PR*2*FIRST*****PI*59999',
    'DTP*573*D8*20260102',
    'SBR*T*18*******MC',
    'NM1*PR*2*THIRD*****PI*33333',
  ]
  const adjudicated = [
    ...lineSegments,
    'SVD*59999*60.5*HC:20610**1',
    'CAS*CO*45*20',
    'CAS*PR*2*15',
    'SVD*33333*1*HC:20610**1',
  ]

  test('their payments and adjustments', async () => {
    const { otherPayers, payerClaimNumber, payer } = await readClaim(
      professional([...claimSegments, ...others], adjudicated),
    )
    expect(payerClaimNumber).toBeUndefined()
    expect(payer!.id).toBe('04412')
    expect(otherPayers).toEqual([
      {
        id: '59999',
        line: 'commercial',
        order: 'P',
        paidCents: 8000,
        adjustments: [
          { group: 'PR', reason: '1', amountCents: 793 },
          { group: 'PR', reason: '2', amountCents: 50 },
          { group: 'CO', reason: '45', amountCents: 2000, line: 1 },
          { group: 'PR', reason: '2', amountCents: 1500, line: 1 },
        ],
        linePayments: [{ line: 1, paidCents: 6050 }],
      },
      {
        id: '33333',
        line: 'medicaid',
        order: 'T',
        adjustments: [],
        linePayments: [{ line: 1, paidCents: 100 }],
      },
    ])
  })
  test('an SVD of nobody is told', async () => {
    const { claims, warnings } = await read(professional(claimSegments, adjudicated))
    expect(claims[0]!.otherPayers).toEqual([])
    expect(warnings).toHaveLength(4)
  })
})
