/** Inpatient and outpatient hospital claims for tests: only what matters is written, the rest is a plain clean claim. */
import type { ClaimSketch } from './claims.ts'

/** A whole inpatient stay of five days, billed to Medicare. */
export const stay = (sketch: ClaimSketch = {}): ClaimSketch => ({
  type: 'institutional',
  typeOfBill: '0111',
  billing: { npi: '1234567893', taxonomy: '282N00000X' },
  attending: { npi: '1558598797' },
  admissionDate: '2026-03-02',
  admissionType: '3',
  admissionSource: '1',
  dischargeDate: '2026-03-07',
  dischargeStatus: '01',
  statementFrom: '2026-03-02',
  statementThrough: '2026-03-07',
  valueCodes: [{ code: '80', amountCents: 500 }],
  diagnoses: [{ code: 'I5021', poa: 'Y' }],
  lines: [{ procedure: undefined, revenueCode: '0120', serviceDate: '2026-03-02', units: 5 }],
  ...sketch,
})

/** A stay that ended on another day. */
export const stayUntil = (
  dischargeDate: string,
  admissionDate: string,
  sketch: ClaimSketch = {},
): ClaimSketch =>
  stay({
    dischargeDate,
    admissionDate,
    statementFrom: admissionDate,
    statementThrough: dischargeDate,
    lines: [{ procedure: undefined, revenueCode: '0120', serviceDate: admissionDate }],
    ...sketch,
  })

/** One outpatient visit on 2026-03-02, billed to Medicare on 0131. */
export const outpatient = (sketch: ClaimSketch = {}): ClaimSketch => ({ type: 'institutional', ...sketch })
