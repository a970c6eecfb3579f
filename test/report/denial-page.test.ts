/** Codes of a remittance in our own words: whole, in force, ours, and foreseen by the edits that name them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSmallTables } from '../../src/codesets/small/rows.ts'
import type { Message } from '../../src/edits/define.ts'
import { edits, explainDenial } from '../../src/index.ts'
import { dataFolder } from '../data.ts'
import { snapshotOf } from '../helpers/test-edit.ts'

const snapshot = snapshotOf([])
const explain = (given: string) => explainDenial(snapshot, given, edits)
const small = readSmallTables()
const meanings = small.get('denial_meanings')
const messages = edits.flatMap(({ messages }) => Object.values<Message>(messages))
const foreseen = (given: string) =>
  Object.fromEntries(
    (explain(given)?.foreseen ?? []).map(({ edit, messages, payers }) => [edit, [messages, payers] as const]),
  )

describe('explainDenial', () => {
  it('explains every code that an edit or the table of denials names', () => {
    const named = [
      ...messages.flatMap(({ group, carc, rarc }) => [group, carc, rarc]),
      ...small.get('denial_codes').flatMap((row) => [row['group'], row['carc'], ...row['rarc']!.split(' ')]),
    ].filter((code) => code)
    expect(named.length).toBeGreaterThan(300)
    expect([...new Set(named)].filter((code) => !explain(code!))).toEqual([])
  })

  it('says of a reason which edits foresee it, and for whom', () => {
    expect(explain('236')).toMatchObject({ code: '236', kind: 'CARC' })
    expect(foreseen('236')['ncci-ptp']).toEqual([
      ['bundled', 'modifierMissing', 'sameSide', 'misplaced', 'sameSpecialty', 'columnTwoFirst'],
      ['medicare-b first-coast: CO from 2011-01-30', 'others: CO from 2011-01-30'],
    ])
    expect(foreseen('B15')['ncci-ptp']![1]).toEqual([
      'medicare-b noridian: CO',
      'medicare-b palmetto: CO',
      'medicare-b novitas: CO',
    ])
    expect(foreseen('97')['ncci-ptp']![1]).toEqual(['commercial: CO'])
    expect(foreseen('197')['claim-authorization']![1]).toEqual(['all: CO'])
  })

  it('says of a remark which edits foresee it, the second of a row, too', () => {
    expect(foreseen('N362')['ncci-mue']![1]).toEqual([
      'medicare: CO',
      'medicaid me: CO from 2011-04-01',
      'others: CO',
    ])
    expect(foreseen('N56')).toEqual({
      'procedure-invalid': [['unknown', 'malformed', 'ended', 'notYet'], ['medicare: CO']],
    })
    expect(Object.keys(foreseen('MA63'))).toContain('mce-manifestation-principal')
  })

  it('marks what is a guess', () => {
    expect(foreseen('N822')['modifier-supply']![1]).toEqual([
      'medicare: CO from 2019-07-01 (a guess, not used in findings)',
    ])
    // A guess is not used, so the message’s own reason holds for Medicare, too.
    expect(foreseen('4')['modifier-supply']![1]!.at(-1)).toBe('all: CO')
  })

  it('adds what the group of a reason means', () => {
    expect(explain('CO-236')?.group?.code).toBe('CO')
    expect(explain('pr-1')?.group?.meaning).toBe(explain('PR')?.meaning)
    expect(explain('236')?.group).toBeUndefined()
    expect(explain('OA')).toMatchObject({ kind: 'group code', foreseen: [] })
  })

  it.each(['B5', '15', 'N9999', '', '-', 'CO-', 'CO-N362', 'XX-236', '236-CO', 'CO-236-1', 'icd-sex'])(
    'knows no code "%s"',
    (given) => expect(explain(given)).toBeUndefined(),
  )

  it('gives each code once, with a first step', () => {
    const codes = meanings.map((row) => row['code'])
    expect(new Set(codes).size).toBe(codes.length)
    expect(meanings.filter((row) => !/\.$/.test(row['meaning']!) || !/\.$/.test(row['first_step']!))).toEqual(
      [],
    )
  })
})

const data = dataFolder()

describe.skipIf(data === undefined)('meanings beside the lists', () => {
  const table = (file: string) =>
    readFileSync(join(data!, file), 'utf8')
      .split('\n')
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => line.trimEnd().split(','))

  it('has every reason that was in force in June 2024, and no code that is none or was stopped', () => {
    const rows = table('cms/code_sets/carc_rarc_codes_2024-06.csv')
    const stands = new Set(
      rows
        .filter(([, , , , stopped]) => stopped === '')
        .map(([code, list]) => `${list!.toLowerCase()} ${code}`),
    )
    const given = new Set(meanings.map((row) => `${row['list']} ${row['code']}`))
    expect([...given].filter((code) => !stands.has(code))).toEqual([])
    expect([...stands].filter((code) => !code.startsWith('rarc') && !given.has(code))).toEqual([])
  })

  it('shares no run of four words with X12’s wording', () => {
    const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? []
    const runs = (text: string): readonly string[] => {
      const words = wordsOf(text)
      return words.slice(3).map((_, at) => words.slice(at, at + 4).join(' '))
    }
    const theirs = new Map(
      table('denials/carc_cms_bfd.csv').map(([code, ...text]) => [code, new Set(runs(text.join(',')))]),
    )
    expect(theirs.size).toBeGreaterThan(400)
    const shared = meanings
      .filter((row) => row['list'] === 'carc')
      .flatMap((row) =>
        [row['meaning']!, row['first_step']!]
          .flatMap(runs)
          .filter((run) => theirs.get(row['code']!)?.has(run))
          .map((run) => `${row['code']}: ${run}`),
      )
    expect(shared).toEqual([])
  })
})
