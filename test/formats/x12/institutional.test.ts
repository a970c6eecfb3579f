import { describe, expect, test } from 'vitest'
import { Claim } from '../../../src/model/claim.ts'
import { institutional, read, readClaim, room, stay } from './writing.ts'

test('every field of an institutional claim', async () => {
  const claim = await readClaim(
    institutional(
      [
        'CLM*C2*1000***11:A:1**A*Y*Y',
        'DTP*096*TM*1130',
        'DTP*434*RD8*20260101-20260105',
        'DTP*435*DT*202601010915',
        'CL1*3*7*01',
        'HI*ABF:E119:::::::N',
        'HI*ABK:J189:::::::Y',
        'HI*ABJ:R509',
        'HI*APR:R05',
        'HI*ABN:W010XXA:::::::1',
        'HI*DR:193',
        'HI*BBR:0BH17EZ:D8:20260102*BBQ:5A1935Z:D8:20260103',
        'HI*BH:11:D8:20251230',
        'HI*BI:74:RD8:20260102-20260103',
        'HI*BE:80:::4*BE:01:::150.5',
        'HI*BG:09*BG:c1',
        'NM1*71*1*DOC*A****XX*1000000001',
        'PRV*AT*PXC*208D00000X',
        'NM1*72*1*DOC*O****XX*1000000002',
        'REF*EI*999',
      ],
      ['LX*1', 'SV2*0120**900*DA*4', 'LX*2', 'SV2*0300*HC:80053*100*UN*2', 'DTP*472*D8*20260102'],
    ),
  )
  expect(claim).toEqual(
    Claim.parse({
      id: 'C2',
      type: 'institutional',
      payer: { id: '04412', name: 'PAYER ONE', line: 'medicare' },
      payerOrder: 'P',
      frequency: '1',
      subscriber: { id: 'MEMBER1' },
      patient: { id: 'MEMBER1', birthDate: '1953-04-09', sex: 'F' },
      billing: { npi: '1234567893', taxonomy: '207Q00000X', taxId: '111223333' },
      attending: { npi: '1000000001', taxonomy: '208D00000X' },
      operating: { npi: '1000000002', taxId: '999' },
      typeOfBill: '0111',
      chargeCents: 100000,
      statementFrom: '2026-01-01',
      statementThrough: '2026-01-05',
      admissionDate: '2026-01-01',
      admissionHour: '0915',
      admissionType: '3',
      admissionSource: '7',
      dischargeDate: '2026-01-05',
      dischargeStatus: '01',
      diagnoses: [
        { code: 'J189', poa: 'Y' },
        { code: 'E119', poa: 'N' },
        { code: 'W010XXA', poa: '1' },
      ],
      admittingDiagnosis: 'R509',
      procedures: [
        { code: '0BH17EZ', date: '2026-01-02' },
        { code: '5A1935Z', date: '2026-01-03' },
      ],
      occurrenceCodes: [
        { code: '11', date: '2025-12-30' },
        { code: '74', date: '2026-01-02', through: '2026-01-03' },
      ],
      valueCodes: [
        { code: '80', amountCents: 400 },
        { code: '01', amountCents: 15050 },
      ],
      conditionCodes: ['09', 'C1'],
      lines: [
        {
          number: 1,
          revenueCode: '0120',
          units: 4,
          chargeCents: 90000,
          serviceDate: '2026-01-01',
          serviceDateThrough: '2026-01-05',
        },
        {
          number: 2,
          revenueCode: '0300',
          procedure: '80053',
          units: 2,
          chargeCents: 10000,
          serviceDate: '2026-01-02',
        },
      ],
    }),
  )
})

describe('discharge', () => {
  const dischargeOf = async (bill: string, ...more: string[]): Promise<string | undefined> =>
    (await readClaim(institutional([`CLM*C2*1000***${bill}`, stay[1]!, ...more]))).dischargeDate

  test('an inpatient leaves on the last day of the statement', async () => {
    expect(await dischargeOf('11:A:1')).toBe('2026-01-05')
    expect(await dischargeOf('13:A:1')).toBeUndefined()
    expect(await dischargeOf('13:A:1', 'DTP*096*TM*1000')).toBe('2026-01-05')
  })
  test('but not in the middle of a stay', async () => {
    expect(await dischargeOf('11:A:2')).toBeUndefined()
    expect(await dischargeOf('11:A:3')).toBeUndefined()
    expect(await dischargeOf('11:A:4')).toBe('2026-01-05')
    expect(await dischargeOf('11:A:1', 'CL1*1*1*30')).toBeUndefined()
  })
  test('a date of its own counts', async () => {
    expect(await dischargeOf('13:A:1', 'DTP*096*D8*20260104')).toBe('2026-01-04')
  })
})

test('bill types of two and three characters', async () => {
  const billOf = async (bill: string) =>
    (await readClaim(institutional([`CLM*C2*1***${bill}`, stay[1]!]))).typeOfBill
  expect(await billOf('13:A:1')).toBe('0131')
  expect(await billOf('085:A:7')).toBe('0857')
  expect(await billOf('13')).toBeUndefined()
})

test('lines take the statement dates, and a single day has no end', async () => {
  const claim = await readClaim(institutional([stay[0]!, 'DTP*434*D8*20260105'], room.slice(0, 2)))
  expect(claim).toMatchObject({ statementFrom: '2026-01-05', statementThrough: '2026-01-05' })
  expect(claim.lines[0]).toMatchObject({ serviceDate: '2026-01-05', serviceDateThrough: undefined })
})

test('without any date the claim is a problem', async () => {
  const { claims, problems } = await read(institutional([stay[0]!], room.slice(0, 2)))
  expect(claims).toEqual([])
  expect(problems[0]!.text).toContain('nor has the claim (DTP 434)')
})

test('a mark of presence on admission that is none is told', async () => {
  const { claims, warnings } = await read(institutional([stay[0]!, stay[1]!, 'HI*ABK:J189:::::::Q']))
  expect(claims[0]!.diagnoses).toEqual([{ code: 'J189' }])
  expect(warnings.map(({ code }) => code)).toEqual(['W_X12_SEGMENT'])
})
