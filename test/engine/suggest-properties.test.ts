/** The law of suggestions: each clears its finding and raises nothing else, and none says more was done than was billed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  applyChanges,
  Claim,
  importReleases,
  openCodesets,
  openScrubber,
  starterFolder,
  type ClaimInput,
  type ClaimScrubber,
  type Snapshot,
} from '../../src/index.ts'
import { severityRank, type ClaimResult, type Finding } from '../../src/model/result.ts'
import { dataFolder } from '../data.ts'
import { claimOf } from '../helpers/claims.ts'

/** Codes that meet each other in pairs, limits, panels and visits, as facts of the starter set. */
const procedures =
  '20610 20611 76942 99202 99203 99204 99213 99214 99215 45378 45380 45385 80048 80053 93000 93005 93010 11042 97597 11102 11103 17000 17003 71046 73562 69210 90471 90686 96372 96360 97110 97530 36415 27447 29881 G0439 G2211 J3301 GO439 2O610 99499'.split(
    ' ',
  )
const codes =
  'M1711 M1712 M170 E119 E11 E1190 EI19 I10 L821 Z23 S93401A S93401 H6121 M25561 M25562 W010XXA W19XXXA E039 F32 J0X9 Z0000 M2556'.split(
    ' ',
  )
const modifiers = '25 25 59 RT LT 50 26 TC 76 91 57 24 XS GA 98 QW 33 80 62 GP 51'.split(' ')
const payers = [
  { id: '00001', line: 'medicare' as const },
  { id: '00002', line: 'commercial' as const },
  { id: '00003', line: 'medicaid' as const },
  { id: 'ACORN', line: 'commercial' as const },
]

const line = fc.record({
  procedure: fc.constantFrom(...procedures),
  modifiers: fc.array(fc.constantFrom(...modifiers), { maxLength: 3 }),
  units: fc.constantFrom(1, 1, 1, 2, 4, 0),
  chargeCents: fc.constantFrom(10_000, 12_345, 8000),
  serviceDate: fc.constantFrom('2026-03-02', '2026-03-02', '2026-03-02', '2026-01-05', '2026-11-02'),
  pointers: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 0, maxLength: 5 }),
})
const faulty: fc.Arbitrary<ClaimInput> = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    diagnoses: fc.array(
      fc.constantFrom(...codes).map((code) => ({ code })),
      { minLength: 1, maxLength: 5 },
    ),
    payer: fc.constantFrom(...payers),
    frequency: fc.constantFrom('1', '1', '1', '7'),
    placeOfService: fc.constantFrom('11', '11', '22', '24', '02'),
    off: fc.constantFrom(0, 0, 0, 500, -500),
    copy: fc.boolean(),
  })
  .map(({ lines, off, copy, ...rest }) => {
    const all = copy ? [...lines, lines[0]!] : lines
    const claim = claimOf({ ...rest, lines: all })
    return { ...claim, chargeCents: claim.chargeCents! + off }
  })

