import { mceInvalidDischargeStatus } from '../../src/edits/mce-invalid-discharge-status.ts'
import { outpatient, stay, stayUntil } from '../helpers/stays.ts'
import { editorRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const editor = { ...editorRelease([]), from: 19801001 }

testEdit(mceInvalidDischargeStatus, {
  turns: {
    '1993-10-01': [{ of: 'the last day of 10', before: ['invalid'], from: [] }],
    '2003-10-01': [{ of: 'the last day of 10', before: [], from: ['invalid'] }],
    '2005-10-01': [{ of: 'the last day of 10', before: ['invalid'], from: [] }],
    '2006-10-01': [{ of: 'the last day of 10', before: [], from: ['invalid'] }],
    '2013-10-01': [{ of: 'the first day of 69', before: ['invalid'], from: [] }],
  },
  tables: [editor],
  passes: {
    home: stay(),
    'one digit': stay({ dischargeStatus: '1' }),
    'the first day of 69': stayUntil('2013-10-01', '2013-09-28', { dischargeStatus: '69' }),
    'the last day of 10': stayUntil('2006-09-30', '2006-09-28', { dischargeStatus: '10' }),
    'none is `admission-missing`': stay({ dischargeStatus: undefined }),
    'an outpatient bill': outpatient({ dischargeStatus: '99' }),
  },
  fails: {
    'no status': {
      ...stay({ dischargeStatus: '99' }),
      finds: [{ message: 'invalid', at: 'dischargeStatus', severity: 'reject' }],
    },
    'one of other bills': {
      ...stay({ dischargeStatus: '09' }),
      finds: [{ message: 'invalid', at: 'dischargeStatus' }],
    },
    'the day before 69': {
      ...stayUntil('2013-09-30', '2013-09-28', { dischargeStatus: '69' }),
      finds: [{ message: 'invalid', at: 'dischargeStatus' }],
    },
    'the day after 10 ended': {
      ...stayUntil('2006-10-01', '2006-09-28', { dischargeStatus: '10' }),
      finds: [{ message: 'invalid', at: 'dischargeStatus' }],
    },
  },
})
