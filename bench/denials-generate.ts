/**
 * Claims whose probability of denial is known, by several processes of different shape. Seeded; all invented.
 *
 * A claim has a payer (of rate 2 to 25 %), a specialty, a place, one to eight lines, a charge, and in about a third of
 * all cases one to four findings out of forty messages, of which half are rare. What the payer does follows one of:
 *
 * - `additive`: log-odds of payer, specialty, place, charge and findings add up.
 * - `interactions`: as before, but every payer takes each message in its own way, some ignore it.
 * - `independent`: each finding is a chance of denial of its own beside the payer's (noisy-or).
 * - `worst`: only the weightiest finding counts, and payers differ in how strict they are.
 * - `drift`: as `additive`, while payers change over the two years: each by a trend (deviation 0.5 in log-odds), one in
 *   four abruptly too (0.8), and all by 0.4 together.
 * - `mild-drift`: as `drift`, with half the trends and without abrupt changes: some points of a rate in a year.
 * - `other-causes`: as `additive`, with some variation in what no model can see.
 * - `few-payers`: five payers alone, hazards in place of odds, messages taken in each payer's own way, pairs of findings
 *   that weigh more or less together, and places that weigh differently at each payer.
 */
import type { Claim, PayerLine } from '../src/model/claim.ts'
import type { Severity } from '../src/model/result.ts'
import type { RiskFinding } from '../src/risk/features.ts'
import { random } from './generate.ts'

/** The processes. */
export const processes = [
  'additive',
  'interactions',
  'independent',
  'worst',
  'drift',
  'mild-drift',
  'other-causes',
  'few-payers',
] as const
export type Process = (typeof processes)[number]

/** A claim with what would be denied of it, and what was. */
export interface KnownClaim {
  readonly claim: Claim
  readonly findings: readonly RiskFinding[]
  /** The true probability that the payer denies it. */
  readonly truth: number
  /** Log-odds (`few-payers`: log of hazard) without findings and without what no model can see, moves counted; see `chanceOf`. */
  readonly rest: number
  /** What the findings come to. */
  readonly found: number
  /** What the payer had moved by on that day, in log-odds, and by the last day of `LEARNED_DAYS`. */
  readonly moved: number
  readonly lastMoved: number
  readonly denied: boolean
  /** Day of decision, 0 the first. */
  readonly day: number
}

const MOST_PAYERS = 20
/** Days in all. */
export const DAYS = 730
/** Days on which a drifting process is learned; it is judged on those that follow. */
export const LEARNED_DAYS = 640
/** How payers move over all days, in log-odds. */
export interface Moves {
  /** Deviation of the trends. */
  readonly trend: number
  /** What all move by. */
  readonly together: number
  /** Share of payers that change abruptly, and by what deviation. */
  readonly jumping: number
  readonly jump: number
}
/** Of the processes that drift. */
export const movesOf = {
  drift: { trend: 0.5, together: 0.4, jumping: 0.25, jump: 0.8 },
  'mild-drift': { trend: 0.25, together: 0.2, jumping: 0, jump: 0 },
} as const satisfies Partial<Record<Process, Moves>>

const lines: readonly PayerLine[] = ['medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other']
const taxonomies = [
  '207Q00000X',
  '207R00000X',
  '208600000X',
  '207X00000X',
  '2085R0202X',
  '208D00000X',
  '207RC0000X',
]
const places = ['11', '22', '23', '02', '10']
const codes = ['99213', '93000', '71046', '80053', '20610', '11042', 'J1030', 'E0601']
const severitiesOf: readonly Severity[] = ['deny', 'deny', 'deny', 'review', 'review', 'reject', 'note']

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const logit = (p: number): number => Math.log(p / (1 - p))

interface Message {
  readonly edit: string
  readonly message: string
  readonly severity: Severity
  /** How often it is drawn, beside the others. */
  readonly share: number
  /** Log-odds that it adds. */
  readonly weight: number
}

/** Deviation of what no model can see, in `other-causes`. */
const HIDDEN = 0.3

/** Probability of denial of what `KnownClaim` has without findings and of findings. */
export function chanceOf(process: Process, rest: number, found: number): number {
  switch (process) {
    case 'independent':
      return 1 - Math.exp(-found) * (1 - logistic(rest))
    case 'few-payers':
      return -Math.expm1(-Math.exp(rest + found))
    default:
      return logistic(rest + found)
  }
}

/** The same to who does not see what no model can: in `other-causes` a mean (Gauss-Hermite, three points). */
export const chanceSeen = (process: Process, rest: number, found: number): number =>
  process === 'other-causes'
    ? (4 * chanceOf(process, rest, found) +
        chanceOf(process, rest + HIDDEN * Math.sqrt(3), found) +
        chanceOf(process, rest - HIDDEN * Math.sqrt(3), found)) /
      6
    : chanceOf(process, rest, found)

