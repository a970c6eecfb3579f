import type { CodeListTable, TelehealthPeriods, TelehealthRules } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { firstDay, isMethodTwo, placeOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  several: {
    severity: 'deny',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: '{{procedure}} on {{date}} bears {{modifiers}}: a service was given one way.',
    fix: 'Keep the modifier that says how the patient was seen: 95 by video, 93 by sound alone.',
  },
  audioPlace: {
    severity: 'deny',
    group: 'CO',
    carc: '5',
    rarc: 'M77',
    denial: 'place',
    scope: 'line',
    text: '93 on {{procedure}} on {{date}} in place {{place}}: an audio-only service is in place 02 or 10.',
    fix: 'Report place 10 where the patient was at home, 02 elsewhere; remove 93 if the patient was seen in person.',
  },
  videoPlace: {
    severity: 'review',
    group: 'CO',
    carc: '5',
    rarc: 'M77',
    denial: 'place',
    scope: 'line',
    text: '95 on {{procedure}} on {{date}} in place {{place}}: since 2024 Medicare asks place 02 or 10 for telehealth.',
    fix: 'Report place 10 where the patient was at home, 02 elsewhere; 95 with another place is for a clinician in a hospital.',
  },
  modeInCode: {
    severity: 'deny',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: '{{modifiers}} on {{procedure}} on {{date}}, whose own words say the mode.',
    fix: 'Remove the modifier.',
  },
  notMedicares: {
    severity: 'deny',
    group: 'CO',
    carc: '16',
    rarc: 'M51',
    scope: 'line',
    text: '{{procedure}} on {{date}} is not valid for Medicare.',
    fix: 'Report the visit of the level that the record supports, with place 02 or 10 and, for sound alone, 93.',
  },
  ended: {
    severity: 'deny',
    group: 'CO',
    carc: '16',
    rarc: 'M51',
    scope: 'line',
    text: '{{procedure}} ended on {{last}}, before {{date}}.',
    fix: 'Report the code in force on the date that the record supports.',
  },
  communication: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: '{{procedure}} on {{date}} is no telehealth service: it bears neither 93 nor 95 and is in its usual place.',
    fix: 'Remove the modifier, and report the place where the practitioner works.',
  },
  originatingHome: {
    severity: 'deny',
    group: 'CO',
    carc: '5',
    rarc: 'M77',
    scope: 'line',
    text: '{{procedure}} on {{date}} in place 10: no fee is paid for a site where the patient is at home.',
    fix: 'Remove the line, or correct the place if the patient was in a facility.',
  },
  criticalAccessOnly: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: 'GT on {{procedure}} on {{date}}: since 2018 only critical access hospitals under method II report it.',
    fix: 'Remove GT.',
  },
  storeAndForward: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: 'GQ on {{procedure}} on {{date}}: it is for store-and-forward demonstrations in Alaska and Hawaii alone.',
    fix: 'Check that the service was of such a demonstration; an audio-only service bears 93.',
  },
  notListed: {
    severity: 'deny',
    group: 'CO',
    carc: '96',
    denial: 'not on the list',
    scope: 'line',
    text: '{{procedure}} on {{date}} is billed as telehealth and is not on the list of the year.',
    fix: 'Check how the patient was seen. If in person, correct the place and modifier; otherwise Medicare does not pay it.',
  },
  afterPeriods: {
    severity: 'review',
    group: 'CO',
    carc: '96',
    scope: 'line',
    text: '{{procedure}} on {{date}} is telehealth at home or by sound alone, which the laws known allow through {{last}}.',
    fix: 'Check whether a later law extends it.',
  },
} as const

/** Telehealth with a place, code or date that does not fit. */
export const modifierTelehealth = defineEdit({
  id: 'modifier-telehealth',
  title: 'Telehealth with a place, modifier, code or date that does not fit',
  why: `Medicare pays telehealth for the services of a yearly list, in place 10 where the patient is at home and 02
    elsewhere, with 93 where there was sound alone, and at home only as long as a law allows. Other combinations are
    denied or paid at the wrong rate.`,
  source: {
    title: '42 CFR 410.78; IOM 100-04 chapter 12 section 190; CMS telehealth FAQ; CR 10152 (GT)',
    url: 'https://www.cms.gov/medicare/coverage/telehealth',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['telehealthRules', 'telehealthPeriods'],
  also: ['telehealth'],
  wakes: {
    procedure: (code, { telehealthRules }) => telehealthRules.has(code),
    modifier: (modifier) => isMode(modifier),
    place: (place) => isAfar(place),
  },
  yieldsTo: { 'procedure-invalid': 'line', 'procedure-status': 'line', 'modifier-conflict': 'line' },
  notes: [
    'Whether a service is on the list of its calendar year is unchecked where the list of that year is not loaded (`telehealth`).',
    '95 is no finding in places 19, 21, 22 and 23: a clinician in a hospital with the patient at home may bear it.',
    'Behavioural health at home is permanent: 90785 to 90899 and 96156 to 96171 are no finding after the periods.',
    'Telehealth in Medicare’s older form (before 2020-03-06) and services before 2024 with the in-person place are not judged by place.',
    'On institutional claims only GT, GQ, pairs of modifiers and ended codes are looked at.',
  ],
  messages,

  check(claim, tables, report) {
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const place = placeOf(claim, line)
      if (
        line.procedure !== undefined &&
        ((place !== undefined && isAfar(place)) ||
          line.modifiers.some(isMode) ||
          tables.telehealthRules.has(line.procedure))
      )
        judge(claim, line, line.procedure, at, place, tables, report)
    }
  },
})

