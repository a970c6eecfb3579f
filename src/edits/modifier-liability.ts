import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** Modifiers about who is liable that contradict, or that the payer does not use. */
export const modifierLiability = defineEdit({
  id: 'modifier-liability',
  title: 'GA, GX, GY or GZ that contradict, or stand on a Medicare Advantage claim',
  why: `GA says that a required notice of non-coverage is on file, GX a voluntary one, GY that the law excludes the
    service, GZ that a denial is expected and no notice given. Some exclude each other and the claim is returned.
    Medicare Advantage plans decide by organization determinations and take no such notice.`,
  source: {
    title: 'IOM 100-04 chapter 30 section 50; CMS CR 6563 (GX), CR 7228 (GZ); 42 CFR 422.566',
    url: 'https://www.cms.gov/medicare/forms-notices/beneficiary-notices-initiative',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['modifierConflicts', 'profile'],
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: { modifier: (code) => isLiability(code) },
  notes: [
    'A notice moves the cost between provider and patient; it never turns a denial into payment, and denials by NCCI or MUE cannot be shifted.',
    'A plan that denies lines with GA, GX or GZ is said by its profile: `modifier-liability/advantage`.',
  ],
  messages: {
    contradict: {
      severity: 'reject',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: '{{one}} and {{other}} on {{procedure}} on {{date}} exclude each other.',
      fix: 'Keep the one that says what was given to the patient: a required notice (GA), a voluntary one (GX), none (GZ), or an exclusion by law (GY).',
    },
    contradictUnsure: {
      severity: 'review',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: '{{one}} and {{other}} on {{procedure}} on {{date}} hardly go together.',
      fix: 'Check which notice the patient was given, and keep the modifier that says it.',
    },
    advantage: {
      severity: 'review',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: '{{one}} on {{procedure}} on {{date}} goes to a Medicare Advantage plan, which takes no advance notice.',
      fix: 'Remove it, and ask the plan for an organization determination before a service that it may not cover.',
    },
    expectedDenial: {
      severity: 'note',
      group: 'CO',
      carc: '50',
      denial: 'GZ',
      scope: 'line',
      text: 'GZ on {{procedure}} on {{date}}: Medicare denies the line without looking further, and the patient owes nothing.',
      fix: 'Check that no notice was given. If a valid one is on file, GA says so.',
    },
    excluded: {
      severity: 'note',
      group: 'PR',
      carc: '96',
      denial: 'GY',
      scope: 'line',
      text: 'GY on {{procedure}} on {{date}}: Medicare denies the line as excluded by law, at the patient’s cost.',
      fix: 'Check that the law excludes the service; billing it for the denial is legitimate.',
    },
  },

  check(claim, { modifierConflicts, profile }, report) {
    const advantage = profile.line === 'medicare-advantage'
    claim.lines.forEach((line, at) => {
      const { modifiers, procedure = '' } = line
      const day = firstDay(line)
      for (let which = 0; which < modifiers.length; which++) {
        const one = modifiers[which]!
        if (!isLiability(one) || modifiers.indexOf(one) < which) continue
        const place = `lines[${at}].modifiers[${which}]`
        const data = { one, procedure, date: isoDate(day) }
        let contradicts = false
        for (let beside = 0; beside < modifiers.length; beside++) {
          const other = modifiers[beside]!
          const conflict = modifierConflicts.find(one, other, claim.type, day)
          if (!conflict) continue
          contradicts = true
          // A pair of two such modifiers is said once, at the second.
          if (beside > which && isLiability(other)) continue
          const cite = modifierConflicts.cite(one, other, claim.type, day)
          report(
            conflict.severity === 'review' ? 'contradictUnsure' : 'contradict',
            place,
            { ...data, other },
            { cite },
          )
        }
        if (contradicts) continue
        if (advantage) {
          if (one !== 'GY') report('advantage', place, data)
        } else if (one === 'GZ') report('expectedDenial', place, data)
        else if (one === 'GY') report('excluded', place, data)
      }
    })
  },
})

const isLiability = (modifier: string): boolean =>
  modifier === 'GA' || modifier === 'GX' || modifier === 'GY' || modifier === 'GZ'
