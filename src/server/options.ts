/** How a server is set up, and what it takes at most. */

/** What a server takes at most. Beyond it the answer is 413, 408 or 503 with a stable code. */
export interface Limits {
  /** Bytes of a body as it is sent, and after inflating. */
  readonly bytes: number
  readonly inflatedBytes: number
  /** Bytes of a JSON body (one claim or an array), which is read as a whole. */
  readonly jsonBytes: number
  /** Claims of a JSON array, and of any other body. */
  readonly jsonClaims: number
  readonly claims: number
  /** Bytes up to which a body is answered at once; larger ones go to a thread of their own. */
  readonly wholeBytes: number
  /** Seconds that a body may bring nothing. */
  readonly idleSeconds: number
  /** Seconds that an answer may take. */
  readonly seconds: number
  /** Large bodies in hand at once. */
  readonly uploads: number
  /** Requests of one token in a minute. */
  readonly perMinute: number
  /** Bytes of answers kept for idempotency keys. */
  readonly keptBytes: number
}

/** The limits where none are named. */
export const usualLimits: Limits = {
  bytes: 2 * 1024 ** 3,
  inflatedBytes: 8 * 1024 ** 3,
  jsonBytes: 4 * 1024 ** 2,
  jsonClaims: 500,
  claims: 1_000_000,
  wholeBytes: 48 * 1024,
  idleSeconds: 30,
  seconds: 1_800,
  uploads: 16,
  perMinute: 60_000,
  keptBytes: 64 * 1024 ** 2,
}

/** Where runs are kept, and the key of what is kept. */
export interface StorePlace {
  readonly url: string
  readonly key?: string
  readonly keyFile?: string
  readonly home: string
}

/** JSON Web Tokens that are taken: who signs them, for whom, and with what. */
export interface JwtOptions {
  /** An https address, or a file. */
  readonly jwks: string
  readonly issuer: string
  readonly audience: string
  /** Signature algorithms; the two of SMART Backend Services where none are named. */
  readonly algorithms?: readonly string[]
}

/** How a server is set up. */
export interface ServerOptions {
  /** Address to listen on; anything but loopback needs tokens. */
  readonly host?: string
  /** 0 takes a free one. */
  readonly port?: number
  /** Code-set store; the starter sets of the package when absent or empty. */
  readonly codesets?: string
  /** Folder of payer rules; those of the package when absent. */
  readonly rules?: string
  /** File of a learned risk model, or `prior` for published rates; the newest of the store, else those, when absent. */
  readonly risk?: string
  /** File of a payer map. */
  readonly payerMap?: string
  readonly store?: StorePlace
  /** Whether loopback needs tokens too. */
  readonly requireToken?: boolean
  readonly tokenFile?: string
  readonly jwt?: JwtOptions
  /** Certificate and key for TLS, as files in PEM. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Origins of pages that may call; none when absent. */
  readonly cors?: readonly string[]
  readonly limits?: Partial<Limits>
  /** Threads for large bodies; one less than there are cores when absent, at least one. */
  readonly threads?: number
  /** Seconds between looks for new code sets and rules; 0 looks only when told. */
  readonly watchSeconds?: number
  /** Takes lines of the log, each with its end; nothing is logged when absent. */
  readonly log?: (lines: string) => void
  /** Today, `YYYY-MM-DD`: the default of `received`. */
  readonly today: () => string
}

/** Addresses of this machine alone. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
