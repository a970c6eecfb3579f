/** Tables of the store, as kysely sees them and as they are made. */

/** What is known of the store itself: version, check value of the key, head of the trail. */
export interface MetaTable {
  readonly name: string
  readonly value: string
}

/** One recorded pass over claims. */
export interface RunTable {
  readonly number: number
  readonly id: string
  /** The caller's name for a run that can be taken up again. */
  readonly resume_key: string | null
  readonly purpose: string
  readonly base: string | null
  readonly state: string
  readonly engine: string
  readonly codesets: string
  readonly rules: string
  readonly options: string
  readonly inputs: string
  /** Totals so far. */
  readonly counts: string
  /** Claims recorded so far, and blocks they stand in. */
  readonly done: number
  readonly blocks: number
  /** The caller's mark of how far it has read, as JSON. */
  readonly position: string
  /** Digest over all blocks so far, each with the one before. */
  readonly chain: string
  readonly kept: string
  readonly started: string
  readonly finished: string | null
}

/** What findings of one run have in common: edit, message, severity, denial codes, source. */
export interface KindTable {
  readonly run: number
  readonly kind: number
  readonly edit: string
  readonly message: string
  readonly severity: string
  readonly group_code: string | null
  readonly carc: string | null
  readonly rarc: string | null
  readonly scope: string
  readonly payer: string | null
  readonly source_table: string | null
  readonly release: string | null
  readonly source: string
}

/** Entries of `unchecked` and `stale` that many results of a run share, as JSON. */
export interface PhraseTable {
  readonly run: number
  readonly phrase: number
  readonly body: string
}

/**
 * Results of some hundred claims in order, deflated, with their columns; keyed digests of their patients and the claims
 * themselves, encrypted, or null. SQLite reads a row up to the last column that is asked: small ones come first.
 */
export interface BlockTable {
  readonly run: number
  readonly block: number
  readonly first: number
  readonly claims: number
  readonly columns: Uint8Array
  readonly keys: Uint8Array | null
  readonly results: Uint8Array
  readonly payload: Uint8Array | null
}

/** The newest recorded result of each claim. */
export interface NewestTable {
  readonly claim_key: string
  readonly run: number
  readonly ordinal: number
}

/** Root causes of the newest results: the work list in order of dollars. */
export interface ListedTable {
  readonly cents: number
  readonly run: number
  readonly ordinal: number
  readonly seq: number
  readonly kind: number
  readonly expected_cents: number | null
  /** First day of service as a number, 20241231; 0 where it is not known. */
  readonly day: number
}

/** Claims of a patient, by keyed digest of the subscriber's or the patient's id. */
export interface PatientClaimTable {
  readonly patient_key: string
  readonly run: number
  readonly ordinal: number
}

/** What people did with an item of the work list. */
export interface WorkItemTable {
  readonly item: string
  readonly claim_key: string
  readonly claim: string
  readonly place: string
  /** Where it stands on the list; null where the newest result of its claim does not have it. */
  readonly cents: number | null
  readonly run: number | null
  readonly ordinal: number | null
  readonly seq: number | null
  readonly version: number
  readonly state: string
  readonly assignee: string | null
  readonly snoozed_until: string | null
  readonly reason: string | null
  readonly notes: number
  readonly updated: string
  readonly updated_by: string
}

/** A note on an item, encrypted. */
export interface WorkNoteTable {
  readonly item: string
  readonly number: number
  readonly at: string
  readonly by_whom: string
  readonly note: Uint8Array
}

/** A finding that is not to count, until a day; its reason is encrypted. */
export interface OverrideTable {
  readonly id: string
  readonly edit: string
  readonly message: string | null
  readonly payer: string | null
  readonly claim: string | null
  readonly until: string
  readonly reason: Uint8Array
  readonly at: string
  readonly by_whom: string
  readonly revoked: string | null
}

/** One remitted claim of an 835, encrypted; found by keyed digests. */
export interface RemittanceTable {
  readonly identity: string
  readonly claim: string
  readonly subscriber: string | null
  readonly paid_on: string
  readonly payload: Uint8Array
}

/** A fitted risk model. */
export interface ModelTable {
  readonly id: string
  readonly made: string
  readonly body: string
}

