/** Archives that are damaged or mean harm: each is an E_ARCHIVE, before memory or disk suffers. */
import { crc32, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { archiveLimits, openInput, readWhole, type ArchiveLimits } from '../../src/codesets/import/archive.ts'
import { readReleases } from '../../src/codesets/import/read.ts'
import { readWorkbook } from '../../src/codesets/import/spreadsheet.ts'
import {
  addOnRows,
  faultOf,
  fileOf,
  mueText,
  newFolder,
  readOne,
  workbookOf,
  zipOf,
} from './import-fixtures.ts'

const MUE = 'MCR_MUE_PractitionerServices_Eff_07-01-2024.csv'
const mue = mueText('A1001,1,2 Date of Service Edit: Policy,CMS Policy')

async function contents(path: string, limits: Partial<ArchiveLimits> = {}): Promise<string[]> {
  const found: string[] = []
  for await (const file of openInput(path, { ...archiveLimits, ...limits }))
    found.push(`${file.label}=${(await readWhole(file)).toString('latin1')}`)
  return found
}

describe('what is opened', () => {
  test('plain files, gzip, zip, zip within zip, gzip within zip', async () => {
    const inner = zipOf({ name: 'c.txt', bytes: 'C' })
    const zip = zipOf(
      { name: 'folder/', bytes: '' },
      { name: 'folder/a.txt', bytes: 'A' },
      { name: 'b.gz', bytes: gzipSync('B') },
      { name: 'in.zip', bytes: inner },
    )
    expect(await contents(fileOf('p.txt', 'P'))).toEqual(['p.txt=P'])
    expect(await contents(fileOf('g.gz', gzipSync('G')))).toEqual(['g.gz=G'])
    expect((await contents(fileOf('z.zip', zip))).sort()).toEqual([
      'z.zip/a.txt=A',
      'z.zip/b.gz=B',
      'z.zip/in.zip/c.txt=C',
    ])
  })

  test('a release inside two archives', async () => {
    const zip = zipOf({
      name: 'inner.zip',
      bytes: zipOf({ name: `__MACOSX/._${MUE}`, bytes: 'x' }, { name: MUE, bytes: mue }),
    })
    const { read, skipped } = await readOne('outer.zip', zip)
    expect(read.map(({ file }) => file)).toEqual([`outer.zip/inner.zip/${MUE}`])
    expect(skipped.map(({ reason }) => reason)).toEqual(['A hidden file.'])
  })
})

describe('what is refused', () => {
  const big = Buffer.alloc(4 * 1024 * 1024)

  test.each([
    ['a zip bomb by its declaration', zipOf({ name: 'a', bytes: big }), {}, /inflates more than 200 times/],
    [
      'a zip bomb that declares little',
      zipOf({ name: 'a', bytes: big, declared: 1000 }),
      {},
      /damaged or ends early/,
    ],
    [
      'an entry that declares too much',
      zipOf({ name: 'a', bytes: 'x', declared: 2 ** 31 }),
      {},
      /more bytes than any release/,
    ],
    [
      'entries that are too much together',
      zipOf({ name: 'a', bytes: 'xxxx' }, { name: 'b', bytes: 'xxxx' }),
      { totalBytes: 7 },
      /more bytes/,
    ],
    [
      'too many entries',
      zipOf({ name: 'a', bytes: '' }, { name: 'b', bytes: '' }),
      { entries: 1 },
      /more than 1 entries/,
    ],
    ['a name that climbs out', zipOf({ name: '../a', bytes: 'x' }), {}, /name leads outside/],
    ['an absolute name', zipOf({ name: '/etc/a', bytes: 'x' }), {}, /name leads outside/],
    ['an encrypted entry', zipOf({ name: 'a', bytes: 'x', flags: 1 }), {}, /encrypted/],
    ['a wrong checksum', zipOf({ name: 'a', bytes: 'x', checksum: crc32('y') }), {}, /checksum/],
    ['a cut zip', zipOf({ name: 'a', bytes: 'x' }).subarray(0, -30), {}, /no whole zip file/],
    ['a cut gzip', gzipSync('some bytes').subarray(0, -6), {}, /damaged or ends early/],
    ['a gzip bomb', gzipSync(big), {}, /inflates more than 200 times/],
    [
      'archives nested too deep',
      [1, 2, 3, 4].reduce((zip) => zipOf({ name: 'z.zip', bytes: zip }), zipOf({ name: 'a', bytes: 'x' })),
      {},
      /within archives/,
    ],
    [
      'an inner archive too large to hold',
      zipOf({ name: 'z.zip', bytes: zipOf({ name: 'a', bytes: 'x' }) }),
      { heldBytes: 20 },
      /more than 20 bytes/,
    ],
  ])('%s', async (_, bytes, limits, message) => {
    const fault = await faultOf(contents(fileOf('x.zip', bytes), limits))
    expect(fault).toMatch(/^E_ARCHIVE x\.zip/)
    expect(fault).toMatch(message)
  })

  test('a damaged entry in a release is the same fault, not a short release', async () => {
    const zip = zipOf({ name: MUE, bytes: mue, checksum: 1 })
    expect(await faultOf(readOne('MUE.zip', zip))).toMatch(/^E_ARCHIVE MUE.zip\/MCR_MUE/)
  })

  test('what is no file', async () => {
    expect(await faultOf(readReleases(['/nowhere/at/all.zip']))).toMatch(/^E_FILE/)
    expect(await faultOf(readReleases([newFolder()]))).toMatch(/^E_FILE .*not a regular file/)
  })

  test('an empty file', async () => {
    expect(await faultOf(readOne('empty.csv', ''))).toMatch(/^E_LAYOUT empty.csv/)
  })
})

describe('workbooks', () => {
  const sheet = (xml: string): Buffer => workbookOf(addOnRows, xml)

  test('cells where they say they stand, inline and plain values', async () => {
    const xml =
      '<worksheet><sheetData><row r="3"><c r="B3"><v>7</v></c><c r="D3" t="inlineStr"><is><t>a &amp; b</t></is></c></row><row/></sheetData></worksheet>'
    expect((await readWorkbook('x.xlsx', sheet(xml))).rows).toEqual([
      { line: 3, cells: ['', '7', '', 'a & b'] },
    ])
  })

  test.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', /^E_LAYOUT .*document type/],
    ['broken XML', '<worksheet><row>', /^E_LAYOUT .*well-formed/],
    [
      'a cell far to the right',
      '<worksheet><row r="1"><c r="ZZZ1"><v>1</v></c></row></worksheet>',
      /^E_LAYOUT .*at most 200 columns/,
    ],
  ])('%s is refused', async (_, xml, message) => {
    expect(await faultOf(readWorkbook('x.xlsx', sheet(xml)))).toMatch(message)
  })

  test('a workbook without a sheet, and one that inflates too much', async () => {
    expect(await faultOf(readWorkbook('x.xlsx', zipOf({ name: 'a', bytes: 'x' })))).toMatch(
      /^E_LAYOUT .*first sheet/,
    )
    expect(await faultOf(readWorkbook('x.xlsx', sheet(' '.repeat(4 * 1024 * 1024))))).toMatch(/^E_ARCHIVE/)
  })
})
