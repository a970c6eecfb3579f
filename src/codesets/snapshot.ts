/** A snapshot: the releases in force together, loaded once and shared. */
import { createCodebook, type Codebook } from './codebook.ts'
import { addOnTable } from './add-on.ts'
import { classificationTable } from './classification.ts'
import type { LoadedRelease } from './dated.ts'
import { editorTable } from './editor.ts'
import { feeScheduleTable } from './fee-schedule.ts'
import { codePeriodTable, hcpcsTable } from './hcpcs.ts'
import { mueTable } from './mue.ts'
import { placeTable } from './places.ts'
import { ptpTable } from './ptp.ts'
import type { TableName } from './release.ts'
import { claimLimits } from './small/claim-limits.ts'
import { cptModifiers } from './small/cpt-modifiers.ts'
import { denialCodes } from './small/denial-codes.ts'
import { ncciModifiers } from './small/ncci-modifiers.ts'
import { visitCodes } from './small/visit-codes.ts'
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
  const procedures = createCodebook(32_768)
  const diagnosisCodes = createCodebook(131_072)
  const procedureCodes = createCodebook(131_072)
  const others = createCodebook(1_024)
  const ofTable = (name: TableName): readonly LoadedRelease[] => loaded.filter((release) => release.table === name)

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
        ? classificationTable(order, orders, history, dated, book)
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
      icd10pcs: () => classification('icd10pcs', 'mce-procedures', procedureCodes),
      editorDiagnoses: () => table('mce-diagnoses', editorTable, diagnosisCodes),
      editorProcedures: () => table('mce-procedures', editorTable, procedureCodes),
      // CMS's places are few and public: the package's own list stands where no release is loaded.
      places: () =>
        ofTable('places').length > 0
          ? table('places', placeTable, others)
          : once('small places', () => placeTable('places', [packagePlaces(rows('places'))], others)),
      ncciModifiers: () => once('small ncci_modifiers', () => ncciModifiers(rows('ncci_modifiers'))),
      cptModifiers: () => once('small modifiers_cpt', () => cptModifiers(rows('modifiers_cpt'))),
      claimLimits: () => once('small x12_limits', () => claimLimits(rows('x12_limits'))),
      visitCodes: () => once('small visit_codes', () => visitCodes(rows('visit_codes'))),
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
    tables: (setting) => once(`set ${setting.biller} ${setting.program}`, () => tables(setting)),
  }
}
