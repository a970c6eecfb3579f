/** Samples of a recorded run: drawn into a worksheet, and read back when it is filled in. */
import { readFileSync, statSync } from 'node:fs'
import {
  estimateAmount,
  estimateRate,
  type AmountEstimate,
  type AuditedStratum,
  type RateEstimate,
} from '../audit/estimate.ts'
import { recordedBlocks } from '../audit/recorded.ts'
import { drawSample, type DrawnStratum } from '../audit/sample.ts'
import { csvSheet, decodeText } from '../codesets/import/rows.ts'
import { ScrubError } from '../model/errors.ts'
import { SamplePlan } from '../model/sample.ts'
import { line as csvLine } from '../report/csv.ts'
import { inTransaction, type RunStore } from '../store/open.ts'
import { showRun } from '../store/runs.ts'
import { appendTrail } from '../store/trail.ts'

/** A drawn claim as the worksheet shows it. */
interface FrameClaim {
  readonly ordinal: number
  readonly stratum: string
  readonly claim: string
  readonly payer: string | null
  readonly day: string | null
  readonly chargeCents: number
  readonly verdict: string
  readonly findings: string
}

/** Columns of the worksheet: the last four are for the auditor. */
const columns = [
  'sample',
  'stratum',
  'universe',
  'number',
  'ordinal',
  'claim',
  'payer',
  'day',
  'charge',
  'verdict',
  'findings',
  'paid',
  'correct',
  'error',
  'note',
] as const

/** The frame: every claim of the run that could be read and that the plan takes. Throws E_RUN, E_OPTION for an empty one. */
export async function sampleFrame(
  store: RunStore,
  plan: Omit<SamplePlan, 'size' | 'seed'>,
): Promise<FrameClaim[]> {
  const run = await showRun(store, plan.run)
  if (run.state !== 'finished') throw new ScrubError('E_RUN', run.id, 'The run is not finished.')
  const frame: FrameClaim[] = []
  for await (const { results } of recordedBlocks(store, run.id))
    for (const { ordinal, payer, day, chargeCents, result } of results) {
      if (result.claim === null) continue
      if (plan.payer !== undefined && payer !== plan.payer) continue
      if (plan.edit !== undefined && !result.findings.some(({ edit }) => edit === plan.edit)) continue
      const stratum = stratumOf(plan, { payer, verdict: result.verdict, chargeCents })
      const findings = result.findings.map(
        ({ edit, message, line }) => `${edit}/${message}${line === null ? '' : `/${line}`}`,
      )
      frame.push({
        ordinal,
        stratum,
        claim: result.claim,
        payer,
        day,
        chargeCents,
        verdict: result.verdict,
        findings: findings.join(' '),
      })
    }
  if (frame.length === 0) throw new ScrubError('E_OPTION', run.id, 'No claim of the run is in the frame.')
  return frame
}

function stratumOf(
  { stratify, bounds }: Pick<SamplePlan, 'stratify' | 'bounds'>,
  claim: { readonly payer: string | null; readonly verdict: string; readonly chargeCents: number },
): string {
  switch (stratify) {
    case 'none':
      return ''
    case 'payer':
      return claim.payer ?? 'none'
    case 'verdict':
      return claim.verdict
    case 'charge': {
      const at = (bounds ?? []).findIndex((bound) => claim.chargeCents < bound)
      const [from, through] = at < 0 ? [bounds!.at(-1), undefined] : [bounds![at - 1], bounds![at]]
      const money = (cents: number): string => (cents / 100).toFixed(2)
      // Numbered, so that their order as texts is that of the amounts.
      const number = String((at < 0 ? bounds!.length : at) + 1).padStart(2, '0')
      return `${number} ${from === undefined ? 'below' : `from ${money(from)}`}${through === undefined ? '' : `${from === undefined ? '' : ' below'} ${money(through)}`}`
    }
  }
}

/** Draws the sample that a plan says, and enters it in the trail when `by` is given. Returns the worksheet as CSV. */
export async function drawWorksheet(store: RunStore, plan: SamplePlan, by: string): Promise<string> {
  const strata = await drawn(store, plan)
  await inTransaction(store, async (trx) => {
    const { run, ...detail } = plan
    await appendTrail(store, trx, { by, action: 'sample-drawn', subject: run, detail })
  })
  const said = JSON.stringify(plan)
  const rows = strata.flatMap(({ name, universe, claims }) =>
    claims.map(({ number, claim }) =>
      csvLine([
        said,
        name,
        universe,
        number,
        claim.ordinal,
        claim.claim,
        claim.payer,
        claim.day,
        (claim.chargeCents / 100).toFixed(2),
        claim.verdict,
        claim.findings,
        null,
        null,
        null,
        null,
      ]),
    ),
  )
  return csvLine([...columns]) + rows.join('')
}

interface DrawnClaims {
  readonly name: string
  readonly universe: number
  readonly claims: readonly { readonly number: number; readonly claim: FrameClaim }[]
}

async function drawn(store: RunStore, plan: SamplePlan): Promise<DrawnClaims[]> {
  const frame = await sampleFrame(store, plan)
  const byOrdinal = new Map(frame.map((claim) => [claim.ordinal, claim]))
  return drawSample(frame, plan.size, plan.seed, plan.allocation).map((stratum: DrawnStratum) => ({
    name: stratum.name,
    universe: stratum.universe,
    claims: stratum.drawn.map(({ number, ordinal }) => ({ number, claim: byOrdinal.get(ordinal)! })),
  }))
}

/** What a filled-in worksheet says of the frame. */
export interface SampleReport {
  readonly plan: SamplePlan
  readonly strata: readonly {
    readonly name: string
    readonly universe: number
    readonly sample: number
    readonly errors: number
  }[]
  readonly rate: RateEstimate
  /** Overpayment in cents; absent where amounts were not filled in. */
  readonly amount?: AmountEstimate
}

