/**
 * False alarms: a thousand clean claims of many specialties and payers of every line, of which nothing above a note may
 * be said, alone or with one another as history. See `test/corpus/README.md`.
 */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHistory } from '../src/engine/history.ts'
import {
  Claim,
  edits,
  importReleases,
  openCodesets,
  openScrubber,
  starterFolder,
  type ClaimInput,
  type History,
  type Snapshot,
} from '../src/index.ts'
import { readCorpus } from './corpus/expand.ts'
import { dataFolder } from './data.ts'

const corpus = readCorpus()
const received = '2026-12-01'

/** The corpus as one another's history. */
function historyOfAll() {
  const builder = createHistory()
  corpus.forEach(({ claim }) => builder.add(Claim.parse(claim)))
  return builder.seal()
}

/** What is said above a note, a line each with its place, and the edits that are not unchecked on every claim. */
function alarms(codesets: Snapshot, label: string, history?: History, change = (claim: ClaimInput) => claim) {
  const scrubber = openScrubber({ codesets, received, ...(history ? { history } : {}) })
  const said: string[] = []
  const claims = new Set<string>()
  const answers = new Set<string>()
  for (const { at, claim } of corpus) {
    const { findings, unchecked } = scrubber.scrub(change(claim))
    for (const { edit, message, severity, line, text } of findings) {
      if (severity === 'note') continue
      claims.add(at)
      said.push(`${at} line ${line ?? '-'}: ${edit}/${message} ${severity}: ${text}`)
    }
    const open = unchecked.filter(({ reason }) => reason !== 'no-history').flatMap(({ edits: ids }) => ids)
    for (const { id } of edits) if (!open.includes(id)) answers.add(id)
  }
  const count = corpus.length.toLocaleString('en-US')
  process.stderr.write(`${label}: ${claims.size} of ${count} claims\n`)
  return { said, claims, answers }
}

/** A claim whose coder forgot every modifier. */
const withoutModifiers = (claim: ClaimInput): ClaimInput => ({
  ...claim,
  lines: claim.lines.map((line) => ({ ...line, modifiers: [] })),
})

describe('the corpus', () => {
  it('has a thousand claims, no two alike, of twenty specialties and every line of payers', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(1000)
    expect(new Set(corpus.map(({ at }) => at.split(':')[0])).size).toBeGreaterThanOrEqual(20)
    const lines = new Set(corpus.map(({ claim }) => claim.payer?.line))
    expect([...lines].sort()).toEqual(['commercial', 'medicaid', 'medicare', 'medicare-advantage', 'other'])
    const served = ({ claim }: (typeof corpus)[number]): string =>
      JSON.stringify([
        claim.payer,
        claim.frequency,
        claim.diagnoses,
        claim.placeOfService,
        claim.typeOfBill,
        claim.rendering?.taxonomy,
        claim.patient?.sex,
        claim.lines.map(({ procedure, revenueCode, modifiers, units, serviceDate }) => [
          procedure,
          revenueCode,
          modifiers,
          units,
          serviceDate,
        ]),
      ])
    const seen = new Map<string, string>()
    const alike = corpus.flatMap((item) => {
      const other = seen.get(served(item))
      seen.set(served(item), item.at)
      return other === undefined ? [] : [`${item.at} is ${other}`]
    })
    expect(alike).toEqual([])
  })

  it('has claims of 2024 to 2026, in and out of what the tables hold', () => {
    const years = new Set(corpus.map(({ claim }) => claim.lines[0]!.serviceDate.slice(0, 4)))
    expect([...years]).toEqual(expect.arrayContaining(['2024', '2025', '2026']))
  })
})

describe('under the starter sets', () => {
  it('raises no false alarm', async () => {
    const codesets = await openCodesets(starterFolder)
    expect(alarms(codesets, 'false alarms, starter sets').said).toEqual([])
    expect(alarms(codesets, 'false alarms, starter sets with history', historyOfAll()).said).toEqual([])
  })

  it('has patients with several claims', () => {
    const history = historyOfAll()
    const followed = corpus.filter(({ claim }) => history.of(Claim.parse(claim)).claims.length > 0)
    expect(followed.length).toBeGreaterThanOrEqual(150)
  })
})

const official = dataFolder('official')
const editors = dataFolder('editors')
const icd = dataFolder('icd')
const coverage = dataFolder('coverage')

describe.skipIf(!official || !editors || !icd || !coverage)('under the official tables', () => {
  let store: string
  beforeAll(async () => {
    store = mkdtempSync(join(tmpdir(), 'cleanclaim-corpus-'))
    // The articles as of one day; their release is told from the name.
    const articles = join(store, 'coverage_medicare_2026-09-28.csv')
    copyFileSync(join(coverage!, 'coverage.csv'), articles)
    const zips = readdirSync(official!).filter((name) => name.endsWith('.zip'))
    await importReleases(store, [
      ...zips.map((name) => join(official!, name)),
      ...['cm', 'pcs'].map((system) => join(editors!, `mce_v43_1_icd10${system}_codes.csv.gz`)),
      join(icd!, 'icd10cm_tabular_notes_fy2026.csv.gz'),
      articles,
    ])
  }, 120_000)
  afterAll(() => rmSync(store, { recursive: true, force: true }))

  it('raises no false alarm', async () => {
    const codesets = await openCodesets(store)
    const { said, answers } = alarms(codesets, 'false alarms')
    expect(said).toEqual([])
    expect(alarms(codesets, 'false alarms, with history', historyOfAll()).said).toEqual([])
    // A silence counts only where the question could be answered: no edit is unchecked on every claim.
    expect(edits.map(({ id }) => id).filter((id) => !answers.has(id))).toEqual([])
  }, 120_000)

  it('is not silent by itself: without their modifiers hundreds of the claims are no longer clean', async () => {
    const codesets = await openCodesets(store)
    const { claims } = alarms(codesets, 'without modifiers', historyOfAll(), withoutModifiers)
    expect(claims.size).toBeGreaterThan(300)
  }, 120_000)
})
