/** Rows that are kept in groups, one after the other, such as all rows of one code. */

/**
 * The group that a row belongs to, where `start` holds the first row of each group and, behind the last one, the number
 * of rows. By halves: a table may have a hundred thousand groups.
 */
export function groupOf(start: ArrayLike<number>, row: number): number {
  let low = 0
  let high = start.length - 1
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (start[middle]! <= row) low = middle
    else high = middle
  }
  return low
}
