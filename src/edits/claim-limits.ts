import type { ClaimLimits } from '../codesets/tables.ts'
import type { Claim } from '../model/claim.ts'
import { defineEdit } from './define.ts'

/** More than a claim may carry, or nothing where something must be. */
export const claimLimits = defineEdit({
  id: 'claim-limits',
  title: 'More than a claim may carry, or units or charges that cannot be',
  why: `The 837 has room for so many diagnoses, lines, modifiers and codes and no more; what goes beyond is refused with the
    whole claim. Units of zero and negative amounts are refused, too.`,
  source: {
    title: 'ASC X12N 837 TR3 005010X222A1 and 005010X223A2',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['claimLimits'],
  notes: [
    'A charge of zero is allowed: encounters and state-supplied vaccines have it.',
    'Units of zero are refused where there is a procedure; a revenue code alone may stand without units.',
    'On an institutional claim external causes have room of their own and are not counted among the 25 diagnoses.',
  ],
  messages: {
    diagnoses: {
      severity: 'reject',
      text: 'The claim has {{count}} diagnoses; {{limit}} are allowed.',
      fix: 'Keep those that bear on the services, or split the claim so that each line keeps its reason.',
    },
    externalCauses: {
      severity: 'reject',
      text: 'The claim has {{count}} external causes; {{limit}} are allowed.',
      fix: 'Keep the first ones.',
    },
    lines: {
      severity: 'reject',
      text: 'The claim has {{count}} lines; {{limit}} are allowed.',
      fix: 'Split the claim.',
    },
    modifiers: {
      severity: 'reject',
      text: '{{procedure}} has {{count}} modifiers; {{limit}} are allowed.',
      fix: 'Keep those that decide payment; where the payer takes it, 99 says that there are more.',
    },
    codes: {
      severity: 'reject',
      text: 'The claim has {{count}} {{what}}; {{limit}} are allowed.',
      fix: 'Keep those that the payer needs.',
    },
    otherPayers: {
      severity: 'reject',
      text: 'The claim names {{count}} other payers; {{limit}} are allowed.',
      fix: 'Keep those that have paid or will.',
    },
    unitsZero: {
      severity: 'reject',
      carc: '16',
      rarc: 'M53',
      text: '{{procedure}} is billed with {{units}} units.',
      fix: 'Enter the units that were given, or remove the line.',
    },
    chargeNegative: {
      severity: 'reject',
      carc: '16',
      rarc: 'M79',
      text: 'A charge is negative.',
      fix: 'Correct the charge; a refund is made by a replacement or void claim.',
    },
    idLong: {
      severity: 'note',
      text: 'The claim id has {{count}} characters; payers must give back {{limit}} only.',
      fix: 'Use a shorter id, so that the remittance can be matched.',
    },
  },

  check(claim, { claimLimits: limits }, report) {
    if (isOrdinary(claim, limits)) return
    const { type, lines } = claim
    const over = (name: string, count: number, say: (limit: number) => void): void => {
      const { value } = limits.limit(type, name)
      if (count > value) say(value)
    }
    if (type === 'professional') {
      if (claim.diagnoses.length > 1)
        over('diagnoses a claim', claim.diagnoses.length, (limit) =>
          report('diagnoses', 'diagnoses', { count: claim.diagnoses.length, limit }),
        )
    } else {
      const external = claim.diagnoses.filter(({ code }) => /^[V-Y]/.test(code)).length
      const others = claim.diagnoses.length - external
      over('principal and other diagnoses', others, (limit) =>
        report('diagnoses', 'diagnoses', { count: others, limit }),
      )
      over('external cause diagnoses', external, (limit) =>
        report('externalCauses', 'diagnoses', { count: external, limit }),
      )
      for (const [field, name] of [
        ['procedures', 'principal and other procedures'],
        ['occurrenceCodes', 'occurrence codes'],
        ['valueCodes', 'value codes'],
      ] as const)
        over(name, claim[field].length, (limit) =>
          report('codes', field, { what: name, count: claim[field].length, limit }),
        )
    }
    if (claim.conditionCodes.length > 0)
      over('condition codes', claim.conditionCodes.length, (limit) =>
        report('codes', 'conditionCodes', {
          what: 'condition codes',
          count: claim.conditionCodes.length,
          limit,
        }),
      )
    if (claim.otherPayers.length > 0 && type === 'professional')
      over('other payers', claim.otherPayers.length, (limit) =>
        report('otherPayers', 'otherPayers', { count: claim.otherPayers.length, limit }),
      )
    if (lines.length > 1)
      over('service lines a claim', lines.length, (limit) =>
        report('lines', 'lines', { count: lines.length, limit }),
      )
    if (claim.id.length > 20)
      over('claim control number, characters', claim.id.length, (limit) =>
        report('idLong', 'id', { count: claim.id.length, limit }),
      )
    if ((claim.chargeCents ?? 0) < 0) report('chargeNegative', 'chargeCents', {})

    for (let at = 0; at < lines.length; at++) {
      const { modifiers, units, procedure, chargeCents } = lines[at]!
      if (modifiers.length > 1)
        over('modifiers a line', modifiers.length, (limit) =>
          report('modifiers', `lines[${at}].modifiers`, {
            procedure: procedure ?? '',
            count: modifiers.length,
            limit,
          }),
        )
      if (units < 0 || (units === 0 && procedure !== undefined))
        report('unitsZero', `lines[${at}].units`, {
          procedure: procedure ?? lines[at]!.revenueCode ?? '',
          units,
        })
      if (chargeCents < 0) report('chargeNegative', `lines[${at}].chargeCents`, {})
    }
  },
})

/** Whether a professional claim keeps to every limit, as nearly all do: told without asking the table by name. */
function isOrdinary(
  { type, id, diagnoses, conditionCodes, otherPayers, chargeCents, lines }: Claim,
  { professional }: ClaimLimits,
): boolean {
  if (type !== 'professional' || conditionCodes.length > 0 || otherPayers.length > 0) return false
  if (diagnoses.length > professional.diagnoses || lines.length > professional.lines) return false
  if (id.length > professional.idCharacters || (chargeCents ?? 0) < 0) return false
  for (const { modifiers, units, chargeCents: charge } of lines)
    if (modifiers.length > professional.modifiers || units <= 0 || charge < 0) return false
  return true
}
