/**
 * Edits that sleep until a code wakes them say what they would say if they were always awake: on the claims of the
 * corpus, and on those claims with codes, days, payers and lines of others put in.
 */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AnyEdit } from '../../src/edits/define.ts'
import { createHistory } from '../../src/engine/history.ts'
import { createScrubber, type Scrubber } from '../../src/engine/scrub.ts'
import {
  Claim,
  edits,
  openCodesets,
  openRules,
  starterFolder,
  whereOf,
  type ClaimResult,
  type History,
  type Snapshot,
} from '../../src/index.ts'
import { readCorpus } from '../corpus/expand.ts'

const claims = readCorpus().map(({ claim }) => Claim.parse(claim))
const RUNS = Number(process.env['CLEANCLAIM_WAKE_RUNS'] ?? 1500)

const distinct = (values: readonly (string | undefined)[]): readonly string[] =>
  [...new Set(values)].filter((value) => value !== undefined)
const lines = claims.flatMap((claim) => claim.lines)
const procedures = distinct(lines.map(({ procedure }) => procedure))
const modifiers = distinct(lines.flatMap((line) => line.modifiers))
const revenueCodes = distinct(lines.map(({ revenueCode }) => revenueCode))
const places = distinct([...lines, ...claims].map(({ placeOfService }) => placeOfService))
const diagnoses = distinct(claims.flatMap((claim) => claim.diagnoses.map(({ code }) => code)))
const days = distinct(lines.map(({ serviceDate }) => serviceDate))
const payers = [...new Map(claims.map(({ payer }) => [`${payer?.id} ${payer?.line}`, payer])).values()]

/** Edits as they are, and as they would be if none could sleep. */
const awake = edits.map((edit): AnyEdit => {
  const { wakes, pairs, ...rest } = edit as AnyEdit
  void [wakes, pairs]
  return rest
})

let snapshot: Snapshot
const rules = openRules()
const scrubberOf = (of: readonly AnyEdit[], history?: History): Scrubber =>
  createScrubber({
    edits: of,
    snapshot,
    rules: rules.id,
    engine: 'test',
    received: '2026-12-01',
    locate: whereOf,
    profiles: rules.profiles,
    programOf: (profile) => rules.program(profile),
    ...(history ? { history } : {}),
  })

/** What a result says; of a claim without a diagnosis not that diagnoses were left unjudged, which only an edit that never sleeps says. */
const said = ({ unchecked, ...result }: ClaimResult, { diagnoses: borne }: Claim) => ({
  ...result,
  unchecked: unchecked.filter(({ edits: ids }) => borne.length > 0 || ids.join() !== 'icd-unspecified'),
})

/** Something of a claim that becomes another's; `at` chooses where. */
type Change = (claim: Claim, at: number) => void
const lineAt = (claim: Claim, at: number) => claim.lines[at % claim.lines.length]!
const from = <T>(pool: readonly T[], apply: (value: T) => Change): fc.Arbitrary<Change> =>
  fc.constantFrom(...pool).map(apply)
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: from(procedures, (code) => (claim, at) => void (lineAt(claim, at).procedure = code)),
  },
  {
    weight: 4,
    arbitrary: from(modifiers, (code) => (claim, at) => {
      const line = lineAt(claim, at)
      line.modifiers = [...line.modifiers.slice(0, 3), code]
    }),
  },
  {
    weight: 3,
    arbitrary: from(diagnoses, (code) => (claim, at) => {
      const place = at % (claim.diagnoses.length + 1)
      claim.diagnoses[place] = { ...claim.diagnoses[place], code } as Claim['diagnoses'][number]
    }),
  },
  from(revenueCodes, (code) => (claim, at) => void (lineAt(claim, at).revenueCode = code)),
  from(places, (code) => (claim, at) => void (lineAt(claim, at).placeOfService = code)),
  from(places, (code) => (claim) => void (claim.placeOfService = code)),
  from(days, (day) => (claim, at) => void (lineAt(claim, at).serviceDate = day)),
  from(days, (day) => (claim, at) => void (lineAt(claim, at).serviceDateThrough = day)),
  from(days, (day) => (claim) => {
    for (const line of claim.lines) line.serviceDate = day
  }),
  from(payers, (payer) => (claim) => void (claim.payer = payer)),
  from([0, 2, 5, 13], (units) => (claim, at) => void (lineAt(claim, at).units = units)),
  from(claims, (other) => (claim) => void claim.lines.push(...structuredClone(other.lines))),
  from(claims, (other) => (claim) => void (claim.patient = other.patient)),
  fc.constant<Change>((claim, at) => void claim.lines.push(structuredClone(lineAt(claim, at)))),
  fc.constant<Change>((claim, at) => {
    if (claim.lines.length > 1) claim.lines.splice(at % claim.lines.length, 1)
  }),
  fc.constant<Change>((claim) => void (claim.diagnoses = [])),
  fc.constant<Change>((claim) => void (claim.patient = undefined)),
)

const changed: fc.Arbitrary<Claim> = fc
  .tuple(fc.constantFrom(...claims), fc.array(fc.tuple(change, fc.nat(20)), { minLength: 1, maxLength: 5 }))
  .map(([claim, changes]) => {
    const copy = structuredClone(claim)
    for (const [apply, at] of changes) apply(copy, at)
    copy.lines.forEach((line, at) => (line.number = at + 1))
    return copy
  })

describe.each([['alone'], ['with one another as history']])('claims %s', (how) => {
  let sleeping: Scrubber
  let never: Scrubber
  const history = (): History | undefined => {
    if (how === 'alone') return undefined
    const builder = createHistory()
    for (const claim of claims) builder.add(claim)
    return builder.seal()
  }
  beforeAll(async () => {
    snapshot = await openCodesets(starterFolder)
    sleeping = scrubberOf(edits, history())
    never = scrubberOf(awake, history())
  })
  it('get the same result from edits that sleep as from edits that never do', () => {
    for (const claim of claims) expect(sleeping.scrub(claim)).toEqual(never.scrub(claim))
  })
  it(`do so with parts of others put in, ${RUNS.toLocaleString('en-US')} times`, () => {
    let found = 0
    fc.assert(
      fc.property(changed, (claim) => {
        const result = sleeping.scrub(claim)
        found += result.findings.length
        expect(said(result, claim)).toEqual(said(never.scrub(claim), claim))
      }),
      { numRuns: RUNS, seed: 7 },
    )
    // Claims of which nothing is said would prove nothing.
    expect(found).toBeGreaterThan(RUNS)
  })
})
