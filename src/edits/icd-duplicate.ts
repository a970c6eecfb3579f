import { defineEdit } from './define.ts'

/** The same diagnosis twice. */
export const icdDuplicate = defineEdit({
  id: 'icd-duplicate',
  title: 'The same diagnosis twice on one claim',
  why: 'A diagnosis is reported once on a claim; the second takes a place, and pointers to it say nothing new. Some payers return such claims.',
  source: {
    title: 'ICD-10-CM Official Guidelines FY2026 section I.B.12',
    url: 'https://www.cms.gov/medicare/coding-billing/icd-10-codes',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: [],
  yieldsTo: { 'icd-invalid': 'place', 'mce-duplicate-principal': 'place' },
  messages: {
    repeated: {
      severity: 'note',
      text: 'Diagnosis {{code}} stands at positions {{first}} and {{second}}.',
      fix: 'Remove the second, and let pointers to it point at the first.',
    },
  },

  check(claim, _tables, report) {
    const { diagnoses } = claim
    for (let second = 1; second < diagnoses.length; second++) {
      const { code } = diagnoses[second]!
      for (let first = 0; first < second; first++) {
        if (diagnoses[first]!.code !== code) continue
        report('repeated', `diagnoses[${second}].code`, { code, first: first + 1, second: second + 1 })
        break
      }
    }
  },
})
