import { describe, expect, it } from 'vitest'
import { claimIdentifiers } from '../../src/edits/claim-identifiers.ts'
import { claimOf } from '../helpers/claims.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'

testEdit(claimIdentifiers, {
  turns: {
    '2020-01-01': [{ of: 'old number from 2020 on', by: 'received', before: [], from: ['memberId'] }],
  },
  tables: [],
  passes: {
    'all of right form': {},
    'a member id that is no Medicare one, elsewhere': {
      payer: { line: 'commercial' },
      subscriber: { id: 'W1234' },
    },
    'Medicare Advantage plans have ids of their own': {
      payer: { line: 'medicare-advantage' },
      subscriber: { id: 'W1234' },
    },
    'old numbers until the end of 2019': {
      received: '2019-12-31',
      subscriber: { id: '123456789A' },
      lines: [{ serviceDate: '2019-11-01' }],
    },
    'CLIA number': { cliaNumber: '05D1234567' },
    'nothing given': { billing: undefined, rendering: undefined, subscriber: undefined },
  },
  fails: {
    'NPI check digit': {
      rendering: { npi: '1234567890' },
      finds: [{ message: 'npi', at: 'rendering.npi', severity: 'reject' }],
    },
    'taxonomy too short': {
      billing: { npi: '1234567893', taxonomy: '207Q00000' },
      finds: [{ message: 'taxonomy', at: 'billing.taxonomy' }],
    },
    'tax id too short': {
      billing: { npi: '1234567893', taxId: '12345678' },
      finds: [{ message: 'taxId', at: 'billing.taxId' }],
    },
    'member id with dashes': {
      subscriber: { id: '1EG4-TE5-MK73' },
      finds: [{ message: 'memberId', at: 'subscriber.id' }],
    },
    'old number from 2020 on': {
      received: '2020-01-01',
      subscriber: { id: '123456789A' },
      lines: [{ serviceDate: '2019-11-01' }],
      finds: [{ message: 'memberId', at: 'subscriber.id' }],
    },
    'CLIA number without its D': { cliaNumber: '05C1234567', finds: [{ message: 'clia', at: 'cliaNumber' }] },
    'a line’s own practitioner': {
      lines: [{}, { rendering: { npi: '123' } }],
      finds: [{ message: 'npi', at: 'lines[1].rendering.npi' }],
    },
  },
})

/** Source: 45 CFR 162.406 with ISO 7812; CMS MBI format; NUCC layout; CLIA number layout. Computed, invented. */
const vectors: Readonly<Record<string, readonly (readonly [value: string, valid: boolean])[]>> = {
  npi: [
    ['1234567893', true],
    ['1558598797', true],
    ['1999999992', true],
    ['1999999984', true],
    ['1234567890', false],
    ['2000000008', false],
    ['2000000004', false],
    ['3234567893', false],
    ['123456789', false],
    ['12345678931', false],
  ],
  member: [
    ['1EG4TE5MK73', true],
    ['1EG4TE5MK72', true],
    ['1EG4-TE5-MK73', false],
    ['0EG4TE5MK73', false],
    ['1SG4TE5MK73', false],
    ['1EG4TE5MKA3', false],
    ['1EG4TE5MK7', false],
  ],
  taxonomy: [
    ['207Q00000X', true],
    ['367500000X', true],
    ['207Q00000', false],
    ['207q00000x', false],
  ],
  taxId: [
    ['12-3456789', true],
    ['123456789', true],
    ['12345678', false],
  ],
  clia: [
    ['05D1234567', true],
    ['5D1234567', false],
    ['05C1234567', false],
  ],
}

describe.each(Object.entries(vectors))('%s', (kind, cases) => {
  it.each(cases)('%s is %s', (value, valid) => {
    const claim = claimOf(
      kind === 'member'
        ? { subscriber: { id: value } }
        : kind === 'clia'
          ? { cliaNumber: value }
          : { billing: { [kind]: value } },
    )
    const { findings } = scrubWith([claimIdentifiers], [], claim)
    expect(findings.length === 0).toBe(valid)
    // An identifier is never printed.
    for (const finding of findings) expect(JSON.stringify(finding)).not.toContain(value)
  })
})
