import { describe, expect, test } from 'vitest'
import {
  type Outcome,
  claimSegments,
  header,
  institutional,
  interchange,
  isa,
  lineSegments,
  professional,
  read,
  room,
  stay,
  transaction,
} from './writing.ts'

const good = [...claimSegments, ...lineSegments]
const [lx, service, date] = lineSegments as [string, string, string]
const [clm, hi] = claimSegments as [string, string]

/** A claim with a fault between two good ones. */
const between = (bad: readonly string[], guide?: string): Promise<Outcome> =>
  read(interchange([transaction([...header, ...good, ...bad, ...good], guide)], guide))

const faults: Record<string, { segments: readonly string[]; says: string; at: number; code?: string }> = {
  'no claim number': { segments: ['CLM**1***11:B:1', hi, ...lineSegments], says: 'CLM01', at: 0 },
  'a claim number with a control character': {
    segments: ['CLM*a\x01b*1***11:B:1', hi, ...lineSegments],
    says: 'CLM01',
    at: 0,
  },
  'three decimals': { segments: ['CLM*C*1.001***11:B:1', hi, ...lineSegments], says: 'CLM02', at: 0 },
  'no amount': { segments: ['CLM*C*1,50***11:B:1', hi, ...lineSegments], says: 'CLM02', at: 0 },
  'too large an amount': {
    segments: ['CLM*C*10000000.01***11:B:1', hi, ...lineSegments],
    says: 'CLM02',
    at: 0,
  },
  'no diagnosis code': { segments: [clm, 'HI*ABK:M17-1', ...lineSegments], says: 'diagnosis', at: 1 },
  'no line': { segments: claimSegments, says: 'has no service line', at: 0 },
  'a line without a service': { segments: [...claimSegments, lx, date], says: 'no service (SV1', at: 2 },
  'another payer within a line': {
    segments: [clm, lx, 'SBR*S*18', service, date],
    says: 'no service (SV1',
    at: 1,
  },
  'a line without a procedure': {
    segments: [clm, lx, 'SV1*HC*1*UN*1***1', date],
    says: 'no procedure',
    at: 2,
  },
  'a line without a date': { segments: [clm, lx, service], says: 'no date of service (DTP 472)', at: 2 },
  'a date that does not exist': {
    segments: [clm, lx, service, 'DTP*472*D8*20260230'],
    says: 'DTP 472',
    at: 3,
  },
  'a date of six digits': { segments: [clm, lx, service, 'DTP*472*D6*260105'], says: 'DTP 472', at: 3 },
  'units that are no number': { segments: [clm, lx, 'SV1*HC:20610*1*UN*one', date], says: 'units', at: 2 },
  'a pointer that is no number': {
    segments: [clm, lx, 'SV1*HC:20610*1*UN*1***A', date],
    says: 'pointer',
    at: 2,
  },
  'a modifier that is none': {
    segments: [clm, lx, 'SV1*HC:20610:R T*1*UN*1', date],
    says: 'modifier',
    at: 2,
  },
  'professional and institutional lines': {
    segments: [clm, lx, service, date, 'LX*2', 'SV2*0300*HC:80053*1*UN*1'],
    says: 'professional (SV1) and institutional',
    at: 5,
  },
  'a dental line after other claims': { segments: [clm, lx, 'SV3*AD:D2150*100****1'], says: 'dental', at: 2 },
  'a segment over the limit': {
    segments: [clm, `NTE*ADD*${'X'.repeat(70_000)}`, lx, service, date],
    says: '65,536 bytes',
    at: 1,
    code: 'E_X12_LIMIT',
  },
  'too many pointers': {
    segments: [clm, lx, `SV1*HC:20610*1*UN*1***${'1:'.repeat(21)}`, date],
    says: 'more than 20',
    at: 2,
    code: 'E_X12_LIMIT',
  },
  'too many diagnoses': {
    segments: [clm, `HI${'*ABF:E119'.repeat(101)}`, lx, service, date],
    says: 'more than 100',
    at: 1,
    code: 'E_X12_LIMIT',
  },
  'too many other payers': {
    segments: [clm, ...Array.from({ length: 21 }, () => 'SBR*S*18*******CI'), ...lineSegments],
    says: 'more than 20',
    at: 21,
    code: 'E_X12_LIMIT',
  },
  'too many lines': {
    segments: [clm, ...Array.from({ length: 1_501 }, () => [lx, service, date]).flat()],
    says: 'more than 1500',
    at: 4_501,
    code: 'E_X12_LIMIT',
  },
}

