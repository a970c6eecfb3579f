/** What the risk of a claim may rest on: few things, each of which can be said in a word. */
import type { Claim, Line, PayerLine } from '../model/claim.ts'
import { billType } from '../model/claim-facts.ts'
import { severityRank, type Finding, type Severity } from '../model/result.ts'

/** What of a claim bears on its risk beside its findings. */
export interface RiskFacts {
  /** Payer id; '' where the claim has none. */
  readonly payer: string
  readonly line: PayerLine
  readonly type: Claim['type']
  /** First four characters of the taxonomy code: the classification. */
  readonly specialty: string
  /** The whole taxonomy code where it narrows the classification down; '' where it does not. */
  readonly specialization: string
  /** Place of service; on an institutional claim the first two digits of the bill type. */
  readonly place: string
  /** Family of the costliest service. */
  readonly service: string
  /** Doubling step of the charge in dollars. */
  readonly amount: number
  /** Step of the number of lines. */
  readonly lines: number
  readonly chargeCents: number
}

/** Features beside payer and findings, in the order in which their contributions are told. */
export const features = [
  'payer-line',
  'type',
  'specialty',
  'specialization',
  'place',
  'service',
  'amount',
  'lines',
] as const
export type Feature = (typeof features)[number]

/** Those that may weigh differently at each payer, by their place in `features`: a payer has but one line, mostly. */
export const ownFeatures = (['specialty', 'place', 'service', 'amount'] as const).map((feature) =>
  features.indexOf(feature),
)

/** Upper bounds of the steps of the number of lines. */
const LINE_BOUNDS = [1, 2, 3, 4, 6, 9, 19] as const

/** Step of a number of lines. */
export function stepOfLines(lines: number): number {
  let step = 0
  while (step < LINE_BOUNDS.length && lines > LINE_BOUNDS[step]!) step++
  return step
}

/** Names of these steps. */
export const lineCountNames = [...LINE_BOUNDS, undefined].map((through, step) => {
  const from = step === 0 ? 1 : LINE_BOUNDS[step - 1]! + 1
  return through === undefined ? `${from} or more` : from === through ? `${from}` : `${from} to ${through}`
})

const AMOUNT_STEPS = 20

/** Step of a charge: 0 below one dollar, then each step twice the last. */
export const stepOfAmount = (cents: number): number =>
  cents < 100 ? 0 : Math.min(AMOUNT_STEPS, 32 - Math.clz32(cents / 100))

/** Names of these steps. */
export const amountNames = Array.from({ length: AMOUNT_STEPS + 1 }, (_, step) =>
  step === 0
    ? 'under $1'
    : step === AMOUNT_STEPS
      ? `$${2 ** (step - 1)} or more`
      : `$${2 ** (step - 1)} to $${2 ** step}`,
)

/** Families of services by the first character of the code; visits are parted from the other codes that begin with 9. */
const families: ReadonlyMap<number, string> = new Map(
  Object.entries({
    0: 'anesthesia',
    1: 'surgery of skin',
    2: 'surgery of bones and joints',
    3: 'surgery of chest and vessels',
    4: 'surgery of digestion',
    5: 'surgery of urinary and genital organs',
    6: 'surgery of nerves, eye and ear',
    7: 'imaging',
    8: 'laboratory',
    9: 'medicine',
    A: 'supplies and ambulance',
    E: 'equipment',
    J: 'drugs',
    L: 'orthotics',
    Q: 'temporary codes',
  }).map(([first, name]) => [first.charCodeAt(0), name]),
)

/** Family of a service; `no procedure` for a line with a revenue code alone. */
export function familyOf({ procedure }: Line): string {
  if (procedure === undefined) return 'no procedure'
  if (procedure.startsWith('99')) {
    const third = procedure.charCodeAt(2)
    if (third >= 50 && third <= 52) return 'visit'
  }
  return families.get(procedure.charCodeAt(0)) ?? 'other'
}

/** The line of the highest charge; among equals the one of the lowest code, so that their order does not matter. */
export function costliest(lines: readonly Line[]): Line {
  let best = lines[0]!
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at]!
    if (line.chargeCents < best.chargeCents) continue
    if (line.chargeCents > best.chargeCents || (line.procedure ?? '') < (best.procedure ?? '')) best = line
  }
  return best
}

/** Billed total in cents: the claim's own, or the sum of its lines; never below 0. */
export function chargeOf(claim: Claim): number {
  let cents = claim.chargeCents
  if (cents === undefined) {
    cents = 0
    for (const line of claim.lines) cents += line.chargeCents
  }
  return cents > 0 ? cents : 0
}

/** Taxonomy code that tells the specialty: of who rendered the service, else of who bills; '' where neither has one. */
export const taxonomyOf = ({ rendering, billing }: Claim): string =>
  rendering?.taxonomy ?? billing?.taxonomy ?? ''

/** Specialty of a taxonomy code: its first four characters, the classification. */
export const specialtyOf = (taxonomy: string): string => taxonomy.slice(0, 4)

