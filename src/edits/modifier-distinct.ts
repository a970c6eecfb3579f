import type { ModifierFamilies, NcciModifiers, PairSetting, PtpTable } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import {
  compareProviders,
  daysMeet,
  firstDay,
  isInpatient,
  PAIRED_LINES,
  renderingOf,
} from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

const carc = { group: 'CO', carc: '4', rarc: 'N519', denial: 'any', scope: 'line' } as const

const isDistinct = (modifier: string): boolean =>
  modifier === '59' || modifier === 'XE' || modifier === 'XP' || modifier === 'XS' || modifier === 'XU'

/** 59 or X{EPSU} that does not do what it is for. */
export const modifierDistinct = defineEdit({
  id: 'modifier-distinct',
  title: 'Modifier 59, XE, XP, XS or XU where it shows no distinct service',
  why: `59 and the X modifiers ask the payer to pay a service that would be bundled, because it was distinct. On a visit, where
    nothing is bundled, on both lines of a pair, or beside the same side or site they show nothing; payers audit how often
    a practice uses them.`,
  source: {
    title:
      'CMS proper use of modifiers 59 and X{EPSU} (MLN1783722); NCCI Policy Manual chapter I section E; CR 11168',
    url: 'https://www.cms.gov/files/document/proper-use-modifiers-59-xe-xp-xs-xu.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'ncci',
  tables: ['ptp', 'ncciModifiers', 'visitCodes', 'modifierFamilies', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: { modifier: isDistinct },
  notes: [
    'Pairs that no modifier allows, and pairs that 59 does not clear on that day and line, are left to `ncci-ptp`.',
    'Both lines: only where the column-one line is not itself column two of another line.',
    'The same side or site counts against 59 and XS; XE, XP and XU may be true on one side.',
    'Nothing bundled is a `note`: the other service may be on another claim, and the modifier may mark a repeat. It is silent where the patient’s history holds another service of the day, and where the pair table is not whole or older than the service.',
    'It never suggests one of these modifiers.',
  ],
  messages: {
    onVisit: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} is a visit and bears {{modifier}}.',
      fix: 'Remove {{modifier}}; a separate visit takes 24, 25 or 57 as the record shows.',
    },
    bothLines: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} and {{column2}} on {{date}} are a pair and both bear a modifier for a distinct service; one is enough.',
      fix: 'Keep the modifier on the line whose service the record shows to be separate, usually {{column2}}.',
    },
    sameSite: {
      severity: 'review',
      ...carc,
      text: '{{procedure}} on {{date}} bears {{modifier}}, and so close beside {{column1}} that both bear {{site}}: one side or site does not show a separate service.',
      fix: 'Remove {{procedure}}, unless the record shows another encounter, lesion or structure.',
    },
    nothingBundled: {
      severity: 'note',
      text: '{{procedure}} on {{date}} bears {{modifier}}, and NCCI bundles it with no other line of the day.',
      fix: 'Remove {{modifier}}, unless it answers a service on another claim or a rule of this payer.',
    },
  },

  check(claim, tables, report) {
    if (isInpatient(claim)) return
    const { ptp, visitCodes } = tables
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const which = line.modifiers.findIndex(isDistinct)
      if (which < 0 || line.procedure === undefined) continue
      const day = firstDay(line)
      const place = `lines[${at}].modifiers[${which}]`
      const data = { procedure: line.procedure, date: isoDate(day), modifier: line.modifiers[which]! }
      if (visitCodes.find(line.procedure, day)) {
        report('onVisit', place, data, { cite: visitCodes.cite(line.procedure, day) })
        continue
      }
      if (at >= PAIRED_LINES) continue
      const { above, below, repeated } = partnersOf(claim, at, day, ptp)
      if (above.length + below.length === 0) {
        const another = tables.history
          .of(claim)
          .lines.some(({ from, through }) => from <= day && day <= through)
        if (!repeated && !another && ptp.complete(day) && ptp.holding(day) === 'held')
          report('nothingBundled', place, data)
        continue
      }
      for (const { line: other, row } of below) {
        const second = lines[other]!
        if (above.length > 0 || !clears(claim, second, day, tables.ncciModifiers)) continue
        report(
          'bothLines',
          place,
          { ...data, column2: second.procedure! },
          { related: [other], cite: ptp.cite(row) },
        )
      }
      for (const { line: other, row } of above) {
        const site = sharedSite(line, lines[other]!, tables.modifierFamilies)
        if (site === '' || !clears(claim, line, day, tables.ncciModifiers)) continue
        if (data.modifier !== '59' && data.modifier !== 'XS') continue
        const first = lines[other]!.procedure!
        report(
          'sameSite',
          place,
          { ...data, column1: first, site },
          { related: [other], cite: ptp.cite(row) },
        )
      }
    }
  },
})

interface Partner {
  readonly line: number
  readonly row: number
}

interface Partners {
  /** Lines that are column one to this one, and column two to it, in pairs that a modifier may clear. */
  readonly above: readonly Partner[]
  readonly below: readonly Partner[]
  /** Whether another line repeats the code, or is bundled whatever the modifier. */
  readonly repeated: boolean
}

function partnersOf(claim: Claim, at: number, day: number, ptp: PtpTable): Partners {
  const line = claim.lines[at]!
  const [above, below]: [Partner[], Partner[]] = [[], []]
  let repeated = false
  const own = ptp.code(line.procedure!)
  claim.lines.forEach((beside, other) => {
    if (other === at || other >= PAIRED_LINES || beside.procedure === undefined) return
    if (!daysMeet(line, beside)) return
    if (
      claim.type === 'professional' &&
      compareProviders(renderingOf(claim, line), renderingOf(claim, beside)) === 'different'
    )
      return
    if (beside.procedure === line.procedure) repeated = true
    const code = ptp.code(beside.procedure)
    if (own === 0 || code === 0) return
    const asTwo = ptp.find(code, own, day)
    const asOne = ptp.find(own, code, day)
    if (asTwo >= 0 && ptp.indicator(asTwo) !== 0) above.push({ line: other, row: asTwo })
    else if (asOne >= 0 && ptp.indicator(asOne) !== 0) below.push({ line: other, row: asOne })
    else if (asTwo >= 0 || asOne >= 0) repeated = true
  })
  return { above, below, repeated }
}

/** Whether the line bears 59 or an X modifier that clears a pair from column two on the day. */
function clears(claim: Claim, line: Line, day: number, ncciModifiers: NcciModifiers): boolean {
  const setting: PairSetting = claim.type === 'institutional' ? 'hospital' : 'practitioner'
  return line.modifiers.some((modifier) => {
    if (!isDistinct(modifier)) return false
    const placement = ncciModifiers.placement(modifier, day, setting)
    return placement === 'either' || placement === 'column-two'
  })
}

/** Anatomic modifier that both lines bear, '' when there is none. */
const sharedSite = (one: Line, other: Line, families: ModifierFamilies): string =>
  one.modifiers.find((modifier) => families.find(modifier) && other.modifiers.includes(modifier)) ?? ''
