/** A process that imports into a store and kills itself before its nth step on disk. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const [folder, step, ...files] = process.argv.slice(2)
let left = Number(step)
const counted = <A extends unknown[], R>(act: (...given: A) => R) => {
  return (...given: A): R => {
    if (--left === 0) process.kill(process.pid, 'SIGKILL')
    return act(...given)
  }
}
fs.renameSync = counted(fs.renameSync)
fs.linkSync = counted(fs.linkSync)
fs.writeSync = counted(fs.writeSync as (...given: unknown[]) => number) as typeof fs.writeSync
fs.rmSync = counted(fs.rmSync)
syncBuiltinESMExports()

const { importReleases } = await import('../../src/codesets/store.ts')
process.stdout.write('started\n')
await importReleases(folder!, files, { partial: true })
