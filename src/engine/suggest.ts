/**
 * Suggestions that are proved: every candidate is applied to a copy, the claim is scrubbed again, and only those that
 * clear their finding and raise nothing new are shown. What makes candidates stands in `suggestions/`.
 */
import type { Snapshot } from '../codesets/tables.ts'
import { applyChanges } from '../model/change.ts'
import type { Claim } from '../model/claim.ts'
import { defaultProfile, type PayerProfile } from '../model/profile.ts'
import type { RuleSuggestion } from '../model/rule-suggestion.ts'
import { severityRank, type ClaimResult, type Finding, type Suggestion } from '../model/result.ts'
import { settingOf } from './fields.ts'
import { lineIndex } from './findings.ts'
import type { Scrubber } from './scrub.ts'
import type { Candidate, Makers, Situation } from './suggestions/candidate.ts'
import { claimMakers } from './suggestions/claim.ts'
import { diagnosisMakers } from './suggestions/diagnoses.ts'
import { keepsHonest } from './suggestions/honest.ts'
import { lineMakers } from './suggestions/lines.ts'
import { modifierMakers } from './suggestions/modifiers.ts'
import { ruleMaker } from './suggestions/rules.ts'

/** Candidates that are tried for one finding, and suggestions that are shown for it. */
const MOST_TRIED = 8
const MOST_SHOWN = 3
/** Scrubs of one claim; a claim with more faults than that has its later ones without suggestions. */
const MOST_SCRUBS = 60
/** Lines of a claim beyond which each of its scrubs costs too much to try suggestions. */
const MOST_LINES = 200

const makers: Makers = { ...diagnosisMakers, ...modifierMakers, ...lineMakers, ...claimMakers }

/** What suggestions are made from: the scrubber that found the faults, and what it rests on. */
export interface SuggestOptions {
  readonly scrubber: Scrubber
  readonly snapshot: Snapshot
  /** Profiles by payer id, as the scrubber has them. */
  readonly profiles?: ReadonlyMap<string, PayerProfile>
  /** What a payer rule names as its corrections, by the rule's id; undefined where it names none. */
  readonly ruleSuggestions?: (rule: string) => readonly RuleSuggestion[] | undefined
}

/** Finds corrections. */
export interface Suggester {
  /** The result with `suggestions` on every finding; empty where none is proved. */
  suggest(claim: Claim, result: ClaimResult): ClaimResult
  /** The first proved correction of the form alone, for which nobody need look at the record; undefined without any. */
  mechanical(claim: Claim, result: ClaimResult): Suggestion | undefined
}

/** Makes a suggester. It never changes the claim, and the same claim always gets the same suggestions. */
export function createSuggester({
  scrubber,
  snapshot,
  profiles,
  ruleSuggestions,
}: SuggestOptions): Suggester {
  const situationOf = (claim: Claim, finding: Finding): Situation => {
    const own = claim.payer?.id === undefined ? undefined : profiles?.get(claim.payer.id)
    const line = own?.line ?? claim.payer?.line
    const at = lineIndex(finding.at)
    return {
      claim,
      finding,
      at,
      line: claim.lines[at],
      related: finding.relatedLines.map((number) =>
        claim.lines.findIndex((other, index) => index !== at && other.number === number),
      ),
      tables: snapshot.tables(settingOf(claim, line)),
      profile: own ?? defaultProfile(line),
    }
  }

  const candidatesOf = (claim: Claim, finding: Finding): readonly Candidate[] => {
    const { edit, message } = finding
    const key = Object.hasOwn(makers, `${edit}/${message}`) ? `${edit}/${message}` : edit
    if (Object.hasOwn(makers, key)) return makers[key]!(situationOf(claim, finding)).slice(0, MOST_TRIED)
    const named = ruleSuggestions?.(edit)
    return named === undefined ? NONE : ruleMaker(named)(situationOf(claim, finding)).slice(0, MOST_TRIED)
  }

  /** Proves candidates for a claim; what was tried once is not tried again. */
  const proverOf = (claim: Claim, before: ClaimResult) => {
    const tried = new Map<string, readonly string[] | undefined>()
    const prove = ({ change }: Candidate): readonly string[] | undefined => {
      try {
        const after = applyChanges(claim, change)
        return keepsHonest(claim, after) ? clearedBy(before, scrubber.scrub(after)) : undefined
      } catch {
        // A mistake in an edit that only the corrected claim brings out must not cost the findings of this one.
        return undefined
      }
    }
    return (candidate: Candidate, finding: Finding): Suggestion | undefined => {
      const key = JSON.stringify(candidate.change)
      if (!tried.has(key)) {
        if (tried.size >= MOST_SCRUBS) return undefined
        tried.set(key, prove(candidate))
      }
      const clears = tried.get(key)
      if (!clears?.includes(finding.id)) return undefined
      const { title, onlyIf, change } = candidate
      return {
        title,
        ...(onlyIf === undefined ? {} : { onlyIf }),
        change: [...change],
        clears: [...clears],
      }
    }
  }

  return {
    suggest(claim, result) {
      const prove = proverOf(claim, result)
      const isLong = claim.lines.length > MOST_LINES
      const findings = result.findings.map((finding) => {
        const suggestions: Suggestion[] = []
        for (const candidate of isLong ? NONE : candidatesOf(claim, finding)) {
          const proved = prove(candidate, finding)
          if (proved) suggestions.push(proved)
          if (suggestions.length === MOST_SHOWN) break
        }
        return { ...finding, suggestions }
      })
      return { ...result, findings }
    },
    mechanical(claim, result) {
      if (claim.lines.length > MOST_LINES) return undefined
      const prove = proverOf(claim, result)
      for (const finding of result.findings) {
        const candidate = candidatesOf(claim, finding).find(({ mechanical }) => mechanical)
        const proved = candidate && prove(candidate, finding)
        if (proved) return proved
      }
      return undefined
    },
  }
}

