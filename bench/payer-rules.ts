/** A folder of payer rules for measuring: one payer with so many rules filed under codes, most of other services. Seeded; all invented. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { random } from './generate.ts'

const billed = ['99213', '99214', '99215', '20610', '93000', '36415', '85025', '80053', '71046', '83036']
const modifiers = ['25', '26', '59', '76', '95', 'GT', 'KX', 'XS']

/** Writes the folder. A sixth of the rules are of services that the generated claims bear; they mostly do not speak. */
export function writePayerRules(folder: string, count: number, payerIds: readonly string[]): void {
  const next = random(7)
  const below = (most: number): number => Math.floor(next() * most)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!
  const payer = join(folder, 'measured')
  mkdirSync(payer, { recursive: true })
  const source = { title: 'Invented', url: 'https://payer.example/', retrieved: '2026-01-01' }
  const write = (name: string, document: object): void =>
    writeFileSync(join(payer, `${name}.json`), JSON.stringify(document))
  write('payer', { id: 'measured', title: 'Measured', payerIds, line: 'medicare', source })
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
  for (let at = 0; at < count; at++) {
    const others = Array.from({ length: 4 + below(20) }, () => String(20_000 + below(70_000)))
    const codes = at % 6 === 0 ? [...others, pick(billed)] : others
    const second = [
      line('modifiers', 'contains', pick(modifiers.slice(1))),
      line('units', 'greaterThan', 2 + below(6)),
      { fact: 'patient', path: 'age', operator: 'lessThan', value: 1 + below(16) },
      line('placeOfService', 'notIn', ['11', '12', '22']),
    ][at % 4]!
    write(`rule-${at}`, {
      id: `rule-${at}`,
      title: `Rule ${at}`,
      why: 'Measured.',
      effective: { from: '2020-01-01' },
      source,
      claimTypes: ['professional'],
      when: { all: [line('procedure', 'in', [...new Set(codes)]), second] },
      then: { severity: 'review', text: 'Found on {{date}}.', fix: 'Correct it.' },
      cases: [claimOf(codes[0]!, true), claimOf('99999', false)],
    })
  }
}
