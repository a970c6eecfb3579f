/** Examples in the description of the API. They work as they stand; a test posts each of them. All are invented. */

/** A claim with two lines that NCCI bundles. */
export const claimJson = {
  id: 'CLM-1001',
  type: 'professional',
  payer: { id: '04412', name: 'Medicare Part B', line: 'medicare' },
  frequency: '1',
  subscriber: { id: '1EG4TE5MK73' },
  patient: { id: 'P-77', birthDate: '1953-04-09', sex: 'F' },
  billing: { npi: '1234567893', taxonomy: '207Q00000X', taxId: '12-3456789' },
  rendering: { npi: '1558598797', taxonomy: '207Q00000X' },
  placeOfService: '11',
  chargeCents: 24000,
  diagnoses: [{ code: 'M1711' }],
  lines: [
    {
      number: 1,
      procedure: '20610',
      modifiers: ['RT'],
      units: 1,
      chargeCents: 13000,
      serviceDate: '2026-03-02',
      pointers: [1],
    },
    { number: 2, procedure: '99213', units: 1, chargeCents: 11000, serviceDate: '2026-03-02', pointers: [1] },
  ],
} as const

/** A plain office visit. */
export const secondClaim = {
  ...claimJson,
  id: 'CLM-1002',
  chargeCents: 11000,
  diagnoses: [{ code: 'E119' }],
  lines: [{ ...claimJson.lines[1], number: 1 }],
} as const

/** The visit as CSV, one line a row. */
export const claimCsv = [
  'claim,type,payer,payer_line,patient,birth_date,sex,billing_npi,place,dx1,procedure,units,line_charge,service_date,pointers',
  'CLM-1002,professional,04412,medicare,P-77,1953-04-09,F,1234567893,11,E11.9,99213,1,110.00,2026-03-02,1',
].join('\n')

/** The visit as an 837P. */
export const claimX12 = [
  'ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *260303*1200*^*00501*000000001*0*T*:',
  'GS*HC*SUBMITTER*RECEIVER*20260303*1200*1*X*005010X222A1',
  'ST*837*0001*005010X222A1',
  'BHT*0019*00*1*20260303*1200*CH',
  'NM1*41*2*SUBMITTER*****46*1',
  'PER*IC*OFFICE*TE*5555550100',
  'NM1*40*2*RECEIVER*****46*2',
  'HL*1**20*1',
  'PRV*BI*PXC*207Q00000X',
  'NM1*85*2*CLINIC*****XX*1234567893',
  'N3*1 MAIN ST',
  'N4*TOWN*TX*750010001',
  'REF*EI*123456789',
  'HL*2*1*22*0',
  'SBR*P*18*******MB',
  'NM1*IL*1*EXAMPLE*PATIENT****MI*1EG4TE5MK73',
  'N3*2 MAIN ST',
  'N4*TOWN*TX*750010001',
  'DMG*D8*19530409*F',
  'NM1*PR*2*MEDICARE*****PI*04412',
  'CLM*CLM-1002*110***11:B:1*Y*A*Y*Y',
  'HI*ABK:E119',
  'LX*1',
  'SV1*HC:99213*110*UN*1***1',
  'DTP*472*D8*20260302',
  'SE*24*0001',
  'GE*1*1',
  'IEA*1*000000001',
]
  .map((segment) => `${segment}~\n`)
  .join('')

