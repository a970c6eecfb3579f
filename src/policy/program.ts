/** A payer's rules compiled into one program that wakes only what could fire. */
import type { AnyEdit, FindingData, FindingDetail, RuleProgram, RuleVisit } from '../edits/define.ts'
import type { ClaimType, PayerLine } from '../model/claim.ts'
import { compactDate, OPEN_END } from '../model/dates.ts'
import { evidenceOf, type PriorLine } from '../model/history.ts'
import { atomsOf } from './check.ts'
import { compileCondition, compilePossible, compileRest, historyOf, type Predicate } from './compile.ts'
import { createFacts, type Facts } from './facts.ts'
import { overrideOf } from './overrides.ts'
import type { Rule } from './rule-set.ts'
import type { Condition, Override } from './schema.ts'
import { factFields, factNames, type Field } from './fields.ts'
import { claimPlaceholders, linePlaceholders } from './vocabulary.ts'
import { createRuleWaker, type RuleWaker } from './wake.ts'

/** A rule with its closures. */
interface Compiled {
  readonly rule: Rule
  readonly holds: Predicate
  /** Whether it could hold if what the claim owes and lacks were there. */
  readonly possible: Predicate
  /** Names of the fields it asks for that some claim owes. */
  readonly owed: readonly string[]
  readonly readsHistory: boolean
  readonly data: (facts: Facts) => FindingData
  readonly prior: readonly ((facts: Facts) => PriorLine[])[]
}

const compiled = new WeakMap<Rule, Compiled>()

/** Most rules are asked by what is left of their condition alone: the rest of the closures would only fill the memory. */
function whenAsked(compile: () => Predicate): Predicate {
  let made: Predicate | undefined
  return (facts) => (made ??= compile())(facts)
}

/** Base rules serve many payers: each is compiled once. */
function compileRule(rule: Rule): Compiled {
  const known = compiled.get(rule)
  if (known) return known
  const { document, lists } = rule
  const atoms = atomsOf(document.when)
  const questions = atoms.filter(({ fact }) => fact === 'history')
  const owed = atoms
    .filter(({ fact, path }) => owedFields.has(`${fact}.${path}`))
    .map(({ fact, path }) => `${fact}.${path}`)
  const made: Compiled = {
    rule,
    holds: whenAsked(() => compileCondition(document.when, lists)),
    possible: whenAsked(() => compilePossible(document.when, lists)),
    owed: [...new Set(owed)],
    readsHistory: questions.length > 0,
    data: dataOf(rule),
    prior: questions.map((atom) => historyOf(atom, lists)),
  }
  compiled.set(rule, made)
  return made
}

/** Fields that claims of some type owe, by `fact.field`. */
const owedFields: ReadonlyMap<string, Field> = new Map(
  factNames.flatMap((fact) =>
    Object.entries(factFields[fact]).flatMap(([path, field]) =>
      field.owed === undefined ? [] : [[`${fact}.${path}`, field] as const],
    ),
  ),
)

/** Fills only what the words ask for. */
function dataOf({ document: { then }, reach }: Rule): (facts: Facts) => FindingData {
  const fillers = { ...claimPlaceholders, ...(reach === 'line' ? linePlaceholders : {}) }
  const used = Object.entries(fillers).filter(([name]) => `${then.text}${then.fix}`.includes(`{{${name}}}`))
  return (facts) => Object.fromEntries(used.map(([name, filler]) => [name, filler(facts)]))
}

const placeOf = ({ document: { then }, reach }: Rule, { line, index }: Facts): string => {
  if (reach === 'claim') return then.at ?? 'claim'
  const fallback = line.procedure === undefined ? 'revenueCode' : 'procedure'
  return `lines[${index}].${then.at === undefined || then.at === 'procedure' ? fallback : then.at}`
}

function detailOf({ rule, prior }: Compiled, facts: Facts): FindingDetail | undefined {
  if (prior.length === 0 && rule.document.then.scope !== 'units') return undefined
  const { claim, line, index } = facts
  const evidence = prior.flatMap((lines) => lines(facts).map(evidenceOf))
  const related = claim.lines.flatMap((other, at) =>
    at !== index && other.procedure === line.procedure && other.serviceDate === line.serviceDate ? [at] : [],
  )
  return {
    ...(rule.document.then.scope === 'units' && related.length > 0 ? { related } : {}),
    ...(evidence.length > 0 ? { evidence } : {}),
  }
}

