/**
 * X12 835 → remitted claims and remittances (005010X221A1; 004010X091A1 as far as it maps). The state of a file: which
 * interchange, group and transaction is open, and what stood in it that is no remittance. One claim is held at a time.
 */
import type { Imbalance, Remittance, RemittedClaim } from '../../model/remittance.ts'
import type { Chunks, Item } from '../items.ts'
import { type Spot, spotOf } from './draft.ts'
import {
  type Envelope,
  beginTransaction,
  endInterchange,
  endTransaction as endOpenTransaction,
  newEnvelope,
  readEnvelope,
} from './envelope.ts'
import { code } from './fields.ts'
import { balanceClaim, readClaimSegment, readClp } from './read-835-claim.ts'
import { failRemit, newRemitDraft } from './read-835-draft.ts'
import {
  type RemitTransaction,
  newRemitTransaction,
  readPaymentSegment,
  readPlb,
  remittanceOf,
} from './read-835-payment.ts'
import { type Remarks, addCounts, addProblem, addWarning, noRemarks, placeOf, takeItems } from './remarks.ts'
import type { Segment } from './segment.ts'
import { createTokenizer } from './tokenizer.ts'

/** A decision on a claim, the end of a remittance, something that could not be read, or a remark. */
export type RemitItem =
  | { readonly kind: 'claim'; readonly claim: RemittedClaim }
  | { readonly kind: 'remittance'; readonly remittance: Remittance }
  | Exclude<Item, { readonly kind: 'claim' }>

/** Bytes given to the tokenizer at a time; items are yielded at least as often. */
const PIECE_BYTES = 65_536
/** Kinds of transactions told apart among those passed over. */
const MAX_KINDS = 32

interface Reading {
  readonly file: string
  readonly remarks: Remarks
  readonly envelope: Envelope
  readonly skipped: Map<string, { readonly spot: Spot; count: number }>
  /** Items not yet yielded; those in `remarks` come after them. */
  items: RemitItem[]
  transaction: RemitTransaction | undefined
  /** Inside a transaction that is no 835. */
  isSkipping: boolean
  has835: boolean
  hasSegments: boolean
  hasJunk: boolean
  last: Spot
}

/** Problems and warnings so far take their place before what is given next. */
function settle(reading: Reading): void {
  for (const item of takeItems(reading.remarks)) if (item.kind !== 'claim') reading.items.push(item)
}

const imbalanceTexts: Readonly<Record<Imbalance['kind'], string>> = {
  service: 'Loop 2110: charge less adjustments is not the payment of a service (SVC02, CAS, SVC03)',
  services: 'Loop 2100: the charges of the services do not sum up to that of the claim (SVC02, CLP03)',
  claim: 'Loop 2100: charge less all adjustments is not the payment of the claim (CLP03, CAS, CLP04)',
  payment: 'The claims less the provider adjustments are not the payment (CLP04, PLB, BPR02)',
}

function warnImbalances(imbalances: readonly Imbalance[], at: Spot, remarks: Remarks): void {
  for (const kind of new Set(imbalances.map((imbalance) => imbalance.kind))) {
    const count = imbalances.filter((imbalance) => imbalance.kind === kind).length
    const times = count > 1 ? `, ${count} times in one claim` : ''
    addWarning(remarks, 'W_REMIT_BALANCE', placeOf(at), imbalanceTexts[kind], times)
  }
}

function endClaim(reading: Reading, transaction: RemitTransaction): void {
  const { draft } = transaction
  if (draft === undefined) return
  transaction.draft = undefined
  const { claim, fault } = draft
  if (draft.hasPaid) transaction.paidCents += claim.paidCents
  else transaction.hasGap = true
  if (fault !== undefined) {
    transaction.problems++
    addProblem(reading.remarks, fault.code, placeOf(fault), fault.text)
    return
  }
  transaction.claims++
  balanceClaim(claim)
  warnImbalances(claim.imbalances, draft, reading.remarks)
  settle(reading)
  reading.items.push({ kind: 'claim', claim })
}

