/**
 * Wall time of short commands, as a coder feels it: starts the built program again and again and prints the median.
 * Usage: npm run bench:start -- [--codesets DIR]
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { codesets: { type: 'string' }, runs: { type: 'string', default: '15' } },
})
const program = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
const store = values.codesets === undefined ? [] : ['--codesets', values.codesets]

const commands: Readonly<Record<string, readonly string[]>> = {
  // What Node itself takes: no command can be faster.
  'node -e 0': ['-e', '0'],
  '--help': [program, '--help'],
  check: [program, 'check', '99213', '--dx', 'E11.9', '--on', '2026-10-05', ...store],
}

const millisecondsOf = (command: readonly string[]): number => {
  const began = performance.now()
  const { status } = spawnSync(process.execPath, command, { stdio: 'ignore' })
  if (status !== 0 && status !== 1) throw new Error(`${command.join(' ')} ended with ${status}`)
  return performance.now() - began
}

for (const [name, command] of Object.entries(commands)) {
  const times = Array.from({ length: Number(values.runs) }, () => millisecondsOf(command)).sort(
    (a, b) => a - b,
  )
  const median = times[Math.floor(times.length / 2)]!
  process.stdout.write(
    `${name.padEnd(9)} median ${median.toFixed(0)} ms, fastest ${times[0]!.toFixed(0)} ms\n`,
  )
}
