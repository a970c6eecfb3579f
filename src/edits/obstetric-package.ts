import type { ObstetricPackages, ProfileTable, VisitCodes } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { compareProviders, firstDay, renderingOf } from '../model/claim-facts.ts'
import { daysBetween, isoDate } from '../model/dates.ts'
import { comparePriorProvider, evidenceOf, samePayer, type PriorLine } from '../model/history.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  partInside: {
    severity: 'deny',
    group: 'CO',
    carc: '97',
    denial: 'any',
    scope: 'line',
    text: '{{part}} on {{date}} is part of {{package}}, which is billed for the same pregnancy.',
    fix: 'Remove {{part}}, or bill the parts in place of the package if practices changed during the pregnancy.',
  },
  partUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '97',
    denial: 'any',
    scope: 'line',
    text: '{{part}} on {{date}} is part of {{package}}; many Medicaid programs want the parts billed apart.',
    fix: 'Check the program’s policy: bill either the package or its parts.',
  },
  visitInside: {
    severity: 'deny',
    group: 'CO',
    carc: '97',
    denial: 'any',
    scope: 'line',
    text: '{{part}} on {{date}} for routine care of the pregnancy is part of {{package}}.',
    fix: 'Remove the visit, or correct its diagnosis if the record shows another reason for it.',
  },
  visitUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '97',
    denial: 'any',
    scope: 'line',
    text: '{{part}} on {{date}} for a condition of the pregnancy may be part of {{package}}.',
    fix: 'Check that the visit was beyond the usual care of a pregnancy, as the record has it.',
  },
  twoPackages: {
    severity: 'deny',
    group: 'CO',
    carc: '97',
    denial: 'any',
    scope: 'line',
    text: '{{part}} on {{date}} is a second delivery beside {{package}} in one pregnancy.',
    fix: 'Keep the code of the delivery that the record shows; a second infant is told by diagnosis and modifier.',
  },
  partsBefore: {
    severity: 'review',
    group: 'CO',
    carc: '97',
    denial: 'any',
    scope: 'line',
    text: '{{package}} on {{date}} holds {{part}}, which was billed before on another claim for the same pregnancy.',
    fix: 'Replace the earlier claim without {{part}}, or bill the parts in place of the package if practices changed during the pregnancy.',
  },
  bothAntepartum: {
    severity: 'deny',
    group: 'CO',
    carc: '97',
    denial: 'any',
    scope: 'line',
    text: '{{part}} on {{date}} stands beside {{package}}: a pregnancy has one of them.',
    fix: 'Count the antepartum visits: 59425 for four to six, 59426 for seven and more.',
  },
} as const

