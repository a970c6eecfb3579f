/** Payer rules beside json-rules-engine on the same rules and claims, once both have found the same. */
import type { RuleProgram } from '../edits/define.ts'
import type { Claim } from '../model/claim.ts'
import { createFacts } from '../policy/facts.ts'
import { createProgram } from '../policy/program.ts'
import { createReferenceSet } from '../policy/reference.ts'
import type { Rule } from '../policy/rule-set.ts'
import { medianOf, processorTime } from './bench-time.ts'

/** What came out. */
export interface RulesBench {
  readonly rules: number
  /** Claims on which both were held to the same hits, and those hits; the library is timed on these alone. */
  readonly claims: number
  readonly hits: number
  /** Median microseconds of processor time a claim: the rules by themselves, facts taken from the claim. */
  readonly own: number
  readonly engine: number
  /** How many times as fast. */
  readonly times: number
}

/** Claims that the library runs in a pass: it takes about ten milliseconds for each. */
const ENGINE_CLAIMS = 60

/** Measures. Throws where the two do not find the same. */
export async function comparePayerRules(
  rules: readonly Rule[],
  claims: readonly Claim[],
  rounds: number,
  onStep: (what: string) => void,
): Promise<RulesBench> {
  onStep('Payer rules beside json-rules-engine')
  const program = createProgram(rules, { line: 'medicare' })
  const reference = await createReferenceSet(rules)
  const facts = createFacts('medicare')
  // Claims on which rules speak, and others: where nothing is found, finding the same would prove little.
  const speaking = claims.filter((claim) => hitsOf(program, [claim]).length > 0).slice(0, ENGINE_CLAIMS / 2)
  const few = [...new Set([...speaking, ...claims])].slice(0, ENGINE_CLAIMS)
  const byEngine = async (): Promise<string[]> => {
    const found: string[] = []
    for (const claim of few) {
      facts.enterClaim(claim, undefined)
      for (let at = 0; at < claim.lines.length; at++) {
        facts.enterLine(at)
        for (const rule of await reference(facts)) found.push(`${claim.id} ${at} ${rule}`)
      }
    }
    return found
  }
  const expected = (await byEngine()).sort()
  const found = hitsOf(program, few).sort()
  if (expected.join('\n') !== found.join('\n'))
    throw new Error('json-rules-engine and the compiled rules do not find the same.')

  let heard = 0
  const counting = { found: () => void (heard += 1), unchecked: () => undefined }
  const own = (): void => {
    for (const claim of claims) program.run(claim, undefined, counting)
  }
  own()
  const times = { own: [] as number[], engine: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    times.own.push((await processorTime(own)) / claims.length)
    times.engine.push((await processorTime(async () => void (await byEngine()))) / few.length)
  }
  const [ownTime, engineTime] = [medianOf(times.own), medianOf(times.engine)]
  return {
    rules: rules.length,
    claims: few.length,
    hits: expected.length,
    own: ownTime,
    engine: engineTime,
    times: engineTime / ownTime,
  }
}

/** What the program finds, as claim, line and rule. */
function hitsOf(program: RuleProgram, claims: readonly Claim[]): string[] {
  const found: string[] = []
  for (const claim of claims)
    program.run(claim, undefined, {
      found: (rule, at) =>
        void found.push(`${claim.id} ${Number(/\d+/.exec(at)![0])} ${program.edits[rule]!.id}`),
      unchecked: () => undefined,
    })
  return found
}
