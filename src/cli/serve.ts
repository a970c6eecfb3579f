/** `cleanclaim serve`: the HTTP API. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { ScrubError } from '../index.ts'
import { codesetsFolder, home, list, today } from './options.ts'
import { withStore } from './store.ts'

interface Options {
  readonly host: string
  readonly port: number
  readonly codesets?: string
  readonly rules?: string
  readonly risk?: string
  readonly payerMap?: string
  readonly store?: string
  readonly requireToken: boolean
  readonly tokenFile?: string
  readonly jwks?: string
  readonly jwtIssuer?: string
  readonly jwtAudience?: string
  readonly jwtAlgorithms?: readonly string[]
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly cors?: readonly string[]
  readonly threads?: number
  readonly maxBytes?: number
  readonly maxClaims?: number
  readonly maxSeconds?: number
  readonly perMinute?: number
  readonly stopSeconds: number
  readonly log: boolean
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^\d{1,15}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`)
    return value
  }

/** Where tokens lie where no file is named. */
export const tokenFile = (given: string | undefined): string => given ?? join(home(), 'tokens.json')

/** The command. */
export function serveCommand(): Command {
  return new Command('serve')
    .option('--host <address>', 'address to listen on; off loopback there must be tokens', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), 8080)
    .option('--codesets <dir>', 'code-set store (default: $CLEANCLAIM_HOME/codesets)')
    .option('--rules <dir>', 'payer rules and profiles (default: those of the package)')
    .option('--payer-map <file>', 'what payer ids of claims stand for')
    .option(
      '--risk <model>',
      'what scores denial risk: a model of `learn`, or prior for published rates (default: the newest model of the store, else prior)',
    )
    .option(
      '--store <url>',
      'where runs and risk models are kept: sqlite:FILE or postgres://… (default: $CLEANCLAIM_STORE, else nothing is kept)',
    )
    .option('--require-token', 'ask for a token on loopback too', false)
    .option(
      '--token-file <file>',
      'tokens of `token new` (default: $CLEANCLAIM_HOME/tokens.json where it is there)',
    )
    .option('--jwks <url|file>', 'keys of the authorization server whose JWTs are taken')
    .option('--jwt-issuer <issuer>', 'who must have issued a JWT')
    .option('--jwt-audience <audience>', 'whom a JWT must be for')
    .option('--jwt-algorithms <names>', 'signatures that are taken (default: RS384,ES384)', list)
    .option('--tls-cert <file>', 'certificate in PEM: then it listens for https')
    .option('--tls-key <file>', 'its key in PEM')
    .option('--cors <origins>', 'origins of pages that may call (default: none)', list)
    .option(
      '--threads <number>',
      'threads for large bodies (default: one less than there are cores)',
      wholeNumber(1, 64),
    )
    .option('--max-bytes <number>', 'bytes of a body at most (default: 2 GiB)', wholeNumber(1_000, 1e12))
    .option('--max-claims <number>', 'claims of a body at most (default: 1,000,000)', wholeNumber(1, 1e9))
    .option(
      '--max-seconds <number>',
      'seconds that an answer may take (default: 1800)',
      wholeNumber(1, 86_400),
    )
    .option(
      '--per-minute <number>',
      'requests of one token in a minute (default: 60,000)',
      wholeNumber(1, 1e9),
    )
    .option(
      '--stop-seconds <number>',
      'seconds that requests in hand get to end when it is stopped',
      wholeNumber(1, 3_600),
      30,
    )
    .option('--no-log', 'no line a request on standard error')
    .addHelpText(
      'after',
      '\nExamples:\n  cleanclaim serve --port 8080 --codesets /srv/codesets\n  curl -s localhost:8080/v1/check -H "content-type: application/json" -d \'{"lines":["99213-25","20610-RT"],"dx":["M17.11"]}\'\n',
    )
    .action(serve)
}

async function serve(options: Options): Promise<void> {
  const url = options.store ?? (process.env['CLEANCLAIM_STORE'] || undefined)
  const [key, keyFile] = [process.env['CLEANCLAIM_KEY'], process.env['CLEANCLAIM_KEY_FILE']]
  // Brought up to date, and its key announced, before anybody calls.
  if (url !== undefined) await withStore(url, () => Promise.resolve())
  const tokens = tokenFile(options.tokenFile)
  const { start } = await import('../server/start.ts')
  const { maxBytes, maxClaims, maxSeconds, perMinute } = options
  const { address, server, stop } = await start({
    host: options.host,
    port: options.port,
    codesets: codesetsFolder(options.codesets),
    requireToken: options.requireToken,
    today: todayOfSecond(),
    limits: {
      ...(maxBytes === undefined ? {} : { bytes: maxBytes, inflatedBytes: maxBytes * 4 }),
      ...(maxClaims === undefined ? {} : { claims: maxClaims }),
      ...(maxSeconds === undefined ? {} : { seconds: maxSeconds }),
      ...(perMinute === undefined ? {} : { perMinute }),
    },
    ...(options.rules ? { rules: options.rules } : {}),
    ...(options.risk ? { risk: options.risk } : {}),
    ...(options.payerMap ? { payerMap: options.payerMap } : {}),
    ...(url === undefined
      ? {}
      : { store: { url, home: home(), ...(key ? { key } : {}), ...(keyFile ? { keyFile } : {}) } }),
    ...(options.tokenFile !== undefined || existsSync(tokens) ? { tokenFile: tokens } : {}),
    ...jwtOf(options),
    ...tlsOf(options),
    ...(options.cors ? { cors: options.cors } : {}),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.log ? { log: (lines: string) => void process.stderr.write(lines) } : {}),
  })
  process.on('SIGHUP', () => void server.reload())
  const stopped = new Promise<boolean>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => void stop(options.stopSeconds).then(resolve))
  })
  process.stdout.write(`${JSON.stringify({ listening: address })}\n`)
  if (!(await stopped)) process.stderr.write('Requests that did not end in time were cut off.\n')
  // Threads of the runtime may still be resting; nothing is left to do.
  process.exit(0)
}

/** Today, looked up once a second: it is asked for with every request. */
function todayOfSecond(): () => string {
  let [day, until] = ['', 0]
  return () => {
    const now = performance.now()
    if (now >= until) [day, until] = [today(), now + 1_000]
    return day
  }
}

function jwtOf({ jwks, jwtIssuer, jwtAudience, jwtAlgorithms }: Options) {
  if (jwks === undefined) return {}
  if (jwtIssuer === undefined || jwtAudience === undefined)
    throw new ScrubError(
      'E_OPTION',
      '--jwks',
      'Say too who must have issued a JWT and whom it must be for: --jwt-issuer and --jwt-audience.',
    )
  const algorithms = jwtAlgorithms ? { algorithms: jwtAlgorithms } : {}
  return { jwt: { jwks, issuer: jwtIssuer, audience: jwtAudience, ...algorithms } }
}

function tlsOf({ tlsCert, tlsKey }: Options) {
  if (tlsCert === undefined && tlsKey === undefined) return {}
  if (tlsCert === undefined || tlsKey === undefined)
    throw new ScrubError('E_OPTION', '--tls-cert', 'TLS needs both --tls-cert and --tls-key.')
  return { tls: { cert: tlsCert, key: tlsKey } }
}
