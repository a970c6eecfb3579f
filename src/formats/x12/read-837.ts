/**
 * X12 837P and 837I → claims. The state of a file: which interchange, group and transaction is open, and what stood
 * in it that is no claim. See `tokenizer.ts` for the bytes and `claims-of-transaction.ts` for the claims.
 */
import type { Item, Reader } from '../items.ts'
import {
  type Transaction,
  endTransaction,
  newTransaction,
  readTransactionSegment,
} from './claims-of-transaction.ts'
import { type Spot, fail, spotOf } from './draft.ts'
import {
  type Envelope,
  beginTransaction,
  endInterchange,
  endTransaction as endOpenTransaction,
  newEnvelope,
  readEnvelope,
} from './envelope.ts'
import { code, qualifier } from './fields.ts'
import { type Remarks, addCounts, addProblem, addWarning, noRemarks, placeOf, takeItems } from './remarks.ts'
import type { Segment } from './segment.ts'
import { createTokenizer } from './tokenizer.ts'

/** Bytes given to the tokenizer at a time; items are yielded at least as often. */
export const PIECE_BYTES = 65_536
/** Kinds of transactions told apart among those passed over. */
export const MAX_KINDS = 32

/** Transactions of one kind that were passed over: the first, and how many. */
export interface Skipped {
  readonly spot: Spot
  count: number
}

/** What is known of a file while it is read: plain data. */
export interface Reading {
  readonly remarks: Remarks
  readonly envelope: Envelope
  transaction: Transaction | undefined
  /** Inside a transaction that is no 837. */
  isSkipping: boolean
  has837: boolean
  hasSegments: boolean
  hasJunk: boolean
  readonly skipped: Map<string, Skipped>
  /** Kinds told apart among them; what is beyond is of other kinds. */
  mostKinds: number
  /** The place of the segment last taken. */
  readonly last: { segment: number; byte: number }
}

/** A file of which nothing was read. */
export const newReading = (file: string): Reading => ({
  remarks: noRemarks(file),
  envelope: newEnvelope(),
  transaction: undefined,
  isSkipping: false,
  has837: false,
  hasSegments: false,
  hasJunk: false,
  skipped: new Map(),
  mostKinds: MAX_KINDS,
  last: { segment: 0, byte: 0 },
})

function leaveTransaction(reading: Reading): void {
  if (reading.transaction !== undefined) endTransaction(reading.transaction, reading.remarks)
  reading.transaction = undefined
  reading.isSkipping = false
}

/** Adds transactions that were passed over to those before; a file that has too many kinds gets one for the rest. */
export function addSkipped(
  { skipped, mostKinds }: Pick<Reading, 'skipped' | 'mostKinds'>,
  kind: string,
  { spot, count }: Skipped,
): void {
  const name = skipped.has(kind) || skipped.size < mostKinds ? kind : 'of other kinds'
  const known = skipped.get(name)
  if (known === undefined) skipped.set(name, { spot, count })
  else known.count += count
}

const countSkipped = (reading: Reading, kind: string, segment: Segment): void =>
  addSkipped(reading, kind, { spot: spotOf(segment), count: 1 })

function enter837(reading: Reading, segment: Segment, guide: string): Transaction {
  reading.has837 = true
  reading.transaction = newTransaction(segment, guide)
  return reading.transaction
}

function readSt(reading: Reading, segment: Segment): void {
  leaveTransaction(reading)
  const guide = beginTransaction(reading.envelope, segment, reading.remarks)
  const kind = code(segment, 1, 3) ?? 'without a number'
  if (kind === '837') {
    enter837(reading, segment, guide)
    return
  }
  reading.isSkipping = true
  countSkipped(reading, kind, segment)
}

/** A segment outside any transaction: of an 837 whose ST is missing, or of no use. */
function readOutside(reading: Reading, segment: Segment): void {
  const { remarks, envelope } = reading
  const at = placeOf(spotOf(segment))
  const beginsClaims = segment.id === 'CLM' || (segment.id === 'BHT' && qualifier(segment, 1) === '0019')
  if (beginsClaims) {
    addWarning(remarks, 'W_X12_ENVELOPE', at, 'Claims without ST; they were read all the same')
    envelope.transaction = { control: '', count: 1 }
    return readTransactionSegment(enter837(reading, segment, envelope.version), segment, remarks)
  }
  if (segment.id === 'TA1') return countSkipped(reading, 'TA1', segment)
  addWarning(remarks, 'W_X12_ENVELOPE', at, 'A segment stands outside any transaction; it was passed over')
}

const CUT = 'The input ends within a segment'

/** Comparing with five texts takes less than asking a set of them. */
const isOfEnvelope = (id: string): boolean =>
  id === 'SE' || id === 'GS' || id === 'GE' || id === 'ISA' || id === 'IEA'

