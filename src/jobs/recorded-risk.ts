/** What scores the denial risk of a recorded run, and the name by which the run tells it. */
import { ScrubError } from '../model/errors.ts'
import { RiskModel } from '../model/risk.ts'
import { learnedScorer, type RiskScorer } from '../risk/score.ts'
import { keptModel } from '../store/kept.ts'
import type { RunStore } from '../store/open.ts'
import type { Run } from '../store/runs.ts'
import { digestsOf } from './digests.ts'
import { readRiskModel } from './learn.ts'

/** What is named for the published rates. */
const PRIOR = 'prior'

/** Digits of a model's SHA-256 by which runs, and the store, name it. */
const DIGITS = 32

/** What scores a run. */
export interface RecordedRisk {
  /** Digest of the model document, the term of the run; undefined for published rates. */
  readonly id: string | undefined
  /** Reads the model; undefined for published rates. Throws E_OPTION for one that has to be named again, E_RISK_MODEL. */
  open(): Promise<RiskScorer | undefined>
}

/**
 * The model of a file that is named, `prior` for published rates; where nothing is named that of the run which is taken
 * up again, else the newest that the store has. Throws E_FILE for a file that cannot be read.
 */
export async function recordedRisk(
  store: RunStore,
  named: string | undefined,
  before: Run | undefined,
): Promise<RecordedRisk> {
  if (named === PRIOR) return published
  if (named !== undefined) {
    const [file] = await digestsOf([named])
    return {
      id: file!.sha256.slice(0, DIGITS),
      open: () => Promise.resolve(learnedScorer(readRiskModel(named))),
    }
  }
  if (before !== undefined) {
    const { risk } = before.options
    return typeof risk === 'string' ? kept(store, risk) : published
  }
  const newest = await keptModel(store)
  return newest === undefined ? published : kept(store, newest.id)
}

const published: RecordedRisk = { id: undefined, open: () => Promise.resolve(undefined) }

const kept = (store: RunStore, id: string): RecordedRisk => ({
  id,
  async open() {
    const model = await keptModel(store, id)
    if (model === undefined)
      throw new ScrubError(
        'E_OPTION',
        '--risk',
        'The run was scored by a model that the store does not have: name its file again.',
      )
    const parsed = RiskModel.safeParse(model.body)
    if (!parsed.success)
      throw new ScrubError('E_RISK_MODEL', store.place, 'The risk model of the store is none.')
    return learnedScorer(parsed.data)
  },
})
