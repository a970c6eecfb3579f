/** NCCI layouts, from small invented files: what the columns then hold, and what is refused. */
import { describe, expect, test } from 'vitest'
import { unpack } from '../../src/codesets/codebook.ts'
import { ptpRelease } from '../../src/codesets/import/ptp.ts'
import { readReleases } from '../../src/codesets/import/read.ts'
import {
  addOnRows,
  codesOf,
  columnsOf,
  faultOf,
  fileOf,
  mueText,
  ptpText,
  readOne,
  workbookOf,
  zipOf,
} from './import-fixtures.ts'

const rowsOf = (result: Awaited<ReturnType<typeof readOne>>): string[] => {
  const { columns, lists } = ptpRelease(result.ptp[0]!.rows, { ...result.ptp[0]!, complete: false })
  const rows: string[] = []
  for (let one = 0; one < columns['codes']!.length; one++)
    for (let at = columns['start']![one]!; at < columns['start']![one + 1]!; at++) {
      const term = columns['term']![at]!
      rows.push(
        [
          unpack(columns['codes']![one]!),
          unpack(columns['codes']![columns['column2']![at]!]!),
          columns['termPrior1996']![term] === 1 ? '*' : '-',
          columns['termEffective']![term],
          columns['termDeleted']![term] === 99991231 ? '*' : columns['termDeleted']![term],
          columns['termIndicator']![term],
          lists['rationale']![columns['termRationale']![term]!],
        ].join(' '),
      )
    }
  return rows
}

describe('NCCI PTP', () => {
  const rows = [
    'A1001 B2002 - 20200101 * 1 Invented reason',
    'A1001 B2002 - 19960101 19960101 9 Invented reason',
    'Z9999 A1001 * 19960101 * 0 Another one',
    'A1001 0001T - 20180701 20191231 0 Another one',
  ]

  test('keeps every row, pairs together and in order of effective date', async () => {
    const result = await readOne('ccipra-v302r0-f2.TXT', ptpText(...rows))
    expect(result.ptp[0]).toMatchObject({
      table: 'ncci-ptp-practitioner',
      id: '2024Q3',
      through: 20240930,
      parts: [2],
      partsExpected: 4,
    })
    expect(rowsOf(result)).toEqual([rows[3], rows[1], rows[0], rows[2]])
  })

  test('joins parts, whatever order they come in', async () => {
    const paths = [
      fileOf('ccioph-v322r0-f2.TXT', ptpText(rows[2]!)),
      fileOf(
        'ccioph-v322r0-f1.zip',
        zipOf({ name: 'ccioph-v322r0-f1.TXT', bytes: ptpText(rows[0]!, rows[1]!) }),
      ),
    ]
    const result = await readReleases(paths, { partial: true })
    expect(result.ptp).toHaveLength(1)
    expect(result.ptp[0]).toMatchObject({ table: 'ncci-ptp-outpatient', id: '2026Q3', parts: [2, 1] })
    expect(rowsOf(result)).toEqual([rows[1], rows[0], rows[2]])
  })

  test.each([
    ['ncci-ptp-medicaid-practitioner', 'MCD_PTP_2026Q1_PRA.txt'],
    ['ncci-ptp-medicaid-outpatient', 'medicaid-ncci-2026q1-hospital-ptp.txt'],
  ])('knows %s by its name', async (table, name) => {
    const result = await readOne(name, ptpText(rows[0]!))
    expect(result.ptp[0]).toMatchObject({ table, id: '2026Q1', parts: [1], partsExpected: 1 })
  })

  test.each([
    [
      'a code',
      'A100 B2002 - 20200101 * 1 R',
      'E_LAYOUT x line 7: Expected a code of five letters and digits and a tab in column 1.',
    ],
    ['a small letter', 'A1001 b2002 - 20200101 * 1 R', 'column 2'],
    ['a mark', 'A1001 B2002 + 20200101 * 1 R', 'column 3'],
    ['a day that is none', 'A1001 B2002 - 20200231 * 1 R', 'column 4'],
    ['a deletion date', 'A1001 B2002 - 20200101 2020 1 R', 'column 5'],
    ['an indicator', 'A1001 B2002 - 20200101 * 2 R', 'column 6'],
  ])('names line and expectation for %s', async (_, row, message) => {
    expect(
      (await faultOf(readOne('ccipra-v302r0-f1.TXT', ptpText(row)))).replace('ccipra-v302r0-f1.TXT', 'x'),
    ).toContain(message)
  })

  test('names the line of a header that changed', async () => {
    const text = ptpText(rows[0]!).replace('Deletion\tModifier', 'Modifier\tDeletion')
    expect(await faultOf(readOne('ccipra-v302r0-f1.TXT', text))).toMatch(
      /^E_LAYOUT ccipra-v302r0-f1.TXT line 3: Expected the columns Column 1/,
    )
    const other = ptpText(rows[0]!).replace('Column1/Column2', 'Pairs of')
    expect(await faultOf(readOne('ccipra-v302r0-f1.TXT', other))).toMatch(
      /line 2: Expected "Column1\/Column2 Edits"/,
    )
  })

  test('refuses a cut line and a part with too few rows', async () => {
    const text = ptpText(...rows)
    expect(await faultOf(readOne('ccipra-v302r0-f1.TXT', text.slice(0, -5)))).toMatch(
      /^E_RELEASE_SHORT .* line 10/,
    )
    const path = fileOf('ccipra-v302r0-f1.TXT', text)
    expect(await faultOf(readReleases([path]))).toMatch(
      /^E_RELEASE_SHORT .*at least 100000 rows in a part, found 4/,
    )
  })

  test('does not guess a release: the error says how to name the file', async () => {
    expect(await faultOf(readOne('edits.txt', ptpText(rows[0]!)))).toMatch(
      /^E_LAYOUT edits.txt: .*ccipra-v302r0-f1.TXT/,
    )
  })
})

