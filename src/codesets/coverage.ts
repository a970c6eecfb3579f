/** Coverage documents by procedure: what diagnoses Medicare's contractors, or a payer's own policies, want for it. */
import type { Claim, Line } from '../model/claim.ts'
import { OPEN_END } from '../model/dates.ts'
import type { PayerProfile } from '../model/profile.ts'
import { pack, type Codebook } from './codebook.ts'
import {
  editionDay,
  editionOf,
  endVersions,
  flagBits,
  type CoverageReason,
  type Edition,
} from './coverage-edition.ts'
import {
  concerned,
  diagnosesOf,
  sameDay,
  pointedBy,
  questionOf,
  type CoverageQuestion,
} from './coverage-question.ts'
import { openOf, type CoverageOpen } from './coverage-open.ts'
import { citedDate, type Citation, type DatedTable, type LoadedRelease } from './dated.ts'
import type { TableName } from './release.ts'

/**
 * `silent`: covered, or no document; `denied`: none covers; `unpointed`: the claim has what the line does not point at.
 * What stays open: `no-payer`, `no-state`, `no-bill`, `no-diagnosis`, `other-payer` (only Medicare's, which does not bind), `before` (an earlier
 * version would decide), `unread` (prose decides).
 */
export type CoverageVerdict =
  | 'silent'
  | 'denied'
  | 'unpointed'
  | 'no-payer'
  | 'no-state'
  | 'no-bill'
  | 'no-diagnosis'
  | 'other-payer'
  | 'before'
  | 'unread'

export type { CoverageReason }
export type { CoverageQuestion }

/** What the documents say of a line. */
export interface CoverageAnswer {
  readonly verdict: CoverageVerdict
  readonly reason: CoverageReason
  /** The document it rests on; '' where there is none. */
  readonly document: string
  readonly contractor: string
  /** Whose document: a contractor's, a national determination's, or the payer's own policy. */
  readonly kind: 'local' | 'national' | 'policy'
  /** Whether it is sure that the document binds this claim and means it so. */
  readonly sure: boolean
  /** Whether the document is about drugs, names the service beside them, and the claim has none of them that day. */
  readonly companion: boolean
  /** First day of the document's version, compact. */
  readonly from: number
  /** What stays open, in words. */
  readonly open: CoverageOpen | undefined
  /** Codes that the line points at. */
  readonly pointed: readonly string[]
  readonly cite: (() => Citation) | undefined
}

/** Coverage documents of all editions and payers together. */
export interface CoverageTable extends DatedTable {
  /** Whether a document names the procedure. */
  has(procedure: string): boolean
  /** What the documents say of a line that has a procedure. */
  ask(claim: Claim, line: Line, profile: PayerProfile): CoverageAnswer
  /** What the documents say, given the diagnoses that the line points at and all of the claim. Codes without dots. */
  answer(question: CoverageQuestion, pointed: readonly string[], all: readonly string[]): CoverageAnswer
}

const SILENT: CoverageAnswer = {
  verdict: 'silent',
  reason: 'not-covered',
  document: '',
  contractor: '',
  kind: 'local',
  sure: true,
  companion: false,
  from: 0,
  open: undefined,
  pointed: [],
  cite: undefined,
}

const PARTS = { institution: 1, practitioner: 2, supplier: 4 } as const

/** Reads the documents. A newer edition of one series replaces the versions it holds anew and ends those it has dropped. */
export function coverageTable(
  name: TableName,
  loaded: readonly LoadedRelease[],
  book: Codebook,
): CoverageTable {
  const sorted = [...loaded].sort((a, b) => editionDay(a.id) - editionDay(b.id) || (a.id < b.id ? -1 : 1))
  const editions = sorted.map((release) => editionOf(release, book))
  endVersions(editions)
  // The publisher's editions tell how old the table is; single policies do only where there is no edition.
  const dated = sorted.some(({ id }) => id.startsWith('MCD'))
    ? sorted.filter(({ id }) => id.startsWith('MCD'))
    : sorted
  const from = Math.min(...sorted.map((release) => release.from))
  const through = Math.max(...dated.map((release) => release.through))
  const releaseOn = (day: number): LoadedRelease =>
    dated.findLast((release) => release.from <= day) ?? dated[0]!

  return {
    name,
    from,
    through,
    holding: (day) => (day < from ? 'before' : day <= through ? 'held' : 'stale'),
    releaseOn: (day) => (day < from ? '' : releaseOn(day).id),
    complete: (day) => releaseOn(day).complete,
    has: (procedure) => editions.some((edition) => edition.place(procedure) >= 0),
    ask(claim, line, profile) {
      const found = askOf(name, editions, claim, line, profile)
      return found.verdict === 'silent' ? found : { ...found, open: openOf(found, line.procedure!) }
    },
    answer: (question, pointed, all) => answer(name, editions, question, pointed, all),
  }
}

function askOf(
  name: TableName,
  editions: readonly Edition[],
  claim: Claim,
  line: Line,
  profile: PayerProfile,
): CoverageAnswer {
  const concern = concerned(claim)
  if (concern === false) return SILENT
  if (concern === undefined) return { ...SILENT, verdict: 'no-bill' }
  const all = diagnosesOf(claim)
  const pointed = pointedBy(claim, line, all)
  const found = answer(name, editions, questionOf(claim, line, profile), pointed, all)
  if (found.verdict !== 'denied' && found.verdict !== 'unpointed') return found
  if (found.reason !== 'service' && all.length === 0) return { ...found, verdict: 'no-diagnosis' }
  const beside =
    found.companion && !sameDay(claim, line).some((code) => names(editions, found.document, code))
  return { ...found, companion: beside, pointed }
}

