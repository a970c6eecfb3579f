/** What an edit is: one thing checked about a claim, with the words and the source of what it says. */
import type { Citation, TableKey, Tables } from '../codesets/tables.ts'
import type { Claim, ClaimType } from '../model/claim.ts'
import type { PatientHistory } from '../model/history.ts'
import type { Evidence, Finding, Overridden, Scope, Severity, UncheckedReason } from '../model/result.ts'

/** Where a requirement is published, with the address. */
export interface Source {
  readonly title: string
  readonly url: string
}

/** One thing an edit may say. */
export interface Message {
  readonly severity: Severity
  /** Claim adjustment group and reason that the payer is expected to use; every `deny` names its reason. */
  readonly group?: 'CO' | 'PR' | 'OA' | 'PI'
  readonly carc?: string
  readonly rarc?: string
  /** Case of `denial_codes` that decides group, CARC and RARC by payer and date; what stands here holds where it says nothing. */
  readonly denial?: string
  /** What is lost; the line where it is not said, or the claim for a rejection. */
  readonly scope?: Scope
  /** What was found, in one sentence with codes and date; `{{name}}` is filled from the data. */
  readonly text: string
  /** What can be done about it, the honest correction first. */
  readonly fix: string
}

/**
 * Whose rule it is, and so how far it reaches: `every-payer` for what the claim form and the code sets demand; `ncci`
 * for Medicare's bundling and unit tables (at most `review` where the payer has not said that it follows them);
 * `medicare` for what Medicare alone demands (`review` for Medicare Advantage, off elsewhere); `government` for what
 * Medicare and Medicaid demand and many others with them (at most `review` there); `payer` for a payer's own rule.
 */
export type Authority = 'every-payer' | 'ncci' | 'medicare' | 'government' | 'payer'

/** Parts of a claim that an edit cannot do without; where one is absent the edit is unchecked. */
export type FieldName =
  | 'birthDate'
  | 'billingNpi'
  | 'billingTaxonomy'
  | 'chargeCents'
  | 'diagnoses'
  | 'placeOfService'
  | 'patient'
  | 'payerLine'
  | 'pointers'
  | 'sex'
  | 'subscriberId'
  | 'typeOfBill'

/** Fills the placeholders of a message: codes, dates, counts and names of tables, never anything about a person. */
export type FindingData = Readonly<Record<string, string | number>>

/** What a finding may bring along. */
export interface FindingDetail {
  /** Indexes in `claim.lines` of the other lines concerned. */
  readonly related?: readonly number[]
  /** Row of the table that decided. */
  readonly cite?: Citation
  /** Earlier claims that the finding rests on. */
  readonly evidence?: readonly Evidence[]
  /** Index of the line whose own finding causes this one, for consequences alone. */
  readonly cause?: number
}

/** How an edit speaks. `at` is a path in the claim, for instance `lines[1].procedure`. */
export interface Report<M extends string> {
  (message: M, at: string, data: FindingData, detail?: FindingDetail): void
  /** Says that a part of the question stays open. `detail` names codes and dates, never a person. */
  unchecked(reason: UncheckedReason, detail: string, table?: string): void
}

/** Days, compact and inclusive. */
export interface Days {
  readonly from: number
  readonly through: number
}

/**
 * Whether a code can make an edit speak: `true` on whatever day, `false` on none, or on every day but those named: a code
 * that is in force from then on has nothing wrong. Days count where all days of the lines are among them, never for an
 * inpatient's bill, which is judged at discharge, nor for a modifier that shares its line with another.
 */
export type Waking = boolean | Days

/** Says of a code whether the edit could have something to say about a claim that has it. */
export type Wakes<T extends TableKey, O extends TableKey> = {
  readonly [K in 'procedure' | 'modifier' | 'diagnosis' | 'revenueCode' | 'place']?: (
    code: string,
    tables: EditTables<T, O>,
    claimType: ClaimType,
  ) => Waking
}

/** The tables an edit gets: those it needs, and those it uses where they are loaded. */
export type EditTables<T extends TableKey, O extends TableKey> = Pick<Tables, T> & {
  readonly [K in O]?: Tables[K]
}

