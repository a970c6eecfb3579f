/** What scores denial risk: a model that is named, else the newest that the store has, else published rates. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  newestModelId,
  openRunStore,
  readRiskModel,
  storedRiskModel,
  type RiskModel,
  type RunStore,
} from '../index.ts'
import type { ServerOptions } from './options.ts'

/** A model, and the id by which runs and the store name it; neither for published rates. */
export interface RiskInForce {
  readonly id: string | undefined
  readonly model: RiskModel | undefined
}

/** What is named for the published rates. */
const PRIOR = 'prior'
/** Digits of a model's SHA-256 by which it is named. */
const DIGITS = 32

/** Published rates. */
export const publishedRates: RiskInForce = { id: undefined, model: undefined }

/** What `--risk` names. Throws E_FILE and E_RISK_MODEL. */
export function namedRisk(name: string): RiskInForce {
  if (name === PRIOR) return publishedRates
  const model = readRiskModel(name)
  return { id: createHash('sha256').update(readFileSync(name)).digest('hex').slice(0, DIGITS), model }
}

/** The newest that a store has. Throws E_RISK_MODEL where it is none. */
export async function storedRisk(store: RunStore): Promise<RiskInForce> {
  for (;;) {
    const id = await newestModelId(store)
    if (id === undefined) return publishedRates
    const model = await storedRiskModel(store)
    // Another may have been kept in between: an id must not go with the model of another.
    if ((await newestModelId(store)) === id) return { id, model }
  }
}

/** Whether what scores comes from the store. */
export const isStored = ({ store, risk }: Pick<ServerOptions, 'store' | 'risk'>): boolean =>
  store !== undefined && risk === undefined

/** What the store has before there are threads that could be asked. Throws what opening it throws, and E_RISK_MODEL. */
export async function riskAtStart(options: ServerOptions): Promise<RiskInForce> {
  const { store: place } = options
  if (place === undefined || !isStored(options)) return publishedRates
  const store = await openRunStore(place.url, place)
  try {
    return await storedRisk(store)
  } finally {
    await store.close()
  }
}
