/** The report for people: claims with findings, then totals and what was not checked. */
import type { Risk } from '../model/risk.ts'
import type { ClaimResult, Finding, Problem, Result, Verdict } from '../model/result.ts'
import { atRiskCents, type Summary } from './summary.ts'

/** Colours a word by its weight; identity where there are no colours. */
export type Paint = (weight: Verdict | 'dim' | 'strong', text: string) => string

/** No colours. */
export const plain: Paint = (_weight, text) => text

/** Dollars of cents, with thousands parted. */
export const dollars = (cents: number): string =>
  `$${(cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`

/** A claim's part of the report; '' for a clean claim, which the totals count. */
export function renderResult(result: Result, paint: Paint = plain): string {
  if (result.claim === null) return `${paint('unreadable', 'unreadable')}  ${problemText(result.problem)}\n\n`
  if (result.findings.length === 0) return ''
  const risk = atRiskCents(result)
  const head = [
    paint('strong', result.claim),
    paint(result.verdict, result.verdict),
    plural(result.findings.length, 'finding'),
    ...(risk > 0 ? [`${dollars(risk)} at risk`] : []),
    ...(result.risk ? [riskText(result.risk)] : []),
  ].join('  ')
  return `${head}\n${result.findings.map((finding) => renderFinding(finding, paint)).join('')}\n`
}

/** The risk in words: how likely, what it may cost, and whether anything was learned. */
export const riskText = ({ probability, expectedLossCents, basis }: Risk): string =>
  `denial ${Math.round(100 * probability)}% likely${basis === 'prior' ? ' by published rates' : ''}, ${dollars(expectedLossCents)} expected`

function renderFinding(finding: Finding, paint: Paint): string {
  const {
    severity,
    line,
    where,
    text,
    fix,
    edit,
    message,
    group,
    carc,
    rarc,
    source,
    relatedLines,
    evidence,
    suggestions = [],
  } = finding
  const place = line === null ? 'claim' : `line ${line}`
  const denial =
    carc === null ? [] : [`${group === null ? '' : `${group}-`}${carc}${rarc === null ? '' : ` ${rarc}`}`]
  const release = source.table === undefined ? [] : [`${source.table} ${source.release ?? ''}`.trim()]
  const related = relatedLines.length === 0 ? [] : [`with line ${relatedLines.join(', ')}`]
  const earlier = evidence.map(
    (one) => `earlier claim ${one.claim}${one.line === null ? '' : ` line ${one.line}`}`,
  )
  const rest = [where, ...related, ...earlier, `${edit}/${message}`, ...denial, ...release].join(' · ')
  return [
    `  ${paint(severity, severity.padEnd(6))} ${place.padEnd(8)} ${text}`,
    `  ${''.padEnd(15)} ${fix}`,
    `  ${''.padEnd(15)} ${paint('dim', rest)}`,
    ...suggestions.map(
      ({ title, onlyIf }) =>
        `  ${''.padEnd(15)} ${paint('strong', '→')} ${title}${onlyIf === undefined ? '' : `, only if ${onlyIf}`}.`,
    ),
    '',
  ].join('\n')
}

/** A problem in one line: code, place, what was expected. */
export function problemText({ code, file, segment, row, column, byte, path, text }: Problem): string {
  const place = [
    file,
    ...(segment === undefined ? [] : [`segment ${segment}`]),
    ...(row === undefined ? [] : [`row ${row}`]),
    ...(column === undefined ? [] : [`column ${column}`]),
    ...(path === undefined || path === '' ? [] : [path]),
    ...(segment === undefined && row === undefined && byte !== undefined ? [`byte ${byte}`] : []),
  ].join(' ')
  return `${code}  ${place}  ${text}`
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Totals in one line, then what was not checked. */
export function renderTotals(
  summary: Summary,
  codesets: string,
  starter: boolean,
  paint: Paint = plain,
): string {
  const { claims, verdicts, atRiskCents: cents, open, overridden, shadow } = summary
  const parts = (['clean', 'note', 'review', 'deny', 'reject', 'unreadable'] as const)
    .filter((verdict) => verdicts[verdict] > 0)
    .map((verdict) => `${verdicts[verdict]} ${paint(verdict, verdict)}`)
  const lines = [
    `${plural(claims, 'claim')}: ${parts.join(', ') || 'none'}. ${dollars(cents)} at risk. Code sets ${codesets}.`,
  ]
  if (starter)
    lines.push(
      'These are the starter sets: enough for the examples, not for your claims. Load the official releases: cleanclaim codesets import FILE…',
    )
  if (overridden + shadow > 0)
    lines.push(`Apart from the verdicts: ${overridden} overridden, ${shadow} of payer rules in shadow.`)
  if (open.length > 0) lines.push('', 'Not checked, or not wholly (claims concerned, reason, edits):')
  for (const { claims: count, reason, table, edits } of open) {
    const what = table === '' ? reason : `${reason} ${table}`
    lines.push(`  ${String(count).padStart(6)}  ${what}: ${edits.join(', ')}`)
  }
  return `${lines.join('\n')}\n`
}

/** The closing summary of a terminal: verdicts, money, the commonest findings. */
export function renderSummary(summary: Summary, seconds: number, paint: Paint = plain): string {
  const { claims, verdicts, atRiskCents: cents, commonest } = summary
  const rate = seconds > 0 ? Math.round(claims / seconds) : claims
  const lines = [
    '',
    `${paint('strong', plural(claims, 'claim'))} in ${seconds.toFixed(1)} s (${rate.toLocaleString('en-US')} a second)`,
    ...(['reject', 'deny', 'review', 'note', 'clean', 'unreadable'] as const)
      .filter((verdict) => verdicts[verdict] > 0)
      .map((verdict) => `  ${paint(verdict, verdict.padEnd(10))} ${String(verdicts[verdict]).padStart(9)}`),
    `  ${'at risk'.padEnd(10)} ${dollars(cents).padStart(9)}`,
  ]
  if (commonest.length > 0) lines.push('Commonest findings:')
  for (const { edit, message, count, atRiskCents: risk } of commonest)
    lines.push(`  ${String(count).padStart(9)}  ${edit}/${message}${risk > 0 ? `  ${dollars(risk)}` : ''}`)
  return `${lines.join('\n')}\n`
}

/** Whether a result reaches a severity or is unreadable: what decides the exit status. */
export function reaches(result: Result, severity: 'reject' | 'deny' | 'review' | 'note' | 'never'): boolean {
  if (result.claim === null) return true
  if (severity === 'never') return false
  const order: readonly ClaimResult['verdict'][] = ['reject', 'deny', 'review', 'note']
  const at = order.indexOf(result.verdict)
  return at >= 0 && at <= order.indexOf(severity)
}
