/** What a command that reads many claims asks of the runtime. */
import { setFlagsFromString } from 'node:v8'

/**
 * Lets no object be taken for long-lived from the first. V8 notes, for each place in the code that makes objects, how many
 * of them were alive when it last looked, and from some share on makes the next ones among what is old, where they stay
 * until all memory is looked through, with whatever they refer to. A batch of claims is alive whenever it looks, so it
 * happened by chance, in one run and not in the next: 22 to 31 µs a claim where it did, 17 where it did not
 * (`cleanclaim bench`, read and scrubbed). What is asked here holds for threads of this process, too.
 */
export const expectManyClaims = (): void => setFlagsFromString('--no-allocation-site-pretenuring')
