/** The tables an edit may ask for, by the name it asks with, and which releases stand behind each name. */
import type { History } from '../model/history.ts'
import type { PayerProfile } from '../model/profile.ts'
import type { AddOnTable } from './add-on.ts'
import type { ClassificationTable } from './classification.ts'
import type { CodeListTable } from './code-list.ts'
import type { CoverageTable } from './coverage.ts'
import type { DatedTable } from './dated.ts'
import type { EditorTable } from './editor.ts'
import type { FeeScheduleTable } from './fee-schedule.ts'
import type { CodePeriodTable, HcpcsTable } from './hcpcs.ts'
import type { ConversionTable } from './icd-conversion.ts'
import type { IcdNotesTable } from './icd-notes.ts'
import type { MueTable } from './mue.ts'
import type { PlaceTable } from './places.ts'
import type { PtpTable } from './ptp.ts'
import type { ClaimLimits } from './small/claim-limits.ts'
import type { CptModifiers } from './small/cpt-modifiers.ts'
import type { DenialCodes } from './small/denial-codes.ts'
import type { DenialMeanings } from './small/denial-meanings.ts'
import type { AnesthesiaModifiers } from './small/anesthesia-modifiers.ts'
import type { FeeScheduleRules } from './small/fee-schedule-rules.ts'
import type { ModifierConflicts } from './small/modifier-conflicts.ts'
import type { ModifierFamilies } from './small/modifier-families.ts'
import type { NcciModifiers } from './small/ncci-modifiers.ts'
import type { UnlistedCodes } from './small/unlisted-codes.ts'
import type { AmbulanceCodes } from './small/ambulance-codes.ts'
import type { CliaWaived } from './small/clia-waived.ts'
import type { DrugModifierRules } from './small/drug-modifier-rules.ts'
import type { FrequencyLimits } from './small/frequency-limits.ts'
import type { LaboratoryPanels } from './small/laboratory-panels.ts'
import type { ObstetricPackages } from './small/obstetric-packages.ts'
import type { ScreeningRules } from './small/screening-rules.ts'
import type { SupplyPrices } from './small/supply-price-modifiers.ts'
import type { TeachingCodes } from './small/teaching-codes.ts'
import type { TelehealthPeriods, TelehealthRules } from './small/telehealth-rules.ts'
import type { TherapyCodes } from './small/therapy-codes.ts'
import type { TherapyThresholds } from './small/therapy-thresholds.ts'
import type { Vaccines } from './small/vaccine-administration.ts'
import type { NewPatientCodes } from './small/new-patient-codes.ts'
import type { OrderingRules } from './small/ordering-rules.ts'
import type { PlaceRules } from './small/place-rules.ts'
import type { PreventiveServices } from './small/preventive-services.ts'
import type { ProcedureAges } from './small/procedure-ages.ts'
import type { ProviderRules } from './small/provider-rules.ts'
import type { TimelyFiling } from './small/timely-filing.ts'
import type { VisitCodes } from './small/visit-codes.ts'
import type { BillTypes } from './small/bill-types.ts'
import type { BillTypeRules } from './small/bill-type-rules.ts'
import type { DischargeStatuses } from './small/discharge-statuses.ts'
import type { PoaExempt } from './small/poa-exempt.ts'
import type { RevenueRules } from './small/revenue-rules.ts'
import type { ListedCodes } from './small/listed-codes.ts'
import type { OppsTable } from './opps.ts'

