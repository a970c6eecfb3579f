/** What routes answer beside results, as schemas: the description of the API is made from them, and tests hold to them. */
import { z } from 'zod'
import { Finding, resolutions, Severity, Verdict } from '../index.ts'

/** An error of any route. */
export const FaultAnswer = z.strictObject({
  statusCode: z.int(),
  code: z.string(),
  error: z.string(),
  message: z.string(),
})

const Moment = z.string().meta({ format: 'date-time' })
const Count = z.int().min(0)

/** A built-in edit or payer rule, in a list. */
export const EditBrief = z.strictObject({
  id: z.string(),
  title: z.string(),
  authority: z.string(),
  claimTypes: z.array(z.string()),
  source: z.strictObject({ title: z.string(), url: z.string() }),
})

/** The whole of an edit. */
export const EditPage = EditBrief.extend({
  why: z.string(),
  tables: z.array(z.string()),
  messages: z.array(
    z.strictObject({
      id: z.string(),
      severity: Severity,
      group: z.string().nullable(),
      carc: z.string().nullable(),
      rarc: z.string().nullable(),
      scope: z.string(),
      text: z.string(),
      fix: z.string(),
    }),
  ),
})

/** What the code sets say of a code. */
export const CodeAnswer = z.strictObject({
  code: z.string(),
  system: z.string(),
  on: z.string(),
  codesets: z.string(),
  facts: z.array(z.strictObject({ label: z.string(), value: z.string(), source: z.string() })),
})

/** The code sets in force. */
export const CodesetsAnswer = z.strictObject({
  snapshot: z.string(),
  starter: z.boolean(),
  releases: z.array(
    z.strictObject({
      table: z.string(),
      id: z.string(),
      from: z.string(),
      through: z.string(),
      rows: Count,
      complete: z.boolean(),
      /** `in force`, `ended` or `to come`, on the day asked. */
      state: z.string(),
    }),
  ),
})

/** The payer rules in force. */
export const RulesAnswer = z.strictObject({
  id: z.string(),
  payers: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string().nullable(),
      payerIds: z.array(z.string()),
      line: z.string().nullable(),
      rules: Count,
    }),
  ),
  rules: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      severity: z.string(),
      status: z.string(),
      from: z.string(),
      through: z.string().nullable(),
      source: z.strictObject({ title: z.string(), url: z.string() }),
    }),
  ),
})

/** What the cases of rules gave. */
export const CasesAnswer = z.strictObject({
  passed: z.boolean(),
  rules: z.string(),
  /** Rules and cases that ran. */
  tested: Count,
  cases: Count,
  failures: z.array(
    z.strictObject({
      rule: z.string(),
      file: z.string(),
      path: z.string(),
      case: z.string(),
      expected: z.array(z.string()),
      found: z.array(z.string()),
      unchecked: z.array(z.string()),
    }),
  ),
})

/** A recorded run. */
export const RunAnswer = z.strictObject({
  id: z.string(),
  purpose: z.enum(['audit', 'rerun']),
  base: z.string().nullable(),
  state: z.enum(['recording', 'finished']),
  keep: z.enum(['claims', 'digests']),
  engine: z.string(),
  codesets: z.string(),
  rules: z.string(),
  options: z.record(z.string(), z.unknown()),
  inputs: z.array(z.strictObject({ name: z.string(), bytes: Count, sha256: z.string() })),
  done: Count,
  counts: z
    .strictObject({
      claims: Count,
      verdicts: z.partialRecord(Verdict, Count),
      findings: Count,
      atRiskCents: z.int(),
    })
    .nullable(),
  started: Moment,
  finished: Moment.nullable(),
})

/** A line of the difference of two runs. */
export const DifferenceLine = z.strictObject({
  claim: z.string(),
  line: z.int().nullable(),
  edit: z.string(),
  message: z.string(),
  change: z.enum(['gained', 'gone', 'changed']),
  before: Finding.nullable(),
  after: Finding.nullable(),
  because: z.record(z.string(), z.unknown()),
})

const itemState = {
  version: Count,
  state: z.enum(['open', 'resolved']),
  assignee: z.string().nullable(),
  snoozedUntil: z.string().nullable(),
  reason: z.enum(resolutions).nullable(),
  notes: Count,
} as const

/** An item of the work list after a change. */
export const ItemAnswer = z.strictObject(itemState)

/** A page of the work list. */
export const WorklistAnswer = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      run: z.string(),
      ordinal: Count,
      payer: z.string().nullable(),
      cents: z.int(),
      expectedLossCents: z.int().nullable(),
      /** First day of service; '' where it is not known. */
      day: z.string(),
      finding: Finding,
      causes: Count,
      ...itemState,
    }),
  ),
  next: z.string().nullable(),
})

/** Notes of an item. */
export const NotesAnswer = z.strictObject({
  notes: z.array(z.strictObject({ at: Moment, by: z.string(), text: z.string() })),
})

/** What keeping remittances did. */
export const RemittancesAnswer = z.strictObject({
  remittances: Count,
  unbalanced: Count,
  given: Count,
  added: Count,
  problemCount: Count,
  problems: z.array(z.strictObject({ code: z.string(), text: z.string(), segment: z.int().optional() })),
})

/** A FHIR resource: what is in it is FHIR's to say. */
export const Resource = z.looseObject({ resourceType: z.string() })

/** Whether the server is up, or ready. */
export const HealthAnswer = z.strictObject({ status: z.string() })
