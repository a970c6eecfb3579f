/**
 * The edits of the fee schedule's indicators and statuses on every code of a full release, against a naive reading of
 * the publisher's fixed-width file (the importer reads the other form). Skips, saying so, where it is absent.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { importReleases, openCodesets, openScrubber } from '../../src/index.ts'
import { dataFolder } from '../data.ts'
import { claimOf } from '../helpers/claims.ts'

const mpfs = dataFolder('cms/mpfs')
const EDITS = [
  'modifier-assistant',
  'modifier-bilateral',
  'modifier-co-surgeon',
  'modifier-component',
  'modifier-team',
  'procedure-status',
]
const lines: readonly (readonly [modifier: string, place: string])[] = [
  ['', '11'],
  ['26', '11'],
  ['TC', '11'],
  ['50', '11'],
  ['80', '11'],
  ['62', '11'],
  ['66', '11'],
  ['', '22'],
  ['26', '22'],
  ['TC', '22'],
]

interface Row {
  readonly status: string
  readonly pcTc: string
  readonly bilateral: string
  readonly assistant: string
  readonly coSurgeon: string
  readonly team: string
}

/** Base rows and rows with a modifier, by the byte positions of the record layout. */
function readRows(file: string): { readonly base: Map<string, Row>; readonly parts: Set<string> } {
  const base = new Map<string, Row>()
  const parts = new Set<string>()
  for (const line of readFileSync(file, 'latin1').split(/\r?\n/)) {
    const at = (position: number): string => line.charAt(position - 1)
    if (!/^[0-9A-Z]\d{3}[0-9A-Z]/.test(line)) continue
    const code = line.slice(0, 5)
    const modifier = line.slice(5, 7).trim()
    if (modifier !== '') parts.add(`${code} ${modifier}`)
    else
      base.set(code, {
        status: at(58),
        pcTc: at(103),
        bilateral: at(117),
        assistant: at(118),
        coSurgeon: at(119),
        team: at(120),
      })
  }
  return { base, parts }
}

/** What the record layout says of a line, as `edit severity`. */
function expected(code: string, row: Row, parts: Set<string>, modifier: string, place: string): string[] {
  const said: string[] = []
  const paidHere = ['A', 'C', 'R', 'T'].includes(row.status)
  const against = (edit: string, severity: 'deny' | 'review'): void => {
    if (paidHere) said.push(`${edit} ${row.status === 'C' ? 'review' : severity}`)
  }
  if (modifier === '50' && ['0', '2', '9'].includes(row.bilateral)) against('modifier-bilateral', 'deny')
  if (modifier === '80' && row.assistant !== '2')
    against('modifier-assistant', row.assistant === '0' ? 'review' : 'deny')
  if (modifier === '62' && row.coSurgeon !== '2')
    against('modifier-co-surgeon', row.coSurgeon === '1' ? 'review' : 'deny')
  if (modifier === '66' && row.team !== '2') against('modifier-team', row.team === '1' ? 'review' : 'deny')
  const takes = modifier === '26' ? ['1', '6', '8'] : ['1']
  if (
    (modifier === '26' || modifier === 'TC') &&
    !takes.includes(row.pcTc) &&
    !parts.has(`${code} ${modifier}`)
  )
    against('modifier-component', ['7', '9'].includes(row.pcTc) ? 'review' : 'deny')
  else if (place === '22' && modifier !== '26' && paidHere && ['1', '3', '4'].includes(row.pcTc))
    said.push('modifier-component deny')
  if (row.status === 'M' || (row.status === 'I' && code.endsWith('F')) || row.status === 'R')
    said.push('procedure-status note')
  else if (['B', 'I', 'N'].includes(row.status)) said.push('procedure-status deny')
  return said.sort()
}

describe.skipIf(!mpfs)('a full fee schedule against a naive reading', () => {
  const store = mkdtempSync(join(tmpdir(), 'cleanclaim-fees-'))
  afterAll(() => rmSync(store, { recursive: true, force: true }))

  it('agrees on every code', async () => {
    await importReleases(store, [join(mpfs!, 'PPRRVU2025_Oct.csv')])
    const scrubber = openScrubber({
      codesets: await openCodesets(store),
      received: '2025-12-01',
      only: EDITS,
    })
    const { base, parts } = readRows(join(mpfs!, 'PPRRVU2025_Oct.txt'))
    expect(base.size).toBeGreaterThan(16_000)
    const differing: string[] = []
    let findings = 0
    for (const [code, row] of base) {
      const { findings: found } = scrubber.scrub(
        claimOf({
          // A day each, so that a part does not stand beside the whole.
          lines: lines.map(([modifier, placeOfService], at) => ({
            procedure: code,
            modifiers: modifier === '' ? [] : [modifier],
            placeOfService,
            serviceDate: `2025-11-${String(at + 10)}`,
          })),
        }),
      )
      lines.forEach(([modifier, place], at) => {
        const own = found
          .filter(({ line }) => line === at + 1)
          .map(({ edit, severity }) => `${edit} ${severity}`)
        const said = own.sort().join(', ')
        const wanted = expected(code, row, parts, modifier, place).join(', ')
        if (said !== wanted) differing.push(`${code}-${modifier} in ${place}: said ${said}; wanted ${wanted}`)
        findings += own.length
      })
    }
    expect(differing.slice(0, 20)).toEqual([])
    expect(findings).toBeGreaterThan(50_000)
    process.stderr.write(
      `fee schedule: ${base.size} codes, ${base.size * lines.length} lines, ${findings} findings agree\n`,
    )
  })

  it('keeps the silence that must hold', async () => {
    const scrubber = openScrubber({
      codesets: await openCodesets(store),
      received: '2025-12-01',
      only: EDITS,
    })
    const codes = ['80053', '36415', 'J1885', 'A0428', 'E0601', 'G0008', '0001U']
    const claim = claimOf({ lines: codes.map((procedure) => ({ procedure, serviceDate: '2025-11-03' })) })
    expect(scrubber.scrub(claim).findings).toEqual([])
  })
})