export type { AddOnSetting, AddOnTable, AddOnType } from './add-on.ts'
export type { ClassificationTable } from './classification.ts'
export type { CodeListTable } from './code-list.ts'
export type { Citation, DatedTable, Holding } from './dated.ts'
export type { EditorTable } from './editor.ts'
export type { FeeScheduleTable } from './fee-schedule.ts'
export type { CodePeriodTable, HcpcsTable } from './hcpcs.ts'
export type {
  CoverageAnswer,
  CoverageQuestion,
  CoverageReason,
  CoverageTable,
  CoverageVerdict,
} from './coverage.ts'
export type { ConversionTable } from './icd-conversion.ts'
export type { IcdNotesTable } from './icd-notes.ts'
export type { Mai, MueTable } from './mue.ts'
export type { PlaceTable } from './places.ts'
export type { ModifierIndicator, Partner, PtpTable } from './ptp.ts'
export type { ClaimLimits } from './small/claim-limits.ts'
export type { CptModifiers } from './small/cpt-modifiers.ts'
export type { DenialCodes } from './small/denial-codes.ts'
export type { DenialMeanings, ExpectedDenial } from './small/denial-meanings.ts'
export type { AnesthesiaModifiers } from './small/anesthesia-modifiers.ts'
export type { FeeScheduleRules, IndicatorRule, RuledIndicator } from './small/fee-schedule-rules.ts'
export type { ModifierConflicts } from './small/modifier-conflicts.ts'
export type { ModifierFamilies } from './small/modifier-families.ts'
export type { NcciModifiers, PairSetting, Placement } from './small/ncci-modifiers.ts'
export type { UnlistedCodes } from './small/unlisted-codes.ts'
export type { AmbulanceCodes, AmbulanceKind } from './small/ambulance-codes.ts'
export type { CliaWaived } from './small/clia-waived.ts'
export type { DrugModifierRules } from './small/drug-modifier-rules.ts'
export type { FrequencyLimit, FrequencyLimits } from './small/frequency-limits.ts'
export type { LaboratoryPanel, LaboratoryPanels } from './small/laboratory-panels.ts'
export type { ObstetricPackages } from './small/obstetric-packages.ts'
export type { ScreeningRule, ScreeningRules } from './small/screening-rules.ts'
export type { SupplyPrices } from './small/supply-price-modifiers.ts'
export type { TeachingCodes } from './small/teaching-codes.ts'
export type { TelehealthKind, TelehealthPeriods, TelehealthRules } from './small/telehealth-rules.ts'
export type { TherapyCodes } from './small/therapy-codes.ts'
export type { TherapyThresholds } from './small/therapy-thresholds.ts'
export type { Vaccine, Vaccines } from './small/vaccine-administration.ts'
export type { NewPatientCodes } from './small/new-patient-codes.ts'
export type { OrderingRules, OrderingRule } from './small/ordering-rules.ts'
export type { PlaceConflict, PlaceRules, ServiceKind } from './small/place-rules.ts'
export type { PreventiveServices } from './small/preventive-services.ts'
export type { ProcedureAges, AgeBound, AgeLimit } from './small/procedure-ages.ts'
export type { ProviderRules, ProviderRule } from './small/provider-rules.ts'
export type { LegalLimit, TimelyFiling } from './small/timely-filing.ts'
export type { Side } from './titles.ts'
export type { VisitCode, VisitCodes } from './small/visit-codes.ts'
export type { BillTypePart, BillTypes } from './small/bill-types.ts'
export type { BillTypeRules } from './small/bill-type-rules.ts'
export type { DischargeStatuses } from './small/discharge-statuses.ts'
export type { PoaExempt } from './small/poa-exempt.ts'
export type { RevenueRule, RevenueRules } from './small/revenue-rules.ts'
export type { ListedCodes, Listing } from './small/listed-codes.ts'
export type { OppsTable } from './opps.ts'

