/** Earlier claims by patient: added one by one in any order, sealed, then asked claim by claim. */
import type { Claim } from '../model/claim.ts'
import { firstServiceDay, frequencyOf, lastServiceDay } from '../model/claim-facts.ts'
import { compactDate } from '../model/dates.ts'
import { NO_OTHER_CLAIMS, type History, type PatientHistory } from '../model/history.ts'
import { createColumns, detached, personMark, type Columns } from './history-columns.ts'
import { patientHistory } from './history-patient.ts'
import { markGone, mayShareBiller, namedBy, namedOf, takesBack, type Named } from './history-standing.ts'

/** Takes claims, then becomes a history. */
export interface HistoryBuilder {
  /** Keeps a claim; false when it says neither subscriber nor patient, so that nobody could ask for it. */
  add(claim: Claim): boolean
  /** The history of all that was added. Nothing may be added after it. */
  seal(): SealedHistory
}

/** A history, with what was passed over in making it. */
export interface SealedHistory extends History {
  /** Patients with more claims than one can have: their id stands for "unknown", and none of them is used. */
  readonly crowds: number
}

/** The most claims of one patient; an id that has more is no person's. */
export const MOST_CLAIMS = 2000

/** Numbers of patients, by subscriber id and by patient id within a billing provider. */
function createPatients() {
  const subscribers = new Map<string, number>()
  const ofBilling = new Map<string, Map<string, number>>()
  let count = 0
  // Ids are written in either case, the Medicare beneficiary id with dashes or without.
  const subscriberOf = ({ subscriber }: Claim): string | undefined =>
    subscriber?.id?.trim().replaceAll('-', '').toUpperCase() || undefined
  const patientOf = ({ patient, billing }: Claim): string | undefined =>
    billing?.npi === undefined ? undefined : patient?.id?.trim().toUpperCase() || undefined
  const numberIn = (known: Map<string, number>, id: string): number => {
    let number = known.get(id)
    if (number === undefined) known.set(detached(id), (number = count++))
    return number
  }
  return {
    count: () => count,
    /** Gives the claim's patient a number under each key that the claim has, -1 under one that it lacks. */
    enter(claim: Claim): readonly [number, number] {
      const [subscriber, patient] = [subscriberOf(claim), patientOf(claim)]
      let within = patient === undefined ? undefined : ofBilling.get(claim.billing!.npi!)
      if (patient !== undefined && within === undefined)
        ofBilling.set(detached(claim.billing!.npi!), (within = new Map<string, number>()))
      return [
        subscriber === undefined ? -1 : numberIn(subscribers, subscriber),
        patient === undefined ? -1 : numberIn(within!, patient),
      ]
    },
    bySubscriber(claim: Claim): number {
      const id = subscriberOf(claim)
      return id === undefined ? -1 : (subscribers.get(id) ?? -1)
    },
    byPatient(claim: Claim): number {
      const id = patientOf(claim)
      return id === undefined ? -1 : (ofBilling.get(claim.billing!.npi!)?.get(id) ?? -1)
    },
  }
}
type Patients = ReturnType<typeof createPatients>

/** Makes an empty history. */
export function createHistory(): HistoryBuilder {
  const columns = createColumns()
  const patients = createPatients()
  // Pairs of patient and claim; sorted into lists by patient when the history is sealed.
  let pairs = new Int32Array(4096)
  let pairCount = 0

  const enter = (patient: number, claim: number): void => {
    if (patient < 0) return
    if (pairCount + 2 > pairs.length) {
      const grown = new Int32Array(pairs.length * 2)
      grown.set(pairs)
      pairs = grown
    }
    pairs[pairCount++] = patient
    pairs[pairCount++] = claim
  }

  return {
    add(claim) {
      const [subscriber, patient] = patients.enter(claim)
      if (subscriber < 0 && patient < 0) return false
      const number = columns.ids.length
      columns.add(claim)
      enter(subscriber, number)
      enter(patient, number)
      return true
    },
    seal() {
      const { start, members } = listsOf(pairs.subarray(0, pairCount), patients.count())
      pairs = new Int32Array(0)
      arrangeByPatient(columns, members)
      const gone = new Uint8Array(columns.ids.length)
      const order = contentOrder(columns)
      let crowds = 0
      for (let key = 0; key < patients.count(); key++) {
        const group = members.subarray(start[key]!, start[key + 1]!)
        if (group.length > MOST_CLAIMS) crowds += 1
        else if (group.length > 1 || takesBack(namedOf(columns, group[0]!))) {
          group.sort(order)
          markGone(columns, group, gone)
        }
      }
      return sealed(columns, patients, start, members, gone, crowds)
    },
  }
}

/** Lists of claims by key, one after the other. */
function listsOf(pairs: Int32Array, keyCount: number) {
  const start = new Int32Array(keyCount + 1)
  for (let at = 0; at < pairs.length; at += 2) start[pairs[at]! + 1]! += 1
  for (let key = 0; key < keyCount; key++) start[key + 1]! += start[key]!
  const next = start.slice()
  const members = new Int32Array(pairs.length / 2)
  for (let at = 0; at < pairs.length; at += 2) members[next[pairs[at]!]!++] = pairs[at + 1]!
  return { start, members }
}

