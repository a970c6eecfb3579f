/** Corrections that payer rules name: each kind does what it says, is proved, and adds nothing. */
import { beforeAll, describe, expect, it } from 'vitest'
import {
  applyChanges,
  Claim,
  openCodesets,
  openRules,
  openScrubber,
  starterFolder,
  type ClaimScrubber,
  type Snapshot,
} from '../../src/index.ts'
import { createScrubber } from '../../src/engine/scrub.ts'
import { createSuggester } from '../../src/engine/suggest.ts'
import { keepsHonest } from '../../src/engine/suggestions/honest.ts'
import { whereOf } from '../../src/formats/where.ts'
import { caseClaim } from '../../src/jobs/rule-cases.ts'
import { ruleEdit } from '../../src/jobs/rules.ts'
import type { Suggestion } from '../../src/model/result.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { asking, atom, ruleSetWith, type Sketch } from '../policy/documents.ts'

let snapshot: Snapshot
beforeAll(async () => {
  snapshot = await openCodesets(starterFolder)
})

const scrubberOf = (when: unknown, suggest: readonly Sketch[]): ClaimScrubber => {
  const rule = asking(when, {
    then: { severity: 'deny', carc: '16', text: 'Found on {{date}}.', fix: 'Correct it.', suggest },
  })
  return openScrubber({
    codesets: snapshot,
    received: '2026-12-01',
    rules: ruleSetWith([rule]),
    only: ['acme-health/asking', 'claim-balance'],
    suggest: true,
  })
}

/** Suggestions of the first finding, with the claim that each leads to. */
function suggested(
  when: unknown,
  suggest: readonly Sketch[],
  sketch: ClaimSketch,
): readonly { readonly suggestion: Suggestion; readonly after: Claim }[] {
  const claim = Claim.parse(claimOf({ payer: { id: '60999', line: 'commercial' }, ...sketch }))
  const { findings } = scrubberOf(when, suggest).scrub(claim)
  expect(findings.length).toBeGreaterThan(0)
  return findings[0]!.suggestions!.map((suggestion) => ({
    suggestion,
    after: applyChanges(claim, suggestion.change),
  }))
}

const onlyIf = 'the record says so'
const is = (code: string) => atom('line.procedure', 'equal', code)

describe('a rule suggests', () => {
  it('that the line go, with its charge and what the record must show', () => {
    const [one] = suggested(is('36415'), [{ do: 'removeLine', onlyIf }], {
      lines: [{ procedure: '99213' }, { procedure: '36415', chargeCents: 700 }],
    })
    expect(one!.suggestion).toMatchObject({ title: 'Remove line 2 (36415)', onlyIf })
    expect(one!.after.lines.map(({ procedure }) => procedure)).toEqual(['99213'])
  })
  it('nothing where the line is the only one', () => {
    const lines = [{ procedure: '36415' }]
    expect(suggested(is('36415'), [{ do: 'removeLine', onlyIf }], { lines })).toEqual([])
  })
  it('that a modifier go', () => {
    const [one] = suggested(
      atom('line.modifiers', 'contains', 'CS'),
      [{ do: 'removeModifier', modifiers: ['CS'], onlyIf }],
      { lines: [{ modifiers: ['25', 'CS'] }] },
    )
    expect(one!.after.lines[0]!.modifiers).toEqual(['25'])
  })
  it('that two lines become one', () => {
    const [one] = suggested(
      { all: [is('J1885'), atom('line.sameDayLines', 'greaterThan', 1)] },
      [{ do: 'joinLines', onlyIf }],
      {
        lines: [
          { procedure: 'J1885', units: 2 },
          { procedure: 'J1885', units: 3 },
        ],
      },
    )
    expect(one!.after.lines.map(({ procedure, units }) => [procedure, units])).toEqual([['J1885', 5]])
  })
  it('that sides be joined, or parted', () => {
    const [joined] = suggested(atom('line.modifiers', 'contains', 'RT'), [{ do: 'joinSides', onlyIf }], {
      lines: [
        { procedure: '20610', modifiers: ['LT'] },
        { procedure: '20610', modifiers: ['RT'] },
      ],
    })
    expect(joined!.after.lines.map(({ modifiers, units }) => [modifiers, units])).toEqual([[['50'], 1]])
    const [parted] = suggested(atom('line.modifiers', 'contains', '50'), [{ do: 'splitSides', onlyIf }], {
      lines: [{ procedure: '20610', modifiers: ['50'] }],
    })
    expect(parted!.after.lines.map(({ modifiers }) => modifiers)).toEqual([['LT'], ['RT']])
  })
  it('no joining of one side with itself', () => {
    const lines = [
      { procedure: '20610', modifiers: ['RT'] },
      { procedure: '20610', modifiers: ['RT'] },
    ]
    expect(
      suggested(atom('line.modifiers', 'contains', 'RT'), [{ do: 'joinSides', onlyIf }], { lines }),
    ).toEqual([])
  })
  it('fewer units, where the charge can be parted', () => {
    const when = { all: [is('36415'), atom('line.units', 'greaterThan', 1)] }
    const limit = [{ do: 'limitUnits', units: 1, onlyIf }]
    const [one] = suggested(when, limit, { lines: [{ procedure: '36415', units: 3, chargeCents: 900 }] })
    expect(one!.after.lines[0]).toMatchObject({ units: 1, chargeCents: 300 })
    expect(suggested(when, limit, { lines: [{ procedure: '36415', units: 3, chargeCents: 1000 }] })).toEqual(
      [],
    )
  })
  it('nothing that does not clear the finding', () => {
    const found = suggested(is('99213'), [{ do: 'limitUnits', units: 1, onlyIf }], { lines: [{ units: 2 }] })
    expect(found).toEqual([])
  })
})

const named = openRules().parsed.rules.filter(({ document }) => document.then.suggest !== undefined)

describe('the shipped rules', () => {
  it('name corrections where there are some', () => expect(named.length).toBeGreaterThan(15))
  it.each(named.map((rule) => [rule.id, rule] as const))('%s: each is proved on a case', (id, rule) => {
    const { cases, then } = rule.document
    // A claim of one line alone has none to lose: another stands beside it.
    const claims = cases
      .filter(({ finds }) => finds.length > 0)
      .map(({ claim }) => {
        const whole = caseClaim(rule, claim, 'CASE', 'cases')
        const beside = { ...whole.lines[0]!, number: 99, procedure: '20610', modifiers: [], units: 1 }
        // A charge that can be parted by any number of units that a case has.
        const lines = [...whole.lines, beside].map((line) => ({ ...line, chargeCents: 12_600 }))
        return { ...whole, lines }
      })
    const scrubber = createScrubber({
      edits: [ruleEdit(rule)],
      snapshot,
      rules: 'none',
      engine: 'test',
      received: '2026-12-01',
      locate: whereOf,
    })
    then.suggest!.forEach((suggestion) => {
      const suggester = createSuggester({ scrubber, snapshot, ruleSuggestions: () => [suggestion] })
      const proved = claims.flatMap((claim) =>
        suggester
          .suggest(claim, scrubber.scrub(claim))
          .findings.flatMap(({ suggestions }) => suggestions!)
          .map(({ change }) => keepsHonest(claim, applyChanges(claim, change))),
      )
      expect(proved.length, `${id} ${suggestion.do}`).toBeGreaterThan(0)
      expect(proved).not.toContain(false)
    })
  })
})
