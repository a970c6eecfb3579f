/** An item of a FHIR claim as a service line. */
import {
  at,
  centsOf,
  codeIn,
  codingsAt,
  dateAt,
  listAt,
  numberAt,
  productCents,
  textAt,
} from './fhir-values.ts'

const PROCEDURES = [/\/cpt$|113883\.6\.12$/i, /hcpcs|113883\.6\.285$/i, /hipps/i] as const
const NDC = /sid\/ndc$|113883\.6\.69$/
const MINUTES: ReadonlySet<string> = new Set(['MJ', 'MIN', 'MINUTE', 'MINUTES'])
const DRUG_UNITS: ReadonlySet<string> = new Set(['UN', 'ML', 'GR', 'F2', 'ME'])

/** What an item cannot say for itself. */
export interface ItemContext {
  /** Position of the item, from 0. */
  readonly index: number
  /** Pointer, from 1, of the diagnosis with that sequence; one past the last for a sequence that is none. */
  readonly pointerOf: (sequence: number) => number
  /** First and last day of the claim's statement, for items without a date; undefined where they must have one. */
  readonly statement: { readonly from: string | undefined; readonly through: string | undefined }
}

/** The line as input of the claim schema, without its providers; an amount that is none becomes NaN, which no schema takes. */
export function lineOf(item: unknown, { index, pointerOf, statement }: ItemContext) {
  const codings = codingsAt(item, 'productOrService')
  const quantity = at(item, 'quantity', 'value')
  const isTimed = MINUTES.has(unitOf(item))
  const dated = dateAt(item, 'servicedDate') ?? dateAt(item, 'servicedPeriod', 'start')
  const end = dateAt(item, 'servicedPeriod', 'end')
  const serviceDate = dated ?? end ?? statement.from
  const through = (dated ?? end) ? end : statement.through
  return {
    number: at(item, 'sequence') ?? index + 1,
    procedure: codeIn(codings, ...PROCEDURES),
    modifiers: listAt(item, 'modifier').flatMap((modifier) => codingsAt(modifier)[0]?.code ?? []),
    units: isTimed ? 1 : (quantity ?? 1),
    minutes: isTimed ? quantity : undefined,
    chargeCents: chargeOf(item),
    serviceDate,
    serviceDateThrough: through === serviceDate ? undefined : through,
    placeOfService: codingsAt(item, 'locationCodeableConcept')[0]?.code,
    pointers: listAt(item, 'diagnosisSequence').map((sequence) => pointerOf(numberAt(sequence))),
    revenueCode: codingsAt(item, 'revenue')[0]?.code,
    ...drugOf(item),
  }
}

function chargeOf(item: unknown): number {
  const net = at(item, 'net', 'value')
  if (net !== undefined) return centsOf(net) ?? NaN
  const price = at(item, 'unitPrice', 'value')
  return price === undefined ? 0 : (productCents(price, at(item, 'quantity', 'value') ?? 1) ?? NaN)
}

/** The drug: the item's own code or that of its first detail with one. */
function drugOf(item: unknown) {
  const isDrug = (part: unknown) => codingsAt(part, 'productOrService').find(({ system }) => NDC.test(system))
  const part = [item, ...listAt(item, 'detail')].find(isDrug)
  if (part === undefined) return {}
  const unit = unitOf(part)
  return {
    ndc: isDrug(part)?.code,
    ndcUnit: DRUG_UNITS.has(unit) ? unit : undefined,
    ndcQuantity: part === item ? undefined : at(part, 'quantity', 'value'),
  }
}

/** Whether an item has services of its own below it, which are not read. */
export const hasServiceDetails = (item: unknown): boolean =>
  listAt(item, 'detail').some((detail) =>
    codingsAt(detail, 'productOrService').some(({ system }) => !NDC.test(system)),
  )

const unitOf = (part: unknown): string =>
  (textAt(part, 'quantity', 'code') ?? textAt(part, 'quantity', 'unit') ?? '').toUpperCase()
