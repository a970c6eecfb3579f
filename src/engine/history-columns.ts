/**
 * Compact storage of earlier claims: numbers in typed arrays, each distinct text once. About 400 bytes a claim of three
 * lines. No birth date, name, address or free text is kept.
 */
import type { Claim, Provider } from '../model/claim.ts'
import { billType, firstDay, frequencyOf, lastDay, renderingOf, totalCharge } from '../model/claim-facts.ts'
import { compactDate } from '../model/dates.ts'

/** Numbers that are added at the end and read by place. */
export interface Column {
  push(value: number): void
  at(place: number): number
  /** The numbers themselves, for loops; not to be kept while more are added. */
  values(): Int32Array | Float64Array
  /** Puts the numbers in another order, given by their places, and gives back what was kept in reserve. */
  arrange(order: Int32Array): void
}

const FIRST_CAPACITY = 1024

function column(make: (length: number) => Int32Array | Float64Array): Column {
  let data = make(FIRST_CAPACITY)
  let length = 0
  const resize = (capacity: number): void => {
    const kept = data.subarray(0, length)
    data = make(capacity)
    data.set(kept)
  }
  return {
    push(value) {
      if (length === data.length) resize(Math.ceil(length * 1.5))
      data[length++] = value
    },
    at: (place) => data[place]!,
    values: () => data,
    arrange(order) {
      const arranged = make(order.length)
      for (let place = 0; place < order.length; place++) arranged[place] = data[order[place]!]!
      data = arranged
      length = order.length
    },
  }
}

const integers = (): Column => column((length) => new Int32Array(length))
const numbers = (): Column => column((length) => new Float64Array(length))

/**
 * A text that holds no piece of the input: a part of a longer text keeps the whole of it in memory, and does so from 13
 * characters on (V8).
 */
export function detached(text: string): string {
  if (text.length < 13) return text
  const codes: number[] = []
  for (let at = 0; at < text.length; at++) codes.push(text.charCodeAt(at))
  return String.fromCharCode(...codes)
}

/** Gives each distinct value a number; 0 is the absent one. */
interface Numbering<T> {
  of(key: string | undefined, make: (key: string) => T): number
  value(number: number): T | undefined
}

function numbering<T>(): Numbering<T> {
  const known = new Map<string, number>()
  const values: (T | undefined)[] = [undefined]
  return {
    of(key, make) {
      if (key === undefined) return 0
      const found = known.get(key)
      if (found !== undefined) return found
      const own = detached(key)
      known.set(own, values.length)
      values.push(make(own))
      return values.length - 1
    },
    value: (number) => values[number],
  }
}

/** Numbers of providers by NPI and taxonomy, without a text made of both for each that is asked. */
function providerNumbering() {
  const known = new Map<string | undefined, Map<string | undefined, number>>()
  const values: (Provider | undefined)[] = [undefined]
  return {
    of(provider: Provider | undefined): number {
      if (provider === undefined) return 0
      const found = known.get(provider.npi)?.get(provider.taxonomy)
      if (found !== undefined) return found
      const npi = provider.npi && detached(provider.npi)
      const taxonomy = provider.taxonomy && detached(provider.taxonomy)
      const byTaxonomy = known.get(npi) ?? new Map<string | undefined, number>()
      byTaxonomy.set(taxonomy, values.length)
      known.set(npi, byTaxonomy)
      values.push({ npi, taxonomy, taxId: undefined, state: undefined })
      return values.length - 1
    },
    value: (number: number) => values[number],
  }
}

const itself = (text: string): string => text
/** A list as the key that it is known by; most have one entry or none. */
const keyOf = (list: readonly (string | number)[]): string =>
  list.length === 0 ? '' : list.length === 1 ? String(list[0]) : list.join(' ')
const wordsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(' '))
const numbersOf = (text: string): readonly number[] => wordsOf(text).map(Number)

/** A mark by which two persons under one subscriber are told apart, 16 bits that several dates share; 0 for no date. */
export function personMark(birthDate: string | undefined): number {
  if (birthDate === undefined) return 0
  return ((Math.imul(compactDate(birthDate), 0x9e3779b1) >>> 16) % 0xffff) + 1
}

