/** All built-in edits, in the order of the catalogue, which orders findings on one line. */
import { claimBalance } from './claim-balance.ts'
import { claimDates } from './claim-dates.ts'
import { claimIdentifiers } from './claim-identifiers.ts'
import { claimLimits } from './claim-limits.ts'
import { claimReplacement } from './claim-replacement.ts'
import type { AnyEdit } from './define.ts'
import { icdDuplicate } from './icd-duplicate.ts'
import { icdInvalid } from './icd-invalid.ts'
import { icdPointer } from './icd-pointer.ts'
import { modifierInvalid } from './modifier-invalid.ts'
import { ncciAddOn } from './ncci-add-on.ts'
import { ncciMue } from './ncci-mue.ts'
import { ncciPtp } from './ncci-ptp.ts'
import { placeInvalid } from './place-invalid.ts'
import { procedureInvalid } from './procedure-invalid.ts'

/** Built-in edits by id order. */
export const edits: readonly AnyEdit[] = [
  claimBalance,
  claimDates,
  claimIdentifiers,
  claimLimits,
  claimReplacement,
  icdDuplicate,
  icdInvalid,
  icdPointer,
  modifierInvalid,
  ncciAddOn,
  ncciMue,
  ncciPtp,
  placeInvalid,
  procedureInvalid,
]
