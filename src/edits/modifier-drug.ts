import type { CodeListTable, DrugModifierRules, ProfileTable } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { billType, daysMeet, firstDay, isInpatient, placeOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  both: {
    severity: 'reject',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: '{{drug}} on {{date}} bears JW and JZ: something was discarded, or nothing was.',
    fix: 'If a part was discarded, bill it on a line of its own with JW; if nothing was, keep JZ alone.',
  },
  missing: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    denial: 'missing',
    scope: 'line',
    text: '{{drug}} on {{date}} comes in single-dose containers and bears neither JW nor JZ.',
    fix: 'Report from the record what was discarded: JZ where nothing was, otherwise a second line with JW for that amount.',
  },
  missingUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '16',
    denial: 'missing',
    scope: 'line',
    text: '{{drug}} on {{date}} may have to say by JW or JZ whether a part was discarded.',
    fix: 'Check whether the drug is paid separately here and was taken from a single-dose container; if so, report what was discarded.',
  },
  apart: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: '{{drug}} on {{date}} is billed with JZ beside a line of the same drug with JW.',
    fix: 'Check the record: with a discarded amount on a JW line, the given line bears neither.',
  },
  wasteAlone: {
    severity: 'review',
    group: 'CO',
    carc: '16',
    scope: 'line',
    text: '{{drug}} on {{date}} with JW is a discarded amount without a line for the amount that was given.',
    fix: 'Bill the given amount on a line of its own beside it.',
  },
  exempt: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: '{{modifier}} on {{drug}} on {{date}}: {{reason}} bears neither JW nor JZ.',
    fix: 'Remove it.',
  },
  noDrug: {
    severity: 'deny',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: '{{modifier}} on {{date}} stands on {{drug}}, which is no drug.',
    fix: 'Remove it, or move it to the drug it describes.',
  },
} as const