/** Everything kept of earlier claims. */
export function createColumns() {
  const texts = numbering<string>()
  const providers = providerNumbering()
  const modifierLists = numbering<readonly string[]>()
  const pointerLists = numbering<readonly number[]>()
  const ids: string[] = []
  const payerNumbers = new Map<number, string>()
  const claims = {
    mark: integers(),
    institutional: integers(),
    billing: integers(),
    payerId: integers(),
    payerLine: integers(),
    payerOrder: integers(),
    frequency: integers(),
    billType: integers(),
    from: integers(),
    through: integers(),
    firstDay: integers(),
    lastDay: integers(),
    admission: integers(),
    discharge: integers(),
    dischargeStatus: integers(),
    received: integers(),
    charge: numbers(),
    firstLine: integers(),
    firstDiagnosis: integers(),
  }
  const lines = {
    number: integers(),
    procedure: integers(),
    modifiers: integers(),
    units: numbers(),
    charge: integers(),
    from: integers(),
    through: integers(),
    place: integers(),
    rendering: integers(),
    revenueCode: integers(),
    pointers: integers(),
    ndc: integers(),
  }
  const diagnoses = integers()
  let lineCount = 0
  let diagnosisCount = 0

  const text = (value: string | undefined): number => texts.of(value, itself)
  const day = (date: string | undefined): number => (date === undefined ? 0 : compactDate(date))

  const addLine = (claim: Claim, line: Claim['lines'][number]): void => {
    lines.number.push(line.number)
    lines.procedure.push(text(line.procedure))
    lines.modifiers.push(modifierLists.of(keyOf(line.modifiers), wordsOf))
    lines.units.push(line.units)
    lines.charge.push(line.chargeCents)
    lines.from.push(firstDay(line))
    lines.through.push(lastDay(line))
    lines.place.push(text(line.placeOfService ?? claim.placeOfService))
    lines.rendering.push(providers.of(renderingOf(claim, line)))
    lines.revenueCode.push(text(line.revenueCode))
    lines.pointers.push(pointerLists.of(keyOf(line.pointers), numbersOf))
    lines.ndc.push(text(line.ndc))
    lineCount += 1
  }

  return {
    ids,
    payerNumbers,
    claims,
    lines,
    diagnoses,
    text: (number: number) => texts.value(number),
    provider: (number: number) => providers.value(number),
    modifiers: (number: number) => modifierLists.value(number)!,
    pointers: (number: number) => pointerLists.value(number)!,
    /** Ends, past the last line and diagnosis, of a claim. */
    lineEnd: (claim: number) => (claim + 1 < ids.length ? claims.firstLine.at(claim + 1) : lineCount),
    diagnosisEnd: (claim: number) =>
      claim + 1 < ids.length ? claims.firstDiagnosis.at(claim + 1) : diagnosisCount,
    lineCount: () => lineCount,
    /** Keeps a claim; its number is the count of those before it. */
    add(claim: Claim): void {
      let first = firstDay(claim.lines[0]!)
      let last = 0
      for (const line of claim.lines) {
        first = Math.min(first, firstDay(line))
        last = Math.max(last, lastDay(line))
      }
      if (claim.payerClaimNumber !== undefined) payerNumbers.set(ids.length, detached(claim.payerClaimNumber))
      ids.push(detached(claim.id))
      claims.mark.push(personMark(claim.patient?.birthDate))
      claims.institutional.push(Number(claim.type === 'institutional'))
      claims.billing.push(providers.of(claim.billing))
      claims.payerId.push(text(claim.payer?.id))
      claims.payerLine.push(text(claim.payer?.line))
      claims.payerOrder.push(text(claim.payerOrder))
      claims.frequency.push(text(frequencyOf(claim)))
      claims.billType.push(text(billType(claim)))
      claims.from.push(day(claim.statementFrom) || first)
      claims.through.push(day(claim.statementThrough) || last)
      claims.firstDay.push(first)
      claims.lastDay.push(last)
      claims.admission.push(day(claim.admissionDate))
      claims.discharge.push(day(claim.dischargeDate))
      claims.dischargeStatus.push(text(claim.dischargeStatus))
      claims.received.push(day(claim.received))
      claims.charge.push(totalCharge(claim))
      claims.firstLine.push(lineCount)
      claims.firstDiagnosis.push(diagnosisCount)
      for (const line of claim.lines) addLine(claim, line)
      for (const { code } of claim.diagnoses) diagnoses.push(text(code))
      diagnosisCount += claim.diagnoses.length
    },
    /** Puts the claims, with their lines and diagnoses, in another order, and gives back what was kept in reserve. */
    arrange(order: Int32Array): void {
      const [lineOrder, diagnosisOrder] = [new Int32Array(lineCount), new Int32Array(diagnosisCount)]
      const [firstLines, firstDiagnoses] = [integers(), integers()]
      let [line, diagnosis] = [0, 0]
      for (const claim of order) {
        firstLines.push(line)
        firstDiagnoses.push(diagnosis)
        const [lineEnd, diagnosisEnd] = [this.lineEnd(claim), this.diagnosisEnd(claim)]
        for (let one = claims.firstLine.at(claim); one < lineEnd; one++) lineOrder[line++] = one
        for (let one = claims.firstDiagnosis.at(claim); one < diagnosisEnd; one++)
          diagnosisOrder[diagnosis++] = one
      }
      for (const one of Object.values(claims)) one.arrange(order)
      for (const one of Object.values(lines)) one.arrange(lineOrder)
      diagnoses.arrange(diagnosisOrder)
      claims.firstLine = firstLines
      claims.firstDiagnosis = firstDiagnoses
      const [oldIds, oldNumbers] = [[...ids], new Map(payerNumbers)]
      payerNumbers.clear()
      order.forEach((claim, place) => {
        ids[place] = oldIds[claim]!
        const number = oldNumbers.get(claim)
        if (number !== undefined) payerNumbers.set(place, number)
      })
    },
  }
}
/** See `createColumns`. */
export type Columns = ReturnType<typeof createColumns>