/** Makes claims one by one; the same seed and process give the same. */
export function* knownClaims(process: Process, count: number, seed: number): Generator<KnownClaim> {
  const next = random(seed)
  const isFew = process === 'few-payers'
  const PAYERS = isFew ? 5 : MOST_PAYERS
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - next()))
    return radius * Math.cos(2 * Math.PI * next())
  }
  const table = (size: number, deviation: number): number[] =>
    Array.from({ length: size }, () => deviation * normal())

  const messages: Message[] = Array.from({ length: 40 }, (_, at) => {
    const severity = severitiesOf[at % severitiesOf.length]!
    const mean = { reject: 3, deny: 2, review: 0.6, note: 0.05 }[severity]
    return {
      edit: `edit-${at % 12}`,
      message: `m${at}`,
      severity,
      share: at < 20 ? 1 : 0.05,
      weight: Math.max(0, mean + 0.6 * mean * normal()),
    }
  })
  const shares = messages.reduce((sum, { share }) => sum + share, 0)
  const draw = (): number => {
    let left = next() * shares
    for (let at = 0; at < messages.length; at++) if ((left -= messages[at]!.share) < 0) return at
    return 0
  }
  const rates = Array.from({ length: PAYERS }, (_, at) => 0.02 + (0.23 * at) / (PAYERS - 1))
  const sizes = Array.from({ length: PAYERS }, () => 0.3 + next() * 1.7)
  const allSizes = sizes.reduce((sum, size) => sum + size, 0)
  const drawPayer = (): number => {
    let left = next() * allSizes
    for (let at = 0; at < PAYERS; at++) if ((left -= sizes[at]!) < 0) return at
    return 0
  }
  const strict = Array.from({ length: PAYERS }, () => 0.4 + next() * 1.2)
  const taken = Array.from({ length: PAYERS }, () =>
    messages.map(() => (next() < 0.3 ? 0 : Math.exp(0.5 * normal()))),
  )
  const bySpecialty = table(taxonomies.length, 0.35)
  const byPlace = table(places.length, 0.25)
  const byCode = table(codes.length, 0.3)
  // All processes draw the same here: their claims are what they are beside how payers move.
  const { trend: trends, together: all, jumping, jump } = movesOf.drift
  const slopes = table(PAYERS, trends)
  const jumps = Array.from({ length: PAYERS }, () => (next() < jumping ? jump * normal() : 0))
  const jumpDays = Array.from({ length: PAYERS }, () => next() * DAYS)
  // Other processes draw nothing here: their claims stay what they were.
  const together = table(isFew ? messages.length ** 2 : 0, 0.4)
  const byPayerAndPlace = table(isFew ? PAYERS * places.length : 0, 0.3)

  const movedBy = (payer: number, day: number): number => {
    const trend = (slopes[payer]! + all) * (day / DAYS - 0.5)
    if (process === 'drift') return trend + (day > jumpDays[payer]! ? jumps[payer]! : 0)
    return process === 'mild-drift' ? trend / 2 : 0
  }

  const takenBy = (payer: number, held: readonly number[]): number =>
    held.reduce((total, at) => total + messages[at]!.weight * taken[payer]![at]!, 0)

  for (let id = 0; id < count; id++) {
    const payer = drawPayer()
    const day = Math.floor(next() * DAYS)
    const [specialty, place, code] = [
      Math.floor(next() * taxonomies.length),
      next() < 0.4 ? 0 : Math.floor(next() * places.length),
      Math.floor(next() * codes.length),
    ]
    const many = 1 + Math.floor(8 * next() ** 2)
    const dollars = Math.exp(4 + 1.2 * normal() + 0.2 * many)
    const held =
      next() < 0.35 ? Array.from({ length: 1 + Math.floor(4 * next() ** 3) }, draw) : ([] as number[])
    const distinct = [...new Set(held)]
    // Rates are of all claims: what findings add on average is taken off the clean ones.
    const base =
      logit(rates[payer]!) -
      0.35 +
      bySpecialty[specialty]! +
      byPlace[place]! +
      byCode[code]! +
      0.15 * (Math.log(dollars) - 4.5)
    const weights = distinct.map((at) => messages[at]!.weight)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const pairs = isFew
      ? distinct.flatMap((one, at) =>
          distinct.slice(at + 1).map((other) => together[one * messages.length + other]!),
        )
      : []
    const found = {
      independent: sum / 4,
      worst: strict[payer]! * Math.max(0, ...weights),
      interactions: takenBy(payer, distinct),
      'few-payers': 0.7 * (takenBy(payer, distinct) + pairs.reduce((total, weight) => total + weight, 0)),
      additive: sum,
      drift: sum,
      'mild-drift': sum,
      'other-causes': sum,
    }[process]
    const rest = base + movedBy(payer, day) + (isFew ? byPayerAndPlace[payer * places.length + place]! : 0)
    const hidden = process === 'other-causes' ? HIDDEN * normal() : 0
    const truth = chanceOf(process, rest + hidden, found)
    const cents = Math.max(100, Math.round(dollars * 100))
    yield {
      claim: {
        id: `K${id}`,
        type: 'professional',
        payer: { id: `P${String(payer).padStart(2, '0')}`, line: lines[payer % lines.length] },
        rendering: { taxonomy: taxonomies[specialty] },
        placeOfService: places[place],
        chargeCents: cents,
        diagnoses: [],
        lines: Array.from({ length: many }, (_, at) => ({
          number: at + 1,
          procedure: codes[code],
          modifiers: [],
          units: 1,
          chargeCents: Math.floor(cents / many),
          serviceDate: '2025-01-01',
          pointers: [],
        })),
        conditionCodes: [],
        occurrenceCodes: [],
        valueCodes: [],
        procedures: [],
        otherPayers: [],
      } as unknown as Claim,
      findings: held.map((at, index) => ({
        id: `K${id}/${messages[at]!.edit}/${messages[at]!.message}/${index}`,
        edit: messages[at]!.edit,
        message: messages[at]!.message,
        severity: messages[at]!.severity,
        scope: 'line',
        causedBy: null,
      })),
      truth,
      rest,
      found,
      moved: movedBy(payer, day),
      lastMoved: movedBy(payer, LEARNED_DAYS - 1),
      denied: next() < truth,
      day,
    }
  }
}
