/**
 * Files that `learn` reads: claims as NDJSON with faults that edits find, and the remittances (835) on them, of the
 * payers of `denials-generate.ts`. Seeded; all invented. Some denials are turned by a later decision.
 *
 *   npx tsx bench/denials-files.ts FOLDER [--claims 200000] [--seed 1] [--process additive]
 *   \time -v node dist/cli/main.js learn -o FOLDER/risk.json --claims FOLDER/claims.ndjson --remits FOLDER/remits.835
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ClaimInput } from '../src/model/claim.ts'
import { addDays, compactDate } from '../src/model/dates.ts'
import { knownClaims, processes, type KnownClaim } from './denials-generate.ts'
import { random } from './generate.ts'

const { values, positionals } = parseArgs({
  options: {
    claims: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    process: { type: 'string', default: 'additive' },
  },
  allowPositionals: true,
})
const folder = positionals[0]
const process = processes.find((one) => one === values.process)
if (folder === undefined || process === undefined) throw new Error('A folder is needed, and a known process.')

/** Days from service to decision. */
const DELAY = 21
const FIRST_DAY = '2024-01-01'
/** Share of denials that the payer pays in the end. */
const OVERTURNED = 0.05

/** Services on the lines after the first. */
const FURTHER = ['36415', '85025', '83036', '84443', '81003', '80061', '82043']

/** A claim as it is sent, with a fault for each message that its process gave it. */
function sent({ claim, findings, day }: KnownClaim, at: number): ClaimInput {
  const serviceDate = addDays(FIRST_DAY, day)
  const faults = new Set(findings.map(({ message }) => Number(message.slice(1)) % 5))
  return {
    id: claim.id,
    type: 'professional',
    payer: claim.payer!,
    subscriber: { id: `M${at}` },
    patient: { birthDate: `19${50 + (at % 45)}-0${1 + (at % 9)}-15`, sex: at % 2 ? 'F' : 'M' },
    billing: { npi: faults.has(0) ? '1234567890' : '1234567893', taxonomy: '207Q00000X' },
    rendering: { npi: '1558598797', taxonomy: claim.rendering!.taxonomy! },
    placeOfService: claim.placeOfService!,
    chargeCents: claim.lines.reduce((sum, { chargeCents }) => sum + chargeCents, faults.has(1) ? 100 : 0),
    diagnoses: [{ code: faults.has(2) ? 'E11' : 'E119' }, { code: 'I10' }],
    lines: claim.lines.map(({ number, procedure, chargeCents }) => ({
      number,
      procedure: number > 1 ? FURTHER[number - 2]! : faults.has(3) ? '99999' : procedure!,
      units: faults.has(4) && number === 1 ? 40 : 1,
      serviceDate,
      chargeCents,
      pointers: [1],
    })),
  }
}

const HEAD =
  'ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *251101*1200*^*00501*000000001*0*P*:~GS*HP*P*C*20251101*1200*1*X*005010X221A1~'

mkdirSync(folder, { recursive: true })
const next = random(Number(values.seed) + 1)
/** Decisions by payer and day: one payment each. */
const payments = new Map<string, { cents: number; readonly segments: string[] }>()
const pay = (payer: string, day: number, cents: number, ...segments: readonly string[]): void => {
  const key = `${String(day).padStart(4, '0')} ${payer}`
  let known = payments.get(key)
  if (known === undefined) payments.set(key, (known = { cents: 0, segments: [] }))
  known.cents += cents
  known.segments.push(...segments)
}
const file = openSync(join(folder, 'claims.ndjson'), 'w')
let at = 0
for (const known of knownClaims(process, Number(values.claims), Number(values.seed))) {
  const claim = sent(known, at++)
  writeSync(file, `${JSON.stringify(claim)}\n`)
  const payer = claim.payer!.id!
  const cents = claim.chargeCents!
  const money = (cents / 100).toFixed(2)
  const day = known.day + DELAY
  const clp = (status: number, charge: string, paid: string): string =>
    `CLP*${claim.id}*${status}*${charge}*${paid}*0*12*N${claim.id}~`
  if (!known.denied) {
    pay(payer, day, cents, clp(1, money, money))
    continue
  }
  pay(payer, day, 0, clp(4, money, '0'), `CAS*CO*16*${money}~`)
  if (next() >= OVERTURNED) continue
  pay(payer, day + DELAY, 0, clp(22, `-${money}`, '0'), `CAS*CO*16*-${money}~`)
  pay(payer, day + DELAY, cents, clp(1, money, money))
}
closeSync(file)

const remits = openSync(join(folder, 'remits.835'), 'w')
writeSync(remits, HEAD)
let number = 0
for (const [key, { cents, segments }] of [...payments].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const [day, payer] = key.split(' ') as [string, string]
  const date = compactDate(addDays(FIRST_DAY, Number(day)))
  const control = String(++number).padStart(4, '0')
  const all = [
    `ST*835*${control}~`,
    `BPR*I*${(cents / 100).toFixed(2)}*C*CHK************${date}~`,
    `TRN*1*T${control}*1999999999~`,
    `N1*PR*${payer}~`,
    'N1*PE*CLINIC*XX*1234567893~',
    'LX*1~',
    ...segments,
  ]
  writeSync(remits, `${all.join('')}SE*${all.length + 1}*${control}~`)
}
writeSync(remits, `GE*${number}*1~IEA*1*000000001~`)
closeSync(remits)
