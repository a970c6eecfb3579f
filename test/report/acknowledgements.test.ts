/** 277CA and 999, read back: envelopes right, every claim answered once, nobody named. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataFolder } from '../data.ts'
import {
  header,
  institutional,
  interchange,
  isa,
  lineSegments,
  professional,
  transaction,
} from '../formats/x12/writing.ts'
import { envelopeFaults, reportOf, segmentsOf } from './reporting.ts'

const only = ['claim-balance', 'claim-identifiers', 'icd-pointer']
const claim = (id: string, charge = '130'): string[] => [
  `CLM*${id}*${charge}***11:B:1*Y*A*Y*Y`,
  'HI*ABK:M1711*ABF:E119',
  ...lineSegments,
]
/** The second claim does not add up, the third has a charge that is no number. */
const three = interchange([
  transaction([...header, ...claim('GOOD'), ...claim('BAD', '131'), ...claim('BROKEN', 'x')]),
])
const by = (segments: readonly (readonly string[])[], id: string) =>
  segments.filter((segment) => segment[0] === id).map((segment) => segment.slice(1))

describe('277CA', () => {
  it('answers each claim once, with totals that agree', async () => {
    const segments = segmentsOf(await reportOf({ name: '277ca', input: three, only: ['claim-balance'] }))
    expect(envelopeFaults(segments)).toEqual([])
    expect(by(segments, 'ST')).toEqual([['277', '0001', '005010X214']])
    expect(by(segments, 'GS')[0]).toEqual([
      'HN',
      'RECEIVER',
      'SENDER',
      '20261015',
      '0000',
      '1',
      'X',
      '005010X214',
    ])
    expect(by(segments, 'TRN')).toEqual([
      ['1', '000000001-1-0001'],
      ['2', '1'],
      ['2', 'GOOD'],
      ['2', 'BAD'],
      ['2', 'BROKEN'],
    ])
    expect(by(segments, 'STC')).toEqual([
      ['A1:19:AY', '20261015', 'WQ', '261'],
      ['A2:20', '20261015', 'WQ', '130'],
      ['A7:400', '20261015', 'U', '131'],
      ['A3:481', '20261015', 'U', '0'],
    ])
    expect(by(segments, 'QTY')).toEqual([
      ['90', '1'],
      ['AA', '2'],
    ])
    expect(by(segments, 'AMT')).toEqual([
      ['YU', '130'],
      ['YY', '131'],
    ])
    expect(by(segments, 'DTP').filter(([kind]) => kind === '472')).toHaveLength(3)
  })
  it('answers the right one of two claims with one number', async () => {
    const input = interchange([transaction([...header, ...claim('TWIN', 'x'), ...claim('TWIN', '130')])])
    const segments = segmentsOf(await reportOf({ name: '277ca', input, only: ['claim-balance'] }))
    expect(by(segments, 'STC').map(([status]) => status)).toEqual(['A1:19:AY', 'A3:481', 'A2:20'])
  })
  it('writes a name in UTF-8 as it stood', async () => {
    const input = Buffer.from(three.replace('NM1*85*2*CLINIC', 'NM1*85*2*CLÍNICA')).toString('latin1')
    expect(await reportOf({ name: '277ca', input, only })).toContain('NM1*85*2*CLÍNICA*')
  })
  it('names levels whose parents are right', async () => {
    const segments = segmentsOf(await reportOf({ name: '277ca', input: three, only }))
    const levels = by(segments, 'HL')
    expect(levels.map(([id, , kind]) => [id, kind])).toEqual([
      ['1', '20'],
      ['2', '21'],
      ['3', '19'],
      ['4', 'PT'],
      ['5', 'PT'],
      ['6', 'PT'],
    ])
    expect(levels.map(([, parent]) => parent)).toEqual(['', '1', '2', '3', '3', '3'])
  })
  it('tells the line and element that reject a claim', async () => {
    const input = professional(undefined, ['LX*1', 'SV1*HC:20610:RT*130*UN*1***7', 'DTP*472*D8*20260105'])
    const segments = segmentsOf(await reportOf({ name: '277ca', input, only: ['icd-pointer'] }))
    const from = segments.findIndex(([id]) => id === 'SVC')
    expect(segments.slice(from, from + 4)).toEqual([
      ['SVC', 'HC:20610:RT', '130', '', '', '', '', '1'],
      ['STC', 'A7:477', '', 'U'],
      ['REF', 'FJ', '1'],
      ['DTP', '472', 'D8', '20260105'],
    ])
  })
  it('gives an institutional claim its bill type and statement dates', async () => {
    const segments = segmentsOf(
      await reportOf({ name: '277ca', input: institutional(), only: ['claim-balance'] }),
    )
    expect(by(segments, 'REF')).toContainEqual(['BLT', '111'])
    expect(by(segments, 'DTP')).toContainEqual(['472', 'RD8', '20260101-20260105'])
  })
  it('answers a payer as payer, groups providers, and takes over the clearinghouse number', async () => {
    const other = ['HL*3**20*1', 'NM1*85*1*OTHER*SAM****XX*1558598797', 'HL*4*3*22*0', 'SBR*P*18*******MB']
    const people = ['NM1*IL*1*EXAMPLE*OTTO****MI*MEMBER2', 'NM1*PR*2*PAYER ONE*****PI*R1']
    const second = [...other, ...people, 'CLM*C9*130***11:B:1*Y*A*Y*Y', 'REF*D9*CH77', 'HI*ABK:M1711']
    const input = interchange([
      transaction([...header, ...claim('C1'), ...second, ...lineSegments, 'REF*6R*LINE9']),
    ])
    const segments = segmentsOf(await reportOf({ name: '277ca', input, only: ['claim-balance'] }))
    expect(by(segments, 'NM1')[0]).toEqual(['PR', '2', 'RECEIVER', '', '', '', '', '46', 'R1'])
    expect(by(segments, 'NM1').filter(([kind]) => kind === '85')).toEqual([
      ['85', '2', 'CLINIC', '', '', '', '', 'XX', '1234567893'],
      ['85', '1', 'OTHER', 'SAM', '', '', '', 'XX', '1558598797'],
    ])
    expect(by(segments, 'REF')).toContainEqual(['D9', 'CH77'])
  })
  it('names no patient', async () => {
    for (const name of ['277ca', '999'] as const) {
      const text = await reportOf({ name, input: three, only })
      expect(text).not.toMatch(/EXAMPLE|ANNA|MEMBER1|19530409/)
    }
  })
  it('answers each interchange in its own, in the separators of each', async () => {
    const odd = three.replaceAll('*', '|').replaceAll(':', '>').replaceAll('~', "'")
    const text = await reportOf({ name: '277ca', input: [three + odd, three], only })
    expect(envelopeFaults(segmentsOf(text))).toEqual([])
    expect(text.match(/^ISA/gm)).toHaveLength(3)
    expect(text).toContain("STC|A7>400|20261015|U|131'")
  })
  it.each(['277ca', '999'] as const)('%s is the same whatever the pieces', async (name) => {
    const whole = await reportOf({ name, input: three, only })
    expect(await reportOf({ name, input: three, only, size: 7 })).toBe(whole)
  })
  it.each(['277ca', '999'] as const)('%s refuses what is no X12', async (name) => {
    const json = '{"id":"A","type":"professional","lines":[]}'
    await expect(reportOf({ name, input: json, only })).rejects.toMatchObject({ code: 'E_OPTION' })
    await expect(
      reportOf({ name, input: transaction([...header, ...claim('A')]).join('~\n'), only }),
    ).rejects.toMatchObject({ code: 'E_OPTION' })
    await expect(reportOf({ name, input: '', only })).rejects.toMatchObject({ code: 'E_OPTION' })
  })
})

