/** Every fact of the starter sets is one that its publisher published. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { starterFolder } from '../../src/codesets/starter.ts'
import { dataFolder } from '../data.ts'
import { csvRows, eachPair, feeRows } from './releases.ts'

const rowsOf = (name: string) => csvRows(join(starterFolder, `${name}.csv`))
const cms = dataFolder('cms')
const icd = dataFolder('icd')

describe.skipIf(cms === undefined || icd === undefined)('facts of the starter sets', () => {
  const day = (iso: string): string => iso.replaceAll('-', '')
  const kept = (row: Readonly<Record<string, string>>, columns: readonly string[]): string =>
    columns.map((name) => row[name]).join('|')

  it.each([
    ['ncci-ptp-practitioner', 'practitioner'],
    ['ncci-ptp-outpatient', 'outpatient_hospital'],
  ] as const)('%s: pairs, deletion, indicator and rationale are those of 2024 Q3', (name, setting) => {
    const wanted = new Set(rowsOf(name).map((row) => `${row['column1']} ${row['column2']}`))
    const published = new Set<string>()
    eachPair(cms!, setting, ([one, two, , ...rest]) => {
      if (wanted.has(`${one} ${two}`)) published.add([one, two, ...rest].join('|'))
    })
    const told = rowsOf(name).map((row) =>
      [row['column1'], row['column2'], day(row['deleted']!) || '*', row['indicator'], row['rationale']].join(
        '|',
      ),
    )
    expect(told.filter((row) => !published.has(row))).toEqual([])
    // A row whose beginning is not published here says so.
    const unsaid = rowsOf(name).filter(
      (row) => ['2024-04-01', '2024-07-01'].includes(row['effective']!) && row['note'] === '',
    )
    expect(unsaid).toEqual([])
  })

  it.each([
    ['ncci-mue-practitioner', 'practitioner'],
    ['ncci-mue-outpatient', 'outpatient_hospital'],
    ['ncci-mue-dme', 'dme_supplier'],
  ])('%s: units, indicator and rationale are those of 2024 Q3', (name, file) => {
    const columns = ['code', 'mue_value', 'mai', 'rationale']
    const published = new Set(
      csvRows(join(cms!, `ncci_mue/${file}_2024q3.csv`)).map((row) => kept(row, columns)),
    )
    const told = rowsOf(name).map((row) => kept(row, ['code', 'units', 'mai', 'rationale']))
    expect(told.filter((row) => !published.has(row))).toEqual([])
  })

  it('ncci-aoc: all rows of each add-on code are here, with their days', () => {
    const ofYear = (text: string): string =>
      text === ''
        ? ''
        : new Date(Date.UTC(Number(text.slice(0, 4)), 0, Number(text.slice(4)))).toISOString().slice(0, 10)
    const codes = new Set(rowsOf('ncci-aoc').map((row) => row['add_on']!))
    const published = csvRows(join(cms!, 'ncci_aoc/AOC_V2026Q2-MCR.csv'))
      .filter((row) => codes.has(row['Add-On_Code']!))
      .map((row) =>
        [
          row['AOC_Edit_Type'],
          row['Add-On_Code'],
          ofYear(row['AOC_DelDT']!),
          row['Primary_Code'],
          ofYear(row['Primary_Code_DelDT']!),
          ofYear(row['AOC_Edit_EffDT']!),
          ofYear(row['AOC_Edit_DelDT']!),
          row['Special_Instruction_Notes']!.replace(/^"|"$/g, ''),
        ].join('|'),
      )
    const columns = [
      'type',
      'add_on',
      'add_on_deleted',
      'primary',
      'primary_deleted',
      'effective',
      'deleted',
      'note',
    ]
    expect(
      rowsOf('ncci-aoc')
        .map((row) => kept(row, columns))
        .sort(),
    ).toEqual(published.sort())
  })

  it('mpfs: indicators and values are those of October 2025', () => {
    const fees = new Map(feeRows(cms!).map((row) => [`${row.code} ${row.modifier}`, row]))
    const wrong = rowsOf('mpfs').filter((row) => {
      const held = fees.get(`${row['code']} `)
      const cells = held?.cells ?? []
      const own = [
        'status',
        'work_rvu',
        'na_nonfacility',
        'na_facility',
        'nonfacility_rvu',
        'facility_rvu',
        'pc_tc',
        'global_days',
        'preoperative',
        'intraoperative',
        'postoperative',
        'multiple',
        'bilateral',
        'assistant',
        'co_surgeon',
        'team',
        'endoscopic_base',
      ]
      const places = [3, 5, 7, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]
      const components = ['26', 'TC', '53']
        .filter((modifier) => fees.has(`${row['code']} ${modifier}`))
        .join(' ')
      return kept(row, own) !== places.map((at) => cells[at]).join('|') || row['components'] !== components
    })
    expect(wrong).toEqual([])
  })

  it('hcpcs and hcpcs-modifiers: texts, days and indicators are those of 2024', () => {
    for (const [name, file] of [
      ['hcpcs', 'hcpcs_level2_2024jul'],
      ['hcpcs-modifiers', 'hcpcs_level2_modifiers_2024apr'],
    ]) {
      const theirs = [
        'code',
        'short_description',
        'long_description',
        'date_added',
        'date_action_effective',
        'date_terminated',
      ]
      const published = new Set(csvRows(join(cms!, `hcpcs/${file}.csv`)).map((row) => kept(row, theirs)))
      const told = rowsOf(name!).map((row) =>
        kept(row, ['code', 'short', 'long', 'added', 'effective', 'terminated']),
      )
      expect(
        told.filter((row) => !published.has(row)),
        name,
      ).toEqual([])
    }
    const published = new Map(
      csvRows(join(cms!, 'hcpcs/hcpcs_level2_2024jul.csv')).map((row) => [row['code']!, row]),
    )
    for (const row of rowsOf('hcpcs')) {
      const held = published.get(row['code']!)!
      expect([row['coverage'], row['multiple_price'], row['action']]).toEqual([
        held['coverage'],
        held['multiple_price'],
        held['action'],
      ])
      const prices = [1, 2, 3, 4].map((at) => row[`price${at}`]!).filter((price) => price !== '')
      expect(prices).toEqual(held['price']!.split(/\D+/).filter((price) => price !== ''))
    }
  })

  it('icd10cm: flags are those of fiscal years 2026 and 2027', () => {
    const order = gunzipSync(readFileSync(join(icd!, 'icd10cm_order_2026.txt.gz'))).toString('latin1')
    const held = new Map(order.split('\n').map((line) => [line.slice(6, 13).trim(), line]))
    const changed = csvRows(join(icd!, 'icd10cm_fy2027_changes.csv'))
    const changes = new Map(changed.map((row) => [row['code']!, row]))
    for (const row of rowsOf('icd10cm')) {
      const { code, valid, from, through, short, long } = row as Record<string, string>
      const line = held.get(code!)
      const change = changes.get(code!)
      if (from === '')
        expect([line?.[14], line?.slice(16, 76).trim(), line?.slice(77).trim()], code).toEqual([
          valid,
          short,
          long,
        ])
      if (from === '' && through === '') expect(change, code).toBeUndefined()
      if (from !== '') expect([from, change?.['billable_fy2027']], code).toEqual(['2026-10-01', valid])
      if (through !== '') expect([through, change?.['billable_fy2026']], code).toEqual(['2026-09-30', valid])
    }
  })
})
