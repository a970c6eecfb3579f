import { firstDay, lastServiceDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { evidenceOf, samePayer, type PriorLine } from '../model/history.ts'
import { defineEdit } from './define.ts'

/** Therapy above the year's threshold without KX. */
export const therapyThreshold = defineEdit({
  id: 'therapy-threshold',
  title: 'Therapy above the year’s threshold without KX',
  why: `Once Medicare has allowed a year's threshold of physical and speech therapy, or of occupational therapy, every
    further line bears KX, which says that the record supports the need. Lines without it are denied.`,
  source: {
    title: 'Bipartisan Budget Act of 2018 section 50202; IOM 100-04 chapter 5 section 10.3',
    url: 'https://www.cms.gov/medicare/coding-billing/therapy-services',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'medicare',
  tables: ['therapyThresholds', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-therapy': 'line' },
  wakes: { modifier: (code) => code === 'GN' || code === 'GO' || code === 'GP' },
  notes: [
    'What counts is what Medicare allowed that year, other providers included. Claims show only what is charged, commonly two to three times that: above the threshold a `note`, above three times the threshold `review`.',
    'Earlier claims of the year to this payer count, whoever billed them, up to the day of the line; the finding names the last ten lines.',
    'Physical and speech therapy (GP, GN) share an amount, occupational therapy (GO) has its own.',
    'Years that the table does not know are unchecked.',
  ],
  messages: {
    perhapsWithoutKx: {
      severity: 'note',
      text: 'Therapy charged on {{claims}} in {{year}} passes the threshold of ${{threshold}} with {{procedure}} on {{date}}, which bears no KX; less than was charged is allowed.',
      fix: 'Nothing while what Medicare has allowed this year is below the threshold; above it report KX if the record supports further therapy.',
    },
    withoutKx: {
      severity: 'review',
      group: 'PR',
      carc: '119',
      scope: 'line',
      text: 'Therapy charged on {{claims}} in {{year}} passes three times the threshold of ${{threshold}} with {{procedure}} on {{date}}, which bears no KX.',
      fix: 'Check what Medicare has allowed this year; above the threshold report KX if the record supports further therapy.',
    },
  },

  check(claim, { therapyThresholds, history }, report) {
    const charged = new Map<string, number>()
    const told = new Set<string>()
    const last = lastServiceDay(claim)
    const inOrder = claim.lines
      .map((line, at) => ({ line, at }))
      .sort((a, b) => firstDay(a.line) - firstDay(b.line))
    for (const { line, at } of inOrder) {
      const occupational = line.modifiers.includes('GO')
      if (!occupational && !line.modifiers.includes('GP') && !line.modifiers.includes('GN')) continue
      const day = firstDay(line)
      const year = Math.floor(day / 10000)
      const threshold = therapyThresholds.on(day)
      if (!threshold) {
        report.unchecked('no-table', `No therapy threshold is known for ${year}.`, therapyThresholds.name)
        continue
      }
      const key = `${year} ${occupational}`
      const sum = (charged.get(key) ?? 0) + line.chargeCents
      charged.set(key, sum)
      const limit = occupational ? threshold.occupationalCents : threshold.physicalAndSpeechCents
      if (line.modifiers.includes('KX')) continue
      const earlier = history
        .of(claim)
        .between(year * 10_000 + 101, last)
        .filter((prior) => samePayer(claim, prior.claim) && counts(prior, day, occupational))
      const total = sum + earlier.reduce((cents, { chargeCents }) => cents + chargeCents, 0)
      if (total <= limit) continue
      const message = total > limit * MOST_CHARGED ? 'withoutKx' : 'perhapsWithoutKx'
      // One finding a discipline, year and message: the lines after it have the same cause.
      if (told.has(`${key} ${message}`)) continue
      told.add(`${key} ${message}`)
      const data = {
        year,
        claims: earlier.length > 0 ? 'this and earlier claims' : 'this claim',
        threshold: (limit / 100).toLocaleString('en-US'),
        procedure: line.procedure ?? '',
        date: isoDate(day),
      }
      report(message, `lines[${at}].modifiers`, data, {
        evidence: earlier.slice(-MOST_NAMED).map(evidenceOf),
        cite: therapyThresholds.cite(day),
      })
    }
  },
})

/** Charges are taken to be at most so many times what Medicare allows: careful, as no claim shows the allowed amount. */
const MOST_CHARGED = 3

/** The most earlier lines a finding names. */
const MOST_NAMED = 10

/** Whether a line of an earlier claim uses up the threshold of the discipline by the day. */
function counts({ claim, modifiers, from }: PriorLine, day: number, occupational: boolean): boolean {
  if (Math.floor(from / 10_000) !== Math.floor(day / 10_000) || from > day || (from === day && claim.later))
    return false
  if (occupational) return modifiers.includes('GO')
  return !modifiers.includes('GO') && (modifiers.includes('GP') || modifiers.includes('GN'))
}
