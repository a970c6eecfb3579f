/** All built-in edits, in the order of the catalogue, which orders findings on one line. */
import { anesthesiaMinutes } from './anesthesia-minutes.ts'
import { claimBalance } from './claim-balance.ts'
import { claimDates } from './claim-dates.ts'
import { claimIdentifiers } from './claim-identifiers.ts'
import { claimLimits } from './claim-limits.ts'
import { claimReplacement } from './claim-replacement.ts'
import type { AnyEdit } from './define.ts'
import { icdAge } from './icd-age.ts'
import { icdDuplicate } from './icd-duplicate.ts'
import { icdExcludes1 } from './icd-excludes1.ts'
import { icdExternalCauseFirst } from './icd-external-cause-first.ts'
import { icdInvalid } from './icd-invalid.ts'
import { icdLaterality } from './icd-laterality.ts'
import { icdManifestationFirst } from './icd-manifestation-first.ts'
import { icdPointer } from './icd-pointer.ts'
import { icdSex } from './icd-sex.ts'
import { icdUnspecified } from './icd-unspecified.ts'
import { modifierAnatomic } from './modifier-anatomic.ts'
import { modifierAnesthesia } from './modifier-anesthesia.ts'
import { modifierAssistant } from './modifier-assistant.ts'
import { modifierBilateral } from './modifier-bilateral.ts'
import { modifierCoSurgeon } from './modifier-co-surgeon.ts'
import { modifierComponent } from './modifier-component.ts'
import { modifierConflict } from './modifier-conflict.ts'
import { modifierDistinct } from './modifier-distinct.ts'
import { modifierInvalid } from './modifier-invalid.ts'
import { modifierRepeat } from './modifier-repeat.ts'
import { modifierSide } from './modifier-side.ts'
import { modifierSurgery } from './modifier-surgery.ts'
import { modifierTeam } from './modifier-team.ts'
import { modifierVisit } from './modifier-visit.ts'
import { ncciAddOn } from './ncci-add-on.ts'
import { ncciMue } from './ncci-mue.ts'
import { ncciPtp } from './ncci-ptp.ts'
import { placeInvalid } from './place-invalid.ts'
import { procedureInvalid } from './procedure-invalid.ts'
import { procedureStatus } from './procedure-status.ts'
import { procedureUnlisted } from './procedure-unlisted.ts'

/** Built-in edits by id order. */
export const edits: readonly AnyEdit[] = [
  anesthesiaMinutes,
  claimBalance,
  claimDates,
  claimIdentifiers,
  claimLimits,
  claimReplacement,
  icdAge,
  icdDuplicate,
  icdExcludes1,
  icdExternalCauseFirst,
  icdInvalid,
  icdLaterality,
  icdManifestationFirst,
  icdPointer,
  icdSex,
  icdUnspecified,
  modifierAnatomic,
  modifierAnesthesia,
  modifierAssistant,
  modifierBilateral,
  modifierCoSurgeon,
  modifierComponent,
  modifierConflict,
  modifierDistinct,
  modifierInvalid,
  modifierRepeat,
  modifierSide,
  modifierSurgery,
  modifierTeam,
  modifierVisit,
  ncciAddOn,
  ncciMue,
  ncciPtp,
  placeInvalid,
  procedureInvalid,
  procedureStatus,
  procedureUnlisted,
]