/** Obstetric care billed beside the package that holds it. */
export const obstetricPackage = defineEdit({
  id: 'obstetric-package',
  title: 'A visit or part beside the obstetric package that holds it, or two packages in one pregnancy',
  why: `One code pays for the visits before a delivery, the delivery and the care after it, when one practice gives them
    all. Its parts, and routine visits, are not paid beside it.`,
  source: {
    title: 'CPT maternity care and delivery; NCCI Policy Manual chapter VII section C',
    url: 'https://www.cms.gov/national-correct-coding-initiative-ncci/ncci-policy-manual',
  },
  claimTypes: ['professional'],
  authority: 'every-payer',
  tables: ['obstetricPackages', 'visitCodes', 'profile', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'ncci-ptp': 'line', 'claim-duplicate': 'line' },
  wakes: {
    procedure: (code, { obstetricPackages, visitCodes }) =>
      obstetricPackages.has(code) || visitCodes.has(code),
  },
  notes: [
    'Lines within 280 days before and 42 days after the package are of one pregnancy.',
    'What another claim of the practice (same practitioner, or group and specialty) bills for the pregnancy counts as well; where the part was billed first, the package is a `review`.',
    'Visits: supervision or care after delivery (Z34, Z39) is inside; a complication (O00 to O9A) is `review`; any other diagnosis, 24, and a visit with 25 that points at a complication, is apart.',
    'A second delivery with 51, 59 or X{EPSU}, or with a diagnosis of more than one fetus (O30, O31, Z37.2 to Z37.7), is another infant’s.',
    'Medicaid: parts and visits are `review`, and none where the payer’s profile wants them apart (`obstetrics`).',
  ],
  messages,

  check(claim, tables, report) {
    if (
      !tables.history.given &&
      !claim.lines.some(({ procedure }) => tables.obstetricPackages.has(procedure!))
    )
      return
    claim.lines.forEach((line, at) => {
      if (line.procedure === undefined) return
      for (let beside = 0; beside < claim.lines.length; beside++) {
        const other = claim.lines[beside]!
        if (
          beside === at ||
          !tables.obstetricPackages.has(other.procedure!) ||
          !isOnePregnancy(claim, other, line, tables.obstetricPackages)
        )
          continue
        if (judge(claim, line, at, other, beside, tables, report)) return
      }
      // Most visits have nothing to do with a pregnancy: for them no history is opened.
      if (!tables.obstetricPackages.has(line.procedure) && reasonOf(claim, line) === undefined) return
      const priors = tables.history.of(claim).between(firstDay(line) - 10_000, firstDay(line) + 10_000)
      for (const prior of priors) if (judgePrior(claim, at, prior, tables, report)) return
    })
  },
})

/** Whether something was said of the line because of a line of another claim. */
function judgePrior(
  claim: Claim,
  at: number,
  prior: PriorLine,
  { obstetricPackages: packages, visitCodes, profile }: ObstetricTables,
  report: Report<keyof typeof messages>,
): boolean {
  const line = claim.lines[at]!
  const [own, other] = [line.procedure!, prior.procedure]
  if (other === undefined || profile.obstetrics === 'apart' || !samePayer(claim, prior.claim)) return false
  if (!packages.has(own) && !packages.has(other)) return false
  const days = daysBetween(isoDate(prior.from), line.serviceDate)
  const say = (message: keyof typeof messages, part: string, whole: string): true => {
    const data = { part, package: whole, date: isoDate(firstDay(line)) }
    const detail = { evidence: [evidenceOf(prior)], cite: packages.cite(whole) }
    report(message, `lines[${at}].procedure`, data, detail)
    return true
  }
  const isNear = (from: number, whole: string): boolean =>
    from >= -DAYS_BEFORE && from <= (packages.delivers(whole) ? DAYS_AFTER : DAYS_BEFORE)
  const together = (): boolean => comparePriorProvider(claim, line, prior) !== 'different'
  const medicaid = profile.line === 'medicaid'
  if (packages.holds(other, own))
    return isNear(days, other) && together() && !(packages.delivers(own) && isOtherInfant(claim, line))
      ? say(medicaid ? 'partUnsure' : 'partInside', own, other)
      : false
  if (packages.holds(own, other))
    return !prior.claim.later && isNear(-days, own) && together() ? say('partsBefore', other, own) : false
  if (packages.delivers(own) && packages.delivers(other)) {
    const infants = own === PLACENTA || other === PLACENTA || isOtherInfant(claim, line)
    return !infants && !prior.claim.later && Math.abs(days) <= DAYS_BEFORE && together()
      ? say('twoPackages', own, other)
      : false
  }
  if (!packages.has(other)) return false
  const visit = visitCodes.find(own, firstDay(line))
  if (!visit?.inGlobalPackage || !visit.faceToFace || line.modifiers.includes('24')) return false
  if (!isNear(days, other) || (days <= 0 ? !packages.antepartum(other) : !packages.postpartum(other)))
    return false
  const reason = reasonOf(claim, line)
  if (reason === undefined || (reason === 'complication' && line.modifiers.includes('25')) || !together())
    return false
  return say(reason === 'routine' && !medicaid ? 'visitInside' : 'visitUnsure', own, other)
}

