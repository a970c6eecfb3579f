import type { Claim } from '../model/claim.ts'
import { billType, dischargeDay } from '../model/claim-facts.ts'
import { isEmptyCode } from '../model/stay.ts'
import { defineEdit } from './define.ts'

/** An inpatient bill without what an inpatient bill must say. */
export const admissionMissing = defineEdit({
  id: 'admission-missing',
  title: 'An inpatient bill without admission, status, attending practitioner or present-on-admission',
  why: `An inpatient bill tells when, how and whence the patient was admitted, where he went, who was responsible for him,
    and of each diagnosis whether it was present on admission. Without one of them it is returned.`,
  source: {
    title:
      'IOM 100-04 chapter 25 section 75; 42 CFR 412.2; CMS CR 5499 and CR 7024 (present on admission), exempt list FY2026',
    url: 'https://www.cms.gov/medicare/payment/fee-for-service-providers/hospital-aquired-conditions-hac',
  },
  claimTypes: ['institutional'],
  authority: 'every-payer',
  tables: ['billTypeRules', 'poaExempt', 'profile'],
  fields: ['typeOfBill'],
  yieldsTo: { 'icd-invalid': 'place', 'mce-invalid-code': 'place' },
  notes: [
    'Bill types 11x, 18x, 21x and 41x; present-on-admission on 11x alone.',
    'Present-on-admission is rejected where Medicare is billed by a hospital that is known to be none of the exempt kinds (critical access, psychiatric, rehabilitation, long-term care, cancer, children’s) and the exempt list is that of the day; otherwise it is a `review`.',
    'The admission hour is not asked for.',
  ],
  messages: {
    date: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA40',
      text: 'Bill type {{type}} has no admission date.',
      fix: 'Enter the date of admission.',
    },
    type: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA41',
      text: 'Bill type {{type}} has no admission type.',
      fix: 'Enter the type of admission (1 emergency, 2 urgent, 3 elective, 4 newborn, 5 trauma, 9 not known).',
    },
    source: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA42',
      text: 'Bill type {{type}} has no admission source.',
      fix: 'Enter the point of origin.',
    },
    status: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA43',
      text: 'Bill type {{type}} has no discharge status.',
      fix: 'Enter the patient’s status at the end of the statement.',
    },
    attending: {
      severity: 'reject',
      carc: '16',
      rarc: 'N253',
      text: 'Bill type {{type}} has no NPI of the attending practitioner.',
      fix: 'Enter the practitioner who was responsible for the stay.',
    },
    poa: {
      severity: 'reject',
      carc: '16',
      rarc: 'N434',
      text: 'Present-on-admission is missing for the diagnoses at positions {{positions}}.',
      fix: 'Enter Y, N, U or W for each diagnosis, as the record shows.',
    },
    poaPerhaps: {
      severity: 'review',
      carc: '16',
      rarc: 'N434',
      text: 'Present-on-admission is missing for the diagnoses at positions {{positions}}; whether the hospital or code is exempt is not known.',
      fix: 'Enter Y, N, U or W for each diagnosis unless the hospital or the code is exempt.',
    },
    poaOne: {
      severity: 'review',
      carc: '16',
      rarc: 'N434',
      text: 'Present-on-admission is 1 for the diagnoses at positions {{positions}}, as older forms wrote “exempt”.',
      fix: 'Leave it blank for exempt diagnoses; enter Y, N, U or W for others.',
    },
  },

  check(claim, { billTypeRules, poaExempt, profile }, report) {
    const type = billType(claim)
    if (!billTypeRules.needsAdmission(type)) return
    const data = { type: claim.typeOfBill! }
    if (claim.admissionDate === undefined) report('date', 'admissionDate', data)
    if (isAbsent(claim.admissionType)) report('type', 'admissionType', data)
    if (isAbsent(claim.admissionSource)) report('source', 'admissionSource', data)
    if (isAbsent(claim.dischargeStatus)) report('status', 'dischargeStatus', data)
    if (isAbsent(claim.attending?.npi)) report('attending', 'attending.npi', data)
    if (!type.startsWith('11')) return

    const missing: number[] = []
    const ones: number[] = []
    for (let at = 0; at < claim.diagnoses.length; at++) {
      const { code, poa } = claim.diagnoses[at]!
      if (poa === '1') ones.push(at + 1)
      else if (poa === undefined && !isEmptyCode(code) && !poaExempt.isExempt(code)) missing.push(at + 1)
    }
    if (ones.length > 0) report('poaOne', `diagnoses[${ones[0]! - 1}].poa`, { positions: ones.join(', ') })
    if (missing.length === 0) return
    const day = dischargeDay(claim)
    const sure =
      profile.line === 'medicare' && isGeneralHospital(claim) && day >= LIST_FROM && day <= LIST_THROUGH
    report(sure ? 'poa' : 'poaPerhaps', `diagnoses[${missing[0]! - 1}].poa`, {
      positions: missing.join(', '),
    })
  },
})

/** Discharges for which the exempt list held is in force. */
const LIST_FROM = 20251001
const LIST_THROUGH = 20260930

const isAbsent = (value: string | undefined): boolean => value === undefined || value.trim() === ''

/**
 * Whether the billing provider says by its taxonomy that it is a general acute care hospital, neither critical access
 * (282NC0060X) nor children's (282NC2000X). Source: NUCC taxonomy code set, hospitals.
 */
function isGeneralHospital({ billing }: Claim): boolean {
  const taxonomy = billing?.taxonomy
  return taxonomy?.startsWith('282N') === true && taxonomy !== '282NC0060X' && taxonomy !== '282NC2000X'
}
