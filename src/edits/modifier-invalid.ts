import type { CodePeriodTable, CptModifiers } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { billType, firstDay, isSurgeryCenter, lastDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  unknown: {
    severity: 'reject',
    carc: '4',
    text: '{{modifier}} on {{procedure}} is no CPT or HCPCS modifier.',
    fix: 'Check the modifier; two characters, as the code sets list them.',
  },
  notYet: {
    severity: 'reject',
    carc: '4',
    text: 'Modifier {{modifier}} on {{procedure}} begins on {{first}}, after {{date}}.',
    fix: 'Report a modifier that was in force on the date of service.',
  },
  ended: {
    severity: 'reject',
    carc: '4',
    text: 'Modifier {{modifier}} on {{procedure}} ended on {{last}}, before {{date}}.',
    fix: 'Report a modifier that was in force on the date of service.',
  },
  repeated: {
    severity: 'reject',
    carc: '4',
    text: 'Modifier {{modifier}} stands twice on {{procedure}}.',
    fix: 'Keep it once.',
  },
  facilityOnly: {
    severity: 'reject',
    carc: '4',
    text: 'Modifier {{modifier}} on {{procedure}} is for facilities; a practitioner does not report it.',
    fix: 'Remove it. A practitioner reports a discontinued procedure with 53, if the record shows one.',
  },
  practitionerOnly: {
    severity: 'review',
    carc: '4',
    text: 'Modifier {{modifier}} on {{procedure}} is for practitioners; a hospital does not report it.',
    fix: 'Check whether the service is the hospital’s own; a critical access hospital under method II reports it under revenue codes 096x to 098x.',
  },
  newerThanRelease: {
    severity: 'review',
    carc: '4',
    text: '{{modifier}} on {{procedure}} is in no release held, and the newest is older than {{date}}.',
    fix: 'Load the release in force on the date, or check the modifier by hand.',
  },
} as const

/** A modifier that is none, is out of date, or belongs on another kind of claim. */
export const modifierInvalid = defineEdit({
  id: 'modifier-invalid',
  title: 'A modifier that is none, has ended, or is foreign to the claim',
  why: `Modifiers are a code set with dates of its own. A line with an unknown or ended modifier is returned; some belong to
    facilities alone (27, 73, 74), some to practitioners.`,
  source: {
    title:
      'CPT appendix A (numbers and use); HCPCS Level II modifiers; IOM 100-04 chapter 14 section 40 (73 and 74 in surgery centers)',
    url: 'https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['cptModifiers'],
  also: ['hcpcsModifiers'],
  wakes: {
    modifier: (modifier, { cptModifiers, hcpcsModifiers }, claimType) => {
      const cpt = cptModifiers.find(modifier)
      if (cpt) return !cpt[claimType] || { from: cpt.from, through: cpt.through }
      const row = hcpcsModifiers?.find(modifier) ?? -1
      return row < 0 || { from: hcpcsModifiers!.added(row), through: hcpcsModifiers!.terminated(row) }
    },
  },
  notes: [
    'Origin and destination letters of ambulance lines are not judged here but by `modifier-ambulance`.',
    'Level II modifiers need the HCPCS release: without it they are `unchecked`.',
    '73 and 74 are right on the professional claim of a surgery center (place 24, taxonomy 261QA1903X).',
    'Practitioners’ modifiers are right on a method II line (bill type 85x, revenue codes 096x to 098x).',
  ],
  messages,

  check(claim, { cptModifiers, hcpcsModifiers }, report) {
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const { modifiers } = line
      for (let which = 0; which < modifiers.length; which++) {
        const modifier = modifiers[which]!
        if (which === 0 && isPlain(claim, line, modifier, cptModifiers, hcpcsModifiers)) continue
        const place = `lines[${at}].modifiers[${which}]`
        const data = { modifier, procedure: line.procedure ?? line.revenueCode ?? '' }
        if (modifiers.indexOf(modifier) < which) report('repeated', place, data)
        else if (!isAmbulancePair(modifier, line))
          judge(claim, line, place, data, cptModifiers, hcpcsModifiers, report)
      }
    }
  },
})

