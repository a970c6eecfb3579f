import type { HistoryTable, NewPatientCodes, ProfileTable, VisitCodes } from '../codesets/tables.ts'
import type { Claim, Line, Provider } from '../model/claim.ts'
import { compareProviders, countAsOne, firstDay, lastDay, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import {
  comparePriorProvider,
  countsAsOne,
  evidenceOf,
  sameBilling,
  type PriorLine,
} from '../model/history.ts'
import { defineEdit } from './define.ts'

/** A new-patient visit for a patient who was seen before. */
export const visitNewPatient = defineEdit({
  id: 'visit-new-patient',
  title: 'A new-patient visit for a patient seen within three years',
  why: `A patient is new who has had no face-to-face professional service from the practitioner, or from another of the same
    group and specialty, within three years. A new-patient code for anybody else is denied; the visit is billed with an
    established-patient code.`,
  source: {
    title:
      'IOM 100-04 chapter 12 section 30.6.7; CR 8165; CPT evaluation and management guidelines, new and established patient',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c12.pdf',
  },
  claimTypes: ['professional'],
  authority: 'every-payer',
  tables: ['newPatientCodes', 'visitCodes', 'profile', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code, { newPatientCodes }) => newPatientCodes.has(code) },
  notes: [
    'Face to face are the visits that the visit table marks so and operations (10004 to 69990), not interpretations (26) or technical parts (TC).',
    'Earlier services are those of this claim and of the patient’s other practitioner claims, whoever paid them; the same practitioner counts in any group.',
    'Services of the same day do not make a patient established.',
    'The day before the third anniversary is within three years; the anniversary itself is a `review`, later days are silent.',
    'A practitioner is known by NPI, the group by the billing provider and the specialty by the whole taxonomy. Some payers go by the group alone: the profile says so (`practitioners`).',
    'A physician and a nurse practitioner or physician assistant of one group are one specialty to CPT and two to Medicare: `review`. So is 99211 as the only earlier visit, which staff may have done.',
    'Audio-video and audio-only visits (98000 to 98015) are counted at `review`: whether payers apply the rule to them is not confirmed.',
  ],
  messages: {
    seenBefore: {
      severity: 'deny',
      group: 'CO',
      carc: 'B16',
      denial: 'seen before',
      scope: 'line',
      text: '{{procedure}} on {{date}} is for a new patient, and {{because}} on {{seen}}.',
      fix: 'Bill the established-patient code of the level that the record supports.',
    },
    perhapsSeen: {
      severity: 'review',
      group: 'CO',
      carc: 'B16',
      denial: 'seen before',
      scope: 'line',
      text: '{{procedure}} on {{date}} is for a new patient, and {{because}} on {{seen}}.',
      fix: 'Check whether the payer counts the patient as established; if so, bill the established-patient code of the level that the record supports.',
    },
  },

  check(claim, tables, report) {
    claim.lines.forEach((line, at) => {
      if (line.procedure === undefined) return
      const day = firstDay(line)
      const certain = tables.newPatientCodes.find(line.procedure, day)
      if (certain === undefined) return
      const visit = { claim, line, day }
      const within = lastSeen(visit, claim, tables)
      const seen = within?.sure ? within : (seenBefore(visit, tables, within) ?? within)
      if (!seen) return
      const data = {
        procedure: line.procedure,
        date: isoDate(day),
        seen: isoDate(seen.day),
        because: reasons[seen.why],
      }
      report(certain === 'high' && seen.sure ? 'seenBefore' : 'perhapsSeen', `lines[${at}].procedure`, data, {
        ...(typeof seen.at === 'number' ? { related: [seen.at] } : { evidence: [evidenceOf(seen.at)] }),
        cite: tables.newPatientCodes.cite(line.procedure, day),
      })
    })
  },
})

/** The visit in question. */
interface Visit {
  readonly claim: Claim
  readonly line: Line
  readonly day: number
}

interface Seen {
  /** Index of the earlier line in the claim, or the line of another claim. */
  readonly at: number | PriorLine
  readonly day: number
  readonly why: keyof typeof reasons
  readonly sure: boolean
}

const reasons = {
  practitioner: 'the same practitioner saw the patient',
  group: 'a practitioner of the same group and specialty saw the patient',
  team: 'a practitioner of the same group, physician or not, saw the patient',
} as const