/** One built-in edit, or one compiled payer rule. */
export interface Edit<
  T extends TableKey = TableKey,
  O extends TableKey = TableKey,
  M extends string = string,
> {
  /** Kebab-case; completes "this claim has …". Never changes. */
  readonly id: string
  readonly title: string
  /** One paragraph: why payers refuse this. */
  readonly why: string
  readonly source: Source
  readonly claimTypes: readonly ClaimType[]
  /** Only hospitals' inpatient bills (11x), or every claim but those; all claims where it is not said. */
  readonly bills?: 'inpatient' | 'other'
  readonly authority: Authority
  /** Tables it cannot do without: where one is not held for the day, the edit is unchecked and `check` is not called. */
  readonly tables: readonly T[]
  /** Tables it consults where they are loaded; the edit itself says what stays open where one is not. */
  readonly also?: readonly O[]
  /** Tables whose period bounds it where they are loaded: outside of it the edit is unchecked, never stale. */
  readonly within?: readonly TableKey[]
  /** Parts of the claim it cannot do without. */
  readonly fields?: readonly FieldName[]
  /** Whether the patient's other claims could change its answer. */
  readonly history?: boolean
  /**
   * Edits that speak before this one: it is silent where they spoke of the same lines and earlier claims (`line`), of
   * any line concerned here (`own-line`), or about the same part of the claim (`place`).
   */
  readonly yieldsTo?: Readonly<Record<string, 'line' | 'own-line' | 'place'>>
  /** When given, `check` is called only for claims with a code that wakes it. */
  readonly wakes?: Wakes<T, O>
  /** Whether it speaks only of two lines of which each has a procedure that wakes it, unless the patient's other claims are given. */
  readonly pairs?: boolean
  readonly messages: Readonly<Record<M, Message>>
  /** What a reader of the page should know beyond the messages: bounds, careful readings, what is not looked at. */
  readonly notes?: readonly string[]
  /** Synchronous, and without memory: a bulk run calls it a hundred thousand times a second. */
  check(claim: Claim, tables: EditTables<NoInfer<T>, NoInfer<O>>, report: Report<NoInfer<M>>): void
  /**
   * What follows for this edit from lines that others refuse or deny: called after all checks, when some line is. It
   * reports with `cause`, so that the result folds the consequence under its root.
   */
  follow?(
    claim: Claim,
    tables: EditTables<NoInfer<T>, NoInfer<O>>,
    lost: (line: number) => boolean,
    report: Report<NoInfer<M>>,
  ): void
}

/** An edit whose tables and messages the engine need not know by name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- check is contravariant in what only the edit itself knows
export type AnyEdit = Edit<any, any, any>

/** Identity at run time; at compile time it ties `check` to the declared tables and messages. */
export const defineEdit = <
  const T extends TableKey = never,
  const O extends TableKey = never,
  M extends string = string,
>(
  edit: Edit<T, O, M>,
): Edit<T, O, M> => edit

/** How a rule program speaks; `rule` is a position in its `edits`. */
export interface RuleVisit {
  found(rule: number, at: string, data: FindingData, detail?: FindingDetail): void
  /** Says that a rule did not answer for this claim. */
  unchecked(rule: number, reason: UncheckedReason, detail: string): void
}

/**
 * A payer's rules in one: the engine asks it once a claim, and it wakes only the rules that could fire. A rule that
 * fails stops neither the claim nor the other rules.
 */
export interface RuleProgram {
  /** Its rules as edits, in the order in which their findings come. */
  readonly edits: readonly AnyEdit[]
  /** Positions of the rules whose findings are reported apart and are in no verdict. */
  readonly shadow: ReadonlySet<number>
  /** Runs the rules. `history` gives the patient's other claims; without it the rules that ask for them are silent. */
  run(claim: Claim, history: (() => PatientHistory) | undefined, visit: RuleVisit): void
  /** The override in force that takes a finding out of the verdict, undefined where there is none. */
  override?(finding: Finding, claim: Claim): Omit<Overridden, 'finding'> | undefined
}
