/**
 * Which adjustment reasons of a remittance mean that the payer refuses (`denial_reasons.csv`): our own judgement of
 * every code of X12 list 139, retired ones included, since old remittances carry them. What a row with group or
 * condition says goes before what stands for the code alone; rows marked `low` say nothing by themselves and are not used.
 */
import {
  payerOrderOf,
  type DenialReasons,
  type ReasonMeaning,
  type RemittedClaim,
} from '../../model/remittance.ts'
import { certaintyOf, type SmallRow } from './rows.ts'

const meanings: Readonly<Record<string, ReasonMeaning>> = { yes: 'denial', no: 'no-denial', open: 'open' }

type Decision = Pick<RemittedClaim, 'status' | 'filing'>

/** Conditions by their word in the table. Medicare's kinds of plan (CLP06) are MA and MB. */
const conditions: Readonly<Record<string, (claim: Decision) => boolean>> = {
  '': () => true,
  medicare: ({ filing }) => filing === 'MA' || filing === 'MB',
  'later payer': (claim) => {
    const order = payerOrderOf(claim)
    return order === 'S' || order === 'T'
  },
}

/** Builds the table from its rows. Throws when a meaning or a condition is not known. */
export function denialReasons(rows: readonly SmallRow[]): DenialReasons {
  const byCode = new Map<
    string,
    { readonly group: string; readonly when: string; readonly meaning: ReasonMeaning }[]
  >()
  for (const row of rows) {
    if (certaintyOf(row) === 'low') continue
    const { carc = '', group = '', when = '', denial = '' } = row
    const meaning = Object.hasOwn(meanings, denial) ? meanings[denial] : undefined
    if (meaning === undefined) throw new Error(`denial_reasons: unknown meaning "${denial}"`)
    if (!Object.hasOwn(conditions, when)) throw new Error(`denial_reasons: unknown condition "${when}"`)
    byCode.set(carc, [...(byCode.get(carc) ?? []), { group, when, meaning }])
  }
  // The narrower row first.
  for (const rules of byCode.values())
    rules.sort((a, b) => narrowness(b.group, b.when) - narrowness(a.group, a.when))
  return {
    find: ({ group, carc }, claim) =>
      byCode
        .get(carc)
        ?.find((rule) => (rule.group === '' || rule.group === group) && conditions[rule.when]!(claim))
        ?.meaning,
  }
}

const narrowness = (group: string, when: string): number => (when === '' ? 0 : 2) + (group === '' ? 0 : 1)
