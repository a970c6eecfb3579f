import { firstDay } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
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
  tables: ['therapyThresholds'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'modifier-therapy': 'line' },
  wakes: { modifier: (code) => code === 'GN' || code === 'GO' || code === 'GP' },
  notes: [
    'What counts is what Medicare allowed that year, other providers included. A claim shows only what is charged, which is more: within one claim this is a reason to look, so `review`.',
    'Physical and speech therapy (GP, GN) share an amount, occupational therapy (GO) has its own.',
    'Years that the table does not know are unchecked.',
  ],
  messages: {
    withoutKx: {
      severity: 'review',
      group: 'PR',
      carc: '119',
      scope: 'line',
      text: 'Therapy charged on this claim in {{year}} passes the threshold of ${{threshold}} with {{procedure}} on {{date}}, which bears no KX.',
      fix: 'Check what Medicare has allowed this year; above the threshold report KX if the record supports further therapy.',
    },
  },

  check(claim, { therapyThresholds }, report) {
    const charged = new Map<string, number>()
    const told = new Set<string>()
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
      if (sum <= limit || line.modifiers.includes('KX') || told.has(key)) continue
      // One finding a discipline and year: the lines after it have the same cause.
      told.add(key)
      const data = {
        year,
        threshold: (limit / 100).toLocaleString('en-US'),
        procedure: line.procedure ?? '',
        date: isoDate(day),
      }
      report('withoutKx', `lines[${at}].modifiers`, data, { cite: therapyThresholds.cite(day) })
    }
  },
})
