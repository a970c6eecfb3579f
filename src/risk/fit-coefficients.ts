/** Coefficients of one design, and how strongly each kind of them is held back: the data say so themselves. */
import { severities } from './features.ts'
import type { Part } from './fit-cells.ts'
import { designOf, GROUPS, groupOf, layoutOf, weightAt, type Layout } from './fit-design.ts'
import type { Sample } from './fit-sample.ts'
import type { Design, Link } from './fit-passes.ts'
import { solve, type Penalty, type Solved } from './fit-solve.ts'
import { excessOf } from './fit-spread.ts'
import { priorHazard, priorLogOdds } from './prior.ts'

/** What is chosen by trial on later claims. */
export interface Settings {
  readonly link: Link
  readonly further: number
  readonly halfLifeDays: number | null
}

/** A fit. */
export interface Fitted {
  /** The rows fitted. */
  readonly part: Part
  readonly layout: Layout
  readonly beta: Float64Array
  /** Standard error of each coefficient, such that the errors of a score's coefficients make up that of the score. */
  readonly errors: () => Float64Array
  /** Penalised loss of the rows fitted. */
  readonly objective: number
  /** Penalty of each group. */
  readonly penalties: Float64Array
  /** Messages at payers that count nothing. */
  readonly off: ReadonlySet<number>
}

/** Penalties to start from: the inverse of the variance that coefficients of a kind are thought to have. */
const START = 4
/** Holds intercept and severities: they are known from thousands of claims, or stay where the prior has them. */
const WEAK = 1e-6
const SEVERITY = 2
/** Bounds of a penalty: a kind that does not earn its place is held at nothing. */
const [LOOSEST, TIGHTEST] = [0.25, 1e5]
const ROUNDS = 8
/** Rounds that are left to a fit that goes on from another. */
const ROUNDS_AFTER = 3
/** Rounds before the last after which the weightiest finding of each claim is told anew. */
const RETELL: ReadonlySet<number> = new Set([6, 3])
/** While penalties are sought, steps need not be exact. */
const ROUGH = { steps: 2, tolerance: 1e-5, residual: 0.05 }
/** The same before the first penalties: from coefficients that have not arrived, they would run away. */
const FIRST = { steps: 12, tolerance: 1e-5, residual: 0.05 }
const EXACT = { steps: 25, tolerance: 1e-8 }

/**
 * Fits the coefficients on rows. Each kind of coefficient has a penalty of its own, which follows from how far the
 * coefficients stray (MacKay's fixed point: penalty = effective number of coefficients / sum of their squares), so that
 * interactions that the data do not bear out shrink to nothing. Findings whose weight at a payer comes out below 0 are
 * taken out and the rest is fitted again. `after` is another fit with the same link, from which this one goes on.
 * Source: D. MacKay, Bayesian interpolation, Neural Computation 4 (1992), https://doi.org/10.1162/neco.1992.4.3.415
 */
