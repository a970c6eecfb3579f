/**
 * Excludes1 on the FY2026 notes against a naive reading of the same notes: every pair decided by walking all printed
 * notes and the codes that their own columns name, sharing no code with the product.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readReleases } from '../../src/codesets/import/read.ts'
import { icdNotesTable } from '../../src/codesets/icd-notes.ts'
import { dataFolder } from '../data.ts'
import { columnsOf } from '../codesets/import-fixtures.ts'

const icd = dataFolder('icd')
const NOTES = 'icd10cm_tabular_notes_fy2026.csv.gz'
const PAIRS = 20_000
const ON = 20260302

interface Printed {
  readonly from: string
  readonly to: string
  readonly refs: readonly (readonly [string, string])[]
  readonly wants: (code: string) => boolean
}

const chapters =
  'A00-B99 C00-D49 D50-D89 E00-E89 F01-F99 G00-G99 H00-H59 H60-H95 I00-I99 J00-J99 K00-K95 L00-L99 M00-M99 N00-N99 O00-O9A P00-P96 Q00-QA0 R00-R99 S00-T88 V00-Y99 Z00-Z99 U00-U85'.split(
    ' ',
  )

/** One row of a csv whose quoted cells hold no line ends. */
function cellsOf(line: string): string[] {
  const cells: string[] = []
  for (const found of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
    cells.push((found[1] ?? found[2] ?? '').split('""').join('"'))
  return cells
}

const bare = (text: string): string => text.split('.').join('').split('-').join('').trim()

/** Whether a code lies in a range, its ends with all under them. */
const within = (code: string, from: string, to: string): boolean =>
  code >= from && code.slice(0, to.length) <= to

const anything = (): boolean => true

/** What the words after the codes want of a code, in the wordings that FY2026 has. */
function wanting(note: string): ((code: string) => boolean) | undefined {
  if (/with (open|ketoacidosis)/.test(note) && /S52|E08/.test(note)) return undefined
  const dotted = /E08-E13 with \.(\d+)(?:-\.(\d+))?/.exec(note)
  if (dotted)
    return (code) =>
      (dotted[2] ? [dotted[1]!, dotted[2]] : [dotted[1]!]).some((text) => code.slice(3).startsWith(text))
  const final = /final characters -(\d\d)/.exec(note)
  if (final) return (code) => code.length === 6 && code.slice(4) === final[1]
  const fifth = /(?:fifth|5th)[- ]character \.?(\d)/.exec(note)
  if (fifth) return (code) => code[4] === fifth[1]
  const two = /fifth to sixth characters (\d\d)/.exec(note)
  if (two) return (code) => code.slice(4, 6) === two[1]
  const seventh = /7th character ([A-Z])/.exec(note)
  if (seventh && /with 7th/.test(note)) return (code) => code[6] === seventh[1]
  return anything
}

function printedNotes(text: string): Printed[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [level, code, kind, , note, refs] = cellsOf(line.replace('\r', ''))
      if (kind !== 'excludes1' || !refs) return []
      const wants = wanting(note!)
      if (!wants) return []
      const [from, to] =
        level === 'chapter'
          ? chapters[Number(code!.slice(8)) - 1]!.split('-')
          : level === 'section'
            ? code!.slice(6).split('-')
            : [bare(code!)]
      const ranges = refs
        .split(';')
        .map((ref) => ref.split('..').map(bare))
        .map(([first, last]) => [first!, last ?? first!] as const)
      return [{ from: from!, to: to ?? from!, refs: ranges, wants }]
    })
}

/** Park–Miller: the same pairs on every run. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below
}

test.skipIf(!icd)(
  '20,000 random pairs, biased to hits, agree with a naive reading of the notes',
  { timeout: 120_000 },
  async () => {
    const printed = printedNotes(gunzipSync(readFileSync(join(icd!, NOTES))).toString('utf8'))
    const valid = gunzipSync(readFileSync(join(icd!, 'icd10cm_order_2026.txt.gz')))
      .toString('latin1')
      .split('\n')
      .filter((line) => line[14] === '1')
      .map((line) => line.slice(6, 13).trim())
    const { releases } = await readReleases([join(icd!, NOTES)])
    const { id, from, through, bytes } = releases[0]!
    const table = icdNotesTable('icd10cm-notes', [
      { table: 'icd10cm-notes', id, from, through, complete: true, file: columnsOf(bytes) },
    ])

    const naive = (one: string, other: string): boolean =>
      printed.some((note) => {
        const parts = (above: string, named: string): boolean =>
          within(above, note.from, note.to) &&
          note.refs.some(([first, last]) => within(named, first, last)) &&
          note.wants(named)
        return parts(one, other) || parts(other, one)
      })

    const narrowed = printed.filter(({ wants }) => wants !== anything)
    const next = chance(20_261_125)
    const any = (): string => valid[next(valid.length)]!
    const firstAt = (prefix: string): number => {
      let [low, high] = [0, valid.length]
      while (low < high) {
        const middle = (low + high) >>> 1
        if (valid[middle]! < prefix) low = middle + 1
        else high = middle
      }
      return low
    }
    /** A valid code under a range, or near it where the range is narrow: near misses matter as much. */
    const near = (from: string, to: string): string => {
      const [first, last] = [firstAt(from), firstAt(`${to}~`)]
      return valid[
        Math.min(valid.length - 1, first + next(Math.max(1, last - first) + (next(4) === 0 ? 8 : 0)))
      ]!
    }
    const pair = (): [string, string] => {
      if (next(10) < 2) return [any(), any()]
      const list = next(10) === 0 ? narrowed : printed
      const note = list[next(list.length)]!
      const [first, last] = note.refs[next(note.refs.length)]!
      return next(2) === 0
        ? [near(note.from, note.to), near(first, last)]
        : [near(first, last), near(note.from, note.to)]
    }

    let hits = 0
    const wrong: string[] = []
    for (let at = 0; at < PAIRS; at++) {
      const [one, other] = pair()
      const expected = naive(one, other)
      if (expected) hits++
      if (table.excludes(one, other, ON) >= 0 !== expected)
        wrong.push(`${one} ${other} ${expected ? 'missed' : 'false'}`)
    }
    process.stderr.write(
      `Excludes1: ${PAIRS - wrong.length} of ${PAIRS} pairs agree with the naive reading, ${hits} of them parted\n`,
    )
    expect(wrong.slice(0, 20)).toEqual([])
    expect(hits).toBeGreaterThan(PAIRS / 3)
    expect(printed).toHaveLength(5303)
  },
)
