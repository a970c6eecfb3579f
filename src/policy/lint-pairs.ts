/** Two rules that say the same, or the opposite. */
import { lintFinding, ruleSpot, type LintFinding } from './lint-finding.ts'
import { canHoldFor, implies, type Wanted } from './lint-logic.ts'
import { placedAtoms } from './lint-codes.ts'
import { valuesOf } from './compile.ts'
import { fieldOf } from './fields.ts'
import type { Rule } from './rule-set.ts'
import type { Atom } from './schema.ts'

/** Rules that may meet on one claim: those of a base set, or of a payer with its base. */
export interface RuleGroup {
  readonly rules: readonly Rule[]
  /** Pairs, by position, where the second fires on a case of the first. */
  readonly meeting: ReadonlyMap<number, ReadonlySet<number>>
}

const OPEN = '9999-12-31'
const through = ({ document }: Rule): string => document.effective.through ?? OPEN

const overlap = (one: Rule, other: Rule): boolean =>
  one.document.effective.from <= through(other) && other.document.effective.from <= through(one)
const spans = (outer: Rule, inner: Rule): boolean =>
  outer.document.effective.from <= inner.document.effective.from && through(inner) <= through(outer)
const typesWithin = (inner: Rule, outer: Rule): boolean =>
  inner.document.claimTypes.every((type) => outer.document.claimTypes.includes(type))

const consequence = ({ document: { then }, reach }: Rule): string =>
  JSON.stringify([
    then.severity,
    then.group,
    then.carc,
    then.rarc,
    then.scope,
    then.at ?? (reach === 'line' ? 'procedure' : 'claim'),
  ])

/** Whether the one weighs as much as the other: a rule in shadow or a draft takes no other's place. */
const rank = ({ document: { status } }: Rule): number =>
  ['retired', 'draft', 'shadow', 'active'].indexOf(status)

/** Rules shadowed by another of the group, and pairs with one condition and two consequences. */
export function lintMeeting({ rules, meeting }: RuleGroup): LintFinding[] {
  const found: LintFinding[] = []
  for (const [at, others] of meeting) {
    const one = rules[at]!
    for (const otherAt of others) {
      const other = rules[otherAt]!
      if (one.reach !== other.reach || !overlap(one, other) || !typesWithin(one, other)) continue
      const back = meeting.get(otherAt)?.has(at) === true && typesWithin(other, one)
      // Of two that are alike the later one is superfluous.
      const isSame = back && implies(other, one) && implies(one, other)
      if (isSame && consequence(one) !== consequence(other)) {
        if (at > otherAt)
          found.push(
            lintFinding(
              'other-consequence',
              ruleSpot(one, 'then'),
              `${other.id} has the same condition and another consequence (${other.document.then.severity}, not ${one.document.then.severity}${one.document.then.severity === other.document.then.severity ? ', but another code, scope or place' : ''}).`,
              'Keep one of the two, or part their conditions or days.',
            ),
          )
        continue
      }
      if (consequence(one) !== consequence(other) || !spans(other, one) || rank(other) < rank(one)) continue
      if (isSame && spans(one, other) && rank(one) === rank(other) && at < otherAt) continue
      if (!isSame && !implies(one, other)) continue
      found.push(
        lintFinding(
          'shadowed',
          ruleSpot(one, 'when'),
          `${other.id} fires wherever this rule does, with the same consequence${isSame ? '' : ' and a wider condition'}.`,
          'Remove the rule, or narrow the other.',
        ),
      )
    }
  }
  return found
}

/** A part of a rule's `all` that asks for codes of a list or field to be there or not. */
interface Demand {
  readonly at: number
  readonly rule: Rule
  readonly self: Wanted
  readonly rest: readonly Wanted[]
  readonly atom: Atom
}

/** The parts of a condition that must all hold, with the question that some are about alone. */
function partsOf(rule: Rule): readonly Wanted[] {
  const { document, lists } = rule
  const members = 'all' in document.when ? document.when.all : [document.when]
  return members.map((condition) => ({ condition, lists, wanted: true }))
}

const loses = ({ document: { then } }: Rule): boolean =>
  then.severity === 'deny' || then.severity === 'reject'

/** Pairs where whoever has a code is refused by the one rule, and whoever has it not by the other. */
export function lintOpposites({ rules }: RuleGroup): LintFinding[] {
  const lacking = new Map<string, Demand[]>()
  const having = new Map<string, Demand[]>()
  rules.forEach((rule, at) => {
    if (!loses(rule)) return
    const parts = partsOf(rule)
    for (const self of parts) {
      const atoms = placedAtoms(self.condition)
      const [atom] = atoms[0]!
      if (atoms.length !== 1 || ['between', 'matchesCodes'].includes(atom.operator)) continue
      const negated = 'not' in self.condition
      const denies = ['notEqual', 'notIn', 'doesNotContain', 'absent'].includes(atom.operator)
      const demand = { at, rule, self, rest: parts.filter((one) => one !== self), atom }
      const to = denies === negated ? having : lacking
      const { kind } = fieldOf(atom.fact, atom.path)!
      const values = atom.operator === 'absent' ? ['*'] : valuesOf(atom, kind)
      for (const value of values) {
        const key = `${atom.fact}.${atom.path} ${value}`
        const list = to.get(key)
        if (list) list.push(demand)
        else to.set(key, [demand])
      }
    }
  })
  const found: LintFinding[] = []
  const seen = new Set<string>()
  for (const [key, demands] of lacking)
    for (const one of demands)
      for (const other of having.get(key) ?? []) {
        const pair = `${one.at} ${other.at}`
        if (seen.has(pair) || one.at === other.at || one.rule.reach !== other.rule.reach) continue
        seen.add(pair)
        if (!overlap(one.rule, other.rule) || !contradict(one, other)) continue
        const [later, earlier] = one.at > other.at ? [one, other] : [other, one]
        found.push(
          lintFinding(
            'contradicts',
            ruleSpot(later.rule, 'when'),
            `${earlier.rule.id} refuses the same claims where ${one.atom.fact}.${one.atom.path} is the other way round: whatever is billed is refused.`,
            'Keep the rule that the payer’s policy says, or part their conditions or days.',
          ),
        )
      }
  return found
}

/** Whether all that meet what is left of the one rule meet what is left of the other, and one of the two holds of each. */
function contradict(one: Demand, other: Demand): boolean {
  const negated = ({ condition, lists, wanted }: Wanted): Wanted => ({ condition, lists, wanted: !wanted })
  const { fact, path } = one.atom
  // A claim that owes the field cannot leave it out to escape both.
  const owed = fieldOf(fact, path)!.owed !== undefined
  const isThere: Wanted = {
    condition: { fact, path, operator: 'absent' },
    lists: one.rule.lists,
    wanted: false,
  }
  if (canHoldFor(one.rule, [negated(one.self), negated(other.self), ...(owed ? [isThere] : [])])) return false
  const follows = (from: Demand, to: Demand): boolean =>
    typesWithin(from.rule, to.rule) &&
    to.rest.every((part) => !canHoldFor(from.rule, [...from.rest, negated(part)]))
  // A rule whose rest says nothing at all would take every other for its contrary.
  if (one.rest.length === 0 && other.rest.length === 0) return true
  return (one.rest.length > 0 && follows(one, other)) || (other.rest.length > 0 && follows(other, one))
}
