/** Loops 2400 to 2430 of a claim that is written. */
import type { Claim, Line } from '../../model/claim.ts'
import { ScrubError } from '../../model/errors.ts'
import { amountOf, compact, plain, trimmed, writeProvider, type Add } from './write-segments.ts'

/** An 837 has room for four modifiers of a procedure. */
const MOST_MODIFIERS = 4

/** A quantity with at most six decimals, which is what is read. */
const quantityOf = (value: number): string => String(Number(value.toFixed(6)))

/** Writes the service lines. Throws E_CLAIM for what a line of an 837 has no place for. */
export function writeLines(claim: Claim, add: Add): void {
  claim.lines.forEach((line, at) => {
    const field = `lines[${at}]`
    const fault = (name: string, text: string): never => {
      throw new ScrubError('E_CLAIM', `${field}.${name}`, text)
    }
    if (line.modifiers.length > MOST_MODIFIERS) fault('modifiers', 'An 837 has room for four.')
    if (line.minutes !== undefined && line.units !== 1) fault('units', 'A line counts minutes or units.')
    add('LX', String(line.number))
    writeService(claim, line, field, add)
    const { serviceDate, serviceDateThrough } = line
    if (serviceDateThrough === undefined) add('DTP', '472', 'D8', compact(serviceDate))
    else add('DTP', '472', 'RD8', `${compact(serviceDate)}-${compact(serviceDateThrough)}`)
    if (line.ndc !== undefined) add('LIN', '', 'N4', plain(line.ndc, `${field}.ndc`))
    if (line.ndcQuantity !== undefined || line.ndcUnit !== undefined)
      add('CTP', '', '', '', line.ndcQuantity === undefined ? '' : quantityOf(line.ndcQuantity), line.ndcUnit)
    writeProvider('82', 'PE', line.rendering, `${field}.rendering`, add)
    writeProvider('DK', 'OR', line.ordering, `${field}.ordering`, add)
    writeProvider('DQ', 'SU', line.supervising, `${field}.supervising`, add)
    writeAdjudication(claim, line, add)
  })
}

function writeService({ type }: Claim, line: Line, field: string, add: Add): void {
  const { procedure, modifiers, description } = line
  const four = Array.from({ length: MOST_MODIFIERS }, (_, at) => modifiers[at])
  const composite =
    procedure === undefined
      ? ''
      : trimmed(['HC', procedure, ...four, plain(description, `${field}.description`)])
  const charge = amountOf(line.chargeCents)
  const counted =
    line.minutes === undefined ? ['UN', quantityOf(line.units)] : ['MJ', quantityOf(line.minutes)]
  if (type === 'institutional') add('SV2', line.revenueCode, composite, charge, ...counted)
  else add('SV1', composite, charge, ...counted, line.placeOfService, '', trimmed(line.pointers.map(String)))
}

/** What another payer said of a line. */
function writeAdjudication(claim: Claim, line: Line, add: Add): void {
  for (const { id, linePayments, adjustments } of claim.otherPayers) {
    const payments = linePayments.filter((payment) => payment.line === line.number)
    const own = adjustments.filter((adjustment) => adjustment.line === line.number)
    if (payments.length + own.length === 0) continue
    for (const { paidCents } of payments) add('SVD', plain(id, 'otherPayers.id'), amountOf(paidCents))
    if (payments.length === 0) add('SVD', plain(id, 'otherPayers.id'))
    for (const { group, reason, amountCents } of own) add('CAS', group, reason, amountOf(amountCents))
  }
}
