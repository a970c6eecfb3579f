import type { EditorTable } from '../codesets/tables.ts'
import type { Claim } from '../model/claim.ts'
import { dischargeDay, dotted, firstDay, isInpatient, lastDay } from '../model/claim-facts.ts'
import { ageInYears, compactDate, isoDate, OPEN_END } from '../model/dates.ts'
import { ageBands, type AgeBand } from '../model/editor-ages.ts'
import { defineEdit } from './define.ts'

/** A diagnosis that the patient's age contradicts. */
export const icdAge = defineEdit({
  id: 'icd-age',
  title: 'A diagnosis that the patient’s age contradicts',
  why: `Some diagnoses belong to an age: perinatal conditions to newborns, obstetric ones to the years of child-bearing.
    One outside it points to a wrong code, a wrong birth date or the claim of another family member.`,
  source: {
    title: 'Medicare Code Editor 43.1, edit 4 (age conflict); Integrated Outpatient Code Editor, edit 2',
    url: 'https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software',
  },
  claimTypes: ['professional', 'institutional'],
  bills: 'other',
  authority: 'every-payer',
  tables: ['editorDiagnoses'],
  yieldsTo: { 'icd-invalid': 'place', 'mce-invalid-code': 'place', 'mce-age-conflict': 'place' },
  wakes: {
    diagnosis: (code, { editorDiagnoses }) => isAged(code, editorDiagnoses),
  },
  notes: [
    'Bands of completed years: newborn 0, pediatric 0 to 17, maternity 9 to 64 (12 to 55 before 2019-10-01), adult 15 to 124.',
    'Age is taken on the date of service, or at admission on an institutional claim. A diagnosis is reported only where the age fails on every date of the lines that point at it.',
    'The editor’s tables bind institutional claims to Medicare and Medicare Advantage; elsewhere `review`.',
  ],
  messages: {
    outside: {
      severity: 'deny',
      group: 'CO',
      carc: '9',
      denial: 'any',
      scope: 'claim',
      text: 'Diagnosis {{code}} on {{date}} is of the {{band}} group, ages {{from}} to {{through}}, and the patient’s age is outside it.',
      fix: 'Check the birth date and the diagnosis against the record, and correct the one that is wrong.',
    },
    unlikely: {
      severity: 'review',
      group: 'CO',
      carc: '9',
      denial: 'any',
      scope: 'line',
      text: 'Diagnosis {{code}} on {{date}} is of the {{band}} group, ages {{from}} to {{through}}, and the patient’s age is outside it.',
      fix: 'Check the birth date and the diagnosis against the record, and correct the one that is wrong.',
    },
  },

  check(claim, { editorDiagnoses }, report) {
    const birthDate = claim.patient?.birthDate
    for (let at = 0; at < claim.diagnoses.length; at++) {
      const { code } = claim.diagnoses[at]!
      if (!isAged(code, editorDiagnoses)) continue
      let failing: { readonly day: number; readonly row: number; readonly band: AgeBand } | undefined
      for (const day of daysOf(claim, at + 1)) {
        // Of an inpatient, discharge chooses the row and admission the age.
        const row = editorDiagnoses.find(code, isInpatient(claim) ? dischargeDay(claim) : day)
        const flags = row < 0 ? 0 : editorDiagnoses.flags(row)
        const own = ageBands(day).filter(({ flag }) => (flags & editorDiagnoses.bit(flag)) !== 0)
        if (own.length > 0 && birthDate === undefined) {
          report.unchecked(
            'missing-field',
            `Diagnosis ${dotted(code)} belongs to an age, and the claim has no birth date of the patient.`,
          )
          break
        }
        const age = own.length === 0 ? 0 : ageInYears(birthDate!, isoDate(day))
        const band = age < 0 ? undefined : own.find(({ from, through }) => age < from || age > through)
        if (!band) {
          failing = undefined
          break
        }
        failing ??= { day, row, band }
      }
      if (!failing) continue
      const { day, row, band } = failing
      const editor =
        claim.type === 'institutional' &&
        (claim.payer?.line === 'medicare' || claim.payer?.line === 'medicare-advantage')
      report(
        editor ? 'outside' : 'unlikely',
        `diagnoses[${at}].code`,
        { code: dotted(code), date: isoDate(day), band: band.flag, from: band.from, through: band.through },
        { cite: editorDiagnoses.cite(row) },
      )
    }
  },
})

/** Whether the diagnosis belonged to an age on some day. */
const isAged = (code: string, editor: EditorTable): boolean => {
  const flags = editor.everFlags(code)
  return flags !== 0 && ageBands(OPEN_END).some(({ flag }) => (flags & editor.bit(flag)) !== 0)
}

/** Days on which the age is judged: admission, or the first day of an institutional claim; else of the lines that point at the diagnosis. */
function daysOf(claim: Claim, pointer: number): number[] {
  if (claim.type === 'institutional') {
    const day = claim.admissionDate ?? claim.statementFrom
    if (day !== undefined) return [compactDate(day)]
    return [
      isInpatient(claim)
        ? dischargeDay(claim)
        : claim.lines.reduce((first, line) => Math.min(first, firstDay(line)), Infinity),
    ]
  }
  const pointed = claim.lines.some((line) => line.pointers.includes(pointer))
  const days: number[] = []
  for (const line of claim.lines) {
    if (pointed && !line.pointers.includes(pointer)) continue
    for (const day of [firstDay(line), lastDay(line)]) if (!days.includes(day)) days.push(day)
  }
  return days
}
