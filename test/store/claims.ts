/** Invented claims and results for the store's tests, with marked values wherever a person could be found by them. */
import { Claim } from '../../src/model/claim.ts'
import type { ClaimResult, Finding, Result } from '../../src/model/result.ts'
import type { Recorded } from '../../src/store/append.ts'

/** What must never be found in a stolen database. */
export const marks = {
  member: 'ZQMEMBER',
  patient: 'ZQPATIENT',
  birth: '1931-07-17',
  described: 'ZQDESCRIBED',
  note: 'ZQNOTE',
}

/** A claim that bears the marks. */
export const claimOf = (at: number, patient = at): Claim =>
  Claim.parse({
    id: `CLM-${at}`,
    type: 'professional',
    payer: { id: at % 2 === 0 ? '04412' : '60999', line: 'medicare' },
    subscriber: { id: `${marks.member}${patient}` },
    patient: { id: `${marks.patient}${patient}`, birthDate: marks.birth, sex: 'F' },
    billing: { npi: '1234567893' },
    chargeCents: 24_000,
    diagnoses: [{ code: 'M1711' }],
    lines: [
      {
        number: 1,
        procedure: '20610',
        serviceDate: '2024-08-05',
        chargeCents: 13_000,
        description: marks.described,
      },
      { number: 2, procedure: '76942', serviceDate: '2024-08-06', chargeCents: 11_000 },
    ],
  })

/** A finding in the engine's form. */
export const findingOf = (claim: string, changes: Partial<Finding> = {}): Finding => {
  const finding: Finding = {
    id: '',
    edit: 'ncci-ptp',
    message: 'modifierMissing',
    severity: 'deny',
    line: 2,
    at: 'lines[1].procedure',
    where: '2400 SV101-2',
    relatedLines: [1],
    text: '76942 is bundled into 20610 on 2024-08-05 unless they were separate services.',
    fix: 'Remove 76942.',
    group: 'CO',
    carc: '236',
    rarc: null,
    scope: 'line',
    atRiskCents: 11_000,
    source: {
      title: 'NCCI',
      url: 'https://www.cms.gov/ncci',
      table: 'ptp',
      release: '2024Q3',
      row: { column1: '20610', deleted: null },
    },
    evidence: [],
    causedBy: null,
    ...changes,
  }
  return { ...finding, id: `${claim}/${finding.edit}/${finding.message}/${finding.line ?? finding.at}` }
}

/** A result with these findings. */
export const resultOf = (claim: string, findings: readonly Finding[]): ClaimResult => ({
  claim,
  verdict: findings[0]?.severity ?? 'clean',
  findings: [...findings],
  unchecked: [
    {
      edits: ['coverage-diagnosis'],
      reason: 'no-table',
      table: 'coverage-articles',
      detail: 'None is loaded.',
    },
  ],
  stale: [{ edits: ['ncci-ptp'], table: 'ptp', release: '2024Q3', asked: '2024-11-01' }],
  codesets: 'sets-1',
  rules: 'base-1',
  engine: '0.1.0',
})

/** So many recorded claims: clean, with one finding, with a cause and what it causes, and here and there unreadable. */
export const recorded = (count: number, first = 0): Recorded[] =>
  Array.from({ length: count }, (_, index): Recorded => {
    const at = first + index
    if (at % 10 === 9) {
      const result: Result = {
        claim: null,
        verdict: 'unreadable',
        problem: { code: 'E_JSON', file: 'in.ndjson', row: at, text: 'The text is no JSON.' },
      }
      return { result }
    }
    const claim = claimOf(at)
    const { id } = claim
    const root = findingOf(id, { atRiskCents: 1_000 + at })
    if (at % 3 === 0) return { claim, result: resultOf(id, []) }
    if (at % 3 === 1) return { claim, result: resultOf(id, [root]) }
    const caused = findingOf(id, {
      edit: 'ncci-add-on',
      message: 'primaryDenied',
      line: 1,
      at: 'lines[0].procedure',
      atRiskCents: 500,
      causedBy: root.id,
      source: { title: 'Add-on', url: 'https://www.cms.gov/addon' },
    })
    const note = findingOf(id, {
      edit: 'visit-complexity',
      message: 'worth',
      severity: 'note',
      line: null,
      carc: null,
      group: null,
      atRiskCents: 0,
      scope: 'claim',
    })
    return { claim, result: resultOf(id, [root, caused, note]) }
  })
