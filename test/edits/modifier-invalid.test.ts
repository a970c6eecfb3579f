import { modifierInvalid } from '../../src/edits/modifier-invalid.ts'
import { periodRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  periodRelease('hcpcs-modifiers', {
    RT: [19950101],
    XE: [20150101],
    FY: [20180101, 20251231],
    U1: [20030101],
  }),
]
const bearing = (modifiers: string[], more: object = {}) => ({
  lines: [{ procedure: '20610', modifiers, ...more }],
})
const found = (message: string, severity = 'reject', which = 0) => [
  { message, at: `lines[0].modifiers[${which}]`, severity },
]

testEdit(modifierInvalid, {
  turns: {
    '2009-01-01': [{ of: 'CPT modifier that ended', before: [], from: ['ended'] }],
    '2017-01-01': [{ of: 'CPT modifier before its day', before: ['notYet'], from: [] }],
  },
  tables,
  passes: {
    'missing input: no list of Level II modifiers': {
      ...bearing(['ZZ']),
      tables: [],
      unchecked: ['no-table'],
    },
    'missing input: a part of the list': {
      ...bearing(['ZZ']),
      tables: tables.map((whole) => ({ ...whole, complete: false })),
      unchecked: ['incomplete-table'],
    },
    'a CPT modifier needs no list': { ...bearing(['25']), tables: [] },
    'CPT modifier': bearing(['25']),
    'Level II modifier': bearing(['RT']),
    'physical status': bearing(['P3']),
    'last day in force': bearing(['FY'], { serviceDate: '2025-12-31' }),
    'ambulance origin and destination': { lines: [{ procedure: 'A0428', modifiers: ['RH'] }] },
    '73 on a surgery center’s 837P': {
      placeOfService: '24',
      billing: { npi: '1234567893', taxonomy: '261QA1903X' },
      ...bearing(['73']),
    },
    '85x revenue 0960 with 26': {
      type: 'institutional',
      typeOfBill: '0851',
      ...bearing(['26'], { revenueCode: '0960' }),
    },
    '27 on a hospital’s claim': { type: 'institutional', ...bearing(['27']) },
    'no modifier': bearing([]),
  },
  fails: {
    'no modifier of that name': { ...bearing(['ZZ']), finds: found('unknown') },
    'no CPT modifier of that number': { ...bearing(['88']), finds: found('unknown') },
    'day after the last': { ...bearing(['FY'], { serviceDate: '2026-01-01' }), finds: found('ended') },
    'CPT modifier that ended': { ...bearing(['21'], { serviceDate: '2009-01-01' }), finds: found('ended') },
    'day before the first': { ...bearing(['XE'], { serviceDate: '2014-12-31' }), finds: found('notYet') },
    'CPT modifier before its day': {
      ...bearing(['95'], { serviceDate: '2016-12-31' }),
      finds: found('notYet'),
    },
    'twice on a line': { ...bearing(['RT', 'RT']), finds: found('repeated', 'reject', 1) },
    '73 on a practitioner’s claim': { ...bearing(['73']), finds: found('facilityOnly') },
    '73 in place 24 by a practitioner': {
      placeOfService: '24',
      ...bearing(['73']),
      finds: found('facilityOnly'),
    },
    '27 on a professional claim': { ...bearing(['27']), finds: found('facilityOnly') },
    '26 on a hospital’s claim': {
      type: 'institutional',
      ...bearing(['26']),
      finds: found('practitionerOnly', 'review'),
    },
    'newer than the release': {
      ...bearing(['ZZ'], { serviceDate: '2027-02-01' }),
      received: '2027-03-01',
      finds: found('newerThanRelease', 'review'),
    },
  },
})
