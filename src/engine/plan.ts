/**
 * Which edits apply to a claim, which of them cannot be answered, and why. Everything here depends only on the kind of
 * claim and the days it asks about, so it is worked out once for each and remembered.
 */
import { profileTable } from './profile.ts'
import { lagged } from './lag.ts'
import {
  isLoaded,
  type DatedTable,
  type HistoryTable,
  type MissingTable,
  type Setting,
  type Snapshot,
  type TableKey,
  type TableSet,
} from '../codesets/tables.ts'
import type { AnyEdit, FieldName, Message, RuleProgram } from '../edits/define.ts'
import type { ClaimType, PayerLine } from '../model/claim.ts'
import type { PayerProfile } from '../model/profile.ts'
import { isoDate } from '../model/dates.ts'
import {
  severityRank,
  type Severity,
  type Stale,
  type Unchecked,
  type UncheckedReason,
} from '../model/result.ts'
import { fieldBits, fieldNames } from './fields.ts'

/** What decides which edits apply and which tables they meet. */
export interface ClaimKind {
  readonly type: ClaimType
  readonly line: PayerLine | undefined
  readonly setting: Setting
  readonly inpatient: boolean
  readonly profile: PayerProfile
}

/** An edit that applies, with the tables it gets. */
export interface ActiveEdit {
  readonly edit: AnyEdit
  /** Place in the catalogue, which orders findings. */
  readonly order: number
  /** The severity of each message for this kind of claim: as the edit has it, milder by authority, or as the profile says. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>
  readonly tables: Readonly<Record<string, DatedTable>>
  /** The edits that silence it where they speak, and how. */
  readonly yields: readonly (readonly [edit: string, how: Yielding])[]
}

type Yielding = NonNullable<AnyEdit['yieldsTo']>[string]

/** What can be answered for a span of days with some fields missing. */
export interface Answerable {
  /** By position in `Plan.active`: whether `check` may be called. */
  readonly runs: readonly boolean[]
  readonly unchecked: readonly Unchecked[]
  readonly stale: readonly Stale[]
}

/** The plan for one kind of claim. */
export interface Plan {
  readonly kind: ClaimKind
  readonly active: readonly ActiveEdit[]
  /** By position in the edits of the payer's program: who speaks for the rule; undefined where it does not apply. */
  readonly rules: readonly (ActiveEdit | undefined)[]
  /** Ids of the payer's rules that ask for the patient's other claims. */
  readonly historyRules: readonly string[]
  /** Bits of all fields that some edit asks for. */
  readonly fields: number
  /** What can be answered for the days (compact dates, inclusive), given the bits of missing fields. */
  answerable(from: number, through: number, missing: number): Answerable
}

/** How far the edits of an authority reach for a payer's line; undefined where they are off. */
export function reach(authority: AnyEdit['authority'], line: PayerLine | undefined): Severity | undefined {
  if (authority === 'every-payer' || authority === 'payer') return 'reject'
  if (authority === 'medicare')
    return line === 'medicare' ? 'reject' : line === 'medicare-advantage' ? 'review' : undefined
  return line === 'medicare' || line === 'medicare-advantage' || line === 'medicaid' ? 'reject' : 'review'
}

const milder = (one: Severity, other: Severity): Severity =>
  severityRank[one] >= severityRank[other] ? one : other

/** Severities of an edit's messages for a kind of claim, or why it says nothing there. */
export function grade(
  edit: AnyEdit,
  { line, profile }: Pick<ClaimKind, 'line' | 'profile'>,
): Readonly<Record<string, Severity | 'off'>> | 'off' | 'not-this-payer' {
  const said = profile.edits[edit.id]
  if (said === 'off') return 'off'
  const cap = said === 'on' ? 'reject' : reach(edit.authority, line)
  if (cap === undefined && said === undefined) return 'not-this-payer'
  const messages = edit.messages as Readonly<Record<string, Message>>
  return Object.fromEntries(
    Object.entries(messages).map(([name, message]) => {
      const own = profile.edits[`${edit.id}/${name}`]
      if (own !== undefined && own !== 'on') return [name, own]
      if (said !== undefined && said !== 'on') return [name, milder(message.severity, said)]
      return [name, own === 'on' ? message.severity : milder(message.severity, cap ?? 'reject')]
    }),
  )
}

