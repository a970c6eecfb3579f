/** The starter sets: that they are read, what they answer, and that faults in them are named. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCodesets } from '../../src/codesets/open.ts'
import { readStarter, starterFolder } from '../../src/codesets/starter.ts'
import {
  isLoaded,
  type DatedTable,
  type MissingTable,
  type Tables,
  type TableSet,
} from '../../src/codesets/tables.ts'
import { ScrubError } from '../../src/model/errors.ts'
import { csvRows } from './releases.ts'

const snapshot = await openCodesets(starterFolder)
const table = <K extends keyof TableSet>(
  key: K,
  biller: 'practitioner' | 'outpatient' | 'supplier' = 'practitioner',
): Tables[K] => {
  const found = snapshot.tables({ biller, program: 'medicare' })[key] as DatedTable | MissingTable
  if (!isLoaded(found)) throw new Error(`no ${key}`)
  return found as Tables[K]
}
const rowsOf = (name: string) => csvRows(join(starterFolder, `${name}.csv`))

describe('starter sets', () => {
  it('hold every table that the examples need, as examples and not as whole releases', async () => {
    const releases = await readStarter(starterFolder)
    expect(releases.map(({ table }) => table)).toEqual([
      'ncci-ptp-practitioner',
      'ncci-ptp-outpatient',
      'ncci-mue-practitioner',
      'ncci-mue-outpatient',
      'ncci-mue-dme',
      'ncci-aoc',
      'mpfs',
      'hcpcs',
      'hcpcs-modifiers',
      'icd10cm',
      'icd10cm',
      'coverage-articles',
    ])
    expect(releases.every(({ complete }) => !complete)).toBe(true)
    expect(releases.map(({ through }) => through).filter((day) => day !== 20261231)).toEqual([20260930])
    expect(snapshot.starter).toBe(true)
  })

  it('answer for pairs in either setting, by day', () => {
    const ptp = table('ptp')
    const on = (one: string, two: string, day: number): number => ptp.find(ptp.code(one), ptp.code(two), day)
    expect(ptp.indicator(on('20610', '76942', 20260112))).toBe(1)
    expect(ptp.indicator(on('45380', '45378', 20260112))).toBe(0)
    expect(on('76942', '20610', 20260112)).toBe(-1)
    // Deleted in 2004; the row of one day in 1999 has indicator 9 and was never in force.
    expect(on('17000', '17281', 20000101)).toBeGreaterThanOrEqual(0)
    expect(on('17000', '17281', 20041231)).toBeGreaterThanOrEqual(0)
    expect(on('17000', '17281', 20050101)).toBe(-1)
    const outpatient = table('ptp', 'outpatient')
    expect(
      outpatient.find(outpatient.code('80053'), outpatient.code('80048'), 20260112),
    ).toBeGreaterThanOrEqual(0)
  })

  it('answer for units by setting', () => {
    const limit = (biller: 'practitioner' | 'outpatient' | 'supplier', code: string): number => {
      const mue = table('mue', biller)
      return mue.value(mue.find(code, 20260112))
    }
    expect(limit('practitioner', '36415')).toBe(2)
    expect(limit('outpatient', 'G0378')).toBe(72)
    expect(table('mue').find('E0601', 20260112)).toBe(-1)
    expect(table('supplierMue').find('E0601', 20260112)).toBeGreaterThanOrEqual(0)
  })

  it('answer for add-on codes, a row never in force among them', () => {
    const addOns = table('addOns')
    expect(addOns.find('99292', '99291', 20260112, 'practitioner')).toBeGreaterThanOrEqual(0)
    expect(addOns.primaries('G2211', 20260112, 'practitioner')).toContain('99214')
    expect(addOns.type('0054T', 20260112, 'practitioner')).toBe(2)
    // Suspended from the day it was to begin, and again in force from 2025-07-01.
    const suspended = rowsOf('ncci-aoc').find((row) => row['add_on'] === '96131' && row['deleted'] !== '')
    expect([suspended?.['effective'], suspended?.['deleted']]).toEqual(['2019-01-01', '2019-01-01'])
    expect(addOns.primaries('96131', 20190101, 'practitioner')).toEqual([])
    expect(addOns.primaries('96131', 20250701, 'practitioner')).toEqual(['96130'])
  })

  it('answer for the fee schedule, Level II codes and modifiers', () => {
    const fees = table('feeSchedule')
    expect(fees.globalDays(fees.find('27447', 20260112))).toBe('090')
    expect(fees.endoscopicBase(fees.find('45380', 20260112))).toBe('45378')
    expect(fees.hasComponent(fees.find('71046', 20260112), 'TC')).toBe(true)
    expect(fees.relativeValue(fees.find('99213', 20260112), 'workRvu')).toBe(130)
    const hcpcs = table('hcpcs')
    expect(hcpcs.terminated(hcpcs.find('J1030'))).toBe(20240331)
    expect(hcpcs.prices(hcpcs.find('E0601'))).toEqual([36])
    const modifiers = table('hcpcsModifiers')
    expect(modifiers.terminated(modifiers.find('GD'))).toBe(20191231)
    expect(modifiers.added(modifiers.find('JZ'))).toBe(20230101)
  })

  it('tell both editions of ICD-10-CM apart', () => {
    const diagnoses = table('diagnoses')
    expect(diagnoses.state('D691', 20260930)).toBe('valid')
    expect(diagnoses.state('D691', 20261001)).toBe('header')
    expect(diagnoses.children('D691', 20261001, 9)).toEqual(['D6911', 'D6919'])
    expect(diagnoses.state('T528X1A', 20260930)).toBe('valid')
    expect(diagnoses.state('T528X1A', 20261001)).toBe('absent')
    expect(diagnoses.children('S93401', 20260413, 9)).toEqual(['S93401A', 'S93401D', 'S93401S'])
  })

  it('hold every header of every diagnosis', () => {
    const codes = new Set(rowsOf('icd10cm').map((row) => row['code']!))
    const headers = (code: string): string[] =>
      Array.from({ length: code.length - 3 }, (_, at) => code.slice(0, 3 + at))
    // S52.5 and the like have placeholder levels that are no codes: only what the order file lists is asked for.
    const orphans = [...codes].filter(
      (code) => headers(code).length > 0 && !headers(code).some((header) => codes.has(header)),
    )
    expect(orphans).toEqual([])
  })

  it('ship no descriptor of CPT or CDT', () => {
    for (const name of readdirSync(starterFolder).filter((file) => file.endsWith('.csv'))) {
      const rows = csvRows(join(starterFolder, name))
      const described = 'short' in rows[0]! || 'long' in rows[0]!
      if (!described) continue
      const codes = rows.map((row) => row['code']!)
      expect(
        codes.filter((code) => /^\d/.test(code) && code.length === 5),
        name,
      ).toEqual([])
      if (name === 'hcpcs.csv') expect(codes.filter((code) => code.startsWith('D'))).toEqual([])
    }
  })
})

describe('starter sets with a fault', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cleanclaim-starter-'))
    cpSync(starterFolder, folder, { recursive: true })
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const replace = (file: string, from: RegExp, to: string): void => {
    const text = readFileSync(join(folder, file), 'utf8')
    expect(text.search(from)).toBeGreaterThanOrEqual(0)
    writeFileSync(join(folder, file), text.replace(from, to))
  }
  const fault = async (): Promise<string> => {
    const error: unknown = await readStarter(folder).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(ScrubError)
    const { code, at, message } = error as ScrubError
    expect(message).toMatch(/^[A-Z].*\.$/)
    return `${code} ${at}`
  }

  it.each<readonly [string, RegExp, string, string]>([
    ['ncci-mue-dme.csv', /^(A4253,)\d+/m, '$1some', 'E_STORE ncci-mue-dme.csv line 2'],
    ['ncci-mue-practitioner.csv', /^(\w{5},\d+),[123]/m, '$1,4', 'E_STORE ncci-mue-practitioner.csv line 2'],
    ['ncci-ptp-practitioner.csv', /2024-04-01/, '2024-02-30', 'E_STORE ncci-ptp-practitioner.csv line 2'],
    ['ncci-ptp-practitioner.csv', /,1,/, ',2,', 'E_STORE ncci-ptp-practitioner.csv line 2'],
    ['ncci-aoc.csv', /\n1,/, '\n4,', 'E_STORE ncci-aoc.csv line 2'],
    ['hcpcs.csv', /\nA0425/, '\nA042', 'E_STORE hcpcs.csv line 2'],
    ['hcpcs-modifiers.csv', /^code,/, 'modifier,', 'E_STORE hcpcs-modifiers.csv line 2'],
    ['icd10cm.csv', /\n(.*)\n/, '\n$1\n$1\n', 'E_STORE icd10cm.csv line 3'],
    ['icd10cm.csv', /\n/, '\nA419,1\n', 'E_STORE icd10cm.csv line 2'],
    ['starter.json', /\{/, '', 'E_STORE starter.json'],
    ['starter.json', /"mpfs.csv"/, '"../mpfs.csv"', 'E_STORE starter.json releases.6.file'],
    ['starter.json', /"mpfs.csv"/, '"absent.csv"', 'E_STORE absent.csv'],
    ['starter.json', /"mpfs"/, '"mpsf"', 'E_STORE starter.json releases.6.table'],
    ['starter.json', /2026-12-31/, '2026-12-32', 'E_STORE starter.json releases.0.through'],
  ])('in %s (%s) names file and row', async (file, from, to, expected) => {
    replace(file, from, to)
    expect(await fault()).toBe(expected)
  })

  it('that is too large is not read', async () => {
    writeFileSync(join(folder, 'mpfs.csv'), Buffer.alloc(4_000_001, 65))
    expect(await fault()).toBe('E_STORE mpfs.csv')
  })
})
