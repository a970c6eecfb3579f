/** Small invented release files in the publishers' layouts, and the archives around them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterAll } from 'vitest'
import { unpack } from '../../src/codesets/codebook.ts'
import { readColumns, type ColumnFile } from '../../src/codesets/columns.ts'
import { readReleases, type ReadResult } from '../../src/codesets/import/read.ts'
import { ScrubError } from '../../src/model/errors.ts'

const folders: string[] = []
afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** A new folder for one test; it is removed after those of its file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-'))
  folders.push(folder)
  return folder
}

/** Writes a file into a new folder and returns its path. */
export function fileOf(name: string, bytes: string | Uint8Array, folder = newFolder()): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

/** Reads one small file as a partial release. */
export const readOne = (name: string, bytes: string | Uint8Array): Promise<ReadResult> =>
  readReleases([fileOf(name, bytes)], { partial: true })

/** The columns of a release as the store would read them. */
export const columnsOf = (bytes: Uint8Array): ColumnFile => readColumns(fileOf('x.columns', bytes))

/** Codes of a release in their order. */
export const codesOf = (file: ColumnFile): string[] => Array.from(file.columns['codes']!, unpack)

/** The fault a promise ends in, as `code at: message`; a test fails on anything else. */
export async function faultOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (error instanceof ScrubError) return `${error.code} ${error.at}: ${error.message}`
    throw error
  }
  throw new Error('nothing was thrown')
}

/** One entry of a zip file, and where it lies about itself. */
export interface ZipPart {
  readonly name: string
  readonly bytes: string | Uint8Array
  /** Inflated size it declares in place of the truth. */
  readonly declared?: number
  readonly checksum?: number
  readonly flags?: number
}

/** A zip file. */
export function zipOf(...parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes, declared, checksum, flags } of parts) {
    const data = Buffer.from(bytes)
    const packed = deflateRawSync(data)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(flags ?? 0, 2)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt32LE(checksum ?? crc32(data), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(declared ?? data.length, 18)
    facts.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, rest, Buffer.from(name)]),
    )
    bodies.push(local)
    offset += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, list, Buffer.from('PK\x05\x06'), end])
}

/** A workbook of one sheet, texts in the shared list as Excel writes them. */
export function workbookOf(rows: readonly (readonly string[])[], sheetXml?: string): Buffer {
  const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const strings = [...new Set(rows.flat())]
  const reference = (row: number, column: number): string => `${String.fromCharCode(65 + column)}${row + 1}`
  const cell = (text: string, row: number, column: number): string =>
    text === '' ? '' : `<c r="${reference(row, column)}" t="s"><v>${strings.indexOf(text)}</v></c>`
  const body = rows.map(
    (cells, row) => `<row r="${row + 1}">${cells.map((text, at) => cell(text, row, at)).join('')}</row>`,
  )
  return zipOf(
    { name: '[Content_Types].xml', bytes: '<Types/>' },
    { name: 'xl/workbook.xml', bytes: '<workbook/>' },
    {
      name: 'xl/sharedStrings.xml',
      bytes: `<sst>${strings.map((text) => `<si><t>${escape(text)}</t></si>`).join('')}</sst>`,
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      bytes: sheetXml ?? `<worksheet><sheetData>${body.join('')}</sheetData></worksheet>`,
    },
  )
}

/** NCCI PTP edits; a row's cells are parted by single blanks, `-` stands for an empty one, the rest is the rationale. */
export const ptpText = (...rows: readonly string[]): string =>
  [
    'An invented notice.\t\t\t\t\t\t',
    'Column1/Column2 Edits\t\t\t\t\t\t',
    'Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale',
    '\t\tprior to 1996\tDate\tDate\t0=not allowed\t',
    '\t\t\t\t*=no data\t1=allowed\t',
    '\t\t\t\t\t9=not applicable\t',
    ...rows.map((row) => {
      const cells = row.split(' ')
      return [...cells.slice(0, 6).map((cell) => (cell === '-' ? '' : cell)), cells.slice(6).join(' ')].join(
        '\t',
      )
    }),
    '',
  ].join('\r\n')

/** NCCI MUE values as csv, in the Latin-1 that they ship in. */
export const mueText = (...rows: readonly string[]): Buffer =>
  Buffer.from(
    [
      '"An invented notice \xae of two lines.\n\nIts end.",,,',
      '"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale',
      ...rows,
      '',
    ].join('\n'),
    'latin1',
  )

/** A workbook of add-on edits, as rows. */
export const addOnRows: readonly (readonly string[])[] = [
  ['An invented notice'],
  [
    'AOC_Edit_Type',
    'Add-On_Code',
    'AOC_DelDT',
    'Primary_Code',
    'Primary_Code_DelDT',
    'AOC_Edit_EffDT',
    'AOC_Edit_DelDT',
    'Special_Instruction_Notes',
  ],
  ['1', 'A1002', '', 'A1001', '', '2013091', '', ''],
  ['1', 'A1002', '', 'A1000', '2015365', '2012366', '2015365', 'A1000 (Practitioner Only)'],
  ['2', 'A1003', '2020001', 'CCCCC', '', '2013091', '2020001', 'Contractor Defined Primary Codes'],
]

const UPPER =
  ',,,STATUS,MEDICARE ,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM'
const LOWER =
  'HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG'

/** Relative values as csv, in the layout up to 2025 or, with a column more, that of 2026. */
export const feeText = (title: string, of2026: boolean, ...rows: readonly string[]): string =>
  [
    `,,${title},,,`,
    ...Array.from({ length: 7 }, () => ',, ,,,'),
    `${UPPER}${of2026 ? ',PRIC' : ''},ENDO,CONV`,
    `${LOWER}${of2026 ? ',IND' : ''},BASE,FACTOR`,
    ...rows,
    '',
  ].join('\r\n')

/** One 320-byte record of the HCPCS text: texts by the first byte of their field. */
export function hcpcsRecord(fields: Readonly<Record<number, string>>): string {
  const record = Array.from({ length: 320 }, () => ' ')
  for (const [from, text] of Object.entries(fields))
    [...text].forEach((char, at) => (record[Number(from) - 1 + at] = char))
  return record.join('')
}

/** One line of an ICD order file. */
export const orderLine = (number: number, code: string, valid: 0 | 1, title: string): string =>
  `${String(number).padStart(5, '0')} ${code.padEnd(7)} ${valid} ${title.padEnd(60)} ${title}, in full`
