/**
 * X12 999 (005010X231A1): what was found of the syntax of an 837, one for each functional group. Claims are judged in
 * the 277CA; here stand segments and elements that cannot be read, and envelopes that do not agree. A transaction of
 * which anything was read is accepted with errors noted (E); one of which nothing was read is rejected (R).
 * Source: X12 implementation guide 005010X231A1, https://x12.org/products/technical-reports; code numbers of its
 * elements 620, 621, 618 and 715 to 718.
 */
import { openCursor, type EnvelopeCursor } from '../formats/x12/envelope-cursor.ts'
import {
  createEnvelopeFacts,
  type EnvelopeFacts,
  type GroupFacts,
  type TransactionFacts,
} from '../formats/x12/envelope-facts.ts'
import {
  openInterchange,
  type Element,
  type InterchangeWriter,
  type TransactionWriter,
} from '../formats/x12/envelope-writer.ts'
import type { Problem } from '../model/result.ts'
import { noEnvelope } from './277ca.ts'
import type { ReportContext, ReportWriter } from './writer.ts'

const GUIDE = '005010X231A1'
/** The most codes that IK5 and AK9 hold. */
const MOST_CODES = 5

/** A problem in the coordinates of the 999. */
interface Note {
  readonly segmentId: string
  /** Counted from the ST, which is 1. */
  readonly position: number
  readonly loop: string
  /** IK304: 3 a required segment is missing, 5 it exceeds its limits, 8 it has data element errors. */
  readonly code: '3' | '5' | '8'
  readonly claim: string | undefined
  /** Position in the segment and, for a composite, in the element. */
  readonly element: readonly string[] | undefined
}

/** What became of a transaction. */
interface Outcome {
  readonly notes: Note[]
  read: number
  /** The guide of the transaction is none that is read. */
  foreign: boolean
}

/** The report. Throws E_OPTION for input without ISA and GS. */
export function create999({ received }: Pick<ReportContext, 'received'>): ReportWriter {
  let facts: EnvelopeFacts = createEnvelopeFacts()
  let cursor: EnvelopeCursor = openCursor(facts)
  let outcomes = new Map<TransactionFacts, Outcome>()
  let open: { readonly of: GroupFacts['interchange']; readonly writer: InterchangeWriter } | undefined
  let pending: { readonly group: GroupFacts; readonly texts: string[] } | undefined
  let written = 0

  const outcomeOf = (transaction: TransactionFacts): Outcome => {
    const known = outcomes.get(transaction) ?? { notes: [], read: 0, foreign: false }
    outcomes.set(transaction, known)
    return known
  }

  /** All acknowledgements of an interchange stand in one group, as they have one kind. */
  const close = (): string => {
    const text =
      open === undefined || pending === undefined
        ? ''
        : open.writer.group(pending.group, 'FA', GUIDE, pending.texts) + open.writer.end()
    open = undefined
    pending = undefined
    return text
  }

  const groupText = (group: GroupFacts): string => {
    // No acknowledgement is acknowledged.
    if (group.kind === 'FA') return ''
    if (group.interchange === undefined || group.control === '') throw noEnvelope('999')
    let text = ''
    if (open?.of !== group.interchange) {
      text += close()
      open = { of: group.interchange, writer: openInterchange(group.interchange, received) }
      text += open.writer.begin()
      pending = { group, texts: [] }
    }
    const { texts } = pending!
    const segments = open!.writer.transaction('999', GUIDE, texts.length + 1)
    writeGroup(segments, group, outcomeOf)
    for (const transaction of group.transactions) outcomes.delete(transaction)
    texts.push(segments.close())
    written++
    return text
  }

  return {
    problems: 'apart',
    beginInput() {
      facts = createEnvelopeFacts()
      cursor = openCursor(facts)
      outcomes = new Map()
      open = undefined
      pending = undefined
      written = 0
    },
    listen: (segment) => facts.listen(segment),
    render(result) {
      if (result.claim === null) {
        const place = cursor.placeOf(result.problem)
        if (place === undefined) return ''
        const outcome = outcomeOf(place.transaction)
        if (result.problem.code === 'E_X12_TRANSACTION') outcome.foreign = true
        else outcome.notes.push(noteOf(result.problem, place.transaction, place.claim?.id, facts.idOf))
        return ''
      }
      const found = cursor.claimOf(result)
      if (found === undefined) {
        if (!facts.isX12()) throw noEnvelope('999')
        return ''
      }
      outcomeOf(found.transaction).read++
      return cursor.done(false).map(groupText).join('')
    },
    endInput() {
      const text = cursor.done(true).map(groupText).join('')
      if (written === 0) throw noEnvelope('999')
      return text + close()
    },
  }
}