describe('999', () => {
  it('accepts what can be read', async () => {
    const segments = segmentsOf(await reportOf({ name: '999', input: professional(), only }))
    expect(envelopeFaults(segments)).toEqual([])
    expect(segments.slice(2, 8)).toEqual([
      ['ST', '999', '0001', '005010X231A1'],
      ['AK1', 'HC', '1', '005010X222A1'],
      ['AK2', '837', '0001', '005010X222A1'],
      ['IK5', 'A'],
      ['AK9', 'A', '1', '1', '1'],
      ['SE', '6', '0001'],
    ])
  })
  it('notes the segment and element that cannot be read, by their place in the transaction', async () => {
    const segments = segmentsOf(await reportOf({ name: '999', input: three, only }))
    const clm = three.split('~').findIndex((segment) => segment.includes('CLM*BROKEN'))
    const st = three.split('~').findIndex((segment) => segment.includes('ST*837'))
    expect(by(segments, 'IK3')).toEqual([['CLM', String(clm - st + 1), '2300', '8']])
    expect(by(segments, 'CTX')).toEqual([['CLM01:BROKEN']])
    expect(by(segments, 'IK4')).toEqual([['2', '', '6']])
    expect(by(segments, 'IK5')).toEqual([['E', '5']])
    expect(by(segments, 'AK9')).toEqual([['E', '1', '1', '1']])
  })
  it('notes a missing segment, and rejects a transaction of which nothing was read', async () => {
    const input = professional(undefined, [])
    const segments = segmentsOf(await reportOf({ name: '999', input, only }))
    expect(by(segments, 'IK3')).toEqual([['LX', '14', '2300', '3']])
    expect(by(segments, 'IK5')).toEqual([['R', '5']])
    expect(by(segments, 'AK9')).toEqual([['R', '1', '1', '0']])
  })
  it('tells what does not agree in the envelopes', async () => {
    const wrong = interchange([
      transaction([...header, ...claim('A')]).map((one) => one.replace(/^SE\*\d+\*0001/, 'SE*9*0002')),
      transaction([...header, ...claim('B')]).filter((one) => !one.startsWith('SE')),
      ['ST*270*0003*005010X279A1', 'BHT*0022*13*1*20260105*1200', 'SE*3*0003'],
    ]).replace(/GE\*3\*1/, 'GE*5*8')
    const segments = segmentsOf(await reportOf({ name: '999', input: wrong, only }))
    expect(by(segments, 'AK2').map(([kind]) => kind)).toEqual(['837', '837', '270'])
    expect(by(segments, 'IK5')).toEqual([
      ['E', '3', '4'],
      ['E', '2'],
      ['R', '1'],
    ])
    expect(by(segments, 'AK9')).toEqual([['P', '5', '3', '2', '4', '5']])
  })
  it('acknowledges each group, and no acknowledgement', async () => {
    const group = (number: number, kind: string, body: readonly string[]): string =>
      [`GS*${kind}*S*R*20260105*1200*${number}*X*005010X222A1`, ...body, `GE*1*${number}`].join('~') + '~'
    const body = transaction([...header, ...claim('A')])
    const fa = ['ST*999*0001*005010X231A1', 'AK1*HC*1', 'AK9*A*1*1*1', 'SE*4*0001']
    const input = `${isa()}${group(7, 'HC', body)}${group(8, 'FA', fa)}${group(9, 'HC', body)}IEA*3*000000001~`
    const segments = segmentsOf(await reportOf({ name: '999', input, only }))
    expect(by(segments, 'AK1').map(([, control]) => control)).toEqual(['7', '9'])
    expect(envelopeFaults(segments)).toEqual([])
  })
})

