import type { Claim } from '../model/claim.ts'
import { defineEdit } from './define.ts'

/** An injury whose accident is not described. */
export const claimAccident = defineEdit({
  id: 'claim-accident',
  title: 'An injury without accident date and cause, to a payer that holds such claims',
  why: `Where a diagnosis says that the patient was injured, some payers want to know when and how, because another insurance
    may have to pay. Until the claim or the patient tells, they hold it or send a questionnaire.`,
  source: {
    title:
      'ASC X12N 005010X222A1 and X223A2, CLM11 and DTP 439; NUCC 1500 instructions item 10; NUBC occurrence codes 01 to 06',
    url: 'https://www.nucc.org/index.php/1500-claim-form-mainmenu-35',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['profile'],
  yieldsTo: { 'icd-invalid': 'place' },
  wakes: { diagnosis: (code, { profile }) => profile.accidents === 'described' && tellsOfAccident(code) },
  notes: [
    'Only for payers whose profile says that they hold such claims (`accidents`).',
    'Injuries are S00 to T34 in active treatment (seventh character A, B or C) and external causes V00 to X58; later visits, poisonings, adverse effects and complications of care are not taken for accidents.',
    'On institutional claims an occurrence code 01 to 06 with its date describes the accident.',
  ],
  messages: {
    undescribed: {
      severity: 'review',
      text: 'Diagnosis {{code}} tells of an injury, and the claim has no {{missing}}.',
      fix: 'Enter the date and the cause (work, road, other) of the accident as the record has them; if there was none, check the diagnosis.',
    },
  },

  check(claim, { profile }, report) {
    if (profile.accidents !== 'described') return
    if (claim.occurrenceCodes.some(({ code, date }) => date !== undefined && code >= '01' && code <= '06'))
      return
    const missing = missingOf(claim)
    if (missing === undefined) return
    const at = claim.diagnoses.findIndex(({ code }) => tellsOfAccident(code))
    if (at >= 0) report('undescribed', `diagnoses[${at}].code`, { code: claim.diagnoses[at]!.code, missing })
  },
})

function missingOf({ accidentDate, accidentCause }: Claim): string | undefined {
  const cause = accidentCause !== undefined && accidentCause !== ''
  if (accidentDate === undefined) return cause ? 'accident date' : 'accident date and cause'
  return cause ? undefined : 'accident cause'
}

/** Injuries, burns and frostbite in active treatment, and external causes of accidents. Source: ICD-10-CM chapters 19 and 20. */
function tellsOfAccident(code: string): boolean {
  const category = code.slice(0, 3)
  if (category >= 'V00' && category <= 'X58') return !code.endsWith('S') || code.length < 7
  return category >= 'S00' && category <= 'T34' && code.length === 7 && 'ABC'.includes(code.charAt(6))
}
