import { expect, test } from 'vitest'
import {
  header,
  interchange,
  isa,
  lineSegments,
  claimSegments,
  professional,
  read,
  transaction,
} from './writing.ts'

const claim = [...claimSegments, ...lineSegments]
const codesAndTexts = (list: readonly { code: string; text: string }[]): string[] =>
  list.map(({ code, text }) => `${code} ${text}`)

test('a right file gives its claim and nothing else', async () => {
  const { claims, problems, warnings } = await read(professional())
  expect(claims).toHaveLength(1)
  expect([...problems, ...warnings]).toEqual([])
})

test('wrong counts and control numbers are told, and the claim is read', async () => {
  const file = professional()
    .replace(/SE\*\d+\*0001/, 'SE*3*0002')
    .replace('GE*1*1', 'GE*4*2')
    .replace('IEA*1*000000001', 'IEA*x*1')
  const { claims, problems, warnings } = await read(file)
  expect(claims).toHaveLength(1)
  expect(problems).toEqual([])
  expect(codesAndTexts(warnings)).toEqual([
    'W_X12_COUNT SE01 does not count the segments there are: it says 3, there are 19.',
    'W_X12_COUNT SE02 is not the number in ST02.',
    'W_X12_COUNT GE01 does not count the transactions there are: it says 4, there are 1.',
    'W_X12_COUNT GE02 is not the number in GS06.',
    'W_X12_COUNT IEA01 does not count the groups there are: there are 1.',
    'W_X12_COUNT IEA02 is not the number in ISA13.',
  ])
  expect(warnings[0]).toMatchObject({ file: 'test.x12', segment: 21 })
  expect(file.indexOf('SE*3')).toBe(warnings[0]!.byte)
})

test('GS08 against ST03', async () => {
  const { claims, warnings } = await read(professional().replace('X*005010X222A1', 'X*005010X223A2'))
  expect(claims).toHaveLength(1)
  expect(codesAndTexts(warnings)).toEqual(['W_X12_COUNT ST03 names another guide than GS08.'])
})

test('missing ends are told', async () => {
  const file = professional().replace(/SE\*[^]*$/, '')
  const { claims, warnings } = await read(file)
  expect(claims).toHaveLength(1)
  expect(codesAndTexts(warnings)).toEqual([
    'W_X12_ENVELOPE ST without SE.',
    'W_X12_ENVELOPE GS without GE.',
    'W_X12_ENVELOPE ISA without IEA.',
  ])
})

test('an SE missing between transactions', async () => {
  const [first, second] = [transaction([...header, ...claim]), transaction([...header, ...claim])]
  const { claims, warnings } = await read(interchange([first.slice(0, -1), second]))
  expect(claims).toHaveLength(2)
  expect(codesAndTexts(warnings)).toEqual(['W_X12_ENVELOPE ST without SE.'])
})

test('no ISA, no GS, no ST', async () => {
  const file = professional()
  const withoutIsa = await read(file.slice(file.indexOf('GS*')))
  expect(withoutIsa.claims).toHaveLength(1)
  expect(codesAndTexts(withoutIsa.warnings)).toEqual([
    'W_X12_ENVELOPE GS without ISA.',
    'W_X12_ENVELOPE IEA without ISA.',
  ])
  const bare = await read(file.slice(file.indexOf('BHT*'), file.indexOf('SE*')))
  expect(bare.claims).toEqual(withoutIsa.claims)
  expect(codesAndTexts(bare.warnings)[0]).toBe(
    'W_X12_ENVELOPE Claims without ST; they were read all the same.',
  )
})

test('several interchanges with their own separators', async () => {
  const other = professional().replaceAll('*', '|').replaceAll(':', '^').replaceAll('~\n', '}')
  const { claims, problems, warnings } = await read(professional() + other)
  expect(problems).toEqual([])
  expect(warnings).toEqual([])
  expect(claims).toHaveLength(2)
  expect(claims[1]).toEqual(claims[0])
})

