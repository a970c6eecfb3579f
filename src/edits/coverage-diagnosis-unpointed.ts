import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

const denied = { group: 'CO', carc: '50', scope: 'line' } as const
const text =
  '{{procedure}} on {{date}}: {{document}} of {{contractor}} covers it for a diagnosis of the claim, but the line does not point at what it wants.'
const fix =
  'If the record shows that the covered diagnosis was the reason for this service, point at it; otherwise leave the line as it is and expect no payment.'

/** The covered diagnosis is on the claim, and the line points elsewhere. */
export const coverageDiagnosisUnpointed = defineEdit({
  id: 'coverage-diagnosis-unpointed',
  title: 'A covered diagnosis on the claim that the line does not point at',
  why: `Whether a service is covered is judged by the diagnoses that its line points at. A covered diagnosis elsewhere on the
    claim does not help it: the line is denied as not medically necessary.`,
  source: {
    title: 'CMS Medicare Coverage Database; IOM 100-04 chapter 26 section 10.4 item 24E (diagnosis pointers)',
    url: 'https://www.cms.gov/medicare-coverage-database/search.aspx',
  },
  claimTypes: ['professional'],
  authority: 'every-payer',
  tables: ['coverage', 'profile'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: { procedure: (code, { coverage }) => coverage.has(code) },
  notes: [
    'Documents, states and days as in `coverage-diagnosis`, which speaks where no diagnosis of the claim is covered.',
    'Institutional claims have no pointers and are not judged.',
  ],
  messages: {
    unpointed: { severity: 'deny', ...denied, rarc: 'N115', text, fix },
    unpointedNationally: { severity: 'deny', ...denied, rarc: 'N386', text, fix },
    unpointedByPolicy: { severity: 'deny', ...denied, text, fix },
    perhapsUnpointed: {
      severity: 'review',
      ...denied,
      rarc: 'N115',
      text: `${text.slice(0, -1)}; it is not sure that this article decides here.`,
      fix,
    },
  },

  check(claim, { coverage, profile }, report) {
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!
      if (line.procedure === undefined || !coverage.has(line.procedure)) continue
      const answer = coverage.ask(claim, line, profile)
      const { verdict, open, document, contractor, kind, companion, sure, cite } = answer
      if (open) report.unchecked(open.reason, open.detail, open.table)
      if (verdict !== 'unpointed') continue
      const data = { procedure: line.procedure, date: isoDate(firstDay(line)), document, contractor }
      const message = !sure || companion ? 'perhapsUnpointed' : byKind[kind]
      report(message, `lines[${at}].pointers`, data, cite ? { cite: cite() } : {})
    }
  },
})

const byKind = { local: 'unpointed', national: 'unpointedNationally', policy: 'unpointedByPolicy' } as const
