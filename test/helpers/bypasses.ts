/**
 * Holds an edit to what takes its findings away. Every modifier and condition code that the package knows is put on every
 * failing case: where one silences the edit, a passing case must show it used rightly, and a failing case must bear one
 * that does not help.
 */
import { expect, it } from 'vitest'
import { saidBy, scrubberOf, small, snapshotOf, type Bench, type ReadCase } from './trial.ts'

const column = (table: string, name: string): string[] => small.get(table).map((row) => row[name] ?? '')

const MODIFIERS: readonly string[] = [
  ...new Set([
    ...column('ncci_modifiers', 'modifier'),
    ...column('modifiers_cpt', 'modifier'),
    ...column('modifier_families', 'modifier'),
    ...column('modifier_conflicts', 'modifier_a'),
    ...column('modifier_conflicts', 'modifier_b'),
    ...column('anesthesia_modifiers', 'modifier'),
    ...['CA', 'FS', 'FT', 'GV', 'GW', 'KH', 'NU', 'PD', 'PT', 'QL', 'QW', 'RR', 'SL'],
  ]),
].filter((modifier) => /^[0-9A-Z]{2}$/.test(modifier))

const CONDITIONS: readonly string[] = [...new Set(column('condition_codes', 'code'))]

/** Registers the test of an edit's bypasses. */
export function holdToBypasses(bench: Bench, fails: readonly ReadCase[], passes: readonly ReadCase[]): void {
  const { edit } = bench
  it('shows what silences it used rightly, and what does not silence it', () => {
    const base = snapshotOf(bench.tables)
    const silencing = { modifiers: new Set<string>(), conditions: new Set<string>() }
    for (const read of fails) {
      const scrubber = scrubberOf(bench, base, read)
      const given = saidBy(edit, scrubber.scrub(read.claim))
      const silences = (claim: ReadCase['claim']): boolean =>
        saidBy(edit, scrubber.scrub(claim)).length < given.length
      for (const at of concerned(given))
        for (const modifier of MODIFIERS) {
          const lines = read.claim.lines.map((line, which) =>
            which === at && !line.modifiers.includes(modifier)
              ? { ...line, modifiers: [...line.modifiers, modifier] }
              : line,
          )
          if (silences({ ...read.claim, lines })) silencing.modifiers.add(modifier)
        }
      if (read.claim.type === 'institutional')
        for (const code of CONDITIONS)
          if (silences({ ...read.claim, conditionCodes: [...read.claim.conditionCodes, code] }))
            silencing.conditions.add(code)
    }
    const modifiersOf = (cases: readonly ReadCase[]): string[] =>
      cases.flatMap(({ claim }) => claim.lines.flatMap(({ modifiers }) => modifiers))
    const conditionsOf = (cases: readonly ReadCase[]): string[] =>
      cases.flatMap(({ claim }) => claim.conditionCodes)
    for (const [silent, among] of [
      [silencing.modifiers, modifiersOf],
      [silencing.conditions, conditionsOf],
    ] as const) {
      if (silent.size === 0) continue
      const known = [...silent].join(' ')
      expect(
        among(passes).some((code) => silent.has(code)),
        `a passing case bears one of ${known}`,
      ).toBe(true)
      expect(among(fails).length > 0, `a failing case bears what is not, or not rightly, ${known}`).toBe(true)
    }
  })
}

/** Indexes of the lines that findings are about. */
const concerned = (said: readonly string[]): Set<number> =>
  new Set(said.flatMap((one) => [...one.matchAll(/ at lines\[(\d+)\]/g)].map(([, at]) => Number(at))))
