import { dotted } from '../model/claim-facts.ts'
import { defineEdit } from './define.ts'

/** An external cause listed first. */
export const icdExternalCauseFirst = defineEdit({
  id: 'icd-external-cause-first',
  title: 'An external cause of morbidity as the first diagnosis',
  why: `Codes V00 to Y99 say how an injury or condition came about, where, and during what activity. They are never the
    first-listed or principal diagnosis: the condition itself comes first, and payers refuse a claim without it.`,
  source: {
    title: 'ICD-10-CM Official Guidelines FY2026 section I.C.20.a.6',
    url: 'https://www.cms.gov/medicare/coding-billing/icd-10-codes',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: [],
  yieldsTo: { 'icd-invalid': 'place', 'mce-invalid-code': 'place', 'mce-external-cause-principal': 'place' },
  wakes: { diagnosis: (code) => isExternalCause(code) },
  notes: [
    'Order on the claim is judged, not the order of a line’s pointers. No table is needed: the chapter is told by the letter.',
  ],
  messages: {
    first: {
      severity: 'deny',
      group: 'CO',
      carc: '16',
      rarc: 'MA63',
      denial: 'any',
      scope: 'claim',
      text: 'Diagnosis {{code}} is an external cause and is listed first.',
      fix: 'List the injury or condition first, and the external cause behind it.',
    },
  },

  check(claim, _tables, report) {
    const code = claim.diagnoses[0]?.code ?? ''
    if (isExternalCause(code)) report('first', 'diagnoses[0].code', { code: dotted(code) })
  },
})

/** Chapter 20: V00 to Y99. */
const isExternalCause = (code: string): boolean => code >= 'V' && code < 'Z'
