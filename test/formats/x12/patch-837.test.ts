/** Writing 837 files back: what is not corrected stays byte by byte, and what is corrected is read again as it was meant. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claims837 } from '../../../bench/generate.ts'
import type { Correct, WriteNote } from '../../../src/formats/write-back.ts'
import { rewriteX12 } from '../../../src/formats/x12/patch-837.ts'
import { applyChanges } from '../../../src/model/change.ts'
import type { Claim } from '../../../src/model/claim.ts'
import type { Change } from '../../../src/model/result.ts'
import { dataFolder } from '../../data.ts'
import { pieces } from '../reading.ts'
import { header, institutional, interchange, professional, read, readClaim, transaction } from './writing.ts'

interface Rewritten {
  readonly bytes: Buffer
  readonly notes: readonly WriteNote[]
}

async function rewrite(
  input: string | Uint8Array,
  correct: Correct = () => [],
  respell = false,
  size = 4096,
): Promise<Rewritten> {
  const bytes = typeof input === 'string' ? Buffer.from(input, 'latin1') : input
  const notes: WriteNote[] = []
  const parts: Uint8Array[] = []
  const rewriting = { correct, respell, told: (note: WriteNote) => void notes.push(note) }
  for await (const part of rewriteX12(pieces(bytes, size), rewriting)) parts.push(part)
  return { bytes: Buffer.concat(parts), notes }
}
const textOf = async (...given: Parameters<typeof rewrite>): Promise<string> =>
  (await rewrite(...given)).bytes.toString('latin1')

const folder = dataFolder('claims')
const files = folder
  ? ['837p', '837i'].flatMap((form) =>
      readdirSync(join(folder, form)).map((name) => join(folder, form, name)),
    )
  : []
const replace = (path: string, value: unknown): Change => ({ op: 'replace', path, value })

/** Many small changes that leave a claim that can be read. */
const changesFor = (claim: Claim, seed: number): Change[] => {
  const at = seed % claim.lines.length
  const line = claim.lines[at]!
  const kinds: (() => Change[])[] = [
    () => [replace(`/lines/${at}/chargeCents`, line.chargeCents + 1)],
    () => [replace(`/lines/${at}/units`, line.units + 1.5)],
    () => (line.procedure === undefined ? [] : [replace(`/lines/${at}/procedure`, '99499')]),
    () => (line.procedure === undefined ? [] : [replace(`/lines/${at}/modifiers`, ['LT', '22'])]),
    () => (line.modifiers.length > 0 ? [{ op: 'remove', path: `/lines/${at}/modifiers/0` }] : []),
    () => (claim.type === 'professional' ? [replace(`/lines/${at}/pointers`, [1, 2])] : []),
    () => (claim.lines.length > 1 ? [{ op: 'remove', path: `/lines/${at}` }] : []),
    () =>
      claim.diagnoses.length > 1 ? [{ op: 'remove', path: `/diagnoses/${claim.diagnoses.length - 1}` }] : [],
    () => (claim.diagnoses.length > 0 ? [replace('/diagnoses/0/code', 'Z0000')] : []),
    () => [replace('/chargeCents', 123456)],
    () => [replace(`/lines/${at}/number`, line.number + 1000)],
  ]
  return kinds[seed % kinds.length]!()
}

describe.skipIf(!folder)('files of others', () => {
  it.each(files.map((path) => [path.split('/').slice(-2).join('/'), path]))('%s', async (_name, path) => {
    const bytes = readFileSync(path)
    for (const size of [1e9, 61])
      expect((await rewrite(bytes, () => [], false, size)).bytes.equals(bytes)).toBe(true)
    const before = await read(bytes)
    for (const seed of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
      const wanted: Claim[] = []
      let count = 0
      const { bytes: after, notes } = await rewrite(bytes, (claim) => {
        const changes = changesFor(claim, seed + 11 * count)
        expect(claim).toEqual(before.claims[count++])
        wanted.push(applyChanges(claim, changes))
        return changes
      })
      expect(count).toBe(before.claims.length)
      const left = new Set(notes.flatMap((note) => (note.kind === 'left' ? [note.claim] : [])))
      const again = await read(after)
      expect(again.claims.length).toBe(before.claims.length)
      again.claims.forEach((claim, at) => {
        if (!left.has(claim.id)) expect(claim).toEqual(wanted[at])
      })
      // No count of the envelope is wrong that was right.
      const counts = (of: typeof before) => of.warnings.filter(({ code }) => code === 'W_X12_COUNT').length
      expect(counts(again)).toBeLessThanOrEqual(counts(before))
    }
  })
  it('are nearly all laid out so that they can be corrected', async () => {
    let [claims, left] = [0, 0]
    for (const path of files) {
      const { notes } = await rewrite(readFileSync(path), (claim) => [
        replace('/lines/0/units', claim.lines[0]!.units + 1),
      ])
      claims += notes.length
      left += notes.filter(({ kind }) => kind === 'left').length
    }
    expect(claims).toBe(1559)
    expect(left).toBeLessThan(40)
  })
})

