/** Loop 2110: the service, told by SVC, and the adjustments of service and claim. */
import type { RemittanceAdjustment, ServicePayment } from '../../model/remittance.ts'
import { MAX_ADJUSTMENTS, MAX_REMARKS, MAX_SERVICES } from '../../model/remittance.ts'
import { newComposite, separatorUsed, splitElement } from './composites.ts'
import { spotOf } from './draft.ts'
import {
  type Fields,
  cents,
  code,
  date,
  dateThrough,
  isPresent,
  qualifier,
  quantity,
  ownText,
} from './fields.ts'
import { type RemitDraft, failRemit, helpful, needed, newServicePayment } from './read-835-draft.ts'
import { type Remarks, addWarning, placeOf } from './remarks.ts'
import type { Segment } from './segment.ts'

const composite = newComposite()

/** Kinds of code in SVC01. Source: ASC X12N 005010X221A1, data element 235; ZZ is 004010's. */
const QUALIFIERS: ReadonlySet<string> = new Set('AD ER HC HP IV N1 N2 N3 N4 N6 NU RB UI WK ZZ'.split(' '))

interface Code {
  readonly qualifier: string | undefined
  readonly procedure: string | undefined
  readonly modifiers: string[]
}

/** A composite of code and modifiers (SVC01, SVC06). */
function readCode(fields: Fields, segment: Segment, remarks: Remarks): Code {
  const kind = helpful(remarks, segment, code(fields, 1, 3), 'The kind of a code (SVC01-1)')
  // A national drug code may be written with hyphens.
  const procedure =
    kind === 'N4'
      ? (ownText(fields, 2, 48) ?? '').replaceAll('-', '').toUpperCase() || undefined
      : helpful(remarks, segment, code(fields, 2, 48), 'A procedure (SVC01-2)')
  const modifiers: string[] = []
  for (let index = 3; index <= 6; index++) {
    const modifier = helpful(remarks, segment, code(fields, index, 4), 'A modifier (SVC01)')
    if (modifier !== undefined) modifiers.push(modifier)
  }
  const isCode = procedure === undefined || /^[0-9A-Z]+$/.test(procedure)
  return { qualifier: kind, procedure: isCode ? procedure : undefined, modifiers }
}

/** A code that stands in an element of its own, as `24599` or, where somebody took it for money, `24599.00`. */
const loneCode = (segment: Segment, index: number): string | undefined =>
  /^([0-9A-Z]{5})(?:\.0+)?$/.exec(qualifier(segment, index).toUpperCase())?.[1]

/** SVC: code, charge, payment, units. An SVC whose code has slipped into the element after it is read so, with a warning. */
export function readService(draft: RemitDraft, segment: Segment, remarks: Remarks): void {
  const { services } = draft.claim
  if (services.length >= MAX_SERVICES)
    return failRemit(draft, segment, `There are more than ${MAX_SERVICES} services.`, 'E_X12_LIMIT')
  const service = newServicePayment(services.length + 1)
  services.push(service)
  draft.service = service

  const used = separatorUsed(segment, 1, draft.component)
  if (used !== 0 && used !== draft.component) {
    const what =
      'Components are not separated as the ISA declares; they were read by the separator that stands there'
    addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)
    draft.component = used
  }
  const read = readCode(splitElement(composite, segment, 1, draft.component), segment, remarks)
  const slipped =
    read.procedure === undefined && QUALIFIERS.has(read.qualifier ?? '') ? loneCode(segment, 2) : undefined
  // Charge, payment and units are then one element further on; a lone qualifier before a plain charge is left as it is.
  const shift = slipped !== undefined && cents(segment, 4) != null ? 1 : 0
  if (shift === 1) {
    const what =
      'Loop 2110: the code stands in SVC02 in place of SVC01-2; the SVC was read one element further'
    addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)
  }
  const procedure = shift === 1 ? slipped : read.procedure
  service.qualifier = read.qualifier
  service.chargeCents =
    needed(draft, segment, cents(segment, 2 + shift), 'Loop 2110: the charge (SVC02)') ?? 0
  service.paidCents = needed(draft, segment, cents(segment, 3 + shift), 'Loop 2110: the payment (SVC03)') ?? 0
  service.revenueCode = helpful(remarks, segment, code(segment, 4 + shift, 4), 'A revenue code (SVC04)')
  service.units = helpful(remarks, segment, quantity(segment, 5 + shift), 'Units paid (SVC05)') ?? 1
  if (read.qualifier === 'NU' || read.qualifier === 'RB') {
    if (procedure !== undefined && procedure.length <= 4) service.revenueCode ??= procedure
  } else service.procedure = procedure
  service.modifiers = read.modifiers
  if (shift === 1 || !isPresent(segment, 6)) return
  const billed = readCode(splitElement(composite, segment, 6, draft.component), segment, remarks)
  service.billedProcedure = billed.procedure
  service.billedModifiers = billed.modifiers
  service.billedUnits = helpful(remarks, segment, quantity(segment, 7), 'Units billed (SVC07)')
}