/** Whether a document is about the code itself, not about services beside it. */
const names = (editions: readonly Edition[], document: string, code: string): boolean =>
  editions.some((edition) =>
    edition.rowsOf(code).some(({ row, id }) => id === document && !edition.isCompanion(row)),
  )

/** Reasons from the surest to the least sure. */
const sureness: readonly CoverageReason[] = ['service', 'listed', 'not-covered', 'incomplete', 'neither']

function answer(
  name: TableName,
  editions: readonly Edition[],
  question: CoverageQuestion,
  pointed: readonly string[],
  all: readonly string[],
): CoverageAnswer {
  const { procedure, day, medicare, state } = question
  const part = PARTS[question.biller]
  let pointedCodes: readonly number[] | undefined
  let covered = false
  let open: CoverageVerdict | undefined
  let foreign = false
  let openAt: Found | undefined
  let before: Found | undefined
  let denied: Denied | undefined
  let unpointed = false
  let inForce: string[] | undefined

  for (const edition of editions) {
    const at = edition.place(procedure)
    if (at < 0) continue
    const { flags, parts, byState, payers, rowDocument, ids } = edition
    const here = state === undefined ? undefined : byState.get(state)
    for (let row = edition.start[at]!; row < edition.start[at + 1]!; row++) {
      const document = rowDocument[row]!
      const payer = payers[document]!
      if (day > edition.through[document]! || (parts[document]! & part) === 0) continue
      if (payer !== '' && !question.payers.includes(payer)) continue
      if (payer === '' && medicare === 'foreign') {
        foreign = true
        continue
      }
      const flag = flags[document]!
      let where = 1
      if ((flag & flagBits.nationwide) === 0) {
        if (state !== undefined) where = here?.[document] ?? 0
        if (where === 0) continue
      }
      if (payer === '' && medicare === 'unknown') {
        open = 'no-payer'
        continue
      }
      if ((flag & flagBits.nationwide) === 0 && state === undefined) {
        open ??= 'no-state'
        continue
      }
      const found = { edition, row }
      if (day < edition.from[document]!) {
        if (!before || ids[document] !== idOf(before)) before = found
        continue
      }
      ;(inForce ??= []).push(ids[document]!)
      if ((flag & flagBits.unread) !== 0) {
        openAt ??= found
        continue
      }
      pointedCodes ??= pointed.map(pack)
      const judged = edition.judge(edition.requirement[row]!, pointedCodes)
      if (judged === 'covered') covered = true
      else if (judged === 'conditional') openAt ??= found
      else {
        const sure =
          where === 1 &&
          (flag & flagBits.oneByOne) === 0 &&
          judged !== 'neither' &&
          (payer !== '' || medicare === 'binds')
        if (
          !denied ||
          Number(sure) < Number(denied.sure) ||
          (sure === denied.sure && rank(judged) < rank(denied.reason))
        )
          denied = { ...found, reason: judged, sure }
        if (judged !== 'service' && all !== pointed) {
          const whole = edition.judge(edition.requirement[row]!, all.map(pack))
          unpointed ||= whole === 'covered'
          if (whole === 'conditional') openAt ??= found
        }
      }
    }
  }
  if (open !== undefined) return { ...SILENT, verdict: open }
  if (covered) return SILENT
  if (before && !inForce?.includes(idOf(before))) return said(name, before, 'before')
  if (openAt) return said(name, openAt, 'unread')
  if (denied) return said(name, denied, unpointed ? 'unpointed' : 'denied', denied.reason, denied.sure)
  return foreign ? { ...SILENT, verdict: 'other-payer' } : SILENT
}

interface Found {
  readonly edition: Edition
  readonly row: number
}

interface Denied extends Found {
  readonly reason: CoverageReason
  readonly sure: boolean
}

const rank = (reason: CoverageReason): number => sureness.indexOf(reason)

const idOf = ({ edition, row }: Found): string => edition.ids[edition.rowDocument[row]!]!

function said(
  name: TableName,
  { edition, row }: Found,
  verdict: CoverageVerdict,
  reason: CoverageReason = 'not-covered',
  sure = true,
): CoverageAnswer {
  const document = edition.rowDocument[row]!
  const payer = edition.payers[document]!
  const through = edition.through[document]!
  return {
    verdict,
    reason,
    document: edition.ids[document]!,
    contractor: edition.contractors[document]!,
    kind:
      payer !== '' ? 'policy' : (edition.flags[document]! & flagBits.national) !== 0 ? 'national' : 'local',
    sure,
    companion: edition.isCompanion(row),
    from: edition.from[document]!,
    open: undefined,
    pointed: [],
    cite: () => ({
      table: name,
      release: edition.release.id,
      row: {
        document: edition.ids[document]!,
        version: edition.version[document]!,
        title: edition.release.file.text('title', document),
        contractor: edition.contractors[document]!,
        from: citedDate(edition.from[document]!),
        through: through >= OPEN_END ? null : citedDate(through),
      },
    }),
  }
}
