import { drugNdc } from '../../src/edits/drug-ndc.ts'
import type { ClaimInput } from '../../src/model/claim.ts'
import type { ClaimSketch } from '../helpers/claims.ts'
import { testEdit } from '../helpers/test-edit.ts'

const at = 'lines[0].ndc'
const medicaid = { payer: { id: '2', line: 'medicaid' } } as const
const line = (more: Partial<ClaimInput['lines'][number]>): ClaimSketch => ({
  lines: [{ procedure: 'J1885', ...more }],
})
const whole = { ndcUnit: 'ML', ndcQuantity: 1 }

testEdit(drugNdc, {
  undated:
    'The form of a national drug code has no days, and Medicaid has asked for it since before any claim that is read (42 CFR 447.520).',
  tables: [],
  passes: {
    'Medicaid, whole': { ...line({ ndc: '00409123401', ...whole }), ...medicaid },
    'Medicare does not ask': line({}),
    'Medicare, without unit': line({ ndc: '00409123401' }),
    'a vaccine is exempt': { ...line({ procedure: '90662' }), ...medicaid },
    'a device is exempt': { ...line({ procedure: 'J7321' }), ...medicaid },
    'a visit': { ...line({ procedure: '99213' }), ...medicaid },
    'a stay': { ...line({}), ...medicaid, type: 'institutional', typeOfBill: '0111' },
    'a program that does not ask': { ...line({}), ...medicaid, profile: { drugCodes: 'free' } },
    'turned off': {
      ...line({}),
      ...medicaid,
      profile: { edits: { 'drug-ndc': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'Medicaid without': { ...line({}), ...medicaid, finds: [{ message: 'missing', at, severity: 'reject' }] },
    'a payer whose profile asks': {
      ...line({}),
      payer: { id: '3', line: 'commercial' },
      profile: { drugCodes: 'demanded' },
      finds: [{ message: 'missing', at, severity: 'reject' }],
    },
    'a hospital outpatient': {
      ...line({}),
      ...medicaid,
      type: 'institutional',
      finds: [{ message: 'missingUnsure', at, severity: 'review' }],
    },
    'an immune globulin': {
      ...line({ procedure: '90281' }),
      ...medicaid,
      finds: [{ message: 'missingUnsure', at }],
    },
    'without unit and quantity': {
      ...line({ ndc: '00409123401' }),
      ...medicaid,
      finds: [{ message: 'unitMissing', at, severity: 'reject' }],
    },
    'a quantity of none': {
      ...line({ ndc: '00409123401', ndcUnit: 'ML', ndcQuantity: 0 }),
      ...medicaid,
      finds: [{ message: 'unitMissing', at }],
    },
    'a unit that is none': {
      ...line({ ndc: '00409123401', ndcUnit: 'XX', ndcQuantity: 1 }),
      finds: [{ message: 'unitUnknown', at, severity: 'reject' }],
    },
    'nine digits': {
      ...line({ ndc: '004091234', ...whole }),
      finds: [{ message: 'invalid', at, severity: 'reject' }],
    },
    zeros: { ...line({ ndc: '00000000000', ...whole }), finds: [{ message: 'invalid', at }] },
    letters: { ...line({ ndc: '0040912340A', ...whole }), finds: [{ message: 'invalid', at }] },
    'ten digits are never padded': {
      ...line({ ndc: '0409123401', ...whole }),
      finds: [{ message: 'tenDigits', at, severity: 'review' }],
    },
    'four, four and two with hyphens': {
      ...line({ ndc: '0409-1234-01', ...whole }),
      finds: [{ message: 'hyphens', at, severity: 'review' }],
    },
    'hyphens that part it wrongly': {
      ...line({ ndc: '0409-123-01', ...whole }),
      finds: [{ message: 'invalid', at }],
    },
  },
})
