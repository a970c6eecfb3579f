/** Records a file as `audit run --resumable` does, to be killed: STORE HOME FILE KEY. Says when it begins and ends. */
import { openCodesets, openRunStore, recordRun, starterFolder } from '../../src/index.ts'

const [url, home, file, key] = process.argv.slice(2)
const codesets = await openCodesets(starterFolder)
const store = await openRunStore(url!, { home: home! })
process.stdout.write('recording\n')
const { run } = await recordRun({
  store,
  codesets,
  paths: [file!],
  received: '2025-12-15',
  today: '2025-12-15',
  key: key!,
  keep: 'claims',
  by: 'tester',
})
await store.close()
process.stdout.write(`finished ${run.id}\n`)
