/**
 * The same claims under two quarters of NCCI's unit limits, as CMS ships them: the difference names exactly the claims
 * whose limit changed. The oracle reads the CSV files by itself.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import {
  createDiffTally,
  importReleases,
  openDiff,
  openNamedCodesets,
  openRunStore,
  recordRun,
  rerun,
  type ClaimDifference,
} from '../../src/index.ts'
import { dataFolder } from '../data.ts'

const official = dataFolder('official')
const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-quarters-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Limit {
  readonly units: number
  readonly indicator: string
}

/** The single file of an archive. */
const inflated = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    fromBuffer(readFileSync(path), { lazyEntries: true }, (fault: Error | null, zip?: ZipFile) => {
      if (fault || !zip) return reject(fault ?? new Error('no archive'))
      zip.on('entry', (entry: Entry) =>
        zip.openReadStream(entry, (error, stream) => {
          if (error) return reject(error)
          const pieces: Buffer[] = []
          stream.on('data', (piece: Buffer) => pieces.push(piece))
          stream.on('end', () => resolve(Buffer.concat(pieces).toString('latin1')))
        }),
      )
      zip.readEntry()
    })
  })

/** Limits by code, read without the product. */
function limitsOf(csv: string): Map<string, Limit> {
  const limits = new Map<string, Limit>()
  for (const line of csv.split(/\r?\n/)) {
    const row = /^"?([0-9A-Z]{5})"?,"?(\d+)"?,"?([123])/.exec(line)
    if (row) limits.set(row[1]!, { units: Number(row[2]), indicator: row[3]! })
  }
  return limits
}

const archive = (quarter: string): string =>
  join(official!, `MCR_MUE_PractitionerServices_Eff_${quarter}-01-2024.zip`)

const claimOf = (code: string, units: number): string =>
  JSON.stringify({
    id: `CLM-${code}`,
    type: 'professional',
    payer: { id: '04412', line: 'medicare' },
    subscriber: { id: 'M1' },
    patient: { id: `P-${code}`, birthDate: '1953-04-09', sex: 'F' },
    billing: { npi: '1234567893', taxonomy: '207Q00000X' },
    rendering: { npi: '1558598797', taxonomy: '207Q00000X' },
    placeOfService: '11',
    diagnoses: [{ code: 'M1711' }],
    lines: [
      { number: 1, procedure: code, units, chargeCents: 10_000, serviceDate: '2024-08-05', pointers: [1] },
    ],
  })

describe.skipIf(official === undefined)('two quarters of unit limits', () => {
  it(
    'names exactly the claims whose limit changed, by the rows of both releases',
    { timeout: 120_000 },
    async () => {
      const [before, after] = [
        limitsOf(await inflated(archive('04'))),
        limitsOf(await inflated(archive('07'))),
      ]
      expect(before.size).toBeGreaterThan(14_000)
      const codes = [...new Set([...before.keys(), ...after.keys()])].sort()
      const isChanged = (code: string): boolean =>
        before.get(code)?.units !== after.get(code)?.units ||
        before.get(code)?.indicator !== after.get(code)?.indicator
      const changed = codes.filter(isChanged)
      const alike = codes.filter((code) => !isChanged(code)).filter((_, at) => at % 40 === 0)
      // Over the lower of two limits where they differ, over the one there is where they do not.
      const units = (code: string): number => {
        const [old, now] = [before.get(code)?.units, after.get(code)?.units]
        return old !== undefined && now !== undefined && old !== now ? Math.max(old, now) : (old ?? now)! + 1
      }
      const file = join(folder, 'claims.ndjson')
      writeFileSync(file, [...changed, ...alike].map((code) => `${claimOf(code, units(code))}\n`).join(''))

      const codesets = join(folder, 'codesets')
      await importReleases(codesets, [archive('04')])
      const first = await openNamedCodesets(codesets, codesets)
      const store = await openRunStore(`sqlite:${join(folder, 'runs.db')}`, { home: folder })
      try {
        const how = { store, by: 'test', today: '2024-08-20', only: ['ncci-mue'] }
        const a = await recordRun({ ...how, codesets: first.snapshot, paths: [file], keep: 'claims' })
        await importReleases(codesets, [archive('07')])
        const second = await openNamedCodesets(codesets, codesets)
        const b = await rerun({ store, run: a.run.id, codesets: second.snapshot, by: 'test' })
        expect(b.run).toMatchObject({ purpose: 'rerun', base: a.run.id, inputs: a.run.inputs })

        const diff = await openDiff(store, a.run.id, b.run.id, codesets)
        expect(diff.tablesKnown).toBe(true)
        const found: ClaimDifference[] = []
        const tally = createDiffTally()
        for await (const claim of diff.claims()) {
          tally.add(claim)
          if (claim.differences.length > 0) found.push(claim)
        }
        expect(found.map(({ claim }) => claim).sort()).toEqual(changed.map((code) => `CLM-${code}`))
        for (const { claim, differences } of found) {
          const code = claim.slice(4)
          const [old, now] = [before.get(code), after.get(code)]
          expect(differences).toHaveLength(1)
          const { change, because } = differences[0]!
          const over = (limit: Limit | undefined): boolean => limit !== undefined && units(code) > limit.units
          expect(change, code).toBe(over(old) && over(now) ? 'changed' : over(old) ? 'gone' : 'gained')
          expect(because, code).toMatchObject({
            reason: 'table',
            table: 'ncci-mue-practitioner',
            before: {
              release: '2024Q2',
              row: old ? { code, mue: old.units, mai: Number(old.indicator) } : null,
            },
            after: {
              release: '2024Q3',
              row: now ? { code, mue: now.units, mai: Number(now.indicator) } : null,
            },
          })
        }
        expect(tally.totals()).toMatchObject({
          changedClaims: changed.length,
          claims: changed.length + alike.length,
        })

        // An old snapshot is opened by its id, and gives what it gave.
        const old = await openNamedCodesets(first.snapshot.id, codesets)
        const c = await rerun({ store, run: b.run.id, codesets: old.snapshot, by: 'test' })
        const none = await openDiff(store, a.run.id, c.run.id, codesets)
        for await (const { differences } of none.claims()) expect(differences).toEqual([])
        // What was known in May is the quarter before.
        const known = await openNamedCodesets(codesets, codesets, '2024-06-30')
        expect(known.snapshot.id).toBe(first.snapshot.id)
        const d = await rerun({
          store,
          run: a.run.id,
          codesets: known.snapshot,
          known: known.known!,
          by: 'test',
        })
        const same = await openDiff(store, a.run.id, d.run.id, codesets)
        for await (const { differences } of same.claims()) expect(differences).toEqual([])
      } finally {
        await store.close()
      }
    },
  )
})
