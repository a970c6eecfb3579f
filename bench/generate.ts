/** The claims that `cleanclaim bench` makes, for the programs of this folder. */
export { claims837, random } from '../src/jobs/bench-claims.ts'
