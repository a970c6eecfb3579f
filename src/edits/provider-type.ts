import type { ProfileTable, ProviderRule, ProviderRules } from '../codesets/tables.ts'
import type { Line } from '../model/claim.ts'
import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { medicarePartReach } from '../model/profile.ts'
import { defineEdit, type Report } from './define.ts'

/** A service that the rendering provider's kind may not bill. */
export const providerType = defineEdit({
  id: 'provider-type',
  title: 'A service that a provider of this kind may not bill',
  why: `Payers know what each kind of provider may bill: Medicare covers of a chiropractor the manipulation of the spine alone,
    an assistant at surgery who is no physician bills with AS, an anesthesia modifier says what the one who bears it is.`,
  source: {
    title:
      '42 CFR 410.21, 410.71 and 410.73; IOM 100-04 chapter 12 sections 50, 110.3 and 140; chapter 14 section 40.5; NUCC taxonomy code set',
    url: 'https://www.ecfr.gov/current/title-42/section-410.21',
  },
  claimTypes: ['professional'],
  authority: 'every-payer',
  tables: ['providerRules', 'profile'],
  yieldsTo: {
    'procedure-invalid': 'line',
    'modifier-invalid': 'line',
    'modifier-assistant': 'line',
    'modifier-anesthesia': 'line',
    'modifier-bilateral': 'line',
    'modifier-therapy': 'line',
  },
  notes: [
    'Taxonomies are as billed; the kind under which a provider is enrolled is in a registry, so every finding is a `review`.',
    'All rules but that for students in training are Medicare’s: they count for Medicare, Medicare Advantage and payers whose profile turns this edit on.',
    'Where the line and the claim name no rendering provider, the billing provider is taken to have rendered it.',
    'Lines with GY are billed for the denial and are not judged.',
  ],
  messages: {
    onlyServices: {
      severity: 'review',
      group: 'CO',
      carc: '8',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} on {{date}} is billed by a {{kind}}, of whom Medicare covers only {{allowed}}.',
      fix: 'Check the code and who rendered the service. If both are right Medicare does not pay it; GY says that it is billed for the denial.',
    },
    barred: {
      severity: 'review',
      group: 'CO',
      carc: '8',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} on {{date}} is billed with a {{kind}} as the one who rendered it, whose kind does not bill it.',
      fix: 'Name the practitioner who rendered or supervised the service, as the payer’s rules and the record say.',
    },
    modifierForeign: {
      severity: 'review',
      group: 'CO',
      carc: '4',
      scope: 'line',
      text: 'Modifier {{modifier}} on {{procedure}} on {{date}} does not go with the {{kind}} who bills it.',
      fix: 'Check who rendered the service and report the modifier that says what this provider did.',
    },
  },

  check(claim, { providerRules, profile }, report) {
    const { lines, rendering, billing } = claim
    let unknown = false
    const usual = rendering ? rendering.taxonomy : billing?.taxonomy
    // A surgery center bills as an organization: its rules are about who bills.
    const center = billing?.taxonomy?.startsWith('261Q') ? billing.taxonomy : undefined
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const own = line.rendering ? line.rendering.taxonomy : usual
      unknown ||= own === undefined
      const rules = own === undefined ? undefined : providerRules.of(own)
      if (rules) judge(line, at, rules, providerRules, profile, report)
      const centers = center === undefined || center === own ? undefined : providerRules.of(center)
      if (centers) judge(line, at, centers, providerRules, profile, report)
    }
    if (unknown)
      report.unchecked('missing-field', 'Not answered: the taxonomy of who rendered a line is not given.')
  },
})

function judge(
  line: Line,
  at: number,
  rules: readonly ProviderRule[],
  table: ProviderRules,
  profile: ProfileTable,
  report: Report<'onlyServices' | 'barred' | 'modifierForeign'>,
): void {
  if (line.procedure === undefined || line.modifiers.includes('GY')) return
  const follows = medicarePartReach(profile, 'provider-type') !== 'free'
  for (const rule of rules) {
    if (rule.payers === 'medicare' && !follows) continue
    const detail = { cite: table.cite(rule) }
    const data = { procedure: line.procedure, date: isoDate(firstDay(line)), kind: rule.meaning }
    if (rule.only && !rule.only.has(line.procedure))
      report(
        'onlyServices',
        `lines[${at}].procedure`,
        { ...data, allowed: [...rule.only].join(', ') },
        detail,
      )
    if (isBarred(rule, line.procedure)) report('barred', `lines[${at}].procedure`, data, detail)
    const which = foreignModifier(rule, line)
    if (which >= 0)
      report(
        'modifierForeign',
        `lines[${at}].modifiers[${which}]`,
        { ...data, modifier: line.modifiers[which]! },
        detail,
      )
  }
}

const isBarred = ({ barred }: ProviderRule, procedure: string): boolean =>
  barred !== undefined && barred.first <= procedure && procedure <= barred.last

/** Index of the first modifier that the provider may not bill, -1 without one. */
function foreignModifier({ foreign, unless }: ProviderRule, { modifiers }: Line): number {
  if (foreign.size === 0 || modifiers.some((modifier) => unless.has(modifier))) return -1
  return modifiers.findIndex((modifier) => foreign.has(modifier))
}
