import type { AmbulanceCodes, AmbulanceKind } from '../codesets/tables.ts'
import type { Claim } from '../model/claim.ts'
import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** Ambulance mileage that does not fit the trip it belongs to. */
export const ambulanceMileage = defineEdit({
  id: 'ambulance-mileage',
  title: 'Ambulance mileage without its base rate, of another kind than it, or without a pick-up ZIP code',
  why: `Mileage is paid only as part of a transport: on one claim with its base rate, ground miles with a ground base and
    air miles with an air base. The ZIP code where the patient was picked up decides the rate, so a claim without it
    cannot be priced and is returned.`,
  source: {
    title: 'IOM 100-04 chapter 15 sections 20.1.5, 20.2 and 30; 42 CFR 414.610',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c15.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'government',
  tables: ['ambulanceCodes'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code, { ambulanceCodes }) => ambulanceCodes.kind(code) !== undefined },
  notes: [
    'Bases that other payers take (A0021 to A0225, T2001 to T2007, S9960, S9961) count as a base of either kind.',
    'On institutional claims the ZIP code is value code A0, which `companion-code-missing` looks at.',
    'QL on the base rate: Medicare pays no mileage for a patient who was pronounced dead before the transport.',
  ],
  messages: {
    baseMissing: {
      severity: 'reject',
      group: 'CO',
      carc: '16',
      scope: 'line',
      text: '{{procedure}} on {{date}} is ambulance mileage, and no base rate is on the claim.',
      fix: 'Bill the base rate of the transport on the same claim.',
    },
    otherKind: {
      severity: 'reject',
      group: 'CO',
      carc: '16',
      scope: 'line',
      text: '{{procedure}} on {{date}} is {{mileage}} mileage, and the base rate on the claim is {{base}}.',
      fix: 'Check how the patient was carried, and correct the base rate or the mileage.',
    },
    noTransport: {
      severity: 'deny',
      group: 'CO',
      carc: '96',
      scope: 'line',
      text: '{{procedure}} on {{date}} is mileage beside a base rate with QL, for which no mileage is paid.',
      fix: 'Remove the mileage, or QL if the patient was carried alive.',
    },
    zipMissing: {
      severity: 'reject',
      group: 'CO',
      carc: '16',
      scope: 'claim',
      text: 'The claim has the ambulance service {{procedure}} on {{date}} and no ZIP code of the pick-up.',
      fix: 'Report the ZIP code where the patient was picked up (837 loop 2310E, CMS-1500 box 23).',
    },
  },

  check(claim, { ambulanceCodes }, report) {
    if (claim.type === 'professional' && claim.pickupZip === undefined) {
      const line = claim.lines.find(
        ({ procedure }) => procedure !== undefined && ambulanceCodes.kind(procedure) !== undefined,
      )
      if (line)
        report('zipMissing', 'pickupZip', { procedure: line.procedure!, date: isoDate(firstDay(line)) })
    }
    claim.lines.forEach((line, at) => {
      const kind = line.procedure === undefined ? undefined : ambulanceCodes.kind(line.procedure)
      if (line.procedure === undefined || kind === undefined || !kind.startsWith('mileage')) return
      const bases = basesOf(claim, firstDay(line), ambulanceCodes)
      const place = `lines[${at}].procedure`
      const data = { procedure: line.procedure, date: isoDate(firstDay(line)), mileage: craft(kind) }
      if (bases.length === 0) {
        report('baseMissing', place, data, { cite: ambulanceCodes.cite(line.procedure) })
        return
      }
      const fitting = bases.filter(
        ({ procedure }) => procedure === undefined || craftOf(procedure, ambulanceCodes) === craft(kind),
      )
      if (fitting.length === 0) {
        const base = craftOf(bases[0]!.procedure!, ambulanceCodes)
        report(
          'otherKind',
          place,
          { ...data, base },
          { related: bases.map((one) => one.at), cite: ambulanceCodes.cite(line.procedure) },
        )
      } else if (fitting.every(({ dead }) => dead))
        report('noTransport', place, data, { related: fitting.map((one) => one.at) })
    })
  },
})

interface Base {
  readonly at: number
  /** Undefined where the code does not tell ground from air. */
  readonly procedure: string | undefined
  readonly dead: boolean
}

/** Base rates of the day, else all of the claim: a trip over midnight has its miles on either day. */
function basesOf(claim: Claim, day: number, codes: AmbulanceCodes): readonly Base[] {
  const all = claim.lines.flatMap((line, at) => {
    const { procedure } = line
    if (procedure === undefined) return []
    const medicares = codes.kind(procedure)?.startsWith('base') ?? false
    if (!medicares && !isOtherBase(procedure)) return []
    return [
      {
        at,
        procedure: medicares ? procedure : undefined,
        dead: line.modifiers.includes('QL'),
        day: firstDay(line),
      },
    ]
  })
  const sameDay = all.filter((base) => base.day === day)
  return sameDay.length > 0 ? sameDay : all
}

/** Transport by other than Medicare's codes. Source: HCPCS Level II, transportation services. */
const isOtherBase = (procedure: string): boolean =>
  (procedure >= 'A0021' && procedure <= 'A0225') ||
  (procedure >= 'T2001' && procedure <= 'T2007') ||
  procedure === 'S9960' ||
  procedure === 'S9961'

type Craft = 'ground' | 'fixed wing' | 'rotary wing'

const craft = (kind: AmbulanceKind): Craft =>
  kind.endsWith('fixed wing') ? 'fixed wing' : kind.endsWith('rotary') ? 'rotary wing' : 'ground'

/** A0430 is by airplane, A0431 by helicopter; every other base is on the ground or water. */
const craftOf = (procedure: string, codes: AmbulanceCodes): Craft =>
  codes.kind(procedure) === 'base' ? 'ground' : procedure === 'A0430' ? 'fixed wing' : 'rotary wing'
