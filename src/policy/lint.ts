/** Faults of a rules folder that reading it does not show: what can never fire, does nothing, or is out of date. */
import { lintCodes, type CodeBook } from './lint-codes.ts'
import {
  lintBases,
  lintLists,
  lintOverrides,
  lintProfile,
  lintSource,
  listFinder,
  readFolders,
  type LintedFolder,
} from './lint-documents.ts'
import { lintFinding, ruleSpot, type LintFinding } from './lint-finding.ts'
import { deadParts } from './lint-logic.ts'
import { lintMeeting, lintOpposites, type RuleGroup } from './lint-pairs.ts'
import type { Rule } from './rule-set.ts'

/** What a rules folder is looked at with. */
export interface LintInput extends LintedFolder {
  /** Rules that may meet on one claim. */
  readonly groups: readonly RuleGroup[]
  /** What tables know of codes; nothing is said of codes where there is none. */
  readonly book?: CodeBook
}

/** Everything that is wrong or does nothing, by file and place. */
export function lintRules(input: LintInput): LintFinding[] {
  const { files, parsed, received, groups, book } = input
  const written = readFolders(files)
  const live = parsed.rules.filter(({ document }) => document.status !== 'retired')
  const listOf = listFinder(input, written)
  const found = [
    ...live.flatMap(lintCondition),
    ...parsed.rules.flatMap((rule) => [...lintDates(rule, received)]),
    ...groups.flatMap((group) => [...lintMeeting(group), ...lintOpposites(group)]),
    ...lintCodes(parsed.rules, listOf, received, book),
    ...lintBases(input, written),
    ...written.flatMap((one) => [...lintProfile(one, input), ...lintOverrides(one, input)]),
    ...lintLists(input, written),
  ]
  const once = new Map(found.map((one) => [`${one.check} ${one.file} ${one.path} ${one.text}`, one]))
  const key = ({ severity, file, path, check }: LintFinding): string => `${severity} ${file} ${path} ${check}`
  return [...once.values()].sort((one, other) => (key(one) < key(other) ? -1 : 1))
}

/** A condition that cannot hold, and parts of one. */
function lintCondition(rule: Rule): LintFinding[] {
  return deadParts(rule).map(({ path, what, whole, because }) => {
    const reasons = because.join(' and ')
    return whole
      ? lintFinding(
          'never-holds',
          ruleSpot(rule, path),
          `No claim can meet this, so the rule never fires: ${reasons}.`,
          'Correct the values, or put alternatives under any.',
        )
      : lintFinding(
          'dead-part',
          ruleSpot(rule, path),
          what === 'never'
            ? `This part can never hold: ${reasons}.`
            : `This part always holds and says nothing: ${reasons}.`,
          'Correct it or take it out.',
        )
  })
}

function lintDates(rule: Rule, received: string): LintFinding[] {
  const { effective, source, status } = rule.document
  const said: LintFinding[] = []
  if (status !== 'retired' && effective.through !== undefined && effective.through < received)
    said.push(
      lintFinding(
        'expired',
        ruleSpot(rule, 'effective.through'),
        `The rule ended on ${effective.through}.`,
        'Give it a new last day if the policy goes on; else set its status to retired once no older services come in.',
      ),
    )
  if (status !== 'retired') said.push(...lintSource(source, ruleSpot(rule, 'source'), received))
  return said
}
