/** Text put together as UTF-8 bytes, for reports of many claims: what many results share is copied, not encoded again. */

/** Bytes of text that grow at their end. */
export interface ByteText {
  /** Adds text. */
  text(text: string): void
  /** Adds bytes of UTF-8. */
  bytes(bytes: Uint8Array): void
  /** What was added since the last time; the bytes are the caller's. */
  take(): Uint8Array<ArrayBuffer>
}

/** One whose memory may be used again. */
export interface ReusedText extends ByteText {
  /** Takes back the memory of what was taken and is not needed any more, for what comes. */
  giveBack(memory: ArrayBuffer): void
}

/** Texts up to this length are put down by this code, longer ones by the runtime, whose call costs as much. */
const SHORT = 64
const MOST_BYTES_A_UNIT = 3
const FIRST_ROOM = 65_536
/** Pieces of memory kept for what comes: as many as a thread may have under way. */
const MOST_SPARE = 4
const encoder = new TextEncoder()

/** Makes an empty one. */
export function createByteText(): ReusedText {
  let held = new Uint8Array(FIRST_ROOM)
  let length = 0
  const spare: ArrayBuffer[] = []
  /** Memory for what comes, which will be about as long as what was taken. */
  const nextRoom = (taken: number): Uint8Array<ArrayBuffer> => {
    const memory = spare.pop()
    return memory !== undefined && memory.byteLength >= taken
      ? new Uint8Array(memory)
      : new Uint8Array(Math.max(FIRST_ROOM, taken + (taken >> 3)))
  }
  const makeRoom = (more: number): void => {
    if (length + more <= held.length) return
    const larger = new Uint8Array(Math.max(held.length * 2, length + more))
    larger.set(held.subarray(0, length))
    held = larger
  }
  return {
    text(text) {
      makeRoom(text.length * MOST_BYTES_A_UNIT)
      if (text.length <= SHORT) {
        let at = 0
        for (; at < text.length; at++) {
          const unit = text.charCodeAt(at)
          if (unit > 127) break
          held[length + at] = unit
        }
        if (at === text.length) {
          length += at
          return
        }
      }
      length += encoder.encodeInto(text, held.subarray(length)).written
    },
    bytes(bytes) {
      makeRoom(bytes.length)
      held.set(bytes, length)
      length += bytes.length
    },
    take() {
      const all = held.subarray(0, length)
      if (length * 4 < held.length) {
        length = 0
        return Uint8Array.from(all)
      }
      const given = all
      held = nextRoom(length)
      length = 0
      return given
    },
    giveBack(memory) {
      if (spare.length < MOST_SPARE && memory.byteLength >= FIRST_ROOM) spare.push(memory)
    },
  }
}
