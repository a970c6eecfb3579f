/** The coverage export and plain csv, from small invented tables: what the table then answers, and what is refused. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCodebook } from '../../src/codesets/codebook.ts'
import { coverageTable } from '../../src/codesets/coverage.ts'
import type { CoverageQuestion, CoverageTable } from '../../src/codesets/tables.ts'
import { readReleases, type ReadResult } from '../../src/codesets/import/read.ts'
import { currentManifest, importReleases } from '../../src/codesets/store.ts'
import { columnsOf, faultOf, fileOf, newFolder, zipOf } from './import-fixtures.ts'

const cell = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
const csv = (header: string, ...rows: string[][]): string =>
  [header, ...rows.map((row) => row.map(cell).join(','))].join('\r\n') + '\r\n'

const ARTICLE =
  'article_id,article_version,article_type,title,article_pub_date,article_eff_date,article_end_date,description,status,last_updated,article_rev_end_date,date_retired'
interface Sketch {
  readonly id: string
  readonly version?: string
  readonly title?: string
  readonly from?: string
  readonly end?: string
  readonly retired?: string
  readonly procedures?: Readonly<Record<string, string>>
  readonly procedureProse?: Readonly<Record<string, string>>
  readonly covered?: Readonly<Record<string, string>>
  readonly coveredProse?: Readonly<Record<string, string>>
  readonly noncovered?: Readonly<Record<string, string>>
  readonly noncoveredProse?: Readonly<Record<string, string>>
  /** Contractors by id: 1 parts A and B, 2 equipment, 3 home health, 4 a part of New York. */
  readonly contractors?: readonly string[]
}

/** All tables of an export of these articles. */
function tablesOf(articles: readonly Sketch[], updated = '2026-09-28 00:00:00'): Record<string, string> {
  const rows = (
    pick: (article: Sketch) => Readonly<Record<string, string>> | undefined,
    split: boolean,
    more: string[] = [],
  ) =>
    articles.flatMap((article) =>
      Object.entries(pick(article) ?? {}).flatMap(([group, text]) =>
        (split ? text.split(' ') : [text]).map((value) => {
          const starred = value.endsWith('*') && split
          return [
            article.id,
            article.version ?? '1',
            ...(split ? [starred ? value.slice(0, -1) : value, '', group] : [group, value]),
            ...more,
            ...(split ? [starred ? 'Y' : 'N'] : []),
          ]
        }),
      ),
    )
  return {
    'article.csv': csv(
      ARTICLE,
      ...articles.map(
        ({ id, version = '1', title = 'Invented', from = '2026-01-01 00:00:00', end = '', retired = '' }) => [
          id,
          version,
          '6',
          title,
          '2015-10-01 00:00:00',
          from,
          end,
          '<p>A long\n"text"</p>',
          'A',
          updated,
          '',
          retired,
        ],
      ),
    ),
    'article_x_hcpc_code.csv': csv(
      'article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,range',
      ...rows(({ procedures }) => procedures, true),
    ),
    'article_x_hcpc_code_group.csv': csv(
      'article_id,article_version,hcpc_code_group,paragraph',
      ...rows(({ procedureProse }) => procedureProse, false),
    ),
    'article_x_icd10_covered.csv': csv(
      'article_id,article_version,icd10_code_id,icd10_code_version,icd10_covered_group,asterisk',
      ...rows(({ covered }) => covered, true),
    ),
    'article_x_icd10_covered_group.csv': csv(
      'article_id,article_version,icd10_covered_group,paragraph',
      ...rows(({ coveredProse }) => coveredProse, false),
    ),
    'article_x_icd10_noncovered.csv': csv(
      'article_id,article_version,icd10_code_id,icd10_code_version,icd10_noncovered_group,range',
      ...rows(({ noncovered }) => noncovered, true),
    ),
    'article_x_icd10_noncovered_group.csv': csv(
      'article_id,article_version,icd10_noncovered_group,paragraph',
      ...rows(({ noncoveredProse }) => noncoveredProse, false),
    ),
    'article_x_contractor.csv': csv(
      'article_id,article_version,article_type,contractor_id,contractor_type_id,contractor_version',
      ...articles.flatMap(({ id, version = '1', contractors = ['1'] }) =>
        contractors.map((who) => [id, version, '6', who, who, '1']),
      ),
    ),
    'contractor.csv': csv(
      'contractor_id,contractor_type_id,contractor_version,contractor_bus_name',
      ...['1', '2', '3', '4'].map((who) => [who, who, '1', `Invented ${who}, LLC`]),
    ),
    'contractor_jurisdiction.csv': csv(
      'contractor_id,contractor_type_id,contractor_version,state_id,last_updated,active_date,term_date',
      ...[
        ['1', '42'],
        ['1', '22'],
        ['2', '42'],
        ['3', '51'],
        ['4', '63'],
      ].map(([who, state]) => [who!, who!, '1', state!, '', '', '']),
      ['1', '1', '1', '17', '', '', '2020-01-01'],
    ),
    'contractor_type_lookup.csv': csv(
      'contractor_type_id,description',
      ['1', 'A and B MAC'],
      ['2', 'DME MAC'],
      ['3', 'HHH MAC'],
      ['4', 'MAC - Part B'],
    ),
    'state_lookup.csv': csv(
      'state_id,state_abbrev,description',
      ['42', 'OH', 'Ohio'],
      ['22', 'KY', 'Kentucky'],
      ['51', 'TX', 'Texas'],
      ['63', 'DN', 'New York - Downstate'],
      ['17', 'IA', 'Iowa'],
    ),
  }
}

