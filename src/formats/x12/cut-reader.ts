/**
 * Reads an 837 in parts: the reader of a file, begun at any place between two segments and put together afterwards.
 * What a part begins with is a value; what it ends with is compared with what the next was begun with, so that parts
 * read at the same time give what one reader gives, or are read again.
 */
import type { ErrorCode } from '../../model/errors.ts'
import type { Problem } from '../../model/result.ts'
import type { Item } from '../items.ts'
import type { Spot } from './draft.ts'
import type { Transaction } from './claims-of-transaction.ts'
import type { Envelope } from './envelope.ts'
import {
  addSkipped,
  finish,
  MAX_KINDS,
  newReading,
  PIECE_BYTES,
  readSegment,
  type Reading,
  type Skipped,
} from './read-837.ts'
import { MAX_WARNINGS, takeItems } from './remarks.ts'
import type { TokenizerPlace } from './segment.ts'
import { createTokenizer } from './tokenizer.ts'

/** All that decides how the segments after a place are read. Plain data. */
export interface X12Start {
  readonly place: TokenizerPlace
  readonly envelope: Envelope
  readonly transaction: Transaction | undefined
  readonly isSkipping: boolean
  readonly last: Spot
}

/** What a part adds to what is known of the whole file. Plain data. */
export interface X12Gathered {
  has837: boolean
  hasSegments: boolean
  hasJunk: boolean
  hasResult: boolean
  readonly skipped: Map<string, Skipped>
  readonly counts: Map<string, { readonly code: ErrorCode; count: number }>
}

/** A warning with its kind, of which only so many are told in a file. */
export interface KindOfWarning {
  readonly kind: string
  readonly warning: Problem
}

/** What a part gave. */
export interface X12Part {
  /** Claims and problems, and warnings, each in order. */
  readonly items: readonly Item[]
  readonly warnings: readonly KindOfWarning[]
  readonly gathered: X12Gathered
  /** What the part ends with, as `startText` writes it; undefined where no other reader could go on from there. */
  readonly end: string | undefined
}

/** A reader that is given a file part by part. */
export interface X12PartReader {
  /** Reads the next part. `took` sees the items as they come, so that no more than a few are held. */
  read(bytes: Uint8Array, took: (items: readonly Item[]) => void): Omit<X12Part, 'items'>
  /** What the end of the file tells, given what all its parts gathered. */
  finish(gathered: X12Gathered): readonly Item[]
}

/** Nothing gathered yet. */
export const nothingGathered = (): X12Gathered => ({
  has837: false,
  hasSegments: false,
  hasJunk: false,
  hasResult: false,
  skipped: new Map(),
  counts: new Map(),
})

/** A start as text: two starts from which reading goes on in the same way have the same. */
export const startText = ({ place, envelope, transaction, isSkipping, last }: X12Start): string =>
  JSON.stringify([place, envelope, transaction, isSkipping, last])

/** The reading at a start. */
export function readingAt(file: string, start: X12Start | undefined): Reading {
  const reading = newReading(file)
  if (start === undefined) return reading
  const { envelope, transaction, isSkipping, last } = start
  return Object.assign(reading, { envelope, transaction, isSkipping, last: { ...last } })
}

/** Adds what a part gathered, in the order of the file. Gives those of its warnings that are told. */
export function gather(into: X12Gathered, { gathered, warnings }: Omit<X12Part, 'items'>): Problem[] {
  into.has837 ||= gathered.has837
  into.hasSegments ||= gathered.hasSegments
  into.hasJunk ||= gathered.hasJunk
  into.hasResult ||= gathered.hasResult
  for (const [kind, skipped] of gathered.skipped)
    addSkipped({ skipped: into.skipped, mostKinds: MAX_KINDS }, kind, skipped)
  const told = new Map<string, number>()
  const kept = warnings.filter(({ kind }) => {
    const count = (told.get(kind) ?? into.counts.get(kind)?.count ?? 0) + 1
    told.set(kind, count)
    return count <= MAX_WARNINGS
  })
  for (const [kind, { code, count }] of gathered.counts) {
    const known = into.counts.get(kind)
    if (known === undefined) into.counts.set(kind, { code, count })
    else known.count += count
  }
  return kept.map(({ warning }) => warning)
}

/** A reader at the start of a file, or at a place inside it. */
export function openX12Parts(file: string, start?: X12Start): X12PartReader {
  const tokenizer = createTokenizer(start?.place)
  const reading = readingAt(file, start)
  const { remarks } = reading
  // A part cannot know which kinds came before it: it tells all of its own.
  reading.mostKinds = Infinity
  remarks.kinds = []

  const drain = (): void => {
    for (let segment = tokenizer.next(); segment !== undefined; segment = tokenizer.next())
      readSegment(reading, segment)
  }
  const endOf = (): string | undefined => {
    const place = tokenizer.place()
    const { envelope, transaction, isSkipping, last } = reading
    return place && startText({ place, envelope, transaction, isSkipping, last })
  }
  const takeGathered = (): X12Gathered => {
    const { has837, hasSegments, hasJunk, skipped } = reading
    const taken: X12Gathered = {
      has837,
      hasSegments,
      hasJunk,
      hasResult: remarks.hasResult,
      skipped: new Map(skipped),
      counts: new Map(remarks.counts),
    }
    reading.has837 = reading.hasSegments = reading.hasJunk = remarks.hasResult = false
    skipped.clear()
    remarks.counts.clear()
    return taken
  }

  return {
    read(bytes, took) {
      const warnings: KindOfWarning[] = []
      for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
        tokenizer.feed(bytes.subarray(from, from + PIECE_BYTES))
        drain()
        const kinds = remarks.kinds!.splice(0)
        const items: Item[] = []
        for (const item of takeItems(remarks))
          if (item.kind === 'warning') warnings.push({ kind: kinds.shift()!, warning: item.warning })
          else items.push(item)
        took(items)
      }
      return { warnings, gathered: takeGathered(), end: endOf() }
    },
    finish({ has837, hasSegments, hasJunk, hasResult, skipped, counts }) {
      Object.assign(reading, { has837, hasSegments, hasJunk, mostKinds: MAX_KINDS })
      remarks.hasResult = hasResult
      for (const [kind, { spot, count }] of skipped) reading.skipped.set(kind, { spot, count })
      for (const [kind, { code, count }] of counts) remarks.counts.set(kind, { code, count })
      tokenizer.finish()
      drain()
      finish(reading)
      return takeItems(remarks)
    },
  }
}
