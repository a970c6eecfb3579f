/**
 * The `mce-` edits against the Medicare Code Editor component's own answers: invented inpatient claims, each with how
 * often the component counted each edit. Skips, saying so, where they are absent.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { edits } from '../../src/edits/index.ts'
import { createScrubber, type Scrubber } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { importReleases, openCodesets } from '../../src/index.ts'
import { Claim } from '../../src/model/claim.ts'
import { addDays } from '../../src/model/dates.ts'
import type { ClaimResult } from '../../src/model/result.ts'
import { dataFolder } from '../data.ts'

const editors = dataFolder('editors')

interface Golden {
  readonly id: string
  readonly input: {
    readonly dischargeDate: string
    readonly ageYears: number
    readonly sex: number
    readonly dischargeStatus: number
    readonly lengthOfStay: number
    readonly admitDx: string | null
    readonly pdx: string
    readonly sdx: readonly string[]
    readonly procedures: readonly string[]
  }
  readonly expected: { readonly editType: string; readonly editCounts: Readonly<Record<string, number>> }
}

/** The component's name of each edit. */
const names: Readonly<Record<string, string>> = {
  'mce-invalid-code': 'INVALID_CODE',
  'mce-external-cause-principal': 'E_CODE_AS_PDX',
  'mce-duplicate-principal': 'DUPLICATE_OF_PDX',
  'mce-age-conflict': 'AGE_CONFLICT',
  'mce-sex-conflict': 'SEX_CONFLICT',
  'mce-manifestation-principal': 'MANIFESTATION_AS_PDX',
  'mce-questionable-admission': 'QUESTIONABLE_ADMISSION',
  'mce-questionable-obstetric-admission': 'QUESTIONABLE_OBSTETRIC_ADMISSION',
  'mce-unacceptable-principal': 'UNACCEPTABLE_PDX',
  'mce-requires-secondary': 'REQUIRES_SDX',
  'mce-non-covered-procedure': 'NON_COVERED',
  'mce-limited-coverage': 'LIMITED_COVERAGE',
  'mce-wrong-procedure': 'WRONG_PROCEDURE_PERFORMED',
  'mce-length-of-stay': 'INCONSISTENT_WITH_LENGTH_OF_STAY',
  'mce-unspecified': 'UNSPECIFIED',
  'mce-invalid-age': 'INVALID_AGE',
  'mce-invalid-sex': 'INVALID_SEX',
  'mce-invalid-discharge-status': 'INVALID_DISCHARGE_STATUS',
  'mce-invalid-admitting-diagnosis': 'INVALID_ADMIT_DX',
}

/** First birth date that a claim may bear: an age beyond it is invalid all the same. */
const FIRST_BIRTH_YEAR = 1000

/**
 * A golden input as a claim. Codes are put in as billed, upper case, after the claim is read: reading takes dots out,
 * which the component does not. Sex 3 has no word in a claim and is absent.
 */
