import type { LaboratoryPanel } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { compareProviders, firstDay, isInpatient, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  unbundled: {
    severity: 'deny',
    group: 'CO',
    carc: '97',
    rarc: 'M15',
    denial: 'any',
    scope: 'line',
    text: 'All {{count}} components of panel {{panel}} are billed apart on {{date}}.',
    fix: 'Bill {{panel}} in place of its components.',
  },
  unbundledUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '97',
    rarc: 'M15',
    denial: 'any',
    scope: 'line',
    text: 'All {{count}} components of panel {{panel}} are billed apart on {{date}}, as far as its components are known.',
    fix: 'Check the components of {{panel}}; if all were done, bill the panel in their place.',
  },
  beside: {
    severity: 'deny',
    group: 'CO',
    carc: '97',
    rarc: 'M15',
    denial: 'any',
    scope: 'line',
    text: '{{component}} on {{date}} is part of panel {{panel}}, which is billed that day.',
    fix: 'Remove {{component}}. A test that was repeated for a new result bears 91, if the record shows the repeat.',
  },
  besideUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '97',
    rarc: 'M15',
    denial: 'any',
    scope: 'line',
    text: '{{component}} on {{date}} is part of panel {{panel}}, which is billed that day, as far as its components are known.',
    fix: 'Check the components of {{panel}}, and remove {{component}} if it is one of them.',
  },
} as const

/** A laboratory panel in pieces. */
export const laboratoryPanel = defineEdit({
  id: 'laboratory-panel',
  title: 'Every component of a laboratory panel billed apart, or a component beside its panel',
  why: `A panel is billed by one code when all its tests are done on one day for one patient, and its tests are then not
    billed again. Payers bundle the pieces into the panel and deny what is more.`,
  source: {
    title: 'CPT organ and disease oriented panels; NCCI Policy Manual chapter I section N and chapter X',
    url: 'https://www.cms.gov/national-correct-coding-initiative-ncci/ncci-policy-manual',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'ncci',
  tables: ['laboratoryPanels', 'profile'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'ncci-ptp': 'line', 'claim-duplicate': 'line' },
  wakes: { procedure: (code, { laboratoryPanels }) => laboratoryPanels.has(code) },
  notes: [
    'A test with 91, 59, XE, XP, XS or XU is taken as a true repeat or another specimen.',
    'Medicare does not cover 80050: for Medicare and its plans nothing is said of it.',
    'Medicare prices automated tests together whatever the claim says. Panels whose components are not certain (80055, 80081) are `review`.',
  ],
  messages,

  check(claim, { laboratoryPanels, profile }, report) {
    if (isInpatient(claim)) return
    const { lines } = claim
    if (lines.length < 2) return
    let concerned = 0
    for (const { procedure } of lines)
      if (procedure !== undefined && laboratoryPanels.has(procedure)) concerned++
    if (concerned < 2) return
    const medicare = profile.line === 'medicare' || profile.line === 'medicare-advantage'
    const used = new Set<number>()
    for (const panel of laboratoryPanels.panels) {
      if (medicare && panel.code === '80050') continue
      for (let at = 0; at < lines.length; at++)
        if (lines[at]!.procedure === panel.code && !isApart(lines[at]!))
          judgeBeside(claim, panel, at, used, report)
      // A claim of few lines, as most are, cannot hold a large panel in pieces.
      if (concerned >= panel.components.length) judgeComponents(claim, panel, used, report)
    }
  },
})

/** Components, and panels within, beside the panel itself. */
function judgeBeside(
  claim: Claim,
  panel: LaboratoryPanel,
  at: number,
  used: Set<number>,
  report: Report<keyof typeof messages>,
): void {
  const own = claim.lines[at]!
  claim.lines.forEach((line, other) => {
    if (
      other === at ||
      line.procedure === undefined ||
      !panel.holds.has(line.procedure) ||
      isApart(line) ||
      used.has(other)
    )
      return
    if (!isTogether(claim, own, line)) return
    used.add(other)
    const data = { component: line.procedure, panel: panel.code, date: isoDate(firstDay(line)) }
    report(panel.certain === 'high' ? 'beside' : 'besideUnsure', `lines[${other}].procedure`, data, {
      related: [at],
      cite: panel.cite,
    })
  })
}

/** All components of a panel on one day, none of them taken by a larger panel. */
function judgeComponents(
  claim: Claim,
  panel: LaboratoryPanel,
  used: Set<number>,
  report: Report<keyof typeof messages>,
): void {
  const { lines } = claim
  const first = panel.components[0]!
  for (const start of starts(claim, first.code, first.alternatives, used)) {
    const own = lines[start]!
    const find = (code: string): number =>
      lines.findIndex(
        (line, at) =>
          line.procedure === code && !used.has(at) && !isApart(line) && isTogether(claim, own, line),
      )
    const found = panel.components.map(({ code, alternatives }) => {
      const ways = [[code], ...alternatives].map((codes) => codes.map(find))
      return ways.find((places) => places.every((place) => place >= 0))
    })
    if (found.some((places) => places === undefined)) continue
    const all = [...new Set(found.flatMap((places) => places!))].sort((a, b) => a - b)
    for (const at of all) used.add(at)
    const data = { panel: panel.code, count: panel.components.length, date: isoDate(firstDay(own)) }
    report(panel.certain === 'high' ? 'unbundled' : 'unbundledUnsure', `lines[${all[0]!}].procedure`, data, {
      related: all,
      cite: panel.cite,
    })
  }
}

/** Lines with which a set of components may begin, one a day and practitioner. */
function starts(
  claim: Claim,
  code: string,
  alternatives: readonly (readonly string[])[],
  used: ReadonlySet<number>,
): number[] {
  const seen = new Set<string>()
  const found: number[] = []
  claim.lines.forEach((line, at) => {
    const fits = line.procedure === code || alternatives.some((codes) => codes[0] === line.procedure)
    if (!fits || used.has(at) || isApart(line)) return
    const key = `${line.serviceDate} ${renderingOf(claim, line)?.npi ?? ''}`
    if (seen.has(key)) return
    seen.add(key)
    found.push(at)
  })
  return found
}

const APART = ['91', '59', 'XE', 'XP', 'XS', 'XU']
const isApart = ({ modifiers }: Line): boolean =>
  modifiers.length > 0 && modifiers.some((modifier) => APART.includes(modifier))

const isTogether = (claim: Claim, one: Line, other: Line): boolean =>
  firstDay(one) === firstDay(other) &&
  (claim.type === 'institutional' ||
    compareProviders(renderingOf(claim, one), renderingOf(claim, other)) !== 'different')
