/** What the code sets say of one code, for `explain` and the API. */
import {
  isLoaded,
  type DatedTable,
  type MissingTable,
  type Snapshot,
  type TableKey,
  type Tables,
  type TableSet,
} from '../codesets/tables.ts'
import { compactDate, isoDate, OPEN_END } from '../model/dates.ts'

/** One line of an explanation: what is said, and by which release. */
export interface CodeFact {
  readonly label: string
  readonly value: string
  /** Table and release, '' where the package itself says it. */
  readonly source: string
}

/** A code as the tables know it on a day. */
export interface CodeExplanation {
  readonly code: string
  readonly kind: 'diagnosis' | 'procedure' | 'modifier' | 'place'
  readonly on: string
  readonly facts: readonly CodeFact[]
}

const MOST_PARTNERS = 40

/** Everything the snapshot says of a code on a day, one entry for each kind of code it is; none when no table knows it. */
export function explainCode(snapshot: Snapshot, given: string, on: string): readonly CodeExplanation[] {
  const code = given.toUpperCase().replaceAll('.', '')
  const day = compactDate(on)
  const practitioner = snapshot.tables({ biller: 'practitioner', program: 'medicare' })
  const outpatient = snapshot.tables({ biller: 'outpatient', program: 'medicare' })
  const found: [CodeExplanation['kind'], CodeFact[]][] = [
    ['procedure', procedureFacts(practitioner, outpatient, code, day)],
    ['diagnosis', diagnosisFacts(practitioner, code, day)],
    ['modifier', modifierFacts(practitioner, code)],
    ['place', placeFacts(practitioner, code)],
  ]
  return found.filter(([, facts]) => facts.length > 0).map(([kind, facts]) => ({ code, kind, on, facts }))
}

const loaded = <K extends Exclude<TableKey, 'profile'>>(set: TableSet, key: K): Tables[K] | undefined => {
  const table: DatedTable | MissingTable = set[key]
  return isLoaded(table) ? (table as Tables[K]) : undefined
}

const until = (compact: number): string => (compact === OPEN_END ? 'open' : isoDate(compact))

function procedureFacts(practitioner: TableSet, outpatient: TableSet, code: string, day: number): CodeFact[] {
  const facts: CodeFact[] = []
  const hcpcs = loaded(practitioner, 'hcpcs')
  const row = hcpcs?.find(code) ?? -1
  if (hcpcs && row >= 0) {
    const source = `${hcpcs.name} ${hcpcs.releaseOn(day)}`
    facts.push({
      label: 'in force',
      value: `${isoDate(hcpcs.added(row))} to ${until(hcpcs.terminated(row))}`,
      source,
    })
    facts.push({ label: 'text', value: hcpcs.text(row, 'long') || hcpcs.text(row, 'short'), source })
    const coverage = hcpcs.coverage(row)
    if (coverage) facts.push({ label: 'coverage', value: coverage, source })
  }
  const fees = loaded(practitioner, 'feeSchedule')
  const fee = fees?.find(code, day) ?? -1
  if (fees && fee >= 0) {
    const source = `${fees.name} ${fees.releaseOn(day)}`
    const indicators = (
      ['status', 'pcTc', 'multiple', 'bilateral', 'assistant', 'coSurgeon', 'team'] as const
    )
      .map((which) => `${which} ${fees.indicator(fee, which)}`)
      .join(', ')
    facts.push({ label: 'global days', value: fees.globalDays(fee), source })
    facts.push({ label: 'indicators', value: indicators, source })
  }
  for (const [who, set] of [
    ['practitioner', practitioner],
    ['outpatient hospital', outpatient],
  ] as const) {
    const mue = loaded(set, 'mue')
    const limit = mue?.find(code, day) ?? -1
    if (mue && limit >= 0)
      facts.push({
        label: `MUE, ${who}`,
        value: `${mue.value(limit)} units, MAI ${mue.mai(limit)}`,
        source: `${mue.name} ${mue.releaseOn(day)}`,
      })
  }
  const addOns = loaded(practitioner, 'addOns')
  const primaries = addOns?.primaries(code, day, 'practitioner') ?? []
  if (addOns && primaries.length > 0)
    facts.push({
      label: 'add-on to',
      value: listed(primaries),
      source: `${addOns.name} ${addOns.releaseOn(day)}, type ${addOns.type(code, day, 'practitioner')}`,
    })
  for (const [who, set] of [
    ['practitioner', practitioner],
    ['outpatient hospital', outpatient],
  ] as const) {
    const ptp = loaded(set, 'ptp')
    if (!ptp) continue
    const partners = ptp.partners(code, day)
    const source = `${ptp.name} ${ptp.releaseOn(day)}`
    for (const [column, label] of [
      [2, 'bundles'],
      [1, 'bundled into'],
    ] as const)
      for (const indicator of [0, 1] as const) {
        const codes = partners
          .filter((partner) => partner.column === column && partner.indicator === indicator)
          .map((partner) => partner.code)
        if (codes.length > 0)
          facts.push({
            label: `${label}, ${indicator === 0 ? 'no modifier helps' : 'unless a modifier applies'} (${who})`,
            value: `${codes.length}: ${listed(codes)}`,
            source,
          })
      }
  }
  return facts
}

