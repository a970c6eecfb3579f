/** All built-in edits, in the order of the catalogue, which orders findings on one line. */
import { admissionMissing } from './admission-missing.ts'
import { ambulanceMileage } from './ambulance-mileage.ts'
import { anesthesiaMinutes } from './anesthesia-minutes.ts'
import { billTypeFrequency } from './bill-type-frequency.ts'
import { billTypeInvalid } from './bill-type-invalid.ts'
import { claimAccident } from './claim-accident.ts'
import { claimAuthorization } from './claim-authorization.ts'
import { claimBalance } from './claim-balance.ts'
import { claimDates } from './claim-dates.ts'
import { claimDuplicate } from './claim-duplicate.ts'
import { claimFilingLate } from './claim-filing-late.ts'
import { claimIdentifiers } from './claim-identifiers.ts'
import { claimLimits } from './claim-limits.ts'
import { claimReplacement } from './claim-replacement.ts'
import { claimSecondary } from './claim-secondary.ts'
import { companionCodeMissing } from './companion-code-missing.ts'
import { conditionCodeInvalid } from './condition-code-invalid.ts'
import { coverageDiagnosis } from './coverage-diagnosis.ts'
import { coverageDiagnosisUnpointed } from './coverage-diagnosis-unpointed.ts'
import type { AnyEdit } from './define.ts'
import { dischargeStatusInvalid } from './discharge-status-invalid.ts'
import { drugAdministration } from './drug-administration.ts'
import { drugNdc } from './drug-ndc.ts'
import { frequencyLimit } from './frequency-limit.ts'
import { globalPeriod } from './global-period.ts'
import { hospiceOverlap } from './hospice-overlap.ts'
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
import { inpatientOnly } from './inpatient-only.ts'
import { inpatientOverlap } from './inpatient-overlap.ts'
import { ioceDiagnosisMissing } from './ioce-diagnosis-missing.ts'
import { ioceInvalidAge } from './ioce-invalid-age.ts'
import { ioceInvalidSex } from './ioce-invalid-sex.ts'
import { ioceNonCoveredService } from './ioce-non-covered-service.ts'
import { ioceServiceForDenial } from './ioce-service-for-denial.ts'
import { laboratoryPanel } from './laboratory-panel.ts'
import { mceAgeConflict } from './mce-age-conflict.ts'
import { mceDuplicatePrincipal } from './mce-duplicate-principal.ts'
import { mceExternalCausePrincipal } from './mce-external-cause-principal.ts'
import { mceInvalidAdmittingDiagnosis } from './mce-invalid-admitting-diagnosis.ts'
import { mceInvalidAge } from './mce-invalid-age.ts'
import { mceInvalidCode } from './mce-invalid-code.ts'
import { mceInvalidDischargeStatus } from './mce-invalid-discharge-status.ts'
import { mceInvalidSex } from './mce-invalid-sex.ts'
import { mceLengthOfStay } from './mce-length-of-stay.ts'
import { mceLimitedCoverage } from './mce-limited-coverage.ts'
import { mceManifestationPrincipal } from './mce-manifestation-principal.ts'
import { mceNonCoveredProcedure } from './mce-non-covered-procedure.ts'
import { mceQuestionableAdmission } from './mce-questionable-admission.ts'
import { mceQuestionableObstetricAdmission } from './mce-questionable-obstetric-admission.ts'
import { mceRequiresSecondary } from './mce-requires-secondary.ts'
import { mceSexConflict } from './mce-sex-conflict.ts'
import { mceUnacceptablePrincipal } from './mce-unacceptable-principal.ts'
import { mceUnspecified } from './mce-unspecified.ts'
import { mceWrongProcedure } from './mce-wrong-procedure.ts'
import { modifierAmbulance } from './modifier-ambulance.ts'
import { modifierAnatomic } from './modifier-anatomic.ts'
import { modifierAnesthesia } from './modifier-anesthesia.ts'
import { modifierAssistant } from './modifier-assistant.ts'
import { modifierBilateral } from './modifier-bilateral.ts'
import { modifierCoSurgeon } from './modifier-co-surgeon.ts'
import { modifierComponent } from './modifier-component.ts'
import { modifierConflict } from './modifier-conflict.ts'
import { modifierDistinct } from './modifier-distinct.ts'
import { modifierDrug } from './modifier-drug.ts'
import { modifierInvalid } from './modifier-invalid.ts'
import { modifierLiability } from './modifier-liability.ts'
import { modifierRepeat } from './modifier-repeat.ts'
import { modifierScreening } from './modifier-screening.ts'
import { modifierSide } from './modifier-side.ts'
import { modifierSplit } from './modifier-split.ts'
import { modifierSupply } from './modifier-supply.ts'
import { modifierSurgery } from './modifier-surgery.ts'
import { modifierTeaching } from './modifier-teaching.ts'
import { modifierTeam } from './modifier-team.ts'
import { modifierTelehealth } from './modifier-telehealth.ts'
import { modifierTherapy } from './modifier-therapy.ts'
import { modifierVisit } from './modifier-visit.ts'
import { modifierWaived } from './modifier-waived.ts'
import { ncciAddOn } from './ncci-add-on.ts'
import { ncciMue } from './ncci-mue.ts'
import { ncciPtp } from './ncci-ptp.ts'
import { observationHours } from './observation-hours.ts'
import { obstetricPackage } from './obstetric-package.ts'
import { placeInvalid } from './place-invalid.ts'
import { placeProcedure } from './place-procedure.ts'
import { procedureAge } from './procedure-age.ts'
import { procedureInvalid } from './procedure-invalid.ts'
import { procedureSex } from './procedure-sex.ts'
import { procedureStatus } from './procedure-status.ts'
import { procedureUnlisted } from './procedure-unlisted.ts'
import { providerOrdering } from './provider-ordering.ts'
import { providerType } from './provider-type.ts'
import { revenueCodeInvalid } from './revenue-code-invalid.ts'
import { revenueProcedure } from './revenue-procedure.ts'
import { therapyThreshold } from './therapy-threshold.ts'
import { vaccineAdministration } from './vaccine-administration.ts'
import { visitComplexity } from './visit-complexity.ts'
import { visitNewPatient } from './visit-new-patient.ts'
import { visitPreventive } from './visit-preventive.ts'
import { visitSameDay } from './visit-same-day.ts'

