import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { whereOf } from '../../src/formats/where.ts'
import { Claim } from '../../src/model/claim.ts'

/** Every path of the model that has no fields below it, with 1 for each index. */
function leaves(schema: unknown, path: string): string[] {
  if (schema instanceof z.ZodPipe) return leaves(schema.in, path)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return leaves(schema.unwrap(), path)
  if (schema instanceof z.ZodArray) return leaves(schema.element, `${path}[1]`)
  if (!(schema instanceof z.ZodObject)) return [path]
  return Object.entries(schema.shape).flatMap(([key, field]) =>
    leaves(field, path === '' ? key : `${path}.${key}`),
  )
}

describe('whereOf', () => {
  it.each([
    ['lines[1].procedure', '2400 SV101-2', '2400 SV202-2'],
    ['lines[0].modifiers[0]', '2400 SV101-3', '2400 SV202-3'],
    ['lines[0].modifiers[3]', '2400 SV101-6', '2400 SV202-6'],
    ['lines[0].modifiers[4]', '2400 SV101', '2400 SV202'],
    ['lines[12].units', '2400 SV104', '2400 SV205'],
    ['lines[0].chargeCents', '2400 SV102', '2400 SV203'],
    ['lines[0].serviceDate', '2400 DTP03 (472)', '2400 DTP03 (472)'],
    ['lines[0].placeOfService', '2400 SV105', '2300 CLM05-1'],
    ['lines[0].pointers[1]', '2400 SV107-2', 'not in the 837'],
    ['lines[0].revenueCode', 'not in the 837', '2400 SV201'],
    ['lines[0].ndc', '2410 LIN03', '2410 LIN03'],
    ['lines[0].rendering.npi', '2420A NM109', '2420C NM109'],
    ['diagnoses[0].code', '2300 HI01-2', '2300 HI01-2 (ABK)'],
    ['diagnoses[11].code', '2300 HI12-2', '2300 HI11-2 (ABF)'],
    ['diagnoses[12].code', '2300 HI01-2', '2300 HI12-2 (ABF)'],
    ['diagnoses[1].poa', '2300 HI02-9', '2300 HI01-9 (ABF)'],
    ['id', '2300 CLM01', '2300 CLM01'],
    ['chargeCents', '2300 CLM02', '2300 CLM02'],
    ['frequency', '2300 CLM05-3', '2300 CLM05-3'],
    ['typeOfBill', '2300 CLM05', '2300 CLM05'],
    ['payerClaimNumber', '2300 REF02 (F8)', '2300 REF02 (F8)'],
    ['billing.npi', '2010AA NM109', '2010AA NM109'],
    ['rendering.npi', '2310B NM109', '2310D NM109'],
    ['subscriber.id', '2010BA NM109', '2010BA NM109'],
    ['patient.birthDate', '2010BA DMG02', '2010BA DMG02'],
    ['payer.id', '2010BB NM109', '2010BB NM109'],
    ['lines[3]', '2400', '2400'],
    ['lines[3].noSuchField.at[0].all', '2400', '2400'],
    ['', '2300', '2300'],
    [']] no path [', '2300', '2300'],
    ['__proto__', '2300', '2300'],
  ])('%s', (path, professional, institutional) => {
    expect(whereOf('professional', path)).toBe(professional)
    expect(whereOf('institutional', path)).toBe(institutional)
  })

  it('has an answer of its own for every field of the model', () => {
    const paths = leaves(Claim, '')
    expect(paths.length).toBeGreaterThan(90)
    for (const path of paths) {
      for (const type of ['professional', 'institutional'] as const) {
        expect(whereOf(type, path), path).toMatch(/^\d{4}[A-F]{0,2} [A-Z][A-Z0-9]|^ST03$|^not in the 837$/)
      }
    }
  })
})
