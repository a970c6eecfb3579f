/**
 * A Postgres of our own for tests: a new cluster in a temporary folder, a private socket and a free port of the
 * loopback, stopped and removed afterwards. Without Postgres installed (Debian: `apt-get install postgresql`) the tests
 * on it are skipped with a line; with `CLEANCLAIM_TEST_POSTGRES=required`, as in `.ci/run`, they fail.
 */
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A running server, with one database a test that asks. */
export interface TestPostgres {
  /** URL of a database that did not exist before: empty, or a copy of one that nobody has open. */
  database(copyOf?: string): string
  stop(): void
}

const versions = '/usr/lib/postgresql'

/** Folder of the newest installed server's programs. */
function programs(): string | undefined {
  if (!existsSync(versions)) return undefined
  const [newest] = readdirSync(versions).sort((a, b) => Number(b) - Number(a))
  const folder = newest === undefined ? undefined : join(versions, newest, 'bin')
  return folder !== undefined && existsSync(join(folder, 'initdb')) ? folder : undefined
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()))
    })
  })

const settings = ['listen_addresses=127.0.0.1', 'fsync=off', 'full_page_writes=off', 'autovacuum=off']

/** Starts one; undefined, with a line, where Postgres is not installed. */
export async function startPostgres(): Promise<TestPostgres | undefined> {
  const bin = programs()
  if (bin === undefined) {
    if (process.env['CLEANCLAIM_TEST_POSTGRES'] === 'required')
      throw new Error(`Postgres is required, and none is under ${versions}.`)
    process.stderr.write('skipped: no Postgres under /usr/lib/postgresql\n')
    return undefined
  }
  // Postgres refuses to run as root: there it runs as the user that its package makes.
  const root = process.getuid?.() === 0
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  const as = root ? { uid: id('-u'), gid: id('-g') } : {}
  const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-postgres-'))
  if (root) chownSync(folder, as.uid!, as.gid!)
  const [data, user] = [join(folder, 'data'), 'cleanclaim']
  const run = (program: string, args: readonly string[]): void =>
    void execFileSync(join(bin, program), [...args], { ...as, cwd: folder, stdio: 'ignore' })
  run('initdb', ['-D', data, '-A', 'trust', '-U', user, '--no-sync', '-E', 'UTF8', '--locale=C'])
  const port = await freePort()
  const server = spawn(
    join(bin, 'postgres'),
    // The machine does not fail in a test; what a killed client leaves is the same.
    ['-D', data, '-k', folder, '-p', String(port), ...settings.flatMap((one) => ['-c', one])],
    { ...as, cwd: folder, stdio: 'ignore' },
  )
  const stop = (): void => {
    server.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  for (let tries = 0; ; tries++)
    try {
      run('pg_isready', ['-h', folder, '-p', String(port)])
      break
    } catch (error) {
      if (tries > 100 || server.exitCode !== null) {
        stop()
        throw error
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  let count = 0
  return {
    database(copyOf) {
      const name = `test_${process.pid}_${++count}`
      const template = copyOf === undefined ? [] : ['-T', new URL(copyOf).pathname.slice(1)]
      run('createdb', ['-h', folder, '-p', String(port), '-U', user, ...template, name])
      return `postgres://${user}@127.0.0.1:${port}/${name}`
    },
    stop,
  }
}