function leaveTransaction(reading: Reading): void {
  reading.isSkipping = false
  const { transaction } = reading
  if (transaction === undefined) return
  endClaim(reading, transaction)
  reading.transaction = undefined
  const remittance = remittanceOf(transaction, reading.file)
  warnImbalances(remittance.imbalances, transaction.spot, reading.remarks)
  settle(reading)
  reading.items.push({ kind: 'remittance', remittance })
}

function enter835(reading: Reading, segment: Segment): RemitTransaction {
  reading.has835 = true
  reading.transaction = newRemitTransaction(segment)
  return reading.transaction
}

function countSkipped({ skipped }: Reading, kind: string, segment: Segment): void {
  const name = skipped.has(kind) || skipped.size < MAX_KINDS ? kind : 'of other kinds'
  const known = skipped.get(name)
  if (known === undefined) skipped.set(name, { spot: spotOf(segment), count: 1 })
  else known.count++
}

function readSt(reading: Reading, segment: Segment): void {
  leaveTransaction(reading)
  beginTransaction(reading.envelope, segment, reading.remarks)
  const kind = code(segment, 1, 3) ?? 'without a number'
  if (kind === '835') enter835(reading, segment)
  else {
    reading.isSkipping = true
    countSkipped(reading, kind, segment)
  }
}

function readInTransaction(reading: Reading, transaction: RemitTransaction, segment: Segment): void {
  const { remarks } = reading
  switch (segment.id) {
    case 'CLP':
      endClaim(reading, transaction)
      transaction.hasDetail = true
      transaction.draft = newRemitDraft(segment, transaction.payment, reading.file)
      return readClp(transaction.draft, segment, remarks)
    case 'LX':
      transaction.hasDetail = true
      return endClaim(reading, transaction)
    case 'PLB':
      endClaim(reading, transaction)
      transaction.hasDetail = true
      return readPlb(transaction, segment, remarks)
  }
  const { draft } = transaction
  // After its fault a claim is a problem: what else is wrong with it is not told.
  if (draft?.fault !== undefined) return
  const isKnown =
    draft !== undefined
      ? readClaimSegment(draft, segment, remarks)
      : transaction.hasDetail
        ? segment.id === 'TS2' || segment.id === 'TS3'
        : readPaymentSegment(transaction, segment, remarks)
  if (isKnown) return
  const at = placeOf(spotOf(segment))
  const isStray = segment.id === 'SVC' || segment.id === 'CAS'
  if (!isStray || transaction.hasStray)
    return addWarning(remarks, 'W_X12_SEGMENT', at, 'A segment that no 835 has in that place was passed over')
  transaction.hasStray = true
  transaction.hasGap = true
  transaction.problems++
  const text = 'Services or adjustments (SVC, CAS) stand outside a claim (no CLP before them).'
  addProblem(remarks, 'E_X12_SEGMENT', at, text)
}

/** A segment outside any transaction: of an 835 whose ST is missing, or of no use. */
function readOutside(reading: Reading, segment: Segment): void {
  const { remarks, envelope } = reading
  const at = placeOf(spotOf(segment))
  if (segment.id === 'BPR' || segment.id === 'CLP') {
    addWarning(remarks, 'W_X12_ENVELOPE', at, 'A remittance without ST; it was read all the same')
    envelope.transaction = { control: '', count: 1 }
    return readInTransaction(reading, enter835(reading, segment), segment)
  }
  if (segment.id === 'TA1') return countSkipped(reading, 'TA1', segment)
  addWarning(remarks, 'W_X12_ENVELOPE', at, 'A segment stands outside any transaction; it was passed over')
}

const ENVELOPE_IDS: ReadonlySet<string> = new Set(['ISA', 'GS', 'SE', 'GE', 'IEA'])

