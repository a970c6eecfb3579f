/** A fit written down as the model document. */
import { isoDate } from '../model/dates.ts'
import { MODEL_FORMAT, type RiskModel, type Term } from '../model/risk.ts'
import type { Measures } from '../model/evaluation.ts'
import { features, ownFeatures, severities } from './features.ts'
import { groupOf, groupOfFeature, weightAt } from './fit-design.ts'
import type { Sample } from './fit-sample.ts'
import { stakes } from './fit-sample.ts'
import type { Learned } from './fit.ts'

/** What the learner knows beside the sample. */
export interface ModelContext {
  readonly engine: string
  readonly codesets: string
  readonly rules: string
  readonly overturned: number
  readonly claimsUnmatched: number
  readonly remittancesUnmatched: number
}

const MOST = 25
/** Ten-thousandths: a score adds whole numbers up, so that no order of findings makes a difference. */
const rounded = (x: number): number => Math.round(Math.min(MOST, Math.max(-MOST, x)) * 1e4) / 1e4 || 0

/** Denied claims that stand for "all of the charge" before any are seen. */
const LOSS_PRIOR = 10

const sorted = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))

/** Writes a fit down. The same sample in whatever order of its files gives the same document. */
export function modelOf(sample: Sample, learned: Learned, context: ModelContext): RiskModel {
  const { layout, beta, penalties, calibration, stray, settings, split, heldOut } = learned
  const { rows } = learned.part
  const error = learned.errors()
  const weightOf = (column: number): number => (column < 0 ? 0 : beta[column]!)
  const term = (column: number): Term => ({
    weight: rounded(weightOf(column)),
    error: column < 0 ? 0 : rounded(error[column]!),
  })
  const spreadOf = (group: number): number => rounded(1 / Math.sqrt(penalties[group]!))
  const { engine, codesets, rules, overturned, claimsUnmatched, remittancesUnmatched } = context
  const counted = countsOf(sample, rows)
  return {
    format: MODEL_FORMAT,
    engine,
    codesets,
    rules,
    learned: {
      claims: rows.length,
      denied: counted.denied,
      payers: counted.payerClaims.filter((claims) => claims > 0).length,
      overturned,
      claimsUnmatched,
      remittancesUnmatched,
      from: isoDate(sample.decided(rows[0]!)),
      through: isoDate(sample.decided(rows.at(-1)!)),
      calibratedFrom: isoDate(sample.decided(rows[split]!)),
      digest: digestOf(sample, rows),
    },
    settings,
    intercept: term(0),
    features: Object.fromEntries(
      features.map((feature, at) => [
        feature,
        sorted(
          sample.values[at]!.names.map((name, value) => [name, layout.feature(at, value)] as const)
            .filter(([, column]) => column >= 0)
            .map(([name, column]) => [name, term(column)] as const),
        ),
      ]),
    ),
    spread: {
      features: Object.fromEntries(features.map((feature, at) => [feature, spreadOf(groupOfFeature(at))])),
      messages: spreadOf(groupOf('message')),
    },
    severities: severityTerms((at) => term(layout.severity(at))),
    again: term(layout.again),
    messages: sorted(
      sample.messages.names.flatMap((name, message) =>
        layout.message(message) < 0
          ? []
          : [
              [
                name,
                {
                  ...term(layout.message(message)),
                  claims: counted.messageClaims[message]!,
                  denied: counted.messageDenied[message]!,
                },
              ] as const,
            ],
      ),
    ),
    payers: payersOf(sample, learned, counted, term),
    calibration: {
      method: calibration.method,
      intercept: rounded(calibration.intercept),
      slope: Math.max(1e-4, rounded(calibration.slope)),
      table: calibration.table.map(([from, to]) => [rounded(from), rounded(to)]),
      driftDeviation: rounded(calibration.driftDeviation),
      strayClean: rounded(stray.clean),
      strayFound: rounded(stray.found),
    },
    lossShare: counted.lossShare,
    heldOut: heldOutOf(heldOut),
  }
}

const heldOutOf = (measures: Measures): RiskModel['heldOut'] => {
  const { claims, denied, brier, brierSkill, logLoss, auc, calibrationError } = measures
  return {
    claims,
    denied,
    brier: rounded(brier),
    brierSkill: rounded(brierSkill),
    logLoss: rounded(logLoss),
    auc: rounded(auc),
    calibrationError: rounded(calibrationError),
  }
}

const severityTerms = (of: (severity: number) => Term): RiskModel['severities'] => ({
  reject: of(severities.indexOf('reject')),
  deny: of(severities.indexOf('deny')),
  review: of(severities.indexOf('review')),
  note: of(severities.indexOf('note')),
})