describe('whatever is broken in the input', () => {
  it('the acknowledgement is whole, or refused', async () => {
    const breakage = fc.array(
      fc.tuple(
        fc.nat(three.length - 1),
        fc.constantFrom('', '*', '~', 'x', ':', '\n', 'ISA', '~ST*837*', '~SE*', '\xe9'),
      ),
      { maxLength: 4 },
    )
    await fc.assert(
      fc.asyncProperty(breakage, fc.integer({ min: 1, max: 400 }), async (changes, size) => {
        let input = three
        for (const [at, text] of changes) input = input.slice(0, at) + text + input.slice(at + 1)
        for (const name of ['277ca', '999'] as const) {
          const text = await reportOf({ name, input, only, size }).catch((error: { code: string }) => error)
          if (typeof text !== 'string') expect(text.code).toBe('E_OPTION')
          else expect(envelopeFaults(segmentsOf(text))).toEqual([])
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('real files', () => {
  const folder = dataFolder('claims')
  const files =
    folder === undefined
      ? []
      : ['837p', '837i'].flatMap((kind) =>
          readdirSync(join(folder, kind))
            .filter((name) => !name.endsWith('.json'))
            .map((name) => [`${kind}/${name}`] as const),
        )
  it.skipIf(files.length === 0).each(files)(
    '%s is answered, or refused for want of an envelope',
    async (name) => {
      const input = readFileSync(join(folder!, name), 'latin1')
      const results = (await reportOf({ name: 'ndjson', input, only })).trim().split('\n')
      const read = results.filter((line) => (JSON.parse(line) as { claim: unknown }).claim !== null).length
      for (const report of ['277ca', '999'] as const) {
        const text = await reportOf({ name: report, input, only }).catch((error: { code: string }) => error)
        if (typeof text !== 'string') {
          expect(text.code).toBe('E_OPTION')
          expect(/\bISA\b.{100,}\bGS\b[^A-Za-z]HC/s.test(input) && read > 0).toBe(false)
          continue
        }
        const segments = segmentsOf(text)
        expect(envelopeFaults(segments)).toEqual([])
        if (report === '277ca') {
          const answered =
            by(segments, 'TRN').filter(([kind]) => kind === '2').length - by(segments, 'ST').length
          const unread = by(segments, 'STC').filter(([status]) => /^A3.481$/.test(status!))
          expect(answered - unread.length).toBe(read)
        }
      }
    },
  )
  it.skipIf(files.length === 0)('has the segments of the published examples, in their order', async () => {
    const order = 'ISA GS ST BHT HL NM1 TRN DTP DTP HL NM1 TRN STC QTY AMT HL NM1'.split(' ')
    const ids = (text: string): string[] => segmentsOf(text).map(([id]) => id!)
    const published = readFileSync(join(folder!, '277ca-999/imsweb__x12_277CA_accepted.txt'), 'latin1')
    expect(ids(published).slice(0, order.length)).toEqual(order)
    const ours = await reportOf({ name: '277ca', input: professional(), only: ['claim-balance'] })
    expect(ids(ours).slice(0, order.length)).toEqual(order)
    const simple = readFileSync(join(folder!, '277ca-999/imsweb__x12_999_accepted.txt'), 'latin1')
    expect(ids(await reportOf({ name: '999', input: professional(), only }))).toEqual(ids(simple))
  })
})
