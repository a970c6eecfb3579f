/** Where the package lies: its data stand beside the program, whether that runs from sources, compiled or bundled. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

function folderAbove(folder: string): string {
  if (existsSync(join(folder, 'codesets', 'small')) && existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  // Without its data the program cannot run: what it then misses is named by whoever opens it.
  return above === folder ? import.meta.dirname : folderAbove(above)
}

/** The package's own folder, with `codesets`, `rules` and `package.json` in it. */
export const packageFolder: string = folderAbove(import.meta.dirname)
