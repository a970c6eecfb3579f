/** Laws that hold over every edit and form at once. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { claims837 } from '../bench/generate.ts'
import type { AnyEdit } from '../src/edits/define.ts'
import { createScrubber } from '../src/engine/scrub.ts'
import {
  createNdjsonReport,
  edits,
  openCodesets,
  openScrubber,
  readClaims,
  renderResult,
  problemText,
  starterFolder,
  whereOf,
  type Claim,
  type Item,
  type Problem,
  type Result,
  type Snapshot,
} from '../src/index.ts'
import { dataFolder } from './data.ts'

const examples = join(import.meta.dirname, '..', 'examples')
let codesets: Snapshot
beforeAll(async () => {
  codesets = await openCodesets(starterFolder)
})

async function* pieces(bytes: Uint8Array, size = 4096): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  await Promise.resolve()
}
async function read(bytes: Uint8Array, name: string): Promise<Item[]> {
  const items: Item[] = []
  for await (const batch of readClaims(pieces(bytes), name)) items.push(...batch)
  return items
}
const claimsOf = (items: readonly Item[]): Claim[] =>
  items.flatMap((item) => (item.kind === 'claim' ? [item.claim] : []))
const exampleClaims = async (): Promise<Claim[]> =>
  (
    await Promise.all(
      ['clinic-day.837', 'hospital.837', 'clinic.csv', 'bundle.json'].map((name) =>
        read(readFileSync(join(examples, name)), name),
      ),
    )
  ).flatMap(claimsOf)
const generated = async (count: number): Promise<Claim[]> =>
  claimsOf(await read(Buffer.from([...claims837(count, 4, 7)].join('')), 'generated.837'))

describe('an 837P and the same claims as NDJSON give the same findings', () => {
  const same = async (bytes: Uint8Array, name: string): Promise<number> => {
    const items = await read(bytes, name)
    const claims = claimsOf(items)
    if (claims.length === 0) return 0
    const again = claimsOf(
      await read(Buffer.from(claims.map((claim) => JSON.stringify(claim)).join('\n')), 'same.ndjson'),
    )
    expect(again).toEqual(claims)
    const scrubber = openScrubber({ codesets, received: '2026-10-15' })
    const results = (from: readonly Claim[]): Result[] =>
      scrubber.items(from.map((claim) => ({ kind: 'claim', claim })))
    expect(results(again)).toEqual(results(claims))
    return claims.length
  }
  it('for the examples', async () => {
    for (const name of readdirSync(examples).filter((file) => file.endsWith('.837')))
      expect(await same(readFileSync(join(examples, name)), name)).toBeGreaterThan(0)
  })
  const data = dataFolder('claims')
  it.skipIf(!data)('for the claims of many hands', async () => {
    let count = 0
    for (const form of ['837p', '837i'])
      for (const name of readdirSync(join(data!, form)))
        if (!name.endsWith('.json')) count += await same(readFileSync(join(data!, form, name)), name)
    expect(count).toBeGreaterThan(1500)
  })
})

describe('woken edits', () => {
  it('find what all edits find', async () => {
    const claims = [...(await exampleClaims()), ...(await generated(400))]
    const sleepless = edits.map((edit): AnyEdit => {
      const sleepless = { ...edit }
      delete (sleepless as { wakes?: unknown }).wakes
      return sleepless
    })
    const scrub = (set: readonly AnyEdit[]) => {
      const scrubber = createScrubber({
        edits: set,
        snapshot: codesets,
        rules: 'none',
        engine: 'test',
        received: '2026-10-15',
        locate: whereOf,
      })
      return claims.map((claim) => {
        const { findings, unchecked } = scrubber.scrub(claim)
        return { claim: claim.id, findings, unchecked }
      })
    }
    const [woken, all] = [scrub(edits), scrub(sleepless)]
    // A sleeping edit has no question open either.
    expect(woken).toEqual(all)
  })
})

describe('a scrub', () => {
  it('changes no claim, and says the same twice and in any order', async () => {
    const claims = await exampleClaims()
    const frozen = claims.map((claim) => deepFreeze(structuredClone({ ...claim, received: '2026-10-15' })))
    const scrubber = openScrubber({ codesets, received: '2026-10-15' })
    const once = frozen.map((claim) => scrubber.items([{ kind: 'claim', claim }])[0]!)
    const other = openScrubber({ codesets, received: '2026-10-15' })
    const reversed = [...frozen].reverse().map((claim) => other.items([{ kind: 'claim', claim }])[0]!)
    expect(reversed.reverse()).toEqual(once)
    for (const result of once) expect(result.claim).not.toBeNull()
  })
  it('gives every finding a unique id, a place, words and a source', async () => {
    const scrubber = openScrubber({ codesets, received: '2026-10-15' })
    const results = scrubber.items((await exampleClaims()).map((claim) => ({ kind: 'claim', claim })))
    for (const result of results) {
      if (result.claim === null) throw new Error('unreadable')
      const ids = result.findings.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const finding of result.findings) {
        expect(finding.text + finding.fix).not.toMatch(/\{\{|undefined|NaN/)
        expect(finding.where).not.toBe('')
        expect(finding.source.url).toMatch(/^https:/)
      }
    }
  })
})

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}

describe('nobody is named', () => {
  const MARKS = ['QXMARK', '1931-02-03', '19310203', '4EG4TE5MK99', 'PATNUMBER77']
  /** Every text that the program writes about these bytes. */
  const written = async (bytes: Uint8Array, name: string): Promise<string> => {
    const warnings: Problem[] = []
    const scrubber = openScrubber({ codesets, received: '2024-10-15' })
    const report = createNdjsonReport()
    let text = ''
    for await (const results of scrubber.stream(pieces(bytes, 512), name, {
      onWarning: (warning) => warnings.push(warning),
    }))
      for (const result of results) text += report.render(result) + renderResult(result)
    return text + warnings.map(problemText).join('\n')
  }
  const clinic = readFileSync(join(examples, 'clinic-day.837'), 'latin1')
  const marked = clinic
    .replace(/NM1\*IL\*1\*[^~]*?MI\*[^~]*~/g, 'NM1*IL*1*QXMARKLAST*QXMARKFIRST****MI*4EG4TE5MK99~')
    .replace(/NM1\*QC\*1\*[^~]*~/g, 'NM1*QC*1*QXMARKLAST*QXMARKFIRST****MI*PATNUMBER77~')
    .replace(/N3\*[^~]*~/g, 'N3*QXMARK STREET~')
    .replace(/DMG\*D8\*\d{8}/g, 'DMG*D8*19310203')
  it('in results of marked claims', async () => {
    expect(marked).toContain('QXMARK')
    const text = await written(Buffer.from(marked, 'latin1'), 'marked.837')
    expect(text.length).toBeGreaterThan(1000)
    for (const mark of MARKS) expect(text).not.toContain(mark)
  })
  it('in problems of marked claims that were cut, mangled or emptied', async () => {
    for (let seed = 1; seed < 60; seed++) {
      const cutAt = (seed * 7919) % marked.length
      const mangled =
        seed % 3 === 0
          ? marked.slice(0, cutAt)
          : seed % 3 === 1
            ? marked.replaceAll(['SV1', 'DTP', 'CLM', 'HI*', 'LX*'][seed % 5]!, 'XQ1')
            : marked.slice(cutAt)
      const text = await written(Buffer.from(mangled, 'latin1'), 'mangled.837')
      for (const mark of MARKS) expect(text).not.toContain(mark)
    }
  })
  it('in problems of marked JSON and CSV', async () => {
    const [claim] = claimsOf(await read(Buffer.from(marked, 'latin1'), 'marked.837'))
    const json = JSON.stringify({
      ...claim,
      subscriber: { id: '4EG4TE5MK99' },
      patient: { birthDate: '1931-02-03x', id: 'PATNUMBER77' },
    })
    const csv = readFileSync(join(examples, 'clinic.csv'), 'utf8').replace(/\d{4}-\d{2}-\d{2}/, '1931-02-03x')
    for (const [bytes, name] of [
      [json.slice(0, -3), 'cut.json'],
      [json, 'bad.json'],
      [csv, 'bad.csv'],
    ] as const) {
      const text = await written(Buffer.from(bytes), name)
      expect(text).toContain('E_')
      for (const mark of MARKS) expect(text).not.toContain(mark)
    }
  })
})
