import { ioceNonCoveredService } from '../../src/edits/ioce-non-covered-service.ts'
import { oppsRelease } from '../helpers/opps.ts'
import { periodRelease } from '../helpers/tables.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

const opps = oppsRelease([
  { code: 'X1000', status: 'B', through: 20251231 },
  { code: 'X1000', status: 'E1', from: 20260101 },
  { code: 'X2002', status: 'T' },
  { code: 'A2002', status: 'N' },
  { code: 'G0428', status: 'E1' },
])
const periods = periodRelease('hcpcs', { A1001: [20200101], A2002: [20200101] })
const hcpcs = {
  ...periods,
  file: {
    ...periods.file,
    columns: { ...periods.file.columns, coverage: new Uint8Array(2).fill('M'.charCodeAt(0)) },
  },
}

testEdit(ioceNonCoveredService, {
  tables: [opps, hcpcs],
  passes: {
    'a covered service': outpatient({ lines: [{ procedure: 'X2002' }] }),
    'the day before the status': outpatient({ lines: [{ procedure: 'X1000', serviceDate: '2025-12-31' }] }),
    'billed for denial': outpatient({ lines: [{ procedure: 'X1000', modifiers: ['GY'] }] }),
    G0428: outpatient({ lines: [{ procedure: 'G0428' }] }),
    'a convenience item with a code': outpatient({ lines: [{ procedure: 'X2002', revenueCode: '0990' }] }),
    'an inpatient bill': stay({ lines: [{ procedure: undefined, revenueCode: '0990' }] }),
    'an outpatient status beats the coverage code': outpatient({ lines: [{ procedure: 'A2002' }] }),
    'a commercial payer': {
      ...outpatient({ payer: { line: 'commercial' }, lines: [{ procedure: 'X1000' }] }),
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'status E1': {
      ...outpatient({ lines: [{}, { procedure: 'X1000', serviceDate: '2026-01-01' }] }),
      finds: [{ message: 'service', at: 'lines[1].procedure', severity: 'deny' }],
    },
    'coverage code M': {
      ...outpatient({ lines: [{ procedure: 'A1001' }] }),
      finds: [{ message: 'perhaps', at: 'lines[0].procedure', severity: 'review' }],
    },
    'a convenience item': {
      ...outpatient({ lines: [{ procedure: undefined, revenueCode: '0990' }] }),
      finds: [{ message: 'convenience', at: 'lines[0].revenueCode', severity: 'deny' }],
    },
    'illegitimate bypass: a notice on file': {
      ...outpatient({ lines: [{ procedure: 'X1000', modifiers: ['GA'] }] }),
      finds: [{ message: 'service', at: 'lines[0].procedure' }],
    },
  },
})
