import type { NcciModifiers, PairSetting, PtpTable, VisitCodes } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { compareLines, daysMeet, firstDay, isInpatient, lastDay, soleDay } from '../model/claim-facts.ts'
import { isoDate, nextDay } from '../model/dates.ts'
import { comparePriorProvider, evidenceOf, samePayer, type PriorLine } from '../model/history.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  bundled: {
    severity: 'deny',
    group: 'CO',
    carc: '236',
    denial: 'column two',
    scope: 'line',
    text: '{{column2}} is bundled into {{column1}} on {{date}}; no modifier allows both.',
    fix: 'Remove {{column2}}, or correct the code that was billed in error.',
  },
  modifierMissing: {
    severity: 'deny',
    group: 'CO',
    carc: '236',
    denial: 'column two',
    scope: 'line',
    text: '{{column2}} is bundled into {{column1}} on {{date}} unless they were separate services.',
    fix: 'Remove {{column2}}. If the record shows a separate service, report the NCCI modifier that describes it.',
  },
  sameSide: {
    severity: 'review',
    group: 'CO',
    carc: '236',
    denial: 'column two',
    scope: 'line',
    text: '{{column2}} and {{column1}} on {{date}} both bear {{modifier}}: the same side or site does not show a separate service.',
    fix: 'Remove {{column2}}, unless the record shows a separate service; then report the modifier that describes it.',
  },
  misplaced: {
    severity: 'review',
    group: 'CO',
    carc: '236',
    denial: 'column two',
    scope: 'line',
    text: 'Modifier {{modifier}} stands on a line it does not describe; {{column2}} is bundled into {{column1}} on {{date}}.',
    fix: 'Check which service modifier {{modifier}} describes, and move it there if the record supports it.',
  },
  sameSpecialty: {
    severity: 'review',
    group: 'CO',
    carc: '236',
    denial: 'column two',
    scope: 'line',
    text: '{{column2}} is bundled into {{column1}} on {{date}}; two practitioners of one specialty billed them.',
    fix: 'Practitioners of one group and specialty count as one: check whether both services were separate.',
  },
  columnTwoFirst: {
    severity: 'review',
    group: 'CO',
    carc: '236',
    denial: 'column two',
    scope: 'line',
    text: '{{column2}}, billed before on another claim, is bundled into {{column1}} on {{date}}: the payer cuts {{column1}} by what it paid.',
    fix: 'Replace the earlier claim without {{column2}}, unless the record shows a separate service; then report the modifier that describes it.',
  },
  modifierUsed: {
    severity: 'note',
    text: 'Modifier {{modifier}} asks the payer to pay {{column2}} beside {{column1}} on {{date}}.',
    fix: 'Check that the record documents a separate service before submitting.',
  },
} as const

