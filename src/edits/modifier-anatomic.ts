import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

const carc = { group: 'CO', carc: '4', rarc: 'N519', denial: 'any', scope: 'line' } as const

/** An anatomic modifier foreign to the code, or two sites on one line. */
export const modifierAnatomic = defineEdit({
  id: 'modifier-anatomic',
  title: 'An anatomic modifier that does not fit the procedure',
  why: `Eyelids, fingers, toes and coronary arteries have modifiers of their own. One that names another part of the body than
    the code does, or two sites on one line, cannot be right, and the payer denies the line.`,
  source: {
    title:
      'HCPCS Level II modifiers E1 to E4, FA to F9, TA to T9, LC, LD, LM, RC, RI; NCCI Policy Manual chapter I section E',
    url: 'https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['modifierFamilies'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: {
    modifier: (modifier, { modifierFamilies }) => {
      const family = modifierFamilies.find(modifier)?.family
      return family !== undefined && family !== 'side'
    },
  },
  notes: [
    'A finding only where the code is at the core of another family, or where a coronary modifier stands far from the heart: that a code is not listed for a family proves nothing.',
    'LT and RT are never foreign; together they are `modifier-conflict`. Sides against diagnoses are `icd-laterality`.',
    'Ranges are CPT sections: the hand and foot sections also hold codes of palm and instep.',
  ],
  messages: {
    foreign: {
      severity: 'review',
      ...carc,
      text: 'Modifier {{modifier}} ({{family}}) stands on {{procedure}} on {{date}}, a code of another part of the body ({{home}}).',
      fix: 'Check the modifier and the code against the record; one of them names the wrong part of the body.',
    },
    notCoronary: {
      severity: 'review',
      ...carc,
      text: 'Modifier {{modifier}} names a coronary artery, and {{procedure}} on {{date}} is no coronary procedure.',
      fix: 'Check the modifier and the code against the record; sides are LT and RT.',
    },
    twoSites: {
      severity: 'review',
      ...carc,
      text: 'Modifiers {{one}} and {{modifier}} name two sites ({{family}}) on one line of {{procedure}} on {{date}}.',
      fix: 'Report each site that the record names on a line of its own.',
    },
  },

  check(claim, { modifierFamilies }, report) {
    claim.lines.forEach((line, at) => {
      const { procedure, modifiers } = line
      if (procedure === undefined || modifiers.length === 0) return
      let first = -1
      modifiers.forEach((modifier, which) => {
        const anatomic = modifierFamilies.find(modifier)
        if (!anatomic || anatomic.family === 'side') return
        const { family } = anatomic
        const day = firstDay(line)
        const place = `lines[${at}].modifiers[${which}]`
        const data = { procedure, modifier, family, date: isoDate(day) }
        const one = first < 0 ? undefined : modifiers[first]!
        if (one === undefined) first = which
        else if (one !== modifier && modifierFamilies.find(one)!.family === family) {
          report('twoSites', place, { ...data, one })
          return
        }
        const home = modifierFamilies.coreOf(procedure, day)
        if (home !== '' && home !== family)
          report('foreign', place, { ...data, home }, { cite: modifierFamilies.cite(procedure, day) })
        else if (
          family === 'coronary' &&
          home === '' &&
          isFarFromHeart(procedure) &&
          !modifierFamilies.names(family, procedure, day)
        )
          report('notCoronary', place, data)
      })
    })
  },
})

/**
 * A CPT code that cannot be about a coronary artery: five digits outside the cardiovascular sections (33016 to 37799,
 * 75557 to 75989, 92920 to 93799), whose newer codes the list of families may not know. Source: CPT section numbers.
 */
const isFarFromHeart = (procedure: string): boolean =>
  /^\d{5}$/.test(procedure) &&
  !(procedure >= '33016' && procedure <= '37799') &&
  !(procedure >= '75557' && procedure <= '75989') &&
  !(procedure >= '92920' && procedure <= '93799')