/** Built-in edits by id order. */
export const edits: readonly AnyEdit[] = [
  admissionMissing,
  ambulanceMileage,
  anesthesiaMinutes,
  billTypeFrequency,
  billTypeInvalid,
  claimAccident,
  claimAuthorization,
  claimBalance,
  claimDates,
  claimDuplicate,
  claimFilingLate,
  claimIdentifiers,
  claimLimits,
  claimReplacement,
  claimSecondary,
  companionCodeMissing,
  conditionCodeInvalid,
  coverageDiagnosis,
  coverageDiagnosisUnpointed,
  dischargeStatusInvalid,
  drugAdministration,
  drugNdc,
  frequencyLimit,
  globalPeriod,
  hospiceOverlap,
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
  inpatientOnly,
  inpatientOverlap,
  ioceDiagnosisMissing,
  ioceInvalidAge,
  ioceInvalidSex,
  ioceNonCoveredService,
  ioceServiceForDenial,
  laboratoryPanel,
  mceAgeConflict,
  mceDuplicatePrincipal,
  mceExternalCausePrincipal,
  mceInvalidAdmittingDiagnosis,
  mceInvalidAge,
  mceInvalidCode,
  mceInvalidDischargeStatus,
  mceInvalidSex,
  mceLengthOfStay,
  mceLimitedCoverage,
  mceManifestationPrincipal,
  mceNonCoveredProcedure,
  mceQuestionableAdmission,
  mceQuestionableObstetricAdmission,
  mceRequiresSecondary,
  mceSexConflict,
  mceUnacceptablePrincipal,
  mceUnspecified,
  mceWrongProcedure,
  modifierAmbulance,
  modifierAnatomic,
  modifierAnesthesia,
  modifierAssistant,
  modifierBilateral,
  modifierCoSurgeon,
  modifierComponent,
  modifierConflict,
  modifierDistinct,
  modifierDrug,
  modifierInvalid,
  modifierLiability,
  modifierRepeat,
  modifierScreening,
  modifierSide,
  modifierSplit,
  modifierSupply,
  modifierSurgery,
  modifierTeaching,
  modifierTeam,
  modifierTelehealth,
  modifierTherapy,
  modifierVisit,
  modifierWaived,
  ncciAddOn,
  ncciMue,
  ncciPtp,
  observationHours,
  obstetricPackage,
  placeInvalid,
  placeProcedure,
  procedureAge,
  procedureInvalid,
  procedureSex,
  procedureStatus,
  procedureUnlisted,
  providerOrdering,
  providerType,
  revenueCodeInvalid,
  revenueProcedure,
  therapyThreshold,
  vaccineAdministration,
  visitComplexity,
  visitNewPatient,
  visitPreventive,
  visitSameDay,
]