/** An element that a text of the claim reader names: `CLM02`, `SV101-2`, `DTP 472`. */
const ELEMENT = /\(([A-Z][A-Z0-9]{1,2}?)(\d{2})(?:-(\d+))?[),]/

function noteOf(
  { segment, code, text }: Problem,
  transaction: TransactionFacts,
  claim: string | undefined,
  idOf: EnvelopeFacts['idOf'],
): Note {
  const missing = / has no (?:service|date)/.test(text)
  const at = segment!
  const found = idOf(at) ?? ''
  const element = ELEMENT.exec(text)
  const named = code === 'E_X12_SEGMENT' && !missing && element?.[1] === found
  return {
    // A missing segment is told by its own name, at the place where it is missed.
    segmentId: missing ? (/\((DTP|LX|SV1)/.exec(text)?.[1] ?? found) : found || 'ZZ',
    position: at - transaction.segment + 1,
    loop: /^Loop (\w+)/.exec(text)?.[1] ?? '',
    code: missing ? '3' : code === 'E_X12_LIMIT' ? '5' : '8',
    claim: text.includes('The claim that starts at') ? claim : undefined,
    element: named ? [String(Number(element![2])), ...(element![3] ? [element![3]] : [])] : undefined,
  }
}

function writeGroup(
  segments: TransactionWriter,
  group: GroupFacts,
  outcomeOf: (transaction: TransactionFacts) => Outcome,
): void {
  segments.add('AK1', group.kind, group.control, group.version)
  let [accepted, noted] = [0, false]
  for (const transaction of group.transactions) {
    const outcome = outcomeOf(transaction)
    segments.add('AK2', transaction.kind, transaction.control, transaction.guide)
    for (const note of outcome.notes) writeNote(segments, note)
    const { verdict, codes } = verdictOf(transaction, outcome)
    segments.add('IK5', verdict, ...codes.slice(0, MOST_CODES))
    if (verdict !== 'R') accepted++
    if (verdict !== 'A') noted = true
  }
  const { transactions, faults } = group
  const all = accepted === transactions.length
  const verdict = accepted === 0 ? 'R' : !all ? 'P' : noted || faults.length > 0 ? 'E' : 'A'
  const declared = /^\d{1,6}$/.test(group.declared ?? '') ? Number(group.declared) : transactions.length
  segments.add('AK9', verdict, declared, transactions.length, accepted, ...faults.slice(0, MOST_CODES))
}

function writeNote(segments: TransactionWriter, note: Note): void {
  segments.add('IK3', note.segmentId, note.position, note.loop, note.code)
  if (note.claim !== undefined) segments.add('CTX', ['CLM01', note.claim])
  if (note.element === undefined) return
  const element: Element = note.element
  // 8 an invalid date, 6 an invalid character; the value itself stays out, it may be a person's.
  segments.add('IK4', element, '', note.segmentId === 'DTP' || note.segmentId === 'DMG' ? '8' : '6')
}

/** IK501 with its codes: A accepted, E accepted with errors noted, R rejected. */
function verdictOf(
  { kind, claims, faults }: TransactionFacts,
  outcome: Outcome,
): { readonly verdict: 'A' | 'E' | 'R'; readonly codes: readonly string[] } {
  if (kind !== '837') return { verdict: 'R', codes: ['1'] }
  if (outcome.foreign) return { verdict: 'R', codes: ['I6'] }
  const codes = [...(outcome.notes.length > 0 || claims.length === 0 ? ['5'] : []), ...faults]
  if (outcome.read === 0) return { verdict: 'R', codes: codes.length > 0 ? codes : ['5'] }
  return { verdict: codes.length > 0 ? 'E' : 'A', codes }
}
