import { dischargeDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { whyNonCovered } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** A procedure that Medicare covers within limits. */
export const mceLimitedCoverage = defineEdit({
  id: 'mce-limited-coverage',
  title: 'A procedure of limited coverage',
  why: `Medicare covers some procedures, transplants above all, only in approved centers or under conditions that the claim
    does not show. The contractor looks at such a stay before it pays.`,
  source: {
    title:
      'CMS Definitions of Medicare Code Edits v43.1, edit 17 (limited coverage); IOM 100-04 chapter 3 section 20.2.1',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['institutional'],
  bills: 'inpatient',
  authority: 'government',
  tables: ['editorDiagnoses', 'editorProcedures'],
  within: ['editorDiagnoses', 'editorProcedures'],
  notes: [
    'The discharge date chooses the row of the editor’s tables.',
    'A procedure that is non-covered here is `mce-non-covered-procedure` alone.',
  ],
  messages: {
    limited: {
      severity: 'review',
      group: 'CO',
      carc: '96',
      scope: 'claim',
      text: 'Procedure {{code}} (discharge {{date}}) is covered within limits that the claim does not show.',
      fix: 'Check that the center is approved and the conditions of the national coverage determination are met and documented.',
    },
  },

  check(claim, { editorDiagnoses, editorProcedures }, report) {
    if (claim.procedures.length === 0) return
    const day = dischargeDay(claim)
    const limited = editorProcedures.bit('lcov')
    for (let at = 0; at < claim.procedures.length; at++) {
      const { code } = claim.procedures[at]!
      const row = editorProcedures.flagged(code, day, limited)
      if (row < 0 || whyNonCovered(claim, at, day, editorProcedures, editorDiagnoses) !== undefined) continue
      report(
        'limited',
        `procedures[${at}].code`,
        { code, date: isoDate(day) },
        { cite: editorProcedures.cite(row) },
      )
    }
  },
})
