/** The real articles of shared data: every procedure of each, and random claims against a second reading of the file. */
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { LoadedRelease } from '../../src/codesets/dated.ts'
import { readReleases } from '../../src/codesets/import/read.ts'
import { coverageDiagnosis } from '../../src/edits/coverage-diagnosis.ts'
import { coverageDiagnosisUnpointed } from '../../src/edits/coverage-diagnosis-unpointed.ts'
import { createScrubber } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { Claim } from '../../src/model/claim.ts'
import type { ClaimResult } from '../../src/model/result.ts'
import { columnsOf, newFolder } from '../codesets/import-fixtures.ts'
import { dataFolder } from '../data.ts'
import { claimOf } from '../helpers/claims.ts'
import { snapshotOf } from '../helpers/test-edit.ts'
import { articlesSay, rowsOf, statesOf, type Row, type Said } from './coverage-oracle.ts'

const folder = dataFolder('coverage')
const UNLISTED = 'Q999'
const CLAIMS = 20_000

/** The answer of a result in the oracle's words. */
function heard({ findings, unchecked }: ClaimResult): Said | 'unpointed' | 'silent' {
  const finding = findings[0]
  if (finding?.edit === 'coverage-diagnosis-unpointed') return 'unpointed'
  if (finding) return finding.severity === 'deny' || finding.message === 'besideDrugs' ? 'denied' : 'perhaps'
  return unchecked.some(({ reason }) => reason === 'incomplete-table') ? 'open' : 'silent'
}

