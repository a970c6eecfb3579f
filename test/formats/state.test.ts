/** The state of billing provider and facility, in every form that claims come in. */
import { describe, expect, it } from 'vitest'
import { readCsv } from '../../src/formats/csv.ts'
import { readFhir } from '../../src/formats/fhir.ts'
import { readClaimJson } from '../../src/formats/json.ts'
import { readX12 } from '../../src/formats/x12/read-837.ts'
import { claimsOf, itemsOf, problemsOf } from './reading.ts'

const x12 = (billing: string, facility: string): string =>
  [
    'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261005*1200*^*00501*000000001*0*T*:',
    'GS*HC*SENDER*RECEIVER*20261005*1200*1*X*005010X222A1',
    'ST*837*0001*005010X222A1',
    'BHT*0019*00*1*20261005*1200*CH',
    'HL*1**20*1',
    'NM1*85*2*INVENTED CLINIC*****XX*1234567893',
    'N3*1 STREET',
    `N4*TOWN*${billing}`,
    'NM1*87*2',
    'N4*TOWN*TX*75001',
    'HL*2*1*22*0',
    'SBR*P*18*******MB',
    'NM1*IL*1*SAMPLE****MI*1EG4TE5MK73',
    'N3*2 STREET',
    'N4*TOWN*NV*89001',
    'NM1*PR*2*INVENTED*****PI*00001',
    'CLM*C1*100***11:B:1*Y*A*Y*Y',
    'HI*ABK:E119',
    'NM1*82*1*SAMPLE****XX*1558598797',
    'NM1*77*2*INVENTED FACILITY',
    'N3*3 STREET',
    `N4*TOWN*${facility}`,
    'LX*1',
    'SV1*HC:99213*100*UN*1***1',
    'DTP*472*D8*20261005',
    'SE*24*0001',
    'GE*1*1',
    'IEA*1*000000001',
  ].join('~') + '~'

describe('the state', () => {
  it('of X12 is that of the billing provider and of the facility, of nobody else', async () => {
    const [claim] = claimsOf(await itemsOf(readX12, x12('OH*43001', 'ky*40001')))
    expect([claim!.billing!.state, claim!.facility!.state]).toEqual(['OH', 'KY'])
    expect(claim!.rendering!.state).toBeUndefined()
  })
  it('of X12 is left out where it is none', async () => {
    const [claim] = claimsOf(await itemsOf(readX12, x12('*43001', 'ONTARIO*X*CA')))
    expect([claim!.billing!.state, claim!.facility!.state]).toEqual([undefined, undefined])
  })
  it('of CSV has columns of its own', async () => {
    const header = 'claim,billing_npi,billing_state,facility_state,procedure,date'
    const [claim] = claimsOf(await itemsOf(readCsv, `${header}\nA,1234567893,oh,KY,99213,2026-10-05\n`))
    expect(claim).toMatchObject({ billing: { state: 'OH' }, facility: { state: 'KY' } })
    const [problem] = problemsOf(await itemsOf(readCsv, `${header}\nA,1234567893,Ohio,,99213,2026-10-05\n`))
    expect(problem).toMatchObject({
      column: 'billing_state',
      text: 'Column billing_state: Expected a state as two letters, such as OH.',
    })
  })
  it('of JSON is in upper case', async () => {
    const input = {
      id: 'A',
      type: 'professional',
      billing: { state: 'oh' },
      lines: [{ number: 1, procedure: '99213', serviceDate: '2026-10-05' }],
    }
    const [claim] = claimsOf(await itemsOf(readClaimJson, JSON.stringify(input)))
    expect(claim!.billing!.state).toBe('OH')
  })
  it('of FHIR is that of an organization or location, never of a person', async () => {
    const address = [{ state: 'OH' }]
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        {
          resource: {
            resourceType: 'Organization',
            id: 'o',
            identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' }],
            address,
          },
        },
        {
          resource: {
            resourceType: 'Practitioner',
            id: 'p',
            identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1558598797' }],
            address,
          },
        },
        { resource: { resourceType: 'Location', id: 'l', address: { state: 'KY' } } },
        {
          resource: {
            resourceType: 'Claim',
            id: 'c',
            type: { coding: [{ code: 'professional' }] },
            provider: { reference: 'Organization/o' },
            facility: { reference: 'Location/l' },
            careTeam: [
              {
                sequence: 1,
                provider: { reference: 'Practitioner/p' },
                role: { coding: [{ code: 'rendering' }] },
              },
            ],
            item: [
              {
                sequence: 1,
                productOrService: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '99213' }] },
                servicedDate: '2026-10-05',
              },
            ],
          },
        },
      ],
    }
    const [claim] = claimsOf(await itemsOf(readFhir, JSON.stringify(bundle)))
    expect([claim!.billing!.state, claim!.facility!.state, claim!.rendering?.state]).toEqual([
      'OH',
      'KY',
      undefined,
    ])
  })
})
