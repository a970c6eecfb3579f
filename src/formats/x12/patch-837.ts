/**
 * 837 files written back with corrections: separators, line breaks, envelope and every segment that is not corrected
 * are the bytes that were read. Where segments go, SE01 counts them. One claim at a time is held.
 */
import { takeItems, noRemarks } from './remarks.ts'
import type { Rewriter, Rewriting, Splice } from '../write-back.ts'
import { spliced } from '../write-back.ts'
import { fail, spotOf, type Draft } from './draft.ts'
import {
  endTransaction,
  newTransaction,
  readTransactionSegment,
  type Transaction,
} from './claims-of-transaction.ts'
import { code, qualifier } from './fields.ts'
import { NotWritable, patchClaim } from './patch-claim.ts'
import { cutSegment, type Cut } from './patch-places.ts'
import type { Segment } from './segment.ts'
import { createTokenizer } from './tokenizer.ts'

/** Bytes given to the tokenizer at a time. */
const PIECE_BYTES = 65_536
const ENVELOPE_IDS: ReadonlySet<string> = new Set(['ISA', 'GS', 'SE', 'GE', 'IEA'])
/** Segments in which a claim may be corrected, and those that part its lines. */
const KEPT: ReadonlySet<string> = new Set(['CLM', 'HI', 'LX', 'SV1', 'SV2'])
const NO_ELEMENTS: Cut['elements'] = []

/** A claim whose segments are coming in. */
interface Open {
  readonly draft: Draft
  readonly cuts: Cut[]
}

/** Rewrites an 837; other transactions pass as they are. */
export const rewriteX12: Rewriter = async function* (chunks, rewriting) {
  const patcher = createPatcher(rewriting)
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      patcher.feed(chunk.subarray(from, from + PIECE_BYTES))
      yield* patcher.take()
    }
  patcher.finish()
  yield* patcher.take()
}

function createPatcher({ correct, respell, told }: Rewriting) {
  const tokenizer = createTokenizer()
  const remarks = noRemarks('')
  let version = ''
  let transaction: Transaction | undefined
  let isSkipping = false
  let open: Open | undefined
  /** Segments that the transaction at hand has lost. */
  let fewer = 0

  /** Bytes that are not given out yet, from `start` on. */
  let pending = Buffer.alloc(0)
  let start = 0
  let ready: Uint8Array[] = []

  /** Gives out the bytes before `to`, with the splices that belong to them. */
  const flush = (to: number, splices: readonly Splice[] = []): void => {
    if (to <= start) return
    ready.push(spliced(pending.subarray(0, to - start), start, splices))
    pending = pending.subarray(to - start)
    start = to
  }

  const leave = (): void => {
    if (transaction !== undefined) endTransaction(transaction, remarks)
    transaction = undefined
    isSkipping = false
  }

  /** Takes a segment as the reader of claims does; see `read-837.ts`. */
  const follow = (segment: Segment): void => {
    const { id, fault } = segment
    const lost = fault === 'limit' || fault === 'binary'
    const isCut = fault === 'cut' && !ENVELOPE_IDS.has(id)
    if (lost || (isCut && id !== 'CLM' && id !== 'HL')) {
      if (transaction?.draft) fail(transaction.draft, spotOf(segment), 'cut')
      return
    }
    if (id === 'ST') {
      leave()
      fewer = 0
      if (code(segment, 1, 3) === '837')
        transaction = newTransaction(segment, qualifier(segment, 3) || version)
      else isSkipping = true
    } else if (ENVELOPE_IDS.has(id)) {
      leave()
      if (id === 'GS') version = qualifier(segment, 8)
      else if (id === 'GE') version = ''
    } else if (transaction !== undefined) readTransactionSegment(transaction, segment, remarks)
    else if (!isSkipping && (id === 'CLM' || (id === 'BHT' && qualifier(segment, 1) === '0019'))) {
      transaction = newTransaction(segment, version)
      readTransactionSegment(transaction, segment, remarks)
    }
    if (isCut && transaction?.draft) fail(transaction.draft, spotOf(segment), 'cut')
  }

  /** The claim at hand ends before `end`: what was read of it is corrected and given out. */
  const close = ({ draft, cuts }: Open, end: number): void => {
    const read = takeItems(remarks).find((item) => item.kind === 'claim' && item.claim === draft.claim)
    open = undefined
    if (read?.kind !== 'claim') return flush(end)
    const { claim } = read
    const changes = correct(claim)
    const paths = changes.map(({ path }) => path)
    const segments = { claim, draft, cuts, end }
    const write = (steps: typeof changes): void => {
      const patch = patchClaim(segments, steps, respell)
      if (patch.respelled > 0) told({ kind: 'respelled', claim: claim.id, codes: patch.respelled })
      if (steps.length > 0) told({ kind: 'changed', claim: claim.id, paths })
      fewer += patch.fewer
      flush(end, patch.splices)
    }
    try {
      write(changes)
    } catch (error) {
      if (!(error instanceof NotWritable)) throw error
      told({ kind: 'left', claim: claim.id, paths, why: error.message })
      write([])
    }
  }

  const take = (segment: Segment): void => {
    if (segment.fault === 'junk') return
    const here = segment.byte
    const isEnd = segment.id === 'SE'
    // The tokenizer's bytes are those of the segment until the next one is asked for.
    const raw = pending.subarray(here - start)
    const cut =
      KEPT.has(segment.id) || isEnd
        ? cutSegment(segment, raw)
        : { id: segment.id, from: here, elements: NO_ELEMENTS, separator: '', end: here }
    follow(segment)
    const draft = transaction?.draft
    if (open && open.draft !== draft) close(open, here)
    else if (!open) remarks.items = []
    if (open) open.cuts.push(cut)
    else {
      flush(here)
      if (draft !== undefined) open = { draft, cuts: [cut] }
    }
    if (isEnd && fewer > 0) countAgain(cut)
  }

  /** SE01 of a transaction that lost segments. */
  const countAgain = ({ elements, end }: Cut): void => {
    const count = elements[1]
    if (count && /^\s*\d{1,9}\s*$/.test(count.text))
      flush(end, [{ from: count.from, to: count.to, text: String(Number(count.text) - fewer) }])
    fewer = 0
  }

  const drain = (): void => {
    for (let segment = tokenizer.next(); segment !== undefined; segment = tokenizer.next()) take(segment)
  }

  return {
    feed(piece: Uint8Array): void {
      pending = pending.length === 0 ? Buffer.from(piece) : Buffer.concat([pending, piece])
      tokenizer.feed(piece)
      drain()
    },
    finish(): void {
      tokenizer.finish()
      drain()
      leave()
      const end = start + pending.length
      if (open) close(open, end)
      flush(end)
    },
    take(): Uint8Array[] {
      const taken = ready
      ready = []
      return taken
    },
  }
}
