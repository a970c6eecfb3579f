/** Published sample remittances: each is read whole, and counts are those of the file's own segments. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readClaims } from '../../../src/formats/detect.ts'
import type { Item } from '../../../src/formats/items.ts'
import { RemittedClaim } from '../../../src/model/remittance.ts'
import { dataFolder } from '../../data.ts'
import { pieces } from '../reading.ts'
import { read835 } from './remittances.ts'

const folder = dataFolder('claims/835')
const files = folder === undefined ? [] : readdirSync(folder)

/** Counts by plain splitting, without the tokenizer. */
function countsOf(text: string) {
  const from = text.indexOf('ISA')
  const element = text[from + 3]!
  const sixteenth = text.slice(from).split(element)[16]!
  const ending = /[\r\n]/.test(sixteenth[1]!) ? '\n' : sixteenth[1]!
  const segments = text
    .slice(from)
    .split(ending)
    .map((segment) => segment.trim().split(element))
  const count = (id: string): number => segments.filter(([first]) => first === id).length
  const adjustments = segments
    .filter(([first]) => first === 'CAS')
    .reduce(
      (sum, all) => sum + all.filter((cell, at) => at >= 2 && (at - 2) % 3 === 0 && cell !== '').length,
      0,
    )
  return {
    interchanges: count('ISA'),
    remittances: count('ST'),
    decisions: count('CLP'),
    services: count('SVC'),
    adjustments,
  }
}

/** ISA, ST, CLP and adjustment reasons as the list of the data's sources has them. */
const published = (): ReadonlyMap<string, readonly number[]> =>
  new Map(
    readFileSync(join(folder!, '..', 'PROVENANCE.md'), 'utf8')
      .split('\n')
      .flatMap((line) => {
        const found = /^\| (\S+) \|.*\b835.*; ISA (\d+) ST (\d+) CLP (\d+) CAS (\d+);/.exec(line)
        return found ? [[found[1]!, found.slice(2).map(Number)] as const] : []
      }),
  )

describe.skipIf(files.length === 0)('sample remittances', () => {
  it('are all there', () => expect(files.length).toBeGreaterThanOrEqual(10))

  it.each(files)('%s', async (name) => {
    const bytes = readFileSync(join(folder!, name))
    const expected = countsOf(bytes.toString('latin1'))
    const { claims, problems, remittances, items } = await read835(bytes)
    const adjustments = claims.flatMap((claim) => [
      ...claim.adjustments,
      ...claim.services.flatMap((service) => service.adjustments),
    ])
    expect({
      remittances: remittances.length,
      decisions: claims.length + problems.length,
      services: claims.reduce((sum, claim) => sum + claim.services.length, 0),
      adjustments: adjustments.length,
    }).toEqual({
      remittances: expected.remittances,
      decisions: expected.decisions,
      services: expected.services,
      adjustments: expected.adjustments,
    })
    expect([
      expected.interchanges,
      remittances.length,
      claims.length + problems.length,
      adjustments.length,
    ]).toEqual(published().get(name))
    for (const claim of claims) expect(RemittedClaim.parse(claim)).toStrictEqual(claim)
    for (const size of bytes.length > 50_000 ? [997] : [1, 7])
      expect((await read835(bytes, size)).items).toEqual(items)
  })

  it('whose CLP has no charge has one problem, in its place', async () => {
    const bytes = readFileSync(join(folder!, 'Inteligenz__INS__835__5010__Example1.txt'))
    const { claims, problems } = await read835(bytes)
    expect(claims).toHaveLength(9)
    expect(problems).toMatchObject([{ segment: 98, text: 'Loop 2100: the charge (CLP03) is missing.' }])
  })

  it('are one problem where claims are asked for', async () => {
    for (const name of files) {
      const items: Item[] = []
      for await (const batch of readClaims(pieces(readFileSync(join(folder!, name))), name))
        items.push(...batch)
      expect(items.filter(({ kind }) => kind !== 'warning')).toMatchObject([
        { kind: 'problem', problem: { code: 'E_X12_TRANSACTION' } },
      ])
    }
  })
})
