/** A snapshot: the releases in force together, loaded once and shared. */
import { createCodebook, type Codebook } from './codebook.ts'
import { addOnTable } from './add-on.ts'
import { classificationTable } from './classification.ts'
import { codeListTable } from './code-list.ts'
import { coverageTable } from './coverage.ts'
import type { LoadedRelease } from './dated.ts'
import { editorTable, type EditorTable } from './editor.ts'
import { feeScheduleTable } from './fee-schedule.ts'
import { codePeriodTable, hcpcsTable } from './hcpcs.ts'
import { conversionTable } from './icd-conversion.ts'
import { icdNotesTable } from './icd-notes.ts'
import { mueTable } from './mue.ts'
import { placeTable } from './places.ts'
import { ptpTable } from './ptp.ts'
import type { TableName } from './release.ts'
import { claimLimits } from './small/claim-limits.ts'
import { cptModifiers } from './small/cpt-modifiers.ts'
import { denialCodes } from './small/denial-codes.ts'
import { denialMeanings } from './small/denial-meanings.ts'
import { anesthesiaModifiers } from './small/anesthesia-modifiers.ts'
import { feeScheduleRules } from './small/fee-schedule-rules.ts'
import { modifierConflicts } from './small/modifier-conflicts.ts'
import { modifierFamilies } from './small/modifier-families.ts'
import { ncciModifiers } from './small/ncci-modifiers.ts'
import { unlistedCodes } from './small/unlisted-codes.ts'
import { ambulanceCodes } from './small/ambulance-codes.ts'
import { cliaWaived } from './small/clia-waived.ts'
import { drugModifierRules } from './small/drug-modifier-rules.ts'
import { frequencyLimits } from './small/frequency-limits.ts'
import { laboratoryPanels } from './small/laboratory-panels.ts'
import { obstetricPackages } from './small/obstetric-packages.ts'
import { screeningRules } from './small/screening-rules.ts'
import { supplyPrices } from './small/supply-price-modifiers.ts'
import { teachingCodes } from './small/teaching-codes.ts'
import { telehealthPeriods, telehealthRules } from './small/telehealth-rules.ts'
import { therapyCodes } from './small/therapy-codes.ts'
import { therapyThresholds } from './small/therapy-thresholds.ts'
import { vaccines } from './small/vaccine-administration.ts'
import { newPatientCodes } from './small/new-patient-codes.ts'
import { orderingRules } from './small/ordering-rules.ts'
import { placeRules } from './small/place-rules.ts'
import { preventiveServices } from './small/preventive-services.ts'
import { procedureAges } from './small/procedure-ages.ts'
import { providerRules } from './small/provider-rules.ts'
import { timelyFiling } from './small/timely-filing.ts'
import { visitCodes } from './small/visit-codes.ts'
import { billTypes } from './small/bill-types.ts'
import { billTypeRules } from './small/bill-type-rules.ts'
import { dischargeStatuses } from './small/discharge-statuses.ts'
import { poaExempt } from './small/poa-exempt.ts'
import { revenueRules } from './small/revenue-rules.ts'
import { listedCodes } from './small/listed-codes.ts'
import { oppsTable } from './opps.ts'
import { packagePlaces } from './small/places.ts'
import type { SmallTables } from './small/rows.ts'
import type { MissingTable, Setting, Snapshot, TableSet } from './tables.ts'

/** Releases of one kind of table, with how to read them. */
type Read<T> = (name: TableName, loaded: readonly LoadedRelease[], book: Codebook) => T

