/** Explains payer rules: their pages, who has the last word on them, and how one came to its answer on a claim. */
import type { AnyEdit } from '../edits/define.ts'
import { fill } from '../engine/findings.ts'
import { grade } from '../engine/plan.ts'
import { readClaims, type Form } from '../formats/detect.ts'
import { mapPayer, type PayerMap } from '../formats/payer-map.ts'
import { openSource } from '../formats/source.ts'
import type { Claim } from '../model/claim.ts'
import { ScrubError } from '../model/errors.ts'
import type { History } from '../model/history.ts'
import type { Problem, Severity } from '../model/result.ts'
import { atomsOf } from '../policy/check.ts'
import { conditionInWords, fieldsInWords, suggestionInWords } from '../policy/explain-words.ts'
import { traceRule } from '../policy/explain.ts'
import { createProgram } from '../policy/program.ts'
import type { PayerRules, Rule } from '../policy/rule-set.ts'
import type { LastWord, RuleAnswer, RulePage } from '../report/rule-page.ts'
import { ruleEdit, type RuleSet } from './rules.ts'

/** The rule of an id such as `acme-health/telehealth-modifier`; undefined where there is none. */
const findRule = ({ parsed }: RuleSet, id: string): Rule | undefined =>
  parsed.rules.find((rule) => rule.id === id)

/** How a payer's documents grade a rule, and which of them has the last word; undefined where none says anything. */
function wordOf(
  edit: AnyEdit,
  payer: PayerRules,
  { parsed }: RuleSet,
): { readonly says: Severity | 'off'; readonly by: string } | undefined {
  const { profile, ownEdits } = payer
  const base = profile.base === undefined ? undefined : parsed.bases.get(profile.base)
  // As the engine reads them: off is off; else what is said of the message goes before what is said of the edit.
  const names = [`${edit.id}/rule`, edit.id].filter((name) => Object.hasOwn(profile.edits, name))
  const key = profile.edits[edit.id] === 'off' ? edit.id : names[0]
  if (key === undefined) return undefined
  const by = Object.hasOwn(ownEdits, key) ? `${profile.id}/payer.json` : `base/${base!.id}.json`
  const graded = grade(edit, { line: profile.line, profile })
  if (typeof graded === 'string') return { says: 'off', by }
  return { says: graded['rule']!, by }
}

/** Payers whose documents regrade a built-in edit or one of its messages, with the last word on it. */
export function editWords(edit: AnyEdit, set: RuleSet): readonly LastWord[] {
  return [...set.parsed.payers.values()].flatMap((payer): LastWord[] => {
    const { profile, ownEdits } = payer
    return Object.entries(profile.edits)
      .filter(([name]) => name === edit.id || name.startsWith(`${edit.id}/`))
      .map(([name, says]) => ({
        payer: name === edit.id ? profile.id : `${profile.id}, ${name.slice(edit.id.length + 1)}`,
        says,
        by: Object.hasOwn(ownEdits, name) ? `${profile.id}/payer.json` : `base/${profile.base}.json`,
      }))
  })
}

/** Payers that run a rule, with the severity it has there and who says so. */
function ruleWords(rule: Rule, set: RuleSet): readonly LastWord[] {
  const edit = ruleEdit(rule)
  return [...set.parsed.payers.values()]
    .filter(({ rules }) => rules.includes(rule))
    .map((payer) => ({
      payer: payer.profile.id,
      ...(wordOf(edit, payer, set) ?? { says: rule.document.then.severity, by: 'the rule' }),
    }))
}

/** What the page of a rule is made of. Throws E_EXPLAIN for an id that is none. */
export function explainRule(set: RuleSet, id: string): RulePage {
  const rule = ruleOf(set, id)
  const { document, lists, file, path, reach } = rule
  return {
    edit: ruleEdit(rule),
    file: `${file}${path === '' ? '' : `  ${path}`}`,
    status: document.status,
    effective: document.effective,
    retrieved: document.source.retrieved,
    reach,
    condition: conditionInWords(document.when, lists),
    fields: fieldsInWords(atomsOf(document.when)),
    suggests: (document.then.suggest ?? []).map(suggestionInWords),
    cases: document.cases.map(({ name, finds }) => ({ name, finds })),
    payers: ruleWords(rule, set),
  }
}

