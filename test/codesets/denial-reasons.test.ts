/** Which adjustment reasons are refusals: every code is judged, and those that must be are judged so. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { denialReasons } from '../../src/codesets/small/denial-reasons.ts'
import { readSmallTables } from '../../src/codesets/small/rows.ts'
import { dataFolder } from '../data.ts'

const small = readSmallTables()
const rows = small.get('denial_reasons')
const reasons = denialReasons(rows)
const meaning = (group: string, carc: string, status = '1', filing = '12') =>
  reasons.find({ group, carc }, { status, filing })

describe('denial reasons', () => {
  it.each([
    '1',
    '2',
    '3',
    '45',
    '253',
    '225',
    '23',
    '59',
    '94',
    '104',
    '105',
    '66',
    '187',
    '246',
    'A2',
    'B2',
  ])('%s is none', (carc) =>
    expect([meaning('CO', carc), meaning('PR', carc), meaning('OA', carc)]).toEqual(
      Array(3).fill('no-denial'),
    ),
  )
  it.each(
    '4 11 16 18 22 26 27 29 31 50 96 97 109 119 151 167 181 197 204 226 231 234 236 252 272 B7 B9 B14 B15 B16'.split(
      ' ',
    ),
  )('%s is one', (carc) => expect([meaning('CO', carc), meaning('PR', carc)]).toEqual(['denial', 'denial']))
  it.each(['133', '257', 'P8'])('%s decides nothing', (carc) => expect(meaning('OA', carc)).toBe('open'))

  it('depend on who decides', () => {
    expect([meaning('CO', '24'), meaning('CO', '24', '1', 'MA'), meaning('CO', '24', '1', 'MB')]).toEqual([
      'no-denial',
      'denial',
      'denial',
    ])
    expect(['1', '2', '3', '20', '21'].map((status) => meaning('OA', '22', status))).toEqual([
      'denial',
      ...Array<string>(4).fill('no-denial'),
    ])
    expect(meaning('CO', '22', '2')).toBe('denial')
  })
  it('say nothing of codes that are not judged, or that say nothing by themselves', () => {
    expect([
      meaning('CO', '9999'),
      meaning('CO', 'P1'),
      meaning('CO', '192'),
      meaning('CO', '__proto__'),
    ]).toEqual(Array(4).fill(undefined))
  })
  it('are judged for every code with a meaning of its own', () => {
    const judged = new Set(rows.map((row) => row['carc']))
    const known = small.get('denial_meanings').filter((row) => row['list'] === 'carc')
    expect(known.map((row) => row['code']).filter((code) => !judged.has(code))).toEqual([])
  })
  const folder = dataFolder('denials')
  it.skipIf(folder === undefined)('are judged for every code CMS lists', () => {
    const judged = new Set(rows.map((row) => row['carc']))
    const listed = readFileSync(join(folder!, 'carc_cms_bfd.csv'), 'utf8')
      .split('\n')
      .slice(1)
      .flatMap((line) => /^([0-9A-Z]+),/.exec(line)?.[1] ?? [])
    expect(listed).toHaveLength(407)
    expect(listed.filter((code) => !judged.has(code))).toEqual([])
  })
  it('have one row for each code, group and condition', () => {
    const keys = rows.map((row) => `${row['carc']} ${row['group']} ${row['when']}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('refuse a meaning or a condition that is not known', () => {
    expect(() => denialReasons([{ ...rows[0]!, denial: 'perhaps' }])).toThrow('perhaps')
    expect(() => denialReasons([{ ...rows[0]!, when: 'toString' }])).toThrow('toString')
  })
})
