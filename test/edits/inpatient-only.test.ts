import { inpatientOnly } from '../../src/edits/inpatient-only.ts'
import { oppsRelease } from '../helpers/opps.ts'
import { outpatient, stay, stayUntil } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

const opps = oppsRelease([
  { code: 'X1000', status: 'C' },
  { code: 'X1001', status: 'C', through: 20251231 },
  { code: 'X1001', status: 'J1', from: 20260101 },
  { code: 'X2002', status: 'T' },
  { code: 'X3003', status: 'C', from: 20260301 },
])

testEdit(inpatientOnly, {
  tables: [opps],
  passes: {
    'a procedure paid to outpatients': outpatient({ lines: [{ procedure: 'X2002' }] }),
    'left the list: the day after': outpatient({
      lines: [{ procedure: 'X1001', serviceDate: '2026-01-01' }],
    }),
    'joined the list: the day before': outpatient({
      lines: [{ procedure: 'X3003', serviceDate: '2026-02-28' }],
    }),
    'the patient died': outpatient({
      dischargeStatus: '20',
      lines: [{ procedure: 'X1000', modifiers: ['CA'] }],
    }),
    'CA without a status': outpatient({ lines: [{ procedure: 'X1000', modifiers: ['CA'] }] }),
    'an inpatient bill': stay({ lines: [{ procedure: 'X1000', revenueCode: '0360' }] }),
    'nonpatient laboratory': outpatient({ typeOfBill: '0141', lines: [{ procedure: 'X1000' }] }),
    'a commercial payer': {
      ...outpatient({ payer: { line: 'commercial' }, lines: [{ procedure: 'X1000' }] }),
      unchecked: ['not-this-payer'],
    },
    'a day before the table': {
      ...outpatient({ lines: [{ procedure: 'X1000', serviceDate: '2024-12-31' }] }),
      unchecked: ['before-table'],
    },
    'three days before an admission to the same hospital': {
      ...outpatient({ lines: [{ procedure: 'X1000' }] }),
      history: [stayUntil('2026-03-09', '2026-03-05', { billing: { npi: '1234567893' } })],
    },
  },
  fails: {
    'on an outpatient bill, with the services of the day': {
      ...outpatient({
        lines: [
          { procedure: 'X2002' },
          { procedure: 'X1000' },
          { procedure: 'X2002', serviceDate: '2026-03-03' },
        ],
      }),
      finds: [{ message: 'outpatient', at: 'lines[1].procedure', severity: 'deny', related: [1] }],
    },
    'left the list: its last day': {
      ...outpatient({ lines: [{ procedure: 'X1001', serviceDate: '2025-12-31' }] }),
      finds: [{ message: 'outpatient', at: 'lines[0].procedure' }],
    },
    'joined the list: the first day': {
      ...outpatient({ lines: [{ procedure: 'X3003', serviceDate: '2026-03-01' }] }),
      finds: [{ message: 'outpatient', at: 'lines[0].procedure' }],
    },
    'critical access': {
      ...outpatient({ typeOfBill: '0851', lines: [{ procedure: 'X1000' }] }),
      finds: [{ message: 'outpatient', at: 'lines[0].procedure' }],
    },
    'Medicare Advantage': {
      ...outpatient({ payer: { line: 'medicare-advantage' }, lines: [{ procedure: 'X1000' }] }),
      finds: [{ message: 'outpatient', at: 'lines[0].procedure', severity: 'review' }],
    },
    'CA of a patient who went home': {
      ...outpatient({ dischargeStatus: '01', lines: [{ procedure: 'X1000', modifiers: ['CA'] }] }),
      finds: [{ message: 'exceptionContradicted', at: 'lines[0].modifiers', severity: 'review' }],
    },
    'four days before an admission to the same hospital': {
      ...outpatient({ lines: [{ procedure: 'X1000' }] }),
      history: [stayUntil('2026-03-09', '2026-03-06', { billing: { npi: '1234567893' } })],
      finds: [{ message: 'outpatient', at: 'lines[0].procedure' }],
    },
    'before an admission to another hospital': {
      ...outpatient({ lines: [{ procedure: 'X1000' }] }),
      history: [stayUntil('2026-03-09', '2026-03-03', { billing: { npi: '1558598797' } })],
      finds: [{ message: 'outpatient', at: 'lines[0].procedure' }],
    },
  },
})
