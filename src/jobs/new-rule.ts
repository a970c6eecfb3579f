/** Begins a payer rule: a document that is read, and whose cases hold. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ScrubError } from '../model/errors.ts'
import { ruleJsonSchema } from '../policy/schema.ts'
import { evaluateCase } from './rule-cases.ts'
import { readRuleFiles, ruleSetOf } from './rules.ts'

/** What was written. */
export interface NewRule {
  readonly rule: string
  readonly files: readonly string[]
  /** Whether the payer is new as well: its profile wants its ids. */
  readonly newPayer: boolean
}

const NAME = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/
const MOST_CHARACTERS = 60
/** Names of a payer's folder that are no rules. */
const taken = ['payer', 'lists', 'overrides']

const profileSketch = (payer: string) => ({
  id: payer,
  title: payer,
  payerIds: [],
  line: 'commercial',
})

/** A draft that asks after a modifier in two places of service; the author puts the policy in its place. */
const ruleSketch = (rule: string, received: string) => ({
  $schema: '../schema.json',
  id: rule,
  title: 'Telehealth visit without modifier 95 (replace this)',
  why: 'Say in a sentence or two why the payer refuses this.',
  effective: { from: `${received.slice(0, 4)}-01-01` },
  source: {
    title: 'Name of the published policy, with its section',
    url: 'https://payer.example/policy',
    retrieved: received,
  },
  status: 'draft',
  claimTypes: ['professional'],
  when: {
    all: [
      { fact: 'line', path: 'placeOfService', operator: 'in', value: ['02', '10'] },
      { fact: 'line', path: 'modifiers', operator: 'doesNotContain', value: '95' },
    ],
  },
  then: {
    severity: 'review',
    at: 'modifiers',
    text: '{{procedure}} on {{date}} is billed in place {{placeOfService}} without modifier 95.',
    fix: 'If the visit was live video, add modifier 95. If it was not, correct the place of service.',
  },
  cases: [
    {
      name: 'modifier missing',
      claim: { lines: [{ placeOfService: '10' }] },
      finds: ['lines[0].modifiers'],
    },
    {
      name: 'modifier present',
      claim: { lines: [{ placeOfService: '10', modifiers: ['95'] }] },
      finds: [],
    },
    { name: 'office visit', claim: { lines: [{ placeOfService: '11' }] }, finds: [] },
    { name: 'no place of service', claim: { lines: [{}] }, finds: [] },
    {
      name: 'the day before the rule',
      claim: {
        lines: [{ placeOfService: '10', serviceDate: `${Number(received.slice(0, 4)) - 1}-12-31` }],
      },
      finds: [],
    },
  ],
})

/**
 * Writes `<payer>/<rule>.json` below the folder, `payer.json` where the payer is new, and `schema.json`, which editors
 * check documents by, where there is none. Nothing is written unless the
 * whole folder can be read with it and its cases hold. Throws E_OPTION for a name that is none or taken.
 */
export function newRule(folder: string, name: string, received: string): NewRule {
  const match = NAME.exec(name)
  const [, payer, rule] = match ?? []
  if (
    payer === undefined ||
    rule === undefined ||
    payer.length > MOST_CHARACTERS ||
    rule.length > MOST_CHARACTERS
  )
    throw new ScrubError(
      'E_OPTION',
      name.slice(0, 130),
      'A new rule is named PAYER/RULE: lower-case letters, digits and single hyphens, such as acme-health/telehealth-modifier.',
    )
  if (payer === 'base' || taken.includes(rule))
    throw new ScrubError(
      'E_OPTION',
      name,
      payer === 'base'
        ? 'Rules of a base set stand in its own file, base/<name>.json: copy one there.'
        : `${rule}.json has another meaning in a payer's folder. Known to be taken: ${taken.join(', ')}.`,
    )
  const files = existsSync(folder) ? readRuleFiles(folder) : []
  const set = ruleSetOf(files)
  if (set.parsed.bases.has(payer))
    throw new ScrubError('E_OPTION', name, `${payer} is a base set: copy a rule in base/${payer}.json.`)
  const path = `${payer}/${rule}.json`
  if (existsSync(join(folder, path)))
    throw new ScrubError('E_OPTION', join(folder, path), 'The rule is already there; it is left as it is.')
  const newPayer = !existsSync(join(folder, payer, 'payer.json'))
  const written = [
    ...(newPayer ? [{ path: `${payer}/payer.json`, document: profileSketch(payer) }] : []),
    { path, document: ruleSketch(rule, received) },
  ].map((one) => ({
    path: one.path,
    file: join(folder, one.path),
    text: `${JSON.stringify(one.document, null, 2)}\n`,
  }))
  const made = ruleSetOf([...files, ...written])
  const owner = newPayer
    ? payer
    : [...made.parsed.payers.values()].find(({ rules }) =>
        rules.some(({ file }) => file === join(folder, path)),
      )!.profile.id
  const parsed = made.parsed.rules.find(({ id }) => id === `${owner}/${rule}`)!
  const failed = parsed.document.cases.find((one) => !evaluateCase(parsed, one).passed)
  if (failed)
    throw new ScrubError(
      'E_RULE',
      written.at(-1)!.file,
      `The case "${failed.name}" does not hold with this payer.`,
    )
  const schema = join(folder, 'schema.json')
  if (!existsSync(schema))
    written.unshift({ path: '', file: schema, text: `${JSON.stringify(ruleJsonSchema(), null, 2)}\n` })
  mkdirSync(join(folder, payer), { recursive: true })
  for (const { file, text } of written) writeFileSync(file, text, { flag: 'wx' })
  return { rule: `${owner}/${rule}`, files: written.map(({ file }) => file), newPayer }
}