/** The rule as an edit: what its page, its grading and its findings are made of. */
function editOf(rule: Rule, readsHistory: boolean): AnyEdit {
  const { document } = rule
  const { severity, group, carc, rarc, scope, text, fix } = document.then
  const { from, through } = document.effective
  const period = through === undefined ? `from ${from} on` : `from ${from} through ${through}`
  return {
    id: rule.id,
    title: document.title,
    why: document.why,
    source: { title: document.source.title, url: document.source.url },
    claimTypes: document.claimTypes,
    authority: 'payer',
    tables: [],
    ...(readsHistory ? { history: true, also: ['history'] as const } : {}),
    messages: {
      rule: {
        severity,
        text,
        fix,
        ...(group === undefined ? {} : { group }),
        ...(carc === undefined ? {} : { carc }),
        ...(rarc === undefined ? {} : { rarc }),
        ...(scope === undefined ? {} : { scope }),
      },
    },
    notes: [
      `Stands for services ${period}; ${document.status}. Its source was read on ${document.source.retrieved}.`,
      ...(document.notes ?? []),
    ],
    // An edit alone is a program of one rule: what it says is the same, whoever runs it.
    check(claim, tables, report) {
      const { history } = tables
      createProgram([rule]).run(claim, history?.given ? () => history.of(claim) : undefined, {
        found: (_, at, data, detail) => report('rule', at, data, detail),
        unchecked: (_, reason, detail) => report.unchecked(reason, detail),
      })
    },
  }
}

/** Rules of one reach that may be asked of one type of claim; lists are by position in `rules`. */
interface Part {
  readonly rules: readonly Compiled[]
  /** Positions in the program. */
  readonly positions: readonly number[]
  readonly waker: RuleWaker
  /** Conditions without the part that is settled where the rule is woken by a code. */
  readonly rest: readonly Predicate[]
  /**
   * Six numbers a rule, side by side since every rule that is woken looks at them: first and last day, compact; bits of
   * the `fields` that it asks for; whether it asks for history; and what the units of the line must lie between.
   */
  readonly marks: Float64Array
  /** Fields that the type of claim owes and some rule asks for. */
  readonly fields: readonly (readonly [name: string, read: Field['read']])[]
}

function createPart(all: readonly Compiled[], type: ClaimType, reach: Rule['reach']): Part {
  const positions = all.flatMap(({ rule }, at) =>
    rule.reach === reach && rule.document.claimTypes.includes(type) ? [at] : [],
  )
  const rules = positions.map((at) => all[at]!)
  const conditions = rules.map(({ rule }) => ({ when: rule.document.when, lists: rule.lists }))
  const waker = createRuleWaker(conditions, reach)
  const asked = new Set(rules.flatMap(({ owed }) => owed))
  const names = [...asked].filter((name) => owedFields.get(name)!.owed!.includes(type))
  return {
    rules,
    positions,
    waker,
    rest: conditions.map(({ when, lists }, at) => compileRest(when, waker.settled[at]!, lists)),
    marks: Float64Array.from(
      rules.flatMap(({ rule: { document }, owed, readsHistory }) => [
        compactDate(document.effective.from),
        document.effective.through === undefined ? OPEN_END : compactDate(document.effective.through),
        owed.reduce((bits, name) => bits | bitOf(names.indexOf(name)), 0),
        readsHistory ? 1 : 0,
        ...unitsOf(document.when),
      ]),
    ),
    fields: names.map((name) => [name, owedFields.get(name)!.read]),
  }
}

