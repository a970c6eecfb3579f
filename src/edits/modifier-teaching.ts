import { firstDay, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** Teaching modifiers outside the rules for teaching physicians. */
export const modifierTeaching = defineEdit({
  id: 'modifier-teaching',
  title: 'GE outside the primary care exception, or GC or GE on a claim of no teaching physician',
  why: `Medicare pays a teaching physician who was there for the key part of a resident's service (GC). Without being
    there the physician may bill only the visits of the primary care exception (GE). A trainee or a non-physician is no
    teaching physician.`,
  source: {
    title: '42 CFR 415.172 and 415.174; IOM 100-04 chapter 12 section 100',
    url: 'https://www.ecfr.gov/current/title-42/part-415/subpart-D',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['teachingCodes'],
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: { modifier: (code) => code === 'GC' || code === 'GE' },
  notes: [
    'During the public health emergency (2020-03-01 to 2023-05-11) more visits were in the exception: `review` for those days.',
    'Who rendered the service is known by taxonomy alone; without one that part is unchecked.',
  ],
  messages: {
    outsideException: {
      severity: 'deny',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: 'GE on {{procedure}} on {{date}}, which is not among the visits of the primary care exception.',
      fix: 'If the teaching physician was there for the key part, and the record says so, GC describes it; otherwise the service is not billed.',
    },
    outsideExceptionEmergency: {
      severity: 'review',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: 'GE on {{procedure}} on {{date}}, which was in the primary care exception only by the rules of the public health emergency.',
      fix: 'Check that the emergency rules covered the service.',
    },
    trainee: {
      severity: 'review',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: '{{modifier}} on {{procedure}} on {{date}}, rendered by a trainee: the teaching physician bills.',
      fix: 'Name the teaching physician as the one who rendered it, if the record shows that physician’s part.',
    },
    nonPhysician: {
      severity: 'deny',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: '{{modifier}} on {{procedure}} on {{date}}, rendered by a practitioner who is no physician.',
      fix: 'Remove {{modifier}}, or name the teaching physician if one was there and the record shows it.',
    },
  },

  check(claim, { teachingCodes }, report) {
    claim.lines.forEach((line, at) => {
      for (let which = 0; which < line.modifiers.length; which++) {
        const modifier = line.modifiers[which]!
        if (modifier !== 'GC' && modifier !== 'GE') continue
        const { procedure = '' } = line
        const day = firstDay(line)
        const place = `lines[${at}].modifiers[${which}]`
        const data = { procedure, modifier, date: isoDate(day) }
        const taxonomy = renderingOf(claim, line)?.taxonomy
        if (taxonomy === undefined)
          report.unchecked(
            'missing-field',
            'Not answered: a line with GC or GE has no taxonomy of the rendering provider.',
          )
        else if (taxonomy === TRAINEE) report('trainee', place, data)
        else if (isNonPhysician(taxonomy)) report('nonPhysician', place, data)
        if (modifier === 'GE' && !teachingCodes.excepted(procedure, day)) {
          const emergency = day >= EMERGENCY_FROM && day <= EMERGENCY_THROUGH
          report(emergency ? 'outsideExceptionEmergency' : 'outsideException', place, data)
        }
      }
    })
  },
})

/** The public health emergency widened the exception. Source: 42 CFR 415.174(a)(3)(ii). */
const EMERGENCY_FROM = 20200301
const EMERGENCY_THROUGH = 20230511

/** Student in an organized health care education or training program. Source: NUCC taxonomy code set. */
const TRAINEE = '390200000X'

/** Physician assistants, nurse practitioners and specialists, therapists, psychologists, social workers. Source: NUCC taxonomy code set. */
const NON_PHYSICIANS = ['363A', '363L', '364S', '2251', '225X', '235Z', '103T', '1041']
const isNonPhysician = (taxonomy: string): boolean =>
  NON_PHYSICIANS.some((prefix) => taxonomy.startsWith(prefix))
