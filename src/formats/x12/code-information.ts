/** HI: diagnoses, procedures, occurrence, value and condition codes, in whatever way they are laid out. */
import { adoptSeparator } from './claim-segments.ts'
import { newComposite, splitElement } from './composites.ts'
import { type Draft, append, required, spotOf } from './draft.ts'
import {
  type Fields,
  type Read,
  cents,
  code,
  date,
  dateThrough,
  dottedCode,
  isPresent,
  qualifier,
} from './fields.ts'
import { type Remarks, addWarning, placeOf } from './remarks.ts'
import type { Segment } from './segment.ts'

type Kind =
  | 'principal'
  | 'other'
  | 'admitting'
  | 'externalCause'
  | 'procedure'
  | 'occurrence'
  | 'occurrenceSpan'
  | 'value'
  | 'condition'
  | 'unread'

/** Code list qualifiers (HI01-1). Those with A before or B doubled are ICD-10, the others ICD-9. */
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['ABK', 'principal'],
  ['BK', 'principal'],
  ['ABF', 'other'],
  ['BF', 'other'],
  ['ABJ', 'admitting'],
  ['BJ', 'admitting'],
  ['ABN', 'externalCause'],
  ['BN', 'externalCause'],
  ['BBR', 'procedure'],
  ['BR', 'procedure'],
  ['BBQ', 'procedure'],
  ['BQ', 'procedure'],
  ['BH', 'occurrence'],
  ['BI', 'occurrenceSpan'],
  ['BE', 'value'],
  ['BG', 'condition'],
  // Patient's reason for visit, DRG, anesthesia procedures, treatment codes, HCPCS procedures: no edit reads them.
  ['APR', 'unread'],
  ['PR', 'unread'],
  ['ZZ', 'unread'],
  ['DR', 'unread'],
  ['BP', 'unread'],
  ['BO', 'unread'],
  ['TC', 'unread'],
  ['TD', 'unread'],
  ['CAH', 'unread'],
])

type PresentOnAdmission = NonNullable<Draft['claim']['diagnoses'][number]['poa']>

const isPoa = (value: string): value is PresentOnAdmission =>
  value === 'Y' || value === 'N' || value === 'U' || value === 'W' || value === '1'

const composite = newComposite()

function readDiagnosis(
  draft: Draft,
  segment: Segment,
  fields: Fields,
  kind: Kind,
  remarks: Remarks,
  at: number,
): void {
  const billed = required(draft, segment, dottedCode(fields, at), 'Loop 2300: a diagnosis code (HI)')
  if (billed === undefined) return
  const mark = at === 2 ? qualifier(fields, 9) : ''
  const poa = isPoa(mark) ? mark : undefined
  if (mark !== '' && poa === undefined)
    addWarning(
      remarks,
      'W_X12_SEGMENT',
      placeOf(spotOf(segment)),
      'A present-on-admission mark is none of Y N U W 1',
    )
  const { diagnoses } = draft.claim
  if (kind === 'admitting') draft.claim.admittingDiagnosis ??= billed
  else if (kind === 'externalCause')
    append(draft, segment, draft.externalCauses, 100, { code: billed, poa }, 'causes')
  else {
    if (kind === 'principal' && draft.principal < 0) draft.principal = diagnoses.length
    append(draft, segment, diagnoses, 100, { code: billed, poa }, 'diagnoses')
  }
}

function readDated(draft: Draft, segment: Segment, fields: Fields, kind: Kind, at: number): void {
  const { claim } = draft
  const billed = required(
    draft,
    segment,
    dottedCode(fields, at),
    'Loop 2300: a procedure or occurrence code (HI)',
  )
  if (billed === undefined) return
  const what = 'Loop 2300: the date of a procedure or occurrence (HI)'
  const entry = {
    code: billed,
    date: required(draft, segment, date(fields, at + 2), what),
    through:
      kind === 'occurrenceSpan' ? required(draft, segment, dateThrough(fields, at + 2), what) : undefined,
  }
  if (kind === 'procedure') append(draft, segment, claim.procedures, 100, entry, 'procedures')
  else append(draft, segment, claim.occurrenceCodes, 100, entry, 'occurrence codes')
}

function readValue(draft: Draft, segment: Segment, fields: Fields, at: number): void {
  const billed = required(draft, segment, code(fields, at, 2), 'Loop 2300: a value code (HI BE)')
  if (billed === undefined) return
  // A value code without an amount says nothing, and there is no field to say so in.
  const amount: Read<number> = cents(fields, at + 3) ?? null
  const amountCents = required(draft, segment, amount, 'Loop 2300: the amount of a value code (HI BE)')
  if (amountCents === undefined) return
  append(draft, segment, draft.claim.valueCodes, 100, { code: billed, amountCents }, 'value codes')
}

function readCode(
  draft: Draft,
  segment: Segment,
  fields: Fields,
  kind: Kind,
  remarks: Remarks,
  at: number,
): void {
  switch (kind) {
    case 'principal':
    case 'other':
    case 'admitting':
    case 'externalCause':
      return readDiagnosis(draft, segment, fields, kind, remarks, at)
    case 'procedure':
    case 'occurrence':
    case 'occurrenceSpan':
      return readDated(draft, segment, fields, kind, at)
    case 'value':
      return readValue(draft, segment, fields, at)
    case 'condition': {
      const billed = required(draft, segment, code(fields, at, 4), 'Loop 2300: a condition code (HI BG)')
      if (billed !== undefined)
        append(draft, segment, draft.claim.conditionCodes, 100, billed, 'condition codes')
      return
    }
    case 'unread':
      return
  }
}

/** HI. Its codes are components (`BK:J20`) or, written wrongly and understood all the same, elements (`BK*J20`). */
export function readCodeInformation(draft: Draft, segment: Segment, remarks: Remarks): void {
  adoptSeparator(draft, segment, 1, remarks)
  for (let element = 1; element <= segment.count; element++) {
    if (!isPresent(segment, element)) continue
    const fields = splitElement(composite, segment, element, draft.component)
    const kind = kinds.get(qualifier(fields, 1))
    if (kind === undefined) {
      const what = 'An HI has a code list that is not known; its code was passed over'
      addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)
    } else if (fields.count > 1) {
      readCode(draft, segment, fields, kind, remarks, 2)
    } else if (isPresent(segment, element + 1)) {
      const what = 'An HI has its code in an element of its own; it was read all the same'
      addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), what)
      element++
      readCode(draft, segment, splitElement(composite, segment, element, draft.component), kind, remarks, 1)
    }
  }
}
