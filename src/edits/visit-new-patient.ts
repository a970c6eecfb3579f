import type { NewPatientCodes, ProfileTable, VisitCodes } from '../codesets/tables.ts'
import type { Claim, Line, Provider } from '../model/claim.ts'
import { compareProviders, countAsOne, firstDay, lastDay, renderingOf } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
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
  tables: ['newPatientCodes', 'visitCodes', 'profile'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code, { newPatientCodes }) => newPatientCodes.has(code) },
  notes: [
    'Face to face are the visits that the visit table marks so and operations (10004 to 69990), not interpretations (26) or technical parts (TC).',
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
      const seen = lastSeen({ claim, line, day }, claim, tables)
      if (!seen) return
      const data = {
        procedure: line.procedure,
        date: isoDate(day),
        seen: isoDate(seen.day),
        because: reasons[seen.why],
      }
      report(certain === 'high' && seen.sure ? 'seenBefore' : 'perhapsSeen', `lines[${at}].procedure`, data, {
        related: [seen.at],
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
  /** Index of the earlier line in its claim. */
  readonly at: number
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

function relation(visit: Visit, earlier: Claim, line: Line, profile: ProfileTable): Seen['why'] | undefined {
  const [one, other] = [renderingOf(visit.claim, visit.line), renderingOf(earlier, line)]
  if (compareProviders(one, other) === 'same') return 'practitioner'
  if (countAsOne(profile.practitioners, one, other)) return 'group'
  const oneTeam = profile.practitioners !== 'individual' && isAdvanced(one) !== isAdvanced(other)
  return oneTeam && isPhysicianOrAdvanced(one) && isPhysicianOrAdvanced(other) ? 'team' : undefined
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
function isFaceToFace({ procedure, modifiers }: Line, day: number, visitCodes: VisitCodes): boolean {
  if (procedure === undefined || modifiers.includes('26') || modifiers.includes('TC')) return false
  const visit = visitCodes.find(procedure, day)
  if (visit) return visit.faceToFace
  return procedure.length === 5 && procedure >= '10004' && procedure <= '69990' && /^\d+$/.test(procedure)
}
