/** The claims of an 837 as an acknowledgement names them; see `envelope-facts.ts`. */
import { newComposite, separatorUsed, splitElement } from './composites.ts'
import type { TransactionFacts } from './envelope-facts.ts'
import { cents, ownText, qualifier, text } from './fields.ts'
import type { Segment } from './segment.ts'

/** A submitter, receiver or billing provider: never a patient. */
export interface PartyFacts {
  /** NM102: 1 a person, 2 an organization. */
  readonly kind: string
  readonly name: string
  readonly first: string
  readonly middle: string
  readonly suffix: string
  idQualifier: string
  id: string
}

/** A service line as billed. */
export interface LineFacts {
  readonly number: number
  /** Of its LX. */
  readonly segment: number
  readonly byte: number
  /** Components of SV101 or SV202: qualifier, code, modifiers; empty where there is none. */
  service: readonly string[]
  revenueCode: string
  charge: string
  units: string
  /** REF 6R: the submitter's number of the line. */
  control: string
  /** DTP 472 as it stands: `YYYYMMDD` or `YYYYMMDD-YYYYMMDD`. */
  dates: string
}

/** A CLM. */
export interface ClaimFacts {
  /** CLM01; undefined where it cannot be read. */
  readonly id: string | undefined
  /** CLM02 in cents, 0 where it cannot be read. */
  readonly chargeCents: number
  /** CLM05-1 with CLM05-3 where CLM05-2 says that it is a bill type. */
  readonly billType: string
  readonly segment: number
  readonly byte: number
  readonly billing: PartyFacts | undefined
  readonly payerId: string
  /** REF D9: the number a clearinghouse gave it. */
  trace: string
  /** First and last day of the claim, `YYYYMMDD`; empty where no date was read. */
  from: string
  through: string
  lines: LineFacts[]
}

/** Listens within 837 transactions. */
export interface ClaimListener {
  /** Another transaction begins. */
  begin(): void
  listen(transaction: TransactionFacts, segment: Segment): void
}

const DATES = /^\d{8}(-\d{8})?$/
/** As many as the claim reader takes. */
const MOST_LINES = 1_500

/** Makes a listener that knows of no claim yet. */
export function newClaimListener(): ClaimListener {
  const composite = newComposite()
  let billing: PartyFacts | undefined
  let payerId = ''
  let entity = ''
  let hasLevels = false
  let claim: ClaimFacts | undefined
  let line: LineFacts | undefined
  /** Inside another payer's loops (2320, 2330). */
  let elsewhere = false

  const endClaim = (): void => {
    claim = undefined
    line = undefined
    elsewhere = false
  }

  const parts = (segment: Segment, element: number): string[] => {
    // As the claim reader does: files use another separator than they declare.
    const separator = separatorUsed(segment, element, segment.component) || segment.component
    const fields = splitElement(composite, segment, element, separator)
    return Array.from({ length: Math.min(fields.count, 6) }, (_, at) => qualifier(fields, at + 1))
  }

  const readName = (transaction: TransactionFacts, segment: Segment): void => {
    entity = qualifier(segment, 1)
    if (claim !== undefined && !hasLevels && line !== undefined && entity === '85') endClaim()
    if (claim !== undefined) return
    if (entity === '41') transaction.submitter = partyOf(segment)
    else if (entity === '40') transaction.receiver = partyOf(segment)
    else if (entity === '85') billing = partyOf(segment)
    else if (entity === 'PR') payerId = text(segment, 9, 80) ?? ''
  }

  const readReference = (segment: Segment): void => {
    const kind = qualifier(segment, 1)
    if (claim === undefined) {
      if (entity !== '85' || billing === undefined || billing.id !== '' || kind !== 'EI') return
      billing.idQualifier = 'FI'
      billing.id = text(segment, 2, 50) ?? ''
    } else if (line !== undefined) {
      if (kind === '6R') line.control = ownText(segment, 2, 50) ?? ''
    } else if (kind === 'D9' && !elsewhere) claim.trace = ownText(segment, 2, 50) ?? ''
  }

  const readDate = (segment: Segment): void => {
    const [kind, dates] = [qualifier(segment, 1), qualifier(segment, 3)]
    if (claim === undefined || !DATES.test(dates) || !(line === undefined ? kind === '434' : kind === '472'))
      return
    if (line !== undefined) line.dates = dates
    const [from, through] = [dates.slice(0, 8), dates.slice(-8)]
    if (claim.from === '' || from < claim.from) claim.from = from
    if (through > claim.through) claim.through = through
  }

  const readClaim = (transaction: TransactionFacts, segment: Segment): void => {
    endClaim()
    const facility = parts(segment, 5)
    claim = {
      id: ownText(segment, 1, 50) ?? undefined,
      chargeCents: cents(segment, 2) ?? 0,
      billType: facility[1] === 'A' ? `${facility[0]}${facility[2] ?? ''}` : '',
      segment: segment.number,
      byte: segment.byte,
      billing,
      payerId,
      trace: '',
      from: '',
      through: '',
      lines: [],
    }
    transaction.claims.push(claim)
  }

  const openLine = (segment: Segment, billed: number): void => {
    elsewhere = false
    if (claim === undefined || claim.lines.length >= MOST_LINES) return
    line = {
      number: billed > 0 ? billed : claim.lines.length + 1,
      segment: segment.number,
      byte: segment.byte,
      service: [],
      revenueCode: '',
      charge: '',
      units: '',
      control: '',
      dates: '',
    }
    claim.lines.push(line)
  }

  const readService = (segment: Segment, at: number): void => {
    // A service without an LX of its own is a line all the same.
    if (line === undefined || line.charge !== '') openLine(segment, 0)
    if (line === undefined) return
    line.service = parts(segment, at)
    line.charge = qualifier(segment, at + 1)
    line.units = qualifier(segment, at + 3)
    if (at === 2) line.revenueCode = qualifier(segment, 1)
  }

  return {
    begin() {
      endClaim()
      billing = undefined
      payerId = ''
      hasLevels = false
    },
    listen(transaction, segment) {
      switch (segment.id) {
        case 'BHT':
          transaction.reference = qualifier(segment, 3)
          return
        case 'HL':
          hasLevels = true
          endClaim()
          if (qualifier(segment, 3) === '20') billing = undefined
          if (qualifier(segment, 3) === '22') payerId = ''
          return
        case 'NM1':
          return readName(transaction, segment)
        case 'REF':
          return readReference(segment)
        case 'SBR':
          elsewhere = claim !== undefined
          return
        case 'CLM':
          return readClaim(transaction, segment)
        case 'LX':
          return openLine(segment, Number(qualifier(segment, 1)))
        case 'SV1':
          return readService(segment, 1)
        case 'SV2':
          return readService(segment, 2)
        case 'DTP':
          return readDate(segment)
      }
    },
  }
}

const partyOf = (segment: Segment): PartyFacts => ({
  kind: qualifier(segment, 2),
  name: qualifier(segment, 3),
  first: qualifier(segment, 4),
  middle: qualifier(segment, 5),
  suffix: qualifier(segment, 7),
  idQualifier: qualifier(segment, 8),
  id: qualifier(segment, 9),
})
