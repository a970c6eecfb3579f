/** `--risk`: what scores denial risk where it is named, and where it is not. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  learnedScorer,
  readRiskModel,
  ScrubError,
  storedRiskModel,
  type RiskModel,
  type RiskScorer,
} from '../index.ts'
import { home } from './options.ts'
import { withStore } from './store.ts'

/** What `--risk` takes for the published rates. */
const PRIOR = 'prior'

/**
 * The model that `--risk` names; else the newest that the store has; undefined for the published rates. A store that
 * nobody named and that cannot be read is told on standard error. Throws E_FILE and E_RISK_MODEL.
 */
export async function chosenRiskModel(
  given: string | undefined,
  store: string | undefined,
): Promise<RiskModel | undefined> {
  if (given !== undefined) return given === PRIOR ? undefined : readRiskModel(given)
  if (store !== undefined) return withStore(store, storedRiskModel)
  // A store that is not there yet is not made for this.
  if (!process.env['CLEANCLAIM_STORE'] && !existsSync(join(home(), 'store.db'))) return undefined
  try {
    return await withStore(undefined, storedRiskModel)
  } catch (error) {
    if (!(error instanceof ScrubError)) throw error
    process.stderr.write(
      `${error.code}  The risk model of the store cannot be read; risk is scored by published rates (--risk prior does so unasked).\n`,
    )
    return undefined
  }
}

/** What scores by the model of `chosenRiskModel`; undefined for the published rates. */
export async function openRisk(given: string | undefined, store?: string): Promise<RiskScorer | undefined> {
  const model = await chosenRiskModel(given, store)
  return model && learnedScorer(model)
}