const archiveOf = (tables: Readonly<Record<string, string | Uint8Array>>): Buffer =>
  zipOf({
    name: 'current_article_csv.zip',
    bytes: zipOf(...Object.entries(tables).map(([name, bytes]) => ({ name, bytes }))),
  })

const importOf = (
  tables: Readonly<Record<string, string | Uint8Array>>,
  partial = true,
): Promise<ReadResult> => readReleases([fileOf('current_article.zip', archiveOf(tables))], { partial })

const tableOf = (...results: readonly ReadResult[]): CoverageTable =>
  coverageTable(
    'coverage-articles',
    results
      .flatMap(({ releases }) => releases)
      .map((release) => ({ ...release, file: columnsOf(release.bytes) })),
    createCodebook(),
  )

const ask = (
  table: CoverageTable,
  procedure: string,
  diagnoses: string,
  more: Partial<CoverageQuestion> = {},
) =>
  table.answer(
    { procedure, day: 20261005, medicare: 'binds', payers: [], state: 'OH', biller: 'practitioner', ...more },
    diagnoses.split(' '),
    diagnoses.split(' '),
  )
const verdict = (...given: Parameters<typeof ask>): string => ask(...given).verdict

describe('the coverage export', () => {
  it('joins its tables: scope by prose, groups, asterisks, placeholders, contractors', async () => {
    const result = await importOf(
      tablesOf([
        {
          id: '100',
          procedures: { 1: 'AAAA1 AAAA2 AAAA3 XX000', 2: 'BBBB1' },
          procedureProse: { 1: 'N/A', 2: 'The following CPT/HCPCS codes are non-covered.' },
          covered: { 1: 'M17.11 Z09*', 2: 'E11.9' },
          coveredProse: { 1: '', 2: 'N/A' },
          noncovered: { 1: 'XX000' },
          noncoveredProse: {
            1: 'All those not listed under the "ICD-10 Codes that Support Medical Necessity" section of this article.',
          },
        },
        {
          id: '101',
          title: 'NCD Coding Article',
          procedures: { 1: '77080 77081 77082' },
          covered: { 1: 'M81.0', 2: 'E21.0' },
          coveredProse: { 1: '<p>77080</p>', 2: 'For Codes: 77081, 0508T' },
        },
        {
          id: '102',
          procedures: { 1: '64582' },
          covered: { 1: 'G47.33', 2: 'Z68.30' },
          coveredProse: { 1: 'Primary Diagnosis:', 2: 'Secondary Diagnosis:' },
        },
        {
          id: '103',
          procedures: { 1: '83880' },
          covered: { 1: 'I50.9' },
          coveredProse: { 1: 'Covered in a non hospital setting.' },
        },
        { id: '104', procedures: { 1: 'E0601' }, covered: { 1: 'G47.33' }, contractors: ['2', '3'] },
        { id: '105', procedures: { 1: '11719' }, covered: { 1: 'B35.1' }, contractors: ['4'] },
        { id: '106', covered: { 1: 'B35.1' } },
      ]),
    )
    expect(result.releases.map(({ table, id, through }) => [table, id, through])).toEqual([
      ['coverage-articles', 'MCD-2026-09-28', 20260928],
    ])
    expect(result.skipped.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
      'current_article.zip/A100: Left open: 1 diagnosis stands on a condition that is not read.',
      'current_article.zip/A103: Left open: not read whole: the prose over diagnosis group 1.',
    ])
    const table = tableOf(result)
    expect(verdict(table, 'AAAA1', 'M1711')).toBe('silent')
    expect(verdict(table, 'AAAA3', 'E119')).toBe('silent')
    expect(ask(table, 'AAAA1', 'R51')).toMatchObject({
      verdict: 'denied',
      reason: 'not-covered',
      document: 'A100',
      contractor: 'Invented 1, LLC',
      kind: 'local',
    })
    expect(verdict(table, 'AAAA1', 'Z09')).toBe('unread')
    expect(ask(table, 'BBBB1', 'M1711')).toMatchObject({ verdict: 'denied', reason: 'service' })
    expect(table.has('XX000')).toBe(false)
    // Scope stands in prose: equal numbers of groups do not pair, and an unnamed procedure has no rule.
    expect(verdict(table, '77080', 'M810')).toBe('silent')
    expect(ask(table, '77080', 'E210')).toMatchObject({ verdict: 'denied', kind: 'national' })
    expect(verdict(table, '77081', 'E210')).toBe('silent')
    expect(verdict(table, '0508T', 'M810')).toBe('denied')
    expect(verdict(table, '77082', 'R51')).toBe('silent')
    expect(verdict(table, '64582', 'G4733 Z6830')).toBe('silent')
    expect(ask(table, '64582', 'G4733')).toMatchObject({ verdict: 'denied', reason: 'incomplete' })
    expect(ask(table, '83880', 'R51')).toMatchObject({ verdict: 'unread', document: 'A103' })
    // Equipment is for suppliers, home health for none of these claims, an ended jurisdiction for nobody.
    expect(verdict(table, 'E0601', 'R51')).toBe('silent')
    expect(verdict(table, 'E0601', 'R51', { biller: 'supplier' })).toBe('denied')
    expect(verdict(table, 'E0601', 'R51', { biller: 'supplier', state: 'TX' })).toBe('silent')
    expect(verdict(table, 'AAAA1', 'R51', { state: 'IA' })).toBe('silent')
    expect(ask(table, '11719', 'R51', { state: 'NY' })).toMatchObject({ verdict: 'denied', sure: false })
    expect(verdict(table, '11719', 'R51', { state: undefined })).toBe('no-state')
    expect(ask(table, '77080', 'E210').cite!()).toEqual({
      table: 'coverage-articles',
      release: 'MCD-2026-09-28',
      row: {
        document: 'A101',
        version: 1,
        title: 'NCD Coding Article',
        contractor: 'Invented 1, LLC',
        from: '2026-01-01',
        through: null,
      },
    })
  })

  it('keeps versions of several editions, ends what was dropped, and asks for what is older', async () => {
    const first = await importOf(
      tablesOf(
        [
          {
            id: '100',
            version: '7',
            from: '2026-01-01 00:00:00',
            procedures: { 1: 'AAAA1' },
            covered: { 1: 'M17.11' },
          },
          { id: '200', procedures: { 1: 'CCCC1' }, covered: { 1: 'M17.11' } },
        ],
        '2026-06-29 00:00:00',
      ),
    )
    const second = await importOf(
      tablesOf([
        { id: '100', version: '8', from: '07/01/2026', procedures: { 1: 'AAAA1' }, covered: { 1: 'E11.9' } },
        { id: '300', end: '2026-08-31 00:00:00', procedures: { 1: 'DDDD1' }, covered: { 1: 'E11.9' } },
        { id: '301', retired: '2026-08-31 00:00:00', procedures: { 1: 'DDDD2' }, covered: { 1: 'E11.9' } },
      ]),
    )
    for (const table of [tableOf(first, second), tableOf(second, first)]) {
      const on = (day: number, procedure: string, diagnosis: string) =>
        verdict(table, procedure, diagnosis, { day })
      expect([
        on(20251231, 'AAAA1', 'M1711'),
        on(20260630, 'AAAA1', 'M1711'),
        on(20260701, 'AAAA1', 'M1711'),
      ]).toEqual(['before', 'silent', 'denied'])
      expect([on(20260630, 'AAAA1', 'E119'), on(20260701, 'AAAA1', 'E119')]).toEqual(['denied', 'silent'])
      expect([on(20260629, 'CCCC1', 'R51'), on(20260630, 'CCCC1', 'R51')]).toEqual(['denied', 'silent'])
      expect([on(20260831, 'DDDD1', 'R51'), on(20260901, 'DDDD1', 'R51')]).toEqual(['denied', 'silent'])
      expect([on(20260830, 'DDDD2', 'R51'), on(20260831, 'DDDD2', 'R51')]).toEqual(['denied', 'silent'])
      expect([table.holding(20251231), table.holding(20260928), table.holding(20260929)]).toEqual([
        'before',
        'held',
        'stale',
      ])
    }
  })

  it('reads Windows-1252, and tables taken out of their archive', async () => {
    const tables: Record<string, string | Uint8Array> = tablesOf([
      { id: '100', title: 'Caf\u00e9', procedures: { 1: 'AAAA1' }, covered: { 1: 'M17.11' } },
    ])
    tables['article.csv'] = Buffer.from(tables['article.csv'] as string, 'latin1')
    const folder = newFolder()
    const paths = Object.entries(tables).map(([name, bytes]) => fileOf(name, bytes, folder))
    const result = await readReleases(paths, { partial: true })
    expect(ask(tableOf(result), 'AAAA1', 'R51').cite!().row['title']).toBe('Caf\u00e9')
  })

  it('refuses what is not whole', async () => {
    const tables = tablesOf([{ id: '100', procedures: { 1: 'AAAA1' }, covered: { 1: 'M17.11' } }])
    const without = Object.fromEntries(
      Object.entries(tables).filter(([name]) => name !== 'article_x_icd10_covered_group.csv'),
    )
    expect(await faultOf(importOf(without))).toContain(
      'E_LAYOUT current_article.zip line 1: Expected the table article_x_icd10_covered_group.csv',
    )
    const changed = {
      ...tables,
      'article_x_hcpc_code.csv': tables['article_x_hcpc_code.csv']!.replace('hcpc_code_group', 'hcpcs_group'),
    }
    expect(await faultOf(importOf(changed))).toContain('Expected a column "hcpc_code_group"')
    const cut = {
      ...tables,
      'article_x_icd10_covered.csv': tables['article_x_icd10_covered.csv']!.slice(0, -4),
    }
    expect(await faultOf(importOf(cut))).toContain('E_RELEASE_SHORT')
    const narrow = { ...tables, 'state_lookup.csv': 'state_id,state_abbrev,description\r\n42\r\n' }
    expect(await faultOf(importOf(narrow))).toContain('line 2: Expected 3 columns')
    expect(await faultOf(importOf(tables, false))).toContain(
      'E_RELEASE_SHORT current_article.zip line 1: Expected at least 100000 diagnoses, found 1',
    )
    const path = fileOf('current_article.zip', archiveOf(tables))
    expect(await faultOf(readReleases([path, path], { partial: true }))).toContain('E_RELEASE_DUPLICATE')
  })
})

