import { firstDay, lastDay } from '../model/claim-facts.ts'
import { isoDate, OPEN_END } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A place of service that is none on the day. */
export const placeInvalid = defineEdit({
  id: 'place-invalid',
  title: 'A place of service that is none on the date',
  why: 'The place of service decides the rate that is paid. A code that CMS has not assigned, or had not yet on the date of service, is refused.',
  source: {
    title: 'CMS place of service code set; IOM 100-04 chapter 26 section 10.5',
    url: 'https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets',
  },
  claimTypes: ['professional'],
  authority: 'every-payer',
  tables: ['places'],
  fields: ['placeOfService'],
  wakes: {
    place: (place, { places }) => {
      const row = places.find(place)
      return row < 0 || { from: places.effective(row), through: places.ended(row) }
    },
  },
  messages: {
    unknown: {
      severity: 'reject',
      carc: '16',
      rarc: 'M77',
      denial: 'any',
      text: 'Place of service {{place}} is no place that is assigned.',
      fix: 'Report the place where the patient was seen, in two digits.',
    },
    notYet: {
      severity: 'reject',
      carc: '16',
      rarc: 'M77',
      denial: 'any',
      text: 'Place of service {{place}} begins on {{first}}, after {{date}}.',
      fix: 'Report the place that was in force on the date of service.',
    },
    ended: {
      severity: 'reject',
      carc: '16',
      rarc: 'M77',
      denial: 'any',
      text: 'Place of service {{place}} ended on {{last}}, before {{date}}.',
      fix: 'Report the place that was in force on the date of service.',
    },
  },

  check(claim, { places }, report) {
    const judge = (place: string, at: string, first: number, last: number): void => {
      const row = places.find(place)
      if (row < 0) {
        if (places.complete(last)) report('unknown', at, { place })
        else
          report.unchecked(
            'incomplete-table',
            `Place of service ${place} is not in the set that is loaded.`,
            places.name,
          )
        return
      }
      if (places.effective(row) > first) {
        const data = { place, first: isoDate(places.effective(row)), date: isoDate(first) }
        report('notYet', at, data, { cite: places.cite(row) })
      } else if (places.ended(row) < last) {
        const data = { place, last: isoDate(places.ended(row)), date: isoDate(last) }
        report('ended', at, data, { cite: places.cite(row) })
      }
    }
    let inherits = false
    let from = OPEN_END
    let through = 0
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const first = firstDay(line)
      const last = lastDay(line)
      if (line.placeOfService !== undefined && line.placeOfService !== claim.placeOfService) {
        judge(line.placeOfService, `lines[${at}].placeOfService`, first, last)
      } else if (claim.placeOfService !== undefined) {
        inherits = true
        from = Math.min(from, first)
        through = Math.max(through, last)
      }
    }
    // The claim's own place is judged once, on the days of the lines that have it.
    if (inherits) judge(claim.placeOfService!, 'placeOfService', from, through)
  },
})
