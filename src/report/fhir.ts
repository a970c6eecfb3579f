/**
 * FHIR R4: a ClaimResponse for each claim in a Bundle, an OperationOutcome for one that cannot be read, in the shape of
 * Da Vinci PAS (errors that name the element of the X12 and the path in FHIR).
 * Sources: HL7 FHIR R4, https://hl7.org/fhir/R4/claimresponse.html; Da Vinci Prior Authorization Support,
 * https://hl7.org/fhir/us/davinci-pas/; CARIN Blue Button, https://hl7.org/fhir/us/carin-bb/.
 *
 * Results name no patient and no insurer: where the caller gives no reference, the element says that it is masked.
 */
import type { Claim } from '../model/claim.ts'
import type { ClaimResult, Finding, Problem, Severity } from '../model/result.ts'
import { expressionOf } from './fhir-expression.ts'
import type { ReportContext, ReportWriter } from './writer.ts'

/** A FHIR Reference as the caller has it. */
export type FhirReference = Readonly<Record<string, unknown>>

/** What a ClaimResponse says beyond the result. */
export interface ResponseContext {
  /** Id of the resource: at most 64 letters, digits, dots and hyphens. */
  readonly id: string
  /** `YYYY-MM-DD`. */
  readonly created: string
  readonly type?: Claim['type']
  readonly use?: 'claim' | 'preauthorization' | 'predetermination'
  readonly patient?: FhirReference
  readonly insurer?: FhirReference
  readonly request?: FhirReference
  /** Billed cents by line number, for the items that nothing was found on as well. */
  readonly charges?: readonly { readonly line: number; readonly cents: number }[]
}

const EDITS = 'urn:cleanclaim:edit'
const CARC = 'https://x12.org/codes/claim-adjustment-reason-codes'
const RARC = 'https://x12.org/codes/remittance-advice-remark-codes'
const ADJUDICATION = 'http://terminology.hl7.org/CodeSystem/adjudication'
const DENIAL = 'http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudicationDiscriminator'
const PAS = 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition'
const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason'

const absent = (reason: 'masked' | 'unknown') => ({ extension: [{ url: ABSENT, valueCode: reason }] })

const isLost = ({ severity }: Finding): boolean => severity === 'reject' || severity === 'deny'

/**
 * A ClaimResponse: what would be refused or denied is an error, what is to be reviewed or noted a process note. The
 * outcome is `error` where there is an error, else `complete`.
 */
export function claimResponse(result: ClaimResult, context: ResponseContext): object {
  const errors = result.findings.filter(isLost)
  const notes = result.findings.filter((finding) => !isLost(finding))
  const item = itemsOf(result.findings, context.charges ?? [])
  const type = context.type && {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/claim-type', code: context.type }],
  }
  return {
    resourceType: 'ClaimResponse',
    id: context.id,
    ...(context.use === 'preauthorization' ? { meta: { profile: [`${PAS}/profile-claimresponse`] } } : {}),
    identifier: [{ system: 'urn:cleanclaim:claim', value: result.claim }],
    status: 'active',
    type: type ?? absent('unknown'),
    use: context.use ?? 'claim',
    patient: context.patient ?? absent('masked'),
    created: context.created,
    insurer: context.insurer ?? absent('masked'),
    ...(context.request ? { request: context.request } : {}),
    outcome: errors.length > 0 ? 'error' : 'complete',
    disposition: dispositions[result.verdict],
    ...(item.length > 0 ? { item } : {}),
    ...(notes.length > 0 ? { processNote: notes.map(noteOf) } : {}),
    ...(errors.length > 0 ? { error: errors.map(errorOf) } : {}),
  }
}

const dispositions: Readonly<Record<ClaimResult['verdict'], string>> = {
  reject: 'The payer is expected to refuse or return the claim.',
  deny: 'The payer is expected to deny the claim or a part of it.',
  review: 'The record decides; a person should look at the claim.',
  note: 'Nothing to correct; see the notes.',
  clean: 'Nothing found.',
  unreadable: 'The claim cannot be read.',
}

const noteOf = ({ text, fix }: Finding, at: number) => ({
  number: at + 1,
  type: 'display',
  text: `${text} ${fix}`,
})