/** A single-dose drug that does not say whether a part was discarded. */
export const modifierDrug = defineEdit({
  id: 'modifier-drug',
  title: 'A single-dose drug without JW or JZ or with both, or either where none belongs',
  why: `Medicare pays the discarded rest of a single-dose container, and asks its maker to refund part of it. So every
    separately payable drug from one says what was discarded: a line with JW for the amount, or JZ for none. Claims
    that do not are returned.`,
  source: {
    title:
      '42 CFR 414.902 and 414.940; CMS discarded drugs policy and JW and JZ FAQ; IOM 100-04 chapter 17 section 40',
    url: 'https://www.cms.gov/medicare/coverage/discarded-drugs',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['drugModifierRules', 'profile'],
  also: ['drugs'],
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-conflict': 'line' },
  wakes: {
    modifier: (code) => code === 'JW' || code === 'JZ',
    procedure: (code, { drugs }) => mayBeDrug(code) || isSkinSubstitute(code) || (drugs?.has(code) ?? false),
  },
  notes: [
    'Which drugs come in single-dose containers only CMS’s half-yearly list says (`drugs`), which is not complete by its own word: a drug outside it is unchecked, and so is every drug where no list of the day is loaded.',
    'Demanded from 2023-07-01, returned from 2023-10-01: `review` between. In hospitals and surgery centers, where a drug may be packaged, and for suppliers who dispense (from 2024-01-01): `review`.',
    'Skin substitutes: until 2025-12-31 contractors differ (First Coast and Novitas want JW or JZ; where the contractor is not known, `review`); from 2026-01-01 they are a supply without either, as coding pages and summaries of the final rules have it: `review`.',
    'Whether the billing unit covers the whole container, and overfill, cannot be seen on a claim.',
  ],
  messages,

  check(claim, { drugModifierRules, profile, drugs }, report) {
    if (
      isInpatient(claim) &&
      !claim.lines.some((line) => line.modifiers.includes('JW') || line.modifiers.includes('JZ'))
    )
      return
    claim.lines.forEach((line, at) => {
      if (line.procedure !== undefined)
        judge({ claim, rules: drugModifierRules, profile, drugs, report }, line, line.procedure, at)
    })
  },
})

interface DrugContext {
  readonly claim: Claim
  readonly rules: DrugModifierRules
  readonly profile: ProfileTable
  readonly drugs: CodeListTable | undefined
  readonly report: Report<keyof typeof messages>
}

function judge(
  { claim, rules, profile, drugs, report }: DrugContext,
  line: Line,
  drug: string,
  at: number,
): void {
  const day = firstDay(line)
  const [jw, jz] = [line.modifiers.indexOf('JW'), line.modifiers.indexOf('JZ')]
  const which = jw >= 0 ? jw : jz
  if (which < 0 && !mayBeDrug(drug) && !isSkinSubstitute(drug) && !drugs?.has(drug)) return
  const data = { drug, date: isoDate(day) }
  if (which >= 0) {
    const modifier = line.modifiers[which]!
    const place = `lines[${at}].modifiers[${which}]`
    const exempt = exemption(claim, drug, day, rules)
    if (isProcedure(drug)) report('noDrug', place, { ...data, modifier })
    else if (exempt)
      report('exempt', place, { ...data, modifier, reason: exempt.reason }, { cite: rules.cite(exempt.rule) })
    else if (jw >= 0 && jz >= 0) {
      if (rules.on('together', day)) report('both', place, data, { cite: rules.cite('together') })
    } else {
      const twins = claim.lines.flatMap((other, beside) =>
        beside !== at && other.procedure === drug && daysMeet(other, line) ? [beside] : [],
      )
      const wasted = twins.filter((beside) => claim.lines[beside]!.modifiers.includes('JW'))
      if (jz >= 0 && wasted.length > 0)
        report('apart', place, data, { related: wasted, cite: rules.cite('together') })
      else if (jw >= 0 && twins.length === wasted.length) report('wasteAlone', place, data)
    }
    return
  }
  if (!rules.on('required', day) || exemption(claim, drug, day, rules)) return
  const given = claim.lines.some(
    (other) =>
      other !== line && other.procedure === drug && other.modifiers.includes('JW') && daysMeet(other, line),
  )
  if (given) return
  const place = `lines[${at}].modifiers`
  if (isSkinSubstitute(drug)) {
    if (profile.contractor === undefined || WANT_SKIN_SUBSTITUTES.includes(profile.contractor))
      report('missingUnsure', place, data)
    return
  }
  if (!drugs || drugs.holding(day) !== 'held') {
    if (mayBeDrug(drug))
      report.unchecked('no-table', `No list of single-dose drugs of ${data.date} is loaded.`, 'drugs')
    return
  }
  const row = drugs.find(drug, day)
  if (row < 0) {
    if (mayBeDrug(drug))
      report.unchecked(
        'incomplete-table',
        `${drug} is not on the list of single-dose drugs, which is not complete.`,
        'drugs',
      )
    return
  }
  const dispensed = isDispenser(claim.billing?.taxonomy)
  if (dispensed && !rules.on('supplier', day)) return
  const unsure =
    dispensed || claim.type === 'institutional' || placeOf(claim, line) === '24' || !rules.on('returned', day)
  report(unsure ? 'missingUnsure' : 'missing', place, data, { cite: drugs.cite(row) })
}

/** Why neither modifier belongs on the line, undefined where one may. */
function exemption(claim: Claim, drug: string, day: number, rules: DrugModifierRules) {
  if (isVaccine(drug) && rules.on('vaccine', day)) return { rule: 'vaccine', reason: 'a vaccine' } as const
  if (isSkinSubstitute(drug) && rules.on('skin-substitute', day))
    return { rule: 'skin-substitute', reason: 'a skin substitute, paid as a supply,' } as const
  if (isInpatient(claim) && rules.on('inpatient', day))
    return { rule: 'inpatient', reason: 'a drug of an inpatient stay' } as const
  const bill = claim.type === 'institutional' ? billType(claim) : ''
  if ((bill.startsWith('71') || bill.startsWith('77')) && rules.on('clinic', day))
    return {
      rule: 'clinic',
      reason: 'a drug on the claim of a rural health clinic or federally qualified health center',
    } as const
  return undefined
}

/** Contractors that wanted JW or JZ on skin substitutes. */
const WANT_SKIN_SUBSTITUTES = ['first-coast', 'novitas']

/** Drug codes of HCPCS Level II. */
const mayBeDrug = (code: string): boolean =>
  code.startsWith('J') || code.startsWith('Q5') || (code >= 'Q2009' && code <= 'Q2999')

/** Source: HCPCS Level II, skin substitutes Q4100 to Q4399 and A2001 to A2999. */
const isSkinSubstitute = (code: string): boolean =>
  (code >= 'Q4100' && code <= 'Q4399') || (code >= 'A2001' && code <= 'A2999')

/** Source: CPT, vaccines and toxoids 90476 to 90759 and COVID-19 vaccines 913xx; HCPCS influenza vaccines Q2034 to Q2039. */
const isVaccine = (code: string): boolean =>
  (code >= '90476' && code <= '90759') ||
  (code >= '91300' && code <= '91399') ||
  (code >= 'Q2034' && code <= 'Q2039')

/** A CPT code that is neither vaccine nor immune globulin (90281 to 90399). */
const isProcedure = (code: string): boolean => {
  const first = code.charCodeAt(0)
  return first >= 48 && first <= 57 && !isVaccine(code) && !(code >= '90281' && code <= '90399')
}

/** Suppliers and pharmacies, who dispense and do not give. Source: NUCC taxonomy code set, 332 and 333. */
const isDispenser = (taxonomy: string | undefined): boolean =>
  taxonomy !== undefined && (taxonomy.startsWith('332') || taxonomy.startsWith('333'))
