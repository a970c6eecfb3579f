/**
 * Claims → 837P and 837I (005010X222A1, 005010X223A2), with all that the model knows of them: what is written is read
 * as the same claim. The model has no names and addresses, and `NOT GIVEN` stands where the guides want a name: the file
 * is for carrying claims to another reader of the model, for tests and examples, not for sending to a payer.
 */
import type { Claim, OtherPayer, PayerLine } from '../../model/claim.ts'
import { ScrubError } from '../../model/errors.ts'
import { writeLines } from './write-lines.ts'
import {
  amountOf,
  compact,
  NO_NAME,
  plain,
  separators837,
  trimmed,
  writeName,
  writeProvider,
  type Add,
} from './write-segments.ts'

/** What stands in the envelope. There is no clock here: the day is given. */
export interface Write837Options {
  /** Day of the interchange, `YYYY-MM-DD`. */
  readonly date: string
  /** `T` test (the default) or `P` production (ISA15). */
  readonly usage?: 'T' | 'P'
}

const guides = { professional: '005010X222A1', institutional: '005010X223A2' } as const

/** Claim filing indicators (SBR09) that are read as these lines of business. */
const filing = (line: PayerLine | undefined, type: Claim['type']): string =>
  line === undefined
    ? ''
    : {
        medicare: type === 'professional' ? 'MB' : 'MA',
        'medicare-advantage': '16',
        medicaid: 'MC',
        commercial: 'CI',
        other: 'ZZ',
      }[line]

const MOST_CODES = 12
const { element, component, terminator } = separators837

/**
 * Writes claims as segments, one transaction for each run of claims of one type, in their order. Throws E_CLAIM, naming
 * the field, for a text with a separator or a character that is not Latin-1, and for what an 837 has no place for.
 */
export function* write837(
  claims: Iterable<Claim>,
  { date, usage = 'T' }: Write837Options,
): Generator<string> {
  const day = compact(date)
  let segments = 0
  let groups = 0
  let levels = 0
  let text = ''
  const put = (elements: readonly string[]): void => {
    text += `${elements.join(element)}${terminator}\n`
    segments++
  }
  const add: Add = (...elements) => {
    const whole = elements.map((value) => value ?? '')
    while (whole.at(-1) === '') whole.pop()
    put(whole)
  }
  const take = (): string => {
    const taken = text
    text = ''
    return taken
  }
  const blank = ' '.repeat(10)
  const parties = ['ZZ', 'SENDER'.padEnd(15), 'ZZ', 'RECEIVER'.padEnd(15)]
  const control = [day.slice(2), '1200', '^', '00501', '000000001', '0', usage, component]
  put(['ISA', '00', blank, '00', blank, ...parties, ...control])
  let open: Claim['type'] | undefined
  const close = (): void => {
    if (open === undefined) return
    add('SE', String(segments + 1), '0001')
    add('GE', '1', String(groups))
  }
  for (const claim of claims) {
    if (claim.type !== open) {
      close()
      open = claim.type
      groups++
      levels = 0
      add('GS', 'HC', 'SENDER', 'RECEIVER', day, '1200', String(groups), 'X', guides[open])
      segments = 0
      add('ST', '837', '0001', guides[open])
      add('BHT', '0019', '00', String(groups), day, '1200', 'CH')
      add('NM1', '41', '2', NO_NAME, '', '', '', '', '46', 'SENDER')
      add('NM1', '40', '2', NO_NAME, '', '', '', '', '46', 'RECEIVER')
    }
    levels = writeHeader(claim, levels, add)
    writeClaim(claim, add)
    yield take()
  }
  close()
  add('IEA', String(groups), '000000001')
  yield take()
}