/** Whether a modifier is in force on the line's days and fits any claim of its type, as nearly all do. */
function isPlain(
  claim: Claim,
  line: Line,
  modifier: string,
  cptModifiers: CptModifiers,
  hcpcsModifiers: CodePeriodTable | undefined,
): boolean {
  const [first, last] = [firstDay(line), lastDay(line)]
  const cpt = cptModifiers.find(modifier)
  if (cpt) return cpt[claim.type] && cpt.from <= first && last <= cpt.through
  const row = hcpcsModifiers?.find(modifier) ?? -1
  return row >= 0 && hcpcsModifiers!.added(row) <= first && last <= hcpcsModifiers!.terminated(row)
}

type Data = {
  readonly modifier: string
  readonly procedure: string
}

function judge(
  claim: Claim,
  line: Line,
  place: string,
  data: Data,
  cptModifiers: CptModifiers,
  hcpcsModifiers: CodePeriodTable | undefined,
  report: Report<keyof typeof messages>,
): void {
  const { modifier } = data
  const [first, last] = [firstDay(line), lastDay(line)]
  const cpt = cptModifiers.find(modifier)
  if (cpt) {
    const cite = cptModifiers.cite(modifier)
    if (first < cpt.from)
      report('notYet', place, { ...data, first: isoDate(cpt.from), date: isoDate(first) }, { cite })
    else if (last > cpt.through)
      report('ended', place, { ...data, last: isoDate(cpt.through), date: isoDate(last) }, { cite })
    else if (
      claim.type === 'professional' &&
      !cpt.professional &&
      !(cpt.surgeryCenter && isSurgeryCenter(claim, line))
    )
      report('facilityOnly', place, data, { cite })
    else if (claim.type === 'institutional' && !cpt.institutional && !isMethodTwo(claim, line))
      report('practitionerOnly', place, data, { cite })
    return
  }
  if (PHYSICAL_STATUS.test(modifier) && claim.type === 'professional') return
  if (/^\d\d$/.test(modifier)) {
    report('unknown', place, data)
    return
  }
  if (!hcpcsModifiers) {
    report.unchecked('no-table', 'No release of hcpcs-modifiers is loaded.', 'hcpcs-modifiers')
    return
  }
  const row = hcpcsModifiers.find(modifier)
  if (row < 0) {
    if (!hcpcsModifiers.complete(last))
      report.unchecked(
        'incomplete-table',
        `Modifier ${modifier} is not in the set that is loaded.`,
        hcpcsModifiers.name,
      )
    else
      report(hcpcsModifiers.holding(last) === 'stale' ? 'newerThanRelease' : 'unknown', place, {
        ...data,
        date: isoDate(last),
      })
    return
  }
  const cite = hcpcsModifiers.cite(row)
  if (first < hcpcsModifiers.added(row))
    report(
      'notYet',
      place,
      { ...data, first: isoDate(hcpcsModifiers.added(row)), date: isoDate(first) },
      { cite },
    )
  else if (last > hcpcsModifiers.terminated(row))
    report(
      'ended',
      place,
      { ...data, last: isoDate(hcpcsModifiers.terminated(row)), date: isoDate(last) },
      { cite },
    )
}

/** CPT's anesthesia physical status modifiers, P1 to P6. Source: CPT anesthesia guidelines. */
const PHYSICAL_STATUS = /^P[1-6]$/

/** Origin and destination letters. Source: IOM 100-04 chapter 15 section 30; 42 CFR 414.605. */
const isAmbulancePair = (modifier: string, { procedure }: Line): boolean =>
  procedure !== undefined && /^A0[0-9]{3}$/.test(procedure) && /^[DEGHIJNPRSX][DEGHIJNPRSX]$/.test(modifier)

/** A practitioner's service of a critical access hospital. Source: IOM 100-04 chapter 4 section 250.2. */
const isMethodTwo = (claim: Claim, { revenueCode }: Line): boolean =>
  billType(claim).startsWith('85') && revenueCode !== undefined && /^09[678]/.test(revenueCode)
