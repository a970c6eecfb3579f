import type { CliaWaived, CodeListTable } from '../codesets/tables.ts'
import type { Line } from '../model/claim.ts'
import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const messages = {
  numberMissing: {
    severity: 'reject',
    group: 'CO',
    carc: '16',
    rarc: 'MA120',
    denial: 'number missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} is a laboratory test under CLIA, and the claim has no CLIA number.',
    fix: 'Report the CLIA number of the laboratory that did the test (REF X4); of a reference laboratory with 90, its own.',
  },
  numberUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '16',
    rarc: 'MA120',
    denial: 'number missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} is likely a laboratory test under CLIA, and the claim has no CLIA number.',
    fix: 'Check whether the test is under CLIA; if it is, report the number of the laboratory that did it.',
  },
  numberWrong: {
    severity: 'review',
    group: 'CO',
    carc: '16',
    rarc: 'MA120',
    denial: 'number missing',
    scope: 'claim',
    text: 'The CLIA number of the claim is none: it has ten characters with D in the third place.',
    fix: 'Copy the number from the laboratory’s certificate.',
  },
  qwNeedless: {
    severity: 'deny',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: 'QW on {{procedure}} on {{date}}, a waived test that takes none.',
    fix: 'Remove QW.',
  },
  qwUnlisted: {
    severity: 'deny',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: 'QW on {{procedure}} on {{date}}, which is not on the list of waived tests in force.',
    fix: 'Check the test that was used and its code. QW belongs on codes of the waived list alone.',
  },
  qwUnlistedUnsure: {
    severity: 'review',
    group: 'CO',
    carc: '4',
    scope: 'line',
    text: 'QW on {{procedure}} on {{date}}, which is not on the list of waived tests held; that list is not complete.',
    fix: 'Check CMS’s list of waived tests for the code and the test system used.',
  },
  qwMissing: {
    severity: 'deny',
    group: 'CO',
    carc: 'B7',
    denial: 'beyond certificate or QW missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} without QW comes from a laboratory with a certificate of waiver.',
    fix: 'If the waived test system was used, report QW; otherwise the certificate does not cover the test.',
  },
  qwMissingUnsure: {
    severity: 'review',
    group: 'CO',
    carc: 'B7',
    denial: 'beyond certificate or QW missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} without QW comes from a laboratory with a certificate of waiver; the list held is not confirmed.',
    fix: 'Check CMS’s list of waived tests: if the test system is on it, report QW.',
  },
  beyondCertificate: {
    severity: 'review',
    group: 'CO',
    carc: 'B7',
    denial: 'beyond certificate or QW missing',
    scope: 'line',
    text: '{{procedure}} on {{date}} is not among the waived tests held, and the laboratory has a certificate of waiver.',
    fix: 'Check that the laboratory’s certificate covers the test.',
  },
} as const

/** A laboratory test that its certificate does not show. */
export const modifierWaived = defineEdit({
  id: 'modifier-waived',
  title:
    'A laboratory test without a CLIA number, without QW under a certificate of waiver, or with QW that it does not take',
  why: `No laboratory test is paid without the CLIA certificate of the laboratory that did it. One with a certificate of
    waiver may do waived tests only, and says by QW that it used a waived test system, but for nine codes that are
    always waived. Other laboratories need no QW.`,
  source: {
    title: '42 CFR part 493; IOM 100-04 chapter 16 section 70; CMS change requests on waived tests',
    url: 'https://www.cms.gov/medicare/quality/clinical-laboratory-improvement-amendments/categorization-tests',
  },
  claimTypes: ['professional'],
  authority: 'government',
  tables: ['cliaWaived', 'profile'],
  also: ['clia'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: {
    modifier: (code) => code === 'QW',
    procedure: (code, { cliaWaived, clia }) =>
      mayBeTest(code) || cliaWaived.has(code) || isMicroscopy(code) || (clia?.has(code) ?? false),
  },
  notes: [
    'The certificate decides: a laboratory of compliance or accreditation needs no QW. Laboratories with a certificate of waiver are those of the payer’s profile (`waivedLaboratories`).',
    'The package’s list of waived tests is not complete, so codes outside it are `review`; CMS’s list decides where it is loaded for the day (`clia`).',
    'Without a number: tests that are on a list and provider-performed microscopy are refused, other tests of 80047 to 87999 are `review`. Lines with 26 are not judged, nor is a missing number to a commercial payer.',
  ],
  messages,

  check(claim, { cliaWaived, profile, clia }, report) {
    const { lines } = claim
    const number = claim.cliaNumber?.trim().toUpperCase()
    if (
      number &&
      !/^[0-9]{2}D[0-9]{7}$/.test(number) &&
      lines.some(({ procedure }) => isTest(procedure!, cliaWaived))
    )
      report('numberWrong', 'cliaNumber', {})
    const waiver = !!number && profile.waivedLaboratories.some((own) => own.toUpperCase() === number)
    const unnumbered = !number && profile.line !== 'commercial' && profile.line !== 'other'
    const certificate: Certificate = { unnumbered, waiver }
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      const { modifiers } = line
      if (!unnumbered && !waiver && (modifiers.length === 0 || !modifiers.includes('QW'))) continue
      if (modifiers.includes('26')) continue
      // What no list knows and is no test has nothing to show, unless it bears QW.
      if (modifiers.length === 0 && !isTest(line.procedure!, cliaWaived) && !clia?.has(line.procedure!))
        continue
      const held = clia?.holding(firstDay(line)) === 'held' ? clia : undefined
      judge(line, at, certificate, cliaWaived, held, report)
    }
  },
})