/** Billing provider, subscriber, payer and patient. Gives the number of the last level. */
function writeHeader(claim: Claim, before: number, add: Add): number {
  const { billing, subscriber, payer, patient, type } = claim
  const isSelf = patient?.id !== undefined && patient.id === subscriber?.id
  const [provider, holder] = [String(before + 1), String(before + 2)]
  add('HL', provider, '', '20', '1')
  if (billing?.taxonomy !== undefined) add('PRV', 'BI', 'PXC', plain(billing.taxonomy, 'billing.taxonomy'))
  writeName('85', '2', billing, 'billing', add)
  if (billing?.state !== undefined) add('N4', '', billing.state)
  if (billing?.taxId !== undefined) add('REF', 'EI', plain(billing.taxId, 'billing.taxId'))
  add('HL', holder, provider, '22', isSelf ? '0' : '1')
  const relation = isSelf ? '18' : ''
  add('SBR', claim.payerOrder, relation, '', '', '', '', '', '', filing(payer?.line, type))
  const person = (entity: string, id: string | undefined, field: string): void =>
    add('NM1', entity, '1', NO_NAME, '', '', '', '', id === undefined ? '' : 'MI', plain(id, field))
  const facts = (relationship: string): void => {
    const death = patient?.deathDate
    if (death !== undefined || relationship !== '')
      add('PAT', relationship, '', '', '', death && 'D8', death && compact(death))
    if (!isSelf) person('QC', patient?.id, 'patient.id')
    const birth = patient?.birthDate
    if (birth !== undefined || patient?.sex !== undefined)
      add('DMG', 'D8', birth && compact(birth), patient?.sex)
  }
  if (isSelf) facts('')
  if (subscriber?.id !== undefined) person('IL', subscriber.id, 'subscriber.id')
  if (payer?.id !== undefined || payer?.name !== undefined) {
    const id = plain(payer.id, 'payer.id')
    add('NM1', 'PR', '2', plain(payer.name, 'payer.name'), '', '', '', '', id && 'PI', id)
  }
  if (isSelf) return before + 2
  add('HL', String(before + 3), holder, '23', '0')
  facts('19')
  return before + 3
}

/** Throws E_CLAIM for what would be read otherwise than it stands in the claim, or not at all. */
function refuseWhatIsLost(claim: Claim): void {
  const { type, typeOfBill, frequency, statementFrom, statementThrough } = claim
  const refuse = (field: string, text: string): never => {
    throw new ScrubError('E_CLAIM', field, text)
  }
  if (type === 'professional' && typeOfBill !== undefined)
    refuse('typeOfBill', 'A professional claim has none in an 837.')
  if (type === 'institutional' && claim.placeOfService !== undefined)
    refuse('placeOfService', 'An institutional claim has none in an 837.')
  if (typeOfBill !== undefined && (!/^0[0-9A-Z]{3}$/.test(typeOfBill) || typeOfBill.slice(3) !== frequency))
    refuse('typeOfBill', 'It takes four characters, the first a zero, the last the frequency.')
  if ((statementFrom === undefined) !== (statementThrough === undefined))
    refuse('statementFrom', 'A statement has its first and its last day.')
  if (
    claim.admissionHour !== undefined &&
    (claim.admissionDate === undefined || !/^\d{4}$/.test(claim.admissionHour))
  )
    refuse('admissionHour', 'It takes four digits, and the day of admission.')
  if (claim.procedures.some(({ through }) => through !== undefined))
    refuse('procedures', 'A procedure has one day.')
  if (claim.diagnoses.length > 100) refuse('diagnoses', 'There are more than are read.')
  claim.lines.forEach(({ procedure, modifiers, description, placeOfService, pointers }, at) => {
    if (procedure === undefined && (modifiers.length > 0 || description !== undefined))
      refuse(`lines[${at}].modifiers`, 'Without a procedure a line has neither modifiers nor a description.')
    if (type === 'institutional' && (placeOfService !== undefined || pointers.length > 0))
      refuse(`lines[${at}]`, 'An institutional line has neither place of service nor pointers.')
  })
}