/** Every table by the name that edits use. */
export interface Tables {
  /** NCCI pairs of the claim's setting and program. */
  readonly ptp: PtpTable
  /** NCCI unit limits of the claim's setting and program. */
  readonly mue: MueTable
  /** Unit limits of equipment suppliers, whatever the claim's setting. */
  readonly supplierMue: MueTable
  readonly addOns: AddOnTable
  readonly feeSchedule: FeeScheduleTable
  readonly hcpcs: HcpcsTable
  readonly hcpcsModifiers: CodePeriodTable
  readonly diagnoses: ClassificationTable
  /** Excludes1 and code-first notes. */
  readonly icdNotes: IcdNotesTable
  /** Which diagnosis codes took the place of older ones. */
  readonly conversion: ConversionTable
  readonly icd10pcs: ClassificationTable
  readonly editorDiagnoses: EditorTable
  readonly editorProcedures: EditorTable
  readonly places: PlaceTable
  /** Drugs in single-dose containers, telehealth services and waived tests, as CMS lists them. */
  readonly drugs: CodeListTable
  readonly telehealth: CodeListTable
  readonly clia: CodeListTable
  /** Coverage articles of Medicare's contractors and policies of payers. */
  readonly coverage: CoverageTable
  readonly ncciModifiers: NcciModifiers
  readonly cptModifiers: CptModifiers
  readonly claimLimits: ClaimLimits
  readonly newPatientCodes: NewPatientCodes
  readonly orderingRules: OrderingRules
  readonly placeRules: PlaceRules
  readonly preventiveServices: PreventiveServices
  readonly procedureAges: ProcedureAges
  readonly providerRules: ProviderRules
  readonly timelyFiling: TimelyFiling
  readonly visitCodes: VisitCodes
  readonly billTypes: BillTypes
  readonly billTypeRules: BillTypeRules
  readonly dischargeStatuses: DischargeStatuses
  readonly poaExempt: PoaExempt
  readonly revenueRules: RevenueRules
  readonly revenueCodes: ListedCodes
  readonly conditionCodes: ListedCodes
  /** Status indicators of outpatient hospital payment. */
  readonly opps: OppsTable
  readonly ambulanceCodes: AmbulanceCodes
  readonly cliaWaived: CliaWaived
  readonly drugModifierRules: DrugModifierRules
  readonly frequencyLimits: FrequencyLimits
  readonly laboratoryPanels: LaboratoryPanels
  readonly obstetricPackages: ObstetricPackages
  readonly screeningRules: ScreeningRules
  readonly supplyPrices: SupplyPrices
  readonly teachingCodes: TeachingCodes
  readonly telehealthPeriods: TelehealthPeriods
  readonly telehealthRules: TelehealthRules
  readonly therapyCodes: TherapyCodes
  readonly therapyThresholds: TherapyThresholds
  readonly vaccines: Vaccines
  readonly feeScheduleRules: FeeScheduleRules
  readonly modifierConflicts: ModifierConflicts
  readonly modifierFamilies: ModifierFamilies
  readonly anesthesiaModifiers: AnesthesiaModifiers
  readonly unlistedCodes: UnlistedCodes
  /** What the claim's payer does differently; always there, with defaults for a payer that has none. */
  readonly profile: ProfileTable
  /** The patient's other claims; always there, empty where none were given. */
  readonly history: HistoryTable
}
export type TableKey = keyof Tables

/**
 * Whose tables a claim meets: practitioners' (which surgery centers use, too), outpatient hospitals', equipment
 * suppliers'; Medicare's program or Medicaid's. Source: NCCI Policy Manual, introduction; edits of each program apply
 * to that program alone.
 */
export interface Setting {
  readonly biller: 'practitioner' | 'outpatient' | 'supplier'
  readonly program: 'medicare' | 'medicaid'
}

/** A payer's profile as edits read it. */
export type ProfileTable = DatedTable & PayerProfile

/** Earlier claims as edits read them; `given` is false where none were named (`--history`). */
export type HistoryTable = DatedTable & Pick<History, 'of'> & { readonly given: boolean }

/** A table that no release stands behind in this setting. */
export interface MissingTable {
  readonly missing: string
}

/** Tables of one setting; a table without a release says its name. */
export type TableSet = { readonly [K in Exclude<TableKey, 'profile' | 'history'>]: Tables[K] | MissingTable }

/** All tables as loaded, immutable, named by digest. */
export interface Snapshot {
  readonly id: string
  /** True when it is the package's own starter sets, which serve the examples alone. */
  readonly starter: boolean
  /** The tables that a claim of that setting meets; the same object for the same setting. */
  tables(setting: Setting): TableSet
  /** Group, CARC and RARC by edit, payer and date. */
  readonly denialCodes: DenialCodes
  /** What the codes of a remittance mean to a biller. */
  readonly denialMeanings: DenialMeanings
}

/** Whether there is a release behind the table. */
export const isLoaded = <T extends DatedTable>(table: T | MissingTable): table is T => !('missing' in table)
