/**
 * X12 277CA (005010X214): what a payer's front end would answer to an 837, claim by claim. A claim is rejected where a
 * finding says `reject` or where it cannot be read; what would be denied is accepted, as denial is a decision on a
 * claim that was taken in. Source: X12 implementation guide 005010X214, https://x12.org/products/technical-reports.
 *
 * Loop 2100D must name the patient. This program keeps no names, so WITHHELD stands there; TRN02 is the submitter's own
 * number of the claim (CLM01), by which it is found.
 */
import type { ClaimFacts, LineFacts, PartyFacts } from '../formats/x12/envelope-claims.ts'
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
import { ScrubError } from '../model/errors.ts'
import type { ClaimResult } from '../model/result.ts'
import { ACCEPTED, statusOf, UNREADABLE, type ClaimStatus } from './277ca-status.ts'
import type { ReportContext, ReportWriter } from './writer.ts'

const GUIDE = '005010X214'
const WITHHELD = 'WITHHELD'

/** What is said of a claim. */
interface Answer {
  readonly rejected: boolean
  readonly statuses: readonly ClaimStatus[]
  /** Lines that reject the claim, with their own statuses. */
  readonly lines: readonly { readonly line: LineFacts; readonly statuses: readonly ClaimStatus[] }[]
}

const accepted: Answer = { rejected: false, statuses: [ACCEPTED], lines: [] }
const unread: Answer = { rejected: true, statuses: [UNREADABLE], lines: [] }

/** The report. Throws E_OPTION for input without an interchange of claims. */
export function create277ca({ received }: Pick<ReportContext, 'received'>): ReportWriter {
  let facts: EnvelopeFacts = createEnvelopeFacts()
  let cursor: EnvelopeCursor = openCursor(facts)
  let answers = new Map<ClaimFacts, Answer>()
  let open: { readonly of: GroupFacts['interchange']; readonly writer: InterchangeWriter } | undefined
  let written = 0

  const groupText = (group: GroupFacts): string => {
    const claims = group.transactions.filter(({ kind }) => kind === '837')
    if (claims.length === 0) return ''
    if (group.interchange === undefined || group.control === '') throw noEnvelope('277ca')
    let text = ''
    if (open?.of !== group.interchange) {
      text += open?.writer.end() ?? ''
      open = { of: group.interchange, writer: openInterchange(group.interchange, received) }
      text += open.writer.begin()
    }
    const { writer } = open!
    const transactions = claims.map((one, at) => {
      const segments = writer.transaction('277', GUIDE, at + 1)
      writeTransaction(segments, one, (claim) => answers.get(claim) ?? unread, received.replaceAll('-', ''))
      for (const claim of one.claims) answers.delete(claim)
      return segments.close()
    })
    written += transactions.length
    return text + writer.group(group, 'HN', GUIDE, transactions)
  }

  return {
    problems: 'apart',
    beginInput() {
      facts = createEnvelopeFacts()
      cursor = openCursor(facts)
      answers = new Map()
      open = undefined
      written = 0
    },
    listen: (segment) => facts.listen(segment),
    render(result) {
      if (result.claim === null) {
        cursor.placeOf(result.problem)
        return ''
      }
      const found = cursor.claimOf(result)
      if (found === undefined) {
        if (!facts.isX12()) throw noEnvelope('277ca')
        return ''
      }
      answers.set(found.claim, answerOf(result, found.claim))
      found.claim.lines = []
      return cursor.done(false).map(groupText).join('')
    },
    endInput() {
      const text = cursor.done(true).map(groupText).join('')
      if (written === 0) throw noEnvelope('277ca')
      const end = open?.writer.end() ?? ''
      open = undefined
      return text + end
    },
  }
}

/** The fault of an input that an X12 report cannot answer. */
export const noEnvelope = (report: string): ScrubError =>
  new ScrubError(
    'E_OPTION',
    '--report',
    `A ${report} answers X12 claims (837) inside ISA and GS; this input has none.`,
  )

function answerOf(result: ClaimResult, claim: ClaimFacts): Answer {
  const rejecting = result.findings.filter(({ severity }) => severity === 'reject')
  if (rejecting.length === 0) return accepted
  const lines = claim.lines.flatMap((line) => {
    const own = rejecting.filter((finding) => finding.line === line.number)
    return own.length === 0 ? [] : [{ line, statuses: distinct(own.map(statusOf)) }]
  })
  return { rejected: true, statuses: distinct(rejecting.map(statusOf)), lines }
}

const distinct = (statuses: readonly ClaimStatus[]): ClaimStatus[] => [
  ...new Map(statuses.map((status) => [status.join(':'), status])).values(),
]

