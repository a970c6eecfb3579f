/** Where development data lies: the folder named by CLEANCLAIM_DATA, or the one beside the checkout. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = process.env['CLEANCLAIM_DATA'] ?? join(import.meta.dirname, '..', '..', 'shared', 'data')

/** The folder, or undefined (with a line saying so) where it is absent: tests that need it then skip. */
export function dataFolder(sub = ''): string | undefined {
  const folder = join(root, sub)
  if (existsSync(folder)) return folder
  process.stderr.write(`skipped: no test data at CLEANCLAIM_DATA/${sub}\n`)
  return undefined
}
