import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  createCodebook,
  pack,
  prefixRange,
  search,
  unpack,
  type PlaceOf,
} from '../../src/codesets/codebook.ts'
import { encodeColumns, readColumns } from '../../src/codesets/columns.ts'

const code = fc.string({
  unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
  minLength: 1,
  maxLength: 8,
})
const sorted = (codes: readonly string[]): Float64Array =>
  Float64Array.from([...new Set(codes)].map(pack).sort((a, b) => a - b))

describe('packed codes', () => {
  it('come back, and stand in alphabetical order', () => {
    fc.assert(
      fc.property(code, code, (one, other) => {
        expect(unpack(pack(one))).toBe(one)
        expect(Math.sign(pack(one) - pack(other))).toBe(one < other ? -1 : one > other ? 1 : 0)
      }),
    )
  })
  it('are -1 for what is no code', () => {
    for (const text of ['a', 'E11.9', '123456789', 'É']) expect(pack(text)).toBe(-1)
  })
  it('are found, and by prefix, as a scan finds them', () => {
    fc.assert(
      fc.property(fc.array(code, { maxLength: 60 }), code, (codes, wanted) => {
        const list = sorted(codes)
        const plain = [...list].map(unpack)
        expect(search(list, pack(wanted)) >= 0).toBe(plain.includes(wanted))
        const [from, end] = prefixRange(list, wanted)
        expect(plain.slice(from, end)).toEqual(plain.filter((one) => one.startsWith(wanted)))
      }),
    )
  })
})

describe('a codebook', () => {
  it('finds the places of codes in several lists, whenever a list is added', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(code, { maxLength: 90 }), { maxLength: 4 }),
        fc.array(fc.oneof(code, fc.string())),
        (lists, others) => {
          const book = createCodebook()
          const added: (readonly [Float64Array, PlaceOf])[] = []
          for (const codes of lists) {
            added.push([sorted(codes), book.add(sorted(codes))])
            // Some were asked for before their list was there, and are asked for again.
            for (const one of [...lists.flat(), ...others])
              for (const [list, placeOf] of added)
                expect(placeOf(one) - 1).toBe(Math.max(-1, search(list, pack(one))))
          }
        },
      ),
    )
  })
})

describe('a column file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-columns-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'a.columns')
  const write = (): void =>
    writeFileSync(
      path,
      encodeColumns({
        columns: {
          codes: sorted(['A', 'B', 'C']),
          flags: Uint8Array.from([1, 0, 255]),
          days: Int32Array.from([-1, 0, 99991231]),
        },
        lists: { names: ['one', 'zwei — drei'] },
        texts: { long: ['', 'text with ü', 'last'] },
      }),
    )
  it('gives back what was written', () => {
    write()
    const file = readColumns(path)
    expect([...file.columns['flags']!]).toEqual([1, 0, 255])
    expect([...file.columns['days']!]).toEqual([-1, 0, 99991231])
    expect(file.lists['names']).toEqual(['one', 'zwei — drei'])
    expect([0, 1, 2, 3].map((row) => file.text('long', row))).toEqual(['', 'text with ü', 'last', ''])
    expect(file.text('none', 0)).toBe('')
  })
  it('that is cut, foreign or lies about its size is refused', () => {
    write()
    truncateSync(path, 40)
    expect(() => readColumns(path)).toThrow(/ends early|cannot be read/)
    writeFileSync(path, 'something else altogether')
    expect(() => readColumns(path)).toThrow(/does not begin/)
    const lying = Buffer.alloc(64)
    lying.write('CCCOLS1\n', 0, 'latin1')
    lying.writeUInt32LE(0xffff_fff0, 8)
    writeFileSync(path, lying)
    expect(() => readColumns(path)).toThrow(/ends early/)
  })
})
