import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  ageInMonths,
  ageInYears,
  compactDate,
  dayNumber,
  daysBetween,
  isIsoDate,
  isoDate,
  nextDay,
} from '../../src/model/dates.ts'

const days = fc
  .date({ min: new Date('1850-01-01'), max: new Date('2150-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('dates', () => {
  it('are counted as the calendar counts them', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -40_000, max: 40_000 }), (day, many) => {
        const moved = addDays(day, many)
        expect(daysBetween(day, moved)).toBe(many)
        expect(dayNumber(moved) - dayNumber(day)).toBe(many)
        expect(isoDate(compactDate(day))).toBe(day)
        expect(isoDate(nextDay(compactDate(day)))).toBe(addDays(day, 1))
        expect(isIsoDate(day)).toBe(true)
      }),
    )
  })
  it('that are none are told', () => {
    for (const text of [
      '2026-02-29',
      '2025-13-01',
      '2025-00-10',
      '2025-04-31',
      '2025-4-01',
      '20250401',
      '2025-04-0x',
      '',
      '0999-01-01',
    ])
      expect(isIsoDate(text), text).toBe(false)
    expect(isIsoDate('2024-02-29')).toBe(true)
    expect(isIsoDate('1900-02-29')).toBe(false)
    expect(isIsoDate('2000-02-29')).toBe(true)
  })
  it('give ages on both sides of a birthday', () => {
    expect(ageInYears('1960-05-20', '2026-05-19')).toBe(65)
    expect(ageInYears('1960-05-20', '2026-05-20')).toBe(66)
    expect(ageInYears('2004-02-29', '2026-02-28')).toBe(21)
    expect(ageInYears('2004-02-29', '2026-03-01')).toBe(22)
    expect(ageInMonths('2026-01-31', '2026-02-28')).toBe(0)
    expect(ageInMonths('2026-01-15', '2026-03-15')).toBe(2)
  })
})
