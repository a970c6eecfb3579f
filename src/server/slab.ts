/** Bytes of answers, cut from pieces of memory that many of them share: memory of its own costs an answer more than its text. */
import { Buffer } from 'node:buffer'
import type { ByteText } from '../index.ts'

/** Bytes of a piece. */
const SLAB = 512 * 1024
/** Texts up to this length are put down by this code, longer ones by the runtime, whose call costs as much. */
const SHORT = 64
const MOST_BYTES_A_UNIT = 3

/** Text put together as UTF-8, whose `take` copies nothing. */
export interface SlabText extends ByteText {
  take(): Buffer<ArrayBuffer>
}

/** Makes one; it is for one answer at a time. */
export function createSlabText(): SlabText {
  let slab = Buffer.allocUnsafeSlow(SLAB)
  let [from, end] = [0, 0]
  const makeRoom = (more: number): void => {
    if (end + more <= slab.length) return
    const next = Buffer.allocUnsafeSlow(Math.max(SLAB, (end - from + more) * 2))
    slab.copy(next, 0, from, end)
    slab = next
    end -= from
    from = 0
  }
  return {
    text(text) {
      makeRoom(text.length * MOST_BYTES_A_UNIT)
      if (text.length <= SHORT) {
        let at = 0
        for (; at < text.length; at++) {
          const unit = text.charCodeAt(at)
          if (unit > 127) break
          slab[end + at] = unit
        }
        if (at === text.length) {
          end += at
          return
        }
      }
      end += slab.write(text, end)
    },
    bytes(bytes) {
      makeRoom(bytes.length)
      slab.set(bytes, end)
      end += bytes.length
    },
    take() {
      const taken = slab.subarray(from, end)
      from = end
      return taken
    },
  }
}
