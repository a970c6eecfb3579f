/**
 * Payer rules beside what a user would pick instead, in one run: json-rules-engine and ZEN on the same 200 rules and the
 * same claims, once where the rules can be filed under codes and once where none can; then 10,000 rules of which a claim
 * wakes about twenty.
 *
 *   npm run bench:peers -- [--claims 20000] [--rounds 3] [--dist DIR]
 *
 * Measured are rules alone, facts taken from the claim, in CPU time of the process (all its threads), which other
 * programs on the machine do not lengthen as they do a clock's; hits are compared before anything is timed. All data is
 * invented. Compare figures within one run only: a shared machine's speed varies by half.
 */
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { RuleProgram } from '../src/edits/define.ts'
import type { Claim, Line } from '../src/model/claim.ts'
import type { Condition } from '../src/policy/schema.ts'

const { values: options } = parseArgs({
  options: {
    claims: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
})
const CLAIMS = Number(options.claims)
const ROUNDS = Number(options.rounds)
/** Passes before anything is timed; the peers have theirs while hits are compared. */
const WARM = 5

// The compiled program, as users run it.
const compiled = <T>(path: string): Promise<T> =>
  import(pathToFileURL(resolve(options.dist, path)).href) as Promise<T>
const { parseRuleSet } = await compiled<typeof import('../src/policy/rule-set.ts')>('policy/rule-set.js')
const { createProgram } = await compiled<typeof import('../src/policy/program.ts')>('policy/program.js')
const peers = createRequire(join(import.meta.dirname, 'peers', 'package.json'))

/** The same numbers on every machine (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
const next = random(4)
const below = (most: number): number => Math.floor(next() * most)
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
const several = <T>(list: readonly T[], count: number): T[] => [
  ...new Set(Array.from({ length: count }, () => pick(list))),
]
/** Mostly the first ones, as codes are billed. */
const common = <T>(list: readonly T[]): T => list[Math.floor(list.length * next() ** 3)]!

const procedures = Array.from({ length: 17_000 }, (_, at) =>
  at % 3 === 0 ? `${'ABCEGHJKLQ'[at % 10]}${String(at % 10_000).padStart(4, '0')}` : String(10_000 + at * 5),
)
const modifiers = [
  '25',
  '59',
  '26',
  'TC',
  '50',
  '51',
  'LT',
  'RT',
  '76',
  '77',
  'XE',
  'XS',
  'GA',
  'KX',
  '95',
  '22',
]
const places = ['11', '12', '19', '21', '22', '23', '24', '31', '49', '50', '81', '02', '10']
const diagnoses = Array.from(
  { length: 20_000 },
  (_, at) => `${'ABCDEFGHIJKLM'[at % 13]}${String(at).padStart(5, '0')}`,
)

function claimAt(at: number): Claim {
  const date = `2026-${String(1 + below(12)).padStart(2, '0')}-${String(1 + below(28)).padStart(2, '0')}`
  const placeOfService = next() < 0.6 ? '11' : pick(places)
  const lines: Line[] = Array.from({ length: 3 + below(4) }, (_, index) => ({
    number: index + 1,
    procedure: common(procedures),
    modifiers: next() < 0.6 ? [] : several(modifiers, 1 + below(3)),
    units: next() < 0.8 ? 1 : 1 + below(12),
    minutes: undefined,
    chargeCents: below(100_000),
    serviceDate: date,
    serviceDateThrough: undefined,
    placeOfService,
    pointers: [1 + below(4), 1 + below(4)],
    revenueCode: undefined,
    ndc: undefined,
    ndcUnit: undefined,
    ndcQuantity: undefined,
    description: undefined,
    rendering: undefined,
    ordering: undefined,
    supervising: undefined,
  }))
  return {
    id: `B-${at}`,
    type: 'professional',
    payer: { id: '60999', name: undefined, line: 'commercial' },
    patient: {
      id: 'P',
      birthDate: `${1940 + below(84)}-04-09`,
      sex: next() < 0.53 ? 'F' : 'M',
      deathDate: undefined,
    },
    diagnoses: Array.from({ length: 4 }, () => ({ code: common(diagnoses), poa: undefined })),
    lines,
    conditionCodes: [],
    occurrenceCodes: [],
    valueCodes: [],
    procedures: [],
    otherPayers: [],
  } as unknown as Claim
}
const claims = Array.from({ length: CLAIMS }, (_, at) => claimAt(at))

const ask = (field: string, operator: string, value: unknown): Condition => {
  const [fact, path] = field.split('.')
  return { fact, path, operator, value } as Condition
}

/** Rules as payers write them: by procedure mostly, a few by modifier, place or diagnosis. */
function filed(at: number): Condition {
  const codes = (least: number, most: number) =>
    ask('line.procedure', 'in', several(procedures, least + below(most - least)))
  switch (at % 5) {
    case 0:
      return { all: [codes(5, 60), ask('line.modifiers', 'doesNotContain', pick(modifiers))] }
    case 1:
      return {
        all: [
          codes(5, 40),
          ask('line.placeOfService', 'notIn', several(places, 2)),
          ask('line.units', 'greaterThan', 1 + below(4)),
        ],
      }
    case 2:
      return {
        all: [
          codes(10, 50),
          ask('patient.age', 'lessThan', 18 + below(50)),
          {
            any: [
              ask('diagnoses.codes', 'containsAny', several(diagnoses, 8)),
              { not: ask('patient.sex', 'equal', 'F') },
            ],
          },
        ],
      }
    case 3:
      return {
        all: [
          ask('line.modifiers', 'contains', pick(modifiers)),
          codes(30, 120),
          ask('line.chargeCents', 'greaterThan', 50_000),
        ],
      }
    default:
      return {
        any: [
          {
            all: [
              ask('line.procedure', 'equal', pick(procedures)),
              ask('line.modifiers', 'contains', pick(modifiers)),
            ],
          },
          {
            all: [
              ask('line.procedure', 'equal', pick(procedures)),
              ask('line.units', 'greaterThanInclusive', 3),
            ],
          },
        ],
      }
  }
}

/** Rules about amounts alone, which no code can hold. */
const unfiled = (): Condition => ({
  all: [
    ask('line.chargeCents', 'greaterThan', 60_000 + below(40_000)),
    ask('line.units', 'greaterThan', 4 + below(8)),
    {
      any: [
        ask('patient.age', 'greaterThan', 60 + below(20)),
        ask('line.modifiers', 'contains', pick(modifiers)),
      ],
    },
  ],
})

function programOf(conditions: readonly Condition[]): RuleProgram {
  const rules = conditions.map((when, at) => ({
    id: `rule-${at}`,
    title: 'A rule',
    why: 'Measured.',
    effective: { from: '2020-01-01' },
    source: { title: 'Invented', url: 'https://payer.example/', retrieved: '2026-01-01' },
    claimTypes: ['professional'],
    when,
    then: { severity: 'review', text: 'Found on {{date}}.', fix: 'Correct it.' },
    cases: [
      { name: 'one', claim: {}, finds: [] },
      { name: 'two', claim: {}, finds: ['claim'] },
    ],
  }))
  const base = { id: 'bench', title: 'Measured', rules }
  const files = [{ path: 'base/bench.json', file: 'base/bench.json', text: JSON.stringify(base) }]
  return createProgram(parseRuleSet(files, []).rules)
}

/** The fields that the rules ask for, flat, as the peers take them; the patient's age as of the day of service. */
function flat(claim: Claim, line: Line): Record<string, unknown> {
  const birth = claim.patient!.birthDate!
  const years = Number(line.serviceDate.slice(0, 4)) - Number(birth.slice(0, 4))
  return {
    procedure: line.procedure,
    modifiers: line.modifiers,
    units: line.units,
    chargeCents: line.chargeCents,
    placeOfService: line.placeOfService,
    age: line.serviceDate.slice(5) < birth.slice(5) ? years - 1 : years,
    sex: claim.patient!.sex,
    codes: line.pointers.map((pointer) => claim.diagnoses[pointer - 1]!.code),
  }
}

interface Group {
  readonly all?: readonly Condition[]
  readonly any?: readonly Condition[]
  readonly not?: Condition
  readonly path?: string
  readonly operator?: string
  readonly value?: unknown
}

const forEngine = (condition: Condition): object => {
  const { all, any, not, path, operator, value } = condition as Group
  if (all) return { all: all.map(forEngine) }
  if (any) return { any: any.map(forEngine) }
  if (not) return { not: forEngine(not) }
  return { fact: path, operator, value }
}

/** Runs the rules on one line and gives the positions of those that hold. */
type Peer = (claim: Claim, line: Line) => Promise<number[]>

async function engineOf(conditions: readonly Condition[]): Promise<Peer> {
  const { Engine } = (await import(peers.resolve('json-rules-engine'))) as typeof import('json-rules-engine')
  const engine = new Engine()
  engine.addOperator('containsAny', (list: string[], wanted: string[]) =>
    list.some((one) => wanted.includes(one)),
  )
  conditions.forEach((when, at) =>
    engine.addRule({ conditions: forEngine(when) as never, event: { type: 'holds', params: { at } } }),
  )
  return async (claim, line) => {
    const { events } = await engine.run(flat(claim, line))
    return events.map(({ params }) => params!['at'] as number)
  }
}

const text = (value: unknown): string => JSON.stringify(value)
function forZen(condition: Condition): string {
  const { all, any, not, path, operator, value } = condition as Group
  if (all) return `(${all.map(forZen).join(' and ')})`
  if (any) return `(${any.map(forZen).join(' or ')})`
  if (not) return `not(${forZen(not)})`
  switch (operator) {
    case 'equal':
      return `${path} == ${text(value)}`
    case 'in':
      return `${path} in ${text(value)}`
    case 'notIn':
      return `not(${path} in ${text(value)})`
    case 'contains':
      return `${text(value)} in ${path}`
    case 'doesNotContain':
      return `not(${text(value)} in ${path})`
    case 'containsAny':
      return `some(${path}, # in ${text(value)})`
    case 'greaterThan':
      return `${path} > ${text(value)}`
    case 'greaterThanInclusive':
      return `${path} >= ${text(value)}`
    case 'lessThan':
      return `${path} < ${text(value)}`
    default:
      throw new Error(`No words for ${operator}.`)
  }
}

interface ZenModule {
  readonly ZenEngine: new () => {
    createDecision(document: object): { evaluate(facts: object): Promise<{ result: unknown }> }
  }
}

function zenOf(conditions: readonly Condition[]): Peer | undefined {
  let zen: ZenModule
  try {
    zen = peers('@gorules/zen-engine') as ZenModule
  } catch {
    return undefined
  }
  const node = (id: string, type: string, more: object = {}) => ({
    id,
    type,
    name: id,
    position: { x: 0, y: 0 },
    ...more,
  })
  const decision = new zen.ZenEngine().createDecision({
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      node('in', 'inputNode'),
      node('table', 'decisionTableNode', {
        content: {
          hitPolicy: 'collect',
          executionMode: 'single',
          inputField: null,
          outputPath: null,
          passThrough: false,
          inputs: [{ id: 'i', name: 'when' }],
          outputs: [{ id: 'o', name: 'rule', field: 'rule' }],
          rules: conditions.map((when, at) => ({ _id: `r${at}`, i: forZen(when), o: String(at) })),
        },
      }),
      node('out', 'outputNode'),
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  })
  return async (claim, line) => {
    const { result } = await decision.evaluate(flat(claim, line))
    return (Array.isArray(result) ? result : []).map(({ rule }: { rule: unknown }) => Number(rule))
  }
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
const shown = (rate: number): string => Math.round(rate).toLocaleString('en-US').padStart(12)

/** Positions of the rules in a program by the position of their condition: a program keeps them in order of id. */
const numbersOf = (program: RuleProgram): readonly number[] =>
  program.edits.map(({ id }) => Number(id.slice(id.lastIndexOf('-') + 1)))

/** CPU time so far, in seconds. */
const worked = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

let hits = 0
const counting = { found: () => void (hits += 1), unchecked: () => undefined }
function ownRate(program: RuleProgram): number {
  const began = worked()
  for (const claim of claims) program.run(claim, undefined, counting)
  return claims.length / (worked() - began)
}
async function peerRate(peer: Peer, count: number): Promise<number> {
  const began = worked()
  for (const claim of claims.slice(0, count)) for (const line of claim.lines) await peer(claim, line)
  return count / (worked() - began)
}

/** The number of claims on which a peer finds the same; throws where one is found that the other does not. */
async function verify(name: string, program: RuleProgram, peer: Peer, count: number): Promise<void> {
  const numbers = numbersOf(program)
  let same = 0
  for (const claim of claims.slice(0, count)) {
    const own = claim.lines.map(() => [] as number[])
    program.run(claim, undefined, {
      found: (rule, at) => void own[Number(/\d+/.exec(at)![0])]!.push(numbers[rule]!),
      unchecked: () => undefined,
    })
    for (const [at, line] of claim.lines.entries()) {
      const theirs = (await peer(claim, line)).sort((a, b) => a - b)
      if (theirs.join() !== own[at]!.sort((a, b) => a - b).join())
        throw new Error(`${name} and the program differ on claim ${claim.id}, line ${at + 1}.`)
      same += theirs.length
    }
  }
  console.log(`  ${name}: the same ${same} hits on ${count} claims`)
}

async function compare(title: string, conditions: readonly Condition[], engineClaims: number): Promise<void> {
  const program = programOf(conditions)
  for (let pass = 0; pass < WARM; pass++) ownRate(program)
  hits = 0
  ownRate(program)
  console.log(`${title}: ${conditions.length} rules, ${(hits / claims.length).toFixed(2)} hits a claim`)
  const engine = await engineOf(conditions)
  const zen = zenOf(conditions)
  await verify('json-rules-engine', program, engine, engineClaims)
  if (zen) await verify('zen', program, zen, engineClaims * 4)
  else console.log('  zen: not installed on this platform, skipped')
  const rates = { own: [] as number[], engine: [] as number[], zen: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    rates.own.push(ownRate(program))
    rates.engine.push(await peerRate(engine, engineClaims))
    if (zen) rates.zen.push(await peerRate(zen, engineClaims * 4))
  }
  const own = median(rates.own)
  console.log(`  cleanclaim        ${shown(own)} claims/s`)
  for (const [name, list] of [
    ['json-rules-engine', rates.engine],
    ['zen, in series', rates.zen],
  ] as const) {
    if (list.length === 0) continue
    const rate = median(list)
    console.log(
      `  ${name.padEnd(18)}${shown(rate)} claims/s; cleanclaim is ${Math.round(own / rate).toLocaleString('en-US')} times as fast`,
    )
  }
}

const lines = claims.reduce((sum, claim) => sum + claim.lines.length, 0)
console.log(
  `${claims.length.toLocaleString('en-US')} claims, ${(lines / claims.length).toFixed(1)} lines each, ${ROUNDS} rounds, medians, per second of CPU time`,
)
await compare(
  'Filed under codes',
  Array.from({ length: 200 }, (_, at) => filed(at)),
  40,
)
await compare('Nothing to file under', Array.from({ length: 200 }, unfiled), 40)

// Eight codes each, then a question about units, modifiers, place or charge in turn.
const codesOf = Array.from({ length: 10_000 }, () => several(procedures, 8))
const many = codesOf.map((codes, at): Condition => {
  const more = [
    ask('line.units', 'greaterThan', 1 + below(8)),
    ask('line.modifiers', 'contains', pick(modifiers)),
    ask('line.placeOfService', 'in', several(places, 2)),
    ask('line.chargeCents', 'greaterThan', 90_000),
  ]
  return { all: [ask('line.procedure', 'in', codes), more[at % 4]!, ask('patient.age', 'lessThan', 65)] }
})
const began = worked()
const program = programOf(many)
program.run(claims[0]!, undefined, counting)
const compiling = worked() - began
const woken = claims.slice(0, 1_000).reduce((sum, { lines: billed }) => {
  const codes = billed.map(({ procedure }) => procedure!)
  return sum + codesOf.filter((filed) => codes.some((code) => filed.includes(code))).length
}, 0)
for (let pass = 0; pass < WARM; pass++) ownRate(program)
hits = 0
ownRate(program)
console.log(
  `10,000 rules, of which a claim wakes ${(woken / 1_000).toFixed(1)}, ${(hits / claims.length).toFixed(2)} hits a claim: ${shown(median(Array.from({ length: ROUNDS }, () => ownRate(program)))).trim()} claims/s; read and compiled in ${compiling.toFixed(1)} s`,
)
