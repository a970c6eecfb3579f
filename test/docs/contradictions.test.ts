/** The registry of contradictions is held to the edits: each row by small claims, and by every message it names. */
import { describe, expect, it } from 'vitest'
import { contradictions, contradictionsPage } from '../../docs/contradictions.ts'
import { createScrubber } from '../../src/engine/scrub.ts'
import { whereOf } from '../../src/formats/where.ts'
import { edits, openRules } from '../../src/index.ts'
import { Claim } from '../../src/model/claim.ts'
import { defaultProfile } from '../../src/model/profile.ts'
import type { ClaimResult } from '../../src/model/result.ts'
import { claimOf, type ClaimSketch } from '../helpers/claims.ts'
import { historyOf, snapshotOf } from '../helpers/test-edit.ts'
import { ncciRegistryCases, type RegistryCase, type RegistryCases } from './contradiction-cases.ts'
import { modifierRegistryCases } from './contradiction-modifier-cases.ts'
import { otherRegistryCases } from './contradiction-more-cases.ts'

const casesOf: Readonly<Record<string, RegistryCases>> = {
  ...ncciRegistryCases,
  ...modifierRegistryCases,
  ...otherRegistryCases,
}
const { profiles } = openRules()

/** What a case says beside the claim. */
const beside = ['finds', 'codes', 'loses', 'says']

/** Scrubs a case by the edits of its row: with the package's own profiles, or the one that the case gives. */
function scrub(
  names: ReadonlySet<string>,
  tables: RegistryCases['tables'],
  { profile, arrives = '2028-12-01', history, ...rest }: RegistryCase,
): ClaimResult {
  const sketch: ClaimSketch = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !beside.includes(key)),
  )
  const claim = Claim.parse(claimOf(sketch))
  const line = claim.payer?.line
  const own = { ...defaultProfile(line), id: 'tested-payer', ...profile }
  return createScrubber({
    edits: edits.filter(({ id }) => names.has(id)),
    snapshot: snapshotOf(tables),
    rules: 'none',
    engine: 'test',
    received: arrives,
    locate: whereOf,
    profiles: profile ? new Map([[claim.payer?.id ?? '', own]]) : profiles,
    ...(history ? { history: historyOf(history) } : {}),
  }).scrub(claim)
}

const named = ({ findings }: ClaimResult): readonly string[] =>
  findings.map(({ edit, message, severity }) => `${edit}/${message} ${severity}`)

describe('the registry of contradictions', () => {
  it('has cases for every row, and for no other', () => {
    expect(Object.keys(casesOf).sort()).toEqual(contradictions.map(({ id }) => id).sort())
    expect(contradictions.length).toBeGreaterThan(30)
  })

  it('names edits, messages and readings that exist', () => {
    const known = new Map(edits.map(({ id, messages }) => [id, Object.keys(messages)]))
    const wrong = contradictions.flatMap(({ id, readings, takes }) =>
      takes.flatMap(({ edit, messages, reading }) => [
        ...(known.has(edit) ? [] : [`${id}: no edit ${edit}`]),
        ...messages
          .filter((name) => !known.get(edit)?.includes(name))
          .map((name) => `${id}: no message ${edit}/${name}`),
        ...('ABC'.indexOf(reading) < readings.length ? [] : [`${id}: no reading ${reading}`]),
      ]),
    )
    expect(wrong).toEqual([])
  })

  it.each(contradictions)('$id: the edits do what it says', ({ id, takes }) => {
    const names = new Set(takes.map(({ edit }) => edit))
    const { tables, cases } = casesOf[id]!
    const said = new Set<string>()
    for (const [name, one] of Object.entries(cases)) {
      const result = scrub(names, tables, one)
      expect(named(result), name).toEqual(one.finds)
      result.findings.forEach(({ edit, message }) => said.add(`${edit}/${message}`))
      const { findings } = result
      if (one.codes)
        expect(
          findings.map(({ group, carc, rarc }) => `${group} ${carc} ${rarc ?? '-'}`),
          name,
        ).toEqual(one.codes)
      if (one.loses)
        expect(
          findings.map(({ scope, atRiskCents }) => [scope, atRiskCents]),
          name,
        ).toEqual(one.loses)
      for (const { text, fix } of one.says ? findings : []) expect(`${text} ${fix}`, name).toMatch(one.says!)
    }
    // Every message of the row was heard, and an edit that the row keeps silent was so in some case.
    expect(takes.flatMap(({ edit, messages }) => messages.map((message) => `${edit}/${message}`))).toSatisfy(
      (wanted: readonly string[]) => wanted.every((message) => said.has(message)),
    )
    if (takes.some(({ messages }) => messages.length === 0))
      expect(Object.values(cases).some(({ finds }) => finds.length === 0)).toBe(true)
  })

  it('becomes a page with every row', () => {
    const page = contradictionsPage()
    for (const { id, topic } of contradictions) {
      expect(page).toContain(`[${topic}](#${id})`)
      expect(page).toContain(`<a id="${id}"></a>\n\n## ${topic}`)
    }
  })
})
