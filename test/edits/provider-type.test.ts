import { providerType } from '../../src/edits/provider-type.ts'
import { testEdit } from '../helpers/test-edit.ts'

const by = (taxonomy: string) => ({ rendering: { npi: '1558598797', taxonomy } })
const commercial = { payer: { id: '7', line: 'commercial' as const } }
const at = 'lines[0].modifiers[0]'

testEdit(providerType, {
  undated: 'What a taxonomy may bill stands in a table without days.',
  tables: [],
  passes: {
    'a family physician': { lines: [{ procedure: '99213' }] },
    'a chiropractor’s manipulation': {
      ...by('111N00000X'),
      lines: [{ procedure: '98941', modifiers: ['AT'] }],
    },
    'a chiropractor’s visit, billed for denial': {
      ...by('111N00000X'),
      lines: [{ procedure: '99213', modifiers: ['GY'] }],
    },
    'a chiropractor’s visit for a commercial payer': {
      ...commercial,
      ...by('111N00000X'),
      lines: [{ procedure: '99213' }],
    },
    'a nurse anesthetist with QZ': {
      ...by('367500000X'),
      lines: [{ procedure: '00840', modifiers: ['QZ'] }],
    },
    'an assistant with AS': { ...by('363A00000X'), lines: [{ procedure: '27447', modifiers: ['AS'] }] },
    'AS beside 80': { ...by('363A00000X'), lines: [{ procedure: '27447', modifiers: ['80', 'AS'] }] },
    'a surgeon with 80': { ...by('208600000X'), lines: [{ procedure: '27447', modifiers: ['80'] }] },
    'a physical therapist with GP': {
      ...by('225100000X'),
      lines: [{ procedure: '97110', modifiers: ['GP'] }],
    },
    'a psychologist’s therapy': { ...by('103T00000X'), lines: [{ procedure: '90837' }] },
    'missing input: no taxonomy': {
      rendering: { npi: '1558598797' },
      lines: [{ procedure: '99213' }],
      unchecked: ['missing-field'],
    },
    'missing input: nobody’s taxonomy': {
      rendering: undefined,
      billing: { npi: '1234567893' },
      unchecked: ['missing-field'],
    },
    'a surgery center with 74': {
      billing: { npi: '1234567893', taxonomy: '261QA1903X' },
      placeOfService: '24',
      lines: [{ procedure: '45378', modifiers: ['74'] }],
    },
    'payer turned off': {
      profile: { edits: { 'provider-type': 'off' } },
      ...by('111N00000X'),
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'anything but 98940–98942 by a chiropractor': {
      ...by('111N00000X'),
      lines: [{ procedure: '99213' }],
      finds: [{ message: 'onlyServices', at: 'lines[0].procedure', severity: 'review' }],
    },
    'a subspecialty of chiropractors': {
      ...by('111NR0400X'),
      lines: [{ procedure: '97110' }],
      finds: [{ message: 'onlyServices', at: 'lines[0].procedure' }],
    },
    'a chiropractor who bills for himself': {
      rendering: undefined,
      billing: { npi: '1234567893', taxonomy: '111N00000X' },
      finds: [{ message: 'onlyServices', at: 'lines[0].procedure' }],
    },
    'a chiropractor of one line': {
      lines: [
        { procedure: '99213' },
        { procedure: '97110', rendering: { npi: '1234567893', taxonomy: '111N00000X' } },
      ],
      finds: [{ message: 'onlyServices', at: 'lines[1].procedure' }],
    },
    'AA by an anesthetist': {
      ...by('367500000X'),
      lines: [{ procedure: '00840', modifiers: ['AA'] }],
      finds: [{ message: 'modifierForeign', at, severity: 'review' }],
    },
    'QZ by an anesthesiologist assistant': {
      ...by('367H00000X'),
      lines: [{ procedure: '00840', modifiers: ['QZ'] }],
      finds: [{ message: 'modifierForeign', at }],
    },
    'QX by an anesthesiologist': {
      ...by('207L00000X'),
      lines: [{ procedure: '00840', modifiers: ['QX'] }],
      finds: [{ message: 'modifierForeign', at }],
    },
    '80 by a physician assistant': {
      ...by('363A00000X'),
      lines: [{ procedure: '27447', modifiers: ['80'] }],
      finds: [{ message: 'modifierForeign', at }],
    },
    'GO by a physical therapist': {
      ...by('2251X0800X'),
      lines: [{ procedure: '97110', modifiers: ['GO'] }],
      finds: [{ message: 'modifierForeign', at }],
    },
    '53 by a surgery center': {
      billing: { npi: '1234567893', taxonomy: '261QA1903X' },
      placeOfService: '24',
      lines: [{ procedure: '45378', modifiers: ['53'] }],
      finds: [{ message: 'modifierForeign', at }],
    },
    'a visit by a social worker': {
      ...by('1041C0700X'),
      lines: [{ procedure: '99213' }],
      finds: [{ message: 'barred', at: 'lines[0].procedure' }],
    },
    'a student, whoever pays': {
      ...commercial,
      ...by('390200000X'),
      lines: [{ procedure: '99213' }],
      finds: [{ message: 'barred', at: 'lines[0].procedure' }],
    },
    'a commercial payer that follows Medicare': {
      ...commercial,
      profile: { edits: { 'provider-type': 'on' } },
      ...by('111N00000X'),
      finds: [{ message: 'onlyServices', at: 'lines[0].procedure' }],
    },
  },
})
