/** The trace of json-rules-engine agrees with the compiled rule, says the values met, and nothing about a person. */
import { describe, expect, it } from 'vitest'
import { createHistory } from '../../src/engine/history.ts'
import { openRules } from '../../src/jobs/rules.ts'
import { caseClaim } from '../../src/jobs/rule-cases.ts'
import { Claim, type ClaimInput } from '../../src/model/claim.ts'
import { conditionInWords } from '../../src/policy/explain-words.ts'
import { traceRule, type TracedCondition } from '../../src/policy/explain.ts'
import { factFields, factNames } from '../../src/policy/fields.ts'
import { createProgram } from '../../src/policy/program.ts'
import type { Rule } from '../../src/policy/rule-set.ts'
import { asking, atom, ruleSetWith, type Sketch } from './documents.ts'

const claimOf = (sketch: Partial<ClaimInput> = {}): Claim =>
  Claim.parse({
    id: 'C-1',
    type: 'professional',
    payer: { id: '60999', line: 'commercial' },
    subscriber: { id: 'S-1' },
    patient: { id: 'P-1', birthDate: '1953-04-09', sex: 'F' },
    placeOfService: '11',
    diagnoses: [{ code: 'M1711' }, { code: 'E119' }],
    lines: [
      { number: 1, procedure: '20610', modifiers: ['RT'], serviceDate: '2026-03-02', pointers: [1] },
      { number: 2, procedure: '76942', units: 3, serviceDate: '2026-03-02', pointers: [1, 2] },
    ],
    ...sketch,
  } as ClaimInput)
const ruleWith = (when: unknown, sketch: Sketch = {}): Rule =>
  ruleSetWith([asking(when, sketch)]).parsed.rules[0]!

const leaves = (one: TracedCondition): readonly TracedCondition[] =>
  one.members.length === 0 ? [one] : one.members.flatMap(leaves)
const met = async (when: unknown, claim = claimOf()): Promise<(string | undefined)[][]> =>
  (await traceRule(ruleWith(when), claim)).map(({ condition }) => leaves(condition).map((leaf) => leaf.met))

describe('the trace', () => {
  it('has each condition of each line with the value it met and its outcome', async () => {
    const when = {
      all: [
        atom('line.units', 'greaterThan', 2),
        {
          any: [
            atom('line.modifiers', 'contains', '59'),
            { not: atom('line.placeOfService', 'notIn', ['11']) },
          ],
        },
      ],
    }
    const traces = await traceRule(ruleWith(when), claimOf())
    expect(traces.map(({ line, day, inForce, holds }) => [line, day, inForce, holds])).toEqual([
      [1, '2026-03-02', true, false],
      [2, '2026-03-02', true, true],
    ])
    expect(traces[1]!.condition).toEqual({
      text: 'all of these',
      holds: true,
      members: [
        { text: 'line.units is more than 2', holds: true, met: '3', members: [] },
        {
          text: 'any of these',
          holds: true,
          members: [
            { text: 'line.modifiers has 59', holds: false, met: 'none', members: [] },
            {
              text: 'not',
              holds: true,
              members: [
                {
                  text: 'line.placeOfService is there and is none of 11',
                  holds: false,
                  met: '11',
                  members: [],
                },
              ],
            },
          ],
        },
      ],
    })
  })

  it('says what is missing, lists, ages and days out of force', async () => {
    expect(await met({ any: [atom('line.ndc', 'absent'), atom('line.units', 'equal', 1)] })).toEqual([
      ['missing', '1'],
      ['missing', '3'],
    ])
    expect(
      await met({
        all: [atom('diagnoses.codes', 'matchesCodes', 'E11.*'), atom('patient.age', 'lessThan', 9)],
      }),
    ).toEqual([
      ['M1711', '72'],
      ['M1711, E119', '72'],
    ])
    const [trace] = await traceRule(
      ruleWith(atom('claim.lineCount', 'equal', 2), { effective: { from: '2026-03-03' } }),
      claimOf(),
    )
    expect(trace).toMatchObject({ line: null, inForce: false, holds: true })
  })

  it('counts earlier claims', async () => {
    const builder = createHistory()
    const earlier = claimOf({ id: 'C-0' })
    builder.add({ ...earlier, lines: earlier.lines.map((line) => ({ ...line, serviceDate: '2026-02-01' })) })
    const history = builder.seal()
    const when = {
      all: [atom('line.units', 'greaterThan', 0), atom('history.daysSince', 'lessThan', 60, { days: 90 })],
    }
    const claim = claimOf()
    const traces = await traceRule(ruleWith(when), claim, { history: () => history.of(claim) })
    expect(traces.map(({ condition }) => leaves(condition)[1])).toEqual([
      {
        text: 'history.daysSince (the 90 days before, the line’s own code) is less than 60',
        holds: true,
        met: '29',
        members: [],
      },
      {
        text: 'history.daysSince (the 90 days before, the line’s own code) is less than 60',
        holds: true,
        met: '29',
        members: [],
      },
    ])
  })

  it('shows nothing of a person, whatever stands in the claim', async () => {
    const mark = 'MARK'
    const marked = claimOf({
      id: 'C-1',
      payer: { id: `${mark} o`, name: mark, line: 'commercial' },
      subscriber: { id: mark },
      patient: { id: mark, birthDate: '1953-04-09', sex: 'F' },
      frequency: 'M',
      priorAuthorization: mark,
      payerClaimNumber: mark,
      cliaNumber: mark,
      billing: { npi: mark, taxonomy: mark },
      rendering: { npi: mark, taxonomy: mark },
      referring: { npi: mark },
      placeOfService: 'MARK',
      accidentCause: 'MAR',
      diagnoses: [{ code: mark }],
      lines: [
        {
          number: 1,
          procedure: 'MARKMARK',
          modifiers: [mark],
          ndc: `${mark} x`,
          placeOfService: mark,
          serviceDate: '2026-03-02',
          pointers: [1],
        },
      ],
    })
    const shown: (string | undefined)[] = []
    for (const fact of factNames)
      for (const path of Object.keys(factFields[fact])) {
        if (fact === 'history') continue
        const asked = { any: [atom(`${fact}.${path}`, 'absent'), atom('line.units', 'equal', 1)] }
        shown.push(...(await met(asked, marked)).flat())
      }
    const text = shown.join('\n')
    expect(text).toContain('a value that is not shown')
    for (const secret of [/MAR/, /1953/, /04-09/]) expect(secret.test(text)).toBe(false)
  })
})

