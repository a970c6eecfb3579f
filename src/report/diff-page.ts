/** The difference of two runs as a page: it loads nothing, runs no script, and can be printed and read aloud. */
import type { Difference } from '../audit/diff.ts'
import type { DiffTotals } from '../audit/diff-totals.ts'
import { becauseText, termSentences, type DiffContext, type DiffWriter } from './diff.ts'
import { style } from './html-style.ts'
import { escapeHtml } from './html.ts'
import { dollars } from './text.ts'

/** Findings that the page shows; beyond, they are counted, and the CSV has all of them. */
const MOST_ROWS = 2_000

/** Edits that the plot shows. */
const MOST_BARS = 20

const whole = (count: number): string => count.toLocaleString('en-US')

const table = (
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: number,
): string => {
  if (rows.length === 0) return ''
  const cell = (tag: 'th' | 'td', text: string, at: number, of: number): string =>
    `<${tag}${tag === 'th' ? ' scope="col"' : ''}${at >= of - numbers ? ' class="number"' : ''}>${escapeHtml(text)}</${tag}>`
  const line = (tag: 'th' | 'td', cells: readonly string[]): string =>
    `<tr>${cells.map((text, at) => cell(tag, text, at, cells.length)).join('')}</tr>`
  return `<section><h2>${escapeHtml(title)}</h2><table><thead>${line('th', head)}</thead><tbody>\n${rows.map((row) => line('td', row)).join('\n')}\n</tbody></table></section>\n`
}

/** Begins the page; it is written at its end, since the sums stand at its head. */
export function createDiffPage(context: DiffContext): DiffWriter {
  const rows: string[][] = []
  let leftOut = 0
  return {
    begin: () => '',
    claim({ payer, differences }) {
      for (const difference of differences)
        if (rows.length < MOST_ROWS) rows.push(rowOf(payer, difference))
        else leftOut += 1
      return ''
    },
    async end(totals, unreadable) {
      const { groups, changedClaims, claims, gained, gone, changed } = totals
      const sentences = [
        ...termSentences(context),
        `${whole(changedClaims)} of ${whole(claims)} claims differ: ${whole(gained)} findings gained, ${whole(gone)} gone, ${whole(changed)} changed.`,
        `At risk of rejection or denial: ${dollars(totals.beforeCents)}, then ${dollars(totals.afterCents)}.`,
        ...(unreadable.before + unreadable.after > 0
          ? [`Not read: ${whole(unreadable.before)}, then ${whole(unreadable.after)}.`]
          : []),
      ]
      const plot = groups.length === 0 ? '' : await barsOf(totals)
      return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What differs between two runs</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>What differs between two runs</h1>
<p>${escapeHtml(context.before.id)}, then ${escapeHtml(context.after.id)}</p>
${sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')}
${plot === '' ? '' : `<figure>\n${plot}\n<figcaption>Dollars of the differing findings: the second run less the first, by edit.</figcaption>\n</figure>`}
${table(
  'By edit and payer',
  ['edit', 'payer', 'claims', 'gained', 'gone', 'changed', 'before', 'after'],
  groups.map((group) => [
    group.edit,
    group.payer ?? '',
    whole(group.claims),
    whole(group.gained),
    whole(group.gone),
    whole(group.changed),
    dollars(group.beforeCents),
    dollars(group.afterCents),
  ]),
  6,
)}${table(
        'Verdicts',
        ['first run', 'second run', 'claims'],
        totals.verdicts.map(({ before, after, claims: of }) => [
          before ?? 'not there',
          after ?? 'not there',
          whole(of),
        ]),
        1,
      )}${table(
        'Reasons',
        ['reason', 'findings'],
        totals.reasons.map(({ reason, findings }) => [reason, whole(findings)]),
        1,
      )}${table(
        'Finding by finding',
        ['claim', 'payer', 'line', 'edit', 'change', 'was', 'is', 'because'],
        rows,
        0,
      )}${leftOut === 0 ? '' : `<p class="notice">${whole(leftOut)} more findings are not shown here; the CSV report has all.</p>\n`}</main>
</body>
</html>
`
    },
  }
}

const rowOf = (
  payer: string | null,
  { claim, line, edit, message, change, before, after, because }: Difference,
): string[] => [
  claim,
  payer ?? '',
  line === null ? 'claim' : String(line),
  `${edit}/${message}`,
  change,
  before === null ? '' : `${before.severity}: ${before.text}`,
  after === null ? '' : `${after.severity}: ${after.text}`,
  becauseText(because),
]

/** A bar an edit: dollars after less dollars before. Plot and its document are loaded here alone. */
async function barsOf({ groups }: DiffTotals): Promise<string> {
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')])
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const byEdit = new Map<string, number>()
  for (const { edit, beforeCents, afterCents } of groups)
    byEdit.set(edit, (byEdit.get(edit) ?? 0) + (afterCents - beforeCents) / 100)
  const bars = [...byEdit]
    .map(([edit, amount]) => ({ edit, amount }))
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || (a.edit < b.edit ? -1 : 1))
    .slice(0, MOST_BARS)
  const svg = Plot.plot({
    document,
    className: 'difference',
    width: 720,
    height: 60 + bars.length * 24,
    marginLeft: 220,
    ariaLabel: 'Dollars by edit',
    ariaDescription: bars.map(({ edit, amount }) => `${edit} ${amount.toFixed(2)} dollars`).join('; '),
    x: { label: 'dollars', grid: true },
    y: { label: null, domain: bars.map(({ edit }) => edit) },
    marks: [
      Plot.barX(bars, { x: 'amount', y: 'edit', fill: '#1f5fa8' }),
      Plot.ruleX([0], { stroke: '#767676' }),
    ],
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  svg.setAttribute('role', 'img')
  return svg.outerHTML
}
