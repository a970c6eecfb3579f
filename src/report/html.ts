/**
 * A page of its own: summary first, then the findings claim by claim. It loads nothing, runs no script, can be printed
 * and read aloud. What it keeps until the end, as the summary stands at its head, is bounded: claims beyond are counted
 * in the summary and said to be left out.
 */
import type { ClaimResult, Finding, Problem, Verdict } from '../model/result.ts'
import { atRiskCents, type Summary } from './summary.ts'
import { dollars, problemText, riskText } from './text.ts'
import { style } from './html-style.ts'
import type { ReportContext, ReportWriter } from './writer.ts'

/** Claims with findings that the page shows, and the most characters of them: more than anyone reads. */
const MOST_CLAIMS = 2_000
const MOST_CHARACTERS = 16 * 1024 * 1024

const verdicts: readonly Verdict[] = ['reject', 'deny', 'review', 'note', 'clean', 'unreadable']
const meanings: Readonly<Record<Verdict, string>> = {
  reject: 'refused or returned before a payment decision',
  deny: 'decided and not paid',
  review: 'the record decides',
  note: 'worth knowing',
  clean: 'nothing found',
  unreadable: 'the claim cannot be read',
}

/** The report. */
export function createHtmlReport(context: Omit<ReportContext, 'paint' | 'edits'>): ReportWriter {
  const parts: string[] = []
  let [characters, shown, leftOut] = [0, 0, 0]
  return {
    render(result) {
      if (result.claim !== null && result.findings.length === 0) return ''
      if (shown >= MOST_CLAIMS || characters >= MOST_CHARACTERS) {
        leftOut++
        return ''
      }
      const part = result.claim === null ? problemSection(result.problem) : claimSection(result)
      parts.push(part)
      characters += part.length
      shown++
      return ''
    },
    end: (summary) => page(context, summary, parts, leftOut),
  }
}

/** Text that can stand anywhere in HTML, in attributes too. Control characters, which HTML forbids, become blanks. */
export const escapeHtml = (text: string): string =>
  text
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** A link where the address is one of the web; its text alone otherwise. */
const link = (url: string, text: string): string =>
  /^https?:\/\//i.test(url)
    ? `<a href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(text)}</a>`
    : escapeHtml(text)

const number = (value: number): string => value.toLocaleString('en-US')

const cell = (content: string, name = ''): string => `<td${name ? ` class="${name}"` : ''}>${content}</td>`

const table = (caption: string, heads: readonly string[], rows: readonly string[]): string =>
  rows.length === 0
    ? ''
    : `<table><caption>${caption}</caption><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody></table>\n`