describe.skipIf(folder === undefined)('the real coverage articles', () => {
  let documents: Row[][]
  let listed: string[]
  let scrub: (line: {
    state: string
    procedure: string
    diagnoses: string[]
    pointers: number[]
  }) => ClaimResult

  beforeAll(async () => {
    const text = readFileSync(join(folder!, 'coverage.csv'), 'utf8')
    const real = new Set(
      rowsOf(readFileSync(join(folder!, 'articles.csv'), 'utf8')).map((row) => row['document']!),
    )
    const groups = new Map<string, Row[]>()
    for (const row of rowsOf(text))
      groups.set(row['document']!, [...(groups.get(row['document']!) ?? []), row])
    documents = [...groups].flatMap(([id, rows]) => (real.has(id) ? [rows] : []))
    const path = join(newFolder(), 'coverage_medicare_2026-09-28.csv')
    copyFileSync(join(folder!, 'coverage.csv'), path)
    const { releases, skipped } = await readReleases([path])
    listed = skipped.flatMap(({ file, reason }) => {
      const id = file.split('/')[1]!
      return real.has(id) ? [`- ${id}: ${reason.replace(/^Left open: /, '')}`] : []
    })
    const loaded: LoadedRelease[] = releases.map((release) => ({
      ...release,
      file: columnsOf(release.bytes),
    }))
    const scrubber = createScrubber({
      edits: [coverageDiagnosis, coverageDiagnosisUnpointed],
      snapshot: snapshotOf(loaded),
      rules: 'none',
      engine: 'test',
      received: '2026-11-01',
      locate: whereOf,
    })
    scrub = ({ state, procedure, diagnoses, pointers }) =>
      scrubber.scrub(
        Claim.parse(
          claimOf({
            billing: { npi: '1234567893', state },
            diagnoses: diagnoses.map((code) => ({ code })),
            lines: [{ procedure, pointers, serviceDate: '2026-10-05' }],
          }),
        ),
      )
  })

  it('are listed in docs/coverage.md where they are not read whole', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'coverage.md'), 'utf8')
    const shown = /<!-- open articles: begin -->\n([^]*?)\n?<!-- open articles: end -->/.exec(page)![1]
    expect(shown!.trim()).toBe(listed.join('\n'))
  })

  it('stand in the starter set as they are', () => {
    const starter = rowsOf(
      readFileSync(
        join(import.meta.dirname, '..', '..', 'codesets', 'starter', 'coverage-articles.csv'),
        'utf8',
      ),
    )
    const facts = (rows: readonly Row[]): string[] =>
      rows
        .map((row) =>
          ['document', 'version', 'procedure', 'diagnosis', 'dx_group', 'rule', 'pair_group']
            .map((name) => row[name])
            .join(' '),
        )
        .sort()
    const shipped = starter.filter((row) => row['payer'] === 'medicare')
    const ids = new Set(shipped.map((row) => row['document']!))
    expect(ids.size).toBe(5)
    expect(facts(shipped)).toEqual(facts(documents.filter((rows) => ids.has(rows[0]!['document']!)).flat()))
  })

  it('are 39', () => expect(documents.length).toBe(39))

  it('answer for every procedure with a covered, an uncovered, an unpointed and no diagnosis', () => {
    let asked = 0
    const open = new Set<string>()
    for (const rows of documents) {
      const state = statesOf(rows[0]!)[0]!
      for (const procedure of new Set(rows.flatMap((row) => row['procedure']!.split(' ')))) {
        const place = `${rows[0]!['document']!} ${procedure}`
        const says = (diagnoses: string[]): Said => articlesSay(documents, state, procedure, diagnoses)!
        const listed = rows.filter(
          (row) => row['procedure']!.split(' ').includes(procedure) && row['rule'] === 'covered',
        )
        const covered = listed
          .map((row) => row['diagnosis']!)
          .find((code) => code !== '*' && says([code]) === 'covered')
        const single = says([UNLISTED])
        if (single === 'open') open.add(rows[0]!['document']!)
        expect(heard(scrub({ state, procedure, diagnoses: [UNLISTED], pointers: [1] })), place).toBe(
          single === 'covered' ? 'silent' : single,
        )
        if (covered !== undefined) {
          expect(heard(scrub({ state, procedure, diagnoses: [covered], pointers: [1] })), place).toBe(
            'silent',
          )
          const pointed = single === 'covered' ? 'silent' : single === 'open' ? 'open' : 'unpointed'
          expect(
            heard(scrub({ state, procedure, diagnoses: [UNLISTED, covered], pointers: [1] })),
            place,
          ).toBe(pointed)
        }
        const none = scrub({ state, procedure, diagnoses: [], pointers: [] })
        const never = rows.some(
          (row) => row['rule'] === 'noncovered' && row['diagnosis'] === '*' && row['procedure'] === procedure,
        )
        if (never) expect(heard(none), place).toBe('denied')
        else expect(none.findings, place).toEqual([])
        if (single === 'denied' && !never)
          expect(
            none.unchecked.map(({ reason }) => reason),
            place,
          ).toContain('missing-field')
        asked++
      }
    }
    process.stderr.write(
      `coverage articles: ${asked} procedures of ${documents.length} articles; open: ${[...open].join(' ')}\n`,
    )
    expect(asked).toBe(366)
  })

  it(`agree with a second reading on ${CLAIMS} random claims`, () => {
    let seed = 20_261_125
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((seed / 2 ** 32) * below)
    }
    const pick = <T>(list: readonly T[]): T => list[random(list.length)]!
    const states = [...new Set(documents.flatMap((rows) => statesOf(rows[0]!)))].sort()
    const counts: Record<string, number> = {}
    for (let claim = 0; claim < CLAIMS; claim++) {
      const rows = pick(documents)
      const procedure = pick(pick(rows)['procedure']!.split(' '))
      const state = random(4) > 0 ? pick(statesOf(rows[0]!)) : pick(states)
      const diagnoses = [
        ...new Set(
          Array.from({ length: 1 + random(5) }, () => {
            const code = random(3) === 0 ? pick(pick(documents))['diagnosis']! : pick(rows)['diagnosis']!
            return /^[*(]/.test(code) ? UNLISTED : code
          }),
        ),
      ]
      const count = 1 + random(Math.min(4, diagnoses.length))
      const pointers = Array.from(diagnoses.keys(), (at) => at + 1)
        .sort(() => random(3) - 1)
        .slice(0, count)
      const pointed = articlesSay(
        documents,
        state,
        procedure,
        pointers.map((pointer) => diagnoses[pointer - 1]!),
      )
      const whole = articlesSay(documents, state, procedure, diagnoses)
      const expected =
        pointed === undefined || pointed === 'covered'
          ? 'silent'
          : pointed === 'open' || whole === 'open'
            ? 'open'
            : whole === 'covered'
              ? 'unpointed'
              : pointed
      const answer = heard(scrub({ state, procedure, diagnoses, pointers }))
      expect(answer, `${state} ${procedure} ${diagnoses.join(' ')} at ${pointers.join(',')}`).toBe(expected)
      counts[answer] = (counts[answer] ?? 0) + 1
    }
    process.stderr.write(`coverage articles: ${CLAIMS} random claims agree: ${JSON.stringify(counts)}\n`)
    for (const kind of ['silent', 'open', 'unpointed', 'denied', 'perhaps'])
      expect(counts[kind], kind).toBeGreaterThan(20)
  })
})
