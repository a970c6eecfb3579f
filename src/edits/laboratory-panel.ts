import type { HistoryTable, LaboratoryPanel, LaboratoryPanels } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { compareProviders, firstDay, isInpatient, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { comparePriorProvider, evidenceOf, samePayer, type PriorLine } from '../model/history.ts'
import { firstWith, nextWith } from '../model/line-index.ts'
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
  partsBefore: {
    severity: 'review',
    group: 'CO',
    carc: '97',
    rarc: 'M15',
    denial: 'any',
    scope: 'line',
    text: 'Panel {{panel}} on {{date}} holds {{components}}, billed before on another claim.',
    fix: 'Replace the earlier claim without {{components}}, unless the record shows that the tests were done twice.',
  },
  completed: {
    severity: 'review',
    group: 'CO',
    carc: '97',
    rarc: 'M15',
    denial: 'any',
    scope: 'line',
    text: 'With what another claim billed before, all {{count}} components of panel {{panel}} are billed apart on {{date}}.',
    fix: 'If all were done that day, replace the earlier claim by one with {{panel}}, and remove its components here.',
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
  tables: ['laboratoryPanels', 'profile', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'ncci-ptp': 'line', 'claim-duplicate': 'own-line' },
  wakes: { procedure: (code, { laboratoryPanels }) => laboratoryPanels.has(code) },
  pairs: true,
  notes: [
    'A test with 91, 59, XE, XP, XS or XU is taken as a true repeat or another specimen.',
    'What another practitioner claim of the same practitioner to the same payer bills for the day counts as well; where the components were billed first, or some of them, it is a `review`. Hospital bills are looked at one by one.',
    'A line that equals one of such a claim is left to `claim-duplicate`; the earlier line stands in its place.',
    'Medicare does not cover 80050: for Medicare and its plans nothing is said of it.',
    'Medicare prices automated tests together whatever the claim says. Panels whose components are not certain (80055, 80081) are `review`.',
  ],
  messages,

  check(claim, { laboratoryPanels, profile, history }, report) {
    if (isInpatient(claim)) return
    const { lines } = claim
    let concerned = 0
    let whole: LaboratoryPanel[] | undefined
    for (const { procedure } of lines) {
      if (procedure === undefined || !laboratoryPanels.has(procedure)) continue
      concerned++
      const panel = laboratoryPanels.find(procedure)
      if (panel) (whole ??= []).push(panel)
    }
    if (concerned === 0) return
    const priors = history.given ? priorsOf(claim, laboratoryPanels, history) : NO_PRIORS
    const together = concerned > 1 && (whole !== undefined || concerned >= laboratoryPanels.fewest)
    if (!together && priors.length === 0) return
    const medicare = profile.line === 'medicare' || profile.line === 'medicare-advantage'
    const again = priors.length === 0 ? [] : billedBefore(claim, priors)
    const used = new Set(again)
    for (const panel of laboratoryPanels.panels) {
      const isBilled = whole !== undefined && whole.includes(panel)
      // A claim of few lines, as most are, cannot hold a large panel in pieces.
      const isLarge = concerned < panel.components.length
      if ((isLarge && !isBilled) || (medicare && panel.code === '80050')) continue
      if (isBilled)
        for (let at = firstWith(lines, panel.code); at >= 0; at = nextWith(lines, at))
          if (!isApart(lines[at]!) && !again.includes(at)) judgeBeside(claim, panel, at, used, report)
      if (!isLarge && panel.starts.some((code) => firstWith(lines, code) >= 0))
        judgeComponents(claim, panel, NO_PRIORS, used, report)
    }
    if (priors.length === 0) return
    const panels = laboratoryPanels.panels.filter(({ code }) => !medicare || code !== '80050')
    for (const panel of panels) judgePriorBeside(claim, panel, priors, used, report)
    for (const panel of panels)
      if (concerned + priors.length >= panel.components.length)
        judgeComponents(claim, panel, priors, used, report)
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
      line.serviceDate !== own.serviceDate ||
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

/** All components of a panel on one day, none of them taken by a larger panel; with earlier lines, some on those. */
function judgeComponents(
  claim: Claim,
  panel: LaboratoryPanel,
  priors: readonly PriorLine[],
  used: Set<number>,
  report: Report<keyof typeof messages>,
): void {
  const across = priors.length > 0
  const codes = across ? codesOf(panel) : panel.starts
  for (const start of starts(claim, codes, used)) {
    const own = claim.lines[start]!
    const found = membersOf<number | PriorLine>(
      panel,
      (code) =>
        lineOf(claim, own, code, used) ??
        priors.find((prior) => prior.procedure === code && isTogetherBefore(claim, own, prior)),
    )
    const all = [...new Set(found?.filter((one) => typeof one === 'number'))].sort((a, b) => a - b)
    const evidence = priors.filter((prior) => found?.includes(prior)).map(evidenceOf)
    if (all.length === 0 || (across && evidence.length === 0)) continue
    for (const at of all) used.add(at)
    const data = { panel: panel.code, count: panel.components.length, date: isoDate(firstDay(own)) }
    const apart = panel.certain === 'high' ? 'unbundled' : 'unbundledUnsure'
    const message = across ? 'completed' : apart
    report(message, `lines[${all[0]!}].procedure`, data, { related: all, evidence, cite: panel.cite })
  }
}

/** What stands for each component of a panel, by its code or else by one of its alternatives; undefined where one lacks. */
function membersOf<T>(panel: LaboratoryPanel, find: (code: string) => T | undefined): T[] | undefined {
  const all: T[] = []
  for (const { code, alternatives } of panel.components) {
    const way = [[code], ...alternatives]
      .map((codes) => codes.map(find).filter((one) => one !== undefined))
      .find((members, at) => members.length === (at === 0 ? 1 : alternatives[at - 1]!.length))
    if (!way) return undefined
    all.push(...way)
  }
  return all
}

/** The first line with the code that is of one day and practitioner with another. */
function lineOf(claim: Claim, own: Line, code: string, used: ReadonlySet<number>): number | undefined {
  const { lines } = claim
  for (let at = firstWith(lines, code); at >= 0; at = nextWith(lines, at))
    if (isTogether(claim, own, lines[at]!) && !used.has(at) && !isApart(lines[at]!)) return at
  return undefined
}

/** Components beside a panel of an earlier claim, and panels whose components were billed before. */
function judgePriorBeside(
  claim: Claim,
  panel: LaboratoryPanel,
  priors: readonly PriorLine[],
  used: Set<number>,
  report: Report<keyof typeof messages>,
): void {
  claim.lines.forEach((line, at) => {
    const own = line.procedure
    if (own === undefined || used.has(at) || isApart(line)) return
    const isPart = panel.holds.has(own)
    if (!isPart && own !== panel.code) return
    const found = priors.filter(
      (prior) =>
        (isPart ? prior.procedure === panel.code : panel.holds.has(prior.procedure!)) &&
        isTogetherBefore(claim, line, prior),
    )
    if (found.length === 0) return
    used.add(at)
    const data = { panel: panel.code, date: isoDate(firstDay(line)) }
    const place = `lines[${at}].procedure`
    if (isPart) {
      const detail = { evidence: [evidenceOf(found[0]!)], cite: panel.cite }
      report(panel.certain === 'high' ? 'beside' : 'besideUnsure', place, { ...data, component: own }, detail)
    } else {
      const components = [...new Set(found.map(({ procedure }) => procedure!))].sort().join(', ')
      const detail = { evidence: found.map(evidenceOf), cite: panel.cite }
      report('partsBefore', place, { ...data, components }, detail)
    }
  })
}

const codesOf = ({ components }: LaboratoryPanel): string[] =>
  components.flatMap(({ code, alternatives }) => [code, ...alternatives.flat()])

/** Lines with which a set of components may begin, one a day and practitioner. */
function starts(claim: Claim, codes: readonly string[], used: ReadonlySet<number>): number[] {
  const seen = new Set<string>()
  const found: number[] = []
  for (const at of linesWith(claim.lines, codes)) {
    const line = claim.lines[at]!
    if (used.has(at) || isApart(line)) continue
    const key = `${line.serviceDate} ${renderingOf(claim, line)?.npi ?? ''}`
    if (seen.has(key)) continue
    seen.add(key)
    found.push(at)
  }
  return found
}

/** Indexes of the lines with one of the codes, in order. */
function linesWith(lines: readonly Line[], codes: readonly string[]): number[] {
  const found: number[] = []
  for (const code of new Set(codes))
    for (let at = firstWith(lines, code); at >= 0; at = nextWith(lines, at)) found.push(at)
  return found.sort((a, b) => a - b)
}

const APART = ['91', '59', 'XE', 'XP', 'XS', 'XU']
const isApart = ({ modifiers }: { readonly modifiers: readonly string[] }): boolean =>
  modifiers.length > 0 && modifiers.some((modifier) => APART.includes(modifier))

const isTogether = (claim: Claim, one: Line, other: Line): boolean =>
  one.serviceDate === other.serviceDate &&
  (claim.type === 'institutional' ||
    compareProviders(renderingOf(claim, one), renderingOf(claim, other)) !== 'different')

const NO_PRIORS: readonly PriorLine[] = []

/** Panels and components that practitioner claims sent before billed to the same payer. */
function priorsOf(claim: Claim, panels: LaboratoryPanels, history: HistoryTable): readonly PriorLine[] {
  if (claim.type !== 'professional') return NO_PRIORS
  const { sameDays } = history.of(claim)
  if (sameDays.length === 0) return NO_PRIORS
  return sameDays.filter(
    (prior) =>
      prior.procedure !== undefined &&
      panels.has(prior.procedure) &&
      !prior.claim.later &&
      !isApart(prior) &&
      samePayer(claim, prior.claim),
  )
}

const isTogetherBefore = (claim: Claim, line: Line, prior: PriorLine): boolean =>
  firstDay(line) === prior.from && comparePriorProvider(claim, line, prior) === 'same'

/** Lines that an earlier claim has, too, as far as code, modifiers, day and practitioner tell. */
const billedBefore = (claim: Claim, priors: readonly PriorLine[]): number[] =>
  claim.lines.flatMap((line, at) =>
    priors.some(
      (prior) =>
        line.procedure === prior.procedure &&
        line.modifiers.length === prior.modifiers.length &&
        line.modifiers.every((modifier) => prior.modifiers.includes(modifier)) &&
        isTogetherBefore(claim, line, prior),
    )
      ? [at]
      : [],
  )
