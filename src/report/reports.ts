/** All reports by name: `--report` takes these, and whoever writes one asks here. */
import { create277ca } from './277ca.ts'
import { create999 } from './999.ts'
import { createCsvReport } from './csv.ts'
import { createFhirReport } from './fhir.ts'
import { createHtmlReport } from './html.ts'
import { createNdjsonReport } from './ndjson.ts'
import { createSarifReport } from './sarif.ts'
import { renderResult, renderTotals } from './text.ts'
import type { ReportContext, ReportWriter } from './writer.ts'

const makers = {
  text: ({ codesets, starter, paint }) => ({
    render: (result) => renderResult(result, paint),
    end: (summary) => renderTotals(summary, codesets, starter, paint),
  }),
  ndjson: () => createNdjsonReport(),
  csv: () => createCsvReport(),
  html: createHtmlReport,
  sarif: createSarifReport,
  fhir: createFhirReport,
  '277ca': create277ca,
  '999': create999,
} as const satisfies Readonly<Record<string, (context: ReportContext) => ReportWriter>>

/** Names of reports. */
export type ReportName = keyof typeof makers
/** Names of all reports, as `--report` takes them. */
export const reportNames = [
  'text',
  'ndjson',
  'csv',
  'html',
  'sarif',
  'fhir',
  '277ca',
  '999',
] as const satisfies readonly ReportName[]

/** Begins a report; its parts, in order, are the report. */
export const openReport = (name: ReportName, context: ReportContext): ReportWriter => makers[name](context)
