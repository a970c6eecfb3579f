import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { medicareReach } from '../model/profile.ts'
import type { Severity } from '../model/result.ts'
import { defineEdit } from './define.ts'

/** Modifiers on one line that exclude each other. */
export const modifierConflict = defineEdit({
  id: 'modifier-conflict',
  title: 'Modifiers that exclude each other on one line',
  why: `Some modifiers contradict each other: a line cannot be left and right, the professional and the technical part, a
    drug with and without waste. The payer cannot tell which is meant and returns or denies the line.`,
  source: {
    title:
      'CPT appendix A (use of modifiers); IOM 100-04 chapters 1, 5, 12, 20 and 30; CMS proper use of 59 and X{EPSU}; CR 6563',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms-items/cms018912',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['modifierConflicts', 'profile'],
  wakes: { modifier: (modifier, { modifierConflicts }) => modifierConflicts.has(modifier) },
  notes: [
    'The pairs stand in `modifier_conflicts`, with a source each; it holds the usual ones and is not a closed list.',
    "Pairs that only Medicare's rules part (50 with LT or RT, GA with GZ, GN with GP …) are a `review` for Medicare Advantage and silent for others, unless the payer's profile turns the edit on.",
    'A pair that is not certain is a `review`.',
  ],
  messages: {
    returned: {
      severity: 'reject',
      carc: '4',
      rarc: 'N519',
      text: 'Modifiers {{one}} and {{other}} exclude each other on {{procedure}} on {{date}}: {{why}}.',
      fix: 'Keep the modifier that the record supports and remove the other.',
    },
    denied: {
      severity: 'deny',
      group: 'CO',
      carc: '4',
      rarc: 'N519',
      denial: 'any',
      text: 'Modifiers {{one}} and {{other}} exclude each other on {{procedure}} on {{date}}: {{why}}.',
      fix: 'Keep the modifier that the record supports and remove the other.',
    },
    doubtful: {
      severity: 'review',
      group: 'CO',
      carc: '4',
      rarc: 'N519',
      denial: 'any',
      text: 'Modifiers {{one}} and {{other}} seldom stand together, and do on {{procedure}} on {{date}}: {{why}}.',
      fix: 'Check which modifier the record supports, and whether this payer takes both.',
    },
  },

  check(claim, { modifierConflicts, profile }, report) {
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const { modifiers } = lines[at]!
      for (let which = 1; which < modifiers.length; which++) {
        const other = modifiers[which]!
        if (!modifierConflicts.has(other)) continue
        for (let earlier = 0; earlier < which; earlier++) {
          const one = modifiers[earlier]!
          const day = firstDay(lines[at]!)
          const conflict = modifierConflicts.find(one, other, claim.type, day)
          if (!conflict) continue
          const reach = conflict.medicareOnly ? medicareReach(profile, 'modifier-conflict') : 'follows'
          if (reach === 'free') continue
          const procedure = lines[at]!.procedure ?? lines[at]!.revenueCode ?? ''
          report(
            messageOf(reach === 'follows' ? conflict.severity : 'review'),
            `lines[${at}].modifiers[${which}]`,
            { one, other, procedure, date: isoDate(day), why: conflict.why },
            { cite: modifierConflicts.cite(one, other, claim.type, day) },
          )
        }
      }
    }
  },
})

const messageOf = (severity: Severity): 'returned' | 'denied' | 'doubtful' =>
  severity === 'reject' ? 'returned' : severity === 'deny' ? 'denied' : 'doubtful'
