import type { CoverageAnswer, CoverageReason } from '../codesets/tables.ts'
import type { Line } from '../model/claim.ts'
import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit, type Report } from './define.ts'

const denied = { group: 'CO', carc: '50', scope: 'line' } as const
const text = '{{procedure}} on {{date}}: {{document}} of {{contractor}} {{what}}.'
const fix = '{{advice}} Otherwise expect no payment, or bill with GA where a signed notice is on file.'

/** What to do first, by whether another diagnosis could help at all. */
const advice = {
  diagnosis:
    'Point at the diagnosis that was the documented reason for the service, if another one was; never choose one because it is covered.',
  service: 'Check the code against the record: no diagnosis makes this service covered.',
} as const

const messages = {
  notCovered: { severity: 'deny', ...denied, rarc: 'N115', denial: 'LCD', text, fix },
  notCoveredNationally: { severity: 'deny', ...denied, rarc: 'N386', denial: 'NCD', text, fix },
  notCoveredByPolicy: {
    severity: 'deny',
    ...denied,
    text,
    fix: '{{advice}} Otherwise ask the payer for a decision before billing.',
  },
  perhapsNotCovered: {
    severity: 'review',
    ...denied,
    rarc: 'N115',
    text: `${text.slice(0, -1)}; it is not sure that this article decides here.`,
    fix,
  },
  besideDrugs: {
    severity: 'note',
    text: '{{procedure}} on {{date}}: {{document}} of {{contractor}} {{what}}, if the service was given with one of the drugs that it is about.',
    fix: 'Nothing, if it was given with another drug.',
  },
  announced: {
    severity: 'note',
    text: '{{procedure}}-{{modifier}} on {{date}} is billed to be denied, and will be: {{document}} of {{contractor}} {{what}}.',
    fix: 'Nothing, if the notice that the modifier speaks of is on file.',
  },
} as const

/** None of the diagnoses a line points at is one for which the service is covered. */
export const coverageDiagnosis = defineEdit({
  id: 'coverage-diagnosis',
  title: 'A service that is not covered for the diagnoses of its line',
  why: `Medicare's contractors publish in billing and coding articles for which diagnoses they cover a service, and payers do
    so in their policies. A line that points at none of them is denied as not medically necessary, whatever the record says.`,
  source: {
    title:
      'CMS Medicare Coverage Database; IOM 100-08 chapter 13 section 13.5; Social Security Act section 1862(a)(1)(A)',
    url: 'https://www.cms.gov/medicare-coverage-database/search.aspx',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['coverage', 'profile'],
  also: ['diagnoses'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code, { coverage }) => coverage.has(code) },
  notes: [
    'No document for the code in the state, or on the day, says nothing: it does not mean covered.',
    'The state is that of the facility, else of the billing provider (`billing.state`, N402). Without one the line is unchecked, unless its only documents stand nationwide.',
    'Of several documents about one service, one that covers is enough.',
    'A document that was not read whole, and a diagnosis that stands in a list on a condition (an asterisk), are `unchecked` with the document’s id; `docs/coverage.md` lists them.',
    'Articles are held in the versions of the editions that were loaded. A day before the oldest of them is `unchecked` (`before-table`).',
    '`review` for Medicare Advantage, for a state that the contractor serves only in part, for a contractor that has its institutions one by one, and where an article lists covered and other codes and the code is in neither list.',
    'Groups joined by AND want a diagnosis of each; which of them is pointed at first is not judged.',
    'Where an article on drugs names the administration beside them, that is a `note` unless one of the drugs is billed the same day.',
    'A line that points at a diagnosis that is invalid is left to `icd-invalid`. Age, frequency, modifiers and the other criteria of an article are not judged.',
  ],
  messages,

  check(claim, { coverage, profile, diagnoses }, report) {
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      if (line.procedure === undefined || !coverage.has(line.procedure)) continue
      const answer = coverage.ask(claim, line, profile)
      if (answer.verdict === 'silent' || answer.verdict === 'unpointed') continue
      const { open } = answer
      if (open) report.unchecked(open.reason, open.detail, open.table)
      else if (
        !diagnoses ||
        answer.reason === 'service' ||
        !answer.pointed.some((code) => diagnoses.refused(code, firstDay(line)))
      )
        speak(line, at, answer, report)
    }
  },
})

/** Modifiers by which a biller says that a denial is expected. */
const ANNOUNCING: ReadonlySet<string> = new Set(['GA', 'GY', 'GZ'])

function speak(line: Line, at: number, answer: CoverageAnswer, report: Report<keyof typeof messages>): void {
  const announcing = line.modifiers.find((modifier) => ANNOUNCING.has(modifier))
  const data = {
    procedure: line.procedure!,
    date: isoDate(firstDay(line)),
    document: answer.document,
    contractor: answer.contractor,
    what: whatOf(answer.reason, answer.pointed),
    modifier: announcing ?? '',
    advice: answer.reason === 'service' ? advice.service : advice.diagnosis,
  }
  const message =
    announcing !== undefined
      ? 'announced'
      : answer.companion
        ? 'besideDrugs'
        : !answer.sure
          ? 'perhapsNotCovered'
          : byKind[answer.kind]
  report(message, `lines[${at}].procedure`, data, answer.cite ? { cite: answer.cite() } : {})
}

const byKind = {
  local: 'notCovered',
  national: 'notCoveredNationally',
  policy: 'notCoveredByPolicy',
} as const

function whatOf(reason: CoverageReason, codes: readonly string[]): string {
  const listed = codes.length === 0 ? 'no diagnosis' : codes.join(', ')
  switch (reason) {
    case 'service':
      return 'does not cover the service'
    case 'listed':
      return `does not cover it for ${listed}`
    case 'not-covered':
      return `covers it for other diagnoses than the line points at (${listed})`
    case 'incomplete':
      return `wants a diagnosis of each of several groups, and the line points at ${listed}`
    case 'neither':
      return `lists ${listed} neither as covered nor as not covered`
  }
}
