/** Notes of the tabular list and the conversion table: small invented files, then the real ones where they are at hand. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { unpack } from '../../src/codesets/codebook.ts'
import { referencesOf } from '../../src/codesets/import/icd-references.ts'
import { readReleases } from '../../src/codesets/import/read.ts'
import { dataFolder } from '../data.ts'
import { columnsOf, faultOf, fileOf, readOne, workbookOf, zipOf } from './import-fixtures.ts'

const inWords = (note: string): string => {
  const { references, vague } = referencesOf(note)
  const words = references.map(
    ({ first, last, qualifier }) =>
      `${first}${last === first ? '' : `-${last}`}${qualifier && ` ${qualifier}`}`,
  )
  return `${words.join(', ')}${vague ? ' and what codes do not decide' : ''}`
}

describe('the codes a note names', () => {
  test.each([
    ['an illness (A05.-)', 'A05'],
    ['an illness (J09.X3, J10.2, J11.2)', 'J09X3, J102, J112'],
    ['a tumor (C51-C52, C60.-, C63.2)', 'C51-C52, C60, C632'],
    ['a range with dashes (P28.3- - P28.4-)', 'P283-P284'],
    ['a range of subcategories (R10.1-R10.3-)', 'R101-R103'],
    ['in subcategories S06.1- to S06.6-, and S06.81- to S06.89-', 'S061-S066, S0681-S0689'],
    ['a misprint (F10.--F19.-)', 'F10-F19'],
    ['two that a blank parts (I69.01- I69.11-)', 'I6901, I6911'],
    ['everything (A00-R94 and T80-T88.6, T88.8)', 'A00-R94, T80-T886, T888'],
    ['a category with a letter (C7A.-, M1A.-, QA0.0-)', 'C7A, M1A, QA00'],
    ['any type in A15 (J65)', 'J65'],
    ['vitamin B12 deficiency anemia (D51.-)', 'D51'],
    ['diabetes (E08-E13 with .42)', 'E08-E13 3=42'],
    ['diabetes (E08-E13 with .51-.52)', 'E08-E13 3=51, E08-E13 3=52'],
    ['diabetes (E08-E13 with .62-)', 'E08-E13 3=62'],
    ['drugs (F11-F19 with .15. .25, .95)', 'F11-F19 3=15, F11-F19 3=25, F11-F19 3=95'],
    ['an infection (B27.0-B27.9 with .9)', 'B270-B279 4=9'],
    ['an infection (A37 with fifth-character 1)', 'A37 4=1'],
    ['drugs (F10-F19 with 5th character .6)', 'F10-F19 4=6'],
    ['drugs (F11-F19 with fifth to sixth characters 51)', 'F11-F19 4=51'],
    ['a remission C91.0-C95.9 with 5th character 1', 'C910-C959 4=1'],
    ['a fracture (S92.-with 7th character B)', 'S92 6=B'],
    ['a sequela (I69. with final characters -23)', 'I69 4=23$'],
    ['poisoning (T36-T65 with fifth or sixth character 1-4)', 'T36-T65 intent=1234'],
    ['underdosing (T36-T50) with fifth or sixth character 6', 'T36-T50 intent=6'],
    ['salicylates (T39.0-, with sixth character 1-2)', 'T390 5=1, T390 5=2'],
    ['an external agent (T51-T65 with fifth or sixth character to indicate intent)', 'T51-T65'],
    ['an open fracture (S52.- with open fracture 7th character)', ' and what codes do not decide'],
    ['see categories E08-E10, E11 with ketoacidosis', ' and what codes do not decide'],
    ['an illness - code to the illness', ''],
    ['COVID-19, HLA-B27 and G6PD, 3D X10Y', ''],
  ])('%s', (note, words) => expect(inWords(note)).toBe(words))

  test('a hostile note is read in bounded time', () => {
    const begun = performance.now()
    for (const piece of ['(', '(A00', 'A00-', '- ', 'with .1-', 'E08-E13 with fifth or ', 'to '])
      referencesOf(piece.repeat(500_000))
    expect(performance.now() - begun).toBeLessThan(500)
  })
})

const xml = `<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular>
  <version>2031</version>
  <introduction><introSection type="instruction"><title>x</title><instruction><note>not a note (A00)</note></instruction></introSection></introduction>
  <chapter><name>4</name><desc>Words</desc>
    <excludes1><note>a chapter&#39;s (P70-P74)</note></excludes1>
    <section id="E08-E13"><desc>Words</desc>
      <excludes1><note>a block’s
        (O24.-)</note></excludes1>
      <diag><name>E08</name><desc>Words</desc>
        <codeFirst><note>an illness, such as:</note><note>one (C25.-)</note></codeFirst>
        <diag placeholder="true"><name>E08.0</name><desc>Words</desc>
          <excludes1><note>another (R73.-)</note><note>in words alone</note></excludes1>
          <inclusionTerm><note>a term (E11)</note></inclusionTerm>
        </diag>
      </diag>
    </section>
  </chapter>
</ICD10CM.tabular>`
const csv = [
  'level,code,kind,seq,note,refs,ref_qualifier',
  'chapter,Chapter 4,excludes1,1,"a chapter\'s (P70-P74)",,',
  'section,Block E08-E13,excludes1,1,a block’s (O24.-),,',
  'diag,E08,codeFirst,1,"an illness, such as:",,',
  'diag,E08,codeFirst,2,one (C25.-),,',
  'diag,E08.0,excludes1,1,another (R73.-),,',
  'diag,E08.0,excludes1,2,in words alone,,',
  'diag,E08.0,inclusionTerm,1,a term (E11),,',
  '',
].join('\n')

describe('notes', () => {
  test('of the tabular list become ranges over codes, blocks and chapters', async () => {
    const { releases } = await readOne('any.xml', xml)
    expect(releases[0]).toMatchObject({
      table: 'icd10cm-notes',
      id: 'FY2031',
      from: 20301001,
      through: 20310930,
      rows: 7,
    })
    const { columns, lists, text } = columnsOf(releases[0]!.bytes)
    expect(lists['heading']).toEqual(['E08', 'E08.0', 'Chapter 4', 'Block E08-E13'])
    const rows = Array.from(
      columns['first']!,
      (first, row) =>
        `${columns['kind']![row]} ${unpack(first)}-${unpack(columns['last']![row]!)} ${columns['open']![row]}`,
    )
    expect(rows).toEqual(['1 C25-C25 1', '0 R73-R73 1', '0 P70-P74 0', '0 O24-O24 0'])
    expect(Array.from(columns['start']!)).toEqual([0, 1, 2, 3, 4])
    expect(Array.from(columns['prose']!)).toEqual([1, 1])
    expect(text('note', columns['note']![3]!)).toBe('a block’s (O24.-)')
  })

  test('as csv and as XML within a zip are the same', async () => {
    const one = await readOne('icd10cm_tabular_notes_fy2031.csv', csv)
    const other = await readReleases(
      [fileOf('any.zip', zipOf({ name: 'icd10cm_tabular_2031.xml', bytes: xml }))],
      { partial: true },
    )
    expect(one.releases[0]!.bytes.equals(other.releases[0]!.bytes)).toBe(true)
    expect(one.releases[0]).toMatchObject({ id: 'FY2031', rows: 7 })
  })

  test.each([
    ['a cut file', xml.slice(0, -40), /E_RELEASE_SHORT .*line \d+: Expected the end of the root element/],
    [
      'a document type',
      xml.replace('?>', '?><!DOCTYPE a [<!ENTITY b "c">]>'),
      /E_LAYOUT .*line \d+: Expected a tabular list without a document type/,
    ],
    ['no XML', xml.replace('</section>', '</chapter>'), /E_LAYOUT .*line \d+: Expected well-formed XML/],
    [
      'deep nesting',
      xml.replace('<desc>Words</desc>', '<a>'.repeat(60)),
      /E_LAYOUT .*line \d+: Expected at most 40 nested elements/,
    ],
    [
      'a long note',
      xml.replace('another', 'a'.repeat(9000)),
      /E_LAYOUT .*line \d+: Expected a note of at most 4000 characters/,
    ],
    [
      'a section that is none',
      xml.replace('id="E08-E13"', 'id="Eight"'),
      /E_LAYOUT .*line \d+: Expected a chapter/,
    ],
    [
      'no year',
      xml.replace('<version>2031</version>', ''),
      /E_LAYOUT any.xml: Which release this is cannot be told/,
    ],
  ])('%s is refused', async (_name, bytes, fault) =>
    expect(await faultOf(readOne('any.xml', bytes))).toMatch(fault),
  )

  test('too few are refused as a whole release', async () =>
    expect(await faultOf(readReleases([fileOf('any.xml', xml)]))).toMatch(
      /E_RELEASE_SHORT any.xml: Expected at least 15000 rows/,
    ))
})

describe('conversion table', () => {
  const rows = [
    ['A04.71', '2017', 'A04.7'],
    ['M97.01XA', '45017', 'T84.040A'],
    ['H02.151', '', 'H02.101-H02.103; H02.109'],
    ['G93.32', '2022', 'G93.3 and R53.82'],
    ['E11.11', '2017', 'Codes in Categories E00-E10'],
    ['Z99.0', '2017', 'None'],
  ]
  const pairsOf = (bytes: Uint8Array): string[] => {
    const { columns } = columnsOf(bytes)
    const { codes, start, successor, effective } = columns
    return Array.from(codes!, (code, at) =>
      Array.from(
        successor!.slice(start![at]!, start![at + 1]!),
        (next, row) => `${unpack(code)} ${unpack(next)} ${effective![start![at]! + row]}`,
      ).join('; '),
    )
  }
  const expected = [
    'A047 A0471 20171001',
    'G933 G9332 20221001',
    'H02101 H02151 0',
    'H02102 H02151 0',
    'H02103 H02151 0',
    'H02109 H02151 0',
    'R5382 G9332 20221001',
    'T84040A M9701XA 20230401',
  ]

  test('as its publisher’s workbook', async () => {
    const book = workbookOf([
      ['ICD-10-CM CONVERSION TABLE'],
      ['Current code assignment', 'Effective', 'Previous Code(s) Assignment'],
      ...rows,
    ])
    const { releases } = await readOne('ICD-10-CM-CONVERSION-TABLE-FY2031.xlsx', book)
    expect(releases[0]).toMatchObject({
      table: 'icd10cm-conversion',
      id: 'FY2031',
      from: 20171001,
      through: 20310930,
      rows: 6,
    })
    expect(pairsOf(releases[0]!.bytes)).toEqual(expected)
  })
  test('as csv', async () => {
    const text = ['current_code,effective,previous_codes', ...rows.map((row) => row.join(',')), ''].join('\n')
    expect(pairsOf((await readOne('icd10cm_conversion_fy2031.csv', text)).releases[0]!.bytes)).toEqual(
      expected,
    )
  })
  test('a day that is none is refused', async () =>
    expect(
      await faultOf(
        readOne(
          'icd10cm_conversion_fy2031.csv',
          'current_code,effective,previous_codes\nA04.71,soon,A04.7\n',
        ),
      ),
    ).toMatch(/E_LAYOUT icd10cm_conversion_fy2031.csv line 2: Expected the year/))
})

const icd = dataFolder('icd')

test.skipIf(!icd)(
  'the real files: counts of the FY2026 notes, the XML of 2021, the conversion table',
  async () => {
    const files = [
      'icd10cm_tabular_notes_fy2026.csv.gz',
      'icd10cm_tabular_2021.xml.gz',
      'icd10cm_conversion_fy2026.csv',
    ]
    const { releases, read } = await readReleases(files.map((name) => join(icd!, name)))
    expect(read.map(({ table, release, rows }) => `${table} ${release} ${rows}`)).toEqual([
      'icd10cm-notes FY2026 25166',
      'icd10cm-notes FY2021 23389',
      'icd10cm-conversion FY2026 5892',
    ])
    const { columns } = columnsOf(releases[0]!.bytes)
    const notesOf = (kind: number): number =>
      new Set(columns['note']!.filter((_, row) => columns['kind']![row] === kind)).size
    // 5,433 Excludes1 and 814 code-first notes; 128 Excludes1 name no code, two (at E87.2 and S51) narrow theirs by words.
    expect([notesOf(0), columns['prose']![0]]).toEqual([5303, 130])
    expect(notesOf(1) + columns['prose']![1]!).toBe(814)
  },
)
