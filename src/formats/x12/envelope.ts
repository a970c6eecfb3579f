/** ISA, GS, ST and their ends: what is open, and whether counts and control numbers agree. Nothing here is fatal. */
import { type Spot, spotOf } from './draft.ts'
import { qualifier, wholeNumber } from './fields.ts'
import { type Remarks, addWarning, placeOf } from './remarks.ts'
import type { Segment } from './segment.ts'

interface Level {
  /** The control number that its end repeats. */
  readonly control: string
  /** What its end counts. */
  count: number
}

/** The levels open at a place of the file. */
export interface Envelope {
  interchange: Level | undefined
  group: Level | undefined
  transaction: Level | undefined
  /** The implementation guide of the group (GS08). */
  version: string
}

/** Nothing is open. */
export const newEnvelope = (): Envelope => ({
  interchange: undefined,
  group: undefined,
  transaction: undefined,
  version: '',
})

const missing = (remarks: Remarks, at: Spot, what: string): void =>
  addWarning(remarks, 'W_X12_ENVELOPE', placeOf(at), what)

const disagrees = (remarks: Remarks, at: Spot, what: string, detail = ''): void =>
  addWarning(remarks, 'W_X12_COUNT', placeOf(at), what, detail)

function close(remarks: Remarks, segment: Segment, level: Level | undefined, names: Names): void {
  const at = spotOf(segment)
  if (level === undefined) return missing(remarks, at, `${names.end} without ${names.start}`)
  const said = wholeNumber(segment, 1)
  if (said !== level.count) {
    const detail =
      typeof said === 'number' ? `: it says ${said}, there are ${level.count}` : `: there are ${level.count}`
    disagrees(remarks, at, `${names.end}01 does not count the ${names.counted} there are`, detail)
  }
  if (qualifier(segment, 2) !== level.control)
    disagrees(remarks, at, `${names.end}02 is not the number in ${names.control}`)
}

interface Names {
  readonly start: string
  readonly end: string
  readonly control: string
  readonly counted: string
}

const interchangeNames: Names = { start: 'ISA', end: 'IEA', control: 'ISA13', counted: 'groups' }
const groupNames: Names = { start: 'GS', end: 'GE', control: 'GS06', counted: 'transactions' }
const transactionNames: Names = { start: 'ST', end: 'SE', control: 'ST02', counted: 'segments' }

const ISA_ELEMENTS = 16

/** Ends a transaction that has no SE. */
export function endTransaction(envelope: Envelope, at: Spot, remarks: Remarks): void {
  if (envelope.transaction !== undefined) missing(remarks, at, 'ST without SE')
  envelope.transaction = undefined
}

function endGroup(envelope: Envelope, at: Spot, remarks: Remarks): void {
  endTransaction(envelope, at, remarks)
  if (envelope.group !== undefined) missing(remarks, at, 'GS without GE')
  envelope.group = undefined
}

/** Ends whatever is open: another interchange begins, or the file ends. */
export function endInterchange(envelope: Envelope, at: Spot, remarks: Remarks): void {
  endGroup(envelope, at, remarks)
  if (envelope.interchange !== undefined) missing(remarks, at, 'ISA without IEA')
  envelope.interchange = undefined
}

/** Begins a transaction. Gives the guide it follows: that of ST03, else of GS08. */
export function beginTransaction(envelope: Envelope, segment: Segment, remarks: Remarks): string {
  const at = spotOf(segment)
  endTransaction(envelope, at, remarks)
  if (envelope.group === undefined) missing(remarks, at, 'ST without GS')
  else envelope.group.count++
  envelope.transaction = { control: qualifier(segment, 2), count: 1 }
  const guide = qualifier(segment, 3)
  if (guide !== '' && envelope.version !== '' && guide !== envelope.version)
    disagrees(remarks, at, 'ST03 names another guide than GS08')
  return guide || envelope.version
}

/** Takes a segment of the envelope but ST. Gives false for any other. */
export function readEnvelope(envelope: Envelope, segment: Segment, remarks: Remarks): boolean {
  const at = spotOf(segment)
  switch (segment.id) {
    case 'ISA':
      endInterchange(envelope, at, remarks)
      if (segment.count !== ISA_ELEMENTS) missing(remarks, at, 'ISA does not have 16 elements')
      envelope.interchange = { control: qualifier(segment, 13), count: 0 }
      return true
    case 'GS':
      endGroup(envelope, at, remarks)
      if (envelope.interchange === undefined) missing(remarks, at, 'GS without ISA')
      else envelope.interchange.count++
      envelope.group = { control: qualifier(segment, 6), count: 0 }
      envelope.version = qualifier(segment, 8)
      return true
    case 'SE':
      close(remarks, segment, envelope.transaction, transactionNames)
      envelope.transaction = undefined
      return true
    case 'GE':
      endTransaction(envelope, at, remarks)
      close(remarks, segment, envelope.group, groupNames)
      envelope.group = undefined
      envelope.version = ''
      return true
    case 'IEA':
      endGroup(envelope, at, remarks)
      close(remarks, segment, envelope.interchange, interchangeNames)
      envelope.interchange = undefined
      return true
  }
  return false
}
