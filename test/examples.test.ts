/** The examples of the package: every claim is read, and says what `examples/README.md` says of it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  importReleases,
  openCodesets,
  openScrubber,
  starterFolder,
  type ClaimResult,
  type Problem,
  type Snapshot,
} from '../src/index.ts'
import { dataFolder } from './data.ts'

const folder = join(import.meta.dirname, '..', 'examples')

/** What every claim says, `edit/message line severity`; `-` for a finding about the whole claim. */
const expected: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'clinic-day.837': {
    'DAY-01': '',
    'DAY-02': 'ncci-ptp/modifierUsed 1 note',
    'DAY-03': '',
    'DAY-04': '',
    'DAY-05': '',
    'DAY-06': '',
    'DAY-07': '',
    'DAY-08': 'ncci-ptp/modifierUsed 2 note',
    'DAY-09': '',
    'DAY-10': '',
    'DAY-11': '',
    'DAY-12': '',
    'DAY-13': '',
    'DAY-14': '',
    'DAY-15': 'ncci-ptp/modifierMissing 2 deny',
    'DAY-16': 'ncci-ptp/bundled 2 deny',
    'DAY-17': 'ncci-ptp/modifierMissing 1 deny',
    'DAY-18': 'ncci-ptp/sameSide 2 review',
    'DAY-19': 'ncci-ptp/modifierMissing 2 review',
    'DAY-20': 'ncci-mue/dayUnitsClinical 1 deny',
    'DAY-21': 'ncci-mue/dayUnitsClinical 1 deny',
    'DAY-22': 'ncci-add-on/primaryMissing 1 deny',
    'DAY-23': 'icd-invalid/header - reject',
    'DAY-24': 'icd-invalid/seventhCharacter - reject',
    'DAY-25': 'icd-invalid/header - reject',
    'DAY-26': 'procedure-invalid/ended 2 reject',
    'DAY-27': 'icd-pointer/beyond 1 reject',
    'DAY-28': 'place-invalid/unknown - reject',
    'DAY-29': 'modifier-invalid/ended 1 reject',
    'DAY-30': 'claim-balance/total - reject',
    'DAY-31': 'claim-dates/afterReceipt 1 reject',
    'DAY-32': 'claim-identifiers/npi - reject',
    'DAY-33': 'claim-replacement/numberMissing - reject',
    'DAY-34': 'claim-limits/unitsZero 1 reject',
    'DAY-35': 'icd-duplicate/repeated - note',
  },
  'hospital.837': {
    'HOSP-01': '',
    'HOSP-02': '',
    'HOSP-03': 'ncci-ptp/bundled 2 deny',
    'HOSP-04': 'ncci-mue/dayUnitsClinical 3 deny',
    'HOSP-05': 'claim-dates/outsideStatement 2 reject',
    'HOSP-06': '',
  },
  'clinic.csv': {
    'ROW-1': '',
    'ROW-2': 'ncci-ptp/modifierUsed 1 note',
    'ROW-3': '',
    'ROW-4': 'ncci-ptp/bundled 2 deny',
    'ROW-5': 'icd-pointer/beyond 1 reject',
    'ROW-6': 'icd-invalid/header - reject',
  },
  'bundle.json': {
    'FHIR-1': '',
    'FHIR-2': '',
    'FHIR-3': 'icd-invalid/header - reject',
    'FHIR-4': 'ncci-ptp/modifierMissing 2 deny',
  },
}

/** The edits there were when the examples were written; each has its example. */
const FIRST: readonly string[] = [
  'claim-balance',
  'claim-dates',
  'claim-identifiers',
  'claim-limits',
  'claim-replacement',
  'icd-duplicate',
  'icd-invalid',
  'icd-pointer',
  'modifier-invalid',
  'ncci-add-on',
  'ncci-mue',
  'ncci-ptp',
  'place-invalid',
  'procedure-invalid',
]

const said = ({ findings }: ClaimResult): string =>
  findings
    .map(({ edit, message, line, severity }) => `${edit}/${message} ${line ?? '-'} ${severity}`)
    .join('; ')

