import type { Claim, OtherPayer } from '../model/claim.ts'
import { defineEdit } from './define.ts'

/** Amounts that do not add up. */
export const claimBalance = defineEdit({
  id: 'claim-balance',
  title: 'A claim whose amounts do not add up',
  why: `The total charge must be the sum of the lines' charges, and what another payer paid and adjusted must add up to the
    charge. Clearinghouses and payers refuse a claim that does not balance.`,
  source: {
    title: 'ASC X12N 005010X222A1 and X223A2, section 1.4.4 balancing (WEDI SNIP type 3)',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: [],
  fields: ['chargeCents'],
  notes: [
    'The total line that paper bills carry (revenue code 0001) is not counted.',
    'Another payer is checked only where the claim gives what it paid and at least one payment or adjustment of a line or the claim.',
  ],
  messages: {
    total: {
      severity: 'reject',
      text: 'The total charge is {{total}}, the lines add up to {{sum}}.',
      fix: 'Correct the total, or the line whose charge is wrong.',
    },
    otherPayer: {
      severity: 'reject',
      text: 'Other payer {{position}}: paid {{paid}} and adjusted {{adjusted}} make {{sum}}, the charge is {{total}}.',
      fix: "Enter the payments and adjustments as the other payer's remittance shows them.",
    },
    otherPayerLine: {
      severity: 'reject',
      text: 'Line {{line}}, other payer {{position}}: paid {{paid}} and adjusted {{adjusted}} make {{sum}}, the charge is {{total}}.',
      fix: "Enter the line's payment and adjustments as the other payer's remittance shows them.",
    },
  },

  check(claim, _tables, report) {
    let sum = 0
    for (const { revenueCode, chargeCents } of claim.lines)
      if (revenueCode !== '0001' && revenueCode !== '1') sum += chargeCents
    const total = claim.chargeCents
    if (total !== undefined && total !== sum)
      report('total', 'chargeCents', { total: dollars(total), sum: dollars(sum) })

    if (claim.otherPayers.length === 0) return
    claim.otherPayers.forEach((payer, position) => {
      const charged = total ?? sum
      const adjusted = payer.adjustments.reduce((all, { amountCents }) => all + amountCents, 0)
      const told = payer.adjustments.length > 0 || payer.linePayments.length > 0
      if (payer.paidCents !== undefined && told && payer.paidCents + adjusted !== charged)
        report('otherPayer', `otherPayers[${position}].paidCents`, {
          position: position + 1,
          paid: dollars(payer.paidCents),
          adjusted: dollars(adjusted),
          sum: dollars(payer.paidCents + adjusted),
          total: dollars(charged),
        })
      for (const { at, paid, adjusted: lineAdjusted } of judgedLines(claim, payer)) {
        const line = claim.lines[at]!
        if (paid + lineAdjusted !== line.chargeCents)
          report('otherPayerLine', `lines[${at}].chargeCents`, {
            line: line.number,
            position: position + 1,
            paid: dollars(paid),
            adjusted: dollars(lineAdjusted),
            sum: dollars(paid + lineAdjusted),
            total: dollars(line.chargeCents),
          })
      }
    })
  },
})

/** Lines for which the other payer's payment is given, with what it paid and adjusted on each. */
function judgedLines(claim: Claim, payer: OtherPayer): { at: number; paid: number; adjusted: number }[] {
  return claim.lines.flatMap((line, at) => {
    const payments = payer.linePayments.filter((payment) => payment.line === line.number)
    if (payments.length === 0) return []
    const adjusted = payer.adjustments.filter((adjustment) => adjustment.line === line.number)
    return [
      {
        at,
        paid: payments.reduce((all, { paidCents }) => all + paidCents, 0),
        adjusted: adjusted.reduce((all, { amountCents }) => all + amountCents, 0),
      },
    ]
  })
}

const dollars = (cents: number): string => (cents / 100).toFixed(2)
