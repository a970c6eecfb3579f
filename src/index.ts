/**
 * cleanclaim as a library: reads claims, checks them against code sets and payer edits, and explains every finding.
 * The public API; command line and server stand on it alone.
 */
export { openCodesets } from './codesets/open.ts'
export { pullManifests, type PullManifest } from './codesets/pull-manifest.ts'
export { starterFolder } from './codesets/starter.ts'
export { currentManifest, importReleases, verifyStore } from './codesets/store.ts'
export type { ImportReport, VerifyReport } from './codesets/store.ts'
export type { Manifest, ManifestRelease } from './codesets/store-manifest.ts'
export { tableFacts, type TableName } from './codesets/release.ts'
export type { Snapshot } from './codesets/tables.ts'
export type { AnyEdit } from './edits/define.ts'
export { forms, readClaims, type Form } from './formats/detect.ts'
export type { Chunks, Item, Place } from './formats/items.ts'
export type { PayerMap } from './formats/payer-map.ts'
export { expandPaths, openSource } from './formats/source.ts'
export { whereOf } from './formats/where.ts'
export { write837, type Write837Options } from './formats/x12/write-837.ts'
export { applyChanges } from './model/change.ts'
export { Claim, type ClaimInput } from './model/claim.ts'
export { compactDate, isIsoDate, isoDate } from './model/dates.ts'
export { errorKinds, ScrubError, type ErrorCode } from './model/errors.ts'
export type { EvaluationReport, LearnCounts } from './model/evaluation.ts'
export type { History } from './model/history.ts'
export {
  Change,
  ClaimResult,
  Finding,
  Problem,
  Result,
  Severity,
  Suggestion,
  UnreadableResult,
  Verdict,
} from './model/result.ts'
export { Risk, RiskModel } from './model/risk.ts'
export { ENGINE_VERSION } from './model/version.ts'
export { explainCode, type CodeExplanation } from './report/code-page.ts'
export { explainDenial, type DenialExplanation, type DenialForesight } from './report/denial-page.ts'
export { editPage } from './report/edit-page.ts'
export { csvColumns } from './report/csv.ts'
export {
  claimResponse,
  operationOutcome,
  problemOutcome,
  type FhirReference,
  type ResponseContext,
} from './report/fhir.ts'
export { evaluationPage, evaluationText } from './report/evaluation.ts'
export { createNdjsonReport } from './report/ndjson.ts'
export { openReport, reportNames, type ReportName } from './report/reports.ts'
export { createTally, type Summary, type TallyCounts } from './report/summary.ts'
export {
  plain,
  problemText,
  reaches,
  renderResult,
  renderSummary,
  renderTotals,
  type Paint,
} from './report/text.ts'
export { caseText, faultText, type CaseReport } from './report/rule-checks.ts'
export { answerText, lastWords, rulePage, type RuleAnswer, type RulePage } from './report/rule-page.ts'
export { trialNdjson, trialText, type TrialReport } from './report/rule-trial.ts'
export { sortedByRisk } from './report/sorted.ts'
export { appendResult, type ReportContext, type ReportWriter } from './report/writer.ts'
export { createByteText, type ByteText, type ReusedText } from './report/byte-text.ts'
export { learnedScorer, priorScorer, type RiskScorer } from './risk/score.ts'
export { ruleJsonSchema } from './policy/schema.ts'
export { edits } from './edits/index.ts'
export { twice, writeFixed, type FixOptions, type FixReport } from './jobs/fix-safe.ts'
export { loadHistory } from './jobs/history.ts'
export {
  evaluateRisk,
  keepRiskModel,
  learnRisk,
  openRiskModel,
  readRiskModel,
  riskModelText,
  storedRiskModel,
  type LearnOptions,
  type LearnReport,
} from './jobs/learn.ts'
export { newestModelId } from './jobs/newest-model.ts'
export { openPayerMap } from './jobs/payer-map.ts'
export { pullReleases, type Download, type PullOptions, type PullReport } from './jobs/pull.ts'
export { editWords, explainOnClaims, explainRule } from './jobs/explain-rules.ts'
export { lintFolder, type LintOptions, type LintReport } from './jobs/lint-rules.ts'
export { newRule, type NewRule } from './jobs/new-rule.ts'
export { openRules, ruleEdit, rulesFolder, type RuleSet } from './jobs/rules.ts'
export { testRules } from './jobs/test-rules.ts'
export { tryRules, type TrialOptions } from './jobs/try-rules.ts'
export {
  chooseEdits,
  chosenRuleEdits,
  openScrubber,
  type ClaimScrubber,
  type ScrubberOptions,
  type StreamOptions,
} from './jobs/scrub.ts'
export { measureThroughput, type BenchOptions, type BenchReport, type BenchStage } from './jobs/bench.ts'
export type { RulesBench } from './jobs/bench-engine.ts'
export { recordRun, type RecordOptions, type RecordReport } from './jobs/record.ts'
export {
  addOverride,
  keepModel,
  listOverrides,
  newestModel,
  revokeOverride,
  type Override,
  type OverrideRequest,
} from './store/kept.ts'
export {
  openThreads,
  type ScrubThreads,
  type ThreadOptions,
  type ThreadResults,
  type ThreadStreamOptions,
} from './jobs/threads.ts'
export { threadReports, type ThreadReport } from './jobs/worker-messages.ts'
export { openRunStore, type OpenStoreOptions, type RunStore } from './store/open.ts'
export { prune, type PruneReport } from './store/prune.ts'
export { earlierClaims, findClaim, resultAt, streamClaims, streamResults } from './store/read.ts'
export { listRuns, showRun, type Run, type RunCounts, type RunInput } from './store/runs.ts'
export { totalsBy, totalsOf, type Total, type TotalsBy } from './store/totals.ts'
export { readTrail, verifyTrail, type TrailEntry, type TrailReport } from './store/trail.ts'
export { verifyContents, type ContentsReport } from './store/verify.ts'
export {
  changeItem,
  itemOf,
  notesOf,
  resolutions,
  type ItemChange,
  type ItemNote,
  type ItemState,
  type Resolution,
} from './store/work-items.ts'
export { worklist, type WorkItem, type WorklistPage, type WorklistQuery } from './store/worklist.ts'
export { readRemittances, type RemitItem } from './formats/x12/read-835.ts'
export { Remittance, RemittedClaim } from './model/remittance.ts'
export { scrubbedOf, type ScrubbedClaim } from './risk/match-facts.ts'
export type { ClaimOutcome, LineOutcome } from './risk/outcome.ts'
export type { MatchReport } from './risk/match.ts'
export {
  loadRemittances,
  outcomesOf,
  streamRemittances,
  type ClaimOutcomes,
  type LoadedRemittances,
} from './jobs/remittances.ts'
export {
  importRemittances,
  storedOutcomes,
  type RemittanceImport,
  type RemittanceImportOptions,
  type StoredOutcomes,
} from './jobs/remittance-import.ts'
export { createHistory, type HistoryBuilder } from './engine/history.ts'
export { checkClaim, type Flaw } from './formats/claim-of.ts'
export { recordBody, type RecordBodyOptions, type RecordedBody } from './jobs/record-body.ts'
export { keepDecisions } from './jobs/remittance-import.ts'
export { readRuleFiles, ruleSetOf } from './jobs/rules.ts'
export type { Rule, RuleFile } from './policy/rule-set.ts'
export { noteAccess } from './store/access.ts'
export { diffRuns, type ClaimDifference, type Difference, type RunDiff } from './audit/diff.ts'
export { questionedClaim, questionedLine, type CoderQuestion } from './jobs/question.ts'
export { createDiffTally, type DiffTally, type DiffTotals } from './audit/diff-totals.ts'
export type { Because, BecauseReason, CitedRow } from './audit/because.ts'
export { openNamedCodesets, openRunCodesets, type Knowledge, type NamedCodesets } from './jobs/codesets.ts'
export { openDiff, type OpenedDiff } from './jobs/diff.ts'
export { rerun, type RerunOptions } from './jobs/rerun.ts'
export {
  becauseText,
  diffReportNames,
  openDiffReport,
  type DiffReportName,
  type DiffWriter,
} from './report/diff.ts'
export {
  isStoreHistory,
  openStoreHistory,
  storeHistoryTerm,
  type HistoryOfPatients,
  type StoreHistoryTerm,
} from './jobs/store-history.ts'
export type { Estimate as SampleEstimate } from './audit/estimate.ts'
export { sizeForAmount, sizeForRate } from './audit/sample.ts'
export { drawWorksheet, readWorksheet, sampleFrame, type SampleReport } from './jobs/sample.ts'
export { stratifiers, type SamplePlan, type Stratifier } from './model/sample.ts'
export {
  effectOfEdits,
  nameOfItem,
  overrideItem,
  type EditEffect,
  type ItemOverride,
} from './jobs/worklist.ts'
