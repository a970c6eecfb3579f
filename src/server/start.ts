/** Listens, watches, and stops with grace. */
import { Server as NetServer } from 'node:net'
import { build, type Server } from './build.ts'
import type { ServerOptions } from './options.ts'

/** A server that listens. */
export interface Listening {
  readonly address: string
  readonly server: Server
  /**
   * Takes no more requests, lets those in hand end, and closes: at most `seconds` later, then with what is left cut off.
   * True where nothing was.
   */
  stop(seconds?: number): Promise<boolean>
}

/** Seconds that requests in hand may take to end. */
export const STOP_SECONDS = 30
/** Milliseconds in which requests that have just come are told that the server is stopping. */
const LINGER = 200
/** Milliseconds after which connections that do not end are cut off. */
const CUT = 2_000

/** Builds and listens. Throws E_OPTION and what `build` throws, and the operating system's error for a taken port. */
export async function start(options: ServerOptions): Promise<Listening> {
  const server = await build(options)
  const { app, gate } = server
  let bound: string
  try {
    bound = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 8080 })
  } catch (error) {
    await app.close()
    throw error
  }
  let stopping: Promise<boolean> | undefined
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, milliseconds))
  const stop = async (seconds: number): Promise<boolean> => {
    gate.stopping = true
    const ends = performance.now() + seconds * 1000
    while (gate.inFlight > 0 && performance.now() < ends) await pause(20)
    const whole = gate.inFlight === 0
    // Whoever has just come still gets an answer, if only that the server is stopping.
    await pause(LINGER)
    // Connections stay as they are: closing those which seem idle would lose the request that is on its way on one.
    NetServer.prototype.close.call(app.server)
    await pause(LINGER)
    const cut = setTimeout(() => app.server.closeAllConnections(), whole ? CUT : 0)
    await app.close()
    clearTimeout(cut)
    return whole
  }
  return {
    address: bound,
    server,
    stop(seconds = STOP_SECONDS) {
      stopping ??= stop(seconds)
      return stopping
    },
  }
}
