/**
 * What is in force: code sets, payer rules, risk model and payer map, read together and changed together. A request
 * takes them once, so that no answer mixes two of them.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  currentManifest,
  learnedScorer,
  openCodesets,
  openPayerMap,
  openScrubber,
  priorScorer,
  readRuleFiles,
  ruleSetOf,
  rulesFolder,
  type ClaimScrubber,
  type History,
  type Manifest,
  type PayerMap,
  type RiskModel,
  type RiskScorer,
  type RuleFile,
  type RuleSet,
  type Snapshot,
} from '../index.ts'
import { namedRisk, type RiskInForce } from './risk.ts'

/** What is needed to have the same in force in another thread: plain data. */
export interface ForceParts {
  readonly version: number
  readonly folder: string | undefined
  /** The snapshot; undefined for the starter sets. */
  readonly snapshot: string | undefined
  readonly ruleFiles: readonly RuleFile[]
  readonly risk: RiskModel | undefined
  /** Name of the model; undefined for published rates. */
  readonly riskId: string | undefined
  readonly payerMap: PayerMap | undefined
}

/** What is in force, ready to scrub with. */
export interface InForce {
  readonly parts: ForceParts
  readonly codesets: Snapshot
  /** The releases of the snapshot; undefined for the starter sets. */
  readonly manifest: Manifest | undefined
  readonly rules: RuleSet
  readonly risk: RiskScorer
  /** A scrubber of these terms; those asked for last are kept. */
  scrubber(terms: ScrubTerms): ClaimScrubber
}

/** How claims are scrubbed, as a query says it. */
export interface ScrubTerms {
  readonly received: string
  readonly only?: readonly string[] | undefined
  readonly skip?: readonly string[] | undefined
  readonly suggest: boolean
}

/** Scrubbers kept: a new one costs a millisecond and forgets what the engine has learned of payers and tables. */
const MOST_SCRUBBERS = 32

/** Where to read from. */
export interface ForcePlaces {
  readonly codesets?: string
  readonly rules?: string
  readonly risk?: string
  readonly payerMap?: string
}

/**
 * Reads what is in force now; `stored` scores risk where no model is named. Throws what reading code sets, rules, models
 * and maps throws.
 */
export async function readForce(places: ForcePlaces, version: number, stored: RiskInForce): Promise<InForce> {
  const risk = places.risk === undefined ? stored : namedRisk(places.risk)
  const manifest = places.codesets === undefined ? undefined : currentManifest(places.codesets)
  return openForce({
    version,
    folder: places.codesets,
    snapshot: manifest?.id,
    ruleFiles: readRuleFiles(places.rules ?? rulesFolder),
    risk: risk.model,
    riskId: risk.id,
    payerMap: places.payerMap === undefined ? undefined : await openPayerMap(places.payerMap),
  })
}

/** Puts it together in this thread. */
export async function openForce(parts: ForceParts): Promise<InForce> {
  const { folder, snapshot, ruleFiles } = parts
  const codesets = await openCodesets(folder, snapshot)
  const manifest = snapshot === undefined || folder === undefined ? undefined : currentManifest(folder)
  const rules = ruleSetOf(ruleFiles)
  const risk = parts.risk === undefined ? priorScorer : learnedScorer(parts.risk)
  const scrubbers = new Map<string, ClaimScrubber>()
  // Most requests ask the same as the one before.
  let [lastTerms, last]: [ScrubTerms | undefined, ClaimScrubber | undefined] = [undefined, undefined]
  const force: InForce = {
    parts,
    codesets,
    // Another import may have come between: then the list is not told rather than told wrong.
    manifest: manifest?.id === snapshot ? manifest : undefined,
    rules,
    risk,
    scrubber(terms) {
      if (terms === lastTerms) return last!
      const key = JSON.stringify([terms.received, terms.only ?? null, terms.skip ?? null, terms.suggest])
      const known = scrubbers.get(key)
      if (known) {
        // Behind all others again, so that the one not asked for longest goes first.
        if (scrubbers.size > 1) {
          scrubbers.delete(key)
          scrubbers.set(key, known)
        }
        ;[lastTerms, last] = [terms, known]
        return known
      }
      const made = makeScrubber(force, terms)
      ;[lastTerms, last] = [terms, made]
      scrubbers.set(key, made)
      if (scrubbers.size > MOST_SCRUBBERS) scrubbers.delete(scrubbers.keys().next().value!)
      return made
    },
  }
  warm(force)
  return force
}

/** A scrubber of these terms, with the earlier claims where there are any. */
export const makeScrubber = (force: InForce, terms: ScrubTerms, history?: History): ClaimScrubber =>
  openScrubber({
    codesets: force.codesets,
    rules: force.rules,
    risk: force.risk,
    received: terms.received,
    suggest: terms.suggest,
    ...(terms.only ? { only: terms.only } : {}),
    ...(terms.skip ? { skip: terms.skip } : {}),
    ...(force.parts.payerMap ? { payerMap: force.parts.payerMap } : {}),
    ...(history ? { history } : {}),
  })

/** Tables are put together when first asked for: the first request should not wait for them. */
function warm(force: InForce): void {
  const scrubber = force.scrubber({ received: '2026-01-15', suggest: false })
  for (const type of ['professional', 'institutional'] as const)
    for (const line of ['medicare', 'medicaid', 'commercial'] as const)
      scrubber.scrub({
        id: 'warm',
        type,
        payer: { line },
        patient: { birthDate: '1950-01-01', sex: 'F' },
        diagnoses: [{ code: 'E119' }],
        ...(type === 'institutional' ? { typeOfBill: '0131' } : { placeOfService: '11' }),
        lines: ['99213', '20610', 'J1030'].map((procedure, at) => ({
          number: at + 1,
          procedure,
          serviceDate: '2026-01-05',
          pointers: [1],
          ...(type === 'institutional' ? { revenueCode: '0510' } : {}),
        })),
      })
}

/** A mark that changes when what is in force may have changed: names, sizes and times of the files it is read from. */
export function markOf(places: ForcePlaces): string {
  const hash = createHash('sha256')
  const add = (path: string): void => {
    const { mtimeMs, size, ino } = statSync(path)
    hash.update(`${path} ${mtimeMs} ${size} ${ino}\n`)
  }
  if (places.codesets !== undefined) {
    const current = join(places.codesets, 'current')
    hash.update(existsSync(current) ? readFileSync(current) : 'none')
  }
  const folder = places.rules ?? rulesFolder
  if (existsSync(folder))
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      const names = readdirSync(join(folder, entry.name)).filter((name) => name.endsWith('.json'))
      for (const name of names) add(join(folder, entry.name, name))
    }
  for (const path of [places.risk, places.payerMap]) if (path !== undefined && existsSync(path)) add(path)
  return hash.digest('hex')
}
