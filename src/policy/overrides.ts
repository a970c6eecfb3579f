/** Findings that people judged wrong: which of them an override in force takes out of the verdict. */
import type { RuleProgram } from '../edits/define.ts'
import type { Claim } from '../model/claim.ts'
import type { Finding } from '../model/result.ts'
import { matcherOf, parsePattern } from './patterns.ts'
import type { Override } from './schema.ts'

interface Prepared {
  readonly override: Override
  readonly is: ((code: string) => boolean) | undefined
}

/** Procedures a finding is about: of its line, or of all lines where it is about the claim. */
function proceduresOf({ line, at }: Finding, claim: Claim): readonly string[] {
  const index = Number(/^lines\[(\d+)\]/.exec(at)?.[1] ?? -1)
  const lines = line !== null && claim.lines[index] !== undefined ? [claim.lines[index]] : claim.lines
  return lines.flatMap(({ procedure }) => (procedure === undefined ? [] : [procedure]))
}

/** Asks of a finding for the override in force on the day the claim is received; the first in the file counts. */
export function overrideOf(overrides: readonly Override[]): NonNullable<RuleProgram['override']> {
  const byEdit = new Map<string, Prepared[]>()
  for (const override of overrides) {
    const prepared = {
      override,
      is:
        override.codes &&
        matcherOf(
          override.codes.map((code) => parsePattern(code)!),
          false,
        ),
    }
    const list = byEdit.get(override.edit)
    if (list) list.push(prepared)
    else byEdit.set(override.edit, [prepared])
  }
  return (finding, claim) => {
    const { received = '' } = claim
    const found = byEdit
      .get(finding.edit)
      ?.find(
        ({ override, is }) =>
          override.from <= received &&
          received <= override.through &&
          (override.message === undefined || override.message === finding.message) &&
          (override.claim === undefined || override.claim === claim.id) &&
          (is === undefined || proceduresOf(finding, claim).some(is)),
      )
    return found && { override: found.override.id, reason: found.override.reason }
  }
}
