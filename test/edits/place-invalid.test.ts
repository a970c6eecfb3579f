import { describe, expect, it } from 'vitest'
import { placeInvalid } from '../../src/edits/place-invalid.ts'
import { claimOf } from '../helpers/claims.ts'
import { pack } from '../../src/codesets/codebook.ts'
import { release, scrubWith, testEdit } from '../helpers/test-edit.ts'

const codes = ['10', '11', '27', '35']
const tables = [
  release('places', 'POS', 0, 99991231, {
    columns: {
      codes: Float64Array.from(codes.map(pack)),
      effective: Int32Array.from([20220101, 0, 20231001, 0]),
      ended: Int32Array.from([99991231, 99991231, 99991231, 20201231]),
      facility: new Uint8Array(4),
    },
  }),
]
const at = (placeOfService: string, serviceDate = '2026-03-02') => ({
  placeOfService,
  lines: [{ serviceDate }],
})

testEdit(placeInvalid, {
  tables,
  passes: {
    'missing input: a part of the list': {
      ...at('99'),
      tables: tables.map((whole) => ({ ...whole, complete: false })),
      unchecked: ['incomplete-table'],
    },
    office: at('11'),
    'first day of a new place': at('10', '2022-01-01'),
    'last day of an old place': at('35', '2020-12-31'),
    'no place': { ...at('11'), placeOfService: undefined, unchecked: ['missing-field'] },
    'institutional claims have none': { type: 'institutional', placeOfService: 'ZZ' },
  },
  fails: {
    'none that is assigned': {
      ...at('29'),
      finds: [{ message: 'unknown', at: 'placeOfService', severity: 'reject' }],
    },
    'day before the first': {
      ...at('10', '2021-12-31'),
      finds: [{ message: 'notYet', at: 'placeOfService' }],
    },
    'day after the last': { ...at('35', '2021-01-01'), finds: [{ message: 'ended', at: 'placeOfService' }] },
    'a line’s own place': {
      lines: [{}, { placeOfService: '29' }],
      finds: [{ message: 'unknown', at: 'lines[1].placeOfService' }],
    },
  },
})

describe('the package’s own places', () => {
  it('stand where no release is loaded', () => {
    const judge = (place: string) =>
      scrubWith([placeInvalid], [], claimOf(at(place))).findings.map(({ message }) => message)
    expect([judge('11'), judge('10'), judge('27'), judge('29')]).toEqual([[], [], [], ['unknown']])
  })
})
