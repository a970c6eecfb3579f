import { describe, expect, it } from 'vitest'
import { readFhir } from '../../src/formats/fhir.ts'
import { claimsOf, itemsOf, outline, problemsOf, warningsOf } from './reading.ts'

const MARK = 'ZZMARKZZ'
const read = (input: unknown, size?: number) =>
  itemsOf(readFhir, typeof input === 'string' ? input : JSON.stringify(input), size)

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
const bundle = (...resources: object[]) => ({
  resourceType: 'Bundle',
  entry: resources.map((resource) => ({ resource })),
})
const patient = (id: string) => ({ resourceType: 'Patient', id, birthDate: '1980-01-31', gender: 'male' })
const of = (id: string) => ({ patient: { reference: `Patient/${id}` } })

describe('references', () => {
  it('are found before and behind the claim, and claims keep their order', async () => {
    const input = bundle(
      claim('A', of('2')),
      claim('B', of('1')),
      patient('1'),
      claim('C'),
      patient('2'),
      claim('D', of('1')),
    )
    for (const size of [Infinity, 1]) {
      const items = await read(input, size)
      expect(outline(items)).toEqual(['A', 'B', 'C', 'D'])
      expect(claimsOf(items).map((one) => one.patient)).toEqual([
        { id: '2', birthDate: '1980-01-31', sex: 'M', deathDate: undefined },
        { id: '1', birthDate: '1980-01-31', sex: 'M', deathDate: undefined },
        undefined,
        { id: '1', birthDate: '1980-01-31', sex: 'M', deathDate: undefined },
      ])
    }
  })

  it('keep problems in their place', async () => {
    const input = bundle(
      claim('A', of('1')),
      claim('B', { type: concept('oral') }),
      { no: 'resource' },
      claim('C'),
      patient('1'),
    )
    expect(outline(await read(input))).toEqual(['A', 'E_FHIR', 'E_FHIR', 'C'])
  })

  it('that lead nowhere cost one warning, whatever their number', async () => {
    const items = await read(bundle(claim('A', of('9')), claim('B', of('8')), claim('C')))
    expect(outline(items)).toEqual(['A', 'B', 'C', 'W_FIELD'])
    expect(claimsOf(items)[0]!.patient?.id).toBe('9')
    expect(warningsOf(items)[0]!.text).toBe(
      '2 claims refer to resources that are not in the input; what those say was not read.',
    )
  })

  it('let no more than a thousand claims wait', async () => {
    const lines = Array.from({ length: 2500 }, (_, at) => JSON.stringify(claim(`C${at}`, of('1'))))
    const batches: number[] = []
    const seen: string[] = []
    async function* chunks() {
      for (const line of [...lines, JSON.stringify(patient('1'))])
        yield await Promise.resolve(Buffer.from(line + '\n'))
    }
    for await (const items of readFhir(chunks(), 'input')) {
      batches.push(items.length)
      seen.push(...outline(items))
    }
    expect(seen).toEqual([...lines.map((_, at) => `C${at}`), 'W_FIELD'])
    expect(batches.slice(0, 1500)).toEqual(Array(1500).fill(1))
    expect(batches[1500]).toBe(1000)
  })

  it('are found behind any number of claims of a Bundle that stands on one line', async () => {
    const many = Array.from({ length: 1500 }, (_, at) => claim(`C${at}`, of('1')))
    const items = await read(
      `${JSON.stringify(claim('A'))}\n${JSON.stringify(bundle(...many, patient('1')))}\n`,
    )
    expect(outline(items)).toEqual(['A', ...many.map(({ id }) => id)])
    expect(claimsOf(items)[1]!.patient?.birthDate).toBe('1980-01-31')
  })

  it('to a contained patient do not take its id for the patient’s', async () => {
    const contained = (identifier: object[]) => ({
      contained: [{ resourceType: 'Patient', id: 'patient', identifier }],
      patient: { reference: '#patient' },
    })
    const mbi = { system: 'http://hl7.org/fhir/sid/us-mbi', value: '1EG4TE5MK73' }
    const record = { type: concept('MR'), value: 'R-5' }
    const read2 = claimsOf(await read([claim('A', contained([])), claim('B', contained([mbi, record]))]))
    expect(read2.map((one) => [one.patient?.id, one.subscriber?.id])).toEqual([
      [undefined, undefined],
      ['R-5', '1EG4TE5MK73'],
    ])
  })
})