const MOST_BYTES = 256 * 1024 * 1024

/**
 * Reads a worksheet and estimates. The sample is drawn again from the run: a worksheet that lacks a claim of it, has one
 * more or one twice is refused. Throws E_FILE, E_LAYOUT, E_OPTION with the rows that are not filled in.
 */
export async function readWorksheet(
  store: RunStore,
  path: string,
  confidence: number,
): Promise<SampleReport> {
  if (!(confidence > 0 && confidence < 1))
    throw new ScrubError('E_OPTION', '--confidence', 'It is a share between 0 and 1.')
  const rows = worksheetRows(path)
  const plan = planOf(rows, path)
  const strata = await drawn(store, plan)
  const given = new Map<number, Answer>()
  for (const row of rows) {
    const ordinal = Number(row.cells['ordinal'])
    if (given.has(ordinal))
      throw new ScrubError('E_OPTION', `${path} line ${row.line}`, 'The claim stands in the worksheet twice.')
    given.set(ordinal, answerOf(row, path))
  }
  const audited = strata.map(({ name, universe, claims }): AuditedStratum => {
    const answers = claims.map(({ claim }) => {
      const answer = given.get(claim.ordinal)
      if (answer === undefined)
        throw new ScrubError(
          'E_OPTION',
          path,
          `Claim ${claim.ordinal} of the run was drawn and is not in the worksheet.`,
        )
      given.delete(claim.ordinal)
      return answer
    })
    return {
      name,
      universe,
      errors: answers.map(({ error }) => error),
      cents: answers.flatMap(({ cents }) => (cents === undefined ? [] : [cents])),
    }
  })
  if (given.size > 0)
    throw new ScrubError('E_OPTION', path, `${given.size} claims in the worksheet are not of the sample.`)
  const amounts = audited.reduce((count, { cents }) => count + cents.length, 0)
  const all = audited.reduce((count, { errors }) => count + errors.length, 0)
  if (amounts !== 0 && amounts !== all)
    throw new ScrubError(
      'E_OPTION',
      path,
      `Amounts are filled in for ${amounts} of ${all} claims: for all of them, or for none.`,
    )
  const amount = amounts === 0 ? undefined : estimateAmount(audited, confidence)
  return {
    plan,
    strata: audited.map(({ name, universe, errors }) => ({
      name,
      universe,
      sample: errors.length,
      errors: errors.filter(Boolean).length,
    })),
    rate: estimateRate(audited, confidence),
    ...(amount ? { amount } : {}),
  }
}

interface SheetRow {
  readonly line: number
  readonly cells: Readonly<Partial<Record<string, string>>>
}

function worksheetRows(path: string): SheetRow[] {
  let bytes: Buffer
  try {
    if (statSync(path).size > MOST_BYTES)
      throw new ScrubError('E_FILE', path, 'It is too large for a worksheet.')
    bytes = readFileSync(path)
  } catch (error) {
    if (error instanceof ScrubError) throw error
    throw new ScrubError('E_FILE', path, 'The worksheet cannot be read.')
  }
  const sheet = csvSheet(path, decodeText(bytes).replace(/^\ufeff/, ''))
  const head = sheet.rows[0]?.cells.map((name) => name.toLowerCase()) ?? []
  for (const name of ['sample', 'ordinal', 'paid', 'correct', 'error'])
    if (!head.includes(name)) throw new ScrubError('E_LAYOUT', path, `The worksheet has no column "${name}".`)
  return sheet.rows.slice(1).map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(columns.map((name) => [name, cells[head.indexOf(name)] ?? ''])),
  }))
}

function planOf(rows: readonly SheetRow[], path: string): SamplePlan {
  const said = new Set(rows.map(({ cells }) => cells['sample']))
  if (said.size !== 1)
    throw new ScrubError(
      'E_OPTION',
      path,
      'Its rows are not of one sample: the column "sample" must be the same in all.',
    )
  try {
    return SamplePlan.parse(JSON.parse([...said][0] ?? ''))
  } catch {
    throw new ScrubError('E_OPTION', path, 'The column "sample" is not as it was written.')
  }
}

interface Answer {
  readonly error: boolean
  readonly cents: number | undefined
}

/** Dollars as people write them. */
function centsOf(text: string, at: string): number | undefined {
  if (text === '') return undefined
  if (!/^-?\$?\d{1,3}(?:,?\d{3})*(?:\.\d{1,2})?$/.test(text))
    throw new ScrubError('E_OPTION', at, 'Expected dollars with at most two decimals.')
  return Math.round(Number(text.replaceAll(/[$,]/g, '')) * 100)
}

function answerOf({ line, cells }: SheetRow, path: string): Answer {
  const at = `${path} line ${line}`
  const [paid, correct] = [centsOf(cells['paid'] ?? '', at), centsOf(cells['correct'] ?? '', at)]
  if ((paid === undefined) !== (correct === undefined))
    throw new ScrubError('E_OPTION', at, 'Fill in both amounts, paid and correct, or neither.')
  const cents = paid === undefined ? undefined : paid - correct!
  const said = (cells['error'] ?? '').toLowerCase()
  if (!['', 'yes', 'no', 'y', 'n'].includes(said)) throw new ScrubError('E_OPTION', at, 'Error is yes or no.')
  if (said === '' && cents === undefined) throw new ScrubError('E_OPTION', at, 'The row is not filled in.')
  if (said.startsWith('n') && cents !== undefined && cents !== 0)
    throw new ScrubError('E_OPTION', at, 'Error is no, and yet paid is not correct.')
  return { error: said === '' ? cents !== 0 : said.startsWith('y'), cents }
}
