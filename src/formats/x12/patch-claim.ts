/** The changes of one claim as changes of its segments. */
import type { Claim, Line } from '../../model/claim.ts'
import { applyChanges } from '../../model/change.ts'
import type { Change } from '../../model/result.ts'
import { originsOf, type Splice } from '../write-back.ts'
import type { Draft } from './draft.ts'
import { partOf, setPart, setText, splicesOf, textOf, type Texts } from './patch-texts.ts'
import {
  compositeOf,
  hiPlaces,
  linePlaces,
  plainCode,
  serviceParts,
  type CodePlace,
  type Cut,
  type HiPlaces,
  type LinePlace,
} from './patch-places.ts'

/** A claim with its segments in the file, from its CLM to `end`. */
export interface ClaimSegments {
  readonly claim: Claim
  readonly draft: Draft
  readonly cuts: readonly Cut[]
  readonly end: number
}

/** What is to be written, and how many segments fewer the transaction then has. */
export interface Patch {
  readonly splices: readonly Splice[]
  readonly fewer: number
}

/** Why changes cannot be written into the segments of a claim. */
export class NotWritable extends Error {
  override readonly name = 'NotWritable'
}

/** The places of a claim; undefined where its segments are not laid out as its reader understood them. */
function placesOf({ claim, draft, cuts, end }: ClaimSegments, separator: string) {
  const codes = hiPlaces(cuts, draft, separator)
  const lines = linePlaces(cuts, end)
  const texts: Texts = new Map()
  const agree = (places: readonly CodePlace[], read: readonly { readonly code: string }[]): boolean =>
    places.length === read.length &&
    places.every((place, at) => plainCode(partOf(texts, place, separator)) === read[at]!.code)
  const fits =
    agree(codes.diagnoses, claim.diagnoses) &&
    agree(codes.procedures, claim.procedures) &&
    (claim.admittingDiagnosis === undefined) === (codes.admitting.length === 0) &&
    lines.length === claim.lines.length &&
    lines.every(({ service }, at) => {
      const parts = serviceParts(service, separator)
      return plainCode(parts.code) === (claim.lines[at]!.procedure ?? '')
    })
  return fits ? { codes, lines } : undefined
}

/**
 * The splices that make the changes, after those that write codes as codes are written (`respell`). Throws NotWritable,
 * with a reason that names no value, for changes that these segments have no place for.
 */
export function patchClaim(
  segments: ClaimSegments,
  changes: readonly Change[],
  respell: boolean,
): Patch & { readonly respelled: number } {
  const separator = String.fromCharCode(segments.draft.component)
  const places = placesOf(segments, separator)
  if (!places) {
    if (changes.length > 0) throw new NotWritable('its segments are laid out in an unusual way')
    return { splices: [], fewer: 0, respelled: 0 }
  }
  const texts: Texts = new Map()
  const respelled = respell ? respellCodes(texts, places, separator) : 0
  if (changes.length === 0) return { splices: splicesOf(texts), fewer: 0, respelled }
  const { claim } = segments
  const wanted = applyChanges(claim, changes)
  const lineOrigins = originsOf('/lines', claim.lines.length, changes)
  const diagnosisOrigins = originsOf('/diagnoses', claim.diagnoses.length, changes)
  if (!lineOrigins || !diagnosisOrigins) throw new NotWritable('a list is exchanged as a whole')

  // What another payer paid for a line stands in that line's own loop, and would go or be numbered with it.
  claim.lines.forEach((line, at) => {
    const now = lineOrigins.indexOf(at)
    if (wanted.lines[now]?.number !== line.number && isAdjudicated(claim, line))
      throw new NotWritable('another payer has answered for the line')
  })
  setClaim(texts, segments, wanted, separator)
  wanted.lines.forEach((line, at) => {
    const place = places.lines[lineOrigins[at]!]
    if (!place) throw new NotWritable('a line would be added')
    setLine(texts, place, claim.lines[lineOrigins[at]!]!, line, separator)
  })
  const gone = places.lines.filter((_, at) => !lineOrigins.includes(at))
  if (gone.some(({ lx }) => lx === undefined)) throw new NotWritable('a line without LX would be removed')
  const emptied = setDiagnoses(texts, places.codes, segments, wanted, diagnosisOrigins, separator)

  const removed = gone.map(({ from, to }) => ({ from, to, text: '' }))
  const inside = ({ from }: Splice): boolean => removed.some((line) => from >= line.from && from < line.to)
  return {
    splices: [...splicesOf(texts).filter((splice) => !inside(splice)), ...removed, ...emptied.splices],
    fewer: gone.reduce((sum, line) => sum + line.segments, 0) + emptied.fewer,
    respelled,
  }
}