function readFault(reading: Reading, segment: Segment, text: string, isLimit: boolean): void {
  const { transaction, remarks } = reading
  const at = placeOf(spotOf(segment))
  if (transaction?.draft !== undefined)
    return failRemit(transaction.draft, segment, text, isLimit ? 'E_X12_LIMIT' : 'E_X12_SEGMENT')
  if (transaction === undefined) return addWarning(remarks, 'W_X12_SEGMENT', at, text.slice(0, -1))
  // It may have been a CLP or a PLB: what it held is not known, so the payment cannot be balanced.
  transaction.hasGap = true
  addProblem(remarks, isLimit ? 'E_X12_LIMIT' : 'E_X12_SEGMENT', at, text)
}

const faultTexts = {
  limit: 'A segment has more than 65,536 bytes or 1,000 elements.',
  binary: 'A binary segment does not have the length it declares.',
  cut: 'The input ends within a segment.',
} as const

function readSegment(reading: Reading, segment: Segment): void {
  const { remarks, envelope } = reading
  if (segment.fault === 'junk') {
    reading.hasJunk = true
    const what = 'Bytes before, between or after interchanges that are no segment were passed over'
    return addWarning(remarks, 'W_X12_ENVELOPE', { byte: segment.byte }, what)
  }
  reading.last = spotOf(segment)
  reading.hasSegments = true
  if (envelope.transaction !== undefined) envelope.transaction.count++
  if (segment.fault === 'limit' || segment.fault === 'binary')
    return readFault(reading, segment, faultTexts[segment.fault], segment.fault === 'limit')

  const isEnvelope = ENVELOPE_IDS.has(segment.id)
  const isCut = segment.fault === 'cut' && !isEnvelope
  // A CLP ends the claim before it though cut; anything else cut belongs to that claim.
  if (isCut && segment.id !== 'CLP') return readFault(reading, segment, faultTexts.cut, false)

  if (segment.id === 'ST') readSt(reading, segment)
  else if (isEnvelope) {
    leaveTransaction(reading)
    readEnvelope(envelope, segment, remarks)
  } else if (reading.transaction !== undefined) readInTransaction(reading, reading.transaction, segment)
  else if (!reading.isSkipping) readOutside(reading, segment)
  if (isCut) readFault(reading, segment, faultTexts.cut, false)
}

/** What only the whole file tells: transactions passed over, and whether there was any remittance at all. */
function finish(reading: Reading): void {
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
  if (!reading.has835) {
    const stood = [...skipped].map(([kind, { count }]) => `${kind} ×${count}`).join(', ')
    const text = `There is no 835. What stands there: ${stood === '' ? 'no transaction' : `transactions ${stood}`}.`
    return addProblem(remarks, 'E_X12_REMITTANCE', start, text)
  }
  for (const [kind, { spot, count }] of skipped) {
    const at = placeOf(spot)
    addWarning(remarks, 'W_X12_SKIPPED', at, 'Transactions were passed over', `: ${kind} ×${count}`)
  }
}

/**
 * Reads X12 835. Each CLP gives a remitted claim, or a problem in its place; each transaction ends with a remittance,
 * whether it has claims or not. Sums that do not agree are warnings. Other transactions are counted; a file without any
 * 835 is one problem.
 */
export async function* readRemittances(chunks: Chunks, file: string): AsyncGenerator<readonly RemitItem[]> {
  const tokenizer = createTokenizer()
  const reading: Reading = {
    file,
    remarks: noRemarks(file),
    envelope: newEnvelope(),
    skipped: new Map(),
    items: [],
    transaction: undefined,
    isSkipping: false,
    has835: false,
    hasSegments: false,
    hasJunk: false,
    last: { segment: 0, byte: 0 },
  }
  const take = (): readonly RemitItem[] => {
    settle(reading)
    const { items } = reading
    reading.items = []
    return items
  }
  const drain = (): void => {
    for (let segment = tokenizer.next(); segment !== undefined; segment = tokenizer.next())
      readSegment(reading, segment)
  }
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      tokenizer.feed(chunk.subarray(from, from + PIECE_BYTES))
      drain()
      const items = take()
      if (items.length > 0) yield items
    }
  }
  tokenizer.finish()
  drain()
  finish(reading)
  yield take()
}
