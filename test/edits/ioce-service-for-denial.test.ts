import { ioceServiceForDenial } from '../../src/edits/ioce-service-for-denial.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(ioceServiceForDenial, {
  undated: 'Condition code 21 asks for a denial on every day; when it is valid is `condition-code-invalid`.',
  tables: [],
  passes: {
    'no condition code': outpatient(),
    'billed with doubt': outpatient({ conditionCodes: ['20'] }),
    'an inpatient bill': stay({ conditionCodes: ['21'] }),
    'a commercial payer': {
      ...outpatient({ payer: { line: 'commercial' }, conditionCodes: ['21'] }),
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'billed for denial': {
      ...outpatient({ conditionCodes: ['07', '21'] }),
      finds: [{ message: 'denial', at: 'conditionCodes[1]', severity: 'review' }],
    },
  },
})
