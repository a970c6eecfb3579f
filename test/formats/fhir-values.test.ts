import { describe, expect, it } from 'vitest'
import { centsOf, productCents } from '../../src/formats/fhir-values.ts'

describe('amounts', () => {
  it.each([
    [100, 10000],
    [0.07, 7],
    [1.1, 110],
    [-20.5, -2050],
    [1.005, undefined],
    [1e21, undefined],
    ['1', undefined],
    [NaN, undefined],
  ])('%s is %s cents', (value, cents) => expect(centsOf(value)).toBe(cents))

  it.each([
    [0.125, 8, 100],
    [1.467, 75, 11003],
    [0.335, 1, 34],
    [-0.335, 1, -34],
    [1.1, 1.1, 121],
    [1, null, undefined],
  ])('%s times %s is %s cents', (price, quantity, cents) => expect(productCents(price, quantity)).toBe(cents))
})