/** Lays the claims of a patient side by side: a claim asks for all of them, and memory gives neighbours at once. */
function arrangeByPatient(columns: Columns, members: Int32Array): void {
  const order = new Int32Array(columns.ids.length)
  const placeOf = new Int32Array(columns.ids.length).fill(-1)
  let next = 0
  for (const claim of members)
    if (placeOf[claim] === -1) {
      placeOf[claim] = next
      order[next++] = claim
    }
  columns.arrange(order)
  for (let at = 0; at < members.length; at++) members[at] = placeOf[members[at]!]!
}

/** Whether two lists have the same members in the same order. */
function areEqual(one: Int32Array, other: Int32Array): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Order of claims by what they say, so that the order in which they were given has no part in any answer. */
function contentOrder({ ids, claims, lineEnd, provider, text, lines }: Columns) {
  const firstProcedure = (claim: number): string => text(lines.procedure.at(claims.firstLine.at(claim))) ?? ''
  return (one: number, other: number): number =>
    claims.from.at(one) - claims.from.at(other) ||
    compareText(ids[one]!, ids[other]!) ||
    compareText(provider(claims.billing.at(one))?.npi ?? '', provider(claims.billing.at(other))?.npi ?? '') ||
    claims.received.at(one) - claims.received.at(other) ||
    claims.through.at(one) - claims.through.at(other) ||
    claims.charge.at(one) - claims.charge.at(other) ||
    lineEnd(one) - claims.firstLine.at(one) - (lineEnd(other) - claims.firstLine.at(other)) ||
    compareText(firstProcedure(one), firstProcedure(other))
}

function sealed(
  columns: Columns,
  patients: Patients,
  start: Int32Array,
  members: Int32Array,
  gone: Uint8Array,
  crowds: number,
): SealedHistory {
  const order = contentOrder(columns)
  const { ids, claims, provider } = columns
  const marks = claims.mark.values()
  const NOBODY = new Int32Array(0)

  const listOf = (number: number): Int32Array => {
    if (number < 0) return NOBODY
    const list = members.subarray(start[number]!, start[number + 1]!)
    return list.length > MOST_CLAIMS ? NOBODY : list
  }
  const all = (claim: Claim): Int32Array => {
    const [bySubscriber, byPatient] = [
      listOf(patients.bySubscriber(claim)),
      listOf(patients.byPatient(claim)),
    ]
    if (byPatient.length === 0) return bySubscriber
    if (bySubscriber.length === 0) return byPatient
    if (areEqual(bySubscriber, byPatient)) return bySubscriber
    return Int32Array.from(new Set([...bySubscriber, ...byPatient])).sort(order)
  }

  const look = (claim: Claim): PatientHistory => {
    const frequency = frequencyOf(claim)
    if (frequency === '8') return NO_OTHER_CLAIMS
    const candidates = all(claim)
    if (candidates.length === 0) return NO_OTHER_CLAIMS
    const mark = personMark(claim.patient?.birthDate)
    const own = { billingNpi: claim.billing?.npi }
    const replaced = takesBack({ frequency }) ? replacedBy(claim, candidates) : undefined
    const standing: number[] = []
    let self = -1
    for (const other of candidates) {
      if (
        ids[other] === claim.id &&
        mayShareBiller(own, { billingNpi: provider(claims.billing.at(other))?.npi })
      ) {
        self = other
        continue
      }
      if (gone[other] === 1 || replaced?.has(other)) continue
      const others = marks[other]!
      if (mark === 0 || others === 0 || mark === others) standing.push(other)
    }
    if (standing.length === 0) return NO_OTHER_CLAIMS
    const isLater = (other: number): boolean => self >= 0 && isSentAfter(other, self)
    return patientHistory(columns, standing, isLater, firstServiceDay(claim), lastServiceDay(claim))
  }
  const isSentAfter = (other: number, self: number): boolean =>
    (claims.received.at(other) - claims.received.at(self) ||
      claims.lastDay.at(other) - claims.lastDay.at(self) ||
      compareText(ids[other]!, ids[self]!)) > 0
  const replacedBy = (claim: Claim, candidates: Int32Array): ReadonlySet<number> => {
    const named = Array.from(candidates, (other) => namedOf(columns, other))
    return new Set(namedBy(asNamed(claim), named).map((at) => candidates[at]!))
  }

  // All edits ask for the same claim one after the other.
  let lastClaim: Claim | undefined
  let lastAnswer = NO_OTHER_CLAIMS
  return {
    claims: ids.length,
    lines: columns.lineCount(),
    crowds,
    of(claim) {
      if (claim !== lastClaim) {
        lastAnswer = look(claim)
        lastClaim = claim
      }
      return lastAnswer
    },
  }
}

function asNamed(claim: Claim): Named {
  const days = claim.lines
    .flatMap((line) => [line.serviceDate, line.serviceDateThrough ?? line.serviceDate])
    .sort()
  return {
    id: claim.id,
    billingNpi: claim.billing?.npi,
    frequency: frequencyOf(claim),
    payerClaimNumber: claim.payerClaimNumber,
    institutional: claim.type === 'institutional',
    from: compactDate(claim.statementFrom ?? days[0]!),
    through: compactDate(claim.statementThrough ?? days.at(-1)!),
    received: 0,
  }
}