/** Tables that a classification judges by the discharge date of an inpatient claim. */
const judgedAtDischarge: ReadonlySet<TableKey> = new Set([
  'diagnoses',
  'icd10pcs',
  'editorDiagnoses',
  'editorProcedures',
  'icdNotes',
])

const REMEMBERED_SPANS = 4096

/** What is said of a field that is missing. */
export const fieldTexts: Readonly<Record<FieldName, string>> = {
  birthDate: 'the claim has no birth date of the patient',
  billingNpi: 'the claim has no NPI of the billing provider',
  billingTaxonomy: 'the claim has no taxonomy of the billing provider',
  chargeCents: 'the claim has no total charge',
  diagnoses: 'the claim has no diagnosis',
  placeOfService: 'a line has no place of service',
  patient: 'the claim has neither a subscriber id nor the patient’s id with the billing provider',
  payerLine: 'the claim does not say what kind of payer it goes to',
  pointers: 'a line has no diagnosis pointer',
  sex: 'the claim has no sex of the patient',
  subscriberId: 'the claim has no subscriber id',
  typeOfBill: 'the claim has no bill type',
}

/** Collects edits under one reason and table, in the order they come. */
function grouped() {
  const groups = new Map<
    string,
    { edits: string[]; reason: UncheckedReason; table: string; detail: string }
  >()
  return {
    add(edit: string, reason: UncheckedReason, table: string, detail: string): void {
      const key = `${reason} ${table} ${detail}`
      const group = groups.get(key) ?? { edits: [], reason, table, detail }
      if (!group.edits.includes(edit)) group.edits.push(edit)
      groups.set(key, group)
    },
    list: (): Unchecked[] =>
      [...groups.values()].map(({ edits, reason, table, detail }) => ({
        edits,
        reason,
        ...(table === '' ? {} : { table }),
        detail,
      })),
  }
}

