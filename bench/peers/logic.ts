/**
 * 200 payer rules beside json-logic-engine on the same rules and claims, once both have found the same.
 *
 *   npm run build && npm install --prefix bench/peers && node --import tsx bench/peers/logic.ts [--claims 4000] [--rounds 5]
 *
 * Rules alone, facts taken from the claim on both sides; medians of processor time. `bench/rules.ts` has
 * json-rules-engine and ZEN, on rules of more kinds.
 */
import { parseArgs } from 'node:util'
import type { Claim, Line } from '../../src/model/claim.ts'
import type { Condition } from '../../src/policy/schema.ts'
import { compiled, line, peer } from './compiled.ts'

const { values } = parseArgs({
  options: { claims: { type: 'string', default: '4000' }, rounds: { type: 'string', default: '5' } },
})
const { readClaims, ruleSetOf } = await compiled<typeof import('../../src/index.ts')>('index.js')
const { benchRules } = await compiled<typeof import('../../src/jobs/bench-rules.ts')>('jobs/bench-rules.js')
const { claims837 } = await compiled<typeof import('../../src/jobs/bench-claims.ts')>('jobs/bench-claims.js')
const { medianOf, processorTime } =
  await compiled<typeof import('../../src/jobs/bench-time.ts')>('jobs/bench-time.js')
const { createProgram } = await compiled<typeof import('../../src/policy/program.ts')>('policy/program.js')

async function* made(): AsyncGenerator<Uint8Array> {
  for (const text of claims837(Number(values.claims))) yield Buffer.from(text)
}
const claims: Claim[] = []
for await (const batch of readClaims(made(), 'bench'))
  for (const item of batch) if (item.kind === 'claim') claims.push(item.claim)
const { rules } = ruleSetOf(benchRules({ count: 200, payerIds: ['04412'], met: true })).parsed
const program = createProgram(rules, { line: 'medicare' })

/** A field that is not there makes every question but `absent` false. */
const there = (field: string, question: object): object => ({
  and: [{ '!==': [{ var: field }, null] }, question],
})
function logic(condition: Condition): object {
  if ('all' in condition) return { and: condition.all.map(logic) }
  if ('any' in condition) return { or: condition.any.map(logic) }
  if ('not' in condition) return { '!': logic(condition.not) }
  const { path, operator, value } = condition
  const field = { var: path }
  switch (operator) {
    case 'in':
      return there(path, { in: [field, value] })
    case 'notIn':
      return there(path, { '!': { in: [field, value] } })
    case 'contains':
      return there(path, { in: [value, field] })
    case 'greaterThan':
      return there(path, { '>': [field, value] })
    case 'lessThan':
      return there(path, { '<': [field, value] })
    default:
      throw new Error(`No words for ${operator}.`)
  }
}
function facts(claim: Claim, { procedure, modifiers, units, placeOfService, serviceDate }: Line) {
  const birth = claim.patient!.birthDate!
  const years = Number(serviceDate.slice(0, 4)) - Number(birth.slice(0, 4))
  return {
    procedure,
    modifiers,
    units,
    placeOfService: placeOfService ?? claim.placeOfService ?? null,
    age: serviceDate.slice(5) < birth.slice(5) ? years - 1 : years,
  }
}

interface LogicModule {
  readonly LogicEngine: new () => {
    build(logic: object): (facts: object) => boolean
    run(logic: object, facts: object): boolean
  }
}
process.stdout.write(
  `Payer rules: ${rules.length} rules, ${claims.length.toLocaleString('en-US')} claims, Node ${process.version}\n`,
)
const module = peer<LogicModule>('json-logic-engine')
if (module) {
  const engine = new module.LogicEngine()
  const conditions = rules.map(({ document }) => logic(document.when))
  const built = conditions.map((condition) => engine.build(condition))
  const run = (holds: (rule: number, given: object) => boolean, found?: string[]): void => {
    for (const claim of claims)
      for (const [at, billed] of claim.lines.entries()) {
        const given = facts(claim, billed)
        for (let rule = 0; rule < rules.length; rule++)
          if (holds(rule, given)) found?.push(`${claim.id} ${at} ${rules[rule]!.id}`)
      }
  }
  const own: string[] = []
  for (const claim of claims)
    program.run(claim, undefined, {
      found: (rule, at) =>
        void own.push(`${claim.id} ${Number(/\d+/.exec(at)![0])} ${program.edits[rule]!.id}`),
      unchecked: () => undefined,
    })
  const theirs: string[] = []
  run((rule, given) => built[rule]!(given), theirs)
  if (own.length === 0 || own.sort().join('\n') !== theirs.sort().join('\n'))
    throw new Error('json-logic-engine and the compiled rules do not find the same.')
  process.stdout.write(`  json-logic-engine: the same ${own.length} hits\n`)
  let heard = 0
  const counting = { found: () => void (heard += 1), unchecked: () => undefined }
  const stages: [name: string, run: () => void][] = [
    ['cleanclaim', () => claims.forEach((claim) => program.run(claim, undefined, counting))],
    ['json-logic-engine, compiled', () => run((rule, given) => built[rule]!(given))],
    ['json-logic-engine, interpreted', () => run((rule, given) => engine.run(conditions[rule]!, given))],
  ]
  const times = stages.map(() => [] as number[])
  for (let round = -1; round < Number(values.rounds); round++)
    for (const [at, [, work]] of stages.entries()) {
      const time = await processorTime(work)
      if (round >= 0) times[at]!.push(time / claims.length)
    }
  for (const [at, [name]] of stages.entries()) line(name, medianOf(times[at]!), medianOf(times[0]!))
}