const kindOf = ({ id }: Finding): string => id.replaceAll(/\[\d+\]/g, '[]').replace(/#\d+$/, '')
const worst = ({ verdict }: ClaimResult): number =>
  verdict === 'clean' ? 9 : severityRank[verdict as keyof typeof severityRank]
const open = ({ unchecked }: ClaimResult): string[] =>
  unchecked.flatMap(({ edits, reason, table }) => edits.map((edit) => `${edit} ${reason} ${table ?? ''}`))

/** Checks every suggestion of a claim, and says how many there were. */
function holds(scrubber: ClaimScrubber, plain: ClaimScrubber, input: ClaimInput): number {
  const claim = Claim.parse(input)
  const result = scrubber.scrub(input)
  const before = plain.scrub(input)
  expect(result.findings.map(({ id }) => id)).toEqual(before.findings.map(({ id }) => id))
  let count = 0
  for (const finding of result.findings)
    for (const { change, clears, title, onlyIf } of finding.suggestions!) {
      count++
      const corrected = applyChanges(claim, change)
      // It is a claim that can be sent.
      const after = plain.scrub(JSON.parse(JSON.stringify(corrected)) as ClaimInput)
      const ids = new Set(after.findings.map(({ id }) => id))
      expect(clears).toContain(finding.id)
      for (const id of clears) expect(ids).not.toContain(id)
      // Nothing new, modulo places in lists that became shorter.
      const kinds = new Map<string, number>()
      for (const one of before.findings) kinds.set(kindOf(one), (kinds.get(kindOf(one)) ?? 0) + 1)
      for (const one of after.findings) {
        const left = (kinds.get(kindOf(one)) ?? 0) - 1
        expect(left, `${title} raises ${one.id}`).toBeGreaterThanOrEqual(0)
        kinds.set(kindOf(one), left)
      }
      expect(after.findings.length).toBeLessThan(before.findings.length)
      expect(worst(after)).toBeGreaterThanOrEqual(worst(before))
      expect(open(before)).toEqual(expect.arrayContaining(open(after)))

      const added = (modifier: string): boolean =>
        corrected.lines.flatMap((one) => one.modifiers).filter((own) => own === modifier).length >
        claim.lines.flatMap((one) => one.modifiers).filter((own) => own === modifier).length
      for (const modifier of [
        '59',
        'XE',
        'XP',
        'XS',
        'XU',
        '24',
        '25',
        '57',
        '58',
        '76',
        '77',
        '78',
        '79',
        '91',
      ])
        expect(added(modifier), `${title} adds ${modifier}`).toBe(false)
      // A diagnosis changes only where it was the fault itself.
      const billed = new Set(claim.diagnoses.map(({ code }) => code))
      for (const { code } of corrected.diagnoses)
        if (!billed.has(code)) expect(finding.edit).toMatch(/^(icd-invalid|mce-invalid)/)
      expect(corrected.diagnoses.length).toBeLessThanOrEqual(claim.diagnoses.length)
      expect(corrected.chargeCents!).toBeLessThanOrEqual(claim.chargeCents!)
      const total = (of: Claim) => of.lines.reduce((sum, { chargeCents }) => sum + chargeCents, 0)
      expect(total(corrected)).toBeLessThanOrEqual(total(claim))
      expect(title.length).toBeGreaterThan(10)
      expect(`${title} ${onlyIf ?? ''}`).not.toMatch(/undefined|NaN|\{\{/)
    }
  return count
}

describe('every suggestion clears its finding and raises no other', () => {
  const law = (name: string, codesets: () => Snapshot, runs: number): void => {
    it(name, () => {
      const options = { codesets: codesets(), received: '2026-11-20' }
      const [scrubber, plain] = [openScrubber({ ...options, suggest: true }), openScrubber(options)]
      let shown = 0
      const kinds = new Set<string>()
      fc.assert(
        fc.property(faulty, (claim) => {
          shown += holds(scrubber, plain, claim)
          for (const { edit, message, suggestions } of scrubber.scrub(claim).findings)
            if (suggestions!.length > 0) kinds.add(`${edit}/${message}`)
        }),
        { numRuns: runs },
      )
      process.stderr.write(`${name}: ${shown} suggestions of ${kinds.size} kinds of findings held\n`)
      expect(shown).toBeGreaterThan(runs)
      expect(kinds.size).toBeGreaterThan(12)
    })
  }
  let starter: Snapshot
  let full: Snapshot
  const official = dataFolder('official')
  const store = mkdtempSync(join(tmpdir(), 'cleanclaim-suggest-'))
  beforeAll(async () => {
    starter = await openCodesets(starterFolder)
    if (!official) return
    const files = [
      '2026-code-descriptions-tabular-order.zip',
      '2027-code-descriptions-tabular-order.zip',
      'AOC_V2026Q2-MCR.zip',
      'HCPC2024_JUL_ANWEB.zip',
      'RVU25D.zip',
      'MCR_MUE_PractitionerServices_Eff_07-01-2024.zip',
      'ccipra-v302r0-f1.zip',
      'ccipra-v302r0-f2.zip',
      'ccipra-v302r0-f3.zip',
      'ccipra-v302r0-f4.zip',
    ].map((name) => join(official, name))
    await importReleases(store, [...files, join(official, '..', 'icd', 'icd10cm_conversion_fy2026.csv')])
    full = await openCodesets(store)
  })
  afterAll(() => rmSync(store, { recursive: true, force: true }))
  law('with the starter sets', () => starter, 200)
  if (official) law('with full tables', () => full, 150)
})
