/** A folder of the payer rules that `cleanclaim bench` measures with. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { benchRules } from '../src/jobs/bench-rules.ts'

/** Writes the folder. A seventh of the rules are of services that the generated claims bear; they mostly do not speak. */
export function writePayerRules(folder: string, count: number, payerIds: readonly string[]): void {
  for (const { path, text } of benchRules({ count, payerIds, met: true })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}
