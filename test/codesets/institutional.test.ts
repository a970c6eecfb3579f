/** Small tables of institutional claims against the lists they were written from, where those are at hand. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { billTypeRules } from '../../src/codesets/small/bill-type-rules.ts'
import { dischargeStatuses } from '../../src/codesets/small/discharge-statuses.ts'
import { listedCodes } from '../../src/codesets/small/listed-codes.ts'
import { poaExempt } from '../../src/codesets/small/poa-exempt.ts'
import { revenueRules } from '../../src/codesets/small/revenue-rules.ts'
import { readSmallTables } from '../../src/codesets/small/rows.ts'
import { dataFolder } from '../data.ts'

const small = readSmallTables()
const data = dataFolder()
const read = (...path: readonly string[]): string[] => {
  const bytes = readFileSync(join(data!, ...path))
  return (path.at(-1)!.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split(/\r?\n/)
}

describe('institutional small tables', () => {
  it('tell the frequency of each claim-change condition code', () => {
    const rules = billTypeRules(small.get('bill_type_rules'))
    const frequencies = ['D0', 'D4', 'D5', 'D6', 'D9', 'E0', '44'].map((code) => rules.changes(code))
    expect(frequencies).toEqual(['7', '7', '8', '8', '7', '7', undefined])
    expect(['111', '181', '211', '411', '121', '131'].map((type) => rules.needsAdmission(type))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ])
  })

  it('let the narrowest revenue rule decide', () => {
    const rules = revenueRules(small.get('revenue_rules'))
    const barred = (code: string, procedure: string): boolean => rules.isBarred(rules.find(code)!, procedure)
    expect(
      ['70010', '80053', '99213', '96413', '0001U', '7001F'].map((code) => barred('0335', code)),
    ).toEqual([true, true, true, false, false, false])
    expect(['71046', '80053'].map((code) => barred('0320', code))).toEqual([false, true])
    expect(['77002', '80053'].map((code) => barred('0360', code))).toEqual([false, true])
    expect(barred('0450', '80053')).toBe(false)
    expect(rules.find('0420')?.therapy).toBe('GP')
    expect(rules.find('9999')).toBeUndefined()
  })

  it.skipIf(!data)('exempt from present-on-admission exactly what CMS lists for FY2026', () => {
    const listed = new Set(read('icd', 'poa_exempt_codes_fy2026.txt.gz').map((line) => line.trim()))
    const table = poaExempt(small.get('poa_exempt'))
    const codes = read('editors', 'mce_v43_1_icd10cm_codes.csv.gz')
      .slice(1)
      .map((line) => line.split(','))
      .filter(([, from, to]) => from! <= '20251001' && (to === '' || to! >= '20251001'))
      .map(([code]) => code!)
    expect(codes.length).toBeGreaterThan(70_000)
    expect(codes.filter((code) => table.isExempt(code) !== listed.has(code))).toEqual([])
  })

  it.skipIf(!data)('hold the discharge statuses of the editor with their days', () => {
    const table = dischargeStatuses(small.get('discharge_statuses'))
    const rows = read('editors', 'mce_v43_1_discharge_status.csv')
      .slice(1)
      .map((line) => line.split(','))
    for (let code = 0; code < 100; code++)
      for (const day of [
        19850101, 19930930, 19931001, 20030930, 20050930, 20051001, 20060930, 20061001, 20130930, 20131001,
        20260930,
      ]) {
        const wanted = rows.some(
          ([of, from, to]) => Number(of) === code && Number(from) <= day && day <= (Number(to) || 99991231),
        )
        expect(table.isEditors(String(code).padStart(2, '0'), day), `${code} on ${day}`).toBe(wanted)
      }
  })

  it.skipIf(!data)('list every revenue and condition code that CMS assigns, and no reserved one', () => {
    for (const [name, file, width] of [
      ['revenue_codes', 'revenue_center_cms_bfd.csv', 4],
      ['condition_codes', 'condition_codes_cms_bfd.csv', 2],
    ] as const) {
      const table = listedCodes(name, small.get(name))
      for (const line of read('editors', file).slice(1)) {
        const [code, words] = [line.slice(0, line.indexOf(',')), line.slice(line.indexOf(',') + 1)]
        if (code.length === width) expect(table.has(code), `${name} ${code}`).toBe(!/^"?RESERVED/.test(words))
      }
    }
  })
})
