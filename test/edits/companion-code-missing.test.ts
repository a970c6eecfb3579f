import { companionCodeMissing } from '../../src/edits/companion-code-missing.ts'
import { outpatient, stay } from '../helpers/stays.ts'
import { testEdit } from '../helpers/test-edit.ts'

testEdit(companionCodeMissing, {
  undated: 'The table of companion codes gives its rules no days.',
  tables: [],
  passes: {
    'ambulance with its ZIP code': outpatient({
      valueCodes: [{ code: 'A0', amountCents: 9021000 }],
      lines: [{ revenueCode: '0540', procedure: 'A0429' }],
    }),
    'covered days': stay(),
    'non-covered days alone': stay({ valueCodes: [{ code: '81', amountCents: 500 }] }),
    'therapy with its first day': outpatient({
      occurrenceCodes: [{ code: '35', date: '2026-02-01' }],
      lines: [{ revenueCode: '0420', procedure: '97110' }],
    }),
    'a clinic visit': outpatient(),
    'home health therapy': outpatient({
      typeOfBill: '0321',
      lines: [{ revenueCode: '0421', procedure: '97110' }],
    }),
    'a commercial payer': {
      ...outpatient({ payer: { line: 'commercial' }, lines: [{ revenueCode: '0540' }] }),
      unchecked: ['not-this-payer'],
    },
    'no bill type': {
      ...outpatient({ typeOfBill: undefined, lines: [{ revenueCode: '0540' }] }),
      unchecked: ['missing-field'],
    },
  },
  fails: {
    'ambulance without its ZIP code, once': {
      ...outpatient({
        lines: [
          { revenueCode: '0540', procedure: 'A0429' },
          { revenueCode: '0540', procedure: 'A0425' },
        ],
      }),
      finds: [{ message: 'pickup', at: 'lines[0].revenueCode', severity: 'review' }],
    },
    'no covered days': {
      ...stay({ valueCodes: [] }),
      finds: [{ message: 'coveredDays', at: 'valueCodes', severity: 'review' }],
    },
    'therapy without its first day, each discipline': {
      ...outpatient({
        occurrenceCodes: [{ code: '44', date: '2026-02-01' }],
        lines: [{ revenueCode: '0420' }, { revenueCode: '0430' }, { revenueCode: '0440' }],
      }),
      finds: [
        { message: 'therapyStart', at: 'lines[0].revenueCode', severity: 'review' },
        { message: 'therapyStart', at: 'lines[2].revenueCode' },
      ],
    },
  },
})
