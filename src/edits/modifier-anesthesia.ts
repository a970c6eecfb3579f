import type { AnesthesiaModifiers } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { daysMeet, firstDay, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import type { PatientHistory } from '../model/history.ts'
import { defineEdit } from './define.ts'

/** Whether the code stands in CPT's anesthesia section, 00100 to 01999. */
const isAnesthesia = (procedure: string): boolean =>
  procedure.length === 5 && procedure >= '00100' && procedure <= '01999' && procedure.charCodeAt(4) <= 57

/** An anesthesia line without exactly one modifier that decides its payment, or with one foreign to who rendered it. */
export const modifierAnesthesia = defineEdit({
  id: 'modifier-anesthesia',
  title: 'An anesthesia line without the modifier that decides its payment',
  why: `Medicare pays anesthesia by who gave and who directed it, and only AA, AD, QK, QX, QY and QZ say so. A line without
    exactly one of them is returned; monitored care (QS) and physical status (P1 to P6) only inform.`,
  source: {
    title: 'IOM 100-04 chapter 12 sections 50 and 140',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c12.pdf',
  },
  claimTypes: ['professional'],
  authority: 'medicare',
  tables: ['anesthesiaModifiers', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: { procedure: isAnesthesia },
  notes: [
    '01996 is a day’s care and not timed anesthesia: it is not judged.',
    'Who rendered the line is read from the taxonomy: 367500000X nurse anesthetist, 367H00000X anesthesiologist assistant, 207L anesthesiologist; others are not judged.',
    'QK and QY go with a QX on the anesthetist’s claim, which only the patient’s history shows: a `note` where history holds other claims of the patient and none has it.',
    'The RARC N822 is known and not confirmed in a source.',
  ],
  messages: {
    missing: {
      severity: 'reject',
      carc: '4',
      rarc: 'N822',
      denial: 'required modifier missing',
      text: '{{procedure}} on {{date}} bears none of AA, AD, QK, QX, QY, QZ.',
      fix: 'Add the one that the anesthesia record shows: who gave the anesthesia, and who directed it.',
    },
    informationOnly: {
      severity: 'reject',
      carc: '4',
      rarc: 'N822',
      denial: 'required modifier missing',
      text: '{{procedure}} on {{date}} bears {{modifier}}, which only informs, and none of AA, AD, QK, QX, QY, QZ.',
      fix: 'Add before it the one that the anesthesia record shows: who gave the anesthesia, and who directed it.',
    },
    several: {
      severity: 'reject',
      carc: '4',
      rarc: 'N519',
      text: '{{procedure}} on {{date}} bears both {{one}} and {{modifier}}; one of them decides the payment.',
      fix: 'Keep the one that the anesthesia record shows.',
    },
    foreign: {
      severity: 'reject',
      carc: '4',
      rarc: 'N519',
      text: '{{procedure}}-{{modifier}} on {{date}}: the modifier is not for {{who}}, whom the rendering taxonomy names.',
      fix: 'Check who rendered the service and correct the modifier or the rendering provider.',
    },
    partnerMissing: {
      severity: 'note',
      text: '{{procedure}}-{{modifier}} on {{date}} says that an anesthetist was directed, and no line of the day with QX is known.',
      fix: 'Check that the anesthetist bills the service with QX.',
    },
  },

  check(claim, { anesthesiaModifiers, history }, report) {
    claim.lines.forEach((line, at) => {
      const { procedure, modifiers } = line
      if (procedure === undefined || procedure === '01996' || !isAnesthesia(procedure)) return
      const day = firstDay(line)
      const date = isoDate(day)
      let paying = -1
      for (let which = 0; which < modifiers.length; which++) {
        const known = anesthesiaModifiers.find(modifiers[which]!)
        if (known?.kind !== 'payment' || day < known.from) continue
        if (paying >= 0 && modifiers[paying] !== modifiers[which]) {
          const data = { procedure, date, one: modifiers[paying]!, modifier: modifiers[which]! }
          report('several', `lines[${at}].modifiers[${which}]`, data)
          return
        }
        paying = which
      }
      if (paying < 0) {
        const informing = modifiers.find((modifier) => {
          const known = anesthesiaModifiers.find(modifier)
          return known !== undefined && day >= known.from
        })
        if (informing === undefined) report('missing', `lines[${at}].modifiers`, { procedure, date })
        else report('informationOnly', `lines[${at}].modifiers`, { procedure, date, modifier: informing })
        return
      }
      const modifier = modifiers[paying]!
      if ((modifier === 'QK' || modifier === 'QY') && lacksPartner(claim, line, history.of(claim)))
        report('partnerMissing', `lines[${at}].modifiers[${paying}]`, { procedure, date, modifier })
      const taxonomy = renderingOf(claim, line)?.taxonomy
      if (taxonomy === undefined) {
        const detail = `Not answered: whether ${modifier} is for who rendered the line, whose taxonomy is not given.`
        report.unchecked('missing-field', detail)
        return
      }
      const who = foreignTo(anesthesiaModifiers, modifier, taxonomy)
      if (who === undefined) return
      const cite = anesthesiaModifiers.cite(modifier)
      report('foreign', `lines[${at}].modifiers[${paying}]`, { procedure, date, modifier, who }, { cite })
    })
  },
})

/** Whom the taxonomy names, where the modifier is not for them. Source: NUCC taxonomy; IOM 100-04 chapter 12 sections 50, 140. */
function foreignTo(table: AnesthesiaModifiers, modifier: string, taxonomy: string): string | undefined {
  const user = table.find(modifier)?.user
  if (user === undefined) return undefined
  if (taxonomy === '367500000X') return user === 'physician' ? 'a nurse anesthetist' : undefined
  if (taxonomy === '367H00000X') return user === 'anesthetist' ? undefined : 'an anesthesiologist assistant'
  return taxonomy.startsWith('207L') && user !== 'physician' ? 'an anesthesiologist' : undefined
}

/** Whether the patient has other claims, and neither they nor this one hold the anesthetist's line of the day. */
const lacksPartner = (claim: Claim, line: Line, { lines }: PatientHistory): boolean =>
  lines.length > 0 &&
  !claim.lines.some((beside) => beside.modifiers.includes('QX') && daysMeet(line, beside)) &&
  !lines.some(({ modifiers, from, through }) => {
    const day = firstDay(line)
    return modifiers.includes('QX') && from <= day && day <= through
  })