/** The visit as a FHIR R4 Claim. */
export const claimFhir = {
  resourceType: 'Claim',
  id: 'example',
  identifier: [{ value: 'CLM-1002' }],
  status: 'active',
  type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/claim-type', code: 'professional' }] },
  use: 'claim',
  patient: { reference: 'Patient/p77' },
  created: '2026-03-03',
  insurer: { identifier: { value: '04412' } },
  provider: { identifier: { system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' } },
  priority: { coding: [{ code: 'normal' }] },
  diagnosis: [
    {
      sequence: 1,
      diagnosisCodeableConcept: {
        coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'E11.9' }],
      },
    },
  ],
  insurance: [{ sequence: 1, focal: true, coverage: { reference: 'Coverage/c1' } }],
  item: [
    {
      sequence: 1,
      diagnosisSequence: [1],
      productOrService: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '99213' }] },
      servicedDate: '2026-03-02',
      locationCodeableConcept: {
        coding: [
          {
            system: 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
            code: '11',
          },
        ],
      },
      quantity: { value: 1 },
      net: { value: 110, currency: 'USD' },
    },
  ],
  total: { value: 110, currency: 'USD' },
} as const

/** A Bundle with that claim, as Da Vinci PAS submits one. */
export const bundleFhir = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [{ fullUrl: 'urn:uuid:7c6f4c6e-2f0e-4f9c-9b1a-3d8f0a5b1c2d', resource: claimFhir }],
} as const

/** A coder's question. */
export const question = {
  lines: ['99213-25', '20610-RT'],
  dx: ['M17.11'],
  on: '2026-03-02',
  age: 71,
  sex: 'F',
  pos: '11',
} as const

/** A payer with one rule, as files of a rules folder. */
export const ruleDocuments = {
  documents: {
    'acme-health/payer.json': {
      id: 'acme-health',
      title: 'Acme Health (invented)',
      payerIds: ['60999'],
      line: 'commercial',
    },
    'acme-health/telehealth-modifier.json': {
      id: 'telehealth-modifier',
      title: 'Telehealth visit billed without modifier 95',
      why: 'Acme Health pays a video visit at the in-person rate only when modifier 95 marks it as live.',
      effective: { from: '2026-01-01' },
      source: {
        title: 'Acme Health reimbursement policy RP-041 (invented for this example)',
        url: 'https://payer.example/policies/rp-041',
        retrieved: '2026-02-10',
      },
      claimTypes: ['professional'],
      when: {
        all: [
          { fact: 'line', path: 'placeOfService', operator: 'in', value: ['02', '10'] },
          { fact: 'line', path: 'modifiers', operator: 'doesNotContain', value: '95' },
        ],
      },
      then: {
        severity: 'deny',
        carc: '4',
        at: 'modifiers',
        text: '{{procedure}} on {{date}} is billed at a telehealth place of service without modifier 95.',
        fix: 'If the visit was live video, add modifier 95. If it was not, correct the place of service.',
      },
      cases: [
        { name: 'office visit', claim: { lines: [{ placeOfService: '11' }] }, finds: [] },
        {
          name: 'modifier missing',
          claim: { lines: [{}, { placeOfService: '02' }] },
          finds: ['lines[1].modifiers'],
        },
      ],
    },
  },
} as const

/** An 835 with one paid claim. */
export const remittanceX12 = [
  'ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *260320*1200*^*00501*000000009*0*T*:',
  'GS*HP*PAYER*PROVIDER*20260320*1200*9*X*005010X221A1',
  'ST*835*0001',
  'BPR*I*80*C*ACH*CCP*01*111000025*DA*123456*1512345678**01*111000025*DA*654321*20260320',
  'TRN*1*EFT0001*1512345678',
  'DTM*405*20260320',
  'N1*PR*MEDICARE*XV*04412',
  'N3*1 PAYER WAY',
  'N4*TOWN*TX*75001',
  'PER*BL*HELP DESK*TE*5555550101',
  'N1*PE*CLINIC*XX*1234567893',
  'LX*1',
  'CLP*CLM-1002*1*110*80**MB*ICN0001*11*1',
  'NM1*QC*1*EXAMPLE*PATIENT****MI*1EG4TE5MK73',
  'DTM*232*20260302',
  'SVC*HC:99213*110*80**1',
  'DTM*472*20260302',
  'CAS*CO*45*30',
  'SE*17*0001',
  'GE*1*9',
  'IEA*1*000000009',
]
  .map((segment) => `${segment}~\n`)
  .join('')
