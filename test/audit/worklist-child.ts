/** A worker of its own process: assigns items of the list to itself until none is left, and says how many it got. */
import { changeItem, openRunStore, ScrubError, worklist } from '../../src/index.ts'

const [url, home, name] = process.argv.slice(2) as [string, string, string]
const store = await openRunStore(url, { home })
let [won, lost] = [0, 0]
for (let round = 0; round < 200; round++) {
  const { items } = await worklist(store, { today: '2024-09-01', limit: 20 })
  const free = items.filter(({ assignee }) => assignee === null)
  if (free.length === 0) break
  for (const { id, version } of free)
    try {
      await changeItem(store, id, version, { do: 'assign', to: name }, name)
      won += 1
      await changeItem(store, id, version + 1, { do: 'resolve', reason: 'fixed' }, name)
    } catch (error) {
      if (!(error instanceof ScrubError) || error.code !== 'E_CONFLICT') throw error
      lost += 1
    }
}
await store.close()
process.stdout.write(JSON.stringify({ won, lost }))
