import type { Claim } from '../model/claim.ts'
import { daysMeet, dischargeDay, dotted, isInpatient, lastServiceDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** Two diagnoses that an Excludes1 note parts. */
export const icdExcludes1 = defineEdit({
  id: 'icd-excludes1',
  title: 'Two diagnoses that an Excludes1 note parts',
  why: `An Excludes1 note means "not coded here": the two conditions are not reported together, because one code already
    says what the other would, or because they cannot occur together. Two conditions that are unrelated may both be
    reported, so the record decides; some payers deny every such pair until it is appealed.`,
  source: {
    title: 'ICD-10-CM Official Guidelines FY2026 section I.A.12.a; ICD-10-CM tabular list',
    url: 'https://www.cdc.gov/nchs/icd/icd-10-cm/files.html',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['icdNotes'],
  also: ['diagnoses'],
  yieldsTo: { 'icd-invalid': 'place', 'mce-invalid-code': 'place' },
  notes: [
    'A note stands over its code and all under it, a section’s over its categories; it counts from either of the two codes. Ranges, dashes and qualifiers such as “with fifth character 1” are honoured.',
    'Excludes2 notes never count. Notes that name no code, or narrow it by words alone, are not looked at; the release says how many.',
    'Two diagnoses that lines point at on different days alone are not compared.',
    'No adjustment reason is published for such pairs; 11 is what payers that deny them are seen to use.',
    'The exception for unrelated conditions cannot be seen on a claim: `review`, until a payer’s profile regrades it.',
  ],
  messages: {
    excluded: {
      severity: 'review',
      group: 'CO',
      carc: '11',
      denial: 'any',
      scope: 'line',
      text: '{{second}} and {{first}} on {{date}}: an Excludes1 note at {{heading}} says that they are not reported together.',
      fix: 'Keep the code that the record supports. Where the two conditions are unrelated both may stand, and the record should show it.',
    },
  },

  check(claim, { icdNotes, diagnoses }, report) {
    const { diagnoses: given } = claim
    if (given.length < 2 || !icdNotes.mayExclude(given)) return
    const day = isInpatient(claim) ? dischargeDay(claim) : lastServiceDay(claim)
    for (let second = 1; second < given.length; second++) {
      for (let first = 0; first < second; first++) {
        const [one, other] = [given[first]!.code, given[second]!.code]
        const row = icdNotes.excludes(one, other, day)
        if (row < 0 || one === other) continue
        if (diagnoses && (diagnoses.refused(one, day) || diagnoses.refused(other, day))) continue
        if (!shareDay(claim, first + 1, second + 1)) continue
        report(
          'excluded',
          `diagnoses[${second}].code`,
          { first: dotted(one), second: dotted(other), date: isoDate(day), heading: icdNotes.heading(row) },
          { cite: icdNotes.cite(row) },
        )
      }
    }
  },
})

/** Whether some day has both diagnoses: those that no line points at have every day of the claim. */
function shareDay(claim: Claim, one: number, other: number): boolean {
  const pointing = (pointer: number): Claim['lines'] =>
    claim.lines.filter((line) => line.pointers.includes(pointer))
  const [ones, others] = [pointing(one), pointing(other)]
  if (ones.length === 0 || others.length === 0) return true
  return ones.some((line) => others.some((beside) => daysMeet(line, beside)))
}
