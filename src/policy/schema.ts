/**
 * What may stand in a rules folder: payer rules, base sets, code lists, overrides. Keys, fields, operators and
 * consequences are closed lists, so that a misspelling is an error on load and never a rule that does not fire.
 */
import { z } from 'zod'
import { ClaimType, IsoDate, PayerLine } from '../model/claim.ts'
import { PayerProfile, ProfileSource } from '../model/profile.ts'
import { Scope, Severity } from '../model/result.ts'
import { RuleSuggestion } from '../model/rule-suggestion.ts'
import { factFields, factNames, type FactName } from './fields.ts'
import { claimPlaces, linePlaces, operators } from './vocabulary.ts'

/** What is larger than this is no rule: the bounds that every document is held to. */
export const bounds = {
  /** Characters of one file of a payer's folder, and of a base set. */
  fileCharacters: 1_000_000,
  baseCharacters: 30_000_000,
  /** How deep `all`, `any` and `not` may stand in each other. */
  depth: 8,
  /** Conditions of one rule. */
  conditions: 100,
  /** Values of one condition, and the characters of one. */
  values: 2_000,
  valueCharacters: 100,
  /** Code lists of a document, and patterns of one. */
  lists: 500,
  patterns: 20_000,
  cases: 100,
  rules: 20_000,
  overrides: 10_000,
} as const

/** Lower-case letters, digits and single hyphens; starts with a letter. */
const kebab = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'is no id: lower-case letters, digits and single hyphens')

const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'has a control character')

/** Where editors find the schema; nothing here reads it. */
const schemaLink = { $schema: z.string().max(300).optional() }

const Value = z.union([
  z.string().max(bounds.valueCharacters),
  z.number(),
  z
    .array(z.union([z.string().max(bounds.valueCharacters), z.number()]))
    .min(1)
    .max(bounds.values),
])

/** Which earlier lines a condition on `history` counts. */
export const HistoryParams = z.strictObject({
  /** How many days before the service, at most five years; the day of service counts, later days do not. */
  days: z.int().min(0).max(1830),
  /** Codes, ranges, prefixes and names of code lists; the line's own code where none is said. */
  codes: z.array(z.string().max(bounds.valueCharacters)).min(1).max(bounds.values).optional(),
})
export type HistoryParams = z.output<typeof HistoryParams>

/** A question about one field. */
export interface Atom {
  readonly fact: FactName
  readonly path: string
  readonly operator: (typeof operators)[number]
  readonly value?: string | number | readonly (string | number)[] | undefined
  readonly params?: HistoryParams | undefined
}

/** A condition: a question about one field, or several put together. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Atom

const atomOf = (fact: FactName) =>
  z.strictObject({
    fact: z.literal(fact),
    path: z.enum(Object.keys(factFields[fact])),
    operator: z.enum(operators),
    value: Value.optional(),
    ...(fact === 'history' ? { params: HistoryParams } : {}),
  })

/** Conditions as a document has them; what an operator takes of a field is checked when it is read. */
export const Condition: z.ZodType<Condition> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(Condition).min(1).max(bounds.conditions) }),
      z.strictObject({ any: z.array(Condition).min(1).max(bounds.conditions) }),
      z.strictObject({ not: Condition }),
      ...factNames.map(atomOf),
    ]),
  )
  .meta({ id: 'Condition' }) as unknown as z.ZodType<Condition>

/** What the payer is expected to do, and what is said about it. */
export const Consequence = z
  .strictObject({
    severity: Severity,
    group: z.enum(['CO', 'PR', 'OA', 'PI']).optional(),
    /** Claim adjustment reason code; a denial names it. */
    carc: z
      .string()
      .regex(/^([1-9][0-9]{0,2}|[A-Z][0-9]{1,2})$/, 'is no CARC')
      .optional(),
    rarc: z
      .string()
      .regex(/^(MA?|N)[0-9]{1,3}$/, 'is no RARC')
      .optional(),
    scope: Scope.optional(),
    /** The field whose place is named: of the line, or of the claim where the rule asks about no line. */
    at: z.enum([...new Set([...linePlaces, ...claimPlaces])]).optional(),
    text: words(500),
    fix: words(500),
    /** Corrections of the line that are tried and, where they clear the finding and raise no other, suggested. */
    suggest: z.array(RuleSuggestion).min(1).max(3).optional(),
  })
  .refine(({ severity, carc }) => severity !== 'deny' || carc !== undefined, {
    message: 'a denial names its CARC',
    path: ['carc'],
  })

/**
 * An example with its answer. Of the claim only what matters is written: the rest is a claim of the rule's first type,
 * dated in force, of an invented patient; see `caseClaim`. `finds` are the places expected, `history` the patient's
 * other claims.
 */
export const RuleCase = z.strictObject({
  name: words(120),
  claim: z.record(z.string().max(60), z.unknown()),
  history: z
    .array(z.record(z.string().max(60), z.unknown()))
    .max(20)
    .optional(),
  finds: z.array(z.string().max(60)).max(50),
})
export type RuleCase = z.output<typeof RuleCase>