export function fitCoefficients(
  sample: Sample,
  part: Part,
  settings: Settings,
  daysSince: (row: number) => number,
  after?: Fitted,
): Fitted {
  const layout = after?.part === part ? after.layout : layoutOf(sample, part)
  const { columns, group } = layout
  const { halfLifeDays, further, link } = settings
  const weightOf =
    halfLifeDays === null ? () => 1 : (row: number): number => 0.5 ** (daysSince(row) / halfLifeDays)
  const penalties = after?.penalties.slice() ?? new Float64Array(GROUPS).fill(START)
  penalties[groupOf('fixed')] = WEAK
  penalties[groupOf('severity')] = SEVERITY
  const held: Penalty = {
    penalty: new Float64Array(columns),
    centre: new Float64Array(columns),
    least: new Float64Array(columns).fill(-Infinity),
  }
  severities.forEach((severity, at) => {
    held.centre[layout.severity(at)] = link === 'odds' ? priorLogOdds(severity) : priorHazard(severity)
    held.least[layout.severity(at)] = 0
  })
  held.least[layout.again] = 0
  const beta = new Float64Array(columns)
  if (after) carryOver(after, layout, beta)
  else beta[0] = rateOf(sample, part)
  const off = new Set<number>()
  const hold = (): void => {
    for (let column = 0; column < columns; column++) held.penalty[column] = penalties[group[column]!]!
  }
  const tell = (): Design => designOf(sample, part, layout, { link, further, beta, off }, weightOf)

  let design = tell()
  let steps = after ? ROUGH : FIRST
  for (let left = after ? ROUNDS_AFTER : ROUNDS; left > 0; left--) {
    hold()
    const { curvature } = solve(design, held, beta, steps)
    steps = ROUGH
    relax(penalties, group, beta, held.centre, curvature)
    if (RETELL.has(left)) {
      turnOff(layout, beta, off)
      if (further < 1 || off.size > 0) design = tell()
    }
  }
  hold()
  let solved = solve(design, held, beta, EXACT)
  for (let round = 0; round < 3 && turnOff(layout, beta, off); round++) {
    design = tell()
    solved = solve(design, held, beta, EXACT)
  }
  return {
    part,
    layout,
    beta,
    penalties,
    off,
    objective: solved.objective,
    errors: () => errorsOf(design, solved, held.penalty, group),
  }
}

const foundGroups: ReadonlySet<number> = new Set(
  (['severity', 'again', 'message', 'payer-severity', 'payer-message'] as const).map(groupOf),
)

function errorsOf(design: Design, solved: Solved, penalty: Float64Array, group: Uint8Array): Float64Array {
  const excess = excessOf(design, solved, penalty)
  return solved.curvature.map((curve, column) =>
    Math.sqrt((foundGroups.has(group[column]!) ? excess.found : excess.rest) / curve),
  )
}

/** Sets the penalty of every group but the fixed ones to what its coefficients bear out. */
function relax(
  penalties: Float64Array,
  group: Uint8Array,
  beta: Float64Array,
  centre: Float64Array,
  curvature: Float64Array,
): void {
  const effective = new Float64Array(penalties.length)
  const squares = new Float64Array(penalties.length)
  for (let column = 0; column < beta.length; column++) {
    const own = group[column]!
    effective[own]! += 1 - penalties[own]! / curvature[column]!
    squares[own]! += (beta[column]! - centre[column]!) ** 2
  }
  for (let own = 0; own < penalties.length; own++) {
    if (own === groupOf('fixed') || own === groupOf('severity')) continue
    const wanted = squares[own]! > 0 ? effective[own]! / squares[own]! : TIGHTEST
    penalties[own] = Math.min(TIGHTEST, Math.max(LOOSEST, wanted))
  }
}

/** Takes out the messages that would lower the risk at their payer; true when there were any new ones. */
function turnOff(layout: Layout, beta: Float64Array, off: Set<number>): boolean {
  const before = off.size
  for (const [key, { payer, message, severity }] of layout.met)
    if (weightAt(layout, beta, payer, message, severity) < 0) off.add(key)
  return off.size > before
}

/** Log-odds of all rows together: steps that start elsewhere go far astray before they arrive. */
function rateOf(sample: Sample, { rows }: Part): number {
  const denied = rows.reduce((sum, row) => sum + (sample.denied(row) ? 1 : 0), 0.5)
  return Math.log(denied / (rows.length + 1 - denied))
}

/**
 * Takes coefficients over that both fits have; others start at 0. What was taken out weighs nothing where it is met again:
 * what else of it there is followed no claims, and the steps from there would go far astray.
 */
function carryOver({ layout: before, beta: from, off }: Fitted, layout: Layout, beta: Float64Array): void {
  const columns = new Map<number, number>()
  before.key.forEach((own, column) => columns.set(own, column))
  layout.key.forEach((own, column) => {
    const known = columns.get(own)
    if (known !== undefined) beta[column] = from[known]!
  })
  for (const [key, { payer, message, severity }] of layout.met) {
    const own = layout.payerMessage(payer, message)
    if (off.has(key) && own >= 0) beta[own]! -= weightAt(layout, beta, payer, message, severity)
  }
}