describe('what is no claim to be scrubbed', () => {
  it('is one problem where there is nothing else', async () => {
    const eob = { resourceType: 'ExplanationOfBenefit', id: 'x' }
    const items = await read([eob, eob, patient('1')])
    expect(problemsOf(items)).toEqual([
      {
        code: 'E_FHIR',
        file: 'input',
        text: 'There is no Claim in the input. There is: ExplanationOfBenefit ×2, Patient ×1.',
      },
    ])
    expect(outline(await read(''))).toEqual(['E_EMPTY'])
    expect(outline(await read({ resourceType: 'Bundle', entry: [] }))).toEqual(['E_FHIR'])
  })

  it('is counted in one warning beside claims', async () => {
    const items = await read(
      bundle({ resourceType: 'ClaimResponse' }, claim('A'), { resourceType: 'ClaimResponse' }),
    )
    expect(outline(items)).toEqual(['A', 'W_FIELD'])
    expect(warningsOf(items)[0]!.text).toBe(
      'Resources that are no claims were passed over: ClaimResponse ×2.',
    )
  })

  it.each([
    ['a pharmacy claim', { type: concept('pharmacy') }, 'type', /type pharmacy is not read/],
    ['a claim without type', { type: undefined }, 'type', /no type/],
    [
      'a diagnosis in another terminology',
      {
        diagnosis: [{ sequence: 1, diagnosisCodeableConcept: concept('44054006', 'http://snomed.info/sct') }],
      },
      'diagnosis[0]',
      /no ICD-10-CM/,
    ],
    ['a claim without items', { item: undefined }, '', /lines: Too small/],
    [
      'an item without date',
      { item: [item, { ...item, servicedDate: '2024' }] },
      'item[1]',
      /serviceDate is missing/,
    ],
    [
      'an item with a procedure in another terminology',
      { item: [{ ...item, productOrService: concept('15', 'http://snomed.info/sct') }] },
      'item[0]',
      /needs a procedure/,
    ],
    [
      'an amount of more than cents',
      { item: [{ ...item, net: { value: 1.005 } }] },
      'item[0]',
      /chargeCents/,
    ],
  ])('is %s', async (_, more, path, text) => {
    const items = await read(bundle(claim('A'), claim('B', more), claim('C')))
    expect(outline(items)).toEqual(['A', 'E_FHIR', 'C'])
    const [problem] = problemsOf(items)
    expect(problem!.path).toBe(`entry[1].resource${path === '' ? '' : `.${path}`}`)
    expect(problem!.text).toMatch(text)
  })

  it('is a service below an item: counted', async () => {
    const detail = [{ sequence: 1, productOrService: concept('99214', CPT) }]
    const items = await read(claim('A', { item: [{ ...item, detail }] }))
    expect(outline(items)).toEqual(['A', 'W_FIELD'])
    expect(warningsOf(items)[0]!.text).toContain('1 items have services of their own')
  })

  it('is a Bundle within Bundles without end', async () => {
    const [before, after] = JSON.stringify(bundle({})).split('{}') as [string, string]
    const nested = before.repeat(50_000) + JSON.stringify(claim('B')) + after.repeat(50_000)
    expect(outline(await read(`${JSON.stringify(claim('A'))}\n${nested}\n`))).toEqual(['A'])
    expect(outline(await read(bundle(bundle(claim('A')))))).toEqual(['A'])
  })

  it('repeats no value of the input', async () => {
    const spoiled = Object.keys({
      ...claim('A'),
      diagnosis: 1,
      provider: 1,
      total: 1,
      accident: 1,
      billablePeriod: 1,
    }).flatMap((key) => [
      claim('A', { [key]: MARK }),
      claim('A', { [key]: [{ value: MARK, coding: [{ code: `${MARK} ?` }] }] }),
    ])
    const items = await read([
      ...spoiled,
      claim('B', { item: [{ ...item, modifier: [concept(`${MARK}?`)] }] }),
      { resourceType: `${MARK} ${MARK}` },
    ])
    expect(problemsOf(items).length).toBeGreaterThan(5)
    expect(JSON.stringify([problemsOf(items), warningsOf(items)])).not.toContain(MARK)
  })
})