/** First and last day of service that a rule stands for, both inclusive. */
export const Effective = z
  .strictObject({ from: IsoDate, through: IsoDate.optional() })
  .refine(({ from, through }) => through === undefined || from <= through, {
    message: 'ends before it begins',
    path: ['through'],
  })

const ruleWith = (when: z.ZodType<Condition>) =>
  z
    .strictObject({
      ...schemaLink,
      id: kebab,
      title: words(200),
      why: words(2_000),
      effective: Effective,
      source: ProfileSource,
      /** `draft` runs in its own cases alone, `shadow` is reported apart and is in no verdict, `retired` never runs. */
      status: z.enum(['draft', 'shadow', 'active', 'retired']).default('active'),
      claimTypes: z
        .array(ClaimType)
        .min(1)
        .max(2)
        .default([...ClaimType.options]),
      when,
      then: Consequence,
      notes: z.array(words(500)).max(20).optional(),
      cases: z.array(RuleCase).min(2, 'needs at least two').max(bounds.cases),
    })
    .superRefine(({ cases }, context) => {
      const complain = (message: string): void =>
        context.addIssue({ code: 'custom', message, path: ['cases'] })
      if (!cases.some(({ finds }) => finds.length > 0)) complain('no case finds anything')
      if (!cases.some(({ finds }) => finds.length === 0)) complain('no case finds nothing')
    })

/** One payer rule (`rules/<payer>/<rule>.json`, or a member of a base set). */
export const RuleDocument = ruleWith(Condition)
/** The same, where `checkCondition` has already looked at the condition: a union of all there is says less, and slowly. */
export const CheckedRuleDocument = ruleWith(z.custom<Condition>())
export type RuleDocument = z.output<typeof RuleDocument>

/** Named lists of codes, ranges `99202-99215` and prefixes `E11.*`. */
const Lists = z
  .record(kebab, z.array(z.string().max(bounds.valueCharacters)).min(1).max(bounds.patterns))
  .refine((lists) => Object.keys(lists).length <= bounds.lists, {
    message: `holds more than ${bounds.lists} lists`,
  })

/** A payer's code lists (`rules/<payer>/lists.json`). */
export const ListDocument = z.strictObject({ ...schemaLink, lists: Lists })
export type ListDocument = z.output<typeof ListDocument>

const baseWith = (rule: ReturnType<typeof ruleWith>) =>
  z.strictObject({
    ...schemaLink,
    id: kebab,
    title: words(200),
    /** Kind of payer it is written for: the payer of its cases. */
    line: PayerLine.optional(),
    lists: Lists.default({}),
    /** Edits off or graded otherwise for all that take it over; a payer's own word is the last. */
    edits: PayerProfile.shape.edits,
    rules: z.array(rule).max(bounds.rules),
  })

/** A shared set of rules (`rules/base/<name>.json`) that profiles take over by naming it as their `base`. */
export const BaseDocument = baseWith(RuleDocument)
/** The same, its conditions already looked at. */
export const CheckedBaseDocument = baseWith(CheckedRuleDocument)
export type BaseDocument = z.output<typeof BaseDocument>

/** A finding that a person judged wrong, until an override expires. */
export const Override = z
  .strictObject({
    id: kebab,
    /** Id of a built-in edit or of a payer rule. */
    edit: z.string().min(1).max(130),
    message: z.string().min(1).max(60).optional(),
    /** Id of the one claim it is for. */
    claim: z.string().min(1).max(50).optional(),
    /** Procedures it is for: codes, ranges, prefixes. */
    codes: z.array(z.string().max(20)).min(1).max(500).optional(),
    reason: z.enum([
      'payer-confirmed',
      'contract',
      'record-reviewed',
      'wrong-rule',
      'policy-changed',
      'other',
    ]),
    /** For the people who keep the file; it never leaves it. */
    text: words(500).optional(),
    by: words(100),
    /** First and last day of receipt it stands for; there is none without an end. */
    from: IsoDate,
    through: IsoDate,
  })
  .refine(({ from, through }) => from <= through, { message: 'ends before it begins', path: ['through'] })
export type Override = z.output<typeof Override>

/** A payer's overrides (`rules/<payer>/overrides.json`). */
export const OverrideDocument = z.strictObject({
  ...schemaLink,
  overrides: z.array(Override).max(bounds.overrides),
})
export type OverrideDocument = z.output<typeof OverrideDocument>

/** Any document of a rules folder. */
const AnyRuleDocument = z.union([RuleDocument, BaseDocument, ListDocument, OverrideDocument, PayerProfile])

/** The JSON Schema (draft 2020-12) that editors check and complete documents of a rules folder by. */
export const ruleJsonSchema = (): object =>
  z.toJSONSchema(AnyRuleDocument, { io: 'input', unrepresentable: 'any' })
