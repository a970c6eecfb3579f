import type { Claim, Line } from '../model/claim.ts'
import { billType, firstDay, placeOf } from '../model/claim-facts.ts'
import { compactDate, isoDate } from '../model/dates.ts'
import { matchesCodes, type AuthorizationRule } from '../model/profile.ts'
import { defineEdit } from './define.ts'

/** No authorization where the payer demands one. */
export const claimAuthorization = defineEdit({
  id: 'claim-authorization',
  title: 'No prior authorization where the payer demands one',
  why: `For some services the payer wants to be asked before they are done. The number it gave belongs on the claim; without it
    the line is denied, and a number got afterwards is rarely taken.`,
  source: {
    title: 'The payer’s list of services that want a prior authorization; X12 code list 139, reason 197',
    url: 'https://x12.org/codes/claim-adjustment-reason-codes',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['profile'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: {
    procedure: (code, { profile }) => profile.authorizations.some(({ codes }) => matchesCodes(codes, code)),
    revenueCode: (_code, { profile }) => profile.authorizations.some(({ billTypes }) => billTypes.length > 0),
  },
  notes: [
    'Only the payer’s profile (`authorizations`) makes this edit speak. Whether a number on the claim is the right one is known to the payer alone.',
  ],
  messages: {
    missing: {
      severity: 'deny',
      group: 'CO',
      carc: '197',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} on {{date}} wants a prior authorization from this payer, and the claim has no number.',
      fix: 'Enter the number that the payer gave. If it was not asked, ask whether it authorizes the service afterwards.',
    },
    stayMissing: {
      severity: 'deny',
      group: 'CO',
      carc: '197',
      denial: 'any',
      scope: 'claim',
      text: 'This payer wants an authorization for bills of type {{billType}}, and the claim has no number.',
      fix: 'Enter the number that the payer gave. If it was not asked, ask whether it authorizes the stay afterwards.',
    },
  },

  check(claim, { profile }, report) {
    if ((claim.priorAuthorization ?? '').trim() !== '') return
    const cite = ({ source }: AuthorizationRule) => ({
      cite: { table: 'payer-profile', release: profile.id, row: { title: source.title, url: source.url } },
    })
    const bill = claim.type === 'institutional' ? billType(claim).slice(0, 2) : ''
    const stay = profile.authorizations.find(
      (rule) => rule.billTypes.includes(bill) && stands(rule, firstDay(claim.lines[0]!)),
    )
    if (stay) {
      report('stayMissing', 'priorAuthorization', { billType: `${bill}x` }, cite(stay))
      return
    }
    claim.lines.forEach((line, at) => {
      const rule = profile.authorizations.find((one) => demands(one, claim, line))
      if (rule)
        report(
          'missing',
          `lines[${at}].procedure`,
          { procedure: line.procedure!, date: isoDate(firstDay(line)) },
          cite(rule),
        )
    })
  },
})

const stands = ({ from, through }: AuthorizationRule, day: number): boolean =>
  (from === undefined || compactDate(from) <= day) && (through === undefined || day <= compactDate(through))

function demands(rule: AuthorizationRule, claim: Claim, line: Line): boolean {
  if (
    line.procedure === undefined ||
    !matchesCodes(rule.codes, line.procedure) ||
    !stands(rule, firstDay(line))
  )
    return false
  const place = placeOf(claim, line)
  if (place !== undefined && rule.exceptPlaces.includes(place)) return false
  return rule.places.length === 0 || (place !== undefined && rule.places.includes(place))
}