/**
 * Specialization of a taxonomy code: the whole code, but '' where it says no more than the classification.
 * Source: NUCC, Health Care Provider Taxonomy, https://taxonomy.nucc.org (ten characters; 5 to 9 are the specialization).
 */
export const specializationOf = (taxonomy: string): string =>
  taxonomy.slice(4, 9) === '00000' ? '' : taxonomy.slice(0, 10)

/** Place of service; on an institutional claim the first two digits of the bill type. */
export const placeOfRisk = (claim: Claim): string =>
  claim.type === 'institutional'
    ? billType(claim).slice(0, 2)
    : (claim.placeOfService ?? claim.lines[0]!.placeOfService ?? '')

/** What of a claim bears on its risk. `line` is the payer's line as its profile has it, where it has a profile. */
export function factsOf(claim: Claim, line: PayerLine | undefined): RiskFacts {
  const { lines, payer, type } = claim
  const chargeCents = chargeOf(claim)
  return {
    payer: payer?.id ?? '',
    line: line ?? payer?.line ?? 'other',
    type,
    specialty: specialtyOf(taxonomyOf(claim)),
    specialization: specializationOf(taxonomyOf(claim)),
    place: placeOfRisk(claim),
    service: familyOf(costliest(lines)),
    amount: stepOfAmount(chargeCents),
    lines: stepOfLines(lines.length),
    chargeCents,
  }
}

/** The values of all features as a model document names them, in the order of `features`. */
export const valuesOf = (facts: RiskFacts): readonly string[] => [
  facts.line,
  facts.type,
  facts.specialty,
  facts.specialization,
  facts.place,
  facts.service,
  amountNames[facts.amount]!,
  lineCountNames[facts.lines]!,
]

/** What risk sees of a finding. */
export type RiskFinding = Pick<Finding, 'id' | 'edit' | 'message' | 'severity' | 'scope' | 'causedBy'>

/** Name of a finding's message among all edits. */
export const messageOf = ({ edit, message }: Pick<Finding, 'edit' | 'message'>): string =>
  `${edit}/${message}`

/** Severities, worst first. */
export const severities: readonly Severity[] = ['reject', 'deny', 'review', 'note']

/** A message that a claim's findings bear, once however many lines it stands on. */
export interface HeldMessage {
  readonly edit: string
  readonly message: string
  severity: Severity
  /** The finding that stands for the message: the worst, then the lowest id. */
  finding: string
  /** Milder severities that it has on other lines: a payer may mind those more. */
  milder: readonly Severity[]
}

/** What the findings of a claim come to. */
export interface Held {
  readonly messages: readonly HeldMessage[]
  /** Findings whose message stands already elsewhere in the claim; notes are not counted. */
  readonly repeats: number
  readonly stake: Stake
}

/** What findings of `reject` and `deny` put at risk: nothing, lines, or the whole claim. */
export type Stake = 'nothing' | 'lines' | 'claim'

/** What one finding puts at risk. */
export const stakeOf = ({ severity, scope }: Pick<RiskFinding, 'severity' | 'scope'>): Stake =>
  severity !== 'reject' && severity !== 'deny' ? 'nothing' : scope === 'claim' ? 'claim' : 'lines'

/** Beyond so many messages a claim is looked through by name. */
const FEW = 12

const NONE_MILDER: readonly Severity[] = []
const NOTHING: Held = { messages: [], repeats: 0, stake: 'nothing' }

/**
 * Messages, repeats and stake of a claim's findings. A consequence of another finding (`causedBy`) counts nothing:
 * its cause does. Every other finding counts at least nothing, so adding one never takes anything away.
 */
export function heldBy(findings: readonly RiskFinding[]): Held {
  if (findings.length === 0) return NOTHING
  const messages: HeldMessage[] = []
  let byName: Map<string, HeldMessage> | undefined
  let repeats = 0
  let stake: Stake = 'nothing'
  for (const one of findings) {
    if (one.causedBy !== null) continue
    const { id, edit, message, severity } = one
    const own = stakeOf(one)
    if (own === 'claim' || stake === 'nothing') stake = own
    const held = byName ? byName.get(messageOf(one)) : among(messages, edit, message)
    if (held === undefined) {
      const made = { edit, message, severity, finding: id, milder: NONE_MILDER }
      messages.push(made)
      byName?.set(messageOf(made), made)
      if (messages.length === FEW) byName = new Map(messages.map((other) => [messageOf(other), other]))
      continue
    }
    if (severity !== 'note') repeats++
    const than = severityRank[severity] - severityRank[held.severity]
    if (than !== 0) held.milder = [...held.milder, than < 0 ? held.severity : severity]
    if (than < 0 || (than === 0 && id < held.finding)) {
      held.severity = severity
      held.finding = id
    }
  }
  return { messages, repeats, stake }
}

function among(messages: readonly HeldMessage[], edit: string, message: string): HeldMessage | undefined {
  for (const held of messages) if (held.message === message && held.edit === edit) return held
  return undefined
}
