/** The claims of one-claim.ts as a FHIR Bundle, with what they refer to between them. */

const NPI = 'http://hl7.org/fhir/sid/us-npi'
const concept = (system: string, code: string) => ({ coding: [{ system, code }] })
const npi = (value: string) => ({ identifier: [{ system: NPI, value }] })
const info = (category: string, more: object) => ({
  category: concept('http://example.org/info', category),
  ...more,
})
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm'
const CPT = 'http://www.ama-assn.org/go/cpt'

const professionalResource = {
  resourceType: 'Claim',
  id: 'CLM-1',
  contained: [
    {
      resourceType: 'Organization',
      id: 'payer',
      name: 'Invented Health Plan',
      identifier: [{ value: '04412' }],
    },
  ],
  type: concept('http://terminology.hl7.org/CodeSystem/claim-type', 'professional'),
  patient: { reference: 'Patient/P-1' },
  insurer: { reference: '#payer' },
  provider: { reference: 'urn:uuid:role' },
  related: [
    {
      relationship: concept('http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship', 'prior'),
      claim: { identifier: { value: 'ICN-5' } },
    },
  ],
  careTeam: [
    {
      sequence: 1,
      provider: { reference: 'https://example.org/fhir/Practitioner/doctor' },
      role: concept('x', 'rendering'),
    },
    {
      sequence: 2,
      provider: { identifier: { system: NPI, value: '1245319599' } },
      role: concept('x', 'referring'),
    },
    {
      sequence: 3,
      provider: { identifier: { system: NPI, value: '1003000126' } },
      role: concept('x', 'rendering'),
    },
  ],
  supportingInfo: [info('clianumber', { valueString: '11D1111111' })],
  // Out of order: the sequence counts, not the place.
  diagnosis: [
    { sequence: 20, diagnosisCodeableConcept: concept(ICD, 'E11.9') },
    {
      sequence: 10,
      diagnosisCodeableConcept: {
        coding: [
          { system: 'http://snomed.info/sct', code: '239873007' },
          { system: ICD, code: 'M17.11' },
        ],
      },
    },
  ],
  insurance: [
    { sequence: 2, focal: false, coverage: { reference: 'Coverage/other' } },
    { sequence: 1, focal: true, coverage: { reference: 'Coverage/C-1' }, preAuthRef: ['PA-9'] },
  ],
  accident: { date: '2024-08-01' },
  item: [
    {
      sequence: 1,
      careTeamSequence: [1],
      diagnosisSequence: [10],
      productOrService: concept(CPT, '20610'),
      modifier: [concept('x', 'RT'), concept('x', '59')],
      servicedDate: '2024-08-05',
      locationCodeableConcept: concept('x', '11'),
      quantity: { value: 1 },
      net: { value: 130.07 },
    },
    {
      sequence: 2,
      careTeamSequence: [3],
      diagnosisSequence: [20, 10],
      productOrService: concept(CPT, '01402'),
      servicedPeriod: { start: '2024-08-05T10:00:00Z', end: '2024-08-06' },
      locationCodeableConcept: concept('x', '11'),
      quantity: { value: 75, code: 'min' },
      unitPrice: { value: 1.467 },
    },
  ],
  total: { value: 240.1, currency: 'USD' },
}

const referenced = [
  {
    resource: {
      resourceType: 'Patient',
      id: 'P-1',
      gender: 'female',
      birthDate: '1953-04-09',
      name: [{ family: 'Nobody' }],
    },
  },
  {
    resource: {
      resourceType: 'Coverage',
      id: 'C-1',
      subscriberId: 'M-1',
      type: concept('https://nahdo.org/sopt', '12'),
    },
  },
  {
    fullUrl: 'urn:uuid:role',
    resource: {
      resourceType: 'PractitionerRole',
      identifier: [{ system: 'http://hl7.org/fhir/sid/us-ein', value: '12-3456789' }],
      practitioner: { reference: 'Practitioner/owner' },
      specialty: [concept('http://nucc.org/provider-taxonomy', '207Q00000X')],
    },
  },
  { resource: { resourceType: 'Practitioner', id: 'owner', ...npi('1234567893') } },
  {
    resource: {
      resourceType: 'Practitioner',
      id: 'doctor',
      ...npi('1558598797'),
      qualification: [{ code: concept('http://nucc.org/provider-taxonomy', '207Q00000X') }],
    },
  },
]

const institutionalResource = {
  resourceType: 'Claim',
  identifier: [{ value: 'CLM-2' }],
  type: concept('x', 'institutional'),
  provider: { identifier: { system: NPI, value: '1234567893' } },
  careTeam: [
    {
      sequence: 1,
      provider: { identifier: { system: NPI, value: '1558598797' } },
      role: concept('x', 'primary'),
    },
  ],
  billablePeriod: { start: '2024-08-01', end: '2024-08-04' },
  supportingInfo: [
    info('typeofbill', { code: concept('https://www.nubc.org/CodeSystem/TypeOfBill', '111') }),
    info('admissionperiod', { timingPeriod: { start: '2024-08-01T08:00:00-05:00', end: '2024-08-04' } }),
    info('admtype', { code: concept('x', '1') }),
    info('pointoforigin', { code: concept('x', '7') }),
    info('discharge-status', { code: concept('x', '01') }),
    info('info', { code: concept('https://www.nubc.org/CodeSystem/ConditionCodes', '44') }),
  ],
  diagnosis: [
    { sequence: 1, diagnosisCodeableConcept: concept(ICD, 'R07.9'), type: [concept('x', 'admitting')] },
    { sequence: 2, diagnosisCodeableConcept: concept(ICD, 'E78.5') },
    { sequence: 3, diagnosisCodeableConcept: concept(ICD, 'I21.4'), type: [concept('x', 'principal')] },
  ],
  item: [
    {
      sequence: 1,
      revenue: concept('x', '0120'),
      productOrService: concept('http://terminology.hl7.org/CodeSystem/data-absent-reason', 'not-applicable'),
      servicedDate: '2024-08-01',
      quantity: { value: 3 },
      net: { value: 300 },
    },
    {
      sequence: 2,
      revenue: concept('x', '0300'),
      productOrService: concept(CPT, '80053'),
      servicedDate: '2024-08-02',
      quantity: { value: 2 },
      unitPrice: { value: 100 },
      detail: [
        {
          productOrService: concept('http://hl7.org/fhir/sid/ndc', '00002143380'),
          quantity: { value: 1.5, code: 'mL' },
        },
      ],
    },
  ],
  total: { value: 500 },
}

/** The Bundle. */
export const bundle = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [{ resource: professionalResource }, ...referenced, { resource: institutionalResource }],
}
