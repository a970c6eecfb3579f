/** Payer rules to measure with: one payer's, filed under codes, most of other services. Seeded; all invented. */
import type { RuleFile } from '../policy/rule-set.ts'
import { random } from './bench-claims.ts'

const billed = ['99213', '99214', '99215', '20610', '93000', '36415', '85025', '80053', '71046', '83036']
const modifiers = ['25', '26', '59', '76', '95', 'GT', 'KX', 'XS']

/** How many rules, for whom, and of what. */
export interface BenchRulesOptions {
  readonly count: number
  readonly payerIds: readonly string[]
  /** Whether a seventh of them is of services that the made claims bear; else none is, and no claim wakes one. */
  readonly met: boolean
}

const line = (path: string, operator: string, value: unknown): object => ({
  fact: 'line',
  path,
  operator,
  value,
})
const claimOf = (procedure: string, fires: boolean): object => ({
  name: fires ? 'of the service' : 'of another',
  claim: { lines: [{ procedure, units: 12, modifiers, placeOfService: '99' }] },
  finds: fires ? ['lines[0]'] : [],
})

/** The documents of the payer. Rules of services that claims bear mostly do not speak. */
export function benchRules({ count, payerIds, met }: BenchRulesOptions): readonly RuleFile[] {
  const next = random(7)
  const below = (most: number): number => Math.floor(next() * most)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!
  const other = (): string => (met ? String(20_000 + below(70_000)) : `A${1000 + below(9000)}`)
  const source = { title: 'Invented', url: 'https://payer.example/', retrieved: '2026-01-01' }
  const file = (name: string, document: object): RuleFile => ({
    path: `measured/${name}.json`,
    file: `measured/${name}.json`,
    text: JSON.stringify(document),
  })
  const files = [file('payer', { id: 'measured', title: 'Measured', payerIds, line: 'medicare', source })]
  for (let at = 0; at < count; at++) {
    const others = Array.from({ length: 4 + below(20) }, other)
    const codes = met && at % 7 === 0 ? [...others, pick(billed)] : others
    const second = [
      line('modifiers', 'contains', pick(modifiers.slice(1))),
      line('units', 'greaterThan', 2 + below(6)),
      { fact: 'patient', path: 'age', operator: 'lessThan', value: 1 + below(16) },
      line('placeOfService', 'notIn', ['11', '12', '22']),
    ][at % 4]!
    files.push(
      file(`rule-${at}`, {
        id: `rule-${at}`,
        title: `Rule ${at}`,
        why: 'Measured.',
        effective: { from: '2020-01-01' },
        source,
        claimTypes: ['professional'],
        when: { all: [line('procedure', 'in', [...new Set(codes)]), second] },
        then: { severity: 'review', text: 'Found on {{date}}.', fix: 'Correct it.' },
        cases: [claimOf(codes[0]!, true), claimOf('99999', false)],
      }),
    )
  }
  return files
}
