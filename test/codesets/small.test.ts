/**
 * The small tables of the package: shape and vocabulary always, and what the releases say of their codes where those
 * are at hand.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { placeTable } from '../../src/codesets/places.ts'
import { createCodebook } from '../../src/codesets/codebook.ts'
import { packagePlaces } from '../../src/codesets/small/places.ts'
import { readSmallTables, smallFolder, type SmallRow } from '../../src/codesets/small/rows.ts'
import { visitCodes } from '../../src/codesets/small/visit-codes.ts'
import { dataFolder } from '../data.ts'
import { csvRows, everyCode, feeRows } from './releases.ts'
import { smallSchemas } from './small-schemas.ts'

const small = readSmallTables()
const names = readdirSync(smallFolder).map((name) => name.replace(/\.csv$/, ''))
const tables = new Map(names.map((name) => [name, small.get(name)]))
const rowsOf = (name: string): readonly SmallRow[] => tables.get(name) ?? []
const at = (name: string, row: number): string => `${name}.csv line ${row + 2}`

/** Every row of every table with what is wrong about it, as told by `fault`. */
const faults = (fault: (row: SmallRow, name: string) => string | undefined | false): string[] =>
  [...tables].flatMap(([name, rows]) =>
    rows.flatMap((row, index) => {
      const found = fault(row, name)
      return found ? [`${at(name, index)}: ${found}`] : []
    }),
  )

describe('small tables', () => {
  it('are all described, and no other', () => {
    expect(readdirSync(smallFolder).every((name) => name.endsWith('.csv'))).toBe(true)
    expect([...tables.keys()].sort()).toEqual(Object.keys(smallSchemas).sort())
  })

  it.each(Object.entries(smallSchemas))(
    '%s has the columns and the vocabulary it should have',
    (name, cells) => {
      const header = readFileSync(join(smallFolder, `${name}.csv`), 'utf8')
        .split('\n')[0]!
        .split(',')
      expect(header).toEqual(Object.keys(cells))
      const schema = z.strictObject(cells)
      const wrong = rowsOf(name).flatMap((row, index) => {
        const parsed = schema.safeParse(row)
        const issue = parsed.error?.issues[0]
        return issue ? [`${at(name, index)} ${issue.path.join('.')}: ${issue.message}`] : []
      })
      expect(wrong).toEqual([])
      expect(rowsOf(name).length).toBeGreaterThan(0)
    },
  )

  it('have dates and ranges in order', () => {
    expect(
      faults((row) => {
        const pairs = [
          ['effective_from', 'effective_to'],
          ['code_from', 'code_to'],
          ['revenue_from', 'revenue_to'],
        ]
        return pairs.map(([from, to]) => [row[from!] ?? '', row[to!] ?? '']).some(([a, b]) => a && b && a > b)
          ? 'the first is past the last'
          : undefined
      }),
    ).toEqual([])
  })

  it('say nothing twice', () => {
    for (const [name, rows] of tables) {
      const keys = rows.map((row) => JSON.stringify({ ...row, certain: '', source: '', note: '' }))
      expect(
        keys.filter((key, index) => keys.indexOf(key) < index),
        name,
      ).toEqual([])
    }
  })

  it('give a code one answer a day', () => {
    const single = {
      clia_waived: 'code',
      modifiers_cpt: 'modifier',
      places: 'place',
      unlisted_codes: 'code',
      therapy_codes: 'code',
      fee_schedule_status: 'status',
    }
    for (const [name, key] of Object.entries(single)) {
      const codes = rowsOf(name).map((row) => row[key])
      expect(
        codes.filter((code, index) => codes.indexOf(code) < index),
        name,
      ).toEqual([])
    }
    const overlapping = rowsOf('visit_codes').filter((row, index) =>
      rowsOf('visit_codes').some(
        (other, second) =>
          second < index && other['code_from']! <= row['code_to']! && row['code_from']! <= other['code_to']!,
      ),
    )
    expect(overlapping).toEqual([])
  })

  it('end and begin telehealth and therapy periods without a gap', () => {
    for (const name of ['telehealth_periods', 'therapy_thresholds']) {
      const ends = rowsOf(name).map((row) => row['effective_to']!)
      const begins = rowsOf(name).map((row) => row['effective_from']!)
      const dayAfter = (day: string): string =>
        new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
      expect(ends.slice(0, -1).map(dayAfter), name).toEqual(begins.slice(1))
    }
  })

  it('hold no range that takes in codes of another kind', () => {
    const visits = visitCodes(rowsOf('visit_codes'))
    // 99450 is an examination for insurance, 99473 and 99474 are blood pressure taken at home.
    for (const code of ['99450', '99455', '99473', '99474', '99481'])
      expect(visits.has(code), code).toBe(false)
    for (const code of ['99449', '99451', '99472', '99475', '99480'])
      expect(visits.has(code), code).toBe(true)
  })

  it('know the places by day', () => {
    const places = placeTable('places', [packagePlaces(rowsOf('places'))], createCodebook())
    const begins = (place: string): number => places.effective(places.find(place))
    expect(begins('10')).toBe(20220101)
    expect(begins('02')).toBe(20170101)
    expect(begins('27')).toBe(20231001)
    expect(begins('66')).toBe(20240801)
    expect(begins('11')).toBe(0)
    // Lists disagree about its first day, so none refuses a claim.
    expect(begins('16')).toBe(0)
    expect(places.find('28')).toBe(-1)
    expect(places.facility(places.find('22'))).toBe(true)
    expect(places.facility(places.find('10'))).toBe(false)
    expect(places.text(places.find('11'))).toBe('Office')
    expect(places.complete(20261015)).toBe(true)
    expect(places.holding(19900101)).toBe('held')
    expect(places.cite(places.find('10')).row).toEqual({ code: '10', effective: '2022-01-01', ended: null })
  })

  it('agree on which places are paid at the facility rate', () => {
    const facility = rowsOf('places').filter((row) => row['rate'] === 'facility')
    expect(
      rowsOf('facility_places')
        .map((row) => row['place'])
        .sort(),
    ).toEqual(facility.map((row) => row['place']))
  })
})