describe('NCCI MUE', () => {
  const rows = [
    'A1002,12,2 Date of Service Edit: Policy,CMS Policy',
    'A1001,0,3 Date of Service Edit: Clinical,Clinical: Data',
  ]

  test('reads the csv under its quoted notice', async () => {
    const { releases } = await readOne('MCR_MUE_PractitionerServices_Eff_07-01-2024.csv', mueText(...rows))
    expect(releases[0]).toMatchObject({
      table: 'ncci-mue-practitioner',
      id: '2024Q3',
      from: 20240701,
      through: 20240930,
      rows: 2,
      complete: false,
    })
    const file = columnsOf(releases[0]!.bytes)
    expect(codesOf(file)).toEqual(['A1001', 'A1002'])
    expect([...file.columns['value']!]).toEqual([0, 12])
    expect([...file.columns['mai']!]).toEqual([3, 2])
    expect([...file.columns['rationale']!].map((at) => file.lists['rationale']![at])).toEqual([
      'Clinical: Data',
      'CMS Policy',
    ])
  })

  test('reads the workbook, and Medicaid values without an adjudication indicator', async () => {
    const book = workbookOf([
      ['Notice'],
      ['HCPCS/CPT Code', 'DME Supplier Services MUE Values', 'MUE Rationale'],
      ['A1001', '7', 'CMS Policy'],
    ])
    const { releases } = await readOne('MCD_MUE_DMESupplierServices_Eff_01-01-2026.xlsx', book)
    expect(releases[0]).toMatchObject({ table: 'ncci-mue-medicaid-dme', id: '2026Q1' })
    expect([...columnsOf(releases[0]!.bytes).columns['mai']!]).toEqual([0])
  })

  test.each([
    [
      'a missing column',
      mueText(...rows)
        .toString('latin1')
        .replace('MUE Adjudication Indicator', 'MAI'),
      /line 4: Expected a column "MUE Adjud/,
    ],
    ['a value', mueText('A1001,x,2 Date,P'), /line 6: Expected a number of units/],
    [
      'a code twice',
      mueText(rows[0]!, rows[0]!),
      /line 7: Expected every code once; this one stands on line 6 too/,
    ],
    ['a row too wide', mueText(`${rows[0]!},x`, rows[1]!), /^E_LAYOUT .*line 6: Expected 4 columns/],
    ['a last row cut off', mueText(rows[0]!, 'A1001,1'), /^E_RELEASE_SHORT .*line 7: Expected 4 columns/],
    [
      'a missing line end',
      mueText(...rows).subarray(0, -1),
      /^E_RELEASE_SHORT .*line 7: Expected a line end/,
    ],
    [
      'a quote that never closes',
      `${mueText(...rows).toString('latin1')}"A1`,
      /^E_RELEASE_SHORT .*closing quote/,
    ],
  ])('names line and expectation for %s', async (_, bytes, message) => {
    expect(await faultOf(readOne('MCR_MUE_PractitionerServices_Eff_07-01-2024.csv', bytes))).toMatch(message)
  })

  test('refuses a table far too small', async () => {
    const path = fileOf('MCR_MUE_PractitionerServices_Eff_07-01-2024.csv', mueText(...rows))
    expect(await faultOf(readReleases([path]))).toMatch(
      /^E_RELEASE_SHORT .*at least 2000 rows of ncci-mue-practitioner, found 2/,
    )
  })
})

test('add-on edits: dates by day of year, contractor-defined primaries, notes', async () => {
  const { releases } = await readOne('AOC_V2026Q2-MCR.xlsx', workbookOf(addOnRows))
  expect(releases[0]).toMatchObject({
    table: 'ncci-aoc',
    id: '2026Q2',
    from: 20121231,
    through: 20260630,
    rows: 3,
  })
  const { columns, lists } = columnsOf(releases[0]!.bytes)
  expect(Array.from(columns['codes']!, unpack)).toEqual(['A1000', 'A1001', 'A1002', 'A1003'])
  expect([...columns['start']!]).toEqual([0, 0, 0, 2, 3])
  expect([...columns['primary']!]).toEqual([0, 1, 65535])
  expect([...columns['type']!]).toEqual([1, 1, 2])
  expect([...columns['effective']!]).toEqual([20121231, 20130401, 20130401])
  expect([...columns['deleted']!]).toEqual([20151231, 99991231, 20200101])
  expect([...columns['primaryDeleted']!]).toEqual([20151231, 99991231, 99991231])
  expect([...columns['addOnDeleted']!]).toEqual([99991231, 99991231, 20200101])
  expect([...columns['note']!].map((at) => lists['note']![at])).toEqual([
    'A1000 (Practitioner Only)',
    '',
    'Contractor Defined Primary Codes',
  ])

  const wrong = addOnRows.with(2, addOnRows[2]!.with(5, '2013366'))
  expect(await faultOf(readOne('AOC_V2026Q2-MCR.xlsx', workbookOf(wrong)))).toMatch(
    /line 3: Expected a date YYYYDDD/,
  )
})

test('a file that is nothing of the kind: what is read is named, not what was found', async () => {
  const fault = await faultOf(readOne('claims.csv', 'id,name\n1,MARKED^NAME\n'))
  expect(fault).toMatch(/^E_LAYOUT claims.csv: It holds no release that can be read/)
  expect(fault).not.toContain('MARKED')
})
