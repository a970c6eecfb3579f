/** What passes of a measurement took. */

/** Microseconds of processor time that something took. */
export async function processorTime(work: () => Promise<void> | void): Promise<number> {
  const began = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(began)
  return user + system
}

/** The middle one. */
export const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1]!