/** Who did what when; each entry bears a keyed digest of itself and of the one before. */
export interface TrailTable {
  readonly number: number
  readonly at: string
  readonly by_whom: string
  readonly action: string
  readonly subject: string
  readonly detail: string
  readonly mark: string
}

/** The whole store. */
export interface StoreTables {
  readonly meta: MetaTable
  readonly runs: RunTable
  readonly kinds: KindTable
  readonly phrases: PhraseTable
  readonly blocks: BlockTable
  readonly newest: NewestTable
  readonly listed: ListedTable
  readonly patient_claims: PatientClaimTable
  readonly work_items: WorkItemTable
  readonly work_notes: WorkNoteTable
  readonly overrides: OverrideTable
  readonly remittances: RemittanceTable
  readonly models: ModelTable
  readonly trail: TrailTable
}

/** The two databases. */
export type StoreKind = 'sqlite' | 'postgres'

/**
 * Statements that bring a store from one version to the next, in order; forward only. `blob` is the type of bytes,
 * `clustered` keeps a table in the order of its key where the database can.
 */
export const migrations: readonly ((kind: StoreKind) => readonly string[])[] = [
  (kind) => {
    const blob = kind === 'sqlite' ? 'blob' : 'bytea'
    const clustered = kind === 'sqlite' ? ' without rowid' : ''
    const identity =
      kind === 'sqlite' ? 'integer primary key' : 'integer generated always as identity primary key'
    return [
      `create table runs (number ${identity}, id text not null unique, resume_key text unique,
        purpose text not null, base text, state text not null, engine text not null, codesets text not null,
        rules text not null, options text not null, inputs text not null, counts text not null, done integer not null,
        blocks integer not null, position text not null, chain text not null, kept text not null,
        started text not null, finished text)`,
      `create table kinds (run integer not null, kind integer not null, edit text not null, message text not null,
        severity text not null, group_code text, carc text, rarc text, scope text not null, payer text, source_table text,
        release text, source text not null, primary key (run, kind))${clustered}`,
      `create table phrases (run integer not null, phrase integer not null, body text not null,
        primary key (run, phrase))${clustered}`,
      `create table blocks (run integer not null, block integer not null, first integer not null,
        claims integer not null, columns ${blob} not null, keys ${blob}, results ${blob} not null, payload ${blob},
        primary key (run, block))`,
      'create unique index blocks_by_first on blocks (run, first)',
      `create table newest (claim_key text not null primary key, run integer not null, ordinal integer not null)${clustered}`,
      `create table listed (cents bigint not null, run integer not null, ordinal integer not null,
        seq integer not null, kind integer not null, expected_cents bigint, day integer not null,
        primary key (cents, run, ordinal, seq))${clustered}`,
      `create table patient_claims (patient_key text not null, run integer not null, ordinal integer not null,
        primary key (patient_key, run, ordinal))${clustered}`,
      'create index patient_claims_by_run on patient_claims (run)',
      `create table work_items (item text not null primary key, claim_key text not null, claim text not null,
        place text not null, cents bigint, run integer, ordinal integer, seq integer, version integer not null, state text not null, assignee text, snoozed_until text,
        reason text, notes integer not null, updated text not null, updated_by text not null)`,
      'create index work_items_by_assignee on work_items (assignee, state)',
      'create index work_items_by_state on work_items (state)',
      'create index work_items_by_claim on work_items (claim_key)',
      'create index work_items_by_finding on work_items (run, ordinal, seq)',
      `create table work_notes (item text not null, number integer not null, at text not null,
        by_whom text not null, note ${blob} not null, primary key (item, number))`,
      `create table overrides (id text not null primary key, edit text not null, message text, payer text,
        claim text, until text not null, reason ${blob} not null, at text not null, by_whom text not null,
        revoked text)`,
      `create table remittances (identity text not null primary key, claim text not null, subscriber text,
        paid_on text not null, payload ${blob} not null)`,
      'create index remittances_by_claim on remittances (claim)',
      'create index remittances_by_subscriber on remittances (subscriber)',
      'create table models (id text not null primary key, made text not null, body text not null)',
      `create table trail (number integer not null primary key, at text not null, by_whom text not null,
        action text not null, subject text not null, detail text not null, mark text not null)`,
    ]
  },
]
