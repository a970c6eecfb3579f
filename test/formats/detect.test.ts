import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { detectForm, readClaims } from '../../src/formats/detect.ts'
import { ScrubError } from '../../src/model/errors.ts'
import { itemsOf, outline, problemsOf, smallText } from './reading.ts'

const read = (input: string | Uint8Array, size?: number) =>
  itemsOf((chunks) => readClaims(chunks, 'input'), input, size)

describe('detectForm', () => {
  it.each([
    ['ISA*00*          *00*', 'x12'],
    ['\ufeff  \r\nISA|00|', 'x12'],
    ['ST*837*0001*005010X222A1~', 'x12'],
    ['GS^HC^A^B', 'x12'],
    ['Content-Type: application/edi-x12\r\n\r\nISA*00*          *00*', 'x12'],
    ['{"id":"A"', 'json'],
    ['\ufeff [ {"id"', 'json'],
    ['{"resourceType":"Claim"', 'fhir'],
    ['{\n "type": {}, "resourceType" : "Bundle"', 'fhir'],
    ['[{"resourceType":"Claim"', 'fhir'],
    ['claim,procedure,date\nA', 'csv'],
    ['"Claim ID";"CPT"\n', 'csv'],
    ['ST,claim,procedure\n', 'csv'],
    ['hello world', undefined],
    ['', undefined],
    ['ISLAND,claims\n', undefined],
  ])('%j is %s', (text, form) => {
    expect(detectForm(Buffer.from(text), 'input')).toBe(form)
  })

  it('reads UTF-16 heads', () => {
    expect(detectForm(Buffer.from('\ufeffclaim\tdate\n', 'utf16le'), 'input')).toBe('csv')
  })

  it('looks at the name only where the content says nothing', () => {
    const odd = Buffer.from('what,is,this\n')
    expect(detectForm(odd, 'a.CSV')).toBe('csv')
    expect(detectForm(odd, 'a.csv.gz')).toBe('csv')
    expect(detectForm(odd, 'a.837p')).toBe('x12')
    expect(detectForm(odd, 'a.ndjson')).toBe('json')
    expect(detectForm(odd, 'a')).toBeUndefined()
    expect(detectForm(Buffer.from('{"id":1}'), 'a.csv')).toBe('json')
  })
})

describe('readClaims', () => {
  const lines = Array.from({ length: 3000 }, (_, at) => smallText(`C${at}`)).join('\n') + '\n'
  const ids = Array.from({ length: 3000 }, (_, at) => `C${at}`)

  it('inflates gzip, also of several members', async () => {
    expect(outline(await read(gzipSync(lines), 1000))).toEqual(ids)
    expect(
      outline(await read(Buffer.concat([gzipSync(smallText('A') + '\n'), gzipSync(smallText('B'))]))),
    ).toEqual(['A', 'B'])
  })

  it('keeps the claims before the damage of a gzip', async () => {
    const packed = gzipSync(lines, { level: 0 })
    const cut = await read(packed.subarray(0, Math.floor(packed.length / 2)), 4096)
    const found = outline(cut)
    expect(found.length).toBeGreaterThan(1000)
    expect(found.slice(0, -2)).toEqual(ids.slice(0, found.length - 2))
    // The claim in which the bytes end, and the archive.
    expect(found.slice(-2)).toEqual(['E_JSON', 'E_ARCHIVE'])
    expect(problemsOf(cut).at(-1)!.byte).toBeGreaterThan(100_000)

    const spoiled = Buffer.from(packed)
    spoiled.fill(0x55, 100_000, 100_100)
    expect(outline(await read(spoiled)).at(-1)).toBe('E_ARCHIVE')
    expect(outline(await read(Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3])))).toEqual(['E_ARCHIVE'])
  })

  it('does not open archives within archives, nor zip', async () => {
    const twice = await read(gzipSync(gzipSync(smallText('A'))))
    expect(problemsOf(twice).map(({ code, text }) => [code, text])).toEqual([
      ['E_ARCHIVE', 'An archive inside a gzip is not read: unpack it first.'],
    ])
    const [zip] = problemsOf(await read(Buffer.from('PK\x03\x04rest of the archive')))
    expect(zip!.code).toBe('E_ARCHIVE')
    expect(zip!.text).toContain('unpack it')
  })

  it('is empty or in no known form', async () => {
    for (const input of ['', '  \n', gzipSync('')]) expect(outline(await read(input))).toEqual(['E_EMPTY'])
    const [none] = problemsOf(await read('hello world'))
    expect(none!.code).toBe('E_FORMAT')
    for (const name of ['X12', 'FHIR', 'JSON', 'CSV']) expect(none!.text).toContain(name)
  })

  it('takes the form it is told', async () => {
    const items = await itemsOf((chunks) => readClaims(chunks, 'input', 'csv'), '{"id":"A"}')
    expect(outline(items)).toEqual(['E_CSV'])
  })

  it('hands X12 to its reader', async () => {
    const codes = outline(await read('ISA*00*'))
    expect(codes.length).toBeGreaterThan(0)
    expect(codes.every((code) => /^[EW]_(X12|EMPTY)/.test(code))).toBe(true)
  })

  it('answers a line before the next one comes', async () => {
    let sent = 0
    async function* slowly() {
      for (const id of ['A', 'B', 'C']) {
        sent++
        yield await Promise.resolve(Buffer.from(smallText(id) + '\n'))
      }
    }
    const reading = readClaims(slowly(), 'input')
    expect(outline((await reading.next()).value ?? [])).toEqual(['A'])
    expect(sent).toBe(1)
    await reading.return(undefined)
  })

  it('throws what the source of the bytes throws', async () => {
    async function* broken() {
      yield await Promise.resolve(Buffer.from(smallText('A') + '\n'))
      throw new ScrubError('E_FILE', 'disk', 'It could not be read.')
    }
    const gone = async () => {
      for await (const items of readClaims(broken(), 'input')) expect(outline(items)).toEqual(['A'])
    }
    await expect(gone()).rejects.toMatchObject({ code: 'E_FILE' })

    async function* brokenGzip() {
      yield await Promise.resolve(gzipSync(lines).subarray(0, 500))
      throw new Error('reset')
    }
    await expect(async () => {
      for await (const items of readClaims(brokenGzip(), 'input')) void items
    }).rejects.toThrow('reset')
  })

  it('closes its source when it is left early, and when nothing is read', async () => {
    for (const input of [lines, gzipSync(lines), 'PK\x03\x04', 'hello world']) {
      let closed = false
      async function* source() {
        try {
          for (let at = 0; at < 1000; at++) yield await Promise.resolve(Buffer.from(input as Uint8Array))
        } finally {
          closed = true
        }
      }
      for await (const items of readClaims(source(), 'input')) {
        expect(items.length).toBeGreaterThan(0)
        break
      }
      expect(closed).toBe(true)
    }
  })
})
