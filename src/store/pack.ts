/**
 * Results as a block keeps them: a JSON list, without what many results of the run share. One read back
 * is the result that was written, with its keys in the same order, whatever fields later versions add.
 */
import type { ClaimResult, Finding, Result, Stale, Unchecked } from '../model/result.ts'

/** What findings of a run have in common. */
export interface Kind {
  readonly edit: string
  readonly message: string
  readonly severity: Finding['severity']
  readonly group: string | null
  readonly carc: string | null
  readonly rarc: string | null
  readonly scope: Finding['scope']
  /** The payer of the claims: sums by payer are then sums over kinds. */
  readonly payer: string | null
  /** The source without its row. */
  readonly source: Omit<Finding['source'], 'row'>
}

/** Shared parts of a run's results, numbered in the order of first use. */
export interface Shared {
  readonly kinds: Kind[]
  readonly phrases: string[]
}

/** Shared parts for writing: those of the run so far, and what a block adds. */
export interface Sharing {
  /** Numbers of the findings of one claim, in their order. */
  kindsOf(findings: readonly Finding[], payer: string | null): number[]
  /** Number of an entry, undefined where the run has too many: then it is written out. */
  phraseOf(entry: Unchecked | Stale): number | undefined
  /** Kinds and phrases from these numbers on were added. */
  readonly shared: Shared
}

/** Phrases of one run; entries beyond are written out in each result, which costs room and nothing else. */
const MOST_PHRASES = 20_000

/** Keys of a finding in the order in which the engine makes them; others may follow. */
const KEYS = [
  'id',
  'edit',
  'message',
  'severity',
  'line',
  'at',
  'where',
  'relatedLines',
  'text',
  'fix',
  'group',
  'carc',
  'rarc',
  'scope',
  'atRiskCents',
  'source',
  'evidence',
  'causedBy',
] as const

/** Numbers shared parts, going on from those that the run has. */
export function createSharing(known: Shared): Sharing {
  const shared: Shared = { kinds: [...known.kinds], phrases: [...known.phrases] }
  // Of one payer and edit there are few, and comparing them is quicker than making one long key of all fields.
  const kinds = new Map<string | null, Map<string, number[]>>()
  const ofPayer = (payer: string | null): Map<string, number[]> => {
    let known = kinds.get(payer)
    if (!known) kinds.set(payer, (known = new Map<string, number[]>()))
    return known
  }
  const enter = (ofPayer: Map<string, number[]>, edit: string, number: number): number => {
    const known = ofPayer.get(edit)
    if (known) known.push(number)
    else ofPayer.set(edit, [number])
    return number
  }
  shared.kinds.forEach(({ payer, edit }, number) => enter(ofPayer(payer), edit, number))
  const phrases = new Map(shared.phrases.map((body, at) => [body, at]))
  const seen = new WeakMap<object, number>()
  return {
    shared,
    kindsOf(findings, payer) {
      if (findings.length === 0) return []
      const ofThis = ofPayer(payer)
      return findings.map((finding) => {
        for (const number of ofThis.get(finding.edit) ?? [])
          if (isOfKind(finding, shared.kinds[number]!)) return number
        const { edit, message, severity, group, carc, rarc, scope } = finding
        const source = { ...finding.source }
        delete source.row
        shared.kinds.push({ edit, message, severity, group, carc, rarc, scope, payer, source })
        return enter(ofThis, edit, shared.kinds.length - 1)
      })
    },
    phraseOf(entry) {
      const known = seen.get(entry)
      if (known !== undefined) return known
      const body = JSON.stringify(entry)
      let found = phrases.get(body)
      if (found === undefined) {
        if (shared.phrases.length >= MOST_PHRASES) return undefined
        found = shared.phrases.push(body) - 1
        phrases.set(body, found)
      }
      seen.set(entry, found)
      return found
    },
  }
}

