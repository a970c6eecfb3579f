/** What is asked of the store: always in a thread, as a store in a file makes its caller wait. */
import {
  changeItem,
  earlierClaims,
  itemOf,
  listRuns,
  newestModelId,
  noteAccess,
  notesOf,
  showRun,
  worklist,
  type ItemChange,
  type RunStore,
  type WorklistQuery,
} from '../index.ts'
import type { EarlierClaims } from './answer.ts'
import { refusal } from './faults.ts'
import type { AccessNote } from './messages.ts'
import { storedRisk } from './risk.ts'

/** Operations by name; what they take was held to a schema before. */
const operations = {
  runs: (store: RunStore, limit: number) => listRuns(store, limit),
  run: (store: RunStore, id: string) => showRun(store, id),
  worklist: (store: RunStore, query: WorklistQuery) => worklist(store, query),
  change: (store: RunStore, item: string, version: number, change: ItemChange, by: string) =>
    changeItem(store, item, version, change, by),
  notes: async (store: RunStore, item: string) => {
    await itemOf(store, item)
    return notesOf(store, item)
  },
  riskId: (store: RunStore) => newestModelId(store),
  risk: (store: RunStore) => storedRisk(store),
} as const

/** What the store can be asked. */
export type KeptOperation = keyof typeof operations

/** The arguments of an operation behind the store. */
export type KeptArguments<K extends KeptOperation> =
  Parameters<(typeof operations)[K]> extends [RunStore, ...infer Rest] ? Rest : never

/** What an operation gives. */
export type KeptValue<K extends KeptOperation> = Awaited<ReturnType<(typeof operations)[K]>>

/** Asks the store, in the thread that has it open. */
export const keptOperations = {
  run(store: RunStore, name: string, args: readonly unknown[]): Promise<unknown> {
    const operation = operations[name as KeptOperation] as
      ((store: RunStore, ...args: readonly unknown[]) => Promise<unknown>) | undefined
    if (operation === undefined) throw refusal('E_INTERNAL', 'There is no such operation.')
    return operation(store, ...args)
  },
  access: (store: RunStore, notes: readonly AccessNote[]): Promise<void> => noteAccess(store, notes),
}

/** Earlier claims of the patients of a batch, from a store that is opened when first asked. */
export const earlierIn = (opened: () => Promise<RunStore>): EarlierClaims =>
  async function* (claims) {
    yield* earlierClaims(await opened(), claims)
  }
