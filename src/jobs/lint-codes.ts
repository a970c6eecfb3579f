/** What the code sets know of codes in payer rules. */
import { isLoaded, type DatedTable, type MissingTable, type Snapshot } from '../codesets/tables.ts'
import { compactDate, isoDate, OPEN_END } from '../model/dates.ts'
import type { CodeBook, CodeSystem, Standing } from '../policy/lint-codes.ts'

const HCPCS = /^[A-V]\d{4}$/

/** Standing of a code with one period, on days from one to another. */
function ofPeriod(added: number, ended: number, from: number, through: number): Standing {
  if (added > through || ended < from) return { state: 'never' }
  return ended < through ? { state: 'ended', day: isoDate(ended) } : { state: 'in-force' }
}

/** Standing of a code that can only be asked day by day: at both ends. */
function ofDays(isOn: (day: number) => boolean, from: number, through: number): Standing {
  return isOn(from) || isOn(through) ? { state: 'in-force' } : { state: 'never' }
}

/**
 * The code sets as lint asks them. Where a table is not loaded, holds examples only or does not hold the days, nothing is
 * said: a code that is missing there may well be one.
 */
export function codeBookOf(snapshot: Snapshot): CodeBook {
  const practitioner = snapshot.tables({ biller: 'practitioner', program: 'medicare' })
  const outpatient = snapshot.tables({ biller: 'outpatient', program: 'medicare' })
  const table = <T extends DatedTable>(one: T | MissingTable): T | undefined =>
    isLoaded(one) ? one : undefined
  /** Whether the table knows all codes of the last day, so that one it lacks is none. */
  const isWhole = (one: DatedTable | undefined, through: number): boolean =>
    one !== undefined && one.holding(through) === 'held' && one.complete(through)

  const hcpcs = table(practitioner.hcpcs)
  const levelTwo = table(practitioner.hcpcsModifiers)
  const fees = table(practitioner.feeSchedule)
  const addOns = table(practitioner.addOns)
  const mues = [table(practitioner.mue), table(outpatient.mue), table(practitioner.supplierMue)]
  const pairs = [table(practitioner.ptp), table(outpatient.ptp)]
  const cpt = table(practitioner.cptModifiers)
  const places = table(practitioner.places)
  const revenue = table(practitioner.revenueCodes)
  const conditions = table(practitioner.conditionCodes)

  const procedure = (code: string, from: number, through: number): Standing | undefined => {
    const row = hcpcs?.find(code) ?? -1
    if (hcpcs && row >= 0) return ofPeriod(hcpcs.added(row), hcpcs.terminated(row), from, through)
    if (HCPCS.test(code)) return isWhole(hcpcs, through) ? { state: 'unknown' } : undefined
    // No list of all CPT codes may be had: whatever some table has is one.
    if (!isWhole(fees, through)) return undefined
    const isKnown = [from, through].some(
      (day) =>
        fees!.find(code, day) >= 0 ||
        mues.some((mue) => mue !== undefined && mue.find(code, day) >= 0) ||
        (addOns?.primaries(code, day, 'practitioner').length ?? 0) > 0 ||
        pairs.some((ptp) => ptp !== undefined && ptp.partners(code, day).length > 0),
    )
    return isKnown ? { state: 'in-force' } : { state: 'unknown' }
  }

  const classified = (which: 'diagnoses' | 'icd10pcs') => {
    const codes = table(practitioner[which])
    return (code: string, from: number, through: number): Standing | undefined => {
      if (codes === undefined || codes.holding(through) === 'before' || !codes.complete(through))
        return undefined
      const state = codes.state(code, through)
      if (state === 'header') return { state: 'header' }
      if (state === 'valid' || codes.state(code, from) === 'valid') return { state: 'in-force' }
      const [first, last] = [codes.firstValid(code), codes.lastValid(code)]
      if (first === 0) return codes.holding(through) === 'held' ? { state: 'unknown' } : undefined
      return ofPeriod(first, last === 0 ? OPEN_END : last, from, through)
    }
  }

  const modifier = (code: string, from: number, through: number): Standing | undefined => {
    const known = cpt?.find(code)
    if (known) return ofPeriod(known.from, known.through, from, through)
    const row = levelTwo?.find(code) ?? -1
    if (levelTwo && row >= 0) return ofPeriod(levelTwo.added(row), levelTwo.terminated(row), from, through)
    return isWhole(levelTwo, through) ? { state: 'unknown' } : undefined
  }

  const place = (code: string, from: number, through: number): Standing | undefined => {
    const row = places?.find(code) ?? -1
    if (places && row >= 0) return ofPeriod(places.effective(row), places.ended(row), from, through)
    return places === undefined ? undefined : { state: 'unknown' }
  }

  const listed =
    (codes: typeof revenue) =>
    (code: string, from: number, through: number): Standing | undefined => {
      if (codes === undefined) return undefined
      if (!codes.has(code)) return { state: 'unknown' }
      return ofDays((day) => codes.isListed(code, day), from, through)
    }

  const bySystem: Readonly<
    Record<CodeSystem, (code: string, from: number, through: number) => Standing | undefined>
  > = {
    procedure,
    diagnosis: classified('diagnoses'),
    'icd-procedure': classified('icd10pcs'),
    modifier,
    place,
    revenue: listed(revenue),
    condition: listed(conditions),
  }
  return {
    standing: (system, code, from, through) =>
      bySystem[system](code, compactDate(from), compactDate(through)),
  }
}
