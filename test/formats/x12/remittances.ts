/** Writes small 835 files for the tests, and reads them. All names and numbers are invented. */
import { readRemittances, type RemitItem } from '../../../src/formats/x12/read-835.ts'
import type { Remittance, RemittedClaim } from '../../../src/model/remittance.ts'
import type { Problem } from '../../../src/model/result.ts'
import { pieces } from '../reading.ts'
import { isa } from './writing.ts'

export interface Advice {
  readonly trace?: string
  readonly date?: string
  readonly paid?: string
  readonly payer?: string
}

/** Table 1 of an 835. */
export const advice = ({
  trace = 'T100',
  date = '20260210',
  paid = '0',
  payer = '1999999999',
}: Advice = {}) => [
  `BPR*I*${paid}*C*ACH*CCP*01*111*DA*22*1512345678**01*999*DA*98*${date}`,
  `TRN*1*${trace}*${payer}`,
  'DTM*405*20260209',
  'N1*PR*PLAN OF TESTS*XV*04412',
  'N3*1 STREET',
  'N4*TOWN*OH*11111',
  'REF*2U*77777',
  'PER*BL*DESK*TE*5550100',
  'N1*PE*CLINIC*XX*1234567893',
  'REF*TJ*111223333',
  'LX*1',
]

/** Interchange with one 835 of these segments in each transaction, with right counts. */
export function remittance(transactions: readonly (readonly string[])[], ending = '~\n'): string {
  const inside = transactions.flatMap((segments, at) => [
    `ST*835*${at + 1}`,
    ...segments,
    `SE*${segments.length + 2}*${at + 1}`,
  ])
  const group = 'GS*HP*SENDER*RECEIVER*20260210*1200*1*X*005010X221A1'
  const trailer = [`GE*${transactions.length}*1`, 'IEA*1*000000001', '']
  return `${isa().replace('~', ending)}${[group, ...inside, ...trailer].join(ending)}`
}

/** A paid claim with two services, which balances to 150.00. */
export const twoLines = [
  'CLP*C1*1*240*150*20*MB*ICN1*11*1',
  'NM1*QC*1*EXAMPLE*ANNA****MI*MEMBER1',
  'NM1*IL*1*EXAMPLE*OTTO****MI*MEMBER2',
  'NM1*82*1*DOCTOR*DORA****XX*1558598797',
  'MOA***MA01*N211',
  'DTM*232*20260105',
  'DTM*233*20260106',
  'DTM*050*20260110',
  'AMT*AU*170',
  'SVC*HC:20610:RT*130*100*0360*1',
  'DTM*472*20260105',
  'CAS*PR*2*20',
  'CAS*CO*45*10',
  'REF*6R*1',
  'AMT*B6*120',
  'SVC*HC:99213:25*110*50**2*HC:99214*1',
  'DTM*150*20260105',
  'DTM*151*20260106',
  'CAS*CO*97*60*1',
  'REF*6R*2',
  'LQ*HE*N19',
]

export interface Reading {
  readonly claims: RemittedClaim[]
  readonly remittances: Remittance[]
  readonly problems: Problem[]
  readonly warnings: Problem[]
  readonly items: RemitItem[]
}

/** All items of a file, read in pieces of a size. */
export async function read835(file: string | Uint8Array, size = Infinity): Promise<Reading> {
  const items: RemitItem[] = []
  const bytes = typeof file === 'string' ? Buffer.from(file, 'latin1') : file
  for await (const batch of readRemittances(pieces(bytes, size), 'test.835')) items.push(...batch)
  return {
    items,
    claims: items.flatMap((item) => (item.kind === 'claim' ? [item.claim] : [])),
    remittances: items.flatMap((item) => (item.kind === 'remittance' ? [item.remittance] : [])),
    problems: items.flatMap((item) => (item.kind === 'problem' ? [item.problem] : [])),
    warnings: items.flatMap((item) => (item.kind === 'warning' ? [item.warning] : [])),
  }
}

/** The claims of one transaction that has no problem. */
export async function readDecisions(
  segments: readonly string[],
  head: Advice = {},
): Promise<RemittedClaim[]> {
  const { claims, problems } = await read835(remittance([[...advice(head), ...segments]]))
  if (problems.length > 0) throw new Error(problems[0]!.text)
  return claims
}