interface Known {
  readonly newPatientCodes: NewPatientCodes
  readonly visitCodes: VisitCodes
  readonly profile: ProfileTable
  readonly history: HistoryTable
}

/** The service of a claim that most surely makes the patient an established one. */
function lastSeen(visit: Visit, earlier: Claim, { visitCodes, profile }: Known): Seen | undefined {
  let best: Seen | undefined
  for (let at = 0; at < earlier.lines.length && !best?.sure; at++) {
    const line = earlier.lines[at]!
    const day = lastDay(line)
    if (day >= visit.day || visit.day > thirdAnniversary(day) || !isFaceToFace(line, day, visitCodes))
      continue
    const why = relation(visit, earlier, line, profile)
    if (!why) continue
    const sure = why !== 'team' && visit.day < thirdAnniversary(day) && line.procedure !== '99211'
    if (!best || sure || day > best.day) best = { at, day, why, sure }
  }
  return best
}

/** The service on the patient's other claims that more surely than `best` makes the patient an established one. */
function seenBefore(
  visit: Visit,
  { visitCodes, profile, history }: Known,
  best: Seen | undefined,
): Seen | undefined {
  let found: Seen | undefined
  for (const prior of history.of(visit.claim).between(visit.day - 30_001, visit.day)) {
    const day = prior.through
    if (prior.claim.type !== 'professional' || day >= visit.day || visit.day > thirdAnniversary(day)) continue
    if (!isFaceToFace(prior, day, visitCodes)) continue
    const why = priorRelation(visit, prior, profile)
    if (!why) continue
    const sure = why !== 'team' && visit.day < thirdAnniversary(day) && prior.procedure !== '99211'
    const known = found ?? best
    if (!known || (sure && !known.sure) || (sure === known.sure && day > known.day))
      found = { at: prior, day, why, sure }
  }
  return found
}

function priorRelation(
  { claim, line }: Visit,
  prior: PriorLine,
  profile: ProfileTable,
): Seen['why'] | undefined {
  if (comparePriorProvider(claim, line, prior) === 'same') return 'practitioner'
  if (countsAsOne(profile.practitioners, claim, line, prior)) return 'group'
  if (profile.practitioners === 'individual' || !sameBilling(claim, prior.claim)) return undefined
  return areTeam(renderingOf(claim, line), prior.rendering) ? 'team' : undefined
}

/** Whether one is a physician and the other a physician assistant or advanced practice nurse. */
const areTeam = (one: Provider | undefined, other: Provider | undefined): boolean =>
  isAdvanced(one) !== isAdvanced(other) && isPhysicianOrAdvanced(one) && isPhysicianOrAdvanced(other)

function relation(visit: Visit, earlier: Claim, line: Line, profile: ProfileTable): Seen['why'] | undefined {
  const [one, other] = [renderingOf(visit.claim, visit.line), renderingOf(earlier, line)]
  if (compareProviders(one, other) === 'same') return 'practitioner'
  if (countAsOne(profile.practitioners, one, other)) return 'group'
  return profile.practitioners !== 'individual' && areTeam(one, other) ? 'team' : undefined
}

/** Physician assistants, nurse practitioners and clinical nurse specialists. Source: NUCC taxonomy code set. */
const isAdvanced = (provider: Provider | undefined): boolean =>
  /^(363A|363L|364S)/.test(provider?.taxonomy ?? '')

const isPhysicianOrAdvanced = (provider: Provider | undefined): boolean =>
  isAdvanced(provider) || /^20[78]/.test(provider?.taxonomy ?? '')

/** The same day three years later; from 29 February the 28th. */
function thirdAnniversary(day: number): number {
  const later = day + 30_000
  return day % 10_000 === 229 ? later - 1 : later
}

/** Whether the practitioner and the patient met. */
function isFaceToFace(
  { procedure, modifiers }: Pick<Line, 'procedure' | 'modifiers'> | PriorLine,
  day: number,
  visitCodes: VisitCodes,
): boolean {
  if (procedure === undefined || modifiers.includes('26') || modifiers.includes('TC')) return false
  const visit = visitCodes.find(procedure, day)
  if (visit) return visit.faceToFace
  return procedure.length === 5 && procedure >= '10004' && procedure <= '69990' && /^\d+$/.test(procedure)
}