const NONE: readonly Candidate[] = []

/** A finding without its place in lists that a correction makes shorter: `T-1/icd-unspecified/side/diagnoses[].code`. */
const kindOf = ({ id }: Finding): string => id.replaceAll(/\[\d+\]/g, '[]').replace(/#\d+$/, '')

function byKind(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const kinds = new Map<string, Finding[]>()
  for (const finding of findings) {
    const kind = kindOf(finding)
    const known = kinds.get(kind)
    if (known) known.push(finding)
    else kinds.set(kind, [finding])
  }
  return kinds
}

const worstFirst = (findings: readonly Finding[]): number[] =>
  findings.map(({ severity }) => severityRank[severity]).sort((a, b) => a - b)

/**
 * Ids of the findings that are gone; undefined where something new was found, something got worse, rests on other
 * lines than before, or is no longer checked.
 */
export function clearedBy(before: ClaimResult, after: ClaimResult): readonly string[] | undefined {
  const [old, now] = [byKind(before.findings), byKind(after.findings)]
  for (const [kind, found] of now) {
    const known = old.get(kind) ?? []
    if (known.length < found.length) return undefined
    const [ranks, knownRanks] = [worstFirst(found), worstFirst(known)]
    if (ranks.some((rank, at) => rank < knownRanks[at]!)) return undefined
    const lines = new Set(known.flatMap(({ relatedLines }) => relatedLines))
    if (found.some(({ relatedLines }) => relatedLines.some((line) => !lines.has(line)))) return undefined
  }
  if (!isSubset(openOf(after), openOf(before)) || !isSubset(staleOf(after), staleOf(before))) return undefined

  const left = new Set(after.findings.map(({ id }) => id))
  const cleared: string[] = []
  for (const [kind, known] of old) {
    const gone = known.length - (now.get(kind)?.length ?? 0)
    cleared.push(
      ...known
        .filter(({ id }) => !left.has(id))
        .slice(0, gone)
        .map(({ id }) => id),
    )
  }
  // In the order of the findings, whatever the order of their kinds.
  return before.findings.map(({ id }) => id).filter((id) => cleared.includes(id))
}

const openOf = ({ unchecked }: ClaimResult): ReadonlySet<string> =>
  new Set(
    unchecked.flatMap(({ edits, reason, table, detail }) =>
      edits.map((edit) => `${edit} ${reason} ${table ?? ''} ${detail}`),
    ),
  )

const staleOf = ({ stale }: ClaimResult): ReadonlySet<string> =>
  new Set(stale.flatMap(({ edits, table }) => edits.map((edit) => `${edit} ${table}`)))

const isSubset = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  [...one].every((key) => other.has(key))