function writeClaim(claim: Claim, add: Add): void {
  refuseWhatIsLost(claim)
  const isInstitutional = claim.type === 'institutional'
  const { frequency, typeOfBill } = claim
  const facility = isInstitutional ? typeOfBill?.replace(/^0/, '').slice(0, -1) : claim.placeOfService
  const place = [facility, isInstitutional ? 'A' : 'B', frequency].map((part) => part ?? '').join(component)
  const charge = claim.chargeCents === undefined ? '' : amountOf(claim.chargeCents)
  const clm = [
    'CLM',
    plain(claim.id, 'id'),
    charge,
    '',
    '',
    place,
    'Y',
    'A',
    'Y',
    'Y',
    '',
    claim.accidentCause,
  ]
  add(...clm, ...new Array<string>(8).fill(''), claim.delayReason)

  const date = (qualifier: string, from: string | undefined): void => {
    if (from !== undefined) add('DTP', qualifier, 'D8', compact(from))
  }
  if (claim.statementFrom !== undefined)
    add(
      'DTP',
      '434',
      'RD8',
      `${compact(claim.statementFrom)}-${compact(claim.statementThrough ?? claim.statementFrom)}`,
    )
  if (claim.admissionDate !== undefined && claim.admissionHour !== undefined)
    add('DTP', '435', 'DT', `${compact(claim.admissionDate)}${claim.admissionHour}`)
  else date('435', claim.admissionDate)
  date('096', claim.dischargeDate)
  date('439', claim.accidentDate)
  if (claim.admissionType ?? claim.admissionSource ?? claim.dischargeStatus)
    add('CL1', claim.admissionType, claim.admissionSource, claim.dischargeStatus)
  const reference = (qualifier: string, value: string | undefined, field: string): void => {
    if (value !== undefined) add('REF', qualifier, plain(value, field))
  }
  reference('F8', claim.payerClaimNumber, 'payerClaimNumber')
  reference('G1', claim.priorAuthorization, 'priorAuthorization')
  reference('X4', claim.cliaNumber, 'cliaNumber')
  if (claim.transport !== undefined) add('CR1', '', '', 'A', claim.transport)
  writeCodes(claim, add)
  writeProvider('71', 'AT', claim.attending, 'attending', add)
  writeProvider('72', 'OP', claim.operating, 'operating', add)
  writeProvider('DN', 'RF', claim.referring, 'referring', add)
  writeProvider('82', 'PE', claim.rendering, 'rendering', add)
  writeProvider('DK', 'OR', claim.ordering, 'ordering', add)
  writeProvider('DQ', 'SU', claim.supervising, 'supervising', add)
  writeProvider('77', 'PE', claim.facility, 'facility', add)
  if (claim.pickupZip !== undefined) {
    add('NM1', 'PW', '2')
    add('N4', '', '', plain(claim.pickupZip, 'pickupZip'))
  }
  for (const payer of claim.otherPayers) writeOtherPayer(payer, claim.type, add)
  writeLines(claim, add)
}

/** HI segments: at most twelve codes each, the principal diagnosis of a stay in one of its own. */
function writeCodes(claim: Claim, add: Add): void {
  const list = (codes: readonly (readonly (string | undefined)[])[]): void => {
    for (let at = 0; at < codes.length; at += MOST_CODES)
      add('HI', ...codes.slice(at, at + MOST_CODES).map((parts) => trimmed(parts)))
  }
  const diagnoses = claim.diagnoses.map(({ code, poa }, at) => {
    return [at === 0 ? 'ABK' : 'ABF', code, '', '', '', '', '', '', poa]
  })
  if (claim.type === 'institutional') {
    list(diagnoses.slice(0, 1))
    if (claim.admittingDiagnosis !== undefined) list([['ABJ', claim.admittingDiagnosis]])
    list(diagnoses.slice(1))
  } else list(diagnoses)
  list(
    claim.procedures.map(({ code, date }, at) => [
      at === 0 ? 'BBR' : 'BBQ',
      code,
      date && 'D8',
      date && compact(date),
    ]),
  )
  list(
    claim.occurrenceCodes.map(({ code, date, through }) =>
      through === undefined
        ? ['BH', code, date && 'D8', date && compact(date)]
        : ['BI', code, 'RD8', `${compact(date ?? through)}-${compact(through)}`],
    ),
  )
  list(claim.valueCodes.map(({ code, amountCents }) => ['BE', code, '', '', amountOf(amountCents)]))
  list(claim.conditionCodes.map((code) => ['BG', code]))
}

function writeOtherPayer(payer: OtherPayer, type: Claim['type'], add: Add): void {
  add('SBR', payer.order, '', '', '', '', '', '', '', filing(payer.line, type))
  for (const { group, reason, amountCents, line } of payer.adjustments)
    if (line === undefined) add('CAS', group, reason, amountOf(amountCents))
  if (payer.paidCents !== undefined) add('AMT', 'D', amountOf(payer.paidCents))
  const id = plain(payer.id, 'otherPayers.id')
  if (id !== undefined) add('NM1', 'PR', '2', NO_NAME, '', '', '', '', 'PI', id)
}