function claimOfGolden({ id, input }: Golden, dotsOut = false): Claim {
  const { dischargeDate: day } = input
  const discharge = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`
  const admission = addDays(discharge, -input.lengthOfStay)
  const year = Math.max(Number(admission.slice(0, 4)) - input.ageYears, FIRST_BIRTH_YEAR)
  const birth = admission.endsWith('02-29') ? `${year}-02-28` : `${year}${admission.slice(4)}`
  const diagnoses = [input.pdx, ...input.sdx].map((code) => ({ code }))
  const procedures = input.procedures.map((code) => ({ code }))
  const claim = Claim.parse({
    id,
    type: 'institutional',
    typeOfBill: '0111',
    payer: { id: 'X', line: 'medicare' },
    patient: { id: 'P', birthDate: birth, sex: ({ 0: 'U', 1: 'M', 2: 'F' } as const)[input.sex] },
    admissionDate: admission,
    dischargeDate: discharge,
    dischargeStatus: String(input.dischargeStatus).padStart(2, '0'),
    admittingDiagnosis: input.admitDx,
    diagnoses,
    procedures,
    lines: [{ number: 1, revenueCode: '0120', serviceDate: discharge, chargeCents: 100 }],
  })
  if (dotsOut) return claim
  const asBilled = <T extends { readonly code: string }>(
    list: readonly T[],
    billed: readonly { readonly code: string }[],
  ): T[] => list.map((entry, at) => ({ ...entry, code: billed[at]!.code.toUpperCase() }))
  return {
    ...claim,
    diagnoses: asBilled(claim.diagnoses, diagnoses),
    procedures: asBilled(claim.procedures, procedures),
  }
}

const countsOf = (result: ClaimResult): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { edit } of result.findings) counts[names[edit]!] = (counts[names[edit]!] ?? 0) + 1
  return counts
}

describe('mce edits', () => {
  it('bear a name of the component each', () => {
    expect(
      edits
        .map(({ id }) => id)
        .filter((id) => id.startsWith('mce-'))
        .sort(),
    ).toEqual(Object.keys(names).sort())
  })
})

describe.skipIf(!editors)('Medicare Code Editor', () => {
  const store = mkdtempSync(join(tmpdir(), 'cleanclaim-mce-'))
  afterAll(() => rmSync(store, { recursive: true, force: true }))
  let scrubber: Scrubber
  let golden: readonly Golden[]
  beforeAll(async () => {
    const tables = ['mce_v43_1_icd10cm_codes.csv.gz', 'mce_v43_1_icd10pcs_codes.csv.gz']
    await importReleases(
      store,
      tables.map((name) => join(editors!, name)),
    )
    // The engine itself, not the library's door: that reads the claim first, and takes its dots out.
    scrubber = createScrubber({
      edits: edits.filter(({ id }) => id in names),
      snapshot: await openCodesets(store),
      rules: 'none',
      engine: 'test',
      received: '2027-06-01',
      locate: whereOf,
    })
    golden = gunzipSync(readFileSync(join(editors!, 'mce_v43_1_golden_claims.jsonl.gz')))
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Golden)
  }, 120_000)

  it('counts every edit of every golden claim as the component does', () => {
    const total: Record<string, number> = {}
    let agreed = 0
    for (const one of golden) {
      const counts = countsOf(scrubber.scrub(claimOfGolden(one)))
      expect(counts, one.id).toEqual(one.expected.editCounts)
      for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count
      agreed++
    }
    process.stderr.write(`conformance: ${agreed} inpatient claims agree; findings ${JSON.stringify(total)}\n`)
    for (const name of Object.values(names)) expect(total[name] ?? 0, name).toBeGreaterThan(10)
    expect(agreed).toBe(golden.length)
    expect(agreed).toBeGreaterThan(2500)
  })

  it('answers nothing, and says so, where the component refuses the discharge date', () => {
    const refused = golden.filter(({ expected }) => expected.editType === 'INVALID_DISCHARGE_DATE')
    expect(refused.length).toBeGreaterThan(0)
    for (const one of refused) {
      const result = scrubber.scrub(claimOfGolden(one))
      expect(result.findings, one.id).toEqual([])
      expect(result.stale, one.id).toEqual([])
      const reason = one.input.dischargeDate > '20260930' ? 'no-table' : 'before-table'
      const open = result.unchecked
        .filter((entry) => entry.reason === reason && entry.table?.startsWith('mce-'))
        .flatMap((entry) => entry.edits)
      expect(new Set(open), one.id).toEqual(new Set(Object.keys(names)))
    }
  })

  it('differs on read claims only by the dots that reading takes out', () => {
    for (const one of golden) {
      const { pdx, sdx, procedures } = one.input
      if ([pdx, ...sdx, ...procedures].some((code) => code.includes('.'))) continue
      expect(countsOf(scrubber.scrub(claimOfGolden(one, true))), one.id).toEqual(one.expected.editCounts)
    }
  })
})