const other = (kind: string): string[] => [`ST*${kind}*0009`, 'AK1*HC*1', 'SE*3*0009']

test('other transactions in between are counted', async () => {
  const file = interchange([other('997'), transaction([...header, ...claim]), other('997'), other('999')])
  const { claims, problems, warnings } = await read(file)
  expect(claims).toHaveLength(1)
  expect(problems).toEqual([])
  expect(codesAndTexts(warnings)).toEqual([
    'W_X12_SKIPPED Transactions were passed over: 997 ×2.',
    'W_X12_SKIPPED Transactions were passed over: 999 ×1.',
  ])
  expect(warnings[0]).toMatchObject({ segment: 3 })
})

test('a file without any 837 is one problem', async () => {
  const { problems, warnings } = await read(interchange([other('997'), other('997'), other('277')]))
  expect(codesAndTexts(problems)).toEqual([
    'E_X12_TRANSACTION There is no 837P or 837I. What stands there: transactions 997 ×2, 277 ×1.',
  ])
  expect(warnings).toEqual([])
  expect((await read(`${isa()}IEA*0*000000001~`)).problems[0]!.text).toContain('no transaction')
})

test('what is no X12, or nothing, is one problem', async () => {
  expect(codesAndTexts((await read('{ "claims": [] }')).problems)).toEqual([
    'E_X12_ENVELOPE There is no ISA, GS or ST: this is no X12.',
  ])
  for (const file of ['', ' \r\n', '\xef\xbb\xbf'])
    expect(codesAndTexts((await read(file)).problems)).toEqual(['E_EMPTY The input is empty.'])
})

test('an 837 without a claim', async () => {
  const { problems, warnings } = await read(interchange([transaction(header)]))
  expect(problems.map(({ code }) => code)).toEqual(['E_EMPTY'])
  expect(codesAndTexts(warnings)).toEqual(['W_X12_SKIPPED An 837 transaction has no claim (CLM).'])
  const beside = await read(interchange([transaction(header), transaction([...header, ...claim])]))
  expect(beside.problems).toEqual([])
  expect(beside.claims).toHaveLength(1)
})

const dentalLine = ['LX*1', 'SV3*AD:D2150*100****1', 'DTP*472*D8*20260105']

test('a dental transaction is one problem that counts its claims', async () => {
  const dental = transaction([...header, ...claimSegments, ...dentalLine, ...claimSegments, ...dentalLine])
  const { claims, problems } = await read(interchange([dental, transaction([...header, ...claim])]))
  expect(claims).toHaveLength(1)
  expect(codesAndTexts(problems)).toEqual([
    'E_X12_TRANSACTION The transaction has dental claims (837D), which are not read: 2 of them.',
  ])
  expect(problems[0]).toMatchObject({ segment: 3 })
})

test('lines decide before the guide what is dental', async () => {
  const guide = '005010X224A2'
  expect((await read(interchange([transaction([...header, ...claim], guide)], guide))).claims).toHaveLength(1)
  const bare = await read(interchange([transaction([...header, ...claimSegments], guide)], guide))
  expect(bare.problems.map(({ code }) => code)).toEqual(['E_X12_TRANSACTION'])
})

test('warnings of one kind are bounded and counted', async () => {
  const wrong = Array.from({ length: 312 }, () => [
    ...transaction([...header, ...claim]).slice(0, -1),
    'SE*1*0001',
  ])
  const { claims, warnings } = await read(interchange(wrong))
  expect(claims).toHaveLength(312)
  expect(warnings).toHaveLength(21)
  expect(warnings.at(-1)!.text).toBe('SE01 does not count the segments there are: 292 more of the same kind.')
})

test('junk is told, blanks and end-of-file marks are not', async () => {
  expect((await read(`${professional()}\r\n\x1a  `)).warnings).toEqual([])
  const { claims, warnings } = await read(`To: payer\n${professional()}end\n`)
  expect(claims).toHaveLength(1)
  expect(warnings.map(({ code }) => code)).toEqual(['W_X12_ENVELOPE', 'W_X12_ENVELOPE'])
})