/** Puts a snapshot together from loaded releases and the package's small tables. */
export function createSnapshot(
  id: string,
  starter: boolean,
  loaded: readonly LoadedRelease[],
  small: SmallTables,
): Snapshot {
  const procedures = createCodebook()
  const diagnosisCodes = createCodebook()
  const procedureCodes = createCodebook()
  const others = createCodebook()
  const ofTable = (name: TableName): readonly LoadedRelease[] =>
    loaded.filter((release) => release.table === name)

  // A table is put together when first asked for: `check` of one code needs few of them.
  const made = new Map<string, unknown>()
  const once = <T>(key: string, make: () => T): T => {
    if (!made.has(key)) made.set(key, make())
    return made.get(key) as T
  }
  const table = <T>(name: TableName, read: Read<T>, book: Codebook): T | MissingTable =>
    once(name, () => {
      const releases = ofTable(name)
      return releases.length > 0 ? read(name, releases, book) : { missing: name }
    })
  const classification = (order: TableName, history: TableName, book: Codebook) =>
    once(`${order} with ${history}`, () => {
      const [orders, dated] = [ofTable(order), ofTable(history)]
      return orders.length + dated.length > 0
        ? classificationTable(
            order,
            orders,
            dated,
            dated.length > 0 ? (table(history, editorTable, book) as EditorTable) : undefined,
            book,
          )
        : { missing: order }
    })
  const rows = (name: string) => small.get(name)

  const tables = ({ biller, program }: Setting): TableSet => {
    const medicaid = program === 'medicaid' ? 'medicaid-' : ''
    const mue = `ncci-mue-${medicaid}${biller === 'supplier' ? 'dme' : biller}` as TableName
    const ptp = `ncci-ptp-${medicaid}${biller === 'outpatient' ? 'outpatient' : 'practitioner'}` as TableName
    const lazily: { [K in keyof TableSet]: () => TableSet[K] } = {
      ptp: () => table(ptp, ptpTable, procedures),
      mue: () => table(mue, mueTable, procedures),
      supplierMue: () => table(`ncci-mue-${medicaid}dme` as TableName, mueTable, procedures),
      addOns: () => table('ncci-aoc', addOnTable, procedures),
      feeSchedule: () => table('mpfs', feeScheduleTable, procedures),
      hcpcs: () => table('hcpcs', hcpcsTable, procedures),
      hcpcsModifiers: () => table('hcpcs-modifiers', codePeriodTable, others),
      diagnoses: () => classification('icd10cm', 'mce-diagnoses', diagnosisCodes),
      icdNotes: () => table('icd10cm-notes', icdNotesTable, diagnosisCodes),
      conversion: () => table('icd10cm-conversion', conversionTable, diagnosisCodes),
      icd10pcs: () => classification('icd10pcs', 'mce-procedures', procedureCodes),
      editorDiagnoses: () => table('mce-diagnoses', editorTable, diagnosisCodes),
      editorProcedures: () => table('mce-procedures', editorTable, procedureCodes),
      // CMS's places are few and public: the package's own list stands where no release is loaded.
      places: () =>
        ofTable('places').length > 0
          ? table('places', placeTable, others)
          : once('small places', () => placeTable('places', [packagePlaces(rows('places'))], others)),
      drugs: () => table('drugs', codeListTable, procedures),
      telehealth: () => table('telehealth', codeListTable, procedures),
      clia: () => table('clia', codeListTable, procedures),
      coverage: () => table('coverage-articles', coverageTable, procedures),
      ambulanceCodes: () => once('small ambulance', () => ambulanceCodes(rows('ambulance'))),
      cliaWaived: () => once('small clia_waived', () => cliaWaived(rows('clia_waived'))),
      drugModifierRules: () =>
        once('small drug_modifier_rules', () => drugModifierRules(rows('drug_modifier_rules'))),
      frequencyLimits: () => once('small frequency_limits', () => frequencyLimits(rows('frequency_limits'))),
      laboratoryPanels: () =>
        once('small laboratory_panels', () => laboratoryPanels(rows('laboratory_panels'))),
      obstetricPackages: () =>
        once('small obstetric_packages', () => obstetricPackages(rows('obstetric_packages'))),
      screeningRules: () => once('small screening_rules', () => screeningRules(rows('screening_rules'))),
      supplyPrices: () =>
        once('small supply_price_modifiers', () => supplyPrices(rows('supply_price_modifiers'))),
      teachingCodes: () => once('small teaching_codes', () => teachingCodes(rows('teaching_codes'))),
      telehealthPeriods: () =>
        once('small telehealth_periods', () => telehealthPeriods(rows('telehealth_periods'))),
      telehealthRules: () => once('small telehealth_rules', () => telehealthRules(rows('telehealth_rules'))),
      therapyCodes: () => once('small therapy_codes', () => therapyCodes(rows('therapy_codes'))),
      therapyThresholds: () =>
        once('small therapy_thresholds', () => therapyThresholds(rows('therapy_thresholds'))),
      vaccines: () => once('small vaccine_administration', () => vaccines(rows('vaccine_administration'))),
      ncciModifiers: () => once('small ncci_modifiers', () => ncciModifiers(rows('ncci_modifiers'))),
      cptModifiers: () => once('small modifiers_cpt', () => cptModifiers(rows('modifiers_cpt'))),
      claimLimits: () => once('small x12_limits', () => claimLimits(rows('x12_limits'))),
      newPatientCodes: () =>
        once('small new_patient_codes', () => newPatientCodes(rows('new_patient_codes'))),
      orderingRules: () => once('small ordering_rules', () => orderingRules(rows('ordering_rules'))),
      placeRules: () => once('small place_rules', () => placeRules(rows('place_rules'))),
      preventiveServices: () =>
        once('small preventive_services', () => preventiveServices(rows('preventive_services'))),
      procedureAges: () => once('small procedure_ages', () => procedureAges(rows('procedure_ages'))),
      providerRules: () => once('small provider_rules', () => providerRules(rows('provider_rules'))),
      timelyFiling: () => once('small timely_filing', () => timelyFiling(rows('timely_filing'))),
      visitCodes: () => once('small visit_codes', () => visitCodes(rows('visit_codes'))),
      billTypes: () => once('small bill_types', () => billTypes(rows('bill_types'))),
      billTypeRules: () => once('small bill_type_rules', () => billTypeRules(rows('bill_type_rules'))),
      dischargeStatuses: () =>
        once('small discharge_statuses', () => dischargeStatuses(rows('discharge_statuses'))),
      poaExempt: () => once('small poa_exempt', () => poaExempt(rows('poa_exempt'))),
      revenueRules: () => once('small revenue_rules', () => revenueRules(rows('revenue_rules'))),
      revenueCodes: () =>
        once('small revenue_codes', () => listedCodes('revenue-codes', rows('revenue_codes'))),
      conditionCodes: () =>
        once('small condition_codes', () => listedCodes('condition-codes', rows('condition_codes'))),
      opps: () => table('opps', oppsTable, procedures),
      feeScheduleRules: () =>
        once('small fee_schedule', () =>
          feeScheduleRules(rows('fee_schedule_indicators'), rows('fee_schedule_status')),
        ),
      modifierConflicts: () =>
        once('small modifier_conflicts', () => modifierConflicts(rows('modifier_conflicts'))),
      modifierFamilies: () =>
        once('small modifier_families', () =>
          modifierFamilies(rows('modifier_families'), rows('modifier_family_codes')),
        ),
      anesthesiaModifiers: () =>
        once('small anesthesia_modifiers', () => anesthesiaModifiers(rows('anesthesia_modifiers'))),
      unlistedCodes: () => once('small unlisted_codes', () => unlistedCodes(rows('unlisted_codes'))),
    }
    const set = {} as { [K in keyof TableSet]: TableSet[K] }
    for (const key of Object.keys(lazily) as (keyof TableSet)[])
      Object.defineProperty(set, key, { enumerable: true, get: lazily[key] })
    return set
  }

  return {
    id,
    starter,
    denialCodes: denialCodes(rows('denial_codes')),
    // Only `explain` asks for it.
    get denialMeanings() {
      return once('small denial_meanings', () =>
        denialMeanings(rows('denial_meanings'), rows('denial_codes')),
      )
    },
    tables: (setting) => once(`set ${setting.biller} ${setting.program}`, () => tables(setting)),
  }
}
