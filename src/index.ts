/**
 * cleanclaim as a library: reads claims, checks them against code sets and payer edits, and explains every finding.
 * The public API; command line and server stand on it alone.
 */
export { openCodesets } from './codesets/open.ts'
export { starterFolder } from './codesets/starter.ts'
export { currentManifest, importReleases, verifyStore } from './codesets/store.ts'
export type { ImportReport, VerifyReport } from './codesets/store.ts'
export type { Manifest, ManifestRelease } from './codesets/store-manifest.ts'
export { tableFacts, type TableName } from './codesets/release.ts'
export type { Snapshot } from './codesets/tables.ts'
export type { AnyEdit } from './edits/define.ts'
export { forms, readClaims, type Form } from './formats/detect.ts'
export type { Chunks, Item } from './formats/items.ts'
export { expandPaths, openSource } from './formats/source.ts'
export { whereOf } from './formats/where.ts'
export { Claim, type ClaimInput } from './model/claim.ts'
export { isIsoDate, isoDate } from './model/dates.ts'
export { errorKinds, ScrubError, type ErrorCode } from './model/errors.ts'
export type { History } from './model/history.ts'
export { ClaimResult, Finding, Problem, Result, Severity, UnreadableResult } from './model/result.ts'
export { ENGINE_VERSION } from './model/version.ts'
export { explainCode, type CodeExplanation } from './report/code-page.ts'
export { explainDenial, type DenialExplanation, type DenialForesight } from './report/denial-page.ts'
export { editPage } from './report/edit-page.ts'
export { createNdjsonReport } from './report/ndjson.ts'
export { createTally, type Summary } from './report/summary.ts'
export {
  plain,
  problemText,
  reaches,
  renderResult,
  renderSummary,
  renderTotals,
  type Paint,
} from './report/text.ts'
export { edits } from './edits/index.ts'
export { loadHistory } from './jobs/history.ts'
export { openRules, rulesFolder, type RuleSet } from './jobs/rules.ts'
export {
  chooseEdits,
  openScrubber,
  type ClaimScrubber,
  type ScrubberOptions,
  type StreamOptions,
} from './jobs/scrub.ts'