/** Two services that NCCI bundles. */
export const ncciPtp = defineEdit({
  id: 'ncci-ptp',
  title: 'Two procedures that NCCI bundles, same patient, same day',
  why: `NCCI lists pairs of procedures where the column-two service is normally part of the column-one service. Billed
    together by one provider for one patient on one day, the payer pays column one and denies column two, unless the
    pair allows a modifier and the line bears one that describes a separate service.`,
  source: {
    title:
      'NCCI Policy Manual for Medicare Services, chapter I; CMS quarterly PTP files; CR 11168 (transmittal 2259)',
    url: 'https://www.cms.gov/national-correct-coding-initiative-ncci/ncci-edits',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'ncci',
  tables: ['ptp', 'ncciModifiers', 'visitCodes', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line' },
  notes: [
    'Rows with indicator 9 were never in force and are ignored; deleted rows answer for the days they were in force.',
    'Modifiers 59, XE, XP, XS and XU count on either line for services from 2019-07-01, before that on column two.',
    'LT, RT and the other anatomic modifiers count on column two. The same one on both lines is a weak reason: `review`.',
    '24, 25 and 57 count on a visit; 58, 78 and 79 on a procedure; elsewhere the finding is a `review`.',
    'Lines of practitioners with different NPIs are compared only where both have the same taxonomy, at `review`.',
    'A pair across two practitioner claims is reported on the line in hand. Where column two was billed first, what is paid for column one is cut by it: `review`. Hospital pairs are edited within one claim.',
    'Inpatient bills (11x) are not subject to NCCI.',
    'On a critical access hospital’s bill under method II the practitioner’s lines (096x to 098x) and the hospital’s own are two providers.',
  ],
  messages,

  check(claim, { ptp, ncciModifiers, visitCodes, history }, report) {
    const { lines } = claim
    const priors = claim.type === 'professional' ? history.of(claim).sameDays : NO_PRIORS
    if ((lines.length < 2 && priors.length === 0) || isInpatient(claim)) return
    const codes = lines.map(({ procedure }) => (procedure === undefined ? 0 : ptp.code(procedure)))
    const pairs: PairContext = { claim, ptp, ncciModifiers, visitCodes, report }
    if (lines.length > SHORT_CLAIM) longClaim(pairs, codes)
    else shortClaim(pairs, codes)
    if (priors.length > 0) {
      const billed = new Set(priors.map(billedOn))
      lines.forEach((_, at) => {
        if (codes[at] !== 0) judgePriors(pairs, codes[at]!, at, priors, billed)
      })
    }
  },
})

/** Up to so many lines every line is compared with every other; beyond, a code's partners with the codes of the claim. */
const SHORT_CLAIM = 40

function shortClaim(context: PairContext, codes: readonly number[]): void {
  const sole = soleDay(context.claim)
  for (let one = 0; one < codes.length; one++) {
    if (codes[one] === 0) continue
    for (let other = one + 1; other < codes.length; other++) {
      if (codes[other] === 0 || !context.ptp.pairs(codes[one]!, codes[other]!)) continue
      if (sole > 0) {
        const row = context.ptp.find(codes[one]!, codes[other]!, sole)
        if (row >= 0) judge(context, one, other, row, sole)
        const reverse = context.ptp.find(codes[other]!, codes[one]!, sole)
        if (reverse >= 0) judge(context, other, one, reverse, sole)
      } else {
        judgePair(context, codes, one, other)
        judgePair(context, codes, other, one)
      }
    }
  }
}

/** A pair of codes is looked up once, however often both are billed; a line names at most so many others. */
const MOST_RELATED = 50

function longClaim(context: PairContext, codes: readonly number[]): void {
  const byCode = new Map<number, number[]>()
  codes.forEach((code, at) => {
    if (code !== 0) byCode.set(code, [...(byCode.get(code) ?? []), at])
  })
  const present = new Set(byCode.keys())
  for (const [one, ones] of byCode)
    for (const two of context.ptp.among(one, present))
      for (const column2 of byCode.get(two)!)
        ones.slice(0, MOST_RELATED).forEach((column1) => judgePair(context, codes, column1, column2))
}

const NO_PRIORS: readonly PriorLine[] = []

interface PairContext {
  readonly claim: Claim
  readonly ptp: PtpTable
  readonly ncciModifiers: NcciModifiers
  readonly visitCodes: VisitCodes
  readonly report: Report<keyof typeof messages>
}

/** A claim and a code on it. */
const billedOn = ({ claim, procedure }: Pick<PriorLine, 'claim' | 'procedure'>): string =>
  `${claim.id} ${procedure}`

/** Pairs of a line with lines of earlier claims, in either order, on the first common day that one is in force. */
function judgePriors(
  context: PairContext,
  code: number,
  at: number,
  priors: readonly PriorLine[],
  billed: ReadonlySet<string>,
): void {
  const { claim, ptp } = context
  const line = claim.lines[at]!
  const [first, last] = [firstDay(line), lastDay(line)]
  for (const prior of priors) {
    if (prior.from > last || prior.through < first || prior.procedure === undefined) continue
    if (prior.claim.later || !samePayer(claim, prior.claim)) continue
    // Where that claim has this very line, too, the two are duplicates and the pair is that claim's own.
    if (billed.has(billedOn({ claim: prior.claim, procedure: line.procedure }))) continue
    const other = ptp.code(prior.procedure)
    const provider = other === 0 ? 'different' : comparePriorProvider(claim, line, prior)
    if (provider === 'different') continue
    const through = Math.min(last, prior.through)
    for (let day = Math.max(first, prior.from); day <= through; day = nextDay(day)) {
      const asTwo = ptp.find(other, code, day)
      const row = asTwo >= 0 ? asTwo : ptp.find(code, other, day)
      if (row < 0) continue
      judgePrior(context, at, prior, row, day, asTwo >= 0, provider)
      break
    }
  }
}

function judgePrior(
  context: PairContext,
  at: number,
  prior: PriorLine,
  row: number,
  day: number,
  isColumnTwo: boolean,
  provider: 'same' | 'same-specialty',
): void {
  const { claim, ptp, report } = context
  const line = claim.lines[at]!
  const earlier = { procedure: prior.procedure, modifiers: [...prior.modifiers] }
  const [one, two] = isColumnTwo ? [earlier, line] : [line, earlier]
  const data = { column1: one.procedure!, column2: two.procedure!, date: isoDate(day) }
  const detail = { evidence: [evidenceOf(prior)], cite: ptp.cite(row) }
  const say = (message: keyof typeof messages, modifier = ''): void =>
    report(message, `lines[${at}].procedure`, { ...data, modifier }, detail)

  const excuse = ptp.indicator(row) === 0 ? undefined : excuseOf(context, one, two, day)
  if (excuse?.kind === 'modifierUsed') {
    // Said once, on the line that bears it.
    if (line.modifiers.includes(excuse.modifier)) say('modifierUsed', excuse.modifier)
  } else if (provider === 'same-specialty') say('sameSpecialty')
  else if (!isColumnTwo) say('columnTwoFirst')
  else if (ptp.indicator(row) === 0) say('bundled')
  else if (excuse) say(excuse.kind, excuse.modifier)
  else say('modifierMissing')
}

/** A line as far as a pair asks: of this claim or another. */
type PairLine = Pick<Line, 'procedure' | 'modifiers'>

/** The pair in one order, on the first of the common days that it is in force. */
function judgePair(context: PairContext, codes: readonly number[], column1: number, column2: number): void {
  const [one, two] = [context.claim.lines[column1]!, context.claim.lines[column2]!]
  if (!daysMeet(one, two)) return
  const from = Math.max(firstDay(one), firstDay(two))
  const through = Math.min(lastDay(one), lastDay(two))
  for (let day = from; day <= through; day = nextDay(day)) {
    const row = context.ptp.find(codes[column1]!, codes[column2]!, day)
    if (row < 0) continue
    judge(context, column1, column2, row, day)
    return
  }
}

function judge(context: PairContext, column1: number, column2: number, row: number, day: number): void {
  const { claim, ptp, report } = context
  const [one, two] = [claim.lines[column1]!, claim.lines[column2]!]
  const provider = compareLines(claim, one, two)
  if (provider === 'different') return

  const at = `lines[${column2}].procedure`
  const data = { column1: one.procedure!, column2: two.procedure!, date: isoDate(day) }
  const detail = { related: [column1], cite: ptp.cite(row) }
  const say = (message: keyof typeof messages, modifier = ''): void =>
    report(message, at, { ...data, modifier }, detail)

  const excuse = ptp.indicator(row) === 0 ? undefined : excuseOf(context, one, two, day)
  if (excuse?.kind === 'modifierUsed') say('modifierUsed', excuse.modifier)
  else if (provider === 'same-specialty') say('sameSpecialty')
  else if (ptp.indicator(row) === 0) say('bundled')
  else if (excuse) say(excuse.kind, excuse.modifier)
  else say('modifierMissing')
}

interface Excuse {
  readonly kind: 'modifierUsed' | 'sameSide' | 'misplaced'
  readonly modifier: string
}

const excuseRank = { modifierUsed: 0, sameSide: 1, misplaced: 2 } as const

/** The best reason among the modifiers of both lines, undefined when no modifier counts. */
function excuseOf(
  { claim, ncciModifiers, visitCodes }: PairContext,
  one: PairLine,
  two: PairLine,
  day: number,
): Excuse | undefined {
  const setting: PairSetting = claim.type === 'institutional' ? 'hospital' : 'practitioner'
  let best: Excuse | undefined
  for (const line of [two, one]) {
    for (const modifier of line.modifiers) {
      const kind = weigh(modifier, line, line === two ? one : two, line === two)
      if (kind && (!best || excuseRank[kind] < excuseRank[best.kind])) best = { kind, modifier }
    }
  }
  return best

  function weigh(
    modifier: string,
    line: PairLine,
    beside: PairLine,
    onColumnTwo: boolean,
  ): Excuse['kind'] | undefined {
    switch (ncciModifiers.placement(modifier, day, setting)) {
      case undefined:
        return undefined
      case 'either':
        return 'modifierUsed'
      case 'column-two':
        return onColumnTwo ? 'modifierUsed' : undefined
      case 'described': {
        if (!onColumnTwo) return undefined
        const bothSides = (modifier === 'LT' || modifier === 'RT') && beside.modifiers.includes('50')
        return bothSides || beside.modifiers.includes(modifier) ? 'sameSide' : 'modifierUsed'
      }
      case 'visit':
        return mayBeVisit(line, visitCodes, day) ? 'modifierUsed' : 'misplaced'
      case 'procedure':
        return visitCodes.find(line.procedure!, day) ? 'misplaced' : 'modifierUsed'
      case 'laboratory':
        return mayBeLaboratory(line.procedure!) ? 'modifierUsed' : 'misplaced'
    }
  }
}

/** A listed visit, or a G, S or T code that the list of visits may not know. */
function mayBeVisit(line: PairLine, visits: VisitCodes, day: number): boolean {
  const visit = visits.find(line.procedure!, day)
  return visit ? visit.takes2425 || visit.takes57 : /^[GST]/.test(line.procedure!)
}

/** CPT's laboratory section, proprietary analyses, or a Level II code that may be a laboratory test. */
const mayBeLaboratory = (procedure: string): boolean => /^8|[UM]$|^[GPQ]/.test(procedure)
