import { describe, expect, it } from 'vitest'
import { readFhir } from '../../src/formats/fhir.ts'
import { claimsOf, itemsOf } from './reading.ts'

const read = (input: unknown) => itemsOf(readFhir, JSON.stringify(input))

const concept = (code: string, system = 'http://example.org') => ({ coding: [{ system, code }] })
const CPT = 'http://www.ama-assn.org/go/cpt'
const item = {
  sequence: 1,
  productOrService: concept('99213', CPT),
  servicedDate: '2024-08-05',
  net: { value: 100 },
}

const claim = (id: string, more: object = {}) => ({
  resourceType: 'Claim',
  id,
  type: concept('professional'),
  item: [item],
  ...more,
})
describe('fields of a claim', () => {
  it('have pointers by sequence; one that leads nowhere still leads nowhere', async () => {
    const icd = (sequence: number, code: string) => ({
      sequence,
      diagnosisCodeableConcept: concept(code, 'http://hl7.org/fhir/sid/icd-10-cm'),
    })
    const [one] = claimsOf(
      await read(
        claim('A', {
          diagnosis: [icd(7, 'E119'), icd(3, 'I10')],
          item: [{ ...item, diagnosisSequence: [7, 3, 5] }],
        }),
      ),
    )
    expect(one!.diagnoses.map(({ code }) => code)).toEqual(['I10', 'E119'])
    expect(one!.lines[0]!.pointers).toEqual([2, 1, 3])
  })

  it('have places and rendering providers of lines only where they differ', async () => {
    const member = (sequence: number, value: string) => ({
      sequence,
      role: concept('rendering'),
      provider: { identifier: { system: 'http://hl7.org/fhir/sid/us-npi', value } },
    })
    const at = (place: string, ...careTeamSequence: number[]) => ({
      ...item,
      locationCodeableConcept: concept(place),
      careTeamSequence,
    })
    const careTeam = [member(1, '111'), member(2, '222')]
    const [one, two] = claimsOf(
      await read([
        claim('A', { careTeam, item: [at('11', 1), at('11', 2)] }),
        claim('B', { item: [at('11'), at('22')] }),
      ]),
    )
    expect([one!.placeOfService, one!.rendering?.npi]).toEqual(['11', '111'])
    expect(one!.lines.map(({ placeOfService, rendering }) => [placeOfService, rendering?.npi])).toEqual([
      [undefined, undefined],
      [undefined, '222'],
    ])
    expect([two!.placeOfService, ...two!.lines.map(({ placeOfService }) => placeOfService)]).toEqual([
      undefined,
      '11',
      '22',
    ])
  })

  it('have occurrence and value codes, present on admission and ICD-10-PCS procedures', async () => {
    const nubc = (list: string, code: string) => ({
      code: concept(code, `https://www.nubc.org/CodeSystem/${list}`),
    })
    const [one] = claimsOf(
      await read(
        claim('A', {
          type: concept('institutional'),
          billablePeriod: { start: '2024-08-01', end: '2024-08-03' },
          item: [{ sequence: 1, revenue: concept('0450') }],
          supportingInfo: [
            { ...nubc('OccurrenceCodes', '11'), timingDate: '2024-07-01' },
            { ...nubc('OccurrenceCodes', '74'), timingPeriod: { start: '2024-07-01', end: '2024-07-04' } },
            { ...nubc('ValueCodes', '80'), valueQuantity: { value: 12.5 } },
          ],
          diagnosis: [
            {
              sequence: 1,
              diagnosisCodeableConcept: concept('I21.4', 'http://hl7.org/fhir/sid/icd-10-cm'),
              onAdmission: concept('y'),
            },
          ],
          procedure: [
            {
              sequence: 1,
              date: '2024-08-02T00:00:00Z',
              procedureCodeableConcept: concept('4A023N7', 'http://www.cms.gov/Medicare/Coding/ICD10'),
            },
          ],
        }),
      ),
    )
    expect(one).toMatchObject({
      occurrenceCodes: [
        { code: '11', date: '2024-07-01' },
        { code: '74', date: '2024-07-01', through: '2024-07-04' },
      ],
      valueCodes: [{ code: '80', amountCents: 1250 }],
      diagnoses: [{ code: 'I214', poa: 'Y' }],
      procedures: [{ code: '4A023N7', date: '2024-08-02' }],
      // An item without a date has the statement's.
      lines: [{ serviceDate: '2024-08-01', serviceDateThrough: '2024-08-03', revenueCode: '0450' }],
    })
  })
})
