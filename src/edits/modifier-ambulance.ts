import type { AmbulanceCodes } from '../codesets/tables.ts'
import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** An ambulance line that does not say from where to where. */
export const modifierAmbulance = defineEdit({
  id: 'modifier-ambulance',
  title: 'An ambulance line without an origin and destination, or with a letter that cannot stand there',
  why: `Ambulance services are covered between certain kinds of places. Each base rate and mileage line says both by a
    modifier of two letters, origin first; without it, or with a letter that is none there, the line is returned.`,
  source: {
    title: 'IOM 100-04 chapter 15 section 30; 42 CFR 410.40 and 414.605',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c15.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'government',
  tables: ['ambulanceCodes'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code, { ambulanceCodes }) => ambulanceCodes.kind(code) !== undefined },
  notes: [
    'QL (death after the ambulance was called) stands in place of the pair.',
    'XE, XP and XS are read as NCCI modifiers, not as pairs that begin with X.',
    'The pair proves no medical necessity.',
  ],
  messages: {
    missing: {
      severity: 'reject',
      group: 'CO',
      carc: '4',
      denial: 'required modifier missing',
      scope: 'line',
      text: '{{procedure}} on {{date}} has no origin and destination modifier.',
      fix: 'Report the two letters of the places, origin first, as the trip record has them.',
    },
    originX: {
      severity: 'reject',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: '{{modifier}} on {{procedure}} on {{date}} begins with X, which is a stop on the way and so a destination only.',
      fix: 'Report where the trip began, as the trip record has it.',
    },
    toScene: {
      severity: 'review',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: '{{modifier}} on {{procedure}} on {{date}} names the scene of an accident or acute event as destination.',
      fix: 'Check the order of the letters against the trip record: the origin comes first.',
    },
  },

  check(claim, { ambulanceCodes }, report) {
    claim.lines.forEach((line, at) => {
      const { procedure, modifiers } = line
      if (procedure === undefined || ambulanceCodes.kind(procedure) === undefined || modifiers.includes('QL'))
        return
      const data = { procedure, date: isoDate(firstDay(line)) }
      const pair = modifiers.findIndex((modifier) => isPair(modifier, ambulanceCodes))
      if (pair >= 0) {
        const modifier = modifiers[pair]!
        if (ambulanceCodes.destination(modifier.charAt(1)) === 'unlikely')
          report(
            'toScene',
            `lines[${at}].modifiers[${pair}]`,
            { ...data, modifier },
            { cite: ambulanceCodes.cite(modifier.charAt(1)) },
          )
        return
      }
      const backwards = modifiers.findIndex((modifier) => isOriginX(modifier, ambulanceCodes))
      if (backwards >= 0)
        report(
          'originX',
          `lines[${at}].modifiers[${backwards}]`,
          { ...data, modifier: modifiers[backwards]! },
          { cite: ambulanceCodes.cite('X') },
        )
      else report('missing', `lines[${at}].modifiers`, data, { cite: ambulanceCodes.cite(procedure) })
    })
  },
})

const isDestination = (letter: string, codes: AmbulanceCodes): boolean =>
  codes.destination(letter) === 'yes' || codes.destination(letter) === 'unlikely'

const isPair = (modifier: string, codes: AmbulanceCodes): boolean =>
  modifier.length === 2 &&
  codes.origin(modifier.charAt(0)) === 'yes' &&
  isDestination(modifier.charAt(1), codes)

const NCCI_X = ['XE', 'XP', 'XS']
const isOriginX = (modifier: string, codes: AmbulanceCodes): boolean =>
  modifier.length === 2 &&
  modifier.startsWith('X') &&
  isDestination(modifier.charAt(1), codes) &&
  !NCCI_X.includes(modifier)
