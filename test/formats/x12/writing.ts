/** Writes small 837 files for the tests, and reads them. All names and numbers are invented. */
import type { Claim } from '../../../src/model/claim.ts'
import type { Problem } from '../../../src/model/result.ts'
import type { Item } from '../../../src/formats/items.ts'
import { readX12 } from '../../../src/formats/x12/read-837.ts'

/** The bytes in pieces; `size` gives the length of each. */
async function* pieces(bytes: Uint8Array, size: () => number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length;) {
    const to = from + Math.max(1, size())
    yield bytes.subarray(from, to)
    from = to
  }
}

/** All items of a file, read in pieces of a size. */
export async function readItems(file: string | Uint8Array, size: () => number = () => 1e9): Promise<Item[]> {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'latin1') : file
  const items: Item[] = []
  for await (const batch of readX12(pieces(bytes, size), 'test.x12')) items.push(...batch)
  return items
}

export interface Outcome {
  readonly claims: Claim[]
  readonly problems: Problem[]
  readonly warnings: Problem[]
}

/** The items of a file by kind. */
export async function read(file: string | Uint8Array): Promise<Outcome> {
  const outcome: Outcome = { claims: [], problems: [], warnings: [] }
  for (const item of await readItems(file)) {
    if (item.kind === 'claim') outcome.claims.push(item.claim)
    else if (item.kind === 'problem') outcome.problems.push(item.problem)
    else outcome.warnings.push(item.warning)
  }
  return outcome
}

/** The only claim of a file that has no problem. */
export async function readClaim(file: string): Promise<Claim> {
  const { claims, problems } = await read(file)
  if (claims.length !== 1 || problems.length > 0)
    throw new Error(`${claims.length} claims, ${problems[0]?.text}`)
  return claims[0]!
}

/** `ISA` with the separators `*`, `:` and `~`. */
export const isa = (control = '000000001'): string =>
  `ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*1200*^*00501*${control}*0*T*:~`

export const professionalGuide = '005010X222A1'
export const institutionalGuide = '005010X223A2'

/** An ST with its segments and a right SE. */
export const transaction = (
  segments: readonly string[],
  guide = professionalGuide,
  control = '0001',
): string[] => [`ST*837*${control}*${guide}`, ...segments, `SE*${segments.length + 2}*${control}`]

/** A whole interchange of one group, with right counts. */
export function interchange(
  transactions: readonly string[][],
  guide = professionalGuide,
  ending = '~\n',
): string {
  const inside = transactions.flat().join(ending)
  const group = `GS*HC*SENDER*RECEIVER*20260105*1200*1*X*${guide}`
  return `${isa()}\n${group}${ending}${inside}${ending}GE*${transactions.length}*1${ending}IEA*1*000000001${ending}`
}

export const header = [
  'BHT*0019*00*1*20260105*1200*CH',
  'NM1*41*2*SUBMITTER*****46*S1',
  'NM1*40*2*RECEIVER*****46*R1',
  'HL*1**20*1',
  'PRV*BI*PXC*207Q00000X',
  'NM1*85*2*CLINIC*****XX*1234567893',
  'REF*EI*111223333',
  'HL*2*1*22*0',
  'SBR*P*18*******MB',
  'NM1*IL*1*EXAMPLE*ANNA****MI*MEMBER1',
  'DMG*D8*19530409*F',
  'NM1*PR*2*PAYER ONE*****PI*04412',
]

export const claimSegments = ['CLM*C1*130***11:B:1*Y*A*Y*Y', 'HI*ABK:M1711*ABF:E119']
export const lineSegments = ['LX*1', 'SV1*HC:20610:RT*130*UN*1***1', 'DTP*472*D8*20260105']

/** One professional claim with these segments in place of the usual ones. */
export const professional = (
  claim: readonly string[] = claimSegments,
  lines: readonly string[] = lineSegments,
): string => interchange([transaction([...header, ...claim, ...lines])])

export const stay = ['CLM*C2*1000***11:A:1**A*Y*Y', 'DTP*434*RD8*20260101-20260105', 'HI*ABK:J189:::::::Y']
export const room = ['LX*1', 'SV2*0120**1000*DA*4', 'DTP*472*RD8*20260101-20260105']

/** One institutional claim with these segments in place of the usual ones. */
export const institutional = (claim: readonly string[] = stay, lines: readonly string[] = room): string =>
  interchange([transaction([...header, ...claim, ...lines], institutionalGuide)], institutionalGuide)
