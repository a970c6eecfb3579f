import type { ProfileTable, Vaccine, Vaccines } from '../codesets/tables.ts'
import type { Claim, Line } from '../model/claim.ts'
import { billType, daysMeet, firstDay, isInpatient } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  productMissing: {
    severity: 'review',
    group: 'CO',
    carc: '107',
    scope: 'line',
    text: '{{administration}} on {{date}} administers a vaccine, and the claim has no vaccine that it could be for.',
    fix: 'Bill the product that was given, with SL or a charge of zero where the state supplied it.',
  },
  administrationMissing: {
    severity: 'review',
    group: 'CO',
    carc: '107',
    scope: 'line',
    text: '{{product}} on {{date}} is a vaccine without its administration ({{administrations}}).',
    fix: 'Bill the administration if the vaccine was given here.',
  },
  wrongAdministration: {
    severity: 'deny',
    group: 'CO',
    carc: '16',
    scope: 'line',
    text: '{{administration}} on {{date}} beside {{product}}, whose administration Medicare takes as {{administrations}}.',
    fix: 'Report {{administrations}} for the administration of {{product}}.',
  },
  otherPayersAdministration: {
    severity: 'review',
    group: 'CO',
    carc: '16',
    scope: 'line',
    text: '{{administration}} on {{date}} beside {{product}} is not the administration that this payer usually takes.',
    fix: 'Check the payer’s policy: Medicare takes codes of its own for influenza, pneumococcal and hepatitis B vaccines, others those of CPT.',
  },
  diagnosisMissing: {
    severity: 'deny',
    group: 'CO',
    carc: '16',
    rarc: 'M76',
    scope: 'line',
    text: '{{product}} on {{date}} is a vaccine, and the claim has no diagnosis {{diagnosis}}.',
    fix: 'Report Z23 as the reason for the vaccine.',
  },
  diagnosisUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '16',
    rarc: 'M76',
    scope: 'line',
    text: '{{product}} on {{date}} is a vaccine, and the claim has no diagnosis {{diagnosis}}, which payers usually ask.',
    fix: 'Report Z23 as the reason for the vaccine; an injury or exposure that called for it comes first.',
  },
} as const

/** Vaccines and their administration, of which one is missing or wrong. */
export const vaccineAdministration = defineEdit({
  id: 'vaccine-administration',
  title:
    'A vaccine without administration or the reverse, an administration the payer does not take, or no Z23',
  why: `A vaccine and its administration are billed together. Medicare takes its own administration codes for influenza
    (G0008), pneumococcal (G0009) and hepatitis B vaccines (G0010), and asks Z23 as the reason. A part alone, or
    another code, is denied or goes unpaid.`,
  source: {
    title: 'IOM 100-04 chapter 18 section 10; CPT vaccine section; ICD-10-CM guidelines I.C.21.c.2',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c18.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['vaccines', 'profile'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code, { vaccines }) => vaccines.isProduct(code) || vaccines.isAdministration(code) },
  notes: [
    'A missing part is `review`: it may be on another claim, or the product free.',
    'Vaccines beside Medicare’s own rest on lists that are not complete: `review`. Shingles and most tetanus vaccines are Part D’s, which no claim here shows.',
    'An injury or an exposure is a reason of its own: beside one, Z23 is missed only for vaccines that are Medicare’s by law.',
    'An administration with SL, and one beside an unknown vaccine code, is no finding.',
    'Ages (90460, 90461) are looked at by `procedure-age`; rural health clinics and federally qualified health centers (71x, 77x) settle vaccines by cost report.',
  ],
  messages,

  check(claim, { vaccines, profile }, report) {
    if (isInpatient(claim) || (claim.type === 'institutional' && /^7[17]/.test(billType(claim)))) return
    claim.lines.forEach((line, at) => {
      if (line.procedure === undefined) return
      if (vaccines.isProduct(line.procedure))
        judgeProduct(claim, line, line.procedure, at, vaccines, profile, report)
      else if (vaccines.isAdministration(line.procedure))
        judgeAdministration(claim, line, line.procedure, at, vaccines, profile, report)
    })
  },
})

type Say = Report<keyof typeof messages>

/** Codes by which CPT's vaccines are administered. Source: CPT immunization administration. */
const GENERAL: ReadonlySet<string> = new Set(['90460', '90471', '90472', '90473', '90474'])
const isMedicare = ({ line }: ProfileTable): boolean => line === 'medicare' || line === 'medicare-advantage'

