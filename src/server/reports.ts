/** Which report an answer has. */
import { reportNames, type Form, type ReportName } from '../index.ts'

/** Content types of reports. */
export const reportTypes: Readonly<Record<ReportName, string>> = {
  text: 'text/plain; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  sarif: 'application/sarif+json; charset=utf-8',
  fhir: 'application/fhir+json; charset=utf-8',
  '277ca': 'application/edi-x12; charset=utf-8',
  '999': 'application/edi-x12; charset=utf-8',
}

const accepted: Readonly<Record<string, ReportName>> = {
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'text',
  'application/sarif+json': 'sarif',
  'application/fhir+json': 'fhir',
  'application/edi-x12': '277ca',
  'application/x12': '277ca',
}

/**
 * The report that a request asks for, by name or by what it accepts; undefined where it leaves it to the server. What
 * accepts X12 for input that is none gets what it would get without.
 */
export function reportOf(
  named: ReportName | undefined,
  accept: string | undefined,
  form: Form | undefined,
): ReportName | undefined {
  if (named !== undefined || accept === undefined || accept === '*/*') return named
  const wanted = accept
    .toLowerCase()
    .split(',', 20)
    .map((part) => {
      const [type = '', ...parameters] = part.split(';').map((one) => one.trim())
      const quality = parameters.find((one) => one.startsWith('q='))
      return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 }
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
  for (const { type } of wanted) {
    if (type === 'application/json' || type === '*/*') return undefined
    const name = Object.hasOwn(accepted, type) ? accepted[type] : undefined
    if (name === '277ca' && form !== 'x12' && form !== undefined) continue
    if (name !== undefined) return name
  }
  return undefined
}

/** Names of reports. */
export const names = reportNames
