/** Samples of others, in the folder of development data: none crashes a reader or is read wrong in silence. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readClaims } from '../../src/formats/detect.ts'
import type { Item } from '../../src/formats/items.ts'
import { dataFolder } from '../data.ts'
import { claimsOf, outline, pieces, problemsOf, warningsOf } from './reading.ts'

/** The items of every file of a folder, by name. */
async function readFolder(folder: string): Promise<Map<string, Item[]>> {
  const all = new Map<string, Item[]>()
  for (const name of readdirSync(folder)) {
    const items: Item[] = []
    for await (const batch of readClaims(pieces(readFileSync(join(folder, name)), 5000), name))
      items.push(...batch)
    all.set(name, items)
  }
  return all
}

describe('real files', () => {
  const fhir = dataFolder('claims/fhir')
  it.skipIf(fhir === undefined)('of FHIR: claims are read or told apart, others are counted', async () => {
    const files = await readFolder(fhir!)
    // The institutional sample has an item with nothing but a drug below it, the professional one of the search no date.
    const claims: Record<string, string[]> = {
      'CMSgov-bfd-v2__claimMcsRead.json': ['m-654321'],
      'CMSgov-bfd-v2__claimFissRead.json': ['E_FHIR'],
      'CMSgov-bfd-v2__claimSearch.json': ['E_FHIR', 'E_FHIR'],
    }
    for (const [name, items] of files)
      expect([name, outline(items)]).toEqual([name, claims[name] ?? ['E_FHIR']])
    const counted = problemsOf(files.get('mimilabs__sample_eob_200.ndjson')!)[0]!.text
    expect(counted).toBe('There is no Claim in the input. There is: ExplanationOfBenefit ×200.')
  })

  const csv = dataFolder('claims/csv')
  it.skipIf(csv === undefined)('of CSV in other layouts: problems that name what is missing', async () => {
    for (const [name, items] of await readFolder(csv!)) {
      expect([name, claimsOf(items)]).toEqual([name, []])
      expect(warningsOf(items).length).toBeLessThan(2)
      if (name === 'OHDSI-synthea__claims_transactions.csv') {
        // Its columns have names of ours, but its rows are payments and charges of another kind.
        expect(new Set(outline(items))).toEqual(new Set(['W_COLUMN', 'E_CSV']))
        expect(problemsOf(items).every(({ column }) => column !== undefined)).toBe(true)
      } else if (name === 'tuva-health__medical_claim.header-only.csv') {
        expect(outline(items)).toEqual(['W_COLUMN', 'E_EMPTY'])
      } else {
        expect([name, outline(items)]).toEqual([name, ['E_CSV']])
        expect(problemsOf(items)[0]!.text).toMatch(/^The header has no column [a-z, ]+\. No row was read\.$/)
      }
    }
  })
})
