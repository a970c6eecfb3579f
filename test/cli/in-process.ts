/** Runs a command of the command line in this process: what a process of its own would print and how it would end. */
import { CommanderError } from 'commander'
import { vi } from 'vitest'
import { program } from '../../src/cli/program.ts'
import { ScrubError } from '../../src/index.ts'

/** What a command did. */
export interface Ended {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** The environment of a command: a home folder of its own, and neither store nor key named. */
export const environment = (home: string): Record<string, string> => ({
  CLEANCLAIM_HOME: home,
  CLEANCLAIM_STORE: '',
  CLEANCLAIM_KEY: '',
  CLEANCLAIM_KEY_FILE: '',
  NO_COLOR: '1',
})

/** Makes a runner of commands with such an environment. */
export function runnerIn(home: string): (...args: readonly string[]) => Promise<Ended> {
  const env = environment(home)
  return async (...args) => {
    const { stdout, stderr } = process
    const [out, err] = [stdout.write.bind(stdout), stderr.write.bind(stderr)]
    let [told, warned] = ['', '']
    const text = (chunk: Uint8Array | string): string =>
      typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    try {
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
      // As a stream does, it says when the bytes have gone out.
      stdout.write = (chunk: Uint8Array | string, how?: unknown, done?: unknown) => {
        told += text(chunk)
        for (const then of [how, done]) if (typeof then === 'function') queueMicrotask(() => void then())
        return true
      }
      stderr.write = (chunk: Uint8Array | string) => ((warned += text(chunk)), true)
      process.exitCode = undefined
      const root = await program(args)
      await root.parseAsync([...args], { from: 'user' })
      return { status: Number(process.exitCode ?? 0), stdout: told, stderr: warned }
    } catch (error) {
      if (error instanceof CommanderError)
        return { status: error.exitCode === 0 ? 0 : 2, stdout: told, stderr: warned }
      if (!(error instanceof ScrubError)) throw error
      return {
        status: 2,
        stdout: told,
        stderr: `${warned}${error.code}  ${error.at}\n  ${error.message}\n`,
      }
    } finally {
      stdout.write = out
      stderr.write = err
      process.exitCode = undefined
      vi.unstubAllEnvs()
    }
  }
}