function diagnosisFacts(set: TableSet, code: string, day: number): CodeFact[] {
  const diagnoses = loaded(set, 'diagnoses')
  if (!diagnoses || diagnoses.holding(day) === 'before') return []
  const state = diagnoses.state(code, day)
  const first = diagnoses.firstValid(code)
  if (state === 'absent' && first === 0) return []
  const source = `${diagnoses.name} ${diagnoses.releaseOn(day)}`
  const says =
    state === 'valid'
      ? 'valid for submission'
      : state === 'header'
        ? 'a header: not valid for submission'
        : 'not in force'
  const text = diagnoses.text(code, 'long')
  const children = state === 'header' ? diagnoses.children(code, day, MOST_PARTNERS + 1) : []
  return [
    { label: 'state', value: says, source },
    ...(text ? [{ label: 'text', value: text, source }] : []),
    ...(children.length > 0 ? [{ label: 'valid codes under it', value: listed(children), source }] : []),
    ...(first > 0 ? [{ label: 'first valid day held', value: isoDate(first), source }] : []),
  ]
}

function modifierFacts(set: TableSet, code: string): CodeFact[] {
  const facts: CodeFact[] = []
  const cpt = loaded(set, 'cptModifiers')?.find(code)
  if (cpt) {
    const claims = [
      ...(cpt.professional ? ['professional'] : []),
      ...(cpt.institutional ? ['institutional'] : []),
      ...(cpt.surgeryCenter ? ['surgery center'] : []),
    ]
    facts.push({ label: 'CPT modifier', value: `${cpt.kind}; ${claims.join(', ')} claims`, source: '' })
  }
  const levelTwo = loaded(set, 'hcpcsModifiers')
  const row = levelTwo?.find(code) ?? -1
  if (levelTwo && row >= 0)
    facts.push({
      label: 'HCPCS modifier',
      value: `${levelTwo.text(row, 'long')} (${isoDate(levelTwo.added(row))} to ${until(levelTwo.terminated(row))})`,
      source: levelTwo.name,
    })
  return facts
}

function placeFacts(set: TableSet, code: string): CodeFact[] {
  const places = loaded(set, 'places')
  const row = places?.find(code) ?? -1
  if (!places || row < 0) return []
  return [
    {
      label: 'place of service',
      value: `${places.text(row)}; ${places.facility(row) ? 'facility' : 'non-facility'} rate`,
      source: places.name,
    },
  ]
}

const listed = (codes: readonly string[]): string =>
  codes.length > MOST_PARTNERS
    ? `${codes.slice(0, MOST_PARTNERS).join(' ')} … and ${codes.length - MOST_PARTNERS} more`
    : codes.join(' ')
