/** Invented rule documents for tests. */
import { ruleSetOf, type RuleSet } from '../../src/jobs/rules.ts'
import type { RuleFile } from '../../src/policy/rule-set.ts'

/** Any JSON object. */
export type Sketch = Readonly<Record<string, unknown>>

/** A rule that denies telehealth lines without modifier 95, changed as the sketch says. */
export const ruleSketch = (sketch: Sketch = {}): Sketch => ({
  id: 'telehealth-modifier',
  title: 'Telehealth visit billed without modifier 95',
  why: 'Acme Health pays a video visit as one in person only when modifier 95 marks it.',
  effective: { from: '2026-01-01' },
  source: {
    title: 'Acme Health policy RP-041 (invented)',
    url: 'https://payer.example/policies/rp-041',
    retrieved: '2026-02-10',
  },
  claimTypes: ['professional'],
  when: {
    all: [
      { fact: 'line', path: 'placeOfService', operator: 'in', value: ['02', '10'] },
      { fact: 'line', path: 'modifiers', operator: 'doesNotContain', value: '95' },
    ],
  },
  then: {
    severity: 'deny',
    group: 'CO',
    carc: '4',
    at: 'modifiers',
    text: '{{procedure}} on {{date}} is billed at a telehealth place of service without modifier 95.',
    fix: 'If the visit was live video, add modifier 95. If it was not, correct the place of service.',
  },
  cases: [
    { name: 'office visit', claim: { lines: [{ placeOfService: '11' }] }, finds: [] },
    { name: 'no place of service', claim: { lines: [{}] }, finds: [] },
    {
      name: 'modifier missing',
      claim: { lines: [{}, { placeOfService: '02' }] },
      finds: ['lines[1].modifiers'],
    },
  ],
  ...sketch,
})

/** A rule that asks one thing. */
export const asking = (when: unknown, sketch: Sketch = {}): Sketch =>
  ruleSketch({
    id: 'asking',
    when,
    then: { severity: 'deny', carc: '16', text: 'Found on {{date}}.', fix: 'Correct it.' },
    ...sketch,
  })

/** A question about a field. */
export const atom = (field: string, operator: string, value?: unknown, params?: unknown): Sketch => {
  const [fact, path] = field.split('.')
  return {
    fact,
    path,
    operator,
    ...(value === undefined ? {} : { value }),
    ...(params === undefined ? {} : { params }),
  }
}

export const profileSketch = (sketch: Sketch = {}): Sketch => ({
  id: 'acme-health',
  payerIds: ['60999'],
  line: 'commercial',
  ...sketch,
})

/** A document as a file of the rules folder. */
export const ruleFile = (path: string, document: unknown): RuleFile => ({
  path,
  file: `rules/${path}`,
  text: typeof document === 'string' ? document : JSON.stringify(document),
})

/** The folder of one payer: its profile and rules, and whatever else is given by path. */
export const payerFiles = (
  rules: readonly Sketch[],
  others: Readonly<Record<string, unknown>> = {},
): RuleFile[] => [
  ...('acme-health/payer.json' in others ? [] : [ruleFile('acme-health/payer.json', profileSketch())]),
  ...rules.map((rule) => ruleFile(`acme-health/${String(rule['id'])}.json`, rule)),
  ...Object.entries(others).map(([path, document]) => ruleFile(path, document)),
]

export const ruleSetWith = (
  rules: readonly Sketch[],
  others: Readonly<Record<string, unknown>> = {},
): RuleSet => ruleSetOf(payerFiles(rules, others))
