/** Every error code of the program with its sentence and HTTP status. `docs/errors.md` is generated from here. */

interface ErrorKind {
  /** `fault`: the job cannot be done. `problem`: one claim cannot be read. `warning`: read, but not as it should be. */
  readonly kind: 'fault' | 'problem' | 'warning'
  readonly status: number
  /** What it means, in one sentence. */
  readonly means: string
}

const kinds = {
  // Faults: options and files
  E_OPTION: { kind: 'fault', status: 400, means: 'An option or argument is not one that the command takes.' },
  E_FILE: { kind: 'fault', status: 400, means: 'A file could not be opened, read or written.' },
  E_FORMAT: { kind: 'fault', status: 415, means: 'The form of the input is none that can be read.' },
  E_EXPLAIN: {
    kind: 'fault',
    status: 404,
    means: 'There is no edit, payer rule, message or code of that name.',
  },

  E_PAYER_MAP: { kind: 'fault', status: 422, means: 'A payer map is not written as one.' },
  E_DOWNLOAD: {
    kind: 'fault',
    status: 502,
    means: 'A file could not be had from its publisher, or is not the one that was expected.',
  },

  E_THREAD: {
    kind: 'fault',
    status: 500,
    means: 'A thread ended before its work was done; the results so far are not the whole.',
  },

  // Faults: code sets
  E_LAYOUT: {
    kind: 'fault',
    status: 422,
    means: 'A release file does not have the layout its publisher uses.',
  },
  E_RELEASE_SHORT: {
    kind: 'fault',
    status: 422,
    means: 'A release file ends early or has far fewer rows than its publisher ships.',
  },
  E_RELEASE_DUPLICATE: {
    kind: 'fault',
    status: 409,
    means: 'The same release of the same table is already in the store.',
  },
  E_ARCHIVE: {
    kind: 'fault',
    status: 422,
    means: 'A zip or gzip file is damaged, encrypted, or holds far more than it should.',
  },
  E_STORE: { kind: 'fault', status: 500, means: 'The code-set store is not readable as one.' },
  E_STORE_BUSY: { kind: 'fault', status: 503, means: 'Another import is writing to the code-set store.' },
  E_SNAPSHOT_DIGEST: { kind: 'fault', status: 500, means: 'A file of the store does not match its SHA-256.' },
  E_NO_CODESETS: { kind: 'fault', status: 503, means: 'There is no code set to check against.' },

  // Faults: the store of runs
  E_RUN_STORE: {
    kind: 'fault',
    status: 500,
    means: 'The store of runs cannot be opened, read or written, or is newer than the program.',
  },
  E_KEY: {
    kind: 'fault',
    status: 500,
    means: 'The key of the store is missing or is not the one that what is kept was encrypted with.',
  },
  E_RUN: { kind: 'fault', status: 404, means: 'The store has no such run, or not what was asked of it.' },
  E_CONFLICT: {
    kind: 'fault',
    status: 409,
    means: 'Someone else changed it in the meantime, or it is not what it was when it began.',
  },

  // Faults: the server
  E_REQUEST: { kind: 'fault', status: 400, means: 'A request is not of the form that its address takes.' },
  E_TOKEN: { kind: 'fault', status: 401, means: 'The request bears no token, or none that is valid.' },
  E_SCOPE: {
    kind: 'fault',
    status: 403,
    means: 'The token does not allow this, or the request was sent to a host that the server is not.',
  },
  E_ROUTE: { kind: 'fault', status: 404, means: 'There is no such address, or not with this method.' },
  E_NOT_KEPT: {
    kind: 'fault',
    status: 404,
    means: 'The server keeps nothing: it was started without a store.',
  },
  E_TIMEOUT: { kind: 'fault', status: 408, means: 'The request did not arrive in time.' },
  E_TOO_LARGE: {
    kind: 'fault',
    status: 413,
    means: 'The body, or what it inflates to, is larger than the server takes, or has more claims.',
  },
  E_IDEMPOTENCY: {
    kind: 'fault',
    status: 422,
    means: 'The idempotency key is none, or was used before with another request.',
  },
  E_RATE: {
    kind: 'fault',
    status: 429,
    means:
      'The token has made more requests than it may, or has as many large bodies in hand as one caller may.',
  },
  E_BUSY: {
    kind: 'fault',
    status: 503,
    means: 'The server is stopping, has as much in hand as it takes, or was at it longer than it may be.',
  },
  E_TOKEN_FILE: { kind: 'fault', status: 500, means: 'The file of tokens or keys is not written as one.' },

  // Faults: payer rules
  E_RULE: { kind: 'fault', status: 422, means: 'A payer profile or rule is not written as one.' },
  E_RULE_FIELD: {
    kind: 'fault',
    status: 422,
    means: 'A payer rule asks about a fact or field, or names a place, that there is not.',
  },
  E_RULE_OPERATOR: {
    kind: 'fault',
    status: 422,
    means: 'A payer rule uses an operator that there is not, or that does not fit the field.',
  },
  E_RULE_VALUE: {
    kind: 'fault',
    status: 422,
    means: 'A value in a payer rule is not what its field or operator takes.',
  },
  E_RULE_LIST: { kind: 'fault', status: 422, means: 'A payer rule names a code list that there is not.' },
  E_RULE_PLACEHOLDER: {
    kind: 'fault',
    status: 422,
    means: 'The words of a payer rule have a placeholder that nothing fills.',
  },
  E_RULE_DATE: {
    kind: 'fault',
    status: 422,
    means: 'A date in a payer rule or override is none, or a period ends before it begins.',
  },
  E_RULE_ID: {
    kind: 'fault',
    status: 422,
    means:
      'Two payer rules or profiles bear one name, a file does not bear its own, or a base set is not there.',
  },
  E_RULE_LIMIT: {
    kind: 'fault',
    status: 413,
    means: 'A document of payer rules is larger than any real one.',
  },

  // Faults: denial risk
  E_LEARN: {
    kind: 'fault',
    status: 422,
    means: 'There are too few denials, or too few paid claims, to learn from.',
  },
  E_RISK_MODEL: { kind: 'fault', status: 422, means: 'The risk model is not written as one.' },

  // Problems: X12
  E_X12_ENVELOPE: {
    kind: 'problem',
    status: 422,
    means: 'The interchange, group or transaction envelope cannot be read.',
  },
  E_X12_SEGMENT: {
    kind: 'problem',
    status: 422,
    means: 'A segment is not the one that must stand there, or has a value that cannot be read.',
  },
  E_X12_TRANSACTION: {
    kind: 'problem',
    status: 422,
    means: 'The transaction is not a professional or institutional claim (837P, 837I).',
  },
  E_X12_REMITTANCE: { kind: 'problem', status: 422, means: 'The X12 file holds no remittance (835).' },
  E_X12_LIMIT: {
    kind: 'problem',
    status: 413,
    means: 'A segment, element or claim is larger than any real one.',
  },

  // Problems: JSON, FHIR, CSV
  E_JSON: { kind: 'problem', status: 400, means: 'The text is no JSON.' },
  E_CLAIM: { kind: 'problem', status: 422, means: 'The claim does not have the form that claims have.' },
  E_FHIR: { kind: 'problem', status: 422, means: 'The FHIR resource is no Claim that can be read.' },
  E_CSV: { kind: 'problem', status: 422, means: 'A row of the CSV cannot be read.' },
  E_ENCODING: { kind: 'problem', status: 422, means: 'The bytes are not the text they should be.' },
  E_EMPTY: { kind: 'problem', status: 422, means: 'There is no claim in the input.' },
  E_INTERNAL: {
    kind: 'problem',
    status: 500,
    means: 'The program failed on this claim; the others are not concerned.',
  },

  // Warnings
  W_X12_COUNT: {
    kind: 'warning',
    status: 200,
    means: 'A control count or number of the envelope does not agree with what stands there.',
  },
  W_X12_ENVELOPE: {
    kind: 'warning',
    status: 200,
    means: 'A part of the envelope is missing; the claims were read all the same.',
  },
  W_X12_SKIPPED: { kind: 'warning', status: 200, means: 'A transaction that is no claim was passed over.' },
  W_X12_SEGMENT: {
    kind: 'warning',
    status: 200,
    means: 'A segment was read differently from how it is written, or passed over.',
  },
  W_REMIT_BALANCE: {
    kind: 'warning',
    status: 200,
    means: 'Sums of a remittance do not agree: service, claim or payment. It was read as it stands.',
  },
  W_COLUMN: {
    kind: 'warning',
    status: 200,
    means: 'A column of the CSV is none that is known; it was not read.',
  },
  W_FIELD: {
    kind: 'warning',
    status: 200,
    means: 'A part of the input was not read because no edit uses it or its value makes no sense.',
  },
  W_HISTORY: {
    kind: 'warning',
    status: 200,
    means: 'A part of what was named as history could not be used.',
  },
  W_ENCODING: { kind: 'warning', status: 200, means: 'The text is not UTF-8; it was read as Latin-1.' },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof kinds

/** All error codes with what they mean. */
export const errorKinds: Readonly<Record<ErrorCode, ErrorKind>> = kinds

/** A fault: the job cannot be done. `at` is the place in the domain's coordinates; neither it nor the message names a person. */
export class ScrubError extends Error {
  override readonly name = 'ScrubError'
  constructor(
    readonly code: ErrorCode,
    readonly at: string,
    message: string,
  ) {
    super(message)
  }
}
