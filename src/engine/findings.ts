/** What edits said of a claim, made into findings: precedence, one finding a place, words, money, order. */
import type { Citation, DenialCodes } from '../codesets/tables.ts'
import type { FindingData, FindingDetail, Message } from '../edits/define.ts'
import type { Claim, ClaimType } from '../model/claim.ts'
import { totalCharge } from '../model/claim-facts.ts'
import { severityRank, type Evidence, type Finding, type Scope, type Severity } from '../model/result.ts'
import type { ActiveEdit, ClaimKind } from './plan.ts'

/** One call of `report`. */
export interface Spoken {
  readonly by: ActiveEdit
  readonly message: string
  readonly at: string
  readonly data: FindingData
  readonly detail: FindingDetail | undefined
}

/** Turns a claim path into the coordinates of the claim's form. */
export type Locate = (type: ClaimType, at: string) => string

/** What findings are made with beside the claim. */
export interface FindingContext {
  readonly locate: Locate
  readonly denialCodes: DenialCodes
  readonly kind: ClaimKind
  /** Last day of service, compact: denial codes are dated. */
  readonly through: number
}

/** Index of the line that a path leads to, -1 for the whole claim. */
export function lineIndex(at: string): number {
  if (!at.startsWith('lines[')) return -1
  return Number.parseInt(at.slice(6, at.indexOf(']')), 10)
}

/** First part of a path, such as `diagnoses[0]`. */
const placeOf = (at: string): string => at.split('.', 1)[0]!

const linesOf = (spoken: Spoken): number[] => {
  const own = lineIndex(spoken.at)
  return own < 0 ? [...(spoken.detail?.related ?? [])] : [own, ...(spoken.detail?.related ?? [])]
}

/** Whether what was said rests on all these earlier lines, among others perhaps. */
const restsOn = (spoken: Spoken, evidence: readonly Evidence[] = []): boolean =>
  evidence.every(({ claim, line }) =>
    (spoken.detail?.evidence ?? []).some((own) => own.claim === claim && own.line === line),
  )

/** What an edit said, and on which lines. */
interface Speaker {
  readonly all: Spoken[]
  readonly byLine: Map<number, Spoken[]>
}
/** By edit: precedence asks for them. */
type Speakers = ReadonlyMap<string, Speaker>

const NO_SPEAKERS: Speakers = new Map()

function speakersOf(all: readonly Spoken[]): Speakers {
  if (all.length < 2 || !all.some(({ by }) => by.yields.length > 0)) return NO_SPEAKERS
  const speakers = new Map<string, Speaker>()
  for (const one of all) {
    const { id } = one.by.edit
    let speaker = speakers.get(id)
    if (speaker === undefined) speakers.set(id, (speaker = { all: [], byLine: new Map() }))
    speaker.all.push(one)
    const line = lineIndex(one.at)
    // A claim-level speaker with related lines speaks of each of them.
    for (const own of line >= 0 ? [line] : linesOf(one)) {
      const known = speaker.byLine.get(own)
      if (known) known.push(one)
      else speaker.byLine.set(own, [one])
    }
  }
  return speakers
}

/** Whether an edit that speaks first silences this one here. */
function silenced(spoken: Spoken, speakers: Speakers): boolean {
  let own: Set<number> | undefined
  for (const [id, how] of spoken.by.yields) {
    const speaker = speakers.get(id)
    if (speaker === undefined) continue
    if (how === 'place') {
      const place = placeOf(spoken.at)
      if (speaker.all.some(({ at }) => placeOf(at) === place)) return true
      continue
    }
    own ??= new Set(linesOf(spoken))
    for (const line of own)
      for (const other of speaker.byLine.get(line) ?? []) {
        if (how === 'own-line') {
          if (own.has(lineIndex(other.at))) return true
          continue
        }
        const lines = linesOf(other)
        if (lines.every((at) => own!.has(at)) && restsOn(spoken, other.detail?.evidence)) return true
      }
  }
  return false
}

/** Texts with placeholders, cut once into what stands and what is filled in: every second piece is a name. */
const cut = new Map<string, readonly string[]>()

/** Replaces `{{name}}` by the data; a name without data stays as it is, so that a test can see it. */
export function fill(text: string, data: FindingData): string {
  let pieces = cut.get(text)
  if (!pieces) cut.set(text, (pieces = text.split(/\{\{(\w+)\}\}/)))
  let filled = pieces[0]!
  for (let at = 1; at < pieces.length; at += 2) {
    const name = pieces[at]!
    filled += `${data[name] ?? `{{${name}}}`}${pieces[at + 1]}`
  }
  return filled
}

function scopeOf(message: Message, severity: Severity, line: number): Scope {
  if (message.scope) return message.scope
  return severity === 'reject' || line < 0 ? 'claim' : 'line'
}

function atRisk(claim: Claim, scope: Scope, severity: Severity, lines: readonly number[]): number {
  if (severity === 'note') return 0
  if (scope === 'claim') return totalCharge(claim)
  const lost = scope === 'units' ? lines : lines.slice(0, 1)
  return lost.reduce((sum, line) => sum + (claim.lines[line]?.chargeCents ?? 0), 0)
}

