/** The log: a line of JSON a request, of fields that are named here and nothing else. */

/** What a line may say. */
export interface LogEntry {
  /** Request id. */
  readonly id?: string
  readonly event: string
  readonly caller?: string
  readonly method?: string
  /** The pattern of the route, never the address. */
  readonly route?: string
  readonly status?: number
  readonly code?: string
  readonly milliseconds?: number
  readonly claims?: number
  readonly bytes?: number
  readonly snapshot?: string
  readonly rules?: string
  /** Id of the risk model. */
  readonly risk?: string
  /** Files and lines of the program. */
  readonly places?: readonly string[]
}

/** Writes lines. */
export interface Log {
  write(entry: LogEntry): void
  flush(): void
}

const MOST_WAITING = 64 * 1024
const EVERY = 100

/** Names of the program's own; anything else is written by JSON's rules. */
const PLAIN = /^[\w :./$()*@%,-]*$/

const text = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `,"${name}":${PLAIN.test(value) ? `"${value}"` : JSON.stringify(value)}`
const number = (name: string, value: number | undefined): string =>
  value === undefined ? '' : `,"${name}":${value}`

let [moment, momentText] = [0, '']
/** Now, in UTC; a millisecond has many requests. */
function momentNow(): string {
  const now = Date.now()
  if (now !== moment) [moment, momentText] = [now, new Date(now).toISOString()]
  return momentText
}

/** A log into `sink`, a tenth of a second of lines at a time: a write a request would cost more than its claim. */
export function openLog(sink: ((lines: string) => void) | undefined): Log {
  if (sink === undefined) return { write: () => undefined, flush: () => undefined }
  let waiting = ''
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (waiting === '') return
    const lines = waiting
    waiting = ''
    sink(lines)
  }
  return {
    flush,
    write({
      id,
      event,
      caller,
      method,
      route,
      status,
      code,
      milliseconds,
      claims,
      bytes,
      snapshot,
      rules,
      risk,
      places,
    }) {
      // Named one by one: what is not named here does not come in.
      const line =
        text('event', event) +
        text('id', id) +
        text('caller', caller) +
        text('method', method) +
        text('route', route) +
        number('status', status) +
        text('code', code) +
        number('milliseconds', milliseconds) +
        number('claims', claims) +
        number('bytes', bytes) +
        text('snapshot', snapshot) +
        text('rules', rules) +
        text('risk', risk) +
        (places === undefined ? '' : `,"places":${JSON.stringify(places)}`)
      waiting += `{"time":"${momentNow()}"${line}}\n`
      if (waiting.length > MOST_WAITING) flush()
      else timer ??= setTimeout(flush, EVERY)
    },
  }
}
