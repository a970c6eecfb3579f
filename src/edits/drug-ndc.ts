import type { Line } from '../model/claim.ts'
import { firstDay, isInpatient } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  missing: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    rarc: 'M119',
    denial: 'missing or invalid',
    scope: 'line',
    text: '{{procedure}} on {{date}} is a drug without its national drug code.',
    fix: 'Report the national drug code of the package that was used, with unit and quantity.',
  },
  missingUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '16',
    rarc: 'M119',
    denial: 'missing or invalid',
    scope: 'line',
    text: '{{procedure}} on {{date}} may be a drug for which this payer asks the national drug code.',
    fix: 'If it is a drug and not a device or part of another payment, report its national drug code, unit and quantity.',
  },
  unitMissing: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    rarc: 'M119',
    denial: 'missing or invalid',
    scope: 'line',
    text: '{{procedure}} on {{date}} has a national drug code and no {{absent}}.',
    fix: 'Report the unit (UN, ML, GR, F2 or ME) and the quantity that was given, counted in that unit.',
  },
  unitUnknown: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    rarc: 'M119',
    denial: 'missing or invalid',
    scope: 'line',
    text: '{{procedure}} on {{date}} has a drug unit that is none of UN, ML, GR, F2 and ME.',
    fix: 'Report the quantity in one of those units.',
  },
  invalid: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    rarc: 'M119',
    denial: 'missing or invalid',
    scope: 'line',
    text: '{{procedure}} on {{date}} has a national drug code that cannot be one: it takes eleven digits.',
    fix: 'Copy the code from the package, in the form of five, four and two digits.',
  },
  tenDigits: {
    severity: 'review',
    group: 'CO',
    carc: '16',
    rarc: 'M119',
    denial: 'missing or invalid',
    scope: 'line',
    text: '{{procedure}} on {{date}} has a national drug code of ten digits, in which the missing zero cannot be placed.',
    fix: 'Look at the package: its hyphens show which part takes the zero.',
  },
  hyphens: {
    severity: 'review',
    group: 'CO',
    carc: '16',
    rarc: 'M119',
    denial: 'missing or invalid',
    scope: 'line',
    text: '{{procedure}} on {{date}} has a national drug code written with hyphens; as eleven digits it is {{digits}}.',
    fix: 'Report {{digits}}.',
  },
} as const

/** A drug without a national drug code, or with one that cannot be. */
export const drugNdc = defineEdit({
  id: 'drug-ndc',
  title: 'A drug without national drug code, unit or quantity, or with a code that cannot be one',
  why: `Medicaid collects rebates by national drug code, so every drug that a provider gives is billed with it, its unit
    and quantity; some other payers ask the same. The 837 takes eleven digits without hyphens.`,
  source: {
    title: '42 CFR 447.520; ASC X12N 005010X222A1 loop 2410 LIN and CTP; 21 CFR 207.33',
    url: 'https://www.ecfr.gov/current/title-42/section-447.520',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['profile'],
  yieldsTo: { 'procedure-invalid': 'line' },
  notes: [
    'Who asks the code is said by the payer’s profile (`drugCodes`); Medicaid does. A code that is there is judged for every payer.',
    'Vaccines are exempt, and viscosupplements, which are devices. Hospitals’ outpatient drugs, implants, blood products and other Q and S codes are `review`.',
    'Ten digits without hyphens are ambiguous: the zero is never placed by guess.',
  ],
  messages,

  check(claim, { profile }, report) {
    const demanded = profile.drugCodes === 'demanded' && !isInpatient(claim)
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      if (line.ndc !== undefined) judge(line, line.ndc.trim(), at, demanded, report)
      else if (demanded && line.procedure !== undefined) {
        const kind = drugKind(line.procedure)
        if (kind === 'none') continue
        const message = kind === 'drug' && claim.type === 'professional' ? 'missing' : 'missingUnsure'
        report(message, `lines[${at}].ndc`, { procedure: line.procedure, date: isoDate(firstDay(line)) })
      }
    }
  },
})

/** Units of a drug quantity. Source: ASC X12N 005010X222A1, loop 2410 CTP05-1. */
const UNITS: ReadonlySet<string> = new Set(['UN', 'ML', 'GR', 'F2', 'ME'])

function judge(
  line: Line,
  ndc: string,
  at: number,
  demanded: boolean,
  report: Report<keyof typeof messages>,
): void {
  const data = { procedure: line.procedure ?? line.revenueCode ?? '', date: isoDate(firstDay(line)) }
  const place = `lines[${at}].ndc`
  if (/^\d{11}$/.test(ndc)) {
    if (/^0+$/.test(ndc)) report('invalid', place, data)
  } else if (/^\d{10}$/.test(ndc)) report('tenDigits', place, data)
  else {
    const digits = normalised(ndc)
    if (digits === undefined) report('invalid', place, data)
    else report('hyphens', place, { ...data, digits })
  }
  if (line.ndcUnit !== undefined && !UNITS.has(line.ndcUnit)) report('unitUnknown', place, data)
  else if (demanded) {
    const quantity = line.ndcQuantity !== undefined && line.ndcQuantity > 0
    const absent = [...(line.ndcUnit === undefined ? ['unit'] : []), ...(quantity ? [] : ['quantity'])].join(
      ' and ',
    )
    if (absent !== '') report('unitMissing', place, { ...data, absent })
  }
}

/** Eleven digits from a hyphenated code: the hyphens show which part lacks a zero. Source: 21 CFR 207.33 (4-4-2, 5-3-2, 5-4-1). */
function normalised(ndc: string): string | undefined {
  const parts = /^(\d{4,5})-(\d{3,4})-(\d{1,2})$/.exec(ndc)
  if (!parts || ndc.length < 12) return undefined
  return parts[1]!.padStart(5, '0') + parts[2]!.padStart(4, '0') + parts[3]!.padStart(2, '0')
}

/**
 * What a code is to Medicaid's rule. Source: HCPCS Level II, drugs J0120 to J9999 and biosimilars Q51xx; viscosupplements
 * J7318 and J7320 to J7333 are devices.
 */
function drugKind(code: string): 'drug' | 'perhaps' | 'none' {
  if (code.startsWith('J')) {
    if (code === 'J7318' || (code >= 'J7320' && code <= 'J7333')) return 'none'
    return code >= 'J7000' && code < 'J8000' ? 'perhaps' : 'drug'
  }
  if (code >= 'Q5101' && code <= 'Q5199') return 'drug'
  if ((code >= '90281' && code <= '90399') || code === 'Q0138' || code === 'Q0139') return 'perhaps'
  return (code >= 'Q2009' && code <= 'Q2028') || (code >= 'Q2040' && code <= 'Q2999') || /^S01/.test(code)
    ? 'perhaps'
    : 'none'
}