describe('a policy as plain csv', () => {
  const HEADER =
    'document,version,title,jurisdiction,effective_from,effective_through,procedure,group,diagnosis,dx_group,rule,source'
  const policy = (...rows: string[]): string => [HEADER, ...rows].join('\n') + '\n'
  const read = (name: string, text: string) => readReleases([fileOf(name, text)])
  const row = (diagnosis: string, rule = 'covered', from = '2026-02-01', procedure = 'AAAA1 BBBB1') =>
    `P-1,3,A policy,whole plan,${from},,${procedure},,${diagnosis},1,${rule},page 4`

  it('binds the payer that its name tells', async () => {
    const result = await read(
      'coverage_60999_2026-07.csv',
      policy(row('I83.001-I83.899'), row('I87.2'), row('*', 'noncovered', '2026-02-01', 'D7946-D7948')),
    )
    expect(result.releases[0]).toMatchObject({
      id: '60999-2026-07-01',
      from: 20260201,
      through: 99991231,
      rows: 3,
    })
    const table = tableOf(result)
    const own = { medicare: 'foreign', payers: ['60999'], state: undefined } as const
    expect(verdict(table, 'AAAA1', 'I83205', own)).toBe('silent')
    expect(ask(table, 'BBBB1', 'I839', own)).toMatchObject({
      verdict: 'denied',
      kind: 'policy',
      document: 'P-1',
    })
    expect(verdict(table, 'D7947', 'I872', own)).toBe('denied')
    expect(verdict(table, 'AAAA1', 'R51', { ...own, payers: ['70000'] })).toBe('silent')
    expect(verdict(table, 'AAAA1', 'R51')).toBe('silent')
    expect(verdict(table, 'AAAA1', 'R51', { ...own, day: 20260131 })).toBe('before')
  })

  it('stands until a later file replaces it, with what that has dropped', async () => {
    const older = await read(
      'coverage_acme_2026-01.csv',
      policy(
        row('E11.9', 'covered', '', 'AAAA1'),
        row('E11.9', 'covered', '', 'AAAA1').replace('P-1', 'P-2').replace('AAAA1', 'CCCC1'),
      ),
    )
    const newer = await read(
      'coverage_acme_2026-07.csv',
      policy(row('R51', 'covered', '', 'AAAA1').replace('P-1,3', 'P-1,4')),
    )
    const table = tableOf(newer, older)
    const on = (day: number, procedure: string, diagnosis: string) =>
      verdict(table, procedure, diagnosis, { day, payers: ['acme'], medicare: 'foreign' })
    expect([on(20260630, 'AAAA1', 'R51'), on(20260701, 'AAAA1', 'R51')]).toEqual(['denied', 'silent'])
    expect([on(20260630, 'CCCC1', 'R51'), on(20260701, 'CCCC1', 'R51')]).toEqual(['denied', 'silent'])
  })

  it.each([
    ['a rule', row('E11.9', 'perhaps'), 'Expected a rule: covered, noncovered or needs-secondary'],
    ['a diagnosis', row('diabetes'), 'Expected a diagnosis, a range of diagnoses'],
    ['a range that runs backwards', row('I87-I83'), 'Expected a diagnosis, a range of diagnoses'],
    ['a date', row('E11.9', 'covered', '2/1/2026'), 'Expected a date YYYY-MM-DD'],
    ['a procedure', row('E11.9', 'covered', '', 'AAA'), 'Expected procedures of five letters and digits'],
    [
      'a huge range of procedures',
      row('E11.9', 'covered', '', '10000-99999'),
      'Expected a range of at most 1000',
    ],
  ])('refuses %s', async (_name, bad, expected) =>
    expect(await faultOf(read('coverage_acme_2026-01.csv', policy(bad)))).toContain(expected),
  )

  it('keeps the first day of a version that stands in a later file, too', async () => {
    const rows = policy(row('E11.9', 'covered', '', 'AAAA1'))
    const table = tableOf(
      await read('coverage_acme_2026-01.csv', rows),
      await read('coverage_acme_2026-07.csv', rows),
    )
    const on = (day: number) => verdict(table, 'AAAA1', 'R51', { day, payers: ['acme'], medicare: 'foreign' })
    expect([on(20251231), on(20260101), on(20260701)]).toEqual(['before', 'denied', 'denied'])
  })

  it('is kept in a store beside the export', async () => {
    const folder = join(newFolder(), 'store')
    const long = 'a-payer-with-a-name-of-nearly-sixty-letters-and-hyphens-here'
    const path = fileOf(`coverage_${long}_2026-07.csv`, policy(row('E11.9')))
    await importReleases(folder, [path])
    expect(currentManifest(folder)!.releases.map(({ id }) => id)).toEqual([`${long}-2026-07-01`])
  })

  it('says how the file must be named', async () =>
    expect(await faultOf(read('policies.csv', policy(row('E11.9'))))).toContain(
      'coverage_medicare_2026-09-28.csv',
    ))
})
