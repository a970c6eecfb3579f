/** The store: imports come into force whole or not at all, whatever happens meanwhile. */
import { spawnSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readColumns } from '../../src/codesets/columns.ts'
import { readManifest } from '../../src/codesets/store-manifest.ts'
import { currentManifest, importReleases, verifyStore } from '../../src/codesets/store.ts'
import { ScrubError } from '../../src/model/errors.ts'
import {
  addOnRows,
  faultOf,
  fileOf,
  mueText,
  newFolder,
  ptpText,
  workbookOf,
  zipOf,
} from './import-fixtures.ts'

const partial = { partial: true }
const mueFile = (date: string, ...rows: string[]): string =>
  fileOf(`MCR_MUE_PractitionerServices_Eff_${date}.csv`, mueText(...rows))
const april = mueFile('04-01-2024', 'A1001,1,2 Date of Service Edit: Policy,CMS Policy')
const july = mueFile('07-01-2024', 'A1001,2,2 Date of Service Edit: Policy,CMS Policy')
const addOn = fileOf('AOC_V2026Q2-MCR.xlsx', workbookOf(addOnRows))
const part = (number: number, ...rows: string[]): string =>
  fileOf(`ccipra-v302r0-f${number}.TXT`, ptpText(...rows))

/** Every file of a folder with its bytes. */
const everything = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(
      (entry) =>
        `${join(entry.parentPath, entry.name)} ${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`,
    )
    .sort()

const listed = (folder: string): string[] =>
  currentManifest(folder)!.releases.map(({ table, id }) => `${table} ${id}`)

describe('importing', () => {
  test('makes a snapshot that lists what is in force, by table and date', async () => {
    const folder = join(newFolder(), 'new', 'store')
    expect(currentManifest(folder)).toBeUndefined()
    const report = await importReleases(folder, [july, addOn, april], partial)
    expect(listed(folder)).toEqual([
      'ncci-aoc 2026Q2',
      'ncci-mue-practitioner 2024Q2',
      'ncci-mue-practitioner 2024Q3',
    ])
    expect(report.snapshot).toBe(currentManifest(folder)!.id)
    expect(report.snapshot).toMatch(/^2026q2-[0-9a-f]{12}$/)
    expect(currentManifest(folder)!.releases[2]!.sources[0]).toMatchObject({
      name: 'MCR_MUE_PractitionerServices_Eff_07-01-2024.csv',
    })
    expect(verifyStore(folder)).toMatchObject({ ok: true, snapshot: report.snapshot })
    expect(readdirSync(folder).sort()).toEqual(['current', 'releases', 'snapshots'])
  })

  test('the same files give the same id, in whatever order and however many calls', async () => {
    const [one, two] = [newFolder(), newFolder()]
    const first = await importReleases(one, [april, july], partial)
    await importReleases(two, [july], partial)
    expect((await importReleases(two, [april], partial)).snapshot).toBe(first.snapshot)
    // The manifest of the earlier snapshot stands.
    expect(readdirSync(join(two, 'snapshots'))).toHaveLength(2)
  })

  test('a release that is there already is refused by name, unless it is to be replaced', async () => {
    const folder = newFolder()
    const { snapshot } = await importReleases(folder, [april, july], partial)
    const before = everything(folder)
    expect(await faultOf(importReleases(folder, [july], partial))).toMatch(
      /^E_RELEASE_DUPLICATE ncci-mue-practitioner 2024Q3: /,
    )
    expect(await faultOf(importReleases(newFolder(), [july, july], partial))).toMatch(
      /^E_RELEASE_DUPLICATE .*given twice/,
    )
    expect(everything(folder)).toEqual(before)

    const corrected = mueFile('07-01-2024', 'A1001,9,2 Date of Service Edit: Policy,CMS Policy')
    const replaced = await importReleases(folder, [corrected], { ...partial, replace: true })
    expect(replaced.snapshot).not.toBe(snapshot)
    const release = currentManifest(folder)!.releases[1]!
    expect([...readColumns(join(folder, release.file)).columns['value']!]).toEqual([9])
    // What the earlier snapshot lists can still be read.
    for (const { file } of readManifest(folder, snapshot).releases)
      expect(existsSync(join(folder, file))).toBe(true)
  })

  test('one bad file among good ones leaves the store as it was', async () => {
    const folder = newFolder()
    await importReleases(folder, [april], partial)
    const before = everything(folder)
    const bad = [
      fileOf('AOC_V2026Q2-MCR.csv', 'AOC_Edit_Type,x\n1,2\n'),
      fileOf('x.zip', zipOf({ name: '../x', bytes: 'x' })),
      fileOf('icd10cm_order_2026.txt', '00001 A00     0 Cut'),
    ]
    for (const path of bad) {
      await faultOf(importReleases(folder, [july, path], partial))
      expect(everything(folder)).toEqual(before)
    }
    expect(await faultOf(importReleases(folder, [july]))).toMatch(/^E_RELEASE_SHORT/)
    expect(everything(folder)).toEqual(before)
  })
})

