/** Place of service codes (`places.csv`), for sites that load no list of their own. Source: CMS place of service code set. */
import { OPEN_END } from '../../model/dates.ts'
import { pack } from '../codebook.ts'
import { memoryColumns } from '../columns.ts'
import type { LoadedRelease } from '../dated.ts'
import { certaintyOf, periodOf, type SmallRow } from './rows.ts'

/** The package's places as a release of the table `places`, in force for every day. Throws when a row has no code. */
export function packagePlaces(rows: readonly SmallRow[]): LoadedRelease {
  const places = rows
    .map((row) => {
      const packed = pack(row['place'] ?? '')
      if (packed <= 0) throw new Error(`places: "${row['place']}" is no code`)
      // A day that lists disagree about refuses no claim: such a place counts as in force from ever.
      const [from, through] = certaintyOf(row) === 'high' ? periodOf(row) : [0, OPEN_END]
      return { packed, from, through, facility: row['rate'] === 'facility' ? 1 : 0, name: row['name'] ?? '' }
    })
    .sort((a, b) => a.packed - b.packed)
  return {
    table: 'places',
    id: 'package',
    from: 0,
    through: OPEN_END,
    complete: true,
    file: memoryColumns({
      columns: {
        codes: Float64Array.from(places, ({ packed }) => packed),
        effective: Int32Array.from(places, ({ from }) => from),
        ended: Int32Array.from(places, ({ through }) => through),
        facility: Uint8Array.from(places, ({ facility }) => facility),
      },
      lists: {},
      texts: { name: places.map(({ name }) => name) },
    }),
  }
}
