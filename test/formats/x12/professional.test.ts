import { describe, expect, test } from 'vitest'
import { Claim } from '../../../src/model/claim.ts'
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

test('every field of a professional claim', async () => {
  const claim = await readClaim(
    professional(
      [
        'CLM*C1*130.5***11:B:7*Y*A*Y*Y**AA:OA:::GA*********3',
        'DTP*439*D8*20251224',
        'REF*F8*PAYER77',
        'REF*G1*AUTH1',
        'REF*X4*11D0000001',
        'CR1*LB*140**A*DH*12',
        'HI*ABK:M17.11*ABF:e119',
        'NM1*DN*1*DOC*D****XX*1000000001',
        'NM1*P3*1*DOC*P****XX*1000000009',
        'NM1*82*1*DOC*R****XX*1558598797',
        'PRV*PE*PXC*207X00000X',
        'NM1*77*2*SITE*****XX*1000000002',
        'NM1*DQ*1*DOC*S****XX*1000000003',
        'NM1*PW*2',
        'N3*1 ROAD',
        'N4*TOWN*GA*30001',
      ],
      [
        'LX*1',
        'SV1*HC:20610:RT:59:XS:GA:UNLISTED THING*100.25*UN*1.5*22**1:2',
        'DTP*472*RD8*20260105-20260107',
        'REF*X4*22D0000002',
        'LIN**N4*00013264681',
        'CTP****7.5*ML',
        'NM1*82*1*DOC*R****XX*1000000004',
        'PRV*PE*PXC*207Y00000X',
        'NM1*DK*1*DOC*O****XX*1000000005',
        'NM1*DQ*1*DOC*S****XX*1000000006',
        'LX*2',
        'SV1*HC:00140:AA*30.25*MJ*75***1',
        'DTP*472*D8*20260105',
      ],
    ),
  )
  expect(claim).toEqual(
    Claim.parse({
      id: 'C1',
      type: 'professional',
      payer: { id: '04412', name: 'PAYER ONE', line: 'medicare' },
      payerOrder: 'P',
      frequency: '7',
      payerClaimNumber: 'PAYER77',
      subscriber: { id: 'MEMBER1' },
      patient: { id: 'MEMBER1', birthDate: '1953-04-09', sex: 'F' },
      billing: { npi: '1234567893', taxonomy: '207Q00000X', taxId: '111223333' },
      rendering: { npi: '1558598797', taxonomy: '207X00000X' },
      referring: { npi: '1000000001' },
      supervising: { npi: '1000000003' },
      facility: { npi: '1000000002' },
      placeOfService: '11',
      chargeCents: 13050,
      diagnoses: [{ code: 'M1711' }, { code: 'E119' }],
      cliaNumber: '11D0000001',
      priorAuthorization: 'AUTH1',
      accidentDate: '2025-12-24',
      accidentCause: 'AA',
      delayReason: '3',
      transport: 'A',
      pickupZip: '30001',
      lines: [
        {
          number: 1,
          procedure: '20610',
          modifiers: ['RT', '59', 'XS', 'GA'],
          description: 'UNLISTED THING',
          units: 1.5,
          chargeCents: 10025,
          placeOfService: '22',
          serviceDate: '2026-01-05',
          serviceDateThrough: '2026-01-07',
          pointers: [1, 2],
          ndc: '00013264681',
          ndcQuantity: 7.5,
          ndcUnit: 'ML',
          rendering: { npi: '1000000004', taxonomy: '207Y00000X' },
          ordering: { npi: '1000000005' },
          supervising: { npi: '1000000006' },
        },
        {
          number: 2,
          procedure: '00140',
          modifiers: ['AA'],
          units: 1,
          minutes: 75,
          chargeCents: 3025,
          serviceDate: '2026-01-05',
          pointers: [1],
        },
      ],
    }),
  )
})

const chargeOf = async (amount: string): Promise<number | undefined> =>
  (await readClaim(professional([`CLM*C1*${amount}***11:B:1`]))).chargeCents

test('amounts are exact', async () => {
  const amounts = {
    '.5': 50,
    '100': 10000,
    '100.00': 10000,
    '100.': 10000,
    '+7.1': 710,
    '-3.07': -307,
    '0': 0,
    '-0': 0,
    '79.04': 7904,
    '10000000': 1e9,
    '': undefined,
  }
  for (const [amount, centsThere] of Object.entries(amounts))
    expect(await chargeOf(amount), amount).toBe(centsThere)
})

