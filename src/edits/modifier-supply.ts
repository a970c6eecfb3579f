import type { HcpcsTable, ProfileTable, SupplyPrices } from '../codesets/tables.ts'
import type { Line } from '../model/claim.ts'
import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { matchesCodes } from '../model/profile.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  termsMissing: {
    severity: 'reject',
    group: 'CO',
    carc: '4',
    denial: 'required modifier missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} ({{category}}) bears none of {{needs}}.',
    fix: 'Report whether it was new (NU), used (UE) or rented (RR), as the delivery record has it.',
  },
  termsUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    denial: 'required modifier missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} ({{category}}) bears none of {{needs}}, as its price category usually asks.',
    fix: 'Check the contractor’s article on the item, and report whether it was new, used or rented.',
  },
  monthMissing: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    denial: 'required modifier missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} is a capped rental with RR and none of KH, KI and KJ.',
    fix: 'Report the month of the rental: KH the first, KI the second and third, KJ the fourth to thirteenth.',
  },
  sideMissing: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    denial: 'required modifier missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} is for a limb and bears neither LT nor RT.',
    fix: 'Report the side the item was fitted to, LT and RT on two lines where it was both.',
  },
  coverageMissing: {
    severity: 'reject',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: '{{procedure}} on {{date}} bears none of KX, GA, GY and GZ, one of which this payer demands.',
    fix: 'Report KX only if the record meets the payer’s coverage rules; GA, GY or GZ say that it does not.',
  },
} as const

/** Equipment without the modifiers that its price category asks for. */
export const modifierSupply = defineEdit({
  id: 'modifier-supply',
  title: 'Equipment or a limb item without the modifiers that its price category asks for',
  why: `Medicare prices equipment by how it is provided: bought new or used, or rented and in which month; limb items by
    side. A line that does not say it cannot be priced and is returned. For some items the supplier also attests by a
    modifier whether the coverage rules are met.`,
  source: {
    title: 'IOM 100-04 chapter 20 sections 30 and 130; HCPCS Level II pricing indicators',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c20.pdf',
  },
  claimTypes: ['professional'],
  authority: 'medicare',
  tables: ['hcpcs', 'supplyPrices', 'profile'],
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: {
    procedure: (code, { hcpcs, supplyPrices, profile }) =>
      priceOf(code, hcpcs, supplyPrices) !== undefined || isListed(code, profile),
  },
  notes: [
    'Supplies and accessories among the A codes are `review`: contractors’ articles differ.',
    'An item with several pricing indicators may bear the modifiers of any of them.',
    'Capped rentals, oxygen, customised items and limb sides rest on what is known of the contractors’ practice: `review`.',
    'Limb items are L1810 to L3999 and L5000 to L7499 with pricing indicator 38.',
    'Oxygen contents (E0441 to E0444, E0447) bear no RR. A line with GY is not judged.',
    'Items for which KX, GA, GY or GZ is demanded are those of the payer’s profile.',
  ],
  messages,

  check(claim, { hcpcs, supplyPrices, profile }, report) {
    claim.lines.forEach((line, at) => judge(line, at, hcpcs, supplyPrices, profile, report))
  },
})

const CAPPED = 36
const LIMBS = 38

function judge(
  line: Line,
  at: number,
  hcpcs: HcpcsTable,
  supplyPrices: SupplyPrices,
  profile: ProfileTable,
  report: Report<keyof typeof messages>,
): void {
  const { procedure, modifiers } = line
  if (procedure === undefined) return
  const place = `lines[${at}].modifiers`
  const day = firstDay(line)
  const data = { procedure, date: isoDate(day) }
  const has = (...any: readonly string[]): boolean => any.some((modifier) => modifiers.includes(modifier))
  if (isListed(procedure, profile) && !has('KX', 'GA', 'GY', 'GZ')) report('coverageMissing', place, data)

  const price = priceOf(procedure, hcpcs, supplyPrices)
  if (!price || has('GY') || !isInForce(procedure, day, hcpcs)) return
  const cite = supplyPrices.cite(price.indicator)
  if (price.indicator === LIMBS) {
    if (isLimb(procedure) && !has('LT', 'RT', '50')) report('sideMissing', place, data, { cite })
  } else if (!has(...price.accepted)) {
    const message = price.certain ? 'termsMissing' : 'termsUnsure'
    report(message, place, { ...data, category: price.category, needs: price.accepted.join(', ') }, { cite })
  } else if (price.indicator === CAPPED && has('RR') && !has('KH', 'KI', 'KJ'))
    report('monthMissing', place, data, { cite })
}

/** Profiles list few items; most lists are empty. */
const isListed = (procedure: string, { supplies }: ProfileTable): boolean =>
  supplies.length > 0 && supplies.some(({ codes }) => matchesCodes(codes, procedure))

/** What the item's pricing indicators ask for, undefined where they ask for nothing. */
function priceOf(procedure: string, hcpcs: HcpcsTable, supplyPrices: SupplyPrices) {
  const row = hcpcs.find(procedure)
  if (row < 0 || isOxygenContents(procedure)) return undefined
  const asking = hcpcs.prices(row).flatMap((indicator) => {
    const price = supplyPrices.find(indicator)
    return price && (price.needs.length > 0 || indicator === LIMBS) ? [{ indicator, ...price }] : []
  })
  const first = asking.find(({ indicator }) => indicator !== LIMBS) ?? asking[0]
  if (!first) return undefined
  const needs = new Set(asking.flatMap((price) => price.needs))
  // Power wheelchairs and other complex items of the capped category may be bought.
  if (asking.some(({ indicator }) => indicator === CAPPED))
    for (const bought of ['NU', 'UE']) needs.add(bought)
  return {
    indicator: first.indicator,
    category: first.category,
    accepted: [...needs],
    certain: asking.every(({ certain }) => certain === 'high') && !procedure.startsWith('A'),
  }
}

/** Whether the code is in force on the day: what the file says of its price holds for its own days alone. */
function isInForce(procedure: string, day: number, hcpcs: HcpcsTable): boolean {
  const row = hcpcs.find(procedure)
  return hcpcs.added(row) <= day && day <= hcpcs.terminated(row)
}

const isOxygenContents = (procedure: string): boolean =>
  (procedure >= 'E0441' && procedure <= 'E0444') || procedure === 'E0447'

const isLimb = (procedure: string): boolean =>
  (procedure >= 'L1810' && procedure <= 'L3999') || (procedure >= 'L5000' && procedure <= 'L7499')
