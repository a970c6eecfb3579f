/** The page of a payer rule, and its answer on a claim, as `explain` prints them. */
import type { AnyEdit } from '../edits/define.ts'
import type { Severity } from '../model/result.ts'
import { editPage } from './edit-page.ts'

/** A condition in words; groups have members. */
export interface PageCondition {
  readonly text: string
  readonly members: readonly PageCondition[]
}

/** What a payer makes of a rule or edit, and which document has the last word. */
export interface LastWord {
  readonly payer: string
  readonly says: Severity | 'off' | 'on'
  /** The document that says so. */
  readonly by: string
}

/** What the page of a rule is made of. */
export interface RulePage {
  readonly edit: AnyEdit
  readonly file: string
  readonly status: string
  readonly effective: { readonly from: string; readonly through?: string | undefined }
  readonly retrieved: string
  readonly reach: 'line' | 'claim'
  readonly condition: PageCondition
  readonly fields: readonly { readonly name: string; readonly means: string }[]
  /** Corrections that it names, in words. */
  readonly suggests: readonly string[]
  readonly cases: readonly { readonly name: string; readonly finds: readonly string[] }[]
  /** Payers that run it. */
  readonly payers: readonly LastWord[]
}

const indented = ({ text, members }: PageCondition, depth: number): string[] => [
  `${'  '.repeat(depth)}- ${text}`,
  ...members.flatMap((member) => indented(member, depth + 1)),
]

/** Markdown of the page of a rule, ending with a line end. */
export function rulePage(page: RulePage): string {
  const { from, through } = page.effective
  const lines = [
    '## Asked',
    '',
    `Of ${page.reach === 'line' ? 'each line, by its first day of service' : 'the claim as a whole, by its first day of service'}:`,
    '',
    ...indented(page.condition, 0),
    '',
    ...page.fields.map(({ name, means }) => `- \`${name}\`: ${means}`),
    '',
    '## Stands',
    '',
    `- Status: ${page.status}`,
    `- Services from ${from} ${through === undefined ? 'on' : `through ${through}`}`,
    `- Source read on ${page.retrieved}`,
    `- File: ${page.file}`,
    '',
    ...(page.suggests.length === 0
      ? []
      : ['## Suggests, where it clears the finding', '', ...page.suggests.map((one) => `- ${one}`), '']),
    '## Cases',
    '',
    ...page.cases.map(
      ({ name, finds }) => `- ${name}: ${finds.length === 0 ? 'nothing' : `finds ${finds.join(', ')}`}`,
    ),
    '',
    ...lastWords(page.payers, 'No payer runs it.'),
  ]
  return `${editPage(page.edit)}\n${lines.join('\n').trimEnd()}\n`
}

/** Markdown that says how payers grade a rule or edit, and who says so; `none` where there is nothing to say. */
export function lastWords(payers: readonly LastWord[], none: string): string[] {
  const rows = payers.map(({ payer, says, by }) => `- ${payer}: \`${says}\`, says ${by}`)
  return ['## Payers', '', ...(rows.length > 0 ? rows : [none])]
}

/** A condition with its outcome on a claim. */
export interface AnsweredCondition {
  readonly text: string
  readonly holds: boolean
  readonly met?: string
  readonly members: readonly AnsweredCondition[]
}

/** The answer of a rule on a claim: codes, dates and counts alone. */
export interface RuleAnswer {
  readonly rule: string
  readonly claim: string
  /** What keeps the rule from speaking whatever its condition says, and what else is to be known. */
  readonly remarks: readonly string[]
  readonly asked: readonly {
    readonly line: number | null
    readonly day: string
    readonly inForce: boolean
    readonly holds: boolean
    readonly condition: AnsweredCondition
  }[]
  /** What the compiled rule found. */
  readonly findings: readonly { readonly at: string; readonly severity: string; readonly text: string }[]
  readonly unchecked: readonly string[]
}

const answered = ({ text, holds, met, members }: AnsweredCondition, depth: number): string[] => [
  `    ${holds ? 'yes' : 'no '}  ${'  '.repeat(depth)}${text}${met === undefined ? '' : `  [${met}]`}`,
  ...members.flatMap((member) => answered(member, depth + 1)),
]

/** The answer as text, ending with an empty line. */
export function answerText({ rule, claim, remarks, asked, findings, unchecked }: RuleAnswer): string {
  const lines = asked.flatMap(({ line, day, inForce, holds, condition }) => [
    `  ${line === null ? 'claim' : `line ${line}`}, ${day}: ${!inForce ? 'not in force on that day' : holds ? 'holds' : 'does not hold'}`,
    ...answered(condition, 0),
  ])
  return `${[
    `${rule} on claim ${claim}`,
    ...remarks.map((remark) => `  ${remark}`),
    ...lines,
    ...findings.map(({ at, severity, text }) => `  found ${severity} at ${at}: ${text}`),
    ...(findings.length === 0 ? ['  found nothing'] : []),
    ...unchecked.map((one) => `  unchecked ${one}`),
  ].join('\n')}\n\n`
}
