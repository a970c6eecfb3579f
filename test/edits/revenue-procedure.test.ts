import { revenueProcedure } from '../../src/edits/revenue-procedure.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(revenueProcedure, {
  undated: 'What a revenue code can hold stands in a table without days.',
  tables: [],
  passes: {
    'therapy under its own discipline': outpatient({
      lines: [{ revenueCode: '0420', procedure: '97110', modifiers: ['GP'] }],
    }),
    'therapy without a modifier is another edit’s': outpatient({
      lines: [{ revenueCode: '0430', procedure: '97110' }],
    }),
    'both modifiers are another edit’s': outpatient({
      lines: [{ revenueCode: '0430', procedure: '97110', modifiers: ['GP', 'GO'] }],
    }),
    'a laboratory test': outpatient({ lines: [{ revenueCode: '0300', procedure: '80053' }] }),
    'a venipuncture': outpatient({ lines: [{ revenueCode: '0300', procedure: '36415' }] }),
    'a proprietary laboratory test': outpatient({ lines: [{ revenueCode: '0300', procedure: '0001U' }] }),
    'imaging that guides an operation': outpatient({ lines: [{ revenueCode: '0360', procedure: '77002' }] }),
    'an injection for an angiography': outpatient({ lines: [{ revenueCode: '0323', procedure: '36245' }] }),
    'a visit in the emergency room': outpatient({ lines: [{ revenueCode: '0450', procedure: '99284' }] }),
    'an X-ray in the emergency room': outpatient({ lines: [{ revenueCode: '0450', procedure: '71046' }] }),
    'a drug under 0636': outpatient({ lines: [{ revenueCode: '0636', procedure: 'J1885' }] }),
    'pharmacy without a code': outpatient({ lines: [{ revenueCode: '0250', procedure: undefined }] }),
    'a clinic visit': outpatient(),
    'an inpatient bill': stay({ lines: [{ revenueCode: '0120', procedure: '99221' }] }),
    'a revenue code without a rule': outpatient({ lines: [{ revenueCode: '0990', procedure: '99213' }] }),
  },
  fails: {
    'GP under occupational therapy': {
      ...outpatient({ lines: [{ revenueCode: '0430', procedure: '97110', modifiers: ['GP'] }] }),
      finds: [{ message: 'discipline', at: 'lines[0].revenueCode', severity: 'review' }],
    },
    'an X-ray under laboratory': {
      ...outpatient({ lines: [{ revenueCode: '0300', procedure: '71046' }] }),
      finds: [{ message: 'section', at: 'lines[0].revenueCode', severity: 'review' }],
    },
    'a laboratory test under imaging': {
      ...outpatient({ lines: [{ revenueCode: '0320', procedure: '80053' }] }),
      finds: [{ message: 'section', at: 'lines[0].revenueCode' }],
    },
    'a visit under the operating room': {
      ...outpatient({ lines: [{ revenueCode: '0360', procedure: '99213' }] }),
      finds: [{ message: 'section', at: 'lines[0].revenueCode' }],
    },
    'a drug under general pharmacy': {
      ...outpatient({ lines: [{ revenueCode: '0250', procedure: 'J1885' }] }),
      finds: [{ message: 'drug', at: 'lines[0].revenueCode', severity: 'note' }],
    },
    'a procedure under room and board': {
      ...outpatient({ lines: [{ revenueCode: '0120', procedure: '99213' }] }),
      finds: [{ message: 'room', at: 'lines[0].revenueCode', severity: 'review' }],
    },
  },
})
