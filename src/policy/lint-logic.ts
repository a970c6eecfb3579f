/** What can be proved of conditions: that no claim meets one, or that whoever meets the one meets the other. */
import { conditionInWords } from './explain-words.ts'
import { canAllHold, type Literal } from './lint-fields.ts'
import type { CodeLists, Rule } from './rule-set.ts'
import type { Condition } from './schema.ts'

/** A condition that is to hold, or not to. */
export interface Wanted {
  readonly condition: Condition
  readonly lists: CodeLists
  readonly wanted: boolean
}

/** Steps of one proof; what takes more is taken to be possible. */
const MOST_STEPS = 5_000

/**
 * Whether some claim could meet all of these, as far as that can be told: `false` is proved, `true` may also mean that
 * no contradiction was found.
 */
function canHold(all: readonly Wanted[]): boolean {
  let steps = MOST_STEPS
  const search = (open: readonly Wanted[], known: readonly Literal[]): boolean => {
    if (--steps < 0) return true
    const literals = [...known]
    const branches: Wanted[] = []
    const rest = [...open]
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
      const { condition, lists, wanted } = one
      const inner = (members: readonly Condition[]): Wanted[] =>
        members.map((member) => ({ condition: member, lists, wanted }))
      if ('not' in condition) rest.push({ condition: condition.not, lists, wanted: !wanted })
      else if ('all' in condition || 'any' in condition) {
        const members = inner('all' in condition ? condition.all : condition.any)
        if ('all' in condition === wanted) rest.push(...members)
        else branches.push(one)
      } else literals.push({ atom: condition, lists, wanted })
    }
    if (!canAllHold(literals)) return false
    const branch = branches.pop()
    if (branch === undefined) return true
    const { condition, lists, wanted } = branch
    const choices = 'all' in condition ? condition.all : 'any' in condition ? condition.any : []
    return choices.some((choice) => search([...branches, { condition: choice, lists, wanted }], literals))
  }
  return search(all, [])
}

const noLists: CodeLists = new Map()

/** Fields that claims of one type alone have: bill type and what belongs to it, or place of service. */
const fieldsOfOtherType = {
  professional: ['claim.typeOfBill', 'claim.icdProcedures', 'claim.dischargeStatus', 'line.revenueCode'],
  institutional: ['line.placeOfService', 'line.minutes'],
} as const

/** What is known before anything is asked: the type of claim, what such claims do not have, the rule's days. */
function known({ document, reach }: Rule, type: 'professional' | 'institutional'): readonly Wanted[] {
  const { from, through } = document.effective
  const says = (
    name: string,
    operator: 'equal' | 'absent' | 'between',
    value?: string | string[],
  ): Wanted => {
    const [fact, path] = name.split('.') as ['claim' | 'line', string]
    return { condition: { fact, path, operator, value }, lists: noLists, wanted: true }
  }
  return [
    says('claim.type', 'equal', type),
    ...fieldsOfOtherType[type].map((name) => says(name, 'absent')),
    ...(reach === 'line' ? [says('line.serviceDate', 'between', [from, through ?? '9999-12-30'])] : []),
  ]
}

/** Whether some claim of a type that the rule names could meet these beside what is known of it. */
export const canHoldFor = (rule: Rule, all: readonly Wanted[]): boolean =>
  rule.document.claimTypes.some((type) => canHold([...known(rule, type), ...all]))

const wantedOf = ({ document, lists }: Rule, wanted: boolean): Wanted => ({
  condition: document.when,
  lists,
  wanted,
})

/** Whether it is proved that every claim and line that meets the one rule's condition meets the other's. */
export const implies = (one: Rule, other: Rule): boolean =>
  !canHoldFor(one, [wantedOf(one, true), wantedOf(other, false)])

/** A part of a condition that no claim can meet, or that all meet. */
export interface DeadPart {
  readonly path: string
  readonly what: 'never' | 'always'
  /** Whether the whole rule can never fire for it. */
  readonly whole: boolean
  /** The questions that contradict each other, in words. */
  readonly because: readonly string[]
}

const wordsOf = ({ condition, lists, wanted }: Wanted): string => {
  const flat = (words: ReturnType<typeof conditionInWords>): string =>
    words.members.length === 0 ? words.text : `${words.text} ${words.members.map(flat).join('; ')}`
  return `${wanted ? '' : 'not '}${flat(conditionInWords(condition, lists))}`.slice(0, 200)
}

/** As few of the parts as still contradict each other. */
function core(rule: Rule, parts: readonly Wanted[]): readonly string[] {
  let left = [...parts]
  for (const part of parts) {
    const without = left.filter((one) => one !== part)
    if (left.length > 1 && !canHoldFor(rule, without)) left = without
  }
  return left.slice(0, 4).map(wordsOf)
}

/** Parts of a rule's condition that can never hold, or always do; the deepest place of each. */
export function deadParts(rule: Rule): readonly DeadPart[] {
  const { lists } = rule
  const found: DeadPart[] = []
  /** `context` is what stands around the part and must hold with it. */
  const walk = (condition: Condition, path: string, context: readonly Wanted[], wanted: boolean): void => {
    const self: Wanted = { condition, lists, wanted }
    if ('not' in condition) {
      walk(condition.not, `${path}.not`, context, !wanted)
      return
    }
    const kind = 'all' in condition ? 'all' : 'any' in condition ? 'any' : undefined
    const members: readonly Condition[] =
      'all' in condition ? condition.all : 'any' in condition ? condition.any : []
    const ofMembers = members.map((member): Wanted => ({ condition: member, lists, wanted }))
    const together = (kind === 'all') === wanted
    if (kind === undefined || !canHoldFor(rule, [...context, self])) {
      if (kind !== undefined && !together) {
        // None of the choices can be: each is a place of its own.
        members.forEach((member, at) => walk(member, `${path}.${kind}[${at}]`, context, wanted))
        return
      }
      const alone = ofMembers.findIndex((member) => !canHoldFor(rule, [member]))
      if (kind !== undefined && alone >= 0) {
        walk(members[alone]!, `${path}.${kind}[${alone}]`, [], wanted)
        return
      }
      if (!canHoldFor(rule, [...context, self]))
        found.push({
          path,
          what: wanted ? 'never' : 'always',
          whole: false,
          because: core(rule, [...context, ...(ofMembers.length > 0 ? ofMembers : [self])]),
        })
      return
    }
    members.forEach((member, at) => {
      const others = ofMembers.filter((_, other) => other !== at)
      walk(member, `${path}.${kind}[${at}]`, together ? [...context, ...others] : context, wanted)
    })
  }
  const when: Wanted = { condition: rule.document.when, lists, wanted: true }
  walk(rule.document.when, 'when', [], true)
  const whole = !canHoldFor(rule, [when])
  return found.map((part) => ({ ...part, whole }))
}
