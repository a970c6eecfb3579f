import type { ClassificationTable, EditorTable, IcdNotesTable } from '../codesets/tables.ts'
import type { Claim } from '../model/claim.ts'
import { dischargeDay, dotted, isInpatient, lastServiceDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A manifestation listed first, or before the condition that causes it. */
export const icdManifestationFirst = defineEdit({
  id: 'icd-manifestation-first',
  title: 'A manifestation listed first or without its etiology before it',
  why: `Some codes describe what a disease does elsewhere in the body. The disease is coded first and the manifestation
    behind it: a manifestation code is never first-listed or principal, and a code-first note names what must precede it.`,
  source: {
    title: 'ICD-10-CM Official Guidelines FY2026 section I.A.13; Medicare Code Editor edit 6',
    url: 'https://www.cms.gov/medicare/coding-billing/icd-10-codes',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['diagnoses'],
  also: ['editorDiagnoses', 'icdNotes'],
  yieldsTo: { 'icd-invalid': 'place', 'mce-invalid-code': 'place', 'mce-manifestation-principal': 'place' },
  wakes: {
    diagnosis: (code, { diagnoses, editorDiagnoses, icdNotes }) =>
      !icdNotes ||
      icdNotes.hasCodeFirst(code) ||
      diagnoses.manifestation(code) ||
      (editorDiagnoses !== undefined &&
        (editorDiagnoses.everFlags(code) & editorDiagnoses.bit('manifestation')) !== 0),
  },
  notes: [
    'A manifestation is what the Medicare Code Editor flags as one on the date, or a condition “in diseases classified elsewhere” by its title.',
    'A code-first note on any other code holds only for patients who have that etiology: it counts only where the etiology is on the claim, behind the code.',
    'A missing etiology is reported only where the note names all that may come first; most end in “such as”.',
    '“Use additional code” is never a finding. Order on the claim is judged, not the order of a line’s pointers.',
  ],
  messages: {
    first: {
      severity: 'deny',
      group: 'CO',
      carc: '16',
      rarc: 'MA63',
      denial: 'any',
      scope: 'claim',
      text: 'Diagnosis {{code}} is a manifestation and is listed first on {{date}}.',
      fix: 'List the underlying disease first, as the record names it, and the manifestation behind it.',
    },
    etiologyLater: {
      severity: 'review',
      group: 'CO',
      carc: '16',
      rarc: 'MA63',
      denial: 'any',
      scope: 'claim',
      text: 'Diagnosis {{code}} stands before {{etiology}} on {{date}}; a note at {{heading}} says to code {{etiology}} first.',
      fix: 'Put {{etiology}} before {{code}} if it is what caused it.',
    },
    etiologyMissing: {
      severity: 'review',
      group: 'CO',
      carc: '16',
      rarc: 'MA63',
      denial: 'any',
      scope: 'claim',
      text: 'Diagnosis {{code}} on {{date}} is a manifestation, and none of the diseases that the note at {{heading}} wants first is on the claim.',
      fix: 'Add the underlying disease before {{code}} as the record names it, or check {{code}}.',
    },
  },

  check(claim, { diagnoses, editorDiagnoses, icdNotes }, report) {
    const { diagnoses: given } = claim
    const day = isInpatient(claim) ? dischargeDay(claim) : lastServiceDay(claim)
    if (!icdNotes && given.length > 1)
      report.unchecked(
        'no-table',
        'No release of icd10cm-notes is loaded: what a note wants coded first was not checked.',
        'icd10cm-notes',
      )
    const notes = icdNotes && icdNotes.holding(day) !== 'before' ? icdNotes : undefined
    if (icdNotes && !notes && given.length > 1)
      report.unchecked(
        'before-table',
        `Service on ${isoDate(day)}; the releases of icd10cm-notes begin on ${isoDate(icdNotes.from)}.`,
        icdNotes.name,
      )
    for (let at = 0; at < given.length; at++) {
      const code = given[at]!.code
      const ruled = notes?.hasCodeFirst(code) ?? false
      if (at > 0 && !ruled) continue
      const manifestation = isManifestation(code, day, diagnoses, editorDiagnoses)
      if (at === 0 && manifestation) {
        if (!diagnoses.refused(code, day))
          report(
            'first',
            'diagnoses[0].code',
            { code: dotted(code), date: isoDate(day) },
            { cite: citeOf(code, day, diagnoses, editorDiagnoses) },
          )
        continue
      }
      if (!notes || !ruled) continue
      const found = etiology(claim, at, notes, day)
      if (found === 'before' || diagnoses.refused(code, day)) continue
      const place = `diagnoses[${at}].code`
      const data = { code: dotted(code), date: isoDate(day) }
      if (found) {
        report(
          'etiologyLater',
          place,
          { ...data, etiology: dotted(found.code), heading: notes.heading(found.row) },
          { cite: notes.cite(found.row) },
        )
        continue
      }
      const closed = manifestation ? notes.closedCodeFirst(code, day) : -1
      if (closed >= 0)
        report(
          'etiologyMissing',
          place,
          { ...data, heading: notes.heading(closed) },
          { cite: notes.cite(closed) },
        )
    }
  },
})

function isManifestation(
  code: string,
  day: number,
  diagnoses: ClassificationTable,
  editor: EditorTable | undefined,
): boolean {
  const row = editor ? editor.find(code, day) : -1
  return (
    diagnoses.manifestation(code) || (row >= 0 && (editor!.flags(row) & editor!.bit('manifestation')) !== 0)
  )
}

function citeOf(code: string, day: number, diagnoses: ClassificationTable, editor: EditorTable | undefined) {
  const row = editor ? editor.find(code, day) : -1
  return row >= 0 ? editor!.cite(row) : diagnoses.cite(code, day)
}

/** An etiology of the diagnosis: `before` where one precedes it, else the first behind it, undefined where there is none. */
function etiology(
  claim: Claim,
  at: number,
  notes: IcdNotesTable,
  day: number,
): 'before' | { readonly code: string; readonly row: number } | undefined {
  const code = claim.diagnoses[at]!.code
  for (let other = 0; other < at; other++)
    if (notes.codeFirst(code, claim.diagnoses[other]!.code, day) >= 0) return 'before'
  for (let other = at + 1; other < claim.diagnoses.length; other++) {
    const beside = claim.diagnoses[other]!.code
    const row = notes.codeFirst(code, beside, day)
    // Notes that name each other leave the order to the encounter.
    if (row >= 0 && beside !== code && notes.codeFirst(beside, code, day) < 0) return { code: beside, row }
  }
  return undefined
}
