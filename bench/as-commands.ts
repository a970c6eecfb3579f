/** Imported first by benches that run the library in their own process: what commands ask of the runtime. */
import { expectManyClaims } from '../src/cli/many-claims.ts'

expectManyClaims()
