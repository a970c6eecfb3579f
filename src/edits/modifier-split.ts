import { firstDay, placeOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** Split visits, and visits unrelated to a surgery, where there is nothing to split or part. */
export const modifierSplit = defineEdit({
  id: 'modifier-split',
  title: 'FS in no facility or on no visit; FT on neither critical care nor a visit',
  why: `A split or shared visit (FS) is one that a physician and another practitioner of one group render together in a
    facility; in an office the rules of services incident to a physician's stand instead. FT says that critical care or
    a visit has nothing to do with a surgery. On other lines the modifier does not fit the procedure.`,
  source: {
    title: '42 CFR 415.140; IOM 100-04 chapter 12 section 30.6.18 (FS) and 30.6.12 (FT)',
    url: 'https://www.ecfr.gov/current/title-42/section-415.140',
  },
  claimTypes: ['professional'],
  authority: 'medicare',
  tables: ['visitCodes', 'places'],
  yieldsTo: { 'procedure-invalid': 'line', 'place-invalid': 'line' },
  wakes: { modifier: (code) => code === 'FS' || code === 'FT' },
  notes: [
    'That another practitioner of the group took part is not on the claim: unchecked (`outside-claim`).',
    'A G, S or T code that the list of visits does not have may be a visit: `review`.',
    'An initial nursing facility visit in place 31 is one the law asks of a physician: `review`.',
  ],
  messages: {
    notFacility: {
      severity: 'deny',
      group: 'CO',
      carc: '4',
      denial: 'place',
      scope: 'line',
      text: 'FS on {{procedure}} on {{date}} in place {{place}}, which is no facility: only a visit in a facility is split.',
      fix: 'Remove FS and bill the practitioner who rendered the visit, or correct the place of service.',
    },
    notVisit: {
      severity: 'deny',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: '{{modifier}} on {{date}} stands on {{procedure}}, which is no visit.',
      fix: 'Remove it, or move it to the visit it describes.',
    },
    perhapsNoVisit: {
      severity: 'review',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: '{{modifier}} on {{date}} stands on {{procedure}}, which is not on the list of visits.',
      fix: 'Check whether {{procedure}} is a visit; if it is none, remove {{modifier}}.',
    },
    reserved: {
      severity: 'review',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: 'FS on {{procedure}} on {{date}} in a skilled nursing facility: the first comprehensive visit is not shared.',
      fix: 'Check whether it was the visit that the law asks of a physician; then the physician bills it without FS.',
    },
  },

  check(claim, { visitCodes, places }, report) {
    claim.lines.forEach((line, at) => {
      const procedure = line.procedure!
      const day = firstDay(line)
      for (const modifier of ['FS', 'FT']) {
        const which = line.modifiers.indexOf(modifier)
        if (which < 0) continue
        const path = `lines[${at}].modifiers[${which}]`
        const place = placeOf(claim, line)
        const data = { procedure, modifier, date: isoDate(day), place: place ?? '' }
        const visit = visitCodes.find(procedure, day)
        if (!visit) {
          report(mayBeVisit(procedure) ? 'perhapsNoVisit' : 'notVisit', path, data)
          continue
        }
        if (modifier === 'FT') continue
        if (place === undefined) {
          report.unchecked('missing-field', 'Not answered: a line has no place of service.')
          continue
        }
        const row = places.find(place)
        if (row < 0) continue
        if (!places.facility(row)) report('notFacility', path, data, { cite: places.cite(row) })
        else if (place === '31' && visit.family === 'nursing facility initial') report('reserved', path, data)
        else
          report.unchecked(
            'outside-claim',
            'Whether another practitioner of the group took part in a visit with FS is not on the claim.',
          )
      }
    })
  },
})

/** Level II letters under which visits are found. */
const mayBeVisit = (procedure: string): boolean =>
  procedure.startsWith('G') || procedure.startsWith('S') || procedure.startsWith('T')
