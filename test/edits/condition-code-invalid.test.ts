import { conditionCodeInvalid } from '../../src/edits/condition-code-invalid.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(conditionCodeInvalid, {
  turns: {
    '1990-04-16': [{ of: 'the last day of 75', before: [], from: ['notInForce'] }],
    '2000-07-03': [{ of: 'known ones', before: ['notInForce'], from: [] }],
    '2004-04-01': [{ of: 'an admission changed to outpatient care', before: ['notInForce'], from: [] }],
    '2024-01-01': [{ of: 'the first day of 92', before: ['notInForce'], from: [] }],
  },
  tables: [],
  passes: {
    none: outpatient(),
    'known ones': outpatient({ conditionCodes: ['07', '45', 'G0', 'D9'] }),
    '45 before it was renamed': outpatient({
      conditionCodes: ['45'],
      lines: [{ serviceDate: '2020-01-01' }],
    }),
    'an admission changed to outpatient care': outpatient({ conditionCodes: ['44'] }),
    'the first day of 92': outpatient({ conditionCodes: ['92'], lines: [{ serviceDate: '2024-01-01' }] }),
    'the last day of 75': outpatient({ conditionCodes: ['75'], lines: [{ serviceDate: '1990-04-15' }] }),
  },
  fails: {
    reserved: {
      ...outpatient({ conditionCodes: ['07', '99', 'QQ'] }),
      finds: [
        { message: 'unknown', at: 'conditionCodes[1]', severity: 'reject' },
        { message: 'unknown', at: 'conditionCodes[2]' },
      ],
    },
    'the day before 92': {
      ...outpatient({ conditionCodes: ['92'], lines: [{ serviceDate: '2023-12-31' }] }),
      finds: [{ message: 'notInForce', at: 'conditionCodes[0]', severity: 'review' }],
    },
    'the day after 75 ended': {
      ...outpatient({ conditionCodes: ['75'], lines: [{ serviceDate: '1990-04-16' }] }),
      finds: [{ message: 'notInForce', at: 'conditionCodes[0]' }],
    },
    '44 on an inpatient bill': {
      ...stay({ conditionCodes: ['44'] }),
      finds: [{ message: 'outpatientOnly', at: 'conditionCodes[0]' }],
    },
  },
})