/** Units that a line must have more than, and fewer than, for a condition to hold; within them it is asked in full. */
function unitsOf(when: Condition): [over: number, under: number] {
  let [over, under] = [-Infinity, Infinity]
  // A bound that is itself taken in is put a hair further out.
  const HAIR = 1e-9
  for (const member of 'all' in when ? when.all : [when]) {
    if (!('fact' in member) || member.fact !== 'line' || member.path !== 'units') continue
    const value = member.value as number
    if (member.operator === 'greaterThan') over = Math.max(over, value)
    else if (member.operator === 'greaterThanInclusive') over = Math.max(over, value - HAIR)
    else if (member.operator === 'lessThan') under = Math.min(under, value)
    else if (member.operator === 'lessThanInclusive') under = Math.min(under, value + HAIR)
  }
  return [over, under]
}

const bitOf = (index: number): number => (index < 0 ? 0 : 1 << index)

/** Detail of a rule that failed. */
const FAILED = 'The rule failed on this claim and was not answered; the other findings stand.'

/** How a program is made. */
export interface ProgramOptions {
  /** Kind of payer as the payer's profile says it; the claim's own where it says nothing. */
  readonly line?: PayerLine
  readonly overrides?: readonly Override[]
  /** Whether drafts and retired rules run as well. */
  readonly all?: boolean
}

/** Compiles rules into a program; those that are drafts or retired are left out unless `all` is said. */
export function createProgram(rules: readonly Rule[], options: ProgramOptions = {}): RuleProgram {
  const running = rules.filter(
    ({ document: { status } }) => options.all || status === 'active' || status === 'shadow',
  )
  const all = running.map(compileRule)
  const facts = createFacts(options.line)
  const byType = new Map<ClaimType, { readonly claim: Part; readonly line: Part }>()
  const prepared = (type: ClaimType) => {
    let found = byType.get(type)
    if (!found) {
      found = { claim: createPart(all, type, 'claim'), line: createPart(all, type, 'line') }
      byType.set(type, found)
    }
    return found
  }

  let visit: RuleVisit
  let part: Part
  // Bits of the fields that this line lacks, worked out when the first rule asks; -1 before.
  let missing = -1
  const missingBits = (): number => {
    missing = 0
    part.fields.forEach(([, read], at) => {
      if (read(facts) === undefined) missing |= bitOf(at)
    })
    return missing
  }
  const ask = (at: number, settled: boolean): void => {
    const { marks } = part
    const mark = at * 6
    const day = facts.compactDay
    if (day < marks[mark]! || day > marks[mark + 1]! || (marks[mark + 3] === 1 && !facts.hasHistory)) return
    // Most rules about units fail on them: that is seen here, before a closure is fetched from far-off memory.
    const { units } = facts.line
    if (units <= marks[mark + 4]! || units >= marks[mark + 5]!) return
    try {
      if (settled ? part.rest[at]!(facts) : part.rules[at]!.holds(facts)) {
        const rule = part.rules[at]!
        visit.found(part.positions[at]!, placeOf(rule.rule, facts), rule.data(facts), detailOf(rule, facts))
        return
      }
      const owed = marks[mark + 2]!
      if (owed !== 0) answerMissing(at, owed & (missing < 0 ? missingBits() : missing))
    } catch {
      // What the rule threw may hold words of the claim: it is not passed on.
      visit.unchecked(part.positions[at]!, 'outside-claim', FAILED)
    }
  }
  const answerMissing = (at: number, lacking: number): void => {
    if (lacking === 0 || !part.rules[at]!.possible(facts)) return
    const [name] = part.fields[31 - Math.clz32(lacking & -lacking)]!
    visit.unchecked(part.positions[at]!, 'missing-field', `Not answered: the claim does not say ${name}.`)
  }
  return {
    edits: all.map(({ rule, readsHistory }) => editOf(rule, readsHistory)),
    shadow: new Set(running.flatMap(({ document }, at) => (document.status === 'shadow' ? [at] : []))),
    run(claim, history, given) {
      const { claim: whole, line } = prepared(claim.type)
      visit = given
      facts.enterClaim(claim, history)
      part = whole
      missing = -1
      if (part.rules.length > 0) part.waker.each(facts, ask)
      part = line
      if (part.rules.length === 0) return
      for (let index = 0; index < claim.lines.length; index++) {
        facts.enterLine(index)
        missing = -1
        part.waker.each(facts, ask)
      }
    },
    ...(options.overrides?.length ? { override: overrideOf(options.overrides) } : {}),
  }
}
