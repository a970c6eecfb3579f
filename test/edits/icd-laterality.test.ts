import { icdInvalid } from '../../src/edits/icd-invalid.ts'
import { icdLaterality } from '../../src/edits/icd-laterality.ts'
import { claimOf } from '../helpers/claims.ts'
import { editorRelease, titledRelease } from '../helpers/tables.ts'
import { scrubWith, testEdit } from '../helpers/test-edit.ts'
import { expect, it } from 'vitest'

const claim = (
  codes: readonly string[],
  modifiers: readonly string[],
  pointers: readonly number[] = [1],
) => ({
  diagnoses: codes.map((code) => ({ code })),
  lines: [{ modifiers: [...modifiers], pointers: [...pointers] }],
})
const line = (message: string) => [{ message, at: 'lines[0].modifiers', severity: 'review' }]
const open = (place: number) => [
  { message: 'sideLeftOpen', at: `diagnoses[${place}].code`, severity: 'review' },
]

testEdit(icdLaterality, {
  tables: [
    titledRelease({
      E669: 'Obesity, unspecified',
      H02831: 'Dermatochalasis of right upper eyelid',
      H02834: 'Dermatochalasis of left upper eyelid',
      I501: 'Left ventricular failure, unspecified',
      I63311: 'Cerebral infarction due to thrombosis of right middle cerebral artery',
      I63312: 'Cerebral infarction due to thrombosis of left middle cerebral artery',
      K5150: 'Left sided colitis without complications',
      M170: 'Bilateral primary osteoarthritis of knee',
      M1711: 'Unilateral primary osteoarthritis, right knee',
      M1712: 'Unilateral primary osteoarthritis, left knee',
      M25511: 'Pain in right shoulder',
      M25512: 'Pain in left shoulder',
      M25519: 'Pain in unspecified shoulder',
      M25561: 'Pain in right knee',
      M25562: 'Pain in left knee',
      M25569: 'Pain in unspecified knee',
      M25571: 'Pain in right ankle and joints of right foot',
      M25572: 'Pain in left ankle and joints of left foot',
      S60320: 'Blister (nonthermal) of right thumb',
      Z1231: 'Encounter for screening mammogram for malignant neoplasm of breast',
      Z9011: 'Acquired absence of right breast and nipple',
      Z9012: 'Acquired absence of left breast and nipple',
      H54511: 'Low vision, right eye, normal vision left eye',
    }),
  ],
  beside: [icdInvalid],
  passes: {
    'missing input: codes without titles': {
      ...claim(['M1711'], ['LT']),
      tables: [editorRelease([{ code: 'M1711' }])],
      unchecked: ['no-table'],
    },
    'same side': claim(['M1711'], ['RT']),
    'no modifier of a side': claim(['M1711'], ['25']),
    'a bilateral diagnosis with one side': claim(['M170'], ['LT']),
    'both eyes in one title': claim(['H54511'], ['LT']),
    'unspecified side with a side': claim(['M25569'], ['LT']),
    'one of the diagnoses is of the line’s side': claim(['M1711', 'M1712'], ['LT'], [1, 2]),
    'an unsided diagnosis comes first': claim(['E669', 'M1711'], ['LT'], [1, 2]),
    'a side without a counterpart: left ventricular failure': claim(['I501'], ['RT']),
    'a side without a counterpart: left-sided colitis': claim(['K5150'], ['RT']),
    'status codes say nothing of the side treated': claim(['Z9011'], ['LT']),
    'a stroke shows on the other side': claim(['I63311'], ['LT']),
    'RT and LT on one line is modifier-conflict': claim(['M1711'], ['RT', 'LT']),
    '50 with a diagnosis of each side': claim(['M1711', 'M1712'], ['50'], [1, 2]),
    '50 with an unsided diagnosis': claim(['M1711', 'E669'], ['50'], [1, 2]),
    '50 with a bilateral one': claim(['M170'], ['50']),
    'a pointer past the end is icd-pointer': claim(['M1711'], ['LT'], [7]),
    'side left open for another joint of the category': claim(['M25511', 'M25569'], []),
    'the same condition on both sides': claim(['M25511', 'M25512'], []),
    'payer disabled': {
      ...claim(['M1711'], ['LT']),
      profile: { edits: { 'icd-laterality': 'off' } },
      unchecked: ['not-this-payer'],
    },
  },
  fails: {
    'LT on the right': { ...claim(['M1711'], ['LT']), finds: line('otherSide') },
    'RT on the left': { ...claim(['M1712'], ['59', 'RT']), finds: line('otherSide') },
    'a title that names its side twice': { ...claim(['M25571'], ['LT']), finds: line('otherSide') },
    'an eyelid: E1 is left, the title decides, not the digit': {
      ...claim(['H02831'], ['E1']),
      finds: line('otherSide'),
    },
    'an eyelid: E3 is right': { ...claim(['H02834'], ['E3']), finds: line('otherSide') },
    'a toe: T5 is right': { ...claim(['M25572'], ['T5']), finds: line('otherSide') },
    'a finger: FA is left': { ...claim(['M25511'], ['FA']), finds: line('otherSide') },
    'an unsided diagnosis behind it': {
      ...claim(['M1711', 'E669'], ['LT'], [1, 2]),
      finds: line('otherSide'),
    },
    'a status code before it': { ...claim(['Z9012', 'M1711'], ['LT'], [1, 2]), finds: line('otherSide') },
    'only the pointed diagnosis counts': {
      ...claim(['M1711', 'M1712'], ['LT'], [1]),
      finds: line('otherSide'),
    },
    '50 with one side': { ...claim(['M1711', 'M25561'], ['50'], [1, 2]), finds: line('oneSide') },
    'one condition with and without its side': { ...claim(['M25519', 'M25511'], []), finds: open(0) },
    'the same on an outpatient bill': {
      type: 'institutional',
      ...claim(['M25511', 'M25519'], []),
      lines: [{}],
      finds: open(1),
    },
  },
})

it('is unchecked where no order file gives titles', () => {
  const { findings, unchecked } = scrubWith(
    [icdLaterality],
    [editorRelease([{ code: 'M1711' }])],
    claimOf(claim(['M1711'], ['LT'])),
  )
  expect(findings).toEqual([])
  expect(unchecked.map(({ reason, table }) => `${reason} ${table}`)).toEqual(['no-table icd10cm'])
})
