import type { Claim, Line } from '../model/claim.ts'
import {
  compareProviders,
  firstDay,
  frequencyOf,
  lastDay,
  placeOf,
  renderingOf,
} from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { comparePriorProvider, evidenceOf, samePayer, type PriorLine } from '../model/history.ts'
import { defineEdit } from './define.ts'

/** A line billed before. */
export const claimDuplicate = defineEdit({
  id: 'claim-duplicate',
  title: 'A line that was billed before',
  why: `Payers compare each line with those they have: patient, provider, days, service, place and amount. Where all agree
    the line is denied as a duplicate, on the same claim as well as on another; where most agree it is held until
    somebody has looked. A correction is sent as a replacement (frequency 7) that names the payer's claim number.`,
  source: {
    title: 'IOM 100-04 chapter 1 section 120; CR 8121 (duplicates within a claim)',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c01.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line' },
  notes: [
    'A replacement that names the payer’s claim number is compared within itself only; a void is not compared at all. Voided and replaced claims do not count.',
    'Modifiers and units are not among what CMS compares; in practice a repeat, side or site modifier that differs clears. On one claim such lines pass; against another claim they are a `review`.',
    'Other modifiers that differ (26 and TC, JW beside its drug line, anesthesia pairs, another ambulance route) make another service.',
    'Claims to another payer, or to one payer in another order of responsibility, are no duplicates.',
    'Alike, not equal, are lines of a practitioner claim with the same service and a day in common, of the practitioner or one of the same group and specialty: `review`. Equal lines on one hospital bill are a `review`, too.',
    'History does not say what was denied or returned; a line returned as unprocessable was never billed, and sending it again is right.',
    'Where a file is its own history the claim received or dated later is the duplicate.',
  ],
  messages: {
    exact: {
      severity: 'deny',
      group: 'OA',
      carc: '18',
      denial: 'exact',
      scope: 'line',
      text: '{{service}} on {{date}} was billed before, equal in provider, days, place and amount.',
      fix: 'Remove the line. If the earlier claim was wrong, send a replacement (frequency 7) with the payer’s claim number; if the record shows that the service was repeated, report the modifier that says so.',
    },
    marked: {
      severity: 'review',
      group: 'OA',
      carc: '18',
      denial: 'exact',
      scope: 'line',
      text: '{{service}} on {{date}} was billed before in the same amount; {{modifier}} asks to have both paid.',
      fix: 'Check that the record shows the service a second time, or on another side or site; otherwise remove the line.',
    },
    alike: {
      severity: 'review',
      group: 'OA',
      carc: '18',
      denial: 'exact',
      scope: 'line',
      text: '{{service}} on {{date}} was billed before and differs only in {{difference}}.',
      fix: 'Check whether it is the same service. If it corrects the earlier line, send a replacement (frequency 7) with the payer’s claim number; if the record shows a repeat, report the modifier that says so.',
    },
  },

  check(claim, { history }, report) {
    const { lines } = claim
    const frequency = frequencyOf(claim)
    if (frequency === '8') return
    const corrects = frequency === '7' && claim.payerClaimNumber !== undefined
    const others = corrects ? NO_LINES : history.of(claim).sameDays
    if (lines.length < 2 && others.length === 0) return
    const near = lines.length > SHORT_CLAIM ? candidatesOf(claim) : undefined
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const twin = near ? twinAmong(claim, at, near[at]!) : twinOf(claim, at)
      const date = line.serviceDate
      if (twin >= 0) {
        const difference = 'nothing'
        const message = claim.type === 'professional' ? 'exact' : 'alike'
        report(message, `lines[${at}]`, { service: line.procedure!, date, difference }, { related: [twin] })
        continue
      }
      const found = others.length === 0 ? undefined : earlierOf(claim, line, others)
      if (!found) continue
      const service = line.procedure ?? `Revenue code ${line.revenueCode}`
      const data = {
        service,
        date: isoDate(firstDay(line)),
        modifier: found.modifier,
        difference: found.difference,
      }
      report(found.kind, `lines[${at}]`, data, { evidence: [evidenceOf(found.prior)] })
    }
  },
})

const NO_LINES: readonly PriorLine[] = []

/** Up to so many lines each is compared with all before it; beyond, with as many of its code, day and amount. */
const SHORT_CLAIM = 40

/** For each line the ones before it that have its code, first day and amount. */
function candidatesOf({ lines }: Claim): readonly (readonly number[])[] {
  const known = new Map<string, number[]>()
  return lines.map(({ procedure, serviceDate, chargeCents }, at) => {
    const key = `${procedure} ${serviceDate} ${chargeCents}`
    const before = known.get(key) ?? []
    known.set(key, before.length < SHORT_CLAIM ? [...before, at] : before)
    return before
  })
}

/** An earlier line of the claim that equals this one, -1 when there is none. */
function twinOf(claim: Claim, at: number): number {
  for (let other = 0; other < at; other++) if (areEqual(claim, at, other)) return other
  return -1
}

const twinAmong = (claim: Claim, at: number, others: readonly number[]): number =>
  others.find((other) => areEqual(claim, at, other)) ?? -1

