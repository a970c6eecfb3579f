/** Where reports go: standard output, or a file that is whole or not there. */
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Writable } from 'node:stream'
import { ScrubError } from '../index.ts'

/** Takes text and waits where the reader is slow. */
export interface Output {
  /** Ends when the bytes have gone out: their memory may be used again then. */
  write(text: string | Uint8Array): Promise<void>
  /** Puts the file in its place. */
  close(): Promise<void>
  /** Leaves no trace of a file that was not finished. */
  abandon(): void
}

async function writeTo(stream: Writable, text: string | Uint8Array): Promise<void> {
  if (text.length === 0) return
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

const isRegularOrNew = (path: string): boolean => {
  try {
    return statSync(path).isFile()
  } catch {
    return true
  }
}

/** Opens the output: a file is written aside and renamed when whole; a device or pipe straight. Throws E_FILE. */
export async function openOutput(path: string | undefined): Promise<Output> {
  if (path === undefined || path === '-')
    return {
      write: (text) => writeTo(process.stdout, text),
      close: () => Promise.resolve(),
      abandon: () => undefined,
    }
  const aside = isRegularOrNew(path) ? join(dirname(path), `.${basename(path)}.${process.pid}.part`) : path
  const stream = createWriteStream(aside)
  const fault = (): ScrubError => new ScrubError('E_FILE', path, 'The report cannot be written there.')
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve())
    stream.once('error', () => reject(fault()))
  })
  const abandon = (): void => {
    stream.destroy()
    if (aside !== path) rmSync(aside, { force: true })
  }
  // Whoever stops the program finds no half report beside the whole ones.
  const stop = (): void => {
    abandon()
    process.exit(2)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  return {
    write: (text) => writeTo(stream, text),
    async close() {
      stream.end()
      await finished(stream)
      if (aside !== path) renameSync(aside, path)
    },
    abandon,
  }
}
