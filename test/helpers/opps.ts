/** Outpatient status indicators in memory for tests. */
import { pack } from '../../src/codesets/codebook.ts'
import type { LoadedRelease } from '../../src/codesets/dated.ts'
import { release } from './test-edit.ts'

export interface OppsRow {
  readonly code: string
  readonly status: string
  readonly from?: number
  readonly through?: number
}

/** A release of 2026 that goes back to 2025. */
export function oppsRelease(given: readonly OppsRow[]): LoadedRelease {
  const rows = given
    .map((row) => ({ from: 20250101, through: 99991231, ...row }))
    .sort((a, b) => pack(a.code) - pack(b.code) || a.from - b.from)
  const codes = Float64Array.from(new Set(rows.map(({ code }) => pack(code))))
  const start = new Uint32Array(codes.length + 1)
  for (const { code } of rows) start[codes.indexOf(pack(code)) + 1]! += 1
  for (let at = 0; at < codes.length; at++) start[at + 1]! += start[at]!
  const names = [...new Set(rows.map(({ status }) => status))]
  return release('opps', '2026', 20250101, 20261231, {
    columns: {
      codes,
      start,
      from: Int32Array.from(rows.map(({ from }) => from)),
      through: Int32Array.from(rows.map(({ through }) => through)),
      status: Uint8Array.from(rows.map(({ status }) => names.indexOf(status))),
    },
    lists: { status: names },
  })
}