interface Counts {
  readonly denied: number
  readonly payerClaims: Int32Array
  readonly payerDenied: Int32Array
  readonly messageClaims: Int32Array
  readonly messageDenied: Int32Array
  readonly lossShare: RiskModel['lossShare']
}

function countsOf(sample: Sample, rows: Int32Array): Counts {
  const [payerClaims, payerDenied] = [0, 0].map(() => new Int32Array(sample.payers.names.length))
  const [messageClaims, messageDenied] = [0, 0].map(() => new Int32Array(sample.messages.names.length))
  const shares = stakes.map(() => LOSS_PRIOR)
  const losses = stakes.map(() => LOSS_PRIOR)
  let denied = 0
  for (const row of rows) {
    const lost = sample.denied(row) ? 1 : 0
    denied += lost
    payerClaims![sample.payer(row)]!++
    payerDenied![sample.payer(row)]! += lost
    sample.eachMessage(row, (message) => {
      messageClaims![message]!++
      messageDenied![message]! += lost
    })
    if (lost === 0 || sample.chargeCents(row) === 0) continue
    losses[sample.stake(row)]!++
    shares[sample.stake(row)]! += sample.deniedCents(row) / sample.chargeCents(row)
  }
  const share = (stake: (typeof stakes)[number]): number => {
    const at = stakes.indexOf(stake)
    return rounded(shares[at]! / losses[at]!)
  }
  return {
    denied,
    payerClaims: payerClaims!,
    payerDenied: payerDenied!,
    messageClaims: messageClaims!,
    messageDenied: messageDenied!,
    lossShare: { nothing: share('nothing'), lines: share('lines'), claim: share('claim') },
  }
}

function payersOf(
  sample: Sample,
  { layout, beta, calibration, off }: Learned,
  { payerClaims, payerDenied }: Counts,
  term: (column: number) => Term,
): RiskModel['payers'] {
  const messages = new Map<number, [string, Term][]>()
  for (const [key, { payer, message, severity }] of layout.met) {
    const column = layout.payerMessage(payer, message)
    const silenced = off.has(key)
    if (column < 0 && !silenced) continue
    const own = term(column)
    // A message that would lower the risk counts nothing: its own part takes back what the others give.
    const back = column < 0 ? 0 : beta[column]!
    const weight = silenced ? rounded(back - weightAt(layout, beta, payer, message, severity)) : own.weight
    messages.set(payer, [
      ...(messages.get(payer) ?? []),
      [sample.messages.names[message]!, { weight, error: own.error }],
    ])
  }
  const ownTerms = (payer: number): Record<string, Record<string, Term>> =>
    Object.fromEntries(
      ownFeatures.flatMap((feature, own) => {
        const known = sample.values[feature]!.names.map(
          (value, at) => [value, layout.payerValue(payer, own, at)] as const,
        ).filter(([, column]) => column >= 0)
        return known.length === 0
          ? []
          : [[features[feature]!, sorted(known.map(([value, column]) => [value, term(column)] as const))]]
      }),
    )
  return sorted(
    sample.payers.names.flatMap((name, payer) => {
      if (payerClaims[payer] === 0) return []
      const known = severities
        .map((severity, at) => [severity, layout.payerSeverity(payer, at)] as const)
        .filter(([, column]) => column >= 0)
        .map(([severity, column]) => [severity, term(column)] as const)
      return [
        [
          name,
          {
            claims: payerClaims[payer]!,
            denied: payerDenied[payer]!,
            ...term(layout.payer(payer)),
            drift: rounded(calibration.drift[payer]!),
            features: ownTerms(payer),
            severities: Object.fromEntries(known),
            messages: sorted(messages.get(payer) ?? []),
          },
        ] as const,
      ]
    }),
  )
}

/** FNV-1a over features and outcomes by name, 64 bits in two halves: which claims taught, whatever order they came in. */
function digestOf(sample: Sample, rows: Int32Array): string {
  let [high, low] = [0x811c9dc5, 0x1b873593]
  const take = (text: string): void => {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      high = Math.imul(high ^ code, 0x01000193)
      low = Math.imul(low ^ code, 0x01000193) ^ (high >>> 15)
    }
  }
  for (const row of rows) {
    take(sample.payers.names[sample.payer(row)]!)
    features.forEach((_, at) => take(sample.values[at]!.names[sample.value(row, at)]!))
    sample.eachMessage(row, (message, severity) => take(`${sample.messages.names[message]!}${severity}`))
    take(
      `${sample.decided(row)} ${sample.denied(row)} ${sample.deniedCents(row)} ${sample.chargeCents(row)} ${sample.repeats(row)}`,
    )
  }
  const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0')
  return `${hex(high)}${hex(low)}`
}