/** Makes the plan for a kind of claim. */
export function createPlan(
  edits: readonly AnyEdit[],
  snapshot: Snapshot,
  kind: ClaimKind,
  history: HistoryTable,
  program?: RuleProgram,
): Plan {
  const set = snapshot.tables(kind.setting)
  const profile = profileTable(kind.profile)
  const table = (key: TableKey): DatedTable | MissingTable =>
    key === 'profile'
      ? profile
      : key === 'history'
        ? history
        : lagged(set[key as keyof TableSet], kind.profile.ncciLagDays)
  const always = grouped()
  const admit = (edit: AnyEdit, order: number): ActiveEdit | undefined => {
    if (!edit.claimTypes.includes(kind.type)) return undefined
    if (edit.bills !== undefined && (edit.bills === 'inpatient') !== kind.inpatient) return undefined
    const severities = grade(edit, kind)
    if (severities === 'off') {
      always.add(edit.id, 'not-this-payer', '', `The profile ${kind.profile.id} turns it off.`)
      return undefined
    }
    if (severities === 'not-this-payer') {
      const who = kind.line === undefined ? 'a payer whose kind is not known' : `a ${kind.line} payer`
      always.add(edit.id, 'not-this-payer', '', `Medicare's own rule; it does not bind ${who}.`)
      return undefined
    }
    const needed = edit.tables as readonly TableKey[]
    const absent = needed.filter((key) => !isLoaded(table(key)))
    for (const key of absent) {
      const { missing } = table(key) as MissingTable
      always.add(edit.id, 'no-table', missing, `No release of ${missing} is loaded.`)
    }
    if (absent.length > 0) return undefined
    const consulted = ((edit.also ?? []) as readonly TableKey[]).filter((key) => isLoaded(table(key)))
    if (edit.history && !history.given)
      always.add(edit.id, 'no-history', '', "The patient's other claims were not given (--history).")
    return {
      edit,
      order,
      severities,
      yields: Object.entries(edit.yieldsTo ?? {}),
      tables: Object.fromEntries([...needed, ...consulted].map((key) => [key, table(key) as DatedTable])),
    }
  }
  const active = edits.map(admit).filter((one) => one !== undefined)
  const rules = (program?.edits ?? []).map((edit, at) => admit(edit, edits.length + at))

  const datedFor = new Map(
    active.map(({ edit }) => [
      edit,
      ((edit.within ?? []) as readonly TableKey[]).map(table).filter((one) => isLoaded(one)) as DatedTable[],
    ]),
  )

  // Without a patient nobody's other claims can be found.
  const fieldsOf = (edit: AnyEdit): readonly FieldName[] =>
    edit.history && history.given ? [...(edit.fields ?? []), 'patient'] : (edit.fields ?? [])
  const answer = (from: number, through: number, missing: number): Answerable => {
    const open = grouped()
    const stale = new Map<string, Stale & { edits: string[] }>()
    const runs = active.map(({ edit, tables }) => {
      let runnable = true
      for (const key of edit.tables as readonly TableKey[]) {
        const dated = tables[key]!
        const first = kind.inpatient && judgedAtDischarge.has(key) ? through : from
        if (dated.holding(first) === 'before') {
          const detail = `Service on ${isoDate(first)}; the releases of ${dated.name} begin on ${isoDate(dated.from)}.`
          open.add(edit.id, 'before-table', dated.name, detail)
          if (dated.holding(through) === 'before') runnable = false
        }
        if (dated.holding(through) !== 'before' && !dated.complete(through)) {
          const detail = snapshot.starter
            ? 'The starter set holds examples only: what it does not list was not checked.'
            : 'A part of the release is not loaded: what it does not list was not checked.'
          open.add(edit.id, 'incomplete-table', dated.name, detail)
        }
      }
      for (const dated of datedFor.get(edit) ?? []) {
        const holding = dated.holding(through)
        if (holding === 'held' || !runnable) continue
        runnable = false
        const detail = `${dated.name} is for ${isoDate(dated.from)} through ${isoDate(dated.through)}; none for ${isoDate(through)} is loaded.`
        open.add(edit.id, holding === 'before' ? 'before-table' : 'no-table', dated.name, detail)
      }
      for (const dated of runnable ? Object.values(tables) : []) {
        if (dated.holding(through) !== 'stale') continue
        const [name, release] = [dated.name, dated.releaseOn(through)]
        const entry = stale.get(name) ?? { edits: [], table: name, release, asked: isoDate(through) }
        if (!entry.edits.includes(edit.id)) entry.edits.push(edit.id)
        stale.set(name, entry)
      }
      const lacking = fieldBits(fieldsOf(edit)) & missing
      fieldNames.forEach((field, bit) => {
        if ((lacking & (1 << bit)) !== 0)
          open.add(edit.id, 'missing-field', '', `Not answered: ${fieldTexts[field]}.`)
      })
      return runnable
    })
    return { runs, unchecked: [...always.list(), ...open.list()], stale: [...stale.values()] }
  }

  const remembered = new Map<number, Map<number, Answerable>>()
  let count = 0
  return {
    kind,
    active,
    rules,
    historyRules: rules.flatMap((rule) => (rule?.edit.history ? [rule.edit.id] : [])),
    fields: active.reduce((bits, { edit }) => bits | fieldBits(fieldsOf(edit)), 0),
    answerable(from, through, missing) {
      const key = through * 65_536 + missing
      const known = remembered.get(from)?.get(key)
      if (known) return known
      if (++count > REMEMBERED_SPANS) {
        remembered.clear()
        count = 1
      }
      const made = answer(from, through, missing)
      const inner = remembered.get(from) ?? new Map<number, Answerable>()
      inner.set(key, made)
      remembered.set(from, inner)
      return made
    },
  }
}
