/**
 * What a group code, claim adjustment reason (CARC) or remark (RARC) tells a biller, in words of our own
 * (`denial_meanings.csv`): X12's wording may not ship. And the rows of `denial_codes.csv` that name a code.
 */
import { certaintyOf, type Certainty, type SmallRow } from './rows.ts'

/** Which list a code stands in: claim adjustment group, X12 list 139 or X12 list 411. */
export type DenialList = 'group' | 'carc' | 'rarc'

/** One code of a remittance. */
export interface DenialMeaning {
  readonly list: DenialList
  readonly code: string
  readonly meaning: string
  /** What to do first. */
  readonly firstStep: string
}

/** A row of `denial_codes.csv`: whom it concerns and how the payer answers. */
export interface ExpectedDenial {
  readonly edit: string
  readonly case: string
  /** `default`, a payer line, or a line with a contractor or state. */
  readonly payerLine: string
  readonly group: string
  /** `low` rows are a guess, which findings do not use. */
  readonly certain: Certainty
  /** First and last day, `YYYY-MM-DD`, '' where open. */
  readonly from: string
  readonly through: string
}

/** Meanings by code. */
export interface DenialMeanings {
  /** The code in upper case; undefined where it is none that is in force. */
  find(code: string): DenialMeaning | undefined
  /** Rows that expect this code; remarks beyond the first count, too. */
  expected(meaning: DenialMeaning): readonly ExpectedDenial[]
  /** Rows that findings use for a case of an edit, whatever code they name. */
  answers(edit: string, denialCase: string): readonly ExpectedDenial[]
}

/** Builds the table from the rows of `denial_meanings` and of `denial_codes`. */
export function denialMeanings(meanings: readonly SmallRow[], denials: readonly SmallRow[]): DenialMeanings {
  const byCode = new Map(
    meanings.map((row) => [
      row['code']!,
      {
        list: row['list'] as DenialList,
        code: row['code']!,
        meaning: row['meaning']!,
        firstStep: row['first_step']!,
      },
    ]),
  )
  return {
    find: (code) => byCode.get(code),
    expected: ({ list, code }) =>
      denials.filter((row) => row[list]!.split(' ').includes(code)).map(expectedOf),
    answers: (edit, denialCase) =>
      denials
        .filter((row) => row['edit'] === edit && row['case'] === denialCase && certaintyOf(row) !== 'low')
        .map(expectedOf),
  }
}

const expectedOf = (row: SmallRow): ExpectedDenial => ({
  edit: row['edit']!,
  case: row['case']!,
  payerLine: row['payer_line']!,
  group: row['group']!,
  certain: certaintyOf(row),
  from: row['effective_from'] ?? '',
  through: row['effective_to'] ?? '',
})
