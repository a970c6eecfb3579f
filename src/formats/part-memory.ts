/**
 * Memory of the parts that an input is cut into, used again when it has come back. Memory from outside the heap counts
 * as pressure on it, and a thread that only hands parts on makes too little else for it to be let go: made anew for
 * each part, all that this thread keeps was looked through eight times a second, a seventh to a quarter of the time of two
 * threads (`bench/threads.ts`, by turns: 37,100 and 43,300 claims a second so, 47,600 and 50,500 with memory that comes back).
 */
export interface PartMemory {
  /** Memory of at least so many bytes, which hold anything. */
  room(bytes: number): ArrayBuffer
  /** Takes back memory that nobody reads any more. */
  giveBack(room: ArrayBuffer): void
}

/** Makes one that hands out `usual` bytes at a time. What must be larger is made for the purpose and not kept. */
export function createPartMemory(usual: number): PartMemory {
  const free: ArrayBuffer[] = []
  return {
    room: (bytes) => (bytes > usual ? new ArrayBuffer(bytes) : (free.pop() ?? new ArrayBuffer(usual))),
    giveBack(room) {
      if (room.byteLength === usual) free.push(room)
    },
  }
}
