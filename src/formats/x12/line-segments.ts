/** Segments of loop 2400: service lines, their dates, drugs and units. */
import type { Line } from '../../model/claim.ts'
import { newLine } from '../new-claim.ts'
import { adoptSeparator } from './claim-segments.ts'
import { newComposite, splitElement } from './composites.ts'
import { type Draft, type Spot, append, fail, required, spotOf } from './draft.ts'
import {
  cents,
  code,
  date,
  dateThrough,
  freeText,
  isPresent,
  qualifier,
  quantity,
  text,
  wholeNumber,
} from './fields.ts'
import { type Remarks, addWarning, placeOf } from './remarks.ts'
import type { Segment } from './segment.ts'

const MAX_LINES = 1_500
const MAX_LINE_NUMBER = 1_000_000
const MAX_POINTERS = 20
/** Units, international units, days. MJ, minutes, is apart. */
const COUNTED_UNITS = ['UN', 'F2', 'DA']

const composite = newComposite()

const remark = (remarks: Remarks, at: Spot, what: string): void =>
  addWarning(remarks, 'W_X12_SEGMENT', placeOf(at), what)

/** Ends the line at hand: it must have had a service, and without a date the claim must have one for it. */
export function closeLine(draft: Draft): void {
  const { line } = draft
  if (line === undefined) return
  if (!draft.hasService) fail(draft, draft.lineSpot, 'Loop 2400: a service line has no service (SV1, SV2)')
  else if (line.serviceDate === '') draft.undated ??= draft.lineSpot
  draft.line = undefined
}

function openLine(draft: Draft, segment: Segment, number: number): Line {
  closeLine(draft)
  const line = newLine(number)
  append(draft, segment, draft.claim.lines, MAX_LINES, line, 'service lines in a claim')
  draft.line = line
  draft.hasService = false
  draft.lineSpot = spotOf(segment)
  draft.scope = 'line'
  draft.entity = ''
  draft.provider = undefined
  draft.adjudicatedBy = -1
  return line
}

/** LX: a line begins. */
export function readLx(draft: Draft, segment: Segment, remarks: Remarks): void {
  const counted = draft.claim.lines.length + 1
  const billed = wholeNumber(segment, 1)
  const isNumber = typeof billed === 'number' && billed > 0 && billed <= MAX_LINE_NUMBER
  if (!isNumber) remark(remarks, spotOf(segment), 'An LX has no line number; lines were counted')
  openLine(draft, segment, isNumber ? billed : counted)
}

/** The line a service belongs to: that of the LX before it or, without an LX of its own, a new one. */
function lineOf(draft: Draft, segment: Segment, remarks: Remarks): Line {
  if (draft.line !== undefined && !draft.hasService) return draft.line
  remark(remarks, spotOf(segment), 'A service line has no LX; lines were counted')
  return openLine(draft, segment, draft.claim.lines.length + 1)
}

/** SV101, SV202: the procedure with its modifiers. */
function readProcedure(draft: Draft, line: Line, segment: Segment, element: number, remarks: Remarks): void {
  if (!isPresent(segment, element)) return
  adoptSeparator(draft, segment, element, remarks)
  const fields = splitElement(composite, segment, element, draft.component)
  const bare = fields.count === 1 && qualifier(fields, 1).length >= 5
  if (bare) remark(remarks, spotOf(segment), 'A procedure has no qualifier; it was taken for a HCPCS code')
  line.procedure = required(
    draft,
    segment,
    code(fields, bare ? 1 : 2, 8),
    'Loop 2400: the procedure (SV101-2, SV202-2)',
  )
  for (let index = 3; index <= 6; index++) {
    const modifier = required(draft, segment, code(fields, index, 4), 'Loop 2400: a modifier (SV101, SV202)')
    if (modifier !== undefined) line.modifiers.push(modifier)
  }
  line.description = freeText(fields, 7, 200)
}

function readUnits(draft: Draft, line: Line, segment: Segment, element: number, remarks: Remarks): void {
  const units = required(
    draft,
    segment,
    quantity(segment, element + 1),
    'Loop 2400: the units (SV104, SV205)',
  )
  if (units === undefined) return remark(remarks, spotOf(segment), 'A service line has no units; 1 was taken')
  const unit = qualifier(segment, element)
  if (unit === 'MJ') {
    if (units < 0 || units > 1e6)
      fail(draft, spotOf(segment), 'Loop 2400: the minutes (SV104) are no number of minutes')
    line.minutes = units
    return
  }
  if (!COUNTED_UNITS.includes(unit))
    remark(
      remarks,
      spotOf(segment),
      'The unit of a service line is none of UN, MJ, F2, DA; its quantity was taken',
    )
  line.units = units
}

