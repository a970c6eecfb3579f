/**
 * What an acknowledgement must repeat of the 837 it answers: who sent what to whom, control numbers, and of each claim
 * its number, charge, days and lines. Gathered by listening to the segments that the claim reader sees, so that a file
 * is read once. No name, number or date of a patient is kept.
 */
import type { ClaimFacts } from './envelope-claims.ts'
import { newClaimListener, type PartyFacts } from './envelope-claims.ts'
import { qualifier } from './fields.ts'
import type { Segment } from './segment.ts'
import { isAlphanumeric } from './separators.ts'

/** Sees every segment of an input, in order; a segment is valid during the call alone. */
export type SegmentListener = (segment: Segment) => void

/** The characters between elements, components and segments, each one character. */
export interface WrittenSeparators {
  readonly element: string
  readonly component: string
  readonly terminator: string
}

/** An ISA. */
export interface InterchangeFacts {
  readonly separators: WrittenSeparators
  readonly senderQualifier: string
  readonly sender: string
  readonly receiverQualifier: string
  readonly receiver: string
  readonly control: string
  /** P production, T test. */
  readonly usage: string
}

/** A GS with the transactions in it. */
export interface GroupFacts {
  /** Undefined where no ISA stands before it. */
  readonly interchange: InterchangeFacts | undefined
  /** GS01, for instance HC; empty where the transactions stand in no group. */
  readonly kind: string
  readonly sender: string
  readonly receiver: string
  readonly control: string
  readonly version: string
  readonly transactions: TransactionFacts[]
  /** GE01 as it stands; undefined where there is no GE. */
  declared: string | undefined
  /** Codes of element 716 (AK905): 3 no GE, 4 another control number, 5 another number of transactions. */
  readonly faults: string[]
}

/** An ST with the claims in it. */
export interface TransactionFacts {
  readonly group: GroupFacts
  /** ST01. */
  readonly kind: string
  readonly control: string
  /** ST03, empty where it is not there. */
  readonly guide: string
  /** Number of its ST in the file. */
  readonly segment: number
  /** BHT03: the submitter's number of the batch. */
  reference: string
  submitter: PartyFacts | undefined
  receiver: PartyFacts | undefined
  readonly claims: ClaimFacts[]
  /** Codes of element 618 (IK502): 2 no SE, 3 another control number, 4 another number of segments, 7 no number. */
  readonly faults: string[]
}

/** The facts of an input, as far as it was read. */
export interface EnvelopeFacts {
  readonly listen: SegmentListener
  /** Groups in order; who has done with one may take it off the front. */
  readonly groups: GroupFacts[]
  /** Whether any segment was seen at all: whether the input is X12. */
  readonly isX12: () => boolean
  /** Identifier of a segment by its number in the file; undefined for one long past. */
  readonly idOf: (segment: number) => string | undefined
}

/** Segments whose identifiers are remembered: several times what the largest claim has. */
const REMEMBERED_IDS = 1 << 17
const PRINTABLE = /^[!-~]$/

/** Starts listening to an input. */
export function createEnvelopeFacts(): EnvelopeFacts {
  const groups: GroupFacts[] = []
  const ids: string[] = []
  let last = 0
  let interchange: InterchangeFacts | undefined
  let group: GroupFacts | undefined
  let transaction: TransactionFacts | undefined
  let segments = 0
  const claims = newClaimListener()

  const openGroup = (facts: Omit<GroupFacts, 'transactions' | 'declared' | 'faults'>): GroupFacts => {
    group = { ...facts, transactions: [], declared: undefined, faults: [] }
    groups.push(group)
    return group
  }
  const endTransaction = (): void => {
    if (transaction !== undefined) transaction.faults.push('2')
    transaction = undefined
  }
  const endGroup = (): void => {
    endTransaction()
    if (group !== undefined) group.faults.push('3')
    group = undefined
  }

  const openTransaction = (segment: Segment, kind: string, control: string, guide: string): void => {
    endTransaction()
    const within =
      group ?? openGroup({ interchange, kind: '', sender: '', receiver: '', control: '', version: '' })
    transaction = {
      group: within,
      kind,
      control,
      guide,
      segment: segment.number,
      reference: '',
      submitter: undefined,
      receiver: undefined,
      claims: [],
      faults: control === '' ? ['7'] : [],
    }
    within.transactions.push(transaction)
    claims.begin()
    segments = 0
  }

  const closeTransaction = (segment: Segment): void => {
    if (transaction === undefined) return
    if (qualifier(segment, 2) !== transaction.control) transaction.faults.push('3')
    if (Number(qualifier(segment, 1)) !== segments + 1) transaction.faults.push('4')
    transaction = undefined
  }
  const closeGroup = (segment: Segment): void => {
    endTransaction()
    if (group === undefined) return
    group.declared = qualifier(segment, 1)
    if (qualifier(segment, 2) !== group.control) group.faults.push('4')
    if (Number(group.declared) !== group.transactions.length) group.faults.push('5')
    group = undefined
  }

  const listen = (segment: Segment): void => {
    if (segment.fault === 'junk') return
    last = segment.number
    ids[last % REMEMBERED_IDS] = segment.id
    switch (segment.id) {
      case 'ISA':
        endGroup()
        interchange = interchangeOf(segment)
        return
      case 'GS':
        endGroup()
        openGroup({
          interchange,
          kind: qualifier(segment, 1),
          sender: qualifier(segment, 2),
          receiver: qualifier(segment, 3),
          control: qualifier(segment, 6),
          version: qualifier(segment, 8),
        })
        return
      case 'GE':
        return closeGroup(segment)
      case 'IEA':
        endGroup()
        interchange = undefined
        return
      case 'ST':
        openTransaction(segment, qualifier(segment, 1), qualifier(segment, 2), qualifier(segment, 3))
        break
      case 'SE':
        return closeTransaction(segment)
      case 'BHT':
      case 'CLM':
        // Claims without ST are read all the same.
        if (transaction === undefined) openTransaction(segment, '837', '', '')
    }
    if (transaction === undefined) return
    segments++
    if (transaction.kind === '837') claims.listen(transaction, segment)
  }

  return {
    listen,
    groups,
    isX12: () => last > 0,
    idOf: (segment) =>
      segment > last || segment <= last - REMEMBERED_IDS ? undefined : ids[segment % REMEMBERED_IDS],
  }
}

function interchangeOf(segment: Segment): InterchangeFacts {
  return {
    separators: separatorsOf(segment),
    senderQualifier: qualifier(segment, 5),
    sender: qualifier(segment, 6),
    receiverQualifier: qualifier(segment, 7),
    receiver: qualifier(segment, 8),
    control: qualifier(segment, 13),
    usage: qualifier(segment, 15),
  }
}

/** The interchange's own separators, so that a value taken over never holds one; a line end as terminator becomes `~`. */
function separatorsOf({ bytes, starts, count, component }: Segment): WrittenSeparators {
  const element = String.fromCharCode(bytes[starts[1]! - 1]!)
  const between = String.fromCharCode(component)
  const end = bytes[starts[count + 1]! - 1] ?? 0
  const ending = String.fromCharCode(end)
  const usable = PRINTABLE.test(ending) && !isAlphanumeric(end) && ending !== element && ending !== between
  const free = ['~', "'", '!'].find((one) => one !== element && one !== between)!
  return { element, component: between, terminator: usable ? ending : free }
}
