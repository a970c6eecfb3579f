/** The command line. Exit status: 0 nothing at or above `--fail-on`, 1 something, 2 could not do the job; never more. */
import { CommanderError } from 'commander'
import { ScrubError } from '../index.ts'
import { program } from './program.ts'

/** A fault as people read it: code, place, what was expected. No stack, whatever it was. */
function describe(error: unknown): string {
  if (error instanceof ScrubError) return `${error.code}  ${error.at}\n  ${error.message}\n`
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return `E_FILE  ${error.code}\n  The operating system refused to read or write a file.\n`
  return 'E_INTERNAL\n  The program failed. No claim was changed.\n'
}

async function run(argv: readonly string[]): Promise<number> {
  try {
    const root = await program(argv)
    await root.parseAsync([...argv], { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    // Commander has printed its own message; help and version are no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(describe(error))
    return 2
  }
}

// A closed pipe, as `cleanclaim … | head` makes one, ends the program quietly.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))

void run(process.argv.slice(2)).then((status) => (process.exitCode = status))
