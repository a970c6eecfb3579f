/** Writes X12 interchanges: segments with right counts and control numbers, in the separators of the input answered. */
import { isUtf8 } from 'node:buffer'
import type { GroupFacts, InterchangeFacts, WrittenSeparators } from './envelope-facts.ts'

/** An element as text, or the components of a composite one. */
export type Element = string | number | readonly (string | number)[]

/** Segments of one transaction, counted. */
export interface TransactionWriter {
  add(id: string, ...elements: readonly Element[]): void
  /** All segments from ST to SE. */
  close(): string
}

/** An interchange that answers another. */
export interface InterchangeWriter {
  /** Text of the ISA. */
  begin(): string
  /** Text of a group with its transactions: GS to GE. */
  group(answered: GroupFacts, kind: string, guide: string, transactions: readonly string[]): string
  transaction(kind: string, guide: string, number: number): TransactionWriter
  /** Text of the IEA. */
  end(): string
}

/** Control characters, and bytes that a header of plain text cannot carry. */
const UNWRITABLE = /[\p{Cc}]/gu

/**
 * An interchange from the receiver of the one answered to its sender, with the same control number and usage, dated
 * `YYYY-MM-DD`. The time of day is 0000: the same input gives the same bytes.
 */
export function openInterchange(answered: InterchangeFacts, date: string): InterchangeWriter {
  const { separators } = answered
  const compact = date.replaceAll('-', '')
  const control = answered.control.replace(/\D/g, '').slice(-9).padStart(9, '0')
  const write = (id: string, elements: readonly Element[]): string => written(separators, id, elements)
  let groups = 0

  return {
    begin: () =>
      fixed(separators, [
        ['ISA', 3],
        ['00', 2],
        ['', 10],
        ['00', 2],
        ['', 10],
        [answered.receiverQualifier || 'ZZ', 2],
        [answered.receiver, 15],
        [answered.senderQualifier || 'ZZ', 2],
        [answered.sender, 15],
        [compact.slice(2), 6],
        ['0000', 4],
        [repetition(separators), 1],
        ['00501', 5],
        [control, 9],
        ['0', 1],
        [answered.usage === 'T' ? 'T' : 'P', 1],
        [separators.component, 1],
      ]),
    transaction: (kind, guide, number) => openTransaction(write, kind, guide, number),
    group(group, kind, guide, transactions) {
      groups++
      const number = groupNumber(group)
      return [
        write('GS', [kind, group.receiver, group.sender, compact, '0000', number, 'X', guide]),
        ...transactions,
        write('GE', [transactions.length, number]),
      ].join('')
    },
    end: () => write('IEA', [groups, control]),
  }
}

/** GS06 of the answer: that of the group answered, as a number of at most nine digits. */
const groupNumber = ({ control }: GroupFacts): string =>
  String(Number(control.replace(/\D/g, '').slice(-9) || '0'))

function openTransaction(
  write: (id: string, elements: readonly Element[]) => string,
  kind: string,
  guide: string,
  number: number,
): TransactionWriter {
  const control = String(number).padStart(4, '0')
  const segments = [write('ST', [kind, control, guide])]
  return {
    add: (id, ...elements) => void segments.push(write(id, elements)),
    close: () => {
      segments.push(write('SE', [segments.length + 1, control]))
      return segments.join('')
    },
  }
}

/** A segment without the empty elements at its end. What would end it early is written as a blank. */
function written(separators: WrittenSeparators, id: string, elements: readonly Element[]): string {
  const { element, component, terminator } = separators
  const clean = (value: string | number): string =>
    readable(String(value)).replaceAll(element, ' ').replaceAll(terminator, ' ').replace(UNWRITABLE, ' ')
  const texts = elements.map((one) =>
    typeof one === 'object'
      ? trimmed(one.map((part) => clean(part).replaceAll(component, ' '))).join(component)
      : clean(one),
  )
  return `${[id, ...trimmed(texts)].join(element)}${terminator}\n`
}

function trimmed(values: readonly string[]): readonly string[] {
  const last = values.findLastIndex((value) => value !== '')
  return values.slice(0, last + 1)
}

const NOT_ASCII = /[^\x00-\x7f]/
const NOT_ASCII_EACH = /[^\x20-\x7e]/g

/** Segments are read as Latin-1; where the bytes are UTF-8 they are written as the same text again. */
function readable(value: string): string {
  if (!NOT_ASCII.test(value)) return value
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : value
}

/** A segment of fixed widths, which only ASCII keeps. */
const fixed = (
  { element, terminator }: WrittenSeparators,
  fields: readonly (readonly [value: string, width: number])[],
): string =>
  `${fields.map(([value, width]) => value.replaceAll(terminator, ' ').replace(NOT_ASCII_EACH, '?').slice(0, width).padEnd(width)).join(element)}${terminator}\n`

/** ISA11: a character that separates nothing else. */
const repetition = ({ element, component, terminator }: WrittenSeparators): string =>
  ['^', '|', '>'].find((one) => one !== element && one !== component && one !== terminator)!