function judgeProduct(
  claim: Claim,
  line: Line,
  product: string,
  at: number,
  vaccines: Vaccines,
  profile: ProfileTable,
  report: Say,
): void {
  const day = firstDay(line)
  const vaccine = vaccines.find(product, day)
  if (!vaccine) return
  const cite = vaccines.cite(product, day)
  const usual = isMedicare(profile) || !vaccine.medicareOnly ? vaccine.administrations : [...GENERAL]
  const data = { product, date: isoDate(day), administrations: usual.slice(0, 4).join(', ') }
  const beside = claim.lines.some(
    (other) =>
      other.procedure !== undefined && daysMeet(other, line) && vaccines.isAdministration(other.procedure),
  )
  if (!beside) report('administrationMissing', `lines[${at}].procedure`, data, { cite })
  if (vaccine.diagnosis !== '' && !claim.diagnoses.some(({ code }) => code === vaccine.diagnosis)) {
    const sure = profile.line === 'medicare' && vaccine.medicareOnly && vaccine.certain === 'high'
    if (!sure && claim.diagnoses.some(({ code }) => callsForVaccine(code))) return
    report(
      sure ? 'diagnosisMissing' : 'diagnosisUnsure',
      `lines[${at}].procedure`,
      { ...data, diagnosis: vaccine.diagnosis },
      { cite },
    )
  }
}

/**
 * An injury or an exposure, which is itself the reason for a vaccine against tetanus or rabies.
 * Source: IOM 100-02 chapter 15 section 50.4.4.2 (vaccines related to the treatment of an injury or direct exposure).
 */
const callsForVaccine = (diagnosis: string): boolean =>
  diagnosis.startsWith('S') || diagnosis.startsWith('T') || diagnosis.startsWith('Z20')

function judgeAdministration(
  claim: Claim,
  line: Line,
  administration: string,
  at: number,
  vaccines: Vaccines,
  profile: ProfileTable,
  report: Say,
): void {
  const place = `lines[${at}].procedure`
  const date = isoDate(firstDay(line))
  const products = claim.lines.flatMap((other, index) =>
    other.procedure !== undefined && isVaccine(other.procedure, vaccines) && daysMeet(other, line)
      ? [{ code: other.procedure, index }]
      : [],
  )
  if (products.length === 0) {
    if (!line.modifiers.includes('SL')) report('productMissing', place, { administration, date })
    return
  }
  const known = products.map(({ code, index }) => ({
    code,
    index,
    vaccine: vaccines.find(code, firstDay(claim.lines[index]!)),
  }))
  // A vaccine that the list does not have may be what is administered.
  if (known.some(({ vaccine }) => !vaccine)) return
  if (known.some(({ vaccine }) => accepts(vaccine!, administration, profile)) || administration === '90461')
    return
  const others = claim.lines.flatMap((other, index) =>
    index !== at &&
    other.procedure !== undefined &&
    vaccines.isAdministration(other.procedure) &&
    daysMeet(other, line)
      ? [other.procedure]
      : [],
  )
  const waiting = known.find(({ vaccine }) => !others.some((other) => accepts(vaccine!, other, profile)))
  if (!waiting) {
    report('productMissing', place, { administration, date })
    return
  }
  const { code, index, vaccine } = waiting
  const data = {
    administration,
    date,
    product: code,
    administrations: vaccine!.administrations.slice(0, 4).join(', '),
  }
  const detail = { related: [index], cite: vaccines.cite(code, firstDay(claim.lines[index]!)) }
  const sure = profile.line === 'medicare' && vaccine!.certain === 'high'
  report(sure ? 'wrongAdministration' : 'otherPayersAdministration', place, data, detail)
}

/** Whether the payer takes the administration for the vaccine: Medicaid programs differ, and get the benefit of doubt. */
function accepts(
  { administrations, medicareOnly }: Vaccine,
  administration: string,
  profile: ProfileTable,
): boolean {
  if (administrations.includes(administration)) return !medicareOnly || profile.line !== 'commercial'
  return !isMedicare(profile) && medicareOnly && GENERAL.has(administration)
}

/** Source: CPT, vaccines 90476 to 90759, COVID-19 vaccines 913xx. */
const isVaccine = (code: string, vaccines: Vaccines): boolean =>
  vaccines.isProduct(code) || (code >= '90476' && code <= '90759') || (code >= '91300' && code <= '91399')
