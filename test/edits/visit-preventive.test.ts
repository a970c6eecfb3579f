import { ncciPtp } from '../../src/edits/ncci-ptp.ts'
import { visitPreventive } from '../../src/edits/visit-preventive.ts'
import { ptpRelease } from '../helpers/tables.ts'
import { testEdit } from '../helpers/test-edit.ts'

const commercial = { payer: { id: '7', line: 'commercial' as const } }

testEdit(visitPreventive, {
  turns: {
    '2011-01-01': [{ of: 'the first day of the wellness visit', before: [], from: ['modifierMissing'] }],
  },
  tables: [ptpRelease([{ one: 'G0438', two: '99214' }])],
  beside: [ncciPtp],
  passes: {
    'preventive visit alone': { ...commercial, lines: [{ procedure: '99396' }] },
    'legitimate 25 on the problem visit': {
      ...commercial,
      lines: [{ procedure: '99396' }, { procedure: '99213', modifiers: ['25'] }],
    },
    'another day': {
      ...commercial,
      lines: [{ procedure: '99396' }, { procedure: '99213', serviceDate: '2026-03-03' }],
    },
    'another practitioner': {
      ...commercial,
      lines: [
        { procedure: '99396' },
        { procedure: '99213', rendering: { npi: '1234567893', taxonomy: '208600000X' } },
      ],
    },
    'a hospital visit of that day': {
      ...commercial,
      lines: [{ procedure: '99396' }, { procedure: '99223', placeOfService: '21' }],
    },
    'wellness visit with 25 on the problem visit': {
      lines: [{ procedure: 'G0439' }, { procedure: '99213', modifiers: ['25'] }],
    },
    'GY: billed for denial is legitimate': { lines: [{ procedure: '99397', modifiers: ['GY'] }] },
    'a visit beside GY needs no 25 for Medicare': {
      lines: [{ procedure: '99397', modifiers: ['GY'] }, { procedure: '99213' }],
    },
    'Medicare Advantage may cover it': {
      payer: { id: '7', line: 'medicare-advantage' },
      lines: [{ procedure: '99397' }],
    },
    'before the wellness visit existed': {
      lines: [{ procedure: 'G0438', serviceDate: '2010-12-31' }, { serviceDate: '2010-12-31' }],
      unchecked: [],
    },
    'a pair that NCCI bundles is ncci-ptp’s': { lines: [{ procedure: 'G0438' }, { procedure: '99214' }] },
    'payer turned off': {
      ...commercial,
      profile: { edits: { 'visit-preventive': 'off' } },
      unchecked: ['not-this-payer'],
      lines: [{ procedure: '99396' }, { procedure: '99213' }],
    },
  },
  fails: {
    'no 25': {
      ...commercial,
      lines: [{ procedure: '99396' }, { procedure: '99213' }],
      finds: [{ message: 'modifierMissing', at: 'lines[1].procedure', severity: 'deny', related: [1] }],
    },
    'illegitimate bypass by 59': {
      ...commercial,
      lines: [{ procedure: '99213', modifiers: ['59'] }, { procedure: '99396' }],
      finds: [{ message: 'modifierMissing', at: 'lines[0].procedure', related: [2] }],
    },
    '25 on the preventive visit': {
      ...commercial,
      lines: [{ procedure: '99396', modifiers: ['25'] }, { procedure: '99213' }],
      finds: [{ message: 'misplaced', at: 'lines[1].procedure', severity: 'review' }],
    },
    'Medicare wellness visit': {
      lines: [{ procedure: 'G0439' }, { procedure: '99213' }],
      finds: [{ message: 'modifierMissing', at: 'lines[1].procedure', severity: 'deny' }],
    },
    'the first day of the wellness visit': {
      lines: [{ procedure: 'G0438', serviceDate: '2011-01-01' }, { serviceDate: '2011-01-01' }],
      finds: [{ message: 'modifierMissing', at: 'lines[1].procedure' }],
    },
    'Medicare never pays 993xx': {
      lines: [{ procedure: '99397' }],
      finds: [{ message: 'notCovered', at: 'lines[0].procedure', severity: 'deny' }],
    },
    'one finding where the visit stands beside it': {
      lines: [{ procedure: '99397' }, { procedure: '99213' }],
      finds: [{ message: 'notCovered', at: 'lines[0].procedure' }],
    },
  },
})
