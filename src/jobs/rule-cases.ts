/** Runs the cases that payer rules carry. */
import { createHistory } from '../engine/history.ts'
import { Claim, type ClaimInput } from '../model/claim.ts'
import { addDays, isIsoDate } from '../model/dates.ts'
import { pathText, refused } from '../policy/document.ts'
import { createProgram } from '../policy/program.ts'
import type { Rule } from '../policy/rule-set.ts'
import type { RuleCase } from '../policy/schema.ts'

/** What a case gave. */
export interface CaseResult {
  readonly name: string
  readonly expected: readonly string[]
  readonly found: readonly string[]
  /** Why the rule did not answer, where it did not. */
  readonly unchecked: readonly string[]
  readonly passed: boolean
}

/** The day of a case that says none, where the rule is in force on it. */
const USUAL_DAY = '2026-03-02'

type Sketch = RuleCase['claim']

/**
 * The whole claim of a case: the sketch, completed by a plain claim of an invented patient. `name` is its id, `place` its
 * path in the document. Throws E_RULE where that is no claim.
 */
export function caseClaim(rule: Rule, sketch: Sketch, name: string, place: string): Claim {
  const { from, through } = rule.document.effective
  const day = USUAL_DAY < from ? from : through !== undefined && USUAL_DAY > through ? through : USUAL_DAY
  const type = sketch['type'] ?? rule.document.claimTypes[0]
  const institutional = type === 'institutional'
  const given = Array.isArray(sketch['lines']) ? (sketch['lines'] as unknown[]) : [{}]
  const lines = given.map((line, at) => ({
    number: at + 1,
    procedure: '99213',
    units: 1,
    chargeCents: 10_000,
    serviceDate: day,
    ...(institutional ? { revenueCode: '0510' } : { pointers: [1] }),
    ...(line as object),
  }))
  const days = lines.map(({ serviceDate }) => serviceDate).filter((one) => isIsoDate(String(one)))
  const last = days.reduce((latest, one) => (one > latest ? one : latest), days[0] ?? day)
  const whole = {
    id: name,
    type,
    payer: rule.payer,
    frequency: '1',
    subscriber: { id: 'CASE-SUBSCRIBER' },
    patient: { id: 'CASE-PATIENT', birthDate: '1975-06-15', sex: 'F' },
    diagnoses: [{ code: 'Z0000' }],
    billing: { npi: '1234567893', taxonomy: institutional ? '282N00000X' : '207Q00000X' },
    ...(institutional
      ? { typeOfBill: '0131', statementFrom: day, statementThrough: day }
      : { rendering: { npi: '1558598797', taxonomy: '207Q00000X' } }),
    received: addDays(last, 1),
    ...sketch,
    lines,
  }
  const parsed = Claim.safeParse(whole as ClaimInput)
  if (parsed.success) return parsed.data
  const issue =
    parsed.error.issues.find(({ code }) => code === 'unrecognized_keys') ?? parsed.error.issues[0]!
  throw refused('E_RULE', rule.file, `${place}.${pathText(issue.path)}`, `${issue.message}.`)
}

/** Runs one case of a rule. Throws E_RULE where its claim is none. */
export function evaluateCase(rule: Rule, one: RuleCase): CaseResult {
  const place = `${rule.path === '' ? '' : `${rule.path}.`}cases[${rule.document.cases.indexOf(one)}]`
  const claim = caseClaim(rule, one.claim, 'CASE', `${place}.claim`)
  const earlier = one.history?.map((sketch, at) =>
    caseClaim(rule, sketch, `EARLIER-${at + 1}`, `${place}.history[${at}]`),
  )
  const builder = createHistory()
  for (const other of earlier ?? []) builder.add(other)
  const history = builder.seal()
  const found: string[] = []
  const unchecked: string[] = []
  const program = createProgram([rule], { all: true })
  program.run(claim, earlier === undefined ? undefined : () => history.of(claim), {
    found: (_, at) => void found.push(at),
    unchecked: (_, reason, detail) => void unchecked.push(`${reason}: ${detail}`),
  })
  if (earlier === undefined && program.edits[0]!.history) unchecked.push('no-history')
  const expected = [...one.finds]
  const passed = expected.length === found.length && expected.every((at) => found.includes(at))
  return { name: one.name, expected, found, unchecked, passed }
}