/** Whether a finding of the same payer and edit has all else in common too. */
const isOfKind = (finding: Finding, kind: Kind): boolean =>
  finding.message === kind.message &&
  finding.severity === kind.severity &&
  finding.group === kind.group &&
  finding.carc === kind.carc &&
  finding.rarc === kind.rarc &&
  finding.scope === kind.scope &&
  finding.source.title === kind.source.title &&
  finding.source.url === kind.source.url &&
  finding.source.table === kind.source.table &&
  finding.source.release === kind.source.release

/** What is kept of a result, as JSON. `kinds` are those of its findings. */
export function packResult(result: Result, kinds: readonly number[], sharing: Sharing): unknown {
  if (result.claim === null) return result
  const packed = result.findings.map((finding, at) => packFinding(result.claim, finding, kinds[at]!))
  const entries = (list: readonly (Unchecked | Stale)[]): unknown[] =>
    list.map((entry) => sharing.phraseOf(entry) ?? entry)
  return { ...result, findings: packed, unchecked: entries(result.unchecked), stale: entries(result.stale) }
}

/** A finding as a list where its keys are those known, in their order; else as it is. */
function packFinding(claim: string, finding: Finding, kind: number): unknown {
  const start = `${claim}/`
  if (!hasKnownKeys(finding) || !finding.id.startsWith(start)) return finding
  const { line, at, where, relatedLines, text, fix, atRiskCents, source, evidence, causedBy } = finding
  const values: unknown[] = [
    kind,
    finding.id.slice(start.length),
    line,
    at,
    where,
    relatedLines,
    text,
    fix,
    atRiskCents,
    source.row ?? 0,
    evidence,
    causedBy,
  ]
  let count = 0
  let more: Record<string, unknown> | undefined
  for (const key in finding) if (++count > KEYS.length) (more ??= {})[key] = finding[key as keyof Finding]
  if (more) values.push(more)
  return values
}

function hasKnownKeys(finding: Finding): boolean {
  let at = 0
  for (const key in finding) {
    if (at === KEYS.length) break
    if (key !== KEYS[at++]) return false
  }
  return at === KEYS.length && hasKnownSource(finding.source)
}

/** Whether a source has the keys that are known, in their order: title, url, table, release, row. */
function hasKnownSource(source: Finding['source']): boolean {
  let rank = -1
  for (const key in source) {
    const next = SOURCE_KEYS.indexOf(key)
    if (next <= rank) return false
    rank = next
    if (source[key as keyof Finding['source']] === undefined) return false
  }
  return true
}
const SOURCE_KEYS = ['title', 'url', 'table', 'release', 'row']

/** The result of which this is kept, and nothing but it. */
export function unpackResult(kept: unknown, shared: Shared): Result {
  const result = kept as Result
  if (result.claim === null) return result
  const findings = result.findings as unknown as (Finding | readonly unknown[])[]
  const list = (entries: readonly unknown[]): unknown[] =>
    entries.map((entry) =>
      typeof entry === 'number' ? (JSON.parse(shared.phrases[entry]!) as unknown) : entry,
    )
  return {
    ...result,
    findings: findings.map((finding) =>
      Array.isArray(finding) ? unpackFinding(result.claim!, finding, shared.kinds) : (finding as Finding),
    ),
    unchecked: list(result.unchecked) as ClaimResult['unchecked'],
    stale: list(result.stale) as ClaimResult['stale'],
  }
}

function unpackFinding(claim: string, values: readonly unknown[], kinds: readonly Kind[]): Finding {
  const { edit, message, severity, group, carc, rarc, scope, source } = kinds[values[0] as number]!
  const row = values[9] as Finding['source']['row'] | 0
  return {
    id: `${claim}/${values[1] as string}`,
    edit,
    message,
    severity,
    line: values[2] as Finding['line'],
    at: values[3] as string,
    where: values[4] as string,
    relatedLines: values[5] as number[],
    text: values[6] as string,
    fix: values[7] as string,
    group,
    carc,
    rarc,
    scope,
    atRiskCents: values[8] as number,
    source: row === 0 ? source : { ...source, row },
    evidence: values[10] as Finding['evidence'],
    causedBy: values[11] as string | null,
    ...(values[12] as Partial<Finding> | undefined),
  }
}
