import type { Claim, Line } from '../model/claim.ts'
import {
  compareProviders,
  daysMeet,
  firstDay,
  isInpatient,
  lastDay,
  PAIRED_LINES,
  placeOf,
  renderingOf,
} from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { firstWith, nextWith } from '../model/line-index.ts'
import type { PriorLine } from '../model/history.ts'
import { defineEdit } from './define.ts'

const carc = { group: 'CO', carc: '4', rarc: 'N519', denial: 'any', scope: 'line' } as const

const isRepeat = (modifier: string): boolean => modifier === '76' || modifier === '77' || modifier === '91'

/** A repeat modifier where it does not belong, or a repeat without one. */
export const modifierRepeat = defineEdit({
  id: 'modifier-repeat',
  title: 'A repeat modifier out of place, or a repeat without one',
  why: `76 marks a procedure repeated by the same practitioner, 77 by another, 91 a laboratory test repeated for a new result.
    Elsewhere they are refused; and the same service twice on a day without one is taken for a duplicate.`,
  source: {
    title:
      'CPT appendix A (use of 76, 77, 91); IOM 100-04 chapter 1 section 120 and chapter 16 section 100.5.1',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms-items/cms018912',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'ncci',
  tables: ['visitCodes', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line', 'claim-duplicate': 'own-line' },
  notes: [
    'A repeat without a modifier is looked for among procedures and tests of the CPT range 10004 to 89398 whose lines differ in nothing but units, charge and diagnoses; visits, drugs, supplies and anesthesia are left to other edits.',
    '91 is not for a test run again because of the specimen or the equipment; another specimen or site in microbiology and pathology is distinct rather than repeated.',
    '76 and 77 never clear an NCCI pair.',
    'Earlier claims of the day show only in the patient’s history. Where history is given and neither this claim nor another of the patient, whoever billed it, has the code on another line of the day, 76 and 77 are a `note`: the first service may be on a claim that the history does not hold. A line of several units may hold both, and is left alone.',
  ],
  messages: {
    notLaboratory: {
      severity: 'deny',
      ...carc,
      text: '{{procedure}} on {{date}} bears 91, which belongs on a laboratory test, and is none.',
      fix: 'Remove 91; if the record shows that the procedure was done again, 76 or 77 says so.',
    },
    onVisit: {
      severity: 'deny',
      ...carc,
      text: '{{procedure}} on {{date}} bears {{modifier}} and is a visit; visits are not repeated procedures.',
      fix: 'Remove {{modifier}}; two visits of a day are one, unless the record shows separate problems.',
    },
    otherPractitioner: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} bears {{modifier}}, and the line it repeats was done by {{who}}.',
      fix: 'Check who did each: 76 is for the same practitioner, 77 for another.',
    },
    nothingRepeated: {
      severity: 'note',
      text: '{{procedure}} on {{date}} bears {{modifier}}, and no other line of the day with that code is known, here or on the patient’s other claims.',
      fix: 'Check that the first {{procedure}} of the day was billed; if the record shows that it was done once, remove {{modifier}}.',
    },
    unmarked: {
      severity: 'review',
      group: 'OA',
      carc: '18',
      scope: 'line',
      text: '{{procedure}} stands twice on {{date}}, and nothing says why; the second is taken for a duplicate.',
      fix: 'Remove the line if it is a duplicate, or put the units on one line; if the record shows a repeat, report the modifier that describes it.',
    },
  },

  check(claim, { visitCodes, history }, report) {
    if (isInpatient(claim)) return
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const { procedure, modifiers } = line
      if (procedure === undefined) continue
      const which = modifiers.length === 0 ? -1 : modifiers.findIndex(isRepeat)
      if (which < 0) {
        const earlier = unmarkedTwin(claim, at)
        if (earlier >= 0 && !visitCodes.find(procedure, firstDay(line)))
          report(
            'unmarked',
            `lines[${at}].procedure`,
            { procedure, date: line.serviceDate },
            { related: [earlier] },
          )
        continue
      }
      const day = firstDay(line)
      const modifier = modifiers[which]!
      const place = `lines[${at}].modifiers[${which}]`
      const data = { procedure, date: isoDate(day), modifier }
      if (visitCodes.find(procedure, day))
        report('onVisit', place, data, { cite: visitCodes.cite(procedure, day) })
      else if (modifier === '91' && isNoLaboratory(procedure)) report('notLaboratory', place, data)
      else if (modifier !== '91') {
        const other = wrongTwin(claim, at, modifier)
        if (other >= 0) {
          const who = modifier === '76' ? 'another practitioner' : 'the same practitioner'
          report('otherPractitioner', place, { ...data, who }, { related: [other] })
        } else if (history.given && repeatsNothing(claim, at, history.of(claim).sameDays))
          report('nothingRepeated', place, data)
      }
    }
  },
})

