/** A payer's profile in the shape of a table, so that edits ask for it as they ask for any other. */
import type { ProfileTable } from '../codesets/tables.ts'
import { OPEN_END } from '../model/dates.ts'
import type { PayerProfile } from '../model/profile.ts'

/** The profile as a table that is held on every day. */
export const profileTable = (profile: PayerProfile): ProfileTable => ({
  ...profile,
  name: 'payer-profile',
  from: 0,
  through: OPEN_END,
  holding: () => 'held',
  releaseOn: () => profile.id,
  complete: () => true,
})