interface TelehealthTables {
  readonly telehealthRules: TelehealthRules
  readonly telehealthPeriods: TelehealthPeriods
  readonly telehealth?: CodeListTable
}

/** Since this day Medicare asks place 02 or 10, the emergency's in-person places being over. Source: CMS telehealth FAQ. */
const PLACES_FROM = 20240101
/** Source: CMS CR 10152. */
const GT_ENDED_FROM = 20180101
/** Before this day telehealth had rules of its own. */
const EMERGENCY_FROM = 20200306

function judge(
  claim: Claim,
  line: Line,
  procedure: string,
  at: number,
  place: string | undefined,
  { telehealthRules, telehealthPeriods, telehealth }: TelehealthTables,
  report: Report<keyof typeof messages>,
): void {
  const day = firstDay(line)
  const modes = line.modifiers.filter(isMode)
  const data = { procedure, date: isoDate(day), place: place ?? '', modifiers: modes.join(' ') }
  const path = `lines[${at}].procedure`
  const onModifier = (message: keyof typeof messages, modifier: string): void =>
    report(message, `lines[${at}].modifiers[${line.modifiers.indexOf(modifier)}]`, data)

  const kind = telehealthRules.kind(procedure, day)
  const cite = kind && telehealthRules.cite(procedure)
  if (kind === 'ended') {
    report('ended', path, { ...data, last: isoDate(telehealthRules.lastDay(procedure)) }, { cite: cite! })
    return
  }
  if (new Set(modes).size > 1) onModifier('several', modes[1]!)
  if (modes.includes('GQ')) onModifier('storeAndForward', 'GQ')
  if (modes.includes('GT') && day >= GT_ENDED_FROM && !isMethodTwo(claim, line))
    onModifier('criticalAccessOnly', 'GT')
  if (claim.type === 'institutional') return

  const bySound = modes.includes('93')
  const byVideo = modes.includes('95')
  const afar = place !== undefined && isAfar(place)
  if (kind === 'not-valid') report('notMedicares', path, data, { cite: cite! })
  if (kind === 'not-valid' || kind === 'brief') {
    if (bySound || byVideo) onModifier('modeInCode', bySound ? '93' : '95')
    return
  }
  if (kind === 'communication') {
    if (afar || bySound || byVideo) report('communication', path, data, { cite: cite! })
    return
  }
  if (kind === 'originating-site') {
    if (place === '10') report('originatingHome', path, data, { cite: cite! })
    return
  }
  if (!afar && !bySound && !byVideo) return
  if (place === undefined) {
    report.unchecked('missing-field', 'Not answered: a line with 93 or 95 has no place of service.')
    return
  }
  if (!afar && day >= PLACES_FROM) {
    if (bySound) onModifier('audioPlace', '93')
    else if (!HOSPITALS.includes(place)) onModifier('videoPlace', '95')
    return
  }
  if (day < EMERGENCY_FROM) return
  if ((place === '10' || bySound) && !telehealthPeriods.allowed(day) && !isBehavioural(procedure))
    report('afterPeriods', path, { ...data, last: isoDate(telehealthPeriods.last) })
  judgeListed(procedure, day, telehealth, path, data, report)
}

function judgeListed(
  procedure: string,
  day: number,
  telehealth: CodeListTable | undefined,
  path: string,
  data: { readonly procedure: string; readonly date: string },
  report: Report<keyof typeof messages>,
): void {
  const year = Math.floor(day / 10000)
  if (!telehealth || telehealth.holding(day) !== 'held')
    report.unchecked('no-table', `No list of telehealth services of ${year} is loaded.`, 'telehealth')
  else if (telehealth.find(procedure, day) >= 0) return
  else if (telehealth.complete(day)) report('notListed', path, data)
  else
    report.unchecked(
      'incomplete-table',
      `${procedure} is not in the part of the list that is loaded.`,
      'telehealth',
    )
}

const isAfar = (place: string): boolean => place === '02' || place === '10'

const isMode = (modifier: string): boolean =>
  modifier === '93' || modifier === '95' || modifier === 'GT' || modifier === 'GQ'

const HOSPITALS = ['19', '21', '22', '23']

/** Psychiatry and health behaviour services. Source: CPT sections; section 1834(m)(7) of the Social Security Act. */
const isBehavioural = (procedure: string): boolean =>
  (procedure >= '90785' && procedure <= '90899') || (procedure >= '96156' && procedure <= '96171')
