import { visitNewPatient } from '../../src/edits/visit-new-patient.ts'
import { testEdit } from '../helpers/test-edit.ts'

const family = { npi: '1558598797', taxonomy: '207Q00000X' }
const colleague = { npi: '1234567893', taxonomy: '207Q00000X' }
const surgeon = { npi: '1234567893', taxonomy: '208600000X' }
const nurse = { npi: '1234567893', taxonomy: '363LF0000X' }
const fresh = (serviceDate: string) => ({ procedure: '99203', serviceDate })
const at = 'lines[1].procedure'

testEdit(visitNewPatient, {
  tables: [],
  passes: {
    'another claim: a day past three years': {
      lines: [{ procedure: '99203' }],
      history: [{ lines: [{ serviceDate: '2023-03-01' }] }],
    },
    'another claim: interpretation-only prior service': {
      lines: [{ procedure: '99203' }],
      history: [{ lines: [{ procedure: '93000', serviceDate: '2025-03-01', modifiers: ['26'] }] }],
    },
    'another claim: another specialty': {
      lines: [{ procedure: '99203' }],
      history: [
        { rendering: { npi: '1999999984', taxonomy: '208600000X' }, lines: [{ serviceDate: '2025-03-01' }] },
      ],
    },
    'another claim: later than the visit': {
      lines: [{ procedure: '99203' }],
      history: [{ lines: [{ serviceDate: '2026-05-01' }] }],
    },
    'another claim: a hospital’s': {
      lines: [{ procedure: '99203' }],
      history: [{ type: 'institutional', lines: [{ serviceDate: '2025-03-01' }] }],
    },
    'a new patient alone': { lines: [fresh('2026-03-02')] },
    'established visits': { lines: [{ serviceDate: '2026-03-02' }, { serviceDate: '2026-03-09' }] },
    'a procedure of the same day': { lines: [{ procedure: '20610' }, fresh('2026-03-02')] },
    'seen later, not before': {
      lines: [fresh('2026-03-02'), { procedure: '99213', serviceDate: '2026-03-09' }],
    },
    'the day after the third anniversary': { lines: [{ serviceDate: '2023-03-01' }, fresh('2026-03-02')] },
    'interpretation-only prior service': {
      lines: [{ procedure: '71046', modifiers: ['26'], serviceDate: '2026-02-02' }, fresh('2026-03-02')],
    },
    'an operation with 26 is an interpretation': {
      lines: [{ procedure: '51726', modifiers: ['26'], serviceDate: '2026-02-02' }, fresh('2026-03-02')],
    },
    'a laboratory test before': {
      lines: [{ procedure: '80053', serviceDate: '2026-02-02' }, fresh('2026-03-02')],
    },
    'a portal message before': {
      lines: [{ procedure: '99421', serviceDate: '2026-02-02' }, fresh('2026-03-02')],
    },
    'another specialty': {
      lines: [
        { serviceDate: '2026-02-02', rendering: surgeon },
        { ...fresh('2026-03-02'), rendering: family },
      ],
    },
    'a colleague, where each practitioner counts alone': {
      profile: { practitioners: 'individual' },
      lines: [
        { serviceDate: '2026-02-02', rendering: colleague },
        { ...fresh('2026-03-02'), rendering: family },
      ],
    },
    'a code not yet in force': {
      lines: [{ serviceDate: '2024-11-30' }, { procedure: '98000', serviceDate: '2024-12-31' }],
    },
    'payer turned off': {
      profile: { edits: { 'visit-new-patient': 'off' } },
      unchecked: ['not-this-payer'],
      lines: [{ serviceDate: '2026-02-02' }, fresh('2026-03-02')],
    },
  },
  fails: {
    'another claim: three years minus a day': {
      lines: [{ procedure: '99203' }],
      history: [{ lines: [{ serviceDate: '2023-03-03' }] }],
      finds: [
        {
          message: 'seenBefore',
          at: 'lines[0].procedure',
          severity: 'deny',
          related: [],
          evidence: ['H-1/1'],
        },
      ],
    },
    'another claim: three years to the day': {
      lines: [{ procedure: '99203' }],
      history: [{ lines: [{ serviceDate: '2023-03-02' }] }],
      finds: [{ message: 'perhapsSeen', at: 'lines[0].procedure', severity: 'review', evidence: ['H-1/1'] }],
    },
    'another claim: the same practitioner in another group': {
      lines: [{ procedure: '99203' }],
      history: [{ billing: { npi: '1999999984' }, lines: [{ serviceDate: '2025-03-01' }] }],
      finds: [{ message: 'seenBefore', at: 'lines[0].procedure', evidence: ['H-1/1'] }],
    },
    'another claim: a colleague, the last of two': {
      lines: [{ procedure: '99203' }],
      history: [
        { rendering: { npi: '1999999984', taxonomy: '207Q00000X' }, lines: [{ serviceDate: '2025-06-01' }] },
        { rendering: { npi: '1999999984', taxonomy: '207Q00000X' }, lines: [{ serviceDate: '2025-03-01' }] },
      ],
      finds: [{ message: 'seenBefore', at: 'lines[0].procedure', evidence: ['H-1/1'] }],
    },
    'seen by the same practitioner': {
      lines: [{ serviceDate: '2026-02-02' }, fresh('2026-03-02')],
      finds: [{ message: 'seenBefore', at, severity: 'deny', related: [1] }],
    },
    'new patient at 3 years minus a day': {
      lines: [{ serviceDate: '2023-03-03' }, fresh('2026-03-02')],
      finds: [{ message: 'seenBefore', at, severity: 'deny' }],
    },
    'the third anniversary itself': {
      lines: [{ serviceDate: '2023-03-02' }, fresh('2026-03-02')],
      finds: [{ message: 'perhapsSeen', at, severity: 'review' }],
    },
    'the anniversary of 29 February is the 28th': {
      lines: [{ serviceDate: '2024-02-29' }, fresh('2027-02-28')],
      finds: [{ message: 'perhapsSeen', at, severity: 'review' }],
    },
    'a surgery counts as seen': {
      lines: [{ procedure: '20610', serviceDate: '2026-02-02' }, fresh('2026-03-02')],
      finds: [{ message: 'seenBefore', at }],
    },
    'a hospital visit is neither new nor established but counts as seen': {
      lines: [{ procedure: '99223', serviceDate: '2026-02-02' }, fresh('2026-03-02')],
      finds: [{ message: 'seenBefore', at }],
    },
    'two new-patient visits': {
      lines: [fresh('2026-03-02'), { procedure: '99344', serviceDate: '2026-03-09' }],
      finds: [{ message: 'seenBefore', at, related: [1] }],
    },
    'same group and specialty': {
      lines: [
        { serviceDate: '2026-02-02', rendering: colleague },
        { ...fresh('2026-03-02'), rendering: family },
      ],
      finds: [{ message: 'seenBefore', at, severity: 'deny' }],
    },
    'another specialty, where the payer goes by the group': {
      profile: { practitioners: 'group' },
      lines: [
        { serviceDate: '2026-02-02', rendering: surgeon },
        { ...fresh('2026-03-02'), rendering: family },
      ],
      finds: [{ message: 'seenBefore', at, severity: 'deny' }],
    },
    'nurse practitioner and physician of one group': {
      lines: [
        { serviceDate: '2026-02-02', rendering: nurse },
        { ...fresh('2026-03-02'), rendering: family },
      ],
      finds: [{ message: 'perhapsSeen', at, severity: 'review' }],
    },
    'only 99211 before': {
      lines: [{ procedure: '99211', serviceDate: '2026-02-02' }, fresh('2026-03-02')],
      finds: [{ message: 'perhapsSeen', at, severity: 'review' }],
    },
    'a sure visit goes before a doubtful one': {
      lines: [
        { procedure: '99211', serviceDate: '2026-02-20' },
        { serviceDate: '2026-02-02' },
        fresh('2026-03-02'),
      ],
      finds: [{ message: 'seenBefore', at: 'lines[2].procedure', related: [2] }],
    },
    'an audio-video visit for a new patient': {
      payer: { id: '7', line: 'commercial' },
      lines: [{ serviceDate: '2026-02-02' }, { procedure: '98001', serviceDate: '2026-03-02' }],
      finds: [{ message: 'perhapsSeen', at, severity: 'review' }],
    },
  },
})