/** A CPT code of five digits outside the laboratory section (80047 to 89398); venipuncture among them. */
const isNoLaboratory = (procedure: string): boolean => /^\d{5}$/.test(procedure) && !procedure.startsWith('8')

/** Whether the code is a CPT procedure or test of 10004 to 89398, all digits; asked of every line. */
const isProcedure = (procedure: string): boolean =>
  procedure.length === 5 && procedure >= '10004' && procedure <= '89398' && procedure.charCodeAt(4) <= 57

/** An earlier line that this one repeats in all that parts services, -1 when there is none. */
function unmarkedTwin(claim: Claim, at: number): number {
  const { lines } = claim
  const line = lines[at]!
  if (at >= PAIRED_LINES || !isProcedure(line.procedure!)) return -1
  for (
    let earlier = firstWith(lines, line.procedure!);
    earlier >= 0 && earlier < at;
    earlier = nextWith(lines, earlier)
  ) {
    const beside = lines[earlier]!
    if (beside.serviceDate === line.serviceDate && sameService(claim, line, beside)) return earlier
  }
  return -1
}

/** Modifiers that say nothing about which service it was. */
const saysNothing = (modifier: string): boolean =>
  modifier === '51' ||
  modifier === 'KX' ||
  modifier === 'GA' ||
  modifier === 'GY' ||
  modifier === 'GZ' ||
  modifier === 'GX'

const tells = (line: Line, beside: Line): boolean =>
  line.modifiers.some((modifier) => !saysNothing(modifier) && !beside.modifiers.includes(modifier))

function sameService(claim: Claim, line: Line, beside: Line): boolean {
  if (tells(line, beside) || tells(beside, line)) return false
  // A modifier for a distinct service on both lines parts them as well as on one.
  if (line.modifiers.some((modifier) => modifier === '59' || modifier.startsWith('X'))) return false
  if (line.serviceDateThrough !== beside.serviceDateThrough || line.revenueCode !== beside.revenueCode)
    return false
  if (line.ndc !== beside.ndc || line.description !== beside.description) return false
  if (placeOf(claim, line) !== placeOf(claim, beside)) return false
  return compareProviders(renderingOf(claim, line), renderingOf(claim, beside)) === 'same'
}

/** The other line of the code and day, where the modifier says the wrong thing about who did it; -1 when it does not. */
function wrongTwin(claim: Claim, at: number, modifier: string): number {
  const line = claim.lines[at]!
  const own = renderingOf(claim, line)?.npi
  if (own === undefined || at >= PAIRED_LINES) return -1
  let wrong = -1
  const { lines } = claim
  for (let other = firstWith(lines, line.procedure!); other >= 0; other = nextWith(lines, other)) {
    const beside = lines[other]!
    if (other === at || !daysMeet(line, beside)) continue
    const npi = renderingOf(claim, beside)?.npi
    if (npi === undefined || (npi === own) === (modifier === '76')) return -1
    wrong = other
  }
  return wrong
}

/** Whether the code of a line stands on no other line of its days, on this claim or another of the patient. */
function repeatsNothing(claim: Claim, at: number, priors: readonly PriorLine[]): boolean {
  const line = claim.lines[at]!
  if (line.units > 1 || at >= PAIRED_LINES) return false
  const [from, through] = [firstDay(line), lastDay(line)]
  const { lines } = claim
  for (let other = firstWith(lines, line.procedure!); other >= 0; other = nextWith(lines, other))
    if (other !== at && daysMeet(line, lines[other]!)) return false
  return !priors.some(
    (prior) => prior.procedure === line.procedure && prior.from <= through && prior.through >= from,
  )
}
