import type { FeeScheduleTable, OrderingRule, OrderingRules } from '../codesets/tables.ts'
import type { Claim, Line, Provider } from '../model/claim.ts'
import { billType, firstDay, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  missing: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    denial: 'missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} ({{group}}) does not name the practitioner who ordered it.',
    fix: 'Name the person who ordered the service, with that person’s NPI; where the practitioner who bills ordered it, name that one.',
  },
  referringMissing: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    rarc: 'N286',
    text: '{{procedure}} on {{date}} ({{group}}) does not name the practitioner who certified the plan of care.',
    fix: 'Name the physician or practitioner who certified the plan as the referring one, with that person’s NPI.',
  },
  certifyingMissing: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    rarc: 'N253',
    text: 'The home health bill does not name the practitioner who certified the plan of care.',
    fix: 'Name the certifying physician or practitioner as the attending one, with that person’s NPI.',
  },
  advised: {
    severity: 'note',
    text: '{{procedure}} on {{date}} ({{group}}) names nobody who ordered or referred; most Medicare contractors ask for it.',
    fix: 'Name the person who ordered the service or referred the patient, with that person’s NPI.',
  },
  mayNotOrder: {
    severity: 'deny',
    group: 'CO',
    carc: '183',
    denial: 'may not order',
    scope: 'line',
    text: '{{procedure}} on {{date}} ({{group}}) is ordered by a chiropractor, whose orders Medicare does not take.',
    fix: 'Name the physician or practitioner who ordered the service. If nobody else did, Medicare does not pay it.',
  },
  kindUnclear: {
    severity: 'review',
    group: 'CO',
    carc: '183',
    denial: 'may not order',
    scope: 'line',
    text: '{{procedure}} on {{date}} ({{group}}): the taxonomy of the one who ordered it is of no kind that may order for Medicare.',
    fix: 'Check who ordered the service and name that person: a physician, dentist, podiatrist, optometrist, physician assistant, nurse practitioner or specialist, midwife, psychologist or social worker.',
  },
  groupNamed: {
    severity: 'review',
    group: 'CO',
    carc: '16',
    rarc: 'N265',
    scope: 'line',
    text: '{{procedure}} on {{date}} ({{group}}): the NPI of the one who ordered it is that of the billing group.',
    fix: 'Name the person who ordered the service with the NPI of that person.',
  },
} as const

/** GN, GO and GP mark therapy under a plan of care. */
const isTherapyModifier = (code: string): boolean => code === 'GN' || code === 'GO' || code === 'GP'

