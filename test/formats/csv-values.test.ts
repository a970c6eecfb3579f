import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCents, readDate, readNumber, readPointers } from '../../src/formats/csv-values.ts'

describe('values as spreadsheets write them', () => {
  it.each([
    ['100', 10000],
    ['100.00', 10000],
    ['$1,234.50', 123450],
    ['1,234,567.89', 123456789],
    ['.5', 50],
    ['0.07', 7],
    ['1.500', 150],
    ['-20', -2000],
    ['$', undefined],
    ['.', undefined],
    ['1.005', undefined],
    ['1,23', undefined],
    ['12,34.00', undefined],
    ['1e3', undefined],
    ['', undefined],
  ])('%s is %s cents', (text, cents) => expect(readCents(text)).toBe(cents))

  it('every amount of cents is read back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (cents) => {
        const sign = cents < 0 ? '-' : ''
        const text = `${sign}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`
        expect(readCents(text)).toBe(cents)
      }),
    )
  })

  it.each([
    ['2024-02-29', '2024-02-29'],
    ['2/9/2024', '2024-02-09'],
    ['20240209', '2024-02-09'],
    ['2023-02-29', undefined],
    ['13/1/2024', undefined],
    ['2/9/24', undefined],
    ['9.2.2024', undefined],
  ])('%s is the date %s', (text, date) => expect(readDate(text)).toBe(date))

  it.each([
    ['1,2', [1, 2]],
    ['1 2:3', [1, 2, 3]],
    ['12', [12]],
    ['AB', [1, 2]],
    ['a, d', [1, 4]],
    ['L', [12]],
    ['M', undefined],
    ['1A', undefined],
  ])('%s are the pointers %s', (text, pointers) => expect(readPointers(text)).toEqual(pointers))

  it.each([
    ['1.5', 1.5],
    ['.25', 0.25],
    ['-1', -1],
    ['1e9', undefined],
    ['Infinity', undefined],
    ['0x10', undefined],
  ])('%s is the number %s', (text, number) => expect(readNumber(text)).toBe(number))
})
