/**
 * Work of the requests that came in one turn of the event loop, done one after the other. A processor has at hand the code
 * that it has just run: to read all requests, then scrub all claims, then write all answers takes little more than half
 * the time of going the whole way with each (decision 12).
 */

/** Milliseconds of work after which answers are written, and what has come meanwhile is read. */
const LONGEST = 4

/** Does a piece of work once what is coming in has been read, and gives what it gives or throws what it throws. */
export type Together = <T>(work: () => T) => Promise<T>

/** Makes one, for one server. */
export function createTogether(): Together {
  let waiting: (() => void)[] = []
  const turn = (): void => {
    const begun = performance.now()
    const now = waiting
    waiting = []
    let done = 0
    // Who awaits one of these goes on when they have all been done.
    do now[done++]!()
    while (done < now.length && performance.now() - begun < LONGEST)
    if (done === now.length) return
    waiting = now.slice(done)
    setImmediate(turn)
  }
  return (work) =>
    new Promise((resolve, reject) => {
      const one = (): void => {
        try {
          resolve(work())
        } catch (error) {
          reject(error as Error)
        }
      }
      if (waiting.push(one) === 1) setImmediate(turn)
    })
}