/** A service that must say who ordered it. */
export const providerOrdering = defineEdit({
  id: 'provider-ordering',
  title: 'No practitioner named who ordered or referred, or one who may not',
  why: `Medicare pays laboratory tests, imaging, equipment, therapy and home health only where a practitioner ordered them who
    may order for Medicare patients. The claim names that person with an NPI, even where it is the one who bills; without
    it the claim is returned.`,
  source: {
    title:
      '42 CFR 424.507; IOM 100-04 chapter 26 section 10.4 item 17; IOM 100-08 chapter 15 (who may order); MLN SE1305',
    url: 'https://www.ecfr.gov/current/title-42/section-424.507',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['orderingRules'],
  also: ['feeSchedule'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: {
    procedure: (code, { orderingRules }) => orderingRules.of(code).length > 0 && !isApart(code),
    modifier: isTherapyModifier,
    revenueCode: () => true,
  },
  notes: [
    'An ordering practitioner on the line or the claim counts, and a referring one as well: the paper form has one box for both.',
    'An NPI that fails its check digit is a finding of claim-identifiers, whoever it belongs to.',
    'Whether the person is enrolled, or has opted out, is in Medicare’s registry (PECOS) and not on the claim.',
    'Imaging that guides a procedure, radiation treatment and screening mammograms, which need no order, are not asked about; nor are radiopharmaceuticals, interpretations of laboratory tests (26), nor lines with GY.',
    'Equipment is judged on claims of suppliers; what a practitioner supplies is a `note`. So are interpretations, tests outside the laboratory and nutrition training, where contractors differ.',
    'The kind of the practitioner is judged only where the claim gives a taxonomy, which the 837P does not.',
  ],
  messages,

  check(claim, { orderingRules, feeSchedule }, report) {
    if (claim.type === 'institutional') {
      if (orderingRules.homeHealth && billType(claim).startsWith('32') && !isNamed(claim.attending))
        report('certifyingMissing', 'attending', {}, { cite: orderingRules.cite(orderingRules.homeHealth) })
      return
    }
    let named = false
    const { lines } = claim
    const ofClaim = isNamed(claim.ordering) ? claim.ordering : claim.referring
    const isClaimNamed = isNamed(ofClaim)
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const rule = ruleOf(line, orderingRules, feeSchedule, report)
      if (!rule) continue
      const isLineNamed = isNamed(line.ordering)
      const by = isLineNamed ? line.ordering : ofClaim
      const isByNamed = isLineNamed || isClaimNamed
      named ||= isByNamed
      const message = isByNamed ? faultOf(claim, line, by!, rule) : lackOf(claim, rule)
      if (message === undefined) continue
      const data = { procedure: line.procedure!, date: isoDate(firstDay(line)), group: rule.group }
      const cite = orderingRules.cite(rule)
      if (message === 'referringMissing') report(message, 'referring', data, { cite, related: [at] })
      else report(message, `lines[${at}].ordering`, data, { cite })
    }
    if (named)
      report.unchecked(
        'outside-claim',
        'Whether the practitioner who ordered is enrolled with Medicare is in its registry (PECOS).',
      )
  },
})

/** What is said where nobody is named. */
const lackOf = (claim: Claim, rule: OrderingRule): 'advised' | 'referringMissing' | 'missing' =>
  !rule.sure || (rule.equipment && !isSupplier(claim))
    ? 'advised'
    : rule.role === 'referring'
      ? 'referringMissing'
      : 'missing'

const isNamed = (provider: Provider | undefined): provider is Provider =>
  provider?.npi !== undefined && (provider.npi.charCodeAt(0) > 32 || provider.npi.trim() !== '')

/** Suppliers of equipment and of prosthetics and orthotics. Source: NUCC taxonomy code set. */
const isSupplier = ({ billing }: Claim): boolean => /^(332|335E)/.test(billing?.taxonomy ?? '')

/**
 * Codes inside the ranges of the table that nobody orders apart, in order: ultrasound, fluoroscopy, CT and MR guidance of a
 * procedure; radiation oncology and nuclear therapy; screening mammograms; radiopharmaceuticals and contrast.
 * Source: CPT sections of radiology; IOM 100-04 chapter 18 section 20 (no order needed for a screening mammogram).
 */
const apart = [
  ['76932', '76965'],
  ['76998', '76998'],
  ['77001', '77003'],
  ['77011', '77014'],
  ['77021', '77022'],
  ['77063', '77063'],
  ['77067', '77067'],
  ['77261', '77799'],
  ['79005', '79999'],
  ['A9500', 'A9800'],
] as const

function isApart(procedure: string): boolean {
  if (!procedure.startsWith('7') && !procedure.startsWith('A')) return false
  for (const range of apart) {
    if (procedure < range[0]) return false
    if (procedure <= range[1]) return true
  }
  return false
}

/** The gravest rule that asks for a name on this line. */
function ruleOf(
  line: Line,
  rules: OrderingRules,
  feeSchedule: FeeScheduleTable | undefined,
  report: Report<keyof typeof messages>,
): OrderingRule | undefined {
  const { procedure, modifiers } = line
  if (procedure === undefined) return undefined
  const about = rules.of(procedure)
  if (about.length === 0 && modifiers.length === 0) return undefined
  if (modifiers.length > 0) {
    if (modifiers.includes('GY')) return undefined
    if (rules.therapy && modifiers.some(isTherapyModifier)) return rules.therapy
  }
  if (about.length === 0 || isApart(procedure)) return undefined
  // Laboratory tests, the most, are told apart by their modifiers alone.
  const reading = modifiers.length > 0 && modifiers.includes('26')
  const only = about[0]
  if (about.length === 1 && only!.part === 'any')
    return only!.role === 'ordering' && reading ? undefined : only
  const indicator = about.some(({ part }) => part !== 'any') ? indicatorOf(line, feeSchedule) : ''
  const interpretation = reading || indicator === '2'
  let found: OrderingRule | undefined
  for (const rule of about) {
    if (rule.part === 'interpretation' && !interpretation) continue
    // A pathologist's interpretation is no ordered test of a laboratory. Source: MLN SE1305.
    if (rule.part === 'any' && rule.role === 'ordering' && reading) continue
    if (rule.part === 'technical') {
      if (interpretation) continue
      if (indicator === '')
        report.unchecked(
          'no-table',
          `Whether ${procedure} has a technical part is in the fee schedule, which is not held for the day.`,
          'mpfs',
        )
      if (indicator !== '1' && indicator !== '3' && indicator !== '4') continue
    }
    if (!found || (rule.sure && !found.sure)) found = rule
  }
  return found
}

/** The PC/TC indicator of the line's code on its day, '' where the fee schedule has none. */
function indicatorOf(line: Line, feeSchedule: FeeScheduleTable | undefined): string {
  const day = firstDay(line)
  if (!feeSchedule || feeSchedule.holding(day) === 'before') return ''
  const row = feeSchedule.find(line.procedure!, day)
  return row < 0 ? '' : feeSchedule.indicator(row, 'pcTc')
}

/**
 * Who may order: physicians and dentists (20, 1223, 122300000X), podiatrists, optometrists, physician assistants, nurse
 * practitioners and specialists, midwives, psychologists, social workers, and residents. Source: IOM 100-08 chapter 10; MLN SE1305.
 */
const MAY_ORDER = /^(20|122|213E|152W|363A|363L|364S|367A|103|1041|390200000X)/

function faultOf(
  claim: Claim,
  line: Line,
  by: Provider,
  rule: OrderingRule,
): 'mayNotOrder' | 'kindUnclear' | 'groupNamed' | undefined {
  const { taxonomy } = by
  if (taxonomy !== undefined && taxonomy.startsWith('111N')) return 'mayNotOrder'
  if (taxonomy !== undefined && !MAY_ORDER.test(taxonomy)) return 'kindUnclear'
  if (rule.role !== 'ordering' || by.npi !== claim.billing?.npi) return undefined
  const rendering = renderingOf(claim, line)?.npi
  return rendering !== undefined && rendering !== by.npi ? 'groupNamed' : undefined
}
