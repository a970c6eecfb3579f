/** All routes. */
import type { Route } from '../services.ts'
import { checkRoute } from './check.ts'
import { codesRoute } from './codes.ts'
import { codesetsRoute } from './codesets.ts'
import { editRoute } from './edit.ts'
import { editsRoute } from './edits.ts'
import { fhirMetadataRoute } from './fhir-metadata.ts'
import { fhirSubmitRoute } from './fhir-submit.ts'
import { fhirValidateRoute } from './fhir-validate.ts'
import { healthRoute } from './health.ts'
import { metricsRoute } from './metrics.ts'
import { readyRoute } from './ready.ts'
import { remittancesRoute } from './remittances.ts'
import { rulesTestRoute } from './rules-test.ts'
import { rulesRoute } from './rules.ts'
import { createRunRoute } from './runs-create.ts'
import { diffRunsRoute } from './runs-diff.ts'
import { listRunsRoute } from './runs-list.ts'
import { runResultsRoute } from './runs-results.ts'
import { showRunRoute } from './runs-show.ts'
import { scrubRoute } from './scrub.ts'
import { changeWorkRoute } from './worklist-change.ts'
import { listWorkRoute } from './worklist-list.ts'
import { workNotesRoute } from './worklist-notes.ts'

/** Every route but the description of the API, which is made from them. */
export const routes: readonly Route[] = [
  scrubRoute,
  checkRoute,
  editsRoute,
  editRoute,
  codesRoute,
  codesetsRoute,
  rulesRoute,
  rulesTestRoute,
  createRunRoute,
  listRunsRoute,
  showRunRoute,
  runResultsRoute,
  diffRunsRoute,
  listWorkRoute,
  changeWorkRoute,
  workNotesRoute,
  remittancesRoute,
  fhirSubmitRoute,
  fhirValidateRoute,
  fhirMetadataRoute,
  healthRoute,
  readyRoute,
  metricsRoute,
]