/** DTM of a service: its day (472), or first and last (150, 151). */
export function readServiceDay(service: ServicePayment, segment: Segment, remarks: Remarks): void {
  const kind = qualifier(segment, 1)
  if (kind !== '472' && kind !== '150' && kind !== '151') return
  const day = helpful(remarks, segment, date(segment, 2), 'A date of service (DTM)')
  if (day === undefined) return
  if (kind === '151') service.serviceDateThrough = day
  else service.serviceDate = day
  if (kind === '472') service.serviceDateThrough = dateThrough(segment, 2) ?? undefined
}

/** LQ, MIA and MOA: whatever has the shape of a remark code, in whatever element. */
export function readRemarks(into: string[], segment: Segment, remarks: Remarks): void {
  for (let element = 1; element <= segment.count; element++) {
    const remark = qualifier(segment, element).toUpperCase()
    if (!/^(?:M|MA|N)\d{1,4}$/.test(remark) || into.includes(remark)) continue
    if (into.length < MAX_REMARKS) into.push(remark)
    else addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), TOO_MANY_REMARKS)
  }
}

const TOO_MANY_REMARKS = `A claim or service has more than ${MAX_REMARKS} remark codes; the rest was left out`

/** How triplets may lie in a CAS: as they should; without the quantities; with an element too many before the first. */
const LAYOUTS = [
  { from: 2, step: 3, slipped: false },
  { from: 2, step: 2, slipped: true },
  { from: 3, step: 3, slipped: true },
] as const

/** The adjustments of a CAS by a layout; undefined where it does not fit the segment. */
function triplets(
  segment: Segment,
  group: string,
  { from, step }: (typeof LAYOUTS)[number],
): RemittanceAdjustment[] | undefined {
  const found: RemittanceAdjustment[] = []
  for (let element = 2; element < from; element++) if (isPresent(segment, element)) return undefined
  for (let element = from; element <= segment.count; element += step) {
    const carc = code(segment, element, 5)
    const amount = cents(segment, element + 1)
    const units = step === 3 ? quantity(segment, element + 2) : undefined
    if (carc === undefined && amount === undefined && units === undefined) continue
    if (carc == null || amount == null || units === null) return undefined
    found.push({ group, carc, cents: amount, quantity: units })
  }
  return found
}

/** CAS of the service at hand, or of the claim before its first service. */
export function readCas(draft: RemitDraft, segment: Segment, remarks: Remarks): void {
  const group = needed(draft, segment, code(segment, 1, 2), 'The group of an adjustment (CAS01)')
  if (group === undefined) return
  for (const layout of LAYOUTS) {
    const found = triplets(segment, group, layout)
    if (found === undefined) continue
    if (layout.slipped) {
      const what = 'The elements of a CAS have slipped; they were read where reason and amount fit'
      addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)
    }
    draft.adjustments += found.length
    if (draft.adjustments > MAX_ADJUSTMENTS)
      return failRemit(draft, segment, `There are more than ${MAX_ADJUSTMENTS} adjustments.`, 'E_X12_LIMIT')
    const { adjustments } = draft.service ?? draft.claim
    for (const adjustment of found) adjustments.push(adjustment)
    return
  }
  failRemit(draft, segment, 'Reason or amount of an adjustment (CAS) cannot be read.')
}
