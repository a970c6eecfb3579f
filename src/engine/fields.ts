/** Which of the fields that edits name are there, and whose tables a claim meets. */
import type { Setting } from '../codesets/tables.ts'
import type { FieldName } from '../edits/define.ts'
import type { Claim, PayerLine } from '../model/claim.ts'

const probes: Readonly<Record<FieldName, (claim: Claim) => boolean>> = {
  birthDate: (claim) => claim.patient?.birthDate !== undefined,
  billingNpi: (claim) => claim.billing?.npi !== undefined,
  billingTaxonomy: (claim) => claim.billing?.taxonomy !== undefined,
  chargeCents: (claim) => claim.chargeCents !== undefined,
  diagnoses: (claim) => claim.diagnoses.length > 0,
  placeOfService: (claim) =>
    claim.placeOfService !== undefined || claim.lines.every((line) => line.placeOfService !== undefined),
  patient: (claim) =>
    claim.subscriber?.id !== undefined ||
    (claim.patient?.id !== undefined && claim.billing?.npi !== undefined),
  payerLine: (claim) => claim.payer?.line !== undefined,
  pointers: (claim) => claim.lines.every((line) => line.pointers.length > 0),
  sex: (claim) => claim.patient?.sex !== undefined,
  subscriberId: (claim) => claim.subscriber?.id !== undefined,
  typeOfBill: (claim) => claim.typeOfBill !== undefined,
}

/** All field names, in the order of their bits. */
export const fieldNames = Object.keys(probes) as readonly FieldName[]

const probesInOrder = fieldNames.map((name) => probes[name])

/** Bits of the named fields that the claim lacks. */
export function missingFields(claim: Claim, asked: number): number {
  let missing = 0
  for (let at = 0; at < probesInOrder.length; at++) {
    const bit = 1 << at
    if ((asked & bit) !== 0 && !probesInOrder[at]!(claim)) missing |= bit
  }
  return missing
}

/** Bits of a list of fields. */
export const fieldBits = (fields: readonly FieldName[]): number =>
  fields.reduce((bits, field) => bits | (1 << fieldNames.indexOf(field)), 0)

/**
 * Taxonomies of equipment suppliers, whose claims meet the DME tables: durable medical equipment, eyewear and hearing
 * aid suppliers (332), prosthetic and orthotic suppliers (335E). Source: NUCC taxonomy code set, suppliers.
 */
const isSupplier = (taxonomy: string | undefined): boolean =>
  taxonomy !== undefined && (taxonomy.startsWith('332') || taxonomy.startsWith('335E'))

/** Whose tables the claim meets. */
export const settingOf = (claim: Claim, line: PayerLine | undefined): Setting => ({
  biller:
    claim.type === 'institutional'
      ? 'outpatient'
      : isSupplier(claim.billing?.taxonomy)
        ? 'supplier'
        : 'practitioner',
  program: line === 'medicaid' ? 'medicaid' : 'medicare',
})
