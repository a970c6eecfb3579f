/** What the programs of this folder share: the compiled program, and the peers where they are installed. */
import '../as-commands.ts'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A module of the compiled program, as users run it. */
export const compiled = <T>(path: string, dist = join(import.meta.dirname, '..', '..', 'dist')): Promise<T> =>
  import(pathToFileURL(resolve(dist, path)).href) as Promise<T>

const from = createRequire(join(import.meta.dirname, 'package.json'))

/** A peer; undefined, with a line saying so, where it is not installed: not every platform has a build of each. */
export function peer<T>(name: string): T | undefined {
  try {
    return from(name) as T
  } catch {
    process.stdout.write(`  ${name}: not installed on this platform, skipped\n`)
    return undefined
  }
}

/** A line of results: what, how fast, and how many times as long it took as the first of them. */
export function line(name: string, microseconds: number, first: number): void {
  process.stdout.write(
    `  ${name.padEnd(44)} ${microseconds.toFixed(2).padStart(10)} µs a claim ${Math.round(1e6 / microseconds)
      .toLocaleString('en-US')
      .padStart(11)} claims/s ${(microseconds / first).toFixed(2).padStart(9)} × as long\n`,
  )
}
