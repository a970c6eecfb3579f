/** How often Medicare pays a service (`frequency_limits.csv`). Sources: IOM 100-04 chapters 12 and 18; NCD 210; the rows' own. */
import type { Citation, DatedTable } from '../dated.ts'
import { datedRow, inForce, words, type DatedRow } from './by-code.ts'
import { citeSmall, smallDated, type SmallRow } from './rows.ts'

/** The rules as the table words them. */
const rules = [
  'lifetime',
  'full months after',
  'in 12 months',
  'per season',
  'by product',
  'days after',
  'per stay',
  'per calendar month',
  'days after discharge',
] as const

/** How a limit counts. */
export type FrequencyRule = (typeof rules)[number]

/** One limit of a group of services. */
export interface FrequencyLimit {
  readonly group: string
  /** Codes that count together. */
  readonly codes: readonly string[]
  readonly rule: FrequencyRule
  /** Services that are paid. */
  readonly count: number
  /** Months or days, 0 where the rule has none. */
  readonly value: number
  /** Whether the payer denies what goes beyond; false where the row, or its note, leaves room. */
  readonly denies: boolean
  /** Other codes after which the service is not paid again either, with their full months. */
  readonly after: Readonly<Record<string, number>>
  /** Beginning of the diagnoses that make the service a screening, which alone is limited; '' where every one is. */
  readonly screening: string
  /** Full months where one of these diagnoses says that the risk is high. */
  readonly highRisk: { readonly months: number; readonly diagnoses: readonly string[] } | undefined
}

/** Limits by code and day. */
export interface FrequencyLimits extends DatedTable {
  find(procedure: string, day: number): readonly FrequencyLimit[]
  has(procedure: string): boolean
  cite(limit: FrequencyLimit): Citation
}

/** Words of a note that leave room for more. */
const LEAVES_ROOM = /more often|more than one a season|yearly with|up to three|medically necessary/

/** Diagnosis codes in a note: single ones and ranges `Z72.51 to Z72.53` within one last digit. */
function diagnosesIn(text: string): string[] {
  return [...text.matchAll(/([A-Z]\d\d(?:\.\d+)?)(?: to ([A-Z]\d\d(?:\.\d+)?))?/g)].flatMap(
    ([, one, last]) => {
      const first = one!.replace('.', '')
      if (last === undefined) return [first]
      const stem = first.slice(0, -1)
      const [from, to] = [Number(first.at(-1)), Number(last.at(-1))]
      return Array.from({ length: to - from + 1 }, (_, at) => `${stem}${from + at}`)
    },
  )
}

function limitOf({ row, certain }: DatedRow): FrequencyLimit {
  const note = row['note'] ?? ''
  const rule = rules.find((one) => one === row['rule'])
  if (!rule) throw new Error(`frequency_limits has a rule that is none: "${row['rule']}"`)
  const value = Number(row['value'] || 0)
  const after: Record<string, number> = {}
  for (const code of /from any of ([A-Z0-9, ]+)/.exec(note)?.[1]?.split(', ') ?? []) after[code] = value
  for (const [, months, code] of note.matchAll(/(\d+) after ([A-Z]\d{4})/g)) after[code!] = Number(months)
  const risk = /^(\d+) where the diagnosis says high risk \((.*)\)/.exec(note)
  return {
    group: row['group'] ?? '',
    codes: words(row['codes']),
    rule,
    count: Number(row['count']),
    value,
    denies: row['severity'] === 'deny' && certain === 'high' && !LEAVES_ROOM.test(note),
    after,
    screening: /with (?:a screening diagnosis \()?(Z[\d.]+)/.exec(note)?.[1]?.replace('.', '') ?? '',
    highRisk: risk ? { months: Number(risk[1]), diagnoses: diagnosesIn(risk[2]!) } : undefined,
  }
}

/** Builds the table from its rows. Throws for a rule that is none. */
export function frequencyLimits(rows: readonly SmallRow[]): FrequencyLimits {
  const entries = rows.map(datedRow).map((dated) => ({ dated, limit: limitOf(dated) }))
  const byCode = new Map<string, typeof entries>()
  for (const entry of entries)
    for (const code of entry.limit.codes) byCode.set(code, [...(byCode.get(code) ?? []), entry])
  return {
    ...smallDated('frequency-limits'),
    find: (procedure, day) =>
      (byCode.get(procedure) ?? []).filter(({ dated }) => inForce(dated, day)).map(({ limit }) => limit),
    has: (procedure) => byCode.has(procedure),
    cite: (limit) =>
      citeSmall('frequency-limits', entries.find((entry) => entry.limit === limit)?.dated.row ?? {}),
  }
}
