import type { ClassificationTable, Side } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { dischargeDay, dotted, firstDay, isInpatient } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A diagnosis whose side contradicts a modifier or another diagnosis. */
export const icdLaterality = defineEdit({
  id: 'icd-laterality',
  title: 'A diagnosis side that contradicts the line’s modifier, or another diagnosis',
  why: `The side of the diagnosis and the side of the procedure must tell one story. A procedure on the left for a
    condition of the right is denied or held for records, and so is one condition reported once with its side and once
    without.`,
  source: {
    title:
      'ICD-10-CM Official Guidelines FY2026 section I.B.13; NCCI Policy Manual chapter I section E (anatomic modifiers)',
    url: 'https://www.cms.gov/medicare/coding-billing/icd-10-codes',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['diagnoses'],
  yieldsTo: { 'icd-invalid': 'place', 'mce-invalid-code': 'place', 'modifier-conflict': 'line' },
  wakes: {
    modifier: (code) => sides.has(code),
    diagnosis: (code, { diagnoses }) => diagnoses.side(code) === 'unspecified',
  },
  notes: [
    'The side is read from the code’s title, and only where another code has the same title with the other side: left ventricular failure and left-sided colitis are no sides.',
    'A line is compared with the diagnoses it points at: the first must be sided, and none of them be of the modifier’s side or of both. With 50 every one of them must be of a single side.',
    'Status and history codes (Z) say nothing of the side treated. Diseases of the brain’s vessels (I60–I67) and intracranial injuries (S06) show on the other side of the body. Both are passed over.',
    'A bilateral diagnosis agrees with any side. Institutional lines have no pointers; of such claims the diagnoses alone are compared.',
  ],
  messages: {
    otherSide: {
      severity: 'review',
      group: 'CO',
      carc: '11',
      denial: 'any',
      scope: 'line',
      text: 'Line {{line}} on {{date}} bears {{modifier}}, the {{side}} side, and points at {{code}}, which names the {{other}} side.',
      fix: 'Check the record: correct the modifier, the diagnosis or the pointer, whichever is wrong.',
    },
    oneSide: {
      severity: 'review',
      group: 'CO',
      carc: '11',
      denial: 'any',
      scope: 'line',
      text: 'Line {{line}} on {{date}} bears 50, both sides, and points at {{code}}, which names the {{other}} side alone.',
      fix: 'Check the record: point at the diagnosis of each side that was treated, or bill the one side.',
    },
    sideLeftOpen: {
      severity: 'review',
      group: 'CO',
      carc: '11',
      denial: 'any',
      scope: 'line',
      text: 'Diagnosis {{code}} leaves the side open on {{date}}, and {{sided}} names it for the same condition.',
      fix: 'Report the code for the side that the record names, once.',
    },
  },

  check(claim, { diagnoses }, report) {
    if (claim.type === 'professional') {
      let asked = false
      for (let at = 0; at < claim.lines.length; at++) {
        const line = claim.lines[at]!
        const modifier = sidedModifier(line)
        if (modifier === undefined) continue
        asked = true
        const code = contradicting(claim, line, sides.get(modifier)!, diagnoses)
        // A code that may not be billed that day is `icd-invalid`, and its title says nothing.
        if (code === undefined || diagnoses.refused(code, firstDay(line))) continue
        const data = {
          line: line.number,
          date: isoDate(firstDay(line)),
          modifier,
          side: sides.get(modifier)!,
          code: dotted(code),
          other: diagnoses.side(code),
        }
        report(modifier === '50' ? 'oneSide' : 'otherSide', `lines[${at}].modifiers`, data, {
          cite: diagnoses.cite(code, firstDay(line)),
        })
      }
      if (asked && !diagnoses.titled)
        report.unchecked(
          'no-table',
          'No ICD-10-CM order file is loaded: sides are read from its titles.',
          'icd10cm',
        )
    }
    const day = isInpatient(claim) ? dischargeDay(claim) : firstDay(claim.lines[0]!)
    for (let at = 0; at < claim.diagnoses.length; at++) {
      const { code } = claim.diagnoses[at]!
      if (diagnoses.side(code) !== 'unspecified') continue
      const sided = claim.diagnoses.find(
        ({ code: other }) =>
          isSingle(diagnoses.side(other)) && diagnoses.stem(other) === diagnoses.stem(code),
      )
      if (sided)
        report(
          'sideLeftOpen',
          `diagnoses[${at}].code`,
          { code: dotted(code), sided: dotted(sided.code), date: isoDate(day) },
          { cite: diagnoses.cite(code, day) },
        )
    }
  },
})

/**
 * Side of the anatomic modifiers. Source: HCPCS Level II modifiers (E1, E2 left eyelids, E3, E4 right; FA to F4 left
 * hand, F5 to F9 right; TA to T4 left foot, T5 to T9 right); 50 is both sides.
 */
const sides: ReadonlyMap<string, 'left' | 'right' | 'bilateral'> = new Map([
  ...['LT', 'E1', 'E2', 'FA', 'F1', 'F2', 'F3', 'F4', 'TA', 'T1', 'T2', 'T3', 'T4'].map(
    (modifier) => [modifier, 'left'] as const,
  ),
  ...['RT', 'E3', 'E4', 'F5', 'F6', 'F7', 'F8', 'F9', 'T5', 'T6', 'T7', 'T8', 'T9'].map(
    (modifier) => [modifier, 'right'] as const,
  ),
  ['50', 'bilateral'] as const,
])

const isSingle = (side: Side): side is 'left' | 'right' => side === 'left' || side === 'right'

/** The modifier that tells a line's side; undefined where there is none, or where they name different ones. */
function sidedModifier(line: Line): string | undefined {
  let found: string | undefined
  for (const modifier of line.modifiers) {
    const side = sides.get(modifier)
    if (side === undefined) continue
    if (found !== undefined && sides.get(found) !== side) return undefined
    found ??= modifier
  }
  return found
}

/** Status codes, and conditions that show on the other side of the body. */
const saysNothing = (code: string): boolean =>
  code.startsWith('Z') || code.startsWith('S06') || (code >= 'I60' && code < 'I68')

/** The diagnosis that a line points at first, if its side, and that of all the others, contradicts the line's. */
function contradicting(
  claim: Claim,
  line: Line,
  side: 'left' | 'right' | 'bilateral',
  diagnoses: ClassificationTable,
): string | undefined {
  let first: string | undefined
  for (const pointer of line.pointers) {
    const code = claim.diagnoses[pointer - 1]?.code
    if (code === undefined || code === '' || saysNothing(code)) continue
    const own = diagnoses.side(code)
    if (own === side || own === 'bilateral') return undefined
    if (!isSingle(own)) {
      if (first === undefined || side === 'bilateral' || own === 'unspecified') return undefined
      continue
    }
    if (first !== undefined && side === 'bilateral' && diagnoses.side(first) !== own) return undefined
    first ??= code
  }
  return first
}