function readCharge(draft: Draft, line: Line, segment: Segment, element: number, remarks: Remarks): void {
  const charge = required(draft, segment, cents(segment, element), 'Loop 2400: the charge (SV102, SV203)')
  if (charge === undefined) remark(remarks, spotOf(segment), 'A service line has no charge; 0 was taken')
  line.chargeCents = charge ?? 0
}

function beginService(draft: Draft, segment: Segment, type: Draft['claim']['type'], remarks: Remarks): Line {
  const line = lineOf(draft, segment, remarks)
  draft.hasService = true
  draft.lineSpot = spotOf(segment)
  const { claim } = draft
  const isFirst = claim.lines.length === 1
  if (isFirst) claim.type = type
  else if (claim.type !== type)
    fail(draft, spotOf(segment), 'Loop 2400: the claim has professional (SV1) and institutional lines (SV2)')
  return line
}

/** SV1: a professional service. */
export function readProfessionalService(draft: Draft, segment: Segment, remarks: Remarks): void {
  const line = beginService(draft, segment, 'professional', remarks)
  readProcedure(draft, line, segment, 1, remarks)
  if (line.procedure === undefined)
    fail(draft, spotOf(segment), 'Loop 2400: a professional service line has no procedure (SV101-2)')
  readCharge(draft, line, segment, 2, remarks)
  readUnits(draft, line, segment, 3, remarks)
  line.placeOfService = required(
    draft,
    segment,
    code(segment, 5, 4),
    'Loop 2400: the place of service (SV105)',
  )
  const pointers = splitElement(composite, segment, 7, draft.component)
  for (let index = 1; index <= pointers.count; index++) {
    const pointer = wholeNumber(pointers, index)
    const isPointer = pointer === undefined || (pointer !== null && pointer <= 1000)
    if (!isPointer)
      fail(draft, spotOf(segment), 'Loop 2400: a diagnosis pointer (SV107) is no number up to 1000')
    else if (pointer !== undefined)
      append(draft, segment, line.pointers, MAX_POINTERS, pointer, 'diagnosis pointers on a line')
  }
}

/** SV2: an institutional service. */
export function readInstitutionalService(draft: Draft, segment: Segment, remarks: Remarks): void {
  const line = beginService(draft, segment, 'institutional', remarks)
  line.revenueCode = required(draft, segment, code(segment, 1, 4), 'Loop 2400: the revenue code (SV201)')
  readProcedure(draft, line, segment, 2, remarks)
  if (line.procedure === undefined && line.revenueCode === undefined)
    fail(
      draft,
      spotOf(segment),
      'Loop 2400: an institutional service line has no revenue code and no procedure (SV2)',
    )
  readCharge(draft, line, segment, 3, remarks)
  readUnits(draft, line, segment, 4, remarks)
}

/** DTP 472 of the line. */
export function readServiceDate(draft: Draft, segment: Segment): void {
  const { line } = draft
  if (line === undefined) return
  const what = 'Loop 2400: the date of service (DTP 472)'
  line.serviceDate = required(draft, segment, date(segment, 3), what) ?? ''
  const through = required(draft, segment, dateThrough(segment, 3), what)
  line.serviceDateThrough = through === line.serviceDate ? undefined : through
}

/** LIN: the drug of the line. */
export function readDrug(draft: Draft, segment: Segment): void {
  if (draft.line === undefined || qualifier(segment, 2) !== 'N4') return
  draft.line.ndc ??= required(draft, segment, text(segment, 3, 48), 'Loop 2410: the drug code (LIN03)')
}

/** CTP: how much of the drug. */
export function readDrugQuantity(draft: Draft, segment: Segment): void {
  const { line } = draft
  if (line === undefined) return
  line.ndcQuantity ??= required(draft, segment, quantity(segment, 4), 'Loop 2410: the drug quantity (CTP04)')
  const unit = splitElement(composite, segment, 5, draft.component)
  line.ndcUnit ??= required(draft, segment, code(unit, 1, 2), 'Loop 2410: the drug unit (CTP05-1)')
}
