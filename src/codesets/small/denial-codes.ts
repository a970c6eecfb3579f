/**
 * Group, CARC and RARC that a payer is expected to answer with (`denial_codes.csv`): they differ by payer, contractor and
 * date. Rows that are no more than a guess (`low`) are not used; the edit's own codes stand then.
 */
import type { PayerLine } from '../../model/claim.ts'
import { certaintyOf, periodOf, type SmallRow } from './rows.ts'

/** What the remittance will say. */
export interface Denial {
  readonly group: string
  readonly carc: string
  readonly rarc: string | null
}

/** Denials by edit and case. */
export interface DenialCodes {
  /** The contractor's row before the payer line's before the default one; undefined where the table says nothing. */
  find(
    edit: string,
    denialCase: string,
    line: PayerLine | undefined,
    contractor: string | undefined,
    day: number,
  ): Denial | undefined
}

/** Medicare Advantage answers with Medicare's codes as far as is known. */
const tableLine = (line: PayerLine | undefined): string =>
  line === 'medicare-advantage' ? 'medicare' : (line ?? 'other')

interface DatedDenial {
  readonly from: number
  readonly through: number
  readonly denial: Denial
}

/** Builds the table from its rows. */
export function denialCodes(rows: readonly SmallRow[]): DenialCodes {
  /** By edit, case and who answers. */
  const byEdit = new Map<string, Map<string, Map<string, DatedDenial[]>>>()
  for (const row of rows) {
    if (certaintyOf(row) === 'low') continue
    const [from, through] = periodOf(row)
    const rarc = (row['rarc'] ?? '').split(' ')[0]
    const denial = { group: row['group']!, carc: row['carc']!, rarc: rarc ? rarc : null }
    const byCase = inner(byEdit, row['edit']!, () => new Map<string, Map<string, DatedDenial[]>>())
    const byWho = inner(byCase, row['case']!, () => new Map<string, DatedDenial[]>())
    inner(byWho, row['payer_line']!, () => []).push({ from, through, denial })
  }
  return {
    find(edit, denialCase, line, contractor, day) {
      const byWho = byEdit.get(edit)?.get(denialCase)
      if (byWho === undefined) return undefined
      const on = (who: string): Denial | undefined =>
        byWho.get(who)?.find(({ from, through }) => from <= day && day <= through)?.denial
      const ofLine = tableLine(line)
      const ofContractor = contractor && ofLine === 'medicare' ? on(`medicare-b ${contractor}`) : undefined
      return ofContractor ?? on(ofLine) ?? on('default')
    },
  }
}

/** What a map holds for a key, made and put there when it holds nothing. */
function inner<T>(map: Map<string, T>, key: string, make: () => T): T {
  let held = map.get(key)
  if (held === undefined) map.set(key, (held = make()))
  return held
}
