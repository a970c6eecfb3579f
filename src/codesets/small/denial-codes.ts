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

/** Builds the table from its rows. */
export function denialCodes(rows: readonly SmallRow[]): DenialCodes {
  const byKey = new Map<string, { from: number; through: number; denial: Denial }[]>()
  for (const row of rows) {
    if (certaintyOf(row) === 'low') continue
    const [from, through] = periodOf(row)
    const key = `${row['edit']} ${row['case']} ${row['payer_line']}`
    const rarc = (row['rarc'] ?? '').split(' ')[0]
    const denial = { group: row['group']!, carc: row['carc']!, rarc: rarc ? rarc : null }
    byKey.set(key, [...(byKey.get(key) ?? []), { from, through, denial }])
  }
  return {
    find(edit, denialCase, line, contractor, day) {
      const medicare = tableLine(line) === 'medicare'
      const lines = [
        ...(medicare && contractor ? [`medicare-b ${contractor}`] : []),
        tableLine(line),
        'default',
      ]
      for (const who of lines) {
        const found = byKey
          .get(`${edit} ${denialCase} ${who}`)
          ?.find(({ from, through }) => from <= day && day <= through)
        if (found) return found.denial
      }
      return undefined
    },
  }
}