describe('trace and compiled rule', () => {
  const cases = openRules().parsed.rules.flatMap((rule) =>
    rule.document.cases.map((one) => [`${rule.id}: ${one.name}`, rule, one] as const),
  )
  it(`agree on every case of the shipped rules (${cases.length})`, { timeout: 120_000 }, async () => {
    let fired = 0
    for (const [name, rule, one] of cases) {
      const claim = caseClaim(rule, one.claim, 'CASE', 'case')
      const builder = createHistory()
      for (const other of one.history ?? []) builder.add(caseClaim(rule, other, 'EARLIER', 'case'))
      const history = builder.seal()
      const found = new Set<number>()
      createProgram([rule], { all: true }).run(claim, () => history.of(claim), {
        found: (_, at) => void found.add(at.startsWith('lines[') ? Number.parseInt(at.slice(6), 10) : -1),
        unchecked: () => undefined,
      })
      const traces = rule.document.claimTypes.includes(claim.type)
        ? await traceRule(rule, claim, { history: () => history.of(claim) })
        : []
      const traced = traces.flatMap(({ line, holds, inForce }, at) =>
        holds && inForce ? [line === null ? -1 : at] : [],
      )
      expect(traced, name).toEqual([...found].sort((a, b) => a - b))
      fired += found.size
    }
    expect(fired).toBeGreaterThan(100)
  })
})

describe('conditions in words', () => {
  it('read as sentences, with the size of code lists', () => {
    const { rules } = ruleSetWith(
      [
        asking({
          any: [
            atom('line.procedure', 'matchesCodes', ['visits', 'J*']),
            atom('line.serviceDate', 'between', ['2026-01-01', '2026-06-30']),
            atom('line.serviceDate', 'lessThan', '2026-01-01'),
            atom('claim.modifiers', 'startsWith', ['X', 'G']),
            atom('line.modifiers', 'absent'),
            atom(
              'line.placeOfService',
              'in',
              Array.from({ length: 14 }, (_, at) => String(at + 11)),
            ),
          ],
        }),
      ],
      { 'acme-health/lists.json': { lists: { visits: ['99202-99215', 'G0463'] } } },
    ).parsed
    const { document, lists } = rules[0]!
    expect(conditionInWords(document.when, lists).members.map(({ text }) => text)).toEqual([
      'line.procedure is the list visits (2 entries) or J*',
      'line.serviceDate is between 2026-01-01 and 2026-06-30',
      'line.serviceDate is before 2026-01-01',
      'claim.modifiers has one that begins with X or G',
      'line.modifiers is empty or missing',
      'line.placeOfService is 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22 or 2 more',
    ])
  })
})