function page(
  { codesets, starter, received }: Omit<ReportContext, 'paint' | 'edits'>,
  summary: Summary,
  parts: readonly string[],
  leftOut: number,
): string {
  const notice = starter
    ? '<p class="notice">Scrubbed with the starter code sets, which are enough for the examples alone.</p>\n'
    : ''
  const apart =
    summary.overridden + summary.shadow === 0
      ? ''
      : `<p>Apart from the verdicts: ${number(summary.overridden)} findings overridden, ${number(summary.shadow)} of payer rules in shadow. The ndjson and csv reports have them.</p>\n`
  const rest =
    leftOut === 0
      ? ''
      : `<p class="notice">${number(leftOut)} more claims with findings are counted above and not shown here. The csv and ndjson reports hold all.</p>\n`
  const found = parts.length === 0 ? '<p>Nothing was found.</p>\n' : parts.join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Claims scrubbed: ${number(summary.claims)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Claim report</h1>
<p>${number(summary.claims)} claims, ${dollars(summary.atRiskCents)} at risk. Received ${escapeHtml(received)}. Code sets ${escapeHtml(codesets)}.</p>
${notice}${apart}<nav aria-label="Parts of the report"><a href="#summary">Summary</a> <a href="#findings">Findings by claim</a> <a href="#open">Not checked</a></nav>
</header>
<main>
<section aria-labelledby="summary">
<h2 id="summary">Summary</h2>
${verdictTable(summary)}${commonTable(summary)}</section>
<section aria-labelledby="findings">
<h2 id="findings">Findings by claim</h2>
${found}${rest}</section>
<section aria-labelledby="open">
<h2 id="open">Not checked, or not wholly</h2>
${openTable(summary)}</section>
</main>
</body>
</html>
`
}

/** Verdicts with a bar each: the bar repeats the number, so it is hidden from readers aloud. */
function verdictTable({ claims, verdicts: counts }: Summary): string {
  const most = Math.max(1, ...verdicts.map((verdict) => counts[verdict]))
  const rows = verdicts.map((verdict) => {
    const width = Math.round((counts[verdict] / most) * 200)
    const share = claims === 0 ? '' : `${((counts[verdict] / claims) * 100).toFixed(1)} %`
    const bar = `<svg width="200" height="12" aria-hidden="true" focusable="false"><rect class="${verdict}" width="${width}" height="12"/></svg>`
    return `<tr><th scope="row"><span class="mark ${verdict}">${verdict}</span></th>${cell(meanings[verdict])}${cell(number(counts[verdict]), 'number')}${cell(share, 'number')}${cell(bar)}</tr>`
  })
  return table('Claims by verdict', ['Verdict', 'Means', 'Claims', 'Share', 'Bar'], rows)
}

const commonTable = ({ commonest }: Summary): string =>
  table(
    'Commonest findings',
    ['Edit', 'Message', 'Findings', 'At risk'],
    commonest.map(
      ({ edit, message, count, atRiskCents: cents }) =>
        `<tr><th scope="row">${escapeHtml(edit)}</th>${cell(escapeHtml(message))}${cell(number(count), 'number')}${cell(dollars(cents), 'number')}</tr>`,
    ),
  )

const openTable = ({ open }: Summary): string =>
  table(
    'Edits that did not answer for some claims',
    ['Reason', 'Table', 'Claims', 'Edits'],
    open.map(
      ({ reason, table: name, claims, edits }) =>
        `<tr><th scope="row">${escapeHtml(reason)}</th>${cell(escapeHtml(name))}${cell(number(claims), 'number')}${cell(escapeHtml(edits.join(', ')))}</tr>`,
    ),
  ) || '<p>Every edit answered for every claim.</p>\n'

const mark = (verdict: Verdict): string => `<span class="mark ${verdict}">${verdict}</span>`

const spanText = ([low, high]: readonly [number, number]): string =>
  `${Math.round(100 * low)} to ${Math.round(100 * high)}%`

function claimSection(result: ClaimResult): string {
  const cents = atRiskCents(result)
  const money = [
    ...(cents > 0 ? [`${dollars(cents)} at risk`] : []),
    ...(result.risk === undefined
      ? []
      : [`${riskText(result.risk)} (probability ${spanText(result.risk.interval)})`]),
  ].join(', ')
  const risk = money === '' ? '' : ` <span class="money">${escapeHtml(money)}</span>`
  const rows = result.findings.map(findingRow)
  return `<article>\n<h3>${escapeHtml(result.claim)} ${mark(result.verdict)}${risk}</h3>\n${table(
    `Findings of claim ${escapeHtml(result.claim)}`,
    ['Severity', 'Place', 'What was found, and what to do', 'Expected', 'At risk', 'Source'],
    rows,
  )}</article>\n`
}

const problemSection = (problem: Problem): string =>
  `<article>\n<h3>${mark('unreadable')} ${escapeHtml(problem.code)}</h3>\n<p>${escapeHtml(problemText(problem))}</p>\n</article>\n`

function findingRow(finding: Finding): string {
  const { severity, line, where, relatedLines, text, fix, group, carc, rarc, evidence, causedBy } = finding
  const place = [
    line === null ? 'claim' : `line ${line}`,
    ...(relatedLines.length > 0 ? [`with ${relatedLines.join(', ')}`] : []),
    where,
  ].join('; ')
  const earlier = evidence
    .map((one) => ` ${one.claim}${one.line === null ? '' : ` line ${one.line}`}`)
    .join(',')
  const more = [
    ...(evidence.length > 0 ? [`Rests on earlier claims:${earlier}.`] : []),
    ...(causedBy === null ? [] : [`Follows from ${causedBy}.`]),
  ].map((one) => `<p class="more">${escapeHtml(one)}</p>`)
  const expected = carc === null ? '' : `${group === null ? '' : `${group}-`}${carc} ${rarc ?? ''}`.trim()
  const cents = finding.atRiskCents > 0 ? dollars(finding.atRiskCents) : ''
  return `<tr id="${escapeHtml(finding.id)}"><th scope="row">${mark(severity)}</th>${cell(escapeHtml(place))}${cell(
    `<p>${escapeHtml(text)}</p><p class="fix">${escapeHtml(fix)}</p>${more.join('')}${suggestionList(finding)}`,
  )}${cell(escapeHtml(expected))}${cell(cents, 'number')}${cell(sourceText(finding))}</tr>`
}

function sourceText({ edit, message, source }: Finding): string {
  const release =
    source.table === undefined ? '' : `<br>${escapeHtml(`${source.table} ${source.release ?? ''}`.trim())}`
  return `${link(source.url, source.title)}<br><code>${escapeHtml(`${edit}/${message}`)}</code>${release}`
}

function suggestionList({ suggestions }: Finding): string {
  if (suggestions === undefined || suggestions.length === 0) return ''
  const items = suggestions.map(({ title, onlyIf, clears }) => {
    const condition = onlyIf === undefined ? '' : ` <em>Only if ${escapeHtml(onlyIf)}</em>`
    return `<li>${escapeHtml(title)}${condition} (clears ${number(clears.length)})</li>`
  })
  return `<ul aria-label="Proved corrections">${items.join('')}</ul>`
}
