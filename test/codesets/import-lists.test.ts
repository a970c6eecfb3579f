/** Layouts of the fee schedule and of code lists, from small invented files: what the columns then hold, and what is refused. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { pack, unpack } from '../../src/codesets/codebook.ts'
import { readReleases } from '../../src/codesets/import/read.ts'
import {
  codesOf,
  columnsOf,
  faultOf,
  feeText,
  fileOf,
  hcpcsRecord,
  orderLine,
  readOne,
  workbookOf,
  zipOf,
} from './import-fixtures.ts'

describe('fee schedule', () => {
  const title = (year: number, month: string): string =>
    `${year} National Physician Fee Schedule Relative Value File ${month} Release`
  const older = [
    'A1002,TC,"Words, more",A,,0.00,0.69,,0.69,NA,0.01,0.70,0.70,1,XXX,0.00,0.00,0.00,0,0,0,0,0,,32.3465',
    'A1002,,W,A,,1.30,8.79,NA,1.93,,0.47,12.82,5.96,1,010,0.10,0.69,0.21,3,1,2,0,9,A1000,32.3465',
  ]

  test('gives one entry a code, with the values of the whole service', async () => {
    const { releases } = await readOne('any.csv', feeText(title(2025, 'October'), false, ...older))
    expect(releases[0]).toMatchObject({
      table: 'mpfs',
      id: 'RVU25D',
      from: 20251001,
      through: 20251231,
      rows: 2,
    })
    const { columns, lists } = columnsOf(releases[0]!.bytes)
    const value = (name: string): number => columns[name]![0]!
    expect(unpack(value('codes'))).toBe('A1002')
    expect(
      ['status', 'pcTc', 'multiple', 'bilateral', 'assistant', 'coSurgeon', 'team']
        .map((name) => String.fromCharCode(value(name)))
        .join(''),
    ).toBe('A131209')
    expect(lists['global']![value('global')]).toBe('010')
    expect(['naNonFacility', 'naFacility', 'components'].map(value)).toEqual([1, 0, 2])
    expect(
      ['workRvu', 'nonFacilityRvu', 'facilityRvu', 'preoperative', 'intraoperative', 'postoperative'].map(
        value,
      ),
    ).toEqual([130, 1282, 596, 10, 69, 21])
    expect(value('endoscopicBase')).toBe(pack('A1000'))
  })

  test('finds the columns of 2026 by their captions, and passes over the other conversion factor', async () => {
    const row = 'A1002,,W,A,,1.30,8.79,,1.93,,0.47,12.82,5.96,1,XXX,0.00,0.00,0.00,0,0,0,0,0,9,A1000,33.4009'
    const bytes = feeText(title(2026, 'July'), true, row)
    const result = await readReleases(
      [fileOf('PPRRVU2026_Jul_nonQPP.csv', bytes), fileOf('PPRRVU2026_Jul_QPP.csv', bytes)],
      { partial: true },
    )
    expect(result.releases.map(({ id }) => id)).toEqual(['RVU26C'])
    expect(result.skipped[0]!.reason).toContain('PPRRVU2026_Jul_nonQPP.csv')
    expect(columnsOf(result.releases[0]!.bytes).columns['endoscopicBase']![0]).toBe(pack('A1000'))
  })

  test.each([
    [
      'a caption that is gone',
      feeText(title(2025, 'October'), false, ...older).replace(',GLOB,', ',DAYS,'),
      /line 10: Expected a column "GLOB DAYS" after column 14/,
    ],
    [
      'a modifier',
      feeText(title(2025, 'October'), false, older[0]!.replace('TC', 'RT')),
      /line 11: Expected the modifier/,
    ],
    [
      'global days',
      feeText(title(2025, 'October'), false, older[1]!.replace('010', '11')),
      /line 11: Expected global days/,
    ],
    [
      'a row twice',
      feeText(title(2025, 'October'), false, older[1]!, older[1]!),
      /line 12: Expected every code and modifier once/,
    ],
  ])('names line and expectation for %s', async (_, text, message) => {
    expect(await faultOf(readOne('PPRRVU2025_Oct.csv', text))).toMatch(message)
  })
})

describe('HCPCS', () => {
  const header =
    'HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,PRICE2,PRICE3,PRICE4,MULT_PI,XREF1,XREF2,XREF3,XREF4,XREF5,COV,ADD DT,ACT EFF DT,TERM DT,ACTION CD'
  const csv = [
    header,
    '   ZZ,0010,7,"A modifier, invented",Mod,,,,,,,,,,,C,20020701,20020701,,N',
    'A1001,0010,3,Invented supply in two records,Supply,13,21,,,A,A1002,A1003,,,,D,19970101,20170101,20191231,D',
    '',
  ].join('\r\n')
  const text = [
    'Notice\t\t',
    '',
    hcpcsRecord({
      4: 'ZZ',
      6: '00100',
      11: '7',
      12: 'A modifier, invented',
      92: 'Mod',
      230: 'C',
      269: '20020701',
      277: '20020701',
      293: 'N',
    }),
    hcpcsRecord({
      1: 'A1001',
      6: '00100',
      11: '3',
      12: 'Invented supply in',
      92: 'Supply',
      120: '1321',
      128: 'A',
      205: 'A1002A1003',
      230: 'D',
      269: '199701012017010120191231D',
    }),
    hcpcsRecord({ 1: 'A1001', 6: '00200', 11: '4', 12: 'two records' }),
    '',
  ].join('\r\n')

  test.each([
    ['csv', 'HCPC2024_JUL_ANWEB.csv', csv, '2024JUL', 20240930],
    ['text with continuations', 'HCPC2019_CONTR_ANWEB.txt', text, '2019JAN', 20191231],
    [
      'workbook',
      'HCPC2026_OCT_ANWEB.xlsx',
      workbookOf(
        csv.split('\r\n').map((line) =>
          line
            .replace('"A modifier, invented"', 'A modifier; invented')
            .split(',')
            .map((cell) => cell.replace(';', ',').trim()),
        ),
      ),
      '2026OCT',
      20261231,
    ],
  ])('reads the %s', async (_, name, bytes, id, through) => {
    const { releases } = await readOne(name, bytes)
    expect(releases).toMatchObject([
      { table: 'hcpcs', id, from: 19970101, through, rows: 1 },
      { table: 'hcpcs-modifiers', id, from: 20020701, through, rows: 1 },
    ])
    const codes = columnsOf(releases[0]!.bytes)
    const value = (column: string): number => codes.columns[column]![0]!
    expect(codesOf(codes)).toEqual(['A1001'])
    expect(['added', 'effective', 'terminated', 'price1', 'price2', 'price3', 'price4'].map(value)).toEqual([
      19970101, 20170101, 20191231, 13, 21, 255, 255,
    ])
    expect(
      ['coverage', 'multiplePrice', 'action'].map((column) => String.fromCharCode(value(column))),
    ).toEqual(['D', 'A', 'D'])
    expect(['short', 'long', 'xref'].map((column) => codes.text(column, 0))).toEqual([
      'Supply',
      'Invented supply in two records',
      'A1002 A1003',
    ])
    const modifiers = columnsOf(releases[1]!.bytes)
    expect(codesOf(modifiers)).toEqual(['ZZ'])
    expect([modifiers.columns['terminated']![0], modifiers.text('long', 0)]).toEqual([
      99991231,
      'A modifier, invented',
    ])
  })

  test.each([
    [
      'a column that is gone',
      'HCPC2024_JUL_ANWEB.csv',
      csv.replace('TERM DT', 'END DT'),
      /line 1: Expected a column "TERM DT"/,
    ],
    [
      'a continuation of nothing',
      'HCPC2019_CONTR_ANWEB.txt',
      text.replace('A100100200', 'A100900200'),
      /line 5: Expected a continuation/,
    ],
    [
      'a cut record',
      'HCPC2019_CONTR_ANWEB.txt',
      `${text}A1002001003Words\r\n`,
      /^E_RELEASE_SHORT .*line 6: Expected a record of 320/,
    ],
    [
      'a date',
      'HCPC2024_JUL_ANWEB.csv',
      csv.replace('19970101', '19971301'),
      /line 3: Expected a date YYYYMMDD/,
    ],
  ])('names line and expectation for %s', async (_, name, bytes, message) => {
    expect(await faultOf(readOne(name, bytes))).toMatch(message)
  })
})

describe('ICD order files', () => {
  const lines = [orderLine(1, 'A00', 0, 'Header'), orderLine(2, 'A0001', 1, 'Invented disease')]

  test.each([
    ['icd10cm_order_2026.txt', 'icd10cm', 'FY2026', 20251001],
    ['icd10pcs_order_2027.txt', 'icd10pcs', 'FY2027', 20261001],
    ['icd10cm_order_2026_April_1.txt', 'icd10cm', 'FY2026APR', 20260401],
  ])('reads %s', async (name, table, id, from) => {
    const { releases } = await readOne(name, `${lines.join('\r\n')}\r\n`)
    expect(releases[0]).toMatchObject({ table, id, from, rows: 2 })
    const file = columnsOf(releases[0]!.bytes)
    expect(codesOf(file)).toEqual(['A00', 'A0001'])
    expect([...file.columns['valid']!]).toEqual([0, 1])
    expect([file.text('short', 1), file.text('long', 1)]).toEqual([
      'Invented disease',
      'Invented disease, in full',
    ])
  })

  test('takes what the name does not tell from the archive around it', async () => {
    const zip = zipOf({ name: 'icd10cm_order_2026.txt', bytes: `${lines.join('\n')}\n` })
    expect((await readOne('april-1-2026-code-descriptions-tabular-order.zip', zip)).releases[0]!.id).toBe(
      'FY2026APR',
    )
  })

  test('knows the layout under any name, and says what the name must tell', async () => {
    expect(await faultOf(readOne('codes.txt', `${lines.join('\n')}\n`))).toMatch(
      /^E_LAYOUT codes.txt: .*icd10cm_order_2026.txt/,
    )
  })

  test('refuses a line that was cut, at the end and in the middle', async () => {
    const cut = lines[1]!.slice(0, 40)
    expect(await faultOf(readOne('icd10cm_order_2026.txt', `${lines[0]!}\n${cut}\n`))).toMatch(
      /^E_RELEASE_SHORT .*line 2/,
    )
    expect(await faultOf(readOne('icd10cm_order_2026.txt', `${lines[0]!}\n${cut}\n${lines[1]!}\n`))).toMatch(
      /^E_LAYOUT .*line 2/,
    )
    expect(await faultOf(readOne('icd10cm_order_2026.txt', lines.join('\n')))).toMatch(
      /^E_RELEASE_SHORT .*line 2: Expected a line end/,
    )
  })
})

describe('MCE', () => {
  const text =
    'code,start_date,end_date,flags\nB200,20151001,,\nA34,20241001,,maternity\nA34,20151001,20240930,maternity|female\n'

  test('keeps the history of every code', async () => {
    const { releases } = await readOne('mce_v43_1_icd10cm_codes.csv.gz', gzipSync(text))
    expect(releases[0]).toMatchObject({
      table: 'mce-diagnoses',
      id: 'MCE43.1',
      from: 20151001,
      through: 20260930,
      rows: 3,
    })
    const { columns, lists } = columnsOf(releases[0]!.bytes)
    expect(Array.from(columns['codes']!, unpack)).toEqual(['A34', 'B200'])
    expect([...columns['start']!]).toEqual([0, 2, 3])
    expect([...columns['from']!]).toEqual([20151001, 20241001, 20151001])
    expect([...columns['through']!]).toEqual([20240930, 99991231, 99991231])
    expect(lists['flag']).toEqual(['female', 'maternity'])
    expect([...columns['flags']!]).toEqual([3, 2, 0])
  })

  test('refuses periods of one code that overlap', async () => {
    const wrong = text.replace('20240930', '20241001')
    expect(await faultOf(readOne('mce_v43_1_icd10pcs_codes.csv', wrong))).toMatch(
      /line 3: Expected a period after that of the same code on line 4/,
    )
  })
})

test('places of service: assigned codes, and which are paid at the facility rate', async () => {
  const text =
    'pos_code,pos_type,pos_name,pos_description\n11,Non-Facility,Office,"Words, words"\n02,Facility,Elsewhere,W\n97,Unassigned,Unassigned,U\n'
  const { releases } = await readOne('place_of_service_2024.csv', text)
  expect(releases[0]).toMatchObject({ table: 'places', id: 'POS2024', rows: 2 })
  const file = columnsOf(releases[0]!.bytes)
  expect(codesOf(file)).toEqual(['02', '11'])
  expect([...file.columns['facility']!]).toEqual([1, 0])
  expect(file.text('name', 1)).toBe('Office')
})
