import { providerOrdering } from '../../src/edits/provider-ordering.ts'
import { feeRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const tables = [
  feeRelease({
    '71046': { pcTc: '1' },
    '76942': { pcTc: '1' },
    '77067': { pcTc: '1' },
    '77300': { pcTc: '1' },
    '93000': { pcTc: '4' },
    '93010': { pcTc: '2' },
    '78320': { pcTc: '0' },
    '99213': {},
  }),
]
const person = { npi: '1558598797' }
const at = 'lines[0].ordering'
const supplier = { billing: { npi: '1234567893', taxonomy: '332B00000X', taxId: '12-3456789' } }
const enrolment = ['outside-claim']

testEdit(providerOrdering, {
  tables,
  passes: {
    'a visit': { lines: [{ procedure: '99213' }] },
    'laboratory test with its orderer': {
      lines: [{ procedure: '80053', ordering: person }],
      unchecked: enrolment,
    },
    'orderer of the claim': { ordering: person, lines: [{ procedure: '80053' }], unchecked: enrolment },
    'referring practitioner on the claim': {
      referring: person,
      lines: [{ procedure: '71046' }],
      unchecked: enrolment,
    },
    'self-referral: the renderer is named as orderer': {
      ordering: { ...person, taxonomy: '207Q00000X' },
      lines: [{ procedure: '81002' }],
      unchecked: enrolment,
    },
    'a resident ordered': {
      ordering: { ...person, taxonomy: '390200000X' },
      lines: [{ procedure: '81002' }],
      unchecked: enrolment,
    },
    'a pathologist’s interpretation': { lines: [{ procedure: '88305', modifiers: ['26'] }] },
    'venipuncture is no test': { lines: [{ procedure: '36415' }] },
    'guidance of an injection': { lines: [{ procedure: '20610' }, { procedure: '76942' }] },
    'a screening mammogram needs no order': { lines: [{ procedure: '77067' }] },
    'radiation planning': { lines: [{ procedure: '77300' }] },
    'imaging without parts': { lines: [{ procedure: '78320' }] },
    'a radiopharmaceutical': { lines: [{ procedure: 'A9502' }], ...supplier },
    ambulance: { lines: [{ procedure: 'A0428' }] },
    'billed for denial': { lines: [{ procedure: '80053', modifiers: ['GY'] }] },
    'therapy with the certifying practitioner': {
      referring: person,
      lines: [{ procedure: '97110', modifiers: ['GP'] }],
      unchecked: enrolment,
    },
    'a hospital’s laboratory line': {
      type: 'institutional',
      lines: [{ procedure: '80053', revenueCode: '0300' }],
    },
    'home health with the attending practitioner': {
      type: 'institutional',
      typeOfBill: '0329',
      attending: person,
    },
    'missing input: fee schedule before the day': {
      lines: [{ procedure: '71046', serviceDate: '2025-12-31' }],
      unchecked: ['no-table'],
    },
    'a commercial payer': {
      payer: { id: '7', line: 'commercial' },
      lines: [{ procedure: '80053' }],
      unchecked: ['not-this-payer'],
    },
    'payer turned off': {
      profile: { edits: { 'provider-ordering': 'off' } },
      lines: [{ procedure: '80053' }],
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'laboratory test without orderer': {
      lines: [{ procedure: '80053' }],
      finds: [{ message: 'missing', at, severity: 'reject' }],
    },
    'a proprietary test': { lines: [{ procedure: '0001U' }], finds: [{ message: 'missing', at }] },
    'orderer without NPI': {
      ordering: { npi: ' ' },
      lines: [{ procedure: '80053' }],
      finds: [{ message: 'missing', at }],
    },
    'imaging, global': {
      lines: [{ procedure: '71046' }],
      finds: [{ message: 'missing', at, severity: 'reject' }],
    },
    'imaging, technical': {
      lines: [{ procedure: '71046', modifiers: ['TC'] }],
      finds: [{ message: 'missing', at }],
    },
    'imaging, interpretation': {
      lines: [{ procedure: '71046', modifiers: ['26'] }],
      finds: [{ message: 'advised', at, severity: 'note' }],
    },
    'an electrocardiogram': {
      lines: [{ procedure: '93000' }],
      finds: [{ message: 'advised', at, severity: 'note' }],
    },
    'equipment of a supplier': {
      ...supplier,
      lines: [{ procedure: 'E0601' }],
      finds: [{ message: 'missing', at, severity: 'reject' }],
    },
    'a splint from the office': { lines: [{ procedure: 'L3908' }], finds: [{ message: 'advised', at }] },
    'therapy, two lines, one finding': {
      lines: [
        { procedure: '97110', modifiers: ['GP'] },
        { procedure: '97140', modifiers: ['GP'] },
      ],
      finds: [{ message: 'referringMissing', at: 'referring', severity: 'reject', related: [1, 2] }],
    },
    'home health without attending': {
      type: 'institutional',
      typeOfBill: '0329',
      finds: [{ message: 'certifyingMissing', at: 'attending', severity: 'reject' }],
    },
    'ordered by a chiropractor': {
      ordering: { ...person, taxonomy: '111N00000X' },
      lines: [{ procedure: '80053' }],
      finds: [{ message: 'mayNotOrder', at, severity: 'deny' }],
    },
    'ordered by a nurse': {
      ordering: { ...person, taxonomy: '163W00000X' },
      lines: [{ procedure: '80053' }],
      finds: [{ message: 'kindUnclear', at, severity: 'review' }],
    },
    'must be a person, not a group NPI': {
      ordering: { npi: '1234567893' },
      lines: [{ procedure: '80053' }],
      finds: [{ message: 'groupNamed', at, severity: 'review' }],
    },
    'Medicare Advantage': {
      payer: { id: '7', line: 'medicare-advantage' },
      lines: [{ procedure: '80053' }],
      finds: [{ message: 'missing', at, severity: 'review' }],
    },
  },
})