function ruleOf(set: RuleSet, id: string): Rule {
  const rule = findRule(set, id)
  if (rule) return rule
  const [owner] = id.split('/')
  const near = set.parsed.rules.map((one) => one.id).filter((one) => one.startsWith(`${owner}/`))
  const owners = [...new Set(set.parsed.rules.map((one) => one.owner))]
  throw new ScrubError(
    'E_EXPLAIN',
    id.slice(0, 130),
    near.length > 0
      ? `There is no payer rule of that name. Near it: ${near.join(', ')}.`
      : `There is no payer rule of that name. Payers and base sets with rules: ${owners.join(', ') || 'none'}.`,
  )
}

/** How claims of a file are explained. */
export interface ExplainClaimOptions {
  /** Id of the one claim wanted; the first `most` of the file where it is not said. */
  readonly claim?: string
  readonly most: number
  /** The day the payer receives claims that do not say it. */
  readonly received: string
  readonly from?: Form
  readonly history?: History
  readonly payerMap?: PayerMap
  readonly onProblem: (problem: Problem) => void
}

/** Answers of a rule on claims of a file, with the number of claims passed over. Throws E_EXPLAIN, E_FILE. */
export async function explainOnClaims(
  set: RuleSet,
  id: string,
  path: string,
  options: ExplainClaimOptions,
): Promise<{ readonly answers: readonly RuleAnswer[]; readonly passedOver: number }> {
  const rule = ruleOf(set, id)
  const { chunks, name } = openSource(path)
  const answers: RuleAnswer[] = []
  let passedOver = 0
  for await (const batch of readClaims(chunks, name, options.from))
    for (const item of batch) {
      if (item.kind === 'problem') options.onProblem(item.problem)
      if (item.kind !== 'claim') continue
      const wanted = options.claim === undefined || item.claim.id === options.claim
      if (!wanted || answers.length >= options.most) passedOver += 1
      else {
        const claim = options.payerMap ? mapPayer(item.claim, options.payerMap) : item.claim
        answers.push(
          await answerOf(
            set,
            rule,
            { ...claim, received: claim.received ?? options.received },
            options.history,
          ),
        )
      }
    }
  if (answers.length === 0)
    throw new ScrubError(
      'E_EXPLAIN',
      name,
      options.claim === undefined
        ? 'There is no claim in the file.'
        : 'There is no claim of that id in the file.',
    )
  return { answers, passedOver }
}

async function answerOf(
  set: RuleSet,
  rule: Rule,
  claim: Claim,
  history: History | undefined,
): Promise<RuleAnswer> {
  const { document } = rule
  const profile = claim.payer?.id === undefined ? undefined : set.profiles.get(claim.payer.id)
  const payer = profile && set.parsed.payers.get(profile.id)
  const line = profile?.line
  const remarks: string[] = []
  if (!payer?.rules.includes(rule))
    remarks.push(
      `The claim's payer ${payer === undefined ? 'has no profile' : `is ${payer.profile.id}, which does not run the rule`}: it is asked all the same.`,
    )
  const word = payer?.rules.includes(rule) ? wordOf(ruleEdit(rule), payer, set) : undefined
  if (word) remarks.push(`${word.by} grades it ${word.says}.`)
  if (document.status !== 'active') remarks.push(`Its status is ${document.status}.`)
  const answer = { rule: rule.id, claim: claim.id }
  if (!document.claimTypes.includes(claim.type)) {
    remarks.push(`It is for ${document.claimTypes.join(' and ')} claims; this one is ${claim.type}.`)
    return { ...answer, remarks, asked: [], findings: [], unchecked: [] }
  }
  const readsHistory = atomsOf(document.when).some(({ fact }) => fact === 'history')
  if (readsHistory && history === undefined) {
    const unchecked = ["no-history: the patient's other claims were not given (--history)"]
    return { ...answer, remarks, asked: [], findings: [], unchecked }
  }
  const earlier = history && (() => history.of(claim))
  const findings: RuleAnswer['findings'][number][] = []
  const unchecked: string[] = []
  createProgram([rule], { all: true, ...(line ? { line } : {}) }).run(claim, earlier, {
    found: (_, at, data) =>
      void findings.push({
        at,
        severity: word?.says ?? document.then.severity,
        text: fill(document.then.text, data),
      }),
    unchecked: (_, reason, detail) => void unchecked.push(`${reason}: ${detail}`),
  })
  const asked = await traceRule(rule, claim, {
    ...(line ? { line } : {}),
    ...(earlier ? { history: earlier } : {}),
  })
  return { ...answer, remarks, asked, findings, unchecked }
}