describe('a fault is a problem in place of its claim, and the others go on', () => {
  for (const [name, { segments, says, at, code }] of Object.entries(faults)) {
    test(name, async () => {
      const { claims, problems } = await between(segments)
      expect(claims).toHaveLength(2)
      expect(problems).toHaveLength(1)
      const start = 3 + header.length + good.length + 1
      expect(problems[0]).toMatchObject({
        code: code ?? 'E_X12_SEGMENT',
        file: 'test.x12',
        segment: start + at,
      })
      expect(problems[0]!.text).toContain(says)
      expect(problems[0]!.text).toMatch(
        new RegExp(`\\. The claim that starts at segment ${start} was not read\\.$`),
      )
    })
  }
})

test('faults of institutional claims', async () => {
  const one = async (claim: readonly string[], lines: readonly string[] = room) =>
    (await read(institutional(claim, lines))).problems[0]?.text
  expect(await one(stay, ['LX*1', 'SV2***1*UN*1'])).toContain('no revenue code and no procedure')
  expect(await one([...stay, 'HI*BE:80'])).toContain('the amount of a value code')
  expect(await one([...stay, 'HI*BH:11:D8:20261301'])).toContain('the date of a procedure or occurrence')
  expect(await one([stay[0]!, 'DTP*434*RD8*20260101-2026'])).toContain('DTP 434')
  expect(await one([...stay, 'CL1*333'])).toContain('CL101')
})

test('the place of a problem is the byte of its segment', async () => {
  const file = professional([clm, 'HI*ABK:M17-1'])
  const { problems } = await read(file)
  expect(problems[0]!.byte).toBe(file.indexOf('HI*'))
})

test('service lines outside a claim', async () => {
  const { claims, problems } = await read(interchange([transaction([...header, ...lineSegments, ...good])]))
  expect(claims).toHaveLength(1)
  expect(problems[0]!.text).toContain('2 segments')
  expect(problems[0]!.segment).toBe(4 + header.length)
})

test('a file that ends within a claim', async () => {
  const file = professional()
  const { claims, problems } = await read(file.slice(0, file.indexOf('DTP*472') + 12))
  expect(claims).toEqual([])
  expect(problems[0]!.text).toContain('The input ends within a segment')
})

test('a segment over the limit outside a claim', async () => {
  const { claims, problems } = await read(
    interchange([transaction([`N3*${'X'.repeat(70_000)}`, ...header, ...good])]),
  )
  expect(claims).toHaveLength(1)
  expect(problems.map(({ code }) => code)).toEqual(['E_X12_LIMIT'])
})

test('an identifier that no 837 has is told', async () => {
  const { claims, warnings } = await read(professional([clm, 'Nd4*TOWN', '*IC*X', 'HI*ABK:A01']))
  expect(claims).toHaveLength(1)
  expect(warnings).toHaveLength(2)
})

test('a date of birth that cannot be read costs no claim', async () => {
  const born = header.map((segment) => segment.replace('19530409', '19530000'))
  const { claims, warnings } = await read(interchange([transaction([...born, ...good])]))
  expect(claims[0]!.patient).toMatchObject({ id: 'MEMBER1', sex: 'F', birthDate: undefined })
  expect(warnings).toHaveLength(1)
})

test('no text tells a value of the file', async () => {
  const mark = 'ZEBRA'
  const marked = [
    ...header,
    ...Object.values(faults).flatMap(({ segments }) => (segments.length > 100 ? [] : segments)),
  ].map((segment) =>
    segment.replace(/\*([^*]{2,})(?=\*|$)/g, (whole, value: string) =>
      /^[A-Z0-9]{2,3}$|:/.test(value) ? whole : `*${mark}\x01${value}`,
    ),
  )
  const file = `${isa().replaceAll('SENDER   ', mark)}${mark}~${transaction(marked, mark, mark).join('~')}~${mark}*1~GE*${mark}*${mark}~`
  const { problems, warnings } = await read(file)
  expect(problems.length + warnings.length).toBeGreaterThan(20)
  expect(JSON.stringify([problems, warnings])).not.toContain(mark)
})