interface Certificate {
  /** Whether the claim names none and the payer refuses tests without one: Medicare and Medicaid do. */
  readonly unnumbered: boolean
  /** Whether the one that the claim names is known to be one of waiver. */
  readonly waiver: boolean
}

function judge(
  line: Line,
  at: number,
  certificate: Certificate,
  cliaWaived: CliaWaived,
  clia: CodeListTable | undefined,
  report: Report<keyof typeof messages>,
): void {
  const which = line.modifiers.indexOf('QW')
  const { unnumbered } = certificate
  const procedure = line.procedure!
  const day = firstDay(line)
  const data = { procedure, date: isoDate(day) }
  const waived = cliaWaived.find(procedure, day)
  const listed = clia !== undefined && clia.find(procedure, day) >= 0
  const cite = waived && cliaWaived.cite(procedure, day)
  const detail = cite ? { cite } : {}
  const path = `lines[${at}].procedure`

  if (unnumbered) {
    if (waived || listed || isMicroscopy(procedure)) report('numberMissing', path, data, detail)
    else if (mayBeTest(procedure)) report('numberUnsure', path, data)
  }
  const always = waived && !waived.takesQw && waived.certain === 'high'
  if (which >= 0) {
    const place = `lines[${at}].modifiers[${which}]`
    if (always) report('qwNeedless', place, data, detail)
    else if (listed) return
    else if (clia?.complete(day)) report('qwUnlisted', place, data)
    else if (!waived) report('qwUnlistedUnsure', place, data)
    return
  }
  if (!certificate.waiver || always) return
  const place = `lines[${at}].modifiers`
  if (listed) report('qwMissing', place, data, { cite: clia.cite(clia.find(procedure, day)) })
  else if (waived) report(waived.certain === 'high' ? 'qwMissing' : 'qwMissingUnsure', place, data, detail)
  else if (isMicroscopy(procedure) || mayBeTest(procedure)) report('beyondCertificate', path, data)
}

const isTest = (procedure: string, cliaWaived: CliaWaived): boolean =>
  cliaWaived.has(procedure) || isMicroscopy(procedure) || mayBeTest(procedure)

/** Provider-performed microscopy. Source: 42 CFR 493.19; CMS list of PPM procedures. */
const MICROSCOPY: ReadonlySet<string> = new Set(
  '81000 81001 81015 81020 89190 G0027 Q0111 Q0112 Q0113 Q0114 Q0115'.split(' '),
)
const isMicroscopy = (procedure: string): boolean => MICROSCOPY.has(procedure)

/** Tests of CPT's laboratory section that are not under CLIA, as far as known. Source: CMS list of codes excluded from CLIA edits. */
const EXCLUDED: ReadonlySet<string> = new Set(
  '80503 80504 80505 80506 81050 82075 83013 83014 83987 86077 86078 86079 86485 86486 86490 86510 86580'.split(
    ' ',
  ),
)

/** CPT panels, chemistry, haematology, immunology and microbiology; transfusion medicine (868xx, 869xx) is apart. */
const mayBeTest = (procedure: string): boolean =>
  procedure >= '80047' &&
  procedure <= '87999' &&
  procedure.length === 5 &&
  !(procedure >= '86850' && procedure <= '86999') &&
  !EXCLUDED.has(procedure)