describe('an 837', () => {
  it('stays as it is without changes, whatever the pieces', async () => {
    const file = [...claims837(40, 4, 3)].join('')
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5000 }), async (size) => {
        expect(await textOf(file, () => [], true, size)).toBe(file)
      }),
      { numRuns: 15 },
    )
  })
  it('has only its correction changed', async () => {
    const file = professional(undefined, ['LX*1', 'SV1*HC:20610:RT:RT*130*UN*1***1', 'DTP*472*D8*20260105'])
    const changed = await textOf(file, () => [{ op: 'remove', path: '/lines/0/modifiers/1' }])
    expect(changed).toBe(file.replace('20610:RT:RT', '20610:RT'))
  })
  it('keeps a description behind the modifiers', async () => {
    const file = professional(undefined, [
      'LX*1',
      'SV1*HC:20610:RT:RT:::WORDS*130*UN*1***1',
      'DTP*472*D8*20260105',
    ])
    const changed = await textOf(file, () => [{ op: 'remove', path: '/lines/0/modifiers/1' }])
    expect(changed).toBe(file.replace('RT:RT:::WORDS', 'RT::::WORDS'))
  })
  it('gets elements that it had not', async () => {
    const file = professional(undefined, ['LX*1', 'SV1*HC:20610*130*UN*1', 'DTP*472*D8*20260105'])
    expect(await textOf(file, () => [replace('/lines/0/pointers', [2, 1])])).toBe(
      file.replace('UN*1~', 'UN*1***2:1~'),
    )
  })
  it('counts its segments again when a line goes', async () => {
    const lines = (number: number) => [`LX*${number}`, 'SV1*HC:99213*100.00*UN*1***1', 'DTP*472*D8*20260105']
    const file = professional(undefined, [...lines(1), ...lines(2)])
    const changed = await textOf(file, () => [
      { op: 'remove', path: '/lines/0' },
      replace('/lines/0/number', 1),
      replace('/lines/0/chargeCents', 20_050),
    ])
    const whole = professional(
      undefined,
      lines(1).map((segment) => segment.replace('100.00', '200.50')),
    )
    expect(changed).toBe(whole)
    expect((await read(changed)).warnings).toEqual([])
  })
  it('counts each transaction for itself, and drops an HI with its last code', async () => {
    const claim = ['CLM*C1*130***11:B:1*Y*A*Y*Y', 'HI*ABK:M1711', 'HI*ABF:E119']
    const lines = ['LX*1', 'SV1*HC:99213*130*UN*1***1', 'DTP*472*D8*20260105']
    const one = transaction([...header, ...claim, ...lines])
    const file = interchange([one, one])
    let count = 0
    const changed = await textOf(file, () => (count++ === 0 ? [{ op: 'remove', path: '/diagnoses/1' }] : []))
    const lighter = transaction([...header, ...claim.slice(0, 2), ...lines])
    expect(changed).toBe(interchange([lighter, one]))
  })
  it('respells codes and nothing else', async () => {
    const file = professional(
      ['CLM*C1*130***11:B:1*Y*A*Y*Y', 'HI*ABK:m17.11*ABF: E11.9 '],
      ['LX*1', 'SV1*HC:20610:rt: :lt*130*UN*1***1', 'DTP*472*D8*20260105'],
    )
    const { bytes, notes } = await rewrite(file, () => [], true)
    expect(bytes.toString('latin1')).toBe(
      file.replace('m17.11', 'M1711').replace(' E11.9 ', 'E119').replace('rt: :lt', 'RT: :LT'),
    )
    expect(notes).toEqual([{ kind: 'respelled', claim: 'C1', codes: 4 }])
    expect(await readClaim(bytes.toString('latin1'))).toEqual(await readClaim(file))
  })
  it('respells codes of a stay, its mark and its procedures', async () => {
    const file = institutional([
      'CLM*C2*1000***11:A:1**A*Y*Y',
      'DTP*434*RD8*20260101-20260105',
      'HI*ABK:j18.9:::::::Y',
      'HI*ABJ:r05.9',
      'HI*BBR:0bh17ez:D8:20260102',
    ])
    const changed = await textOf(file, () => [], true)
    expect(changed).toBe(file.replace('j18.9', 'J189').replace('r05.9', 'R059').replace('0bh17ez', '0BH17EZ'))
  })
  it('finds its way over lines wrapped in the middle of an element', async () => {
    const file = professional(undefined, [
      'LX*1',
      'SV1*HC:20610:R\nT:RT*13\r\n0*UN*1***1',
      'DTP*472*D8*20260105',
    ])
    const changed = await textOf(file, () => [replace('/lines/0/units', 2)])
    expect(changed).toBe(file.replace('UN*1*', 'UN*2*'))
    expect(await textOf(file, () => [replace('/lines/0/chargeCents', 100)])).toBe(
      file.replace('13\r\n0', '1'),
    )
  })
  it('says what it has no place for, and leaves the claim as it is', async () => {
    const file = professional()
    const { bytes, notes } = await rewrite(file, () => [replace('/priorAuthorization', 'A1')])
    expect(bytes.toString('latin1')).toBe(file)
    expect(notes).toEqual([
      {
        kind: 'left',
        claim: 'C1',
        paths: ['/priorAuthorization'],
        why: 'priorAuthorization is written in segments that are not rewritten',
      },
    ])
  })
  it('passes anything else as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        expect((await rewrite(bytes, () => [], true)).bytes.equals(bytes)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
