/** Where in its segments a claim has what may be corrected: codes, units, charges, pointers, and the ends of its lines. */
import type { Draft } from './draft.ts'
import type { Segment } from './segment.ts'

/** One element of a segment: its text, and where its bytes stand in the file. */
export interface Element {
  readonly text: string
  readonly from: number
  readonly to: number
}

/** A segment of a claim with its elements from 0, the identifier. */
export interface Cut {
  readonly id: string
  readonly from: number
  readonly elements: readonly Element[]
  /** The byte between elements, and the end of the last one. */
  readonly separator: string
  readonly end: number
}

const isLineEnd = (byte: number | undefined): boolean => byte === 10 || byte === 13

/**
 * Cuts a segment into elements, where the file has them: line ends inside, which the tokenizer took out, are counted.
 * `raw` are the bytes of the file from the segment's first byte on.
 */
export function cutSegment(segment: Segment, raw: Uint8Array): Cut {
  const { bytes, starts, count, byte } = segment
  const first = starts[0]!
  const length = starts[count + 1]! - 1 - first
  const elements: Element[] = []
  let at = 0
  let from = 0
  const skipLineEnds = (): void => {
    while (isLineEnd(raw[at])) at++
  }
  for (let element = 0, read = 0; element <= count; element++) {
    const stop = starts[element + 1]! - 1 - first
    from = at
    for (; read < stop; read++, at++) skipLineEnds()
    elements.push({
      text: bytes.toString('latin1', starts[element]!, starts[element + 1]! - 1),
      from: byte + from,
      to: byte + at,
    })
    if (read < length) {
      skipLineEnds()
      at++
      read++
    }
  }
  const separator = count > 0 ? String.fromCharCode(bytes[starts[1]! - 1]!) : '*'
  return { id: segment.id, from: byte, elements, separator, end: elements.at(-1)!.to }
}

/** A code in a segment: which element, which of its components from 0. */
export interface CodePlace {
  readonly cut: Cut
  readonly element: number
  readonly component: number
}

/** Kinds of codes of an HI that a claim keeps and that may be written with a dot. */
type Kind = 'principal' | 'other' | 'cause' | 'admitting' | 'procedure'

const kinds: Readonly<Record<string, Kind>> = {
  ABK: 'principal',
  BK: 'principal',
  ABF: 'other',
  BF: 'other',
  ABN: 'cause',
  BN: 'cause',
  ABJ: 'admitting',
  BJ: 'admitting',
  BBR: 'procedure',
  BR: 'procedure',
  BBQ: 'procedure',
  BQ: 'procedure',
}

/** Code lists that are read over; their codes may stand in an element of their own, too. */
const OTHERS: ReadonlySet<string> = new Set('BH BI BE BG APR PR ZZ DR BP BO TC TD CAH'.split(' '))

/** A code as it is read: capitals, no dots, no blanks around. */
export const plainCode = (text: string): string => text.trim().replaceAll('.', '').toUpperCase()

/** The places of a claim's codes, in the order of its lists. */
export interface HiPlaces {
  readonly diagnoses: readonly CodePlace[]
  readonly admitting: readonly CodePlace[]
  readonly procedures: readonly CodePlace[]
}

/** Finds the codes of all HI segments of a claim, as its reader orders them. */
export function hiPlaces(cuts: readonly Cut[], draft: Draft, component: string): HiPlaces {
  const diagnoses: CodePlace[] = []
  const causes: CodePlace[] = []
  const admitting: CodePlace[] = []
  const procedures: CodePlace[] = []
  let principal = -1
  const take = (kind: Kind, place: CodePlace): void => {
    if (kind === 'cause') causes.push(place)
    else if (kind === 'admitting') admitting.push(place)
    else if (kind === 'procedure') procedures.push(place)
    else {
      if (kind === 'principal' && principal < 0) principal = diagnoses.length
      diagnoses.push(place)
    }
  }
  for (const cut of cuts) {
    if (cut.id !== 'HI') continue
    for (let element = 1; element < cut.elements.length; element++) {
      const parts = cut.elements[element]!.text.split(component)
      const qualifier = parts[0]!.trim()
      const kind = Object.hasOwn(kinds, qualifier) ? kinds[qualifier] : undefined
      const apart = parts.length === 1 && (kind !== undefined || OTHERS.has(qualifier))
      const next = apart ? cut.elements[element + 1]?.text : undefined
      if (apart && next !== undefined && next.trim() !== '') {
        element++
        const place = { cut, element, component: 0 }
        if (kind !== undefined && plainCode(next.split(component)[0]!) !== '') take(kind, place)
      } else if (kind !== undefined && plainCode(parts[1] ?? '') !== '')
        take(kind, { cut, element, component: 1 })
    }
  }
  if (draft.claim.type === 'institutional' && principal > 0)
    diagnoses.unshift(...diagnoses.splice(principal, 1))
  return { diagnoses: [...diagnoses, ...causes], admitting, procedures }
}

/** A service line: its LX where it has one, its service, and what the line takes up in the file. */
export interface LinePlace {
  readonly lx: Cut | undefined
  readonly service: Cut
  readonly segments: number
  readonly from: number
  readonly to: number
}

/** The lines of a claim that ends before `end`; a service without an LX of its own is a line, too. */
export function linePlaces(cuts: readonly Cut[], end: number): readonly LinePlace[] {
  const begun: { lx: Cut | undefined; service: Cut | undefined; first: number }[] = []
  cuts.forEach((cut, index) => {
    const last = begun.at(-1)
    if (cut.id === 'LX') begun.push({ lx: cut, service: undefined, first: index })
    else if (cut.id === 'SV1' || cut.id === 'SV2') {
      if (last && last.service === undefined) last.service = cut
      else begun.push({ lx: undefined, service: cut, first: index })
    }
  })
  return begun.flatMap(({ lx, service, first }, at) => {
    const next = begun[at + 1]
    return service === undefined
      ? []
      : [
          {
            lx,
            service,
            segments: (next?.first ?? cuts.length) - first,
            from: cuts[first]!.from,
            to: next ? cuts[next.first]!.from : end,
          },
        ]
  })
}

/** The composite of a service: SV101, or SV202 of an institutional line. */
export const compositeOf = (service: Cut): number => (service.id === 'SV1' ? 1 : 2)

/** The code of a service, and in which component of its composite it stands: without a qualifier in the first. */
export function serviceParts(
  service: Cut,
  separator: string,
): { readonly code: string; readonly at: number } {
  const parts = (service.elements[compositeOf(service)]?.text ?? '').split(separator)
  const bare = parts.length === 1 && parts[0]!.trim().length >= 5
  return { code: parts[bare ? 0 : 1] ?? '', at: bare ? 0 : 1 }
}