const data = dataFolder('cms')

describe.skipIf(data === undefined)('small tables beside the releases', () => {
  const codes = data === undefined ? undefined : everyCode(data)
  const fees = data === undefined ? [] : feeRows(data)
  const statusOf = new Map(
    fees.filter(({ modifier }) => modifier === '').map(({ code, status }) => [code, status]),
  )
  const modifiers = new Map(
    data === undefined
      ? []
      : csvRows(join(data, 'hcpcs/hcpcs_level2_modifiers_2024apr.csv')).map((row) => [row['code']!, row]),
  )

  /** Columns whose words look like procedure codes and are none. */
  const NO_PROCEDURES = ['source', 'law', 'codes_2025_october', 'medicare_diagnosis', 'prefix']

  /** Codes and ranges anywhere in a row but for its source. */
  const named = (row: SmallRow): RegExpMatchArray[] =>
    Object.entries(row)
      .filter(([name]) => !NO_PROCEDURES.includes(name))
      .flatMap(([, value]) => [
        ...value.matchAll(/(?<![\w.])(\d{4}[0-9A-Z]|[A-Z]\d{4})(?:-(\d{4}[0-9A-Z]|[A-Z]\d{4}))?(?!\w)/g),
      ])

  // Monitoring codes of 2026, newer than any release held; their rows are marked low.
  const tooNew = new Set(['98979', '98984', '98985'])

  it('name procedure codes that exist', () => {
    const unknown = faults((row) =>
      named(row)
        .filter(([, first, last]) =>
          last
            ? !codes!.sorted.some((code) => first! <= code && code <= last)
            : !codes!.all.has(first!) && !tooNew.has(first!),
        )
        .map(([text]) => text)
        .join(' '),
    )
    expect(unknown).toEqual([])
    expect(
      rowsOf('therapy_codes')
        .filter((row) => tooNew.has(row['code']!))
        .map((row) => row['certain']),
    ).toEqual(['low', 'low', 'low'])
  })

  it('name modifiers that exist, and not before they did', () => {
    const cpt = new Set(rowsOf('modifiers_cpt').map((row) => row['modifier']!))
    const wrong = faults((row, name) =>
      name === 'drug_modifier_rules'
        ? undefined
        : ['modifier', 'modifier_a', 'modifier_b', 'modifiers_allowed', 'needs_one_of']
            .flatMap((cell) => (row[cell] ?? '').match(/\b[0-9A-Z]{2}\b/g) ?? [])
            .filter((modifier) => !cpt.has(modifier) && !/^P[1-6]$/.test(modifier))
            .filter((modifier) => {
              const known = modifiers.get(modifier)
              const from = row['effective_from'] ?? ''
              return (
                !known ||
                (from !== '' && known['date_added']! > from) ||
                (known['date_terminated'] !== '' && !row['effective_to'])
              )
            })
            .join(' '),
    )
    expect(wrong).toEqual([])
  })

  it('say of visits what the fee schedule says', () => {
    const letter: Readonly<Record<string, string>> = {
      payable: 'A',
      'carrier priced': 'C',
      'hospital outpatient only': 'X',
      Medicaid: 'I',
      'not Medicare': 'I',
    }
    const wrong = rowsOf('visit_codes').flatMap((row) => {
      const says = row['medicare']!
      const expected =
        says === 'deleted' ? undefined : (/status (\w)/.exec(says)?.[1] ?? letter[says.split(';')[0]!])
      const held = [...statusOf].filter(([code]) => row['code_from']! <= code && code <= row['code_to']!)
      const right =
        says === 'deleted'
          ? held.length === 0
          : held.length > 0 && held.every(([, status]) => status === expected)
      return right ? [] : [`${row['code_from']} ${says}: ${held.map((pair) => pair.join(' ')).join(', ')}`]
    })
    expect(wrong).toEqual([])
  })

  it('describe every status and indicator in use, and count the statuses', () => {
    const counts = new Map<string, number>()
    for (const status of statusOf.values()) counts.set(status, (counts.get(status) ?? 0) + 1)
    for (const row of rowsOf('fee_schedule_status'))
      expect(Number(row['codes_2025_october']), row['status']).toBe(counts.get(row['status']!) ?? 0)
    const described = new Set(
      rowsOf('fee_schedule_indicators').map((row) => `${row['indicator']} ${row['value']}`),
    )
    const used = new Set(
      fees.flatMap(({ indicators }) => Object.entries(indicators).map(([name, value]) => `${name} ${value}`)),
    )
    expect([...used].filter((pair) => !described.has(pair))).toEqual([])
  })

  it('hold every always-therapy code of the fee schedule, and obstetric packages alone', () => {
    const therapy = new Set(
      fees.filter(({ indicators }) => indicators['multiple'] === '5').map(({ code }) => code),
    )
    const always = rowsOf('therapy_codes').filter((row) => row['class'] === 'always')
    expect([...therapy].filter((code) => !always.some((row) => row['code'] === code))).toEqual([])
    expect(always.filter((row) => !therapy.has(row['code']!) && row['certain'] === 'high')).toEqual([])
    const maternity = new Set(
      fees.filter(({ indicators }) => indicators['global'] === 'MMM').map(({ code }) => code),
    )
    expect(rowsOf('obstetric_packages').filter((row) => !maternity.has(row['code']!))).toEqual([])
  })

  it('name claim adjustment reasons and remarks that are in force', () => {
    const codesOf = new Map(
      csvRows(join(data!, 'code_sets/carc_rarc_codes_2024-06.csv')).map((row) => [
        `${row['type']} ${row['code']}`,
        row['stop_date'],
      ]),
    )
    // What old remittances carry is judged there, too.
    const wrong = faults(
      (row, name) =>
        name !== 'denial_reasons' &&
        [
          row['carc'] ? `CARC ${row['carc']}` : '',
          ...(row['rarc'] ?? '').split(' ').map((code) => (code ? `RARC ${code}` : '')),
        ]
          .filter((code) => code !== '' && codesOf.get(code) !== '')
          .join(', '),
    )
    expect(wrong).toEqual([])
  })

  it('know the places that CMS lists, at the rates it gives', () => {
    const listed = csvRows(join(data!, 'code_sets/place_of_service.csv')).filter(
      (row) => row['pos_type'] !== 'Unassigned',
    )
    expect(rowsOf('places').map((row) => `${row['place']} ${row['rate']}`)).toEqual(
      listed.map((row) => `${row['pos_code']} ${row['pos_type']!.toLowerCase().replace('-', '')}`),
    )
  })
})
