/**
 * The NCCI edits and `icd-invalid` against a brute-force reading of full tables, on tens of thousands of random claims.
 * Skips, saying so, where the tables are absent.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openCodesets, openScrubber, importReleases, type ClaimInput } from '../../src/index.ts'
import { dataFolder } from '../data.ts'
import {
  readAddOns,
  readHistory,
  readLimits,
  readOrder,
  readPairs,
  readVisitList,
  readVisits,
  type PairRow,
} from './oracle.ts'

const official = dataFolder('official')
const CLAIMS = Number(process.env['CLEANCLAIM_CONFORMANCE_CLAIMS'] ?? 40_000)

/** Mulberry32: the same claims in every run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

describe.skipIf(!official)('full tables against a brute-force reading', () => {
  const store = mkdtempSync(join(tmpdir(), 'cleanclaim-conformance-'))
  afterAll(() => rmSync(store, { recursive: true, force: true }))

  it(`agrees on ${CLAIMS.toLocaleString('en-US')} random claims`, async () => {
    const file = (name: string): string => join(official!, name)
    const data = join(official!, '..')
    const parts = (name: string): string[] => [1, 2, 3, 4].map((part) => file(`${name}-v302r0-f${part}.zip`))
    const limitFile = (who: string, quarter: string): string => file(`MCR_MUE_${who}_Eff_${quarter}-2024.zip`)
    await importReleases(store, [
      ...parts('ccipra'),
      ...parts('ccioph'),
      ...['PractitionerServices', 'OutpatientHospitalServices', 'DMESupplierServices'].flatMap((who) =>
        ['04-01', '07-01'].map((quarter) => limitFile(who, quarter)),
      ),
      file('AOC_V2026Q2-MCR.zip'),
      file('2026-code-descriptions-tabular-order.zip'),
      file('2027-code-descriptions-tabular-order.zip'),
      join(data, 'editors', 'mce_v43_1_icd10cm_codes.csv.gz'),
    ])
    const addOns = readAddOns(join(data, 'cms', 'ncci_aoc', 'AOC_V2026Q2-MCR.csv'))
    const addOnCodes = [...new Set(addOns.map(({ addOn }) => addOn))].filter((_, at) => at % 3 === 0)
    const carried = addOns.filter(({ addOn }) => addOnCodes.includes(addOn)).map(({ primary }) => primary)
    const limitsOf = (who: string) =>
      [readLimits(limitFile(who, '04-01')), readLimits(limitFile(who, '07-01'))] as const
    const limits = {
      professional: limitsOf('PractitionerServices'),
      institutional: limitsOf('OutpatientHospitalServices'),
    }
    const someCodes = (type: 'professional' | 'institutional'): string[] =>
      [...limits[type][1].keys()].filter((_, at) => at % 20 === 0)
    const limitCodes = { professional: someCodes('professional'), institutional: someCodes('institutional') }
    const tables = {
      professional: {
        pairs: readPairs(parts('ccipra'), 6000, [...addOnCodes, ...carried, ...limitCodes.professional]),
        limits: limits.professional,
      },
      institutional: {
        pairs: readPairs(parts('ccioph'), 6000, [...addOnCodes, ...carried, ...limitCodes.institutional]),
        limits: limits.institutional,
      },
    }
    const orders = [
      [20261001, readOrder(file('2027-code-descriptions-tabular-order.zip'))],
      [20251001, readOrder(file('2026-code-descriptions-tabular-order.zip'))],
    ] as const
    const history = readHistory(join(data, 'editors', 'mce_v43_1_icd10cm_codes.csv.gz'))
    const visits = join(import.meta.dirname, '..', '..', 'codesets', 'small', 'visit_codes.csv')
    const takesVisitModifier = readVisits(visits)
    const isVisit = readVisitList(visits)

    const next = random(20240815)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!
    const pairLists = {
      professional: [...tables.professional.pairs.values()].flat(),
      institutional: [...tables.institutional.pairs.values()].flat(),
    }
    const diagnosisCodes = [
      ...orders[1][1].keys(),
      ...orders[0][1].keys(),
      ...history.keys(),
      'ZZZ',
      'E119X',
      'A0',
    ]
    const modifiers = [
      '59',
      'XE',
      'XS',
      'XU',
      'RT',
      'LT',
      'F1',
      'F2',
      '25',
      '24',
      '57',
      '58',
      '78',
      '91',
      '76',
      '77',
      '22',
      '50',
      'TA',
      '27',
    ]
    const iso = (day: string): string => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`
    const date = (): string => {
      const roll = next()
      const year =
        roll < 0.5 ? 2024 : roll < 0.75 ? 2010 + Math.floor(next() * 14) : 2025 + Math.floor(next() * 3)
      const month = roll < 0.5 ? 4 + Math.floor(next() * 6) : 1 + Math.floor(next() * 12)
      const day = pick([1, 15, 28, 30])
      return `${year}${String(month).padStart(2, '0')}${String(month === 2 ? Math.min(day, 28) : day).padStart(2, '0')}`
    }
    const inForce = (rows: readonly PairRow[] | undefined, day: string): PairRow | undefined =>
      rows?.find((row) => row.indicator !== '9' && row.from <= day && day <= row.to)

    const generate = (id: number): ClaimInput => {
      const type = next() < 0.8 ? 'professional' : 'institutional'
      const day = date()
      const lines: { procedure: string; units: number; modifiers: string[]; date: string }[] = []
      const add = (procedure: string, units = 1): void => {
        const some = [...new Set(Array.from({ length: Math.floor(next() * 3) }, () => pick(modifiers)))]
        lines.push({ procedure, units, modifiers: some, date: next() < 0.9 ? day : date() })
      }
      for (let pairs = Math.floor(next() * 3); pairs > 0; pairs--) {
        const pair = pick(pairLists[type])
        add(pair.one)
        add(pair.two)
      }
      if (next() < 0.5) {
        const code = pick(limitCodes[type])
        const value = tables[type].limits[1].get(code)![0]
        for (let times = 1 + Math.floor(next() * 2); times > 0; times--)
          add(code, Math.max(1, value + Math.floor(next() * 3) - 1))
      }
      if (next() < 0.4) {
        const addOn = pick(addOnCodes)
        add(addOn)
        if (next() < 0.5) {
          const primary = pick(addOns.filter((row) => row.addOn === addOn)).primary
          if (primary !== 'CCCCC') add(primary)
        }
      }
      if (lines.length === 0) add(pick(limitCodes[type]))
      lines.sort(() => next() - 0.5)
      const line = pick(['medicare', 'medicare-advantage', 'commercial'] as const)
      return {
        id: `C${id}`,
        type,
        payer: { id: 'X', line },
        billing: { npi: '1234567893', taxonomy: '207Q00000X' },
        ...(type === 'institutional' ? { typeOfBill: '0131' } : { placeOfService: '11' }),
        diagnoses: [{ code: pick(diagnosisCodes) }, { code: pick(diagnosisCodes) }],
        lines: lines.map(({ procedure, units, modifiers: some, date: on }, at) => ({
          number: at + 1,
          procedure,
          units,
          modifiers: some,
          chargeCents: 100,
          serviceDate: iso(on),
          ...(type === 'institutional' ? { revenueCode: '0510' } : { pointers: [1, 2] }),
        })),
      }
    }

    /** What the tables say, as `edit line severity`. */
    const expected = (claim: ClaimInput): string[] => {
      const said = new Set<string>()
      const { pairs, limits: published } = tables[claim.type as 'professional' | 'institutional']
      const cap = (severity: string): string => (claim.payer!.line === 'commercial' ? 'review' : severity)
      const lines = claim.lines.map((line) => ({
        ...line,
        day: line.serviceDate.replaceAll('-', ''),
        mods: line.modifiers ?? [],
        code: line.procedure!,
      }))
      for (const one of lines)
        for (const two of lines) {
          if (one === two || one.day !== two.day) continue
          const row = inForce(pairs.get(`${one.code}|${two.code}`), one.day)
          if (!row) continue
          const severity = row.indicator === '0' ? 'deny' : judge(one, two, one.day, claim.type)
          if (severity) said.add(`ncci-ptp ${two.number} ${cap(severity)}`)
        }
      for (const line of lines) {
        const table =
          line.day >= '20240701' ? published[1] : line.day >= '20240401' ? published[0] : undefined
        const limit = table?.get(line.code)
        if (!limit) continue
        const same =
          limit[1] === 1
            ? [line]
            : lines.filter((other) => other.code === line.code && other.day === line.day)
        if (same[0] !== line) continue
        if (same.reduce((sum, { units }) => sum + units!, 0) <= limit[0]) continue
        if (claim.payer!.line === 'commercial') {
          // Zero is Medicare's coverage, and many take both sides as two lines: not judged until a profile says so.
          if (limit[0] === 0) continue
          const ofSide = (side: string) =>
            same.filter(({ mods }) => mods.includes(side)).reduce((sum, { units }) => sum + units!, 0)
          const sided =
            same.length > 1 && same.every(({ mods }) => mods.includes('LT') || mods.includes('RT'))
          const [left, right] = [
            ofSide('LT'),
            same.filter(({ mods }) => !mods.includes('LT')).reduce((sum, { units }) => sum + units!, 0),
          ]
          if (limit[1] !== 1 && sided && left <= limit[0] && right <= limit[0]) continue
        }
        said.add(`ncci-mue ${line.number} ${cap('deny')}`)
      }
      const facility = claim.type === 'institutional'
      const forSetting = (note: string): boolean =>
        /facilities only/i.test(note)
          ? facility
          : /practitioner only/i.test(note)
            ? !facility
            : !/suspended/i.test(note)
      for (const line of lines) {
        const rows = addOns.filter(
          (row) =>
            row.addOn === line.code && row.from <= line.day && line.day <= row.to && forSetting(row.note),
        )
        if (rows.length === 0) continue
        if (
          lines.some(
            (other) =>
              other !== line && other.day === line.day && rows.some(({ primary }) => primary === other.code),
          )
        )
          continue
        if (rows.some(({ type }) => type === '2')) continue
        said.add(
          `ncci-add-on ${line.number} ${rows.every(({ type, primary }) => type === '1' && primary !== 'CCCCC') ? cap('deny') : 'review'}`,
        )
      }
      claim.diagnoses!.forEach(({ code }, at) => {
        // No pointers on institutional lines: such a diagnosis fails only when no date of the claim takes it.
        const bad = lines[facility ? 'every' : 'some'](({ day }) => {
          const order = orders.find(([from]) => String(from) <= day)?.[1]
          if (order) return order.get(code) !== '1'
          if (day < '20151001') return false
          return !(history.get(code) ?? []).some(([from, to]) => from <= day && day <= to)
        })
        if (bad) said.add(`icd-invalid diagnoses[${at}]`)
      })
      return [...said].sort()
    }
    type OracleLine = { readonly code: string; readonly mods: readonly string[] }
    const judge = (one: OracleLine, two: OracleLine, day: string, type: string): string | undefined => {
      const anatomic = ['RT', 'LT', 'F1', 'F2', 'TA']
      let weak = false
      for (const [line, second] of [
        [two, true],
        [one, false],
      ] as const)
        for (const modifier of line.mods) {
          if (modifier === '59' || (modifier.startsWith('X') && day >= '20150101')) {
            if (type === 'institutional' || second || day >= '20190701') return undefined
          } else if (anatomic.includes(modifier)) {
            if (!second) continue
            const shared =
              one.mods.includes(modifier) ||
              ((modifier === 'LT' || modifier === 'RT') && one.mods.includes('50'))
            if (!shared) return undefined
            weak = true
          } else if (
            ['24', '25', '57'].includes(modifier) ||
            (modifier === '27' && type === 'institutional')
          ) {
            if (takesVisitModifier(line.code, day) || (!isVisit(line.code, day) && /^[GST]/.test(line.code)))
              return undefined
            weak = true
          } else if (modifier === '58' || modifier === '78') {
            if (!isVisit(line.code, day)) return undefined
            weak = true
          } else if (modifier === '91') {
            if (/^8|[UM]$|^[GPQ]/.test(line.code)) return undefined
            weak = true
          }
        }
      return weak ? 'review' : 'deny'
    }

    const scrubber = openScrubber({
      codesets: await openCodesets(store),
      received: '2028-01-01',
      only: ['ncci-ptp', 'ncci-mue', 'ncci-add-on', 'icd-invalid'],
    })
    const counts: Record<string, number> = {}
    for (let id = 0; id < CLAIMS; id++) {
      const claim = generate(id)
      const found = scrubber.scrub(claim).findings.flatMap(({ edit, line, severity, at, causedBy }) => {
        // Consequences follow from findings, not from the tables.
        if (causedBy !== null) return []
        if (edit === 'icd-invalid') return [`icd-invalid ${at.split('.')[0]}`]
        return severity === 'note' ? [] : [`${edit} ${line} ${severity}`]
      })
      const wanted = expected(claim)
      // Two messages of one severity on one line (same side, misplaced) are one entry here.
      expect([...new Set(found)].sort(), JSON.stringify(claim)).toEqual(wanted)
      for (const entry of wanted) counts[entry.split(' ')[0]!] = (counts[entry.split(' ')[0]!] ?? 0) + 1
    }
    process.stderr.write(`conformance: ${CLAIMS} claims agree; findings ${JSON.stringify(counts)}\n`)
    for (const edit of ['ncci-ptp', 'ncci-mue', 'ncci-add-on', 'icd-invalid'])
      expect(counts[edit] ?? 0).toBeGreaterThan(1000)
  }, 600_000)
})