async function scrubbed(codesets: Snapshot, name: string, only?: readonly string[]) {
  const warnings: Problem[] = []
  const results: ClaimResult[] = []
  const scrubber = openScrubber({ codesets, received: '2026-10-15', ...(only && { only }) })
  const onWarning = (warning: Problem): number => warnings.push(warning)
  for await (const result of scrubber.file(join(folder, name), { onWarning })) {
    if (result.claim === null) throw new Error(`${name}: ${result.problem.code} ${result.problem.text}`)
    results.push(result)
  }
  return {
    warnings,
    results,
    said: Object.fromEntries(results.map((result) => [result.claim, said(result)])),
  }
}

/** Clean claims of a file that any edit of today's catalogue says more than a note about. */
async function disturbed(codesets: Snapshot, name: string, claims: Readonly<Record<string, string>>) {
  const { results } = await scrubbed(codesets, name)
  return results
    .filter(({ claim }) => /^(?:|.* note)$/.test(claims[claim]!))
    .filter(({ findings }) => findings.some(({ severity }) => severity !== 'note'))
    .map((result) => `${result.claim}: ${said(result)}`)
}

describe('examples under the starter sets', () => {
  it.each(Object.entries(expected))('%s says what it is said to say', async (name, claims) => {
    const { warnings, said } = await scrubbed(await openCodesets(starterFolder), name, FIRST)
    expect(said).toEqual(claims)
    expect(warnings).toEqual([])
  })

  it.each(Object.entries(expected))(
    '%s leaves its clean claims clean, whatever runs',
    async (name, claims) => {
      expect(await disturbed(await openCodesets(starterFolder), name, claims)).toEqual([])
    },
  )

  it('lets each of the first edits speak', () => {
    const findings = Object.values(expected).flatMap((claims) => Object.values(claims))
    const spoken = new Set(findings.filter((text) => text !== '').map((text) => text.split('/')[0]!))
    expect([...spoken].sort()).toEqual(FIRST)
  })

  it('asks for no code that the starter sets lack', async () => {
    const codesets = await openCodesets(starterFolder)
    for (const name of Object.keys(expected)) {
      const { results } = await scrubbed(codesets, name, FIRST)
      const lacking = results.flatMap(({ claim, unchecked }) =>
        unchecked
          .filter(({ detail }) => /not in the set/.test(detail))
          .map(({ detail }) => `${claim} ${detail}`),
      )
      expect(lacking).toEqual([])
    }
  })

  it('has every file and every claim in its README', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8')
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(expected), 'README.md'].sort())
    for (const [name, claims] of Object.entries(expected)) {
      expect(readme).toContain(`\`${name}\``)
      for (const [claim, text] of Object.entries(claims)) {
        const row = readme.split('\n').find((line) => line.startsWith(`| ${claim} |`))
        expect(row, claim).toBeDefined()
        for (const finding of text === '' ? [] : text.split('; '))
          expect(row, claim).toContain(`\`${finding.split(' ')[0]}\``)
      }
    }
  })

  it('has one segment a line in its 837 files, with the counts that SE must have', () => {
    for (const name of ['clinic-day.837', 'hospital.837']) {
      const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')
      expect(lines.every((line) => line.indexOf('~') === line.length - 1)).toBe(true)
      const [first, last] = ['ST*', 'SE*'].map((start) => lines.findIndex((line) => line.startsWith(start)))
      expect(lines[last!]!.split('*')[1]).toBe(String(last! - first! + 1))
    }
  })
})

const official = dataFolder('official')

describe.skipIf(official === undefined)('examples under the official tables', () => {
  let store: string
  beforeAll(async () => {
    store = mkdtempSync(join(tmpdir(), 'cleanclaim-examples-'))
    const wanted = /^(202\d-code|AOC|HCPC|RVU|MCR_MUE_.*07-01-2024|cci)/
    const files = readdirSync(official!).filter((name) => wanted.test(name) && name.endsWith('.zip'))
    await importReleases(
      store,
      files.map((name) => join(official!, name)),
    )
  })
  afterAll(() => rmSync(store, { recursive: true, force: true }))

  it.each(Object.entries(expected))('%s says the same', async (name, claims) => {
    const codesets = await openCodesets(store)
    const { said, results } = await scrubbed(codesets, name, FIRST)
    expect(said).toEqual(claims)
    // The releases held are of 2024 and 2025: no claim passes for checked against the edition in force.
    expect(results.every(({ stale }) => stale.length > 0)).toBe(true)
    expect(await disturbed(codesets, name, claims)).toEqual([])
  })
})