interface ObstetricTables {
  readonly obstetricPackages: ObstetricPackages
  readonly visitCodes: VisitCodes
  readonly profile: ProfileTable
}

/** Whether something was said of the line because of the other one. */
function judge(
  claim: Claim,
  line: Line,
  at: number,
  other: Line,
  beside: number,
  { obstetricPackages: packages, visitCodes, profile }: ObstetricTables,
  report: Report<keyof typeof messages>,
): boolean {
  const [part, whole] = [line.procedure!, other.procedure!]
  const data = { part, package: whole, date: isoDate(firstDay(line)) }
  const say = (message: keyof typeof messages): true => {
    report(message, `lines[${at}].procedure`, data, { related: [beside], cite: packages.cite(whole) })
    return true
  }
  const medicaid = profile.line === 'medicaid'
  const apart = profile.obstetrics === 'apart'
  if (packages.holds(whole, part)) {
    if (apart || (packages.delivers(part) && isOtherInfant(claim, line))) return false
    return say(medicaid ? 'partUnsure' : 'partInside')
  }
  if (packages.has(part)) {
    if (beside > at || packages.holds(part, whole)) return false
    if (packages.delivers(part) && packages.delivers(whole))
      return isOtherInfant(claim, line) ||
        isOtherInfant(claim, other) ||
        part === PLACENTA ||
        whole === PLACENTA
        ? false
        : say('twoPackages')
    const antepartumAlone =
      !packages.delivers(part) &&
      !packages.delivers(whole) &&
      packages.antepartum(part) &&
      packages.antepartum(whole)
    return antepartumAlone && part !== whole ? say('bothAntepartum') : false
  }
  const visit = visitCodes.find(part, firstDay(line))
  if (!visit?.inGlobalPackage || !visit.faceToFace || apart || line.modifiers.includes('24')) return false
  const before = firstDay(line) <= firstDay(other)
  if (before ? !packages.antepartum(whole) : !packages.postpartum(whole)) return false
  const reason = reasonOf(claim, line)
  if (reason === undefined || (reason === 'complication' && line.modifiers.includes('25'))) return false
  return say(reason === 'routine' && !medicaid ? 'visitInside' : 'visitUnsure')
}

/** Delivery of the placenta, which is no delivery of a child. */
const PLACENTA = '59414'

/** A pregnancy's longest span: 40 weeks before its delivery, 6 weeks after; codes without a delivery tell only the 40 weeks. */
const DAYS_BEFORE = 280
const DAYS_AFTER = 42

function isOnePregnancy(claim: Claim, whole: Line, part: Line, packages: ObstetricPackages): boolean {
  const days = daysBetween(whole.serviceDate, part.serviceDate)
  return (
    days >= -DAYS_BEFORE &&
    days <= (packages.delivers(whole.procedure!) ? DAYS_AFTER : DAYS_BEFORE) &&
    compareProviders(renderingOf(claim, whole), renderingOf(claim, part)) !== 'different'
  )
}

const INFANTS = ['51', '59', 'XE', 'XP', 'XS', 'XU']

/** Source: ICD-10-CM O30 multiple gestation, O31 its complications, Z37.2 to Z37.7 multiple births. */
const isOtherInfant = (claim: Claim, { modifiers }: Line): boolean =>
  modifiers.some((modifier) => INFANTS.includes(modifier)) ||
  claim.diagnoses.some(({ code }) => /^(?:O3[01]|Z37[2-7])/.test(code))

/** Why the visit was made, by the first diagnosis it points at; undefined for what is no matter of the pregnancy. */
function reasonOf({ diagnoses }: Claim, { pointers }: Line): 'routine' | 'complication' | undefined {
  const code = diagnoses[(pointers[0] ?? 1) - 1]?.code
  if (code === undefined) return undefined
  if (code.startsWith('Z34') || code.startsWith('Z39')) return 'routine'
  return code.startsWith('O') ? 'complication' : undefined
}
