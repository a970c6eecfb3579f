/** A bar with claims a second, on a terminal and for long input alone. */
import { SingleBar } from 'cli-progress'

/** Shows how far the input is read. */
export interface Progress {
  read(bytes: number): void
  claims(count: number): void
  stop(): void
}

const LONG_INPUT = 4 * 1024 * 1024

const silent: Progress = { read: () => undefined, claims: () => undefined, stop: () => undefined }

/** A bar over so many bytes; nothing where standard error is no terminal, or the input is short or of unknown length. */
export function openProgress(total: number | undefined): Progress {
  if (!process.stderr.isTTY || total === undefined || total < LONG_INPUT) return silent
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}%  {claims} claims  {rate}/s  {eta_formatted} left',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    { format: 'rect', barCompleteChar: '█', barIncompleteChar: '░' },
  )
  const began = performance.now()
  let [bytes, count] = [0, 0]
  bar.start(total, 0, { claims: 0, rate: 0 })
  const update = (): void => {
    const seconds = (performance.now() - began) / 1000
    bar.update(Math.min(bytes, total), {
      claims: count.toLocaleString('en-US'),
      rate: Math.round(count / Math.max(seconds, 0.001)).toLocaleString('en-US'),
    })
  }
  return {
    read(more) {
      bytes += more
      update()
    },
    claims(more) {
      count += more
    },
    stop: () => bar.stop(),
  }
}
