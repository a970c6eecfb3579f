import { ioceDiagnosisMissing } from '../../src/edits/ioce-diagnosis-missing.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(ioceDiagnosisMissing, {
  undated: 'A bill has a principal diagnosis or none, whatever the day.',
  tables: [],
  passes: {
    'a diagnosis': outpatient(),
    'an inpatient bill': stay({ diagnoses: [] }),
    'a hospice bill': outpatient({ typeOfBill: '0811', diagnoses: [] }),
  },
  fails: {
    'no diagnosis': {
      ...outpatient({ diagnoses: [] }),
      finds: [{ message: 'missing', at: 'diagnoses', severity: 'reject' }],
    },
    'a blank principal diagnosis': {
      ...outpatient({ diagnoses: [{ code: '' }, { code: 'E119' }] }),
      finds: [{ message: 'missing', at: 'diagnoses' }],
    },
    'to a commercial payer': {
      ...outpatient({ payer: { line: 'commercial' }, diagnoses: [] }),
      finds: [{ message: 'missing', at: 'diagnoses', severity: 'review' }],
    },
  },
})
