/** Claims for tests: only what matters is written, the rest is a plain clean claim of an invented patient. */
import type { ClaimInput } from '../../src/model/claim.ts'

type LineInput = ClaimInput['lines'][number]

/** Any part of a claim; lines need not be whole either. */
export type ClaimSketch = Omit<Partial<ClaimInput>, 'lines'> & {
  readonly lines?: readonly Partial<LineInput>[]
}

/** A professional claim to Medicare with one office visit, changed as the sketch says. The total is the sum of the lines unless given. */
export function claimOf({ lines, ...rest }: ClaimSketch): ClaimInput {
  const institutional = rest.type === 'institutional'
  const whole: LineInput[] = (lines ?? [{}]).map((line, at) => ({
    number: at + 1,
    procedure: '99213',
    units: 1,
    chargeCents: 10_000,
    serviceDate: '2026-03-02',
    ...(institutional ? { revenueCode: '0510' } : { pointers: [1] }),
    ...line,
  }))
  return {
    id: 'T-1',
    type: 'professional',
    payer: { id: '00001', line: 'medicare' },
    frequency: '1',
    subscriber: { id: '1EG4TE5MK73' },
    patient: { id: 'P-1', birthDate: '1953-04-09', sex: 'F' },
    billing: { npi: '1234567893', taxonomy: '207Q00000X', taxId: '12-3456789' },
    rendering: { npi: '1558598797', taxonomy: '207Q00000X' },
    ...(institutional
      ? { typeOfBill: '0131', statementFrom: '2026-03-02', statementThrough: '2026-03-02' }
      : { placeOfService: '11' }),
    chargeCents: whole.reduce((sum, line) => sum + (line.chargeCents ?? 0), 0),
    diagnoses: [{ code: 'E119' }],
    ...rest,
    lines: whole,
  }
}