const codeOf = ({ edit, message, carc, rarc, text }: Finding) => ({
  coding: [
    { system: EDITS, code: `${edit}/${message}` },
    ...(carc === null ? [] : [{ system: CARC, code: carc }]),
    ...(rarc === null ? [] : [{ system: RARC, code: rarc }]),
  ],
  text,
})

const errorOf = (finding: Finding) => ({
  extension: [
    { url: `${PAS}/extension-errorElement`, valueString: finding.where },
    { url: `${PAS}/extension-errorPath`, valueString: expressionOf(finding.at) },
  ],
  ...(finding.line === null ? {} : { itemSequence: finding.line }),
  code: codeOf(finding),
})

const dollars = (cents: number) => ({ value: cents / 100, currency: 'USD' })

/** Items with what was billed and, where a line is lost, the reason the payer is expected to give. */
function itemsOf(findings: readonly Finding[], charges: NonNullable<ResponseContext['charges']>) {
  const lost = findings.filter((finding) => isLost(finding) && finding.carc !== null)
  const lines = new Set([...charges.map(({ line }) => line), ...lost.flatMap(({ line }) => line ?? [])])
  return [...lines]
    .sort((a, b) => a - b)
    .map((line) => {
      const billed = charges.find((charge) => charge.line === line)
      const reasons = lost.filter((finding) => finding.line === line)
      return {
        itemSequence: line,
        adjudication: [
          ...(billed ? [adjudication(ADJUDICATION, 'submitted', { amount: dollars(billed.cents) })] : []),
          ...reasons.map(({ carc, atRiskCents }) =>
            adjudication(DENIAL, 'denialreason', {
              reason: { coding: [{ system: CARC, code: carc }] },
              amount: dollars(atRiskCents),
            }),
          ),
        ],
      }
    })
    .filter(({ adjudication: entries }) => entries.length > 0)
}

const adjudication = (system: string, code: string, rest: object) => ({
  category: { coding: [{ system, code }] },
  ...rest,
})

const issueSeverity: Readonly<Record<Severity, 'error' | 'warning' | 'information'>> = {
  reject: 'error',
  deny: 'error',
  review: 'warning',
  note: 'information',
}

/** An OperationOutcome of a result: an issue for each finding, with the FHIRPath of its element; one that says so for none. */
export function operationOutcome({ findings }: Pick<ClaimResult, 'findings'>): object {
  const issue = findings.map((finding) => ({
    severity: issueSeverity[finding.severity],
    code: 'business-rule',
    details: codeOf(finding),
    diagnostics: finding.fix,
    expression: [expressionOf(finding.at)],
  }))
  const none = { severity: 'information', code: 'informational', details: { text: 'Nothing found.' } }
  return { resourceType: 'OperationOutcome', issue: issue.length > 0 ? issue : [none] }
}

/** An OperationOutcome of a claim that cannot be read. */
export function problemOutcome({ code, text, path, segment, row }: Problem): object {
  const place = [
    ...(segment === undefined ? [] : [`segment ${segment}`]),
    ...(row === undefined ? [] : [`row ${row}`]),
  ].join(', ')
  const issue = {
    severity: 'error',
    code: 'structure',
    details: { coding: [{ system: 'urn:cleanclaim:error', code }], text },
    ...(place === '' ? {} : { diagnostics: place }),
    ...(path ? { expression: [path] } : {}),
  }
  return { resourceType: 'OperationOutcome', issue: [issue] }
}

/** The report: a Bundle of type collection, one entry a claim, in input order. */
export function createFhirReport({ received }: Pick<ReportContext, 'received'>): ReportWriter {
  const claims = new WeakMap<object, Pick<ResponseContext, 'type' | 'charges'>>()
  let count = 0
  return {
    begin: () => `{"resourceType":"Bundle","type":"collection","entry":[`,
    claim(result, { type, lines }) {
      claims.set(result, {
        type,
        charges: lines.map(({ number, chargeCents }) => ({ line: number, cents: chargeCents })),
      })
    },
    render(result) {
      const id = `result-${++count}`
      const resource =
        result.claim === null
          ? { id, ...problemOutcome(result.problem) }
          : claimResponse(result, { id, created: received, ...claims.get(result) })
      const entry = { fullUrl: `urn:cleanclaim:${id}`, resource }
      return `${count === 1 ? '' : ','}\n${JSON.stringify(entry)}`
    },
    end: () => '\n]}\n',
  }
}
