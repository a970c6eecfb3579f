/** Runs the cases that payer rules carry through the engine that scrubs claims. */
import type { Snapshot } from '../codesets/tables.ts'
import { createHistory } from '../engine/history.ts'
import { createScrubber } from '../engine/scrub.ts'
import { whereOf } from '../formats/where.ts'
import type { Claim } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'
import { defaultProfile } from '../model/profile.ts'
import { ENGINE_VERSION } from '../model/version.ts'
import { createProgram } from '../policy/program.ts'
import type { Rule } from '../policy/rule-set.ts'
import type { RuleCase } from '../policy/schema.ts'
import type { CaseReport, FailedCase } from '../report/rule-checks.ts'
import { caseClaim } from './rule-cases.ts'
import type { RuleSet } from './rules.ts'

/** Rules of these ids and folders (`acme-health/`), all when there are none. Throws E_OPTION for an id that is none. */
export function chosenRules({ parsed }: RuleSet, ids: readonly string[]): readonly Rule[] {
  if (ids.length === 0) return parsed.rules
  const isNamed = (rule: Rule, id: string): boolean =>
    id.endsWith('/') ? rule.owner === id.slice(0, -1) : rule.id === id
  for (const id of ids)
    if (!parsed.rules.some((rule) => isNamed(rule, id))) {
      const owner = id.split('/')[0]!
      const near = parsed.rules.flatMap((rule) => (rule.owner === owner ? [rule.id] : []))
      const owners = [...new Set(parsed.rules.map((rule) => `${rule.owner}/`))]
      throw new ScrubError(
        'E_OPTION',
        id.slice(0, 130),
        `There is no payer rule of that name. ${near.length > 0 ? 'Near it' : 'Known'}: ${(near.length > 0 ? near : owners).join(', ') || 'none'}.`,
      )
    }
  return parsed.rules.filter((rule) => ids.some((id) => isNamed(rule, id)))
}

/** Runs all cases of the chosen rules, drafts and shadow ones as well. Throws E_RULE for a case whose claim is none. */
export function testRules(set: RuleSet, codesets: Snapshot, ids: readonly string[] = []): CaseReport {
  const rules = chosenRules(set, ids)
  const failures = rules.flatMap((rule) =>
    rule.document.cases.flatMap((one, at) => failureOf(rule, one, at, codesets)),
  )
  const cases = rules.reduce((sum, { document }) => sum + document.cases.length, 0)
  return { rules: set.id, tested: rules.length, cases, failures }
}

/** The payer of cases that name none: without an id no claim belongs to a profile. */
const CASE_PAYER = 'CASE-PAYER'

function failureOf(rule: Rule, one: RuleCase, at: number, snapshot: Snapshot): readonly FailedCase[] {
  const place = `${rule.path === '' ? '' : `${rule.path}.`}cases[${at}]`
  const claim = caseClaim(rule, one.claim, 'CASE', `${place}.claim`)
  const earlier = one.history?.map((sketch, index) =>
    caseClaim(rule, sketch, `EARLIER-${index + 1}`, `${place}.history[${index}]`),
  )
  const { found, unchecked } = scrubCase(rule, claim, earlier, snapshot)
  const expected = [...one.finds].sort()
  if (expected.length === found.length && expected.every((path, index) => path === found[index])) return []
  return [{ rule: rule.id, file: rule.file, path: place, case: one.name, expected, found, unchecked }]
}

/** Places where a rule speaks of a claim, sorted, by itself and with nothing graded otherwise. */
function scrubCase(
  rule: Rule,
  claim: Claim,
  earlier: readonly Claim[] | undefined,
  snapshot: Snapshot,
): { readonly found: readonly string[]; readonly unchecked: readonly string[] } {
  const builder = createHistory()
  for (const other of earlier ?? []) builder.add(other)
  const id = claim.payer?.id ?? CASE_PAYER
  const program = createProgram([rule], { all: true })
  const scrubber = createScrubber({
    edits: [],
    snapshot,
    rules: 'cases',
    engine: ENGINE_VERSION,
    received: claim.received ?? claim.lines[0]!.serviceDate,
    locate: whereOf,
    profiles: new Map([[id, { ...defaultProfile(claim.payer?.line), id: rule.owner }]]),
    // The rule sees the claim as it is written, without the id that led to it.
    programOf: () => ({ ...program, run: (_, history, visit) => program.run(claim, history, visit) }),
    ...(earlier === undefined ? {} : { history: builder.seal() }),
  })
  const payer = { name: undefined, line: undefined, ...claim.payer, id }
  const result = scrubber.scrub({ ...claim, payer })
  return {
    found: [...result.findings, ...(result.shadow ?? [])].map((finding) => finding.at).sort(),
    unchecked: result.unchecked.map(({ reason, detail }) => `${reason}: ${detail}`),
  }
}