const isAdjudicated = ({ otherPayers }: Claim, { number }: Line): boolean =>
  otherPayers.some(({ adjustments, linePayments }) =>
    [...adjustments, ...linePayments].some(({ line }) => line === number),
  )

function respellCodes(
  texts: Texts,
  { codes, lines }: { readonly codes: HiPlaces; readonly lines: readonly LinePlace[] },
  separator: string,
): number {
  let count = 0
  const write = (place: CodePlace, plain: (text: string) => string): void => {
    const text = partOf(texts, place, separator)
    const code = plain(text)
    if (code === '' || code === text) return
    setPart(texts, place, separator, code)
    count++
  }
  for (const place of [...codes.diagnoses, ...codes.admitting, ...codes.procedures]) write(place, plainCode)
  for (const { service } of lines) {
    const element = compositeOf(service)
    const first = serviceParts(service, separator).at
    for (let component = first; component <= 5; component++)
      if (component === first || component >= 2)
        write({ cut: service, element, component }, (text) => text.trim().toUpperCase())
  }
  return count
}

/** Cents as an X12 amount: as many decimals as stood there, or as few as are needed. */
function amount(cents: number, before: string): string {
  return /\.\d\d$/.test(before.trim()) ? (cents / 100).toFixed(2) : String(cents / 100)
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Fields of a claim that are written here; any other must stay as it is. */
const CLAIM_FIELDS: ReadonlySet<string> = new Set([
  'lines',
  'diagnoses',
  'chargeCents',
  'frequency',
  'typeOfBill',
])
const LINE_FIELDS: ReadonlySet<string> = new Set([
  'number',
  'procedure',
  'modifiers',
  'units',
  'chargeCents',
  'pointers',
  'placeOfService',
])

function onlyThese(one: object, other: object, fields: ReadonlySet<string>): void {
  const [before, after] = [one, other] as readonly Record<string, unknown>[]
  for (const field of new Set([...Object.keys(before!), ...Object.keys(after!)]))
    if (!fields.has(field) && !isSame(before![field], after![field]))
      throw new NotWritable(`${field} is written in segments that are not rewritten`)
}

function setClaim(texts: Texts, { claim, cuts }: ClaimSegments, wanted: Claim, separator: string): void {
  onlyThese(claim, wanted, CLAIM_FIELDS)
  const clm = cuts[0]!
  if (wanted.chargeCents !== undefined && wanted.chargeCents !== claim.chargeCents)
    setText(texts, clm, 2, amount(wanted.chargeCents, textOf(texts, clm, 2)))
  const frequency = wanted.frequency
  if (
    wanted.typeOfBill !== claim.typeOfBill &&
    wanted.typeOfBill?.slice(0, -1) !== claim.typeOfBill?.slice(0, -1)
  )
    throw new NotWritable('the bill type would change')
  if (claim.typeOfBill !== undefined && wanted.typeOfBill?.slice(-1) !== frequency)
    throw new NotWritable('the bill type and the frequency would differ')
  if (frequency !== undefined && frequency !== claim.frequency)
    setPart(texts, { cut: clm, element: 5, component: 2 }, separator, frequency)
}

function setLine(texts: Texts, place: LinePlace, line: Line, wanted: Line, separator: string): void {
  if (isSame(line, wanted)) return
  onlyThese(line, wanted, LINE_FIELDS)
  const { service, lx } = place
  const professional = service.id === 'SV1'
  const composite = compositeOf(service)
  if (wanted.number !== line.number) {
    if (!lx) throw new NotWritable('a line without LX would be numbered')
    setText(texts, lx, 1, String(wanted.number))
  }
  if (wanted.procedure !== line.procedure) {
    if (wanted.procedure === undefined) throw new NotWritable('a line would lose its procedure')
    const component = serviceParts(service, separator).at
    setPart(texts, { cut: service, element: composite, component }, separator, wanted.procedure)
  }
  if (!isSame(wanted.modifiers, line.modifiers)) setModifiers(texts, service, wanted.modifiers, separator)
  if (wanted.chargeCents !== line.chargeCents) {
    const element = professional ? 2 : 3
    setText(texts, service, element, amount(wanted.chargeCents, textOf(texts, service, element)))
  }
  if (wanted.units !== line.units) {
    if (line.minutes !== undefined) throw new NotWritable('the line counts minutes')
    setText(texts, service, professional ? 4 : 5, String(wanted.units))
    if (textOf(texts, service, professional ? 3 : 4).trim() === '')
      setText(texts, service, professional ? 3 : 4, 'UN')
  }
  if (wanted.placeOfService !== line.placeOfService) {
    if (!professional) throw new NotWritable('an institutional line has no place of service')
    setText(texts, service, 5, wanted.placeOfService ?? '')
  }
  if (!isSame(wanted.pointers, line.pointers)) {
    if (!professional) throw new NotWritable('an institutional line has no pointers')
    setText(texts, service, 7, wanted.pointers.join(separator))
  }
}

function setModifiers(texts: Texts, service: Cut, modifiers: readonly string[], separator: string): void {
  const element = compositeOf(service)
  const parts = textOf(texts, service, element).split(separator)
  if (modifiers.length > 4) throw new NotWritable('there is room for four modifiers')
  if (parts.length < 2) throw new NotWritable('the procedure has no qualifier')
  const behind = parts.slice(6)
  const four = [...modifiers, ...new Array<string>(4 - modifiers.length).fill('')]
  const whole = [...parts.slice(0, 2), ...four, ...behind]
  while (whole.at(-1) === '') whole.pop()
  setText(texts, service, element, whole.join(separator))
}

/** Codes and marks of diagnoses in their places; those that are gone leave their HI, which goes with its last code. */
function setDiagnoses(
  texts: Texts,
  { diagnoses: places }: HiPlaces,
  { claim, cuts, end }: ClaimSegments,
  wanted: Claim,
  origins: readonly number[],
  separator: string,
): Patch {
  wanted.diagnoses.forEach((diagnosis, at) => {
    const place = places[origins[at]!]
    const before = claim.diagnoses[origins[at]!]
    if (!place || !before) throw new NotWritable('a diagnosis would be added')
    if (diagnosis.code !== before.code) setPart(texts, place, separator, diagnosis.code)
    if (diagnosis.poa === before.poa) return
    if (place.component !== 1) throw new NotWritable('the diagnosis has no place for its mark')
    setPart(texts, { ...place, component: 8 }, separator, diagnosis.poa ?? '')
  })
  const gone = places.filter((_, at) => !origins.includes(at))
  if (gone.length === 0) return { splices: [], fewer: 0 }
  if (!origins.includes(0)) throw new NotWritable('the first diagnosis would be removed')
  if (gone.some(({ component }) => component !== 1))
    throw new NotWritable('the diagnosis stands in an element of its own')
  const splices: Splice[] = []
  let fewer = 0
  for (const cut of new Set(gone.map((place) => place.cut))) {
    const out = new Set(gone.filter((place) => place.cut === cut).map(({ element }) => element))
    const kept = cut.elements.flatMap((_, element) =>
      element > 0 && !out.has(element) ? [textOf(texts, cut, element)] : [],
    )
    texts.delete(cut)
    if (kept.length === 0) {
      splices.push({ from: cut.from, to: cuts[cuts.indexOf(cut) + 1]?.from ?? end, text: '' })
      fewer++
    } else splices.push({ from: cut.elements[1]!.from, to: cut.end, text: kept.join(cut.separator) })
  }
  return { splices, fewer }
}
