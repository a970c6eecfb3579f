/** In words, why coverage documents leave a line open. */
import { isoDate } from '../model/dates.ts'
import type { UncheckedReason } from '../model/result.ts'
import type { CoverageAnswer } from './coverage.ts'

/** Why a line stays open: reason, detail, and the table where it is one that lacks something. */
export interface CoverageOpen {
  readonly reason: UncheckedReason
  readonly detail: string
  readonly table: string | undefined
}

/** What stays open of an answer about a procedure; undefined where it is an answer. */
export function openOf(
  { verdict, document, from }: CoverageAnswer,
  procedure: string,
): CoverageOpen | undefined {
  const open = (reason: UncheckedReason, what: string, table?: string): CoverageOpen => ({
    reason,
    detail: `${procedure}: ${what}.`,
    table,
  })
  switch (verdict) {
    case 'silent':
    case 'denied':
    case 'unpointed':
      return undefined
    case 'no-payer':
      return open('missing-field', 'whether Medicare’s articles stand depends on the kind of payer')
    case 'no-state':
      return open('missing-field', 'which articles stand depends on the state of the provider')
    case 'no-bill':
      return open('missing-field', 'whether articles concern the claim depends on the bill type')
    case 'no-diagnosis':
      return open('missing-field', `the claim has no diagnosis to hold to ${document}`)
    case 'other-payer':
      return open('not-this-payer', 'Medicare’s articles do not bind this payer')
    case 'before':
      return open(
        'before-table',
        `the oldest version held of ${document} begins on ${isoDate(from)}`,
        'coverage-articles',
      )
    case 'unread':
      return open('incomplete-table', `${document} decides in prose that is not read`, 'coverage-articles')
  }
}