function readFault(
  reading: Reading,
  segment: Segment,
  text: string,
  code: 'E_X12_SEGMENT' | 'E_X12_LIMIT',
): void {
  const { transaction, remarks } = reading
  if (transaction?.draft !== undefined) fail(transaction.draft, spotOf(segment), text, code)
  else if (code === 'E_X12_LIMIT' && !reading.isSkipping)
    addProblem(remarks, code, placeOf(spotOf(segment)), `${text}. It was passed over; what follows was read.`)
  else addWarning(remarks, 'W_X12_SEGMENT', placeOf(spotOf(segment)), text)
}

/** Takes the next segment of the file. */
export function readSegment(reading: Reading, segment: Segment): void {
  const { remarks, envelope } = reading
  if (segment.fault === 'junk') {
    reading.hasJunk = true
    const what = 'Bytes before, between or after interchanges that are no segment were passed over'
    return addWarning(remarks, 'W_X12_ENVELOPE', { byte: segment.byte }, what)
  }
  reading.last.segment = segment.number
  reading.last.byte = segment.byte
  reading.hasSegments = true
  if (envelope.transaction !== undefined) envelope.transaction.count++
  if (segment.fault === 'limit')
    return readFault(
      reading,
      segment,
      'A segment has more than 65,536 bytes or 1,000 elements',
      'E_X12_LIMIT',
    )
  if (segment.fault === 'binary')
    return readFault(
      reading,
      segment,
      'A binary segment does not have the length it declares',
      'E_X12_SEGMENT',
    )

  const isEnvelope = isOfEnvelope(segment.id)
  const isCut = segment.fault === 'cut' && !isEnvelope
  // What ends the claim before it does so though cut; anything else cut belongs to that claim.
  if (isCut && segment.id !== 'CLM' && segment.id !== 'HL')
    return readFault(reading, segment, CUT, 'E_X12_SEGMENT')

  if (segment.id === 'ST') readSt(reading, segment)
  else if (isEnvelope) {
    leaveTransaction(reading)
    readEnvelope(envelope, segment, remarks)
  } else if (reading.transaction !== undefined) readTransactionSegment(reading.transaction, segment, remarks)
  else if (!reading.isSkipping) readOutside(reading, segment)
  if (isCut) readFault(reading, segment, CUT, 'E_X12_SEGMENT')
}

/** What only the whole file tells: transactions passed over, and whether there was any claim at all. */
export function finish(reading: Reading): void {
  const { remarks, envelope, skipped } = reading
  leaveTransaction(reading)
  endOpenTransaction(envelope, reading.last, remarks)
  endInterchange(envelope, reading.last, remarks)
  addCounts(remarks)

  const start = { segment: 1, byte: 0 }
  if (!reading.hasSegments) {
    if (reading.hasJunk)
      addProblem(remarks, 'E_X12_ENVELOPE', { byte: 0 }, 'There is no ISA, GS or ST: this is no X12.')
    else addProblem(remarks, 'E_EMPTY', { byte: 0 }, 'The input is empty.')
    return
  }
  if (!reading.has837) {
    const stood = [...skipped].map(([kind, { count }]) => `${kind} ×${count}`).join(', ')
    const text = `There is no 837P or 837I. What stands there: ${stood === '' ? 'no transaction' : `transactions ${stood}`}.`
    return addProblem(remarks, 'E_X12_TRANSACTION', start, text)
  }
  for (const [kind, { spot, count }] of skipped)
    addWarning(
      remarks,
      'W_X12_SKIPPED',
      placeOf(spot),
      'Transactions were passed over',
      `: ${kind} ×${count}`,
    )
  if (!remarks.hasResult)
    addProblem(remarks, 'E_EMPTY', start, 'There is no claim (CLM) in the 837 transactions.')
}

/**
 * Reads X12 837P and 837I (005010X222, X223; 004010 as far as it maps). Each CLM gives a claim or a problem in its
 * place. Other transactions are counted; a file without any 837 is one problem.
 */
export const readX12: Reader = async function* (chunks, file, listen): AsyncGenerator<readonly Item[]> {
  const tokenizer = createTokenizer()
  const reading = newReading(file)
  const drain = (): void => {
    for (let segment = tokenizer.next(); segment !== undefined; segment = tokenizer.next()) {
      listen?.(segment)
      readSegment(reading, segment)
    }
  }
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      tokenizer.feed(chunk.subarray(from, from + PIECE_BYTES))
      drain()
      if (reading.remarks.items.length > 0) yield takeItems(reading.remarks)
    }
  }
  tokenizer.finish()
  drain()
  finish(reading)
  yield takeItems(reading.remarks)
}