describe('layouts of codes', () => {
  const diagnosesOf = async (...segments: string[]): Promise<string[]> =>
    (await readClaim(professional([claimSegments[0]!, ...segments]))).diagnoses.map(({ code }) => code)

  test('one HI a code', async () => {
    expect(await diagnosesOf('HI*ABK:A01', 'HI*ABK:B02', 'HI*ABF:C03')).toEqual(['A01', 'B02', 'C03'])
  })
  test('codes in elements of their own', async () => {
    expect(await diagnosesOf('HI*BK*8901*BF*87200*BF:5559')).toEqual(['8901', '87200', '5559'])
  })
  test('ICD-9 codes, blanks, empty elements', async () => {
    expect(await diagnosesOf('HI*BK: 340 **BF:V7389*')).toEqual(['340', 'V7389'])
  })
  test('another component separator than the ISA declares', async () => {
    const file = professional().replace(/(CLM|HI|SV1)[^~]*/g, (segment) => segment.replaceAll(':', '>'))
    const { claims, warnings } = await read(file)
    expect(claims).toEqual((await read(professional())).claims)
    expect(warnings.map(({ code }) => code)).toEqual(['W_X12_SEGMENT'])
  })
  test('a code list that is not known is told', async () => {
    const { claims, warnings } = await read(professional([claimSegments[0]!, 'HI*ABK:A01*QQQ:1']))
    expect(claims[0]!.diagnoses).toEqual([{ code: 'A01' }])
    expect(warnings.map(({ code }) => code)).toEqual(['W_X12_SEGMENT'])
  })
  test('a procedure without a qualifier', async () => {
    const { claims, warnings } = await read(
      professional(claimSegments, ['LX*1', 'SV1*99213*1*UN*1***1', lineSegments[2]!]),
    )
    expect(claims[0]!.lines[0]!.procedure).toBe('99213')
    expect(warnings).toHaveLength(1)
  })
})

describe('lines', () => {
  test('without LX they are counted', async () => {
    const [, service, date] = lineSegments as [string, string, string]
    const { claims, warnings } = await read(professional(claimSegments, [service, date, service, date]))
    expect(claims[0]!.lines.map(({ number }) => number)).toEqual([1, 2])
    expect(warnings).toHaveLength(2)
  })
  test('an LX that is no number is counted', async () => {
    const { claims, warnings } = await read(professional(claimSegments, ['LX*A', ...lineSegments.slice(1)]))
    expect(claims[0]!.lines[0]!.number).toBe(1)
    expect(warnings[0]!.text).toContain('LX')
  })
  test('units F2, none, and one that is not known', async () => {
    const unitsOf = async (unit: string) =>
      read(professional(claimSegments, ['LX*1', `SV1*HC:J0885*1*${unit}***1`, lineSegments[2]!]))
    expect((await unitsOf('F2*.5')).claims[0]!.lines[0]!.units).toBe(0.5)
    expect((await unitsOf('F2*.5')).warnings).toEqual([])
    expect((await unitsOf('*')).claims[0]!.lines[0]!.units).toBe(1)
    expect((await unitsOf('*')).warnings).toHaveLength(1)
    expect((await unitsOf('ZZ*2')).warnings).toHaveLength(1)
  })
  test('a span under D8 and a day under RD8', async () => {
    const dates = async (value: string) =>
      (await readClaim(professional(claimSegments, [...lineSegments.slice(0, 2), `DTP*472*${value}`])))
        .lines[0]!
    expect(await dates('D8*20260105-20260106')).toMatchObject({
      serviceDate: '2026-01-05',
      serviceDateThrough: '2026-01-06',
    })
    expect(await dates('RD8*20260105')).toMatchObject({
      serviceDate: '2026-01-05',
      serviceDateThrough: undefined,
    })
    expect((await dates('RD8*20260105-20260105')).serviceDateThrough).toBeUndefined()
  })
})

test('equal codes are one string, and Latin-1 stays readable', async () => {
  const named = [...header.slice(0, -1), 'NM1*PR*2*CAISSE G\xc9N\xc9RALE \x92S*****PI*04412']
  const { claims } = await read(interchange([transaction([...named, ...claimSegments, ...lineSegments])]))
  expect(claims[0]!.payer!.name).toBe('CAISSE GÉNÉRALE  S')
  expect(Claim.parse(claims[0])).toEqual(claims[0])
})