interface Place {
  readonly first: Spoken
  /** Index of the line, -1 for the whole claim. */
  readonly line: number
  related: number[]
  evidence: Evidence[]
}

const NO_EVIDENCE: Evidence[] = []

const placeFor = (one: Spoken): Place => ({
  first: one,
  line: lineIndex(one.at),
  related: one.detail?.related ? [...one.detail.related] : [],
  evidence: one.detail?.evidence ? [...one.detail.evidence] : NO_EVIDENCE,
})

/** What was said and is not silenced, once for each place and message. */
function placesOf(spoken: readonly Spoken[]): Place[] {
  const speakers = speakersOf(spoken)
  const places: Place[] = []
  const known = spoken.length > 1 ? new Map<string, Place>() : undefined
  for (const one of spoken) {
    if (one.by.severities[one.message] === 'off' || silenced(one, speakers)) continue
    const key = known && `${one.by.order} ${one.message} ${one.at}`
    const place = known?.get(key!)
    if (place === undefined) {
      const made = placeFor(one)
      known?.set(key!, made)
      places.push(made)
      continue
    }
    const { related, evidence } = one.detail ?? {}
    if (related) place.related.push(...related)
    if (evidence) place.evidence = [...place.evidence, ...evidence]
  }
  return places
}

/** Findings of a claim, in order: the whole claim first, then line by line, then as the catalogue lists the edits. */
export function findingsOf(claim: Claim, spoken: readonly Spoken[], context: FindingContext): Finding[] {
  const places = placesOf(spoken)
  if (places.length > 1)
    places.sort(
      (a, b) =>
        a.line - b.line ||
        a.first.by.order - b.first.by.order ||
        compare(a.first.at, b.first.at) ||
        compare(a.first.message, b.first.message),
    )
  const findings = places.map((place) => toFinding(claim, place, context))
  makeUnique(findings)
  return places.some(({ first }) => first.detail?.cause !== undefined)
    ? withCauses(places, findings)
    : findings
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Two lines may bear one number: the later finding gets a number of its own. */
function makeUnique(findings: Finding[]): void {
  if (findings.length < 2) return
  const seen = new Map<string, number>()
  for (const finding of findings) {
    const times = (seen.get(finding.id) ?? 0) + 1
    seen.set(finding.id, times)
    if (times > 1) finding.id = `${finding.id}#${times}`
  }
}

/** Names the finding that a consequence follows from: the worst of the line that caused it. */
function withCauses(places: readonly Place[], findings: readonly Finding[]): Finding[] {
  return findings.map((finding, at) => {
    const cause = places[at]!.first.detail?.cause
    if (cause === undefined) return finding
    const roots = findings.filter(
      (_, other) => places[other]!.line === cause && places[other]!.first.detail?.cause === undefined,
    )
    const worst = roots.toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity])[0]
    return { ...finding, causedBy: worst?.id ?? null }
  })
}

function toFinding(
  claim: Claim,
  { first, line: index, related, evidence }: Place,
  { locate, denialCodes, kind, through }: FindingContext,
): Finding {
  const { edit, severities } = first.by
  const message: Message = edit.messages[first.message]!
  const severity = severities[first.message] as Severity
  const line = index < 0 ? null : claim.lines[index]!.number
  const relatedIndexes =
    related.length === 0 ? related : [...new Set(related)].filter((at) => at !== index).sort((a, b) => a - b)
  const denial =
    message.denial === undefined
      ? undefined
      : denialCodes.find(edit.id, message.denial, kind.line, kind.profile.contractor, through)
  const scope = scopeOf(message, severity, index)
  const cite: Citation | undefined = first.detail?.cite
  return {
    id: `${claim.id}/${edit.id}/${first.message}/${idPlace(first.at, line)}`,
    edit: edit.id,
    message: first.message,
    severity,
    line,
    at: first.at,
    where: locate(claim.type, first.at),
    relatedLines: relatedIndexes.map((at) => claim.lines[at]!.number),
    text: fill(message.text, first.data),
    fix: fill(message.fix, first.data),
    group: denial?.group ?? message.group ?? null,
    carc: denial?.carc ?? message.carc ?? null,
    rarc: denial ? denial.rarc : (message.rarc ?? null),
    scope,
    atRiskCents: atRisk(claim, scope, severity, index < 0 ? relatedIndexes : [index, ...relatedIndexes]),
    source: cite
      ? {
          title: edit.source.title,
          url: edit.source.url,
          table: cite.table,
          release: cite.release,
          row: cite.row,
        }
      : edit.source,
    evidence,
    causedBy: null,
  }
}

/** Where in the claim, as an id says it: the line for its procedure, the line and field for another, else the path. */
function idPlace(at: string, line: number | null): string {
  if (line === null) return at
  const field = at.slice(at.indexOf(']') + 2)
  return field === '' || field === 'procedure' ? String(line) : `${line}/${field}`
}