function areEqual(claim: Claim, at: number, other: number): boolean {
  const [line, beside] = [claim.lines[at]!, claim.lines[other]!]
  if (line.procedure === undefined || beside.procedure !== line.procedure) return false
  if (beside.serviceDate !== line.serviceDate || beside.serviceDateThrough !== line.serviceDateThrough)
    return false
  if (beside.chargeCents !== line.chargeCents || beside.minutes !== line.minutes) return false
  if (beside.revenueCode !== line.revenueCode || beside.ndc !== line.ndc) return false
  if (beside.description !== line.description || placeOf(claim, beside) !== placeOf(claim, line)) return false
  if (compareProviders(renderingOf(claim, line), renderingOf(claim, beside)) !== 'same') return false
  return difference(line.modifiers, beside.modifiers).kind === 'none'
}

interface Earlier {
  readonly kind: 'exact' | 'marked' | 'alike'
  readonly prior: PriorLine
  readonly modifier: string
  readonly difference: string
}

const rank = { exact: 0, marked: 1, alike: 2 } as const

function earlierOf(claim: Claim, line: Line, others: readonly PriorLine[]): Earlier | undefined {
  const [first, last] = [firstDay(line), lastDay(line)]
  let best: Earlier | undefined
  for (const prior of others) {
    if (prior.from > last || prior.through < first || prior.claim.later) continue
    if (prior.procedure !== line.procedure || !samePayer(claim, prior.claim)) continue
    const found = compare(claim, line, prior, prior.from === first && prior.through === last)
    if (found && (!best || rank[found.kind] < rank[best.kind])) best = found
  }
  return best
}

function compare(claim: Claim, line: Line, prior: PriorLine, sameDays: boolean): Earlier | undefined {
  const provider = comparePriorProvider(claim, line, prior)
  if (provider === 'different') return undefined
  if (line.ndc !== undefined && prior.ndc !== undefined && line.ndc !== prior.ndc) return undefined
  const modifiers = difference(line.modifiers, prior.modifiers)
  if (modifiers.kind === 'other') return undefined
  const parts: string[] = []
  if (!sameDays) parts.push('the days')
  if (line.chargeCents !== prior.chargeCents) parts.push('the amount')
  if (provider === 'same-specialty') parts.push('the practitioner of the group')
  if (claim.type === 'professional' ? placeOf(claim, line) !== prior.place : !sameBill(claim, line, prior))
    parts.push('the place')
  const found = { prior, modifier: modifiers.modifier, difference: parts.join(' and ') }
  if (parts.length === 0) return { kind: modifiers.kind === 'none' ? 'exact' : 'marked', ...found }
  // Two outpatient bills of a hospital for one day are common: there only what is equal is told.
  return modifiers.kind === 'none' && claim.type === 'professional' ? { kind: 'alike', ...found } : undefined
}

/** Whether a hospital's two lines stand on bills of one kind, in one department, with the same units; without a procedure, for the same statement. */
function sameBill(claim: Claim, line: Line, prior: PriorLine): boolean {
  if (line.revenueCode !== prior.revenueCode || line.units !== prior.units) return false
  const bill = claim.typeOfBill?.replace(/^0(?=.{3})/, '') ?? ''
  if (bill.slice(0, 2) !== prior.claim.billType.slice(0, 2)) return false
  return line.procedure !== undefined || statementOf(claim) === `${prior.claim.from} ${prior.claim.through}`
}

const statementOf = ({ statementFrom, statementThrough }: Claim): string =>
  `${statementFrom?.replaceAll('-', '')} ${statementThrough?.replaceAll('-', '')}`

/** Modifiers that say nothing about which service it was. */
const silent: ReadonlySet<string> = new Set(['51', 'KX', 'GA', 'GX', 'GY', 'GZ'])
/** Repeat, distinct service, side and site. Source: CPT appendix A; HCPCS anatomic modifiers. */
const parting: ReadonlySet<string> = new Set(
  (
    '76 77 91 59 XE XP XS XU LT RT 50 E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 ' +
    'TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LC LD RC LM RI'
  ).split(' '),
)
const repeating: ReadonlySet<string> = new Set(['76', '77', '91', '59', 'XE', 'XP', 'XS', 'XU'])

interface Difference {
  /** `none`; `parting` by a repeat, side or site modifier; `other`: not the same service. */
  readonly kind: 'none' | 'parting' | 'other'
  readonly modifier: string
}

const NO_DIFFERENCE: Difference = { kind: 'none', modifier: '' }

/** What parts two lists of modifiers. A repeat modifier on both parts them as well as on one. */
function difference(one: readonly string[], other: readonly string[]): Difference {
  if (one.length === 0 && other.length === 0) return NO_DIFFERENCE
  let found = NO_DIFFERENCE
  for (const [list, beside] of [
    [one, other],
    [other, one],
  ] as const)
    for (const modifier of list) {
      if (silent.has(modifier)) continue
      if (!beside.includes(modifier) && !parting.has(modifier)) return { kind: 'other', modifier }
      if (!beside.includes(modifier) || repeating.has(modifier)) found = { kind: 'parting', modifier }
    }
  return found
}
