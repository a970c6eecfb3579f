/** A program of the tests in one file: reading three hundred modules takes longer than what is asked of it. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')

/** Bundles a file that stands beside this one. It stays within the package, so that it finds the packages. */
export async function bundled(file: string): Promise<{ path: string; remove: () => void }> {
  const folder = join(cache, `cleanclaim-${process.pid}`)
  const path = join(folder, file.replace(/\.ts$/, '.mjs'))
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: [join(import.meta.dirname, file)],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  })
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
