/** The tables an edit may ask for, by the name it asks with, and which releases stand behind each name. */
import type { PayerProfile } from '../model/profile.ts'
import type { AddOnTable } from './add-on.ts'
import type { ClassificationTable } from './classification.ts'
import type { DatedTable } from './dated.ts'
import type { EditorTable } from './editor.ts'
import type { FeeScheduleTable } from './fee-schedule.ts'
import type { CodePeriodTable, HcpcsTable } from './hcpcs.ts'
import type { MueTable } from './mue.ts'
import type { PlaceTable } from './places.ts'
import type { PtpTable } from './ptp.ts'
import type { ClaimLimits } from './small/claim-limits.ts'
import type { CptModifiers } from './small/cpt-modifiers.ts'
import type { DenialCodes } from './small/denial-codes.ts'
import type { NcciModifiers } from './small/ncci-modifiers.ts'
import type { VisitCodes } from './small/visit-codes.ts'

export type { AddOnSetting, AddOnTable, AddOnType } from './add-on.ts'
export type { ClassificationTable } from './classification.ts'
export type { Citation, DatedTable, Holding } from './dated.ts'
export type { EditorTable } from './editor.ts'
export type { FeeScheduleTable } from './fee-schedule.ts'
export type { CodePeriodTable, HcpcsTable } from './hcpcs.ts'
export type { Mai, MueTable } from './mue.ts'
export type { PlaceTable } from './places.ts'
export type { ModifierIndicator, Partner, PtpTable } from './ptp.ts'
export type { ClaimLimits } from './small/claim-limits.ts'
export type { CptModifiers } from './small/cpt-modifiers.ts'
export type { DenialCodes } from './small/denial-codes.ts'
export type { NcciModifiers, PairSetting, Placement } from './small/ncci-modifiers.ts'
export type { VisitCodes } from './small/visit-codes.ts'

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
  readonly icd10pcs: ClassificationTable
  readonly editorDiagnoses: EditorTable
  readonly editorProcedures: EditorTable
  readonly places: PlaceTable
  readonly ncciModifiers: NcciModifiers
  readonly cptModifiers: CptModifiers
  readonly claimLimits: ClaimLimits
  readonly visitCodes: VisitCodes
  /** What the claim's payer does differently; always there, with defaults for a payer that has none. */
  readonly profile: ProfileTable
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

/** A table that no release stands behind in this setting. */
export interface MissingTable {
  readonly missing: string
}

/** Tables of one setting; a table without a release says its name. */
export type TableSet = { readonly [K in Exclude<TableKey, 'profile'>]: Tables[K] | MissingTable }

/** All tables as loaded, immutable, named by digest. */
export interface Snapshot {
  readonly id: string
  /** True when it is the package's own starter sets, which serve the examples alone. */
  readonly starter: boolean
  /** The tables that a claim of that setting meets; the same object for the same setting. */
  tables(setting: Setting): TableSet
  /** Group, CARC and RARC by edit, payer and date. */
  readonly denialCodes: DenialCodes
}

/** Whether there is a release behind the table. */
export const isLoaded = <T extends DatedTable>(table: T | MissingTable): table is T => !('missing' in table)
