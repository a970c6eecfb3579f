/** What edits said of a claim, made into findings: precedence, one finding a place, words, money, order. */
import type { Citation, DenialCodes } from '../codesets/tables.ts'
import type { FindingData, FindingDetail, Message } from '../edits/define.ts'
import type { Claim, ClaimType } from '../model/claim.ts'
import { totalCharge } from '../model/claim-facts.ts'
import type { Evidence, Finding, Scope, Severity } from '../model/result.ts'
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

/** Whether an edit that speaks first silences this one here. */
function silenced(spoken: Spoken, all: readonly Spoken[]): boolean {
  const yieldsTo = spoken.by.edit.yieldsTo
  if (!yieldsTo) return false
  const own = linesOf(spoken)
  return all.some((other) => {
    const how = yieldsTo[other.by.edit.id]
    if (how === undefined) return false
    if (how === 'place') return placeOf(other.at) === placeOf(spoken.at)
    const lines = linesOf(other)
    return lines.length > 0 && lines.every((line) => own.includes(line))
  })
}

/** Replaces `{{name}}` by the data; a name without data stays as it is, so that a test can see it. */
export const fill = (text: string, data: FindingData): string =>
  text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(data[name] ?? whole))

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

interface Merged {
  readonly first: Spoken
  readonly related: Set<number>
  readonly evidence: Evidence[]
}

/** Findings of a claim, in order: the whole claim first, then line by line, then as the catalogue lists the edits. */
export function findingsOf(claim: Claim, spoken: readonly Spoken[], context: FindingContext): Finding[] {
  const merged = new Map<string, Merged>()
  for (const one of spoken) {
    if (one.by.severities[one.message] === 'off' || silenced(one, spoken)) continue
    const key = `${one.by.order} ${one.message} ${one.at}`
    const place = merged.get(key) ?? { first: one, related: new Set<number>(), evidence: [] }
    for (const line of one.detail?.related ?? []) place.related.add(line)
    place.evidence.push(...(one.detail?.evidence ?? []))
    merged.set(key, place)
  }
  const ordered = [...merged.values()].sort(
    (a, b) =>
      lineIndex(a.first.at) - lineIndex(b.first.at) ||
      a.first.by.order - b.first.by.order ||
      compare(a.first.at, b.first.at) ||
      compare(a.first.message, b.first.message),
  )
  const ids = new Map<string, number>()
  return ordered.map((place) => toFinding(claim, place, context, ids))
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

function toFinding(
  claim: Claim,
  { first, related, evidence }: Merged,
  { locate, denialCodes, kind, through }: FindingContext,
  ids: Map<string, number>,
): Finding {
  const { edit, severities } = first.by
  const message: Message = edit.messages[first.message]!
  const severity = severities[first.message] as Severity
  const index = lineIndex(first.at)
  const line = index < 0 ? null : claim.lines[index]!.number
  related.delete(index)
  const relatedIndexes = [...related].sort((a, b) => a - b)
  const denial =
    message.denial === undefined
      ? undefined
      : denialCodes.find(edit.id, message.denial, kind.line, kind.profile.contractor, through)
  const scope = scopeOf(message, severity, index)
  const cite: Citation | undefined = first.detail?.cite
  const plain = `${claim.id}/${edit.id}/${first.message}/${idPlace(first.at, line)}`
  const seen = ids.get(plain) ?? 0
  ids.set(plain, seen + 1)
  return {
    id: seen === 0 ? plain : `${plain}#${seen + 1}`,
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
    source: { ...edit.source, ...(cite ? { table: cite.table, release: cite.release, row: cite.row } : {}) },
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
