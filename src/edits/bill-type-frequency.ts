import { billType } from '../model/claim-facts.ts'
import { defineEdit } from './define.ts'

/** A frequency that the rest of the claim contradicts. */
export const billTypeFrequency = defineEdit({
  id: 'bill-type-frequency',
  title: 'A bill frequency that patient status or claim-change code contradicts',
  why: `The last character of the bill type says whether a stay is billed whole or in parts, and whether the claim replaces
    or voids another. A patient who stays is billed with 2 or 3, one who left with 1 or 4; a replacement or void says by
    exactly one condition code (D0 to D9, E0) what changed. Claims that say otherwise are returned.`,
  source: {
    title: 'IOM 100-04 chapter 1 sections 50.2 and 130.1, chapter 25 section 75.1',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['institutional'],
  authority: 'government',
  tables: ['billTypeRules'],
  fields: ['typeOfBill'],
  notes: [
    'Patient status is judged on inpatient bills (11x, 18x, 21x, 41x); a replaced interim bill keeps status 30.',
    'The payer’s claim number of a replacement or void is `claim-replacement`.',
    'Commercial payers ask for claim-change codes by their own rules: `review`.',
  ],
  messages: {
    stillPatient: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA30',
      text: 'Bill type {{type}} says that the stay ended, and discharge status 30 that the patient is still there.',
      fix: 'Enter the status at discharge, or bill the part of the stay with frequency 2 or 3.',
    },
    patientLeft: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA30',
      text: 'Bill type {{type}} says that the stay goes on, and discharge status {{status}} that the patient left.',
      fix: 'Bill the last part of the stay with frequency 4, or enter status 30 if the patient is still there.',
    },
    changeMissing: {
      severity: 'reject',
      carc: '16',
      rarc: 'M44',
      text: 'Bill type {{type}} changes an earlier claim, and no claim-change condition code says why.',
      fix: 'Enter the one code of D0 to D9 and E0 that tells the change; with several changes, D9 and remarks.',
    },
    changeSeveral: {
      severity: 'reject',
      carc: '16',
      rarc: 'M44',
      text: 'Bill type {{type}} has claim-change condition codes {{codes}}; one is allowed.',
      fix: 'Keep the code that tells the change; with several changes, D9 and remarks.',
    },
    changeOther: {
      severity: 'reject',
      carc: '16',
      rarc: 'M44',
      text: 'Condition code {{code}} goes with frequency {{wanted}}, and the bill type is {{type}}.',
      fix: 'Correct the frequency or the condition code, whichever does not tell what is meant.',
    },
    changeUnexpected: {
      severity: 'review',
      carc: '16',
      rarc: 'M44',
      text: 'Condition code {{code}} tells a change of an earlier claim, and bill type {{type}} changes none.',
      fix: 'Use frequency 7 or 8 with the payer’s claim number if the claim corrects another; otherwise remove {{code}}.',
    },
    lateCharges: {
      severity: 'review',
      carc: '16',
      rarc: 'MA30',
      text: 'Bill type {{type}} brings late charges, which Medicare does not take on inpatient and outpatient hospital bills.',
      fix: 'Send a replacement (frequency 7) with all charges.',
    },
  },

  check(claim, { billTypeRules }, report) {
    const type = billType(claim)
    if (type.length !== 3) return
    const frequency = type.charAt(2)
    const status = claim.dischargeStatus
    if (status !== undefined && billTypeRules.needsAdmission(type)) {
      const cite = billTypeRules.cite('frequency', frequency)
      if ((frequency === '1' || frequency === '4') && status === '30')
        report('stillPatient', 'dischargeStatus', { type }, { cite })
      if ((frequency === '2' || frequency === '3') && status !== '30')
        report('patientLeft', 'dischargeStatus', { type, status }, { cite })
    }
    if (frequency === '5' && (type.startsWith('11') || type.startsWith('13')))
      report('lateCharges', 'typeOfBill', { type }, { cite: billTypeRules.cite('frequency', '5') })

    let first = -1
    let count = 0
    for (let at = 0; at < claim.conditionCodes.length; at++)
      if (billTypeRules.changes(claim.conditionCodes[at]!) !== undefined) {
        if (first < 0) first = at
        count++
      }
    if (frequency === '7' || frequency === '8') {
      if (count === 0)
        report('changeMissing', 'typeOfBill', { type }, { cite: billTypeRules.cite('frequency', frequency) })
      if (count > 1) {
        const codes = claim.conditionCodes
          .filter((code) => billTypeRules.changes(code) !== undefined)
          .join(', ')
        report('changeSeveral', 'conditionCodes', { type, codes })
      }
    }
    if (count !== 1) return
    const code = claim.conditionCodes[first]!
    const wanted = billTypeRules.changes(code)!
    const cite = billTypeRules.cite('claim change condition', code)
    const place = `conditionCodes[${first}]`
    if (frequency === '7' || frequency === '8') {
      if (frequency !== wanted) report('changeOther', place, { code, wanted, type }, { cite })
    } else if (frequency >= '1' && frequency <= '4')
      report('changeUnexpected', place, { code, type }, { cite })
  },
})
