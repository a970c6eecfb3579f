/** Earlier claims from the store of runs, as edits look back on them. */
import { addPatient, claimsBy, newestAudit, type EarlierClaims, type PatientKeys } from '../audit/earlier.ts'
import { createHistory } from '../engine/history.ts'
import { readClaims, type Form } from '../formats/detect.ts'
import { expandPaths, openSource } from '../formats/source.ts'
import type { History } from '../model/history.ts'
import type { Problem } from '../model/result.ts'
import type { RunStore } from '../store/open.ts'
import { addHistoryFiles, sealHistory } from './history.ts'
import { digestsOf } from './digests.ts'

/** What a run looked back on, in its terms: audits finished by a moment, and files beside them. */
export interface StoreHistoryTerm {
  readonly [term: string]: unknown
  /** Moment at which the newest of those audits was finished; '' where there was none. */
  readonly store: string
}

/** Whether a term says that a run looked back on the store. */
export const isStoreHistory = (term: unknown): term is StoreHistoryTerm =>
  typeof term === 'object' && term !== null && 'store' in term && typeof term.store === 'string'

const filesOf = (history: readonly string[]): string[] => history.filter((path) => path !== 'store')

/** The term of `--history store`: audits finished by now, or before a moment. */
export async function storeHistoryTerm(
  store: RunStore,
  history: readonly string[],
  before?: string,
): Promise<StoreHistoryTerm> {
  const files = filesOf(history)
  return {
    store: await newestAudit(store, before),
    ...(files.length === 0 ? {} : { files: await digestsOf(expandPaths(files)) }),
  }
}

/** What is to be scrubbed: where it is files, only their patients' claims are read. */
export interface HistoryOfPatients {
  readonly paths: readonly string[]
  readonly from?: Form
}

/**
 * Claims that earlier audits kept, with those of files named beside `store`: into the same history as files alone.
 * With `of` only patients of those files are read, which reads them once more; standard input cannot be read twice, and
 * then all are.
 */
export async function openStoreHistory(
  store: RunStore,
  term: StoreHistoryTerm,
  history: readonly string[],
  onWarning?: (warning: Problem) => void,
  of?: HistoryOfPatients,
): Promise<History> {
  const builder = createHistory()
  await addHistoryFiles(builder, filesOf(history), onWarning)
  const patients = of && (await patientsOf(store, of))
  const report: EarlierClaims = { withoutClaims: 0 }
  if (term.store !== '')
    for await (const claims of claimsBy(store, term.store, patients, report))
      for (const claim of claims) builder.add(claim)
  if (report.withoutClaims > 0)
    onWarning?.({
      code: 'W_HISTORY',
      file: 'store',
      text: `${report.withoutClaims} earlier ${report.withoutClaims === 1 ? 'run keeps' : 'runs keep'} digests alone and ${report.withoutClaims === 1 ? 'is' : 'are'} no history.`,
    })
  return sealHistory(builder, 'store', onWarning)
}

async function patientsOf(store: RunStore, of: HistoryOfPatients): Promise<PatientKeys | undefined> {
  const paths = expandPaths([...of.paths])
  if (paths.some((path) => openSource(path).bytes === undefined)) return undefined
  const keys: PatientKeys = new Set()
  for (const path of paths) {
    const source = openSource(path)
    for await (const batch of readClaims(source.chunks, source.name, of.from))
      for (const item of batch) if (item.kind === 'claim') addPatient(keys, item.claim, store)
  }
  return keys
}