function writeTransaction(
  segments: TransactionWriter,
  transaction: TransactionFacts,
  answer: (claim: ClaimFacts) => Answer,
  date: string,
): void {
  const { group, claims, submitter, receiver, reference, control } = transaction
  const trace = [group.interchange!.control, group.control, control].join('-')
  // The guide knows a payer and a clearinghouse: it is a payer where it is the one that claims go to.
  const source = claims.some(({ payerId }) => payerId !== '' && payerId === receiver?.id) ? 'PR' : 'AY'
  const sum = (wanted: (one: Answer) => boolean) => {
    const some = claims.filter((claim) => wanted(answer(claim)))
    return { count: some.length, cents: some.reduce((total, claim) => total + claim.chargeCents, 0) }
  }
  const [total, taken, returned] = [
    sum(() => true),
    sum(({ rejected }) => !rejected),
    sum(({ rejected }) => rejected),
  ]

  segments.add('BHT', '0085', '08', trace.slice(-30), date, '0000', 'TH')
  segments.add('HL', 1, '', '20', '1')
  segments.add('NM1', source, '2', ...named(receiver, group.receiver, '46'))
  segments.add('TRN', '1', trace.slice(-50))
  segments.add('DTP', '050', 'D8', date)
  segments.add('DTP', '009', 'D8', date)
  segments.add('HL', 2, 1, '21', claims.length === 0 ? '0' : '1')
  segments.add('NM1', '41', submitter?.kind === '1' ? '1' : '2', ...named(submitter, group.sender, '46'))
  segments.add('TRN', '2', reference || control)
  segments.add('STC', ['A1', '19', source], date, 'WQ', money(total.cents))
  if (taken.count > 0) segments.add('QTY', '90', taken.count)
  if (returned.count > 0) segments.add('QTY', 'AA', returned.count)
  if (taken.count > 0) segments.add('AMT', 'YU', money(taken.cents))
  if (returned.count > 0) segments.add('AMT', 'YY', money(returned.cents))

  let level = 2
  let provider = 0
  let billing: PartyFacts | undefined | null = null
  for (const claim of claims) {
    if (claim.billing !== billing) {
      billing = claim.billing
      provider = ++level
      segments.add('HL', provider, 2, '19', '1')
      segments.add('NM1', '85', billing?.kind === '1' ? '1' : '2', ...named(billing, 'UNKNOWN', 'FI'))
    }
    segments.add('HL', ++level, provider, 'PT')
    writeClaim(segments, claim, answer(claim), date)
  }
}

function writeClaim(segments: TransactionWriter, claim: ClaimFacts, answer: Answer, date: string): void {
  const action = answer.rejected ? 'U' : 'WQ'
  segments.add('NM1', 'QC', '1', WITHHELD, '', '', '', '', 'MI', WITHHELD)
  segments.add('TRN', '2', claim.id ?? '0')
  for (const status of answer.statuses)
    segments.add('STC', components(status), date, action, money(claim.chargeCents))
  if (claim.trace !== '') segments.add('REF', 'D9', claim.trace)
  if (claim.billType !== '') segments.add('REF', 'BLT', claim.billType)
  if (claim.from !== '') segments.add('DTP', '472', ...period(claim.from, claim.through))
  for (const { line, statuses } of answer.lines) {
    const { service, revenueCode, charge, units, control, dates } = line
    const [code, revenue] = service.length > 1 ? [service, revenueCode] : [['NU', revenueCode], '']
    segments.add('SVC', code, charge, '', revenue, '', '', units)
    for (const status of statuses) segments.add('STC', components(status), '', 'U')
    segments.add('REF', 'FJ', control || line.number)
    if (dates !== '') segments.add('DTP', '472', ...period(dates.slice(0, 8), dates.slice(-8)))
  }
}

const components = (status: ClaimStatus): readonly string[] => status.map((part) => part ?? '')

const period = (from: string, through: string): readonly Element[] =>
  from === through ? ['D8', from] : ['RD8', `${from}-${through}`]

/** NM103 to NM109 of a party; what is not known is named by its code in the group. */
const named = (party: PartyFacts | undefined, fallback: string, qualifier: string): readonly Element[] => [
  party?.name || fallback,
  party?.kind === '1' ? party.first : '',
  party?.kind === '1' ? party.middle : '',
  '',
  party?.kind === '1' ? party.suffix : '',
  party?.idQualifier || qualifier,
  party?.id || fallback,
]

/** Dollars without needless zeros, as X12 writes numbers. */
const money = (cents: number): string => String(cents / 100)