describe('releases in parts', () => {
  const rows = [
    'A1001 B2002 - 20200101 * 1 R',
    'B2002 C3003 * 19960101 * 0 S',
    'C3003 A1001 - 20210101 20211231 9 R',
    'D4004 A1001 - 20220101 * 1 T',
  ]

  test('parts that come on different days end as if they had come together', async () => {
    const [together, apart] = [newFolder(), newFolder()]
    await importReleases(
      together,
      rows.map((row, at) => part(at + 1, row)),
      partial,
    )
    await importReleases(apart, [part(2, rows[1]!), part(4, rows[3]!)], partial)
    expect(currentManifest(apart)!.releases[0]).toMatchObject({
      parts: [2, 4],
      partsExpected: 4,
      complete: false,
      rows: 2,
      from: 19960101,
    })
    expect(currentManifest(apart)!.id).toMatch(/^2024q3-/)
    await importReleases(apart, [part(3, rows[2]!), part(1, rows[0]!)], partial)
    const [one, two] = [together, apart].map((folder) => currentManifest(folder)!.releases[0]!)
    expect(two).toMatchObject({ parts: [1, 2, 3, 4], rows: 4 })
    expect(two!.sources.map(({ name }) => name).sort()).toEqual(one!.sources.map(({ name }) => name).sort())
    const [first, second] = [join(together, one!.file), join(apart, two!.file)].map((file) =>
      readColumns(file),
    )
    for (const name of ['codes', 'start', 'column2', 'termEffective', 'termDeleted', 'termIndicator'])
      expect([...second!.columns[name]!]).toEqual([...first!.columns[name]!])
  })

  test('a part twice is a duplicate; a replacement needs every part that stands', async () => {
    const folder = newFolder()
    await importReleases(folder, [part(1, rows[0]!), part(2, rows[1]!)], partial)
    expect(await faultOf(importReleases(folder, [part(2, rows[1]!), part(3, rows[2]!)], partial))).toMatch(
      /^E_RELEASE_DUPLICATE/,
    )
    expect(await faultOf(importReleases(folder, [part(2, rows[2]!)], { ...partial, replace: true }))).toMatch(
      /^E_RELEASE_SHORT .*all 2 parts/,
    )
    await importReleases(folder, [part(1, rows[3]!), part(2, rows[2]!)], { ...partial, replace: true })
    expect(currentManifest(folder)!.releases[0]).toMatchObject({ parts: [1, 2], rows: 2, from: 20210101 })
  })
})

