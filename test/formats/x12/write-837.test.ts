/** Claims written as an 837 are read as the same claims. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { write837 } from '../../../src/formats/x12/write-837.ts'
import { Claim } from '../../../src/model/claim.ts'
import { dataFolder } from '../../data.ts'
import { claimOf, type ClaimSketch } from '../../helpers/claims.ts'
import { anyClaim } from './claims.ts'
import { read } from './writing.ts'

const options = { date: '2026-01-05' }
const written = (claims: readonly Claim[]): string => [...write837(claims, options)].join('')
const again = async (claims: readonly Claim[]): Promise<Claim[]> => {
  const { claims: found, problems, warnings } = await read(written(claims))
  expect(problems).toEqual([])
  expect(warnings).toEqual([])
  return found
}

describe('written claims', () => {
  it('are read as they were, without a remark', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyClaim, { minLength: 1, maxLength: 5 }), async (claims) => {
        expect(await again(claims)).toEqual(claims)
      }),
      { numRuns: 200 },
    )
  })
  it('keep what few claims have', async () => {
    const claim = Claim.parse(
      claimOf({
        frequency: '7',
        payerClaimNumber: 'ICN-1',
        payerOrder: 'S',
        payer: { id: '00001', name: 'PAYER', line: 'medicare-advantage' },
        patient: { id: 'P-1', birthDate: '1953-04-09', sex: 'F', deathDate: '2026-03-30' },
        billing: { npi: '1234567893', taxonomy: '207Q00000X', taxId: '12-3456789', state: 'OH' },
        facility: { npi: '1558598797', state: 'KY' },
        supervising: { npi: '1558598797', taxId: '987654321' },
        cliaNumber: '36D1234567',
        priorAuthorization: 'A-1',
        accidentDate: '2026-01-01',
        accidentCause: 'AA',
        delayReason: '11',
        transport: 'A',
        pickupZip: '44113',
        diagnoses: Array.from({ length: 14 }, (_, at) => ({ code: `M${100 + at}` })),
        lines: [
          {
            procedure: '01967',
            minutes: 75,
            modifiers: ['QK', 'P2', 'LT', 'RT'],
            serviceDateThrough: '2026-03-03',
            description: 'WORDS OF THE LINE',
            ndc: '12345678901',
            ndcUnit: 'ML',
            ndcQuantity: 1.25,
          },
          { procedure: '99213', units: 0.5 },
        ],
        otherPayers: [
          {
            id: 'OTHER-1',
            line: 'commercial',
            order: 'P',
            paidCents: 4015,
            adjustments: [
              { group: 'CO', reason: '45', amountCents: 1000 },
              { group: 'PR', reason: '1', amountCents: 250, line: 1 },
              { group: 'PR', reason: '2', amountCents: 50, line: 2 },
            ],
            linePayments: [{ line: 1, paidCents: 4015 }],
          },
        ],
      }),
    )
    expect(await again([claim])).toEqual([claim])
    const bare = Claim.parse({
      id: 'X',
      type: 'professional',
      lines: [{ number: 1, procedure: '99213', serviceDate: '2026-01-05' }],
    })
    expect(await again([bare])).toEqual([bare])
  })
  it('keep their order when types take turns', async () => {
    const of = (id: string, type: 'professional' | 'institutional'): Claim =>
      Claim.parse(
        claimOf({
          id,
          type,
          ...(type === 'institutional' ? { diagnoses: [{ code: 'J189', poa: 'Y' }] } : {}),
        }),
      )
    const claims = [
      of('A', 'professional'),
      of('B', 'institutional'),
      of('C', 'institutional'),
      of('D', 'professional'),
    ]
    expect((await again(claims)).map(({ id }) => id)).toEqual(['A', 'B', 'C', 'D'])
    expect(await again(claims)).toEqual(claims)
  })
  it('refuse what an 837 cannot carry, and name the field alone', () => {
    for (const id of ['A*B', 'A~', 'A:1', 'Ł', ' A', 'A^'])
      expect(() => written([Claim.parse(claimOf({ id }))])).toThrow(
        expect.objectContaining({ code: 'E_CLAIM', at: 'id' }) as Error,
      )
    const many = claimOf({ lines: [{ modifiers: ['LT', 'RT', '50', '51', '52'] }] })
    expect(() => written([Claim.parse(many)])).toThrow(/four/)
    const stay = { type: 'institutional', typeOfBill: '0111', frequency: '1' } as const
    for (const [sketch, at] of [
      [{ ...stay, typeOfBill: '111' }, 'typeOfBill'],
      [{ ...stay, frequency: '7' }, 'typeOfBill'],
      [{ ...stay, statementThrough: null }, 'statementFrom'],
      [{ ...stay, admissionHour: '12' }, 'admissionHour'],
      [{ ...stay, lines: [{ pointers: [1] }] }, 'lines[0]'],
    ] as const)
      expect(() => written([Claim.parse(claimOf(sketch as ClaimSketch))])).toThrow(
        expect.objectContaining({ code: 'E_CLAIM', at }) as Error,
      )
  })
  const folder = dataFolder('claims')
  it.skipIf(!folder)('of files of others are read as they were', async () => {
    let [same, all] = [0, 0]
    for (const form of ['837p', '837i'])
      for (const name of readdirSync(join(folder!, form))) {
        const { claims } = await read(readFileSync(join(folder!, form, name)))
        for (const claim of claims) {
          all++
          let text = ''
          try {
            text = written([claim])
          } catch (error) {
            expect(error).toMatchObject({ code: 'E_CLAIM' })
            continue
          }
          const { claims: found } = await read(text)
          expect(found).toEqual([claim])
          same++
        }
      }
    process.stderr.write(`${same} of ${all} claims of others were written and read as they were\n`)
    expect(same).toBeGreaterThan(all * 0.98)
  })
})
