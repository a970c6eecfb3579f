/** Payer maps: what they say reaches the edits, and what is no map is refused with its place. */
import { describe, expect, it } from 'vitest'
import { mapPayer, parsePayerMap } from '../../src/formats/payer-map.ts'
import { Claim } from '../../src/model/claim.ts'
import { claimOf } from '../helpers/claims.ts'
import { reportOf } from '../report/reporting.ts'

const parse = (text: string) => parsePayerMap(Buffer.from(text), 'map')
const csv = 'payer,id,line,name\n87726,60999,commercial,Acme Health\n,,medicaid,\nX1,,,Only a name\n'
const json = JSON.stringify([
  { payer: '87726', id: '60999', line: 'commercial', name: 'Acme Health' },
  { payer: '', line: 'medicaid' },
  { payer: 'X1', name: 'Only a name' },
])

describe('payer map', () => {
  it('is the same from CSV, other separators and JSON', async () => {
    const map = await parse(csv)
    expect([...map]).toEqual([
      ['87726', { id: '60999', line: 'commercial', name: 'Acme Health' }],
      ['', { line: 'medicaid' }],
      ['X1', { name: 'Only a name' }],
    ])
    expect(await parse(csv.replaceAll(',', ';'))).toEqual(map)
    expect(await parse(`\ufeff${csv.replaceAll('\n', '\r\n')}`)).toEqual(map)
    expect(await parse(json)).toEqual(map)
  })
  it('changes what it names, and leaves the rest of the claim and other claims alone', async () => {
    const map = await parse(csv)
    const claim = Object.freeze(
      Claim.parse(claimOf({ payer: { id: '87726', line: 'other', name: 'As filed' } })),
    )
    expect(mapPayer(claim, map)).toEqual({
      ...claim,
      payer: { id: '60999', line: 'commercial', name: 'Acme Health' },
    })
    const unnamed = Claim.parse(claimOf({ payer: undefined }))
    expect(mapPayer(unnamed, map).payer).toMatchObject({ line: 'medicaid' })
    const other = Claim.parse(claimOf({}))
    expect(mapPayer(other, map)).toBe(other)
  })
  it('decides which rules a claim is scrubbed by', async () => {
    const input = JSON.stringify(
      claimOf({
        payer: { id: 'LOCAL' },
        lines: [{ procedure: '20610', modifiers: ['RT'] }, { procedure: '99213' }],
      }),
    )
    const severities = async (line: string): Promise<string[]> => {
      const payerMap = await parse(`payer,line\nLOCAL,${line}\n`)
      const text = await reportOf({ name: 'ndjson', input, only: ['ncci-ptp'], options: { payerMap } })
      const { findings } = JSON.parse(text) as { findings: { severity: string }[] }
      return findings.map(({ severity }) => severity)
    }
    expect(await severities('medicare')).toEqual(['deny'])
    expect(await severities('commercial')).toEqual(['review'])
  })
  it.each([
    ['an unknown column', 'payer,lines\n1,medicare\n', 'row 1'],
    ['a column twice', 'payer,line,line\n1,medicare,medicare\n', 'row 1'],
    ['no payer column', 'id,line\n1,medicare\n', 'row 1'],
    ['a line that is none', 'payer,line\n1,medicare\n2,Medicare\n', 'row 3'],
    ['a row too short', 'payer,id,line\n1,2\n', 'row 2'],
    ['an entry that says nothing', 'payer,line\n1,\n', 'row 2'],
    ['one payer twice', 'payer,line\n1,medicare\n1,medicaid\n', 'row 3'],
    ['nothing', 'payer,line\n', 'map'],
    ['no JSON', '[{', 'map'],
    ['a stray field', '[{"payer":"1","line":"medicare"},{"payer":"2","plan":"x"}]', '[1]'],
    ['a prototype', '[{"payer":"1","line":"medicare","__proto__":{"id":"x"}}]', '[0]'],
    ['no object', '[1]', '[0]'],
    ['a long name', `[{"payer":"1","name":"${'N'.repeat(81)}"}]`, '[0]'],
  ])('refuses %s with its place', async (_what, text, place) => {
    const fault = (await parse(text).catch((error: unknown) => error)) as { code: string; at: string }
    expect(fault.code).toBe('E_PAYER_MAP')
    expect(fault.at).toContain(place)
  })
  it('repeats no value in its words', async () => {
    const fault = await parse('payer,line\n1,SECRET NAME\n').catch((error: Error) => error)
    expect(String((fault as Error).message)).not.toContain('SECRET')
  })
})