describe('a store that is not as it should be', () => {
  const broken = (act: () => unknown): string => {
    try {
      act()
    } catch (error) {
      if (error instanceof ScrubError) return error.code
    }
    return 'nothing'
  }

  test('a changed or missing release file is found and can be put right', async () => {
    const folder = newFolder()
    await importReleases(folder, [april, july], partial)
    const [first, second] = currentManifest(folder)!.releases.map(({ file }) => join(folder, file))
    writeFileSync(first!, 'other bytes')
    rmSync(second!)
    const { ok, files } = verifyStore(folder)
    expect(ok).toBe(false)
    expect(files.map(({ code }) => code)).toEqual(['E_SNAPSHOT_DIGEST', 'E_SNAPSHOT_DIGEST'])
    expect(files.map(({ text }) => text.slice(0, 24))).toEqual([
      'The file does not match ',
      'The file is missing or c',
    ])
    await importReleases(folder, [april, july], { ...partial, replace: true })
    expect(verifyStore(folder).ok).toBe(true)
  })

  test.each([
    ['names a path', (folder: string) => writeFileSync(join(folder, 'current'), '../../etc/passwd')],
    ['names no snapshot', (folder: string) => writeFileSync(join(folder, 'current'), '2024q3-000000000000')],
    ['is empty', (folder: string) => writeFileSync(join(folder, 'current'), '')],
  ])('current %s', async (_, damage) => {
    const folder = newFolder()
    await importReleases(folder, [april], partial)
    damage(folder)
    expect(broken(() => currentManifest(folder))).toBe('E_STORE')
  })

  test.each([
    ['no JSON', () => '{'],
    ['a path that leads outside', (text: string) => text.replace(/"releases\/[^"]*"/, '"../../etc/passwd"')],
    [
      'another digest than its id was made from',
      (text: string) => text.replace(/"sha256": "[0-9a-f]{4}/, '"sha256": "0000'),
    ],
  ])('a manifest with %s', async (_, damage) => {
    const folder = newFolder()
    const { snapshot } = await importReleases(folder, [april], partial)
    const path = join(folder, 'snapshots', `${snapshot}.json`)
    writeFileSync(path, damage(readFileSync(path, 'utf8')))
    expect(broken(() => currentManifest(folder))).toBe('E_STORE')
  })
})

describe('two imports at once', () => {
  test('the second is told that the first is at work; a dead one is no hindrance', async () => {
    const folder = newFolder()
    const sleeper = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'])
    try {
      writeFileSync(join(folder, 'lock'), `${sleeper.pid} token ${hostname()}\n`)
      expect(await faultOf(importReleases(folder, [april], partial))).toMatch(
        /^E_STORE_BUSY .*lock: Process \d+ is importing/,
      )
      expect(currentManifest(folder)).toBeUndefined()
    } finally {
      const ended = new Promise((resolve) => sleeper.once('exit', resolve))
      sleeper.kill('SIGKILL')
      await ended
    }
    await importReleases(folder, [april], partial)
    expect(listed(folder)).toEqual(['ncci-mue-practitioner 2024Q2'])
  })

  test('within one process, one succeeds and the other is busy', async () => {
    const folder = newFolder()
    const both = await Promise.allSettled([
      importReleases(folder, [april], partial),
      importReleases(folder, [july], partial),
    ])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await importReleases(folder, [july], partial)
    expect(listed(folder)).toHaveLength(2)
  })

  test('a lock of another machine is never taken over', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'lock'), '999999 token some-other-host\n')
    expect(await faultOf(importReleases(folder, [april], partial))).toMatch(/^E_STORE_BUSY/)
  })
})

test('killed before any step on disk, the earlier snapshot or the new one stands whole', async () => {
  const base = newFolder()
  const { snapshot: earlier } = await importReleases(base, [april], partial)
  const child = join(import.meta.dirname, 'import-child.ts')
  const outcomes: string[] = []
  for (let step = 1; step < 60; step++) {
    const folder = join(newFolder(), 'store')
    mkdirSync(folder)
    cpSync(base, folder, { recursive: true })
    const run = spawnSync(process.execPath, ['--import', 'tsx', child, folder, String(step), july, addOn], {
      encoding: 'utf8',
    })
    expect(run.stdout).toContain('started')
    const id = currentManifest(folder)!.id
    expect(verifyStore(folder).ok).toBe(true)
    outcomes.push(`${run.signal ?? 'done'} ${id === earlier ? 'earlier' : 'new'}`)

    if (id === earlier) await importReleases(folder, [july, addOn], partial)
    else await importReleases(folder, [july, addOn], { ...partial, replace: true })
    expect(listed(folder)).toHaveLength(3)
    expect(verifyStore(folder).ok).toBe(true)
    expect(everything(folder).filter((line) => line.includes('.aside-') || line.includes('/lock '))).toEqual(
      [],
    )
    if (run.signal === null) break
  }
  expect(outcomes.at(-1)).toBe('done new')
  expect(outcomes.filter((outcome) => outcome === 'SIGKILL earlier').length).toBeGreaterThanOrEqual(8)
  expect(outcomes).not.toContain('done earlier')
})
