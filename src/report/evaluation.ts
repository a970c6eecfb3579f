/** The evaluation of denial risk for people: as text, and as a page that stands alone. */
import type { EvaluatedPart, EvaluationReport, Measures } from '../model/evaluation.ts'
import { style } from './html-style.ts'
import { escapeHtml } from './html.ts'
import { reliabilityPlot } from './reliability-plot.ts'
import { dollars } from './text.ts'

/** Rows of a table that are shown. */
const MOST_ROWS = 50
/** Claims of a payer without which its measures say nothing. */
const LEAST_CLAIMS = 30

interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const whole = (count: number): string => count.toLocaleString('en-US')
const percent = (share: number): string => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–')
const decimal = (value: number): string => (Number.isFinite(value) ? value.toFixed(4) : '–')
const share = (part: number, of: number): string => percent(of === 0 ? Number.NaN : part / of)

const measureHead = ['claims', 'denied', 'Brier', 'skill', 'log loss', 'AUC', 'calibration error']
const measureCells = (one: Measures): readonly string[] => [
  whole(one.claims),
  share(one.denied, one.claims),
  decimal(one.brier),
  decimal(one.brierSkill),
  decimal(one.logLoss),
  decimal(one.auc),
  decimal(one.calibrationError),
]
const partRows = (parts: readonly EvaluatedPart[]): readonly (readonly string[])[] =>
  parts.slice(0, MOST_ROWS).map((part) => [part.name === '' ? '(none)' : part.name, ...measureCells(part)])

/** What was read, in sentences. */
function sentences({ counts, known, all, expectedLossCents, deniedCents }: EvaluationReport): string[] {
  const left = [
    ...(counts.unreadable > 0 ? [`${whole(counts.unreadable)} could not be read`] : []),
    ...(counts.claimsUnmatched > 0 ? [`${whole(counts.claimsUnmatched)} claims without a decision`] : []),
    ...(counts.remittancesUnmatched > 0
      ? [`${whole(counts.remittancesUnmatched)} decisions without a claim`]
      : []),
    ...(counts.overturned > 0
      ? [`${whole(counts.overturned)} overturned denials, which count neither way`]
      : []),
  ]
  return [
    `${whole(all.claims)} claims with a decision, ${whole(all.denied)} denied (${share(all.denied, all.claims)}).`,
    ...(left.length > 0 ? [`Left out: ${left.join('; ')}.`] : []),
    `Expected to be denied: ${dollars(expectedLossCents)}; denied: ${dollars(deniedCents)}.`,
    ...(known > 0
      ? [
          `${whole(known)} of these claims were decided in the period that the model learned from: on them it looks better than it is.`,
        ]
      : []),
  ]
}

function tablesOf(report: EvaluationReport): Table[] {
  const { all, byBasis, byPayer, messages, reasons } = report
  const payers = byPayer.filter(({ claims }) => claims >= LEAST_CLAIMS)
  return [
    { title: 'All claims', head: measureHead, rows: [measureCells(all)] },
    {
      title: 'Reliability: claims of like probability',
      head: ['claims', 'expected', 'denied'],
      rows: all.bins.map(({ claims, expected, observed }) => [
        whole(claims),
        percent(expected),
        percent(observed),
      ]),
    },
    { title: 'By basis', head: ['basis', ...measureHead], rows: partRows(byBasis) },
    {
      title: `By payer, of at least ${LEAST_CLAIMS} claims`,
      head: ['payer', ...measureHead],
      rows: partRows(payers),
    },
    {
      title: 'Findings and what followed',
      head: ['message', 'severity', 'claims', 'denied', 'share', 'for the reason named'],
      rows: messages
        .slice(0, MOST_ROWS)
        .map(({ edit, message, severity, claims, denied, asNamed }) => [
          `${edit}/${message}`,
          severity,
          whole(claims),
          whole(denied),
          share(denied, claims),
          whole(asNamed),
        ]),
    },
    {
      title: 'Denials by reason, and what was said beforehand',
      head: ['CARC', 'denials', 'named', 'another finding', 'unforeseen'],
      rows: reasons
        .slice(0, MOST_ROWS)
        .map(({ carc, denials, named, otherwise, unforeseen }) => [
          carc,
          whole(denials),
          whole(named),
          whole(otherwise),
          whole(unforeseen),
        ]),
    },
  ].filter(({ rows }) => rows.length > 0)
}

/** Columns padded: the first to the left where it is a name, the others to the right. */
function textTable({ title, head, rows }: Table): string {
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]!.length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  ')
      .trimEnd()
  return `${title}\n${all.map((row) => `  ${line(row)}\n`).join('')}`
}

/** The evaluation as text. */
export const evaluationText = (report: EvaluationReport): string =>
  `${sentences(report).join('\n')}\n\n${tablesOf(report).map(textTable).join('\n')}`

const htmlTable = ({ title, head, rows }: Table): string => {
  const cells = (row: readonly string[], tag: 'th' | 'td'): string =>
    row.map((cell) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${escapeHtml(cell)}</${tag}>`).join('')
  const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n')
  return `<section><h2>${escapeHtml(title)}</h2><table><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${body}</tbody></table></section>`
}

/** The evaluation as a page: it loads nothing and runs no script. */
export async function evaluationPage(report: EvaluationReport): Promise<string> {
  const plot = await reliabilityPlot(report.all.bins)
  const [all, ...rest] = tablesOf(report).map(htmlTable)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Denial risk and what payers decided</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Denial risk and what payers decided</h1>
${sentences(report)
  .map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
  .join('\n')}
${all ?? ''}
<figure>
${plot}
<figcaption>Each point is a tenth of the claims. On the line, as many were denied as expected.</figcaption>
</figure>
${rest.join('\n')}
</main>
</body>
</html>
`
}
