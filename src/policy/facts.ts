/** What a rule sees of a claim: one claim and one line at a time, worked out when asked and kept for the line. */
import type { Claim, Line, PayerLine } from '../model/claim.ts'
import { ageInMonths, compactDate } from '../model/dates.ts'
import type { PatientHistory } from '../model/history.ts'

/** Units and number of lines that have one code and day. */
export interface SameCode {
  lines: number
  units: number
}

/** A claim and a line as fields read them. One object serves a whole program: it is set before each line. */
export interface Facts {
  claim: Claim
  /** The line asked about; the first one in a claim rule, which asks no field of it. */
  line: Line
  /** Index of the line in the claim, -1 in a claim rule. */
  index: number
  /** The day that decides: the line's first day of service, or the claim's. */
  day: string
  /** The same, compact. */
  compactDay: number
  payerLine: PayerLine | undefined
  /** Whether the patient's other claims can be asked for. */
  hasHistory: boolean
  /** The patient's other claims. */
  history(): PatientHistory
  /** Codes of all lines. */
  allProcedures(): readonly string[]
  /** Codes of the other lines that begin on the line's day. */
  sameDayProcedures(): readonly string[]
  /** Lines of the line's code and day, with their units. */
  sameCode(): Readonly<SameCode>
  /** Diagnoses the line points at; see `diagnoses.codes`. */
  pointed(): readonly string[] | undefined
  /** Age in completed months on the day; undefined where the claim has no birth date, or a later one. */
  ageInMonths(): number | undefined
}

/** Facts that can be set to a claim and a line. */
export interface SettableFacts extends Facts {
  /** Begins a claim, seen as a whole. `history` is asked at most once, when a rule asks for it. */
  enterClaim(claim: Claim, history: (() => PatientHistory) | undefined): void
  /** Goes to a line of the claim. */
  enterLine(index: number): void
}

const NO_CODES: readonly string[] = []
const NO_HISTORY = (): PatientHistory => {
  throw new Error('No history was given.')
}

/** Makes facts that are set to claim after claim. `line` is what the payer's profile says of the kind of payer. */
export function createFacts(line?: PayerLine): SettableFacts {
  let asked: PatientHistory | undefined
  let procedures: readonly string[] | undefined
  let byDay: Map<string, string[]> | undefined
  let byCode: Map<string, SameCode> | undefined
  let sameDay: readonly string[] | undefined
  let pointed: readonly string[] | undefined
  let pointedKnown = false
  let claimCodes: readonly string[] | undefined
  // Lines of one day share the patient's age.
  let months: number | undefined
  let monthsOn = 0

  const procedureOf = ({ procedure }: Line): readonly string[] =>
    procedure === undefined ? NO_CODES : [procedure]
  const groupDays = (claim: Claim): Map<string, string[]> => {
    const days = new Map<string, string[]>()
    for (const one of claim.lines) {
      if (one.procedure === undefined) continue
      const known = days.get(one.serviceDate)
      if (known) known.push(one.procedure)
      else days.set(one.serviceDate, [one.procedure])
    }
    return days
  }
  const groupCodes = (claim: Claim): Map<string, SameCode> => {
    const groups = new Map<string, SameCode>()
    for (const one of claim.lines) {
      const key = `${one.procedure ?? one.revenueCode} ${one.serviceDate}`
      const known = groups.get(key)
      if (known) {
        known.lines += 1
        known.units += one.units
      } else groups.set(key, { lines: 1, units: one.units })
    }
    return groups
  }
  const forget = (): void => {
    sameDay = undefined
    pointed = undefined
    pointedKnown = false
  }

  const facts: SettableFacts = {
    claim: undefined as unknown as Claim,
    line: undefined as unknown as Line,
    index: -1,
    day: '',
    compactDay: 0,
    payerLine: line,
    hasHistory: false,
    history: NO_HISTORY,
    enterClaim(claim, history) {
      facts.claim = claim
      facts.line = claim.lines[0]!
      facts.index = -1
      facts.payerLine = line ?? claim.payer?.line
      facts.hasHistory = history !== undefined
      facts.history = history === undefined ? NO_HISTORY : () => (asked ??= history())
      let day = facts.line.serviceDate
      for (const one of claim.lines) if (one.serviceDate < day) day = one.serviceDate
      facts.day = day
      facts.compactDay = compactDate(day)
      asked = undefined
      procedures = undefined
      byDay = undefined
      byCode = undefined
      claimCodes = undefined
      monthsOn = 0
      forget()
    },
    enterLine(index) {
      const one = facts.claim.lines[index]!
      facts.line = one
      facts.index = index
      if (one.serviceDate !== facts.day) {
        facts.day = one.serviceDate
        facts.compactDay = compactDate(one.serviceDate)
      }
      forget()
    },
    allProcedures: () => (procedures ??= facts.claim.lines.flatMap(procedureOf)),
    sameDayProcedures() {
      if (sameDay !== undefined) return sameDay
      byDay ??= groupDays(facts.claim)
      const all = byDay.get(facts.day) ?? NO_CODES
      const own = facts.line.procedure === undefined ? -1 : all.indexOf(facts.line.procedure)
      sameDay = own < 0 ? all : all.toSpliced(own, 1)
      return sameDay
    },
    sameCode() {
      byCode ??= groupCodes(facts.claim)
      const { procedure, revenueCode, serviceDate } = facts.line
      return byCode.get(`${procedure ?? revenueCode} ${serviceDate}`)!
    },
    pointed() {
      if (pointedKnown) return pointed
      pointedKnown = true
      const { claim } = facts
      const { pointers } = facts.line
      if (claim.diagnoses.length === 0) return pointed
      if (pointers.length > 0) {
        const codes: string[] = []
        for (const pointer of pointers) {
          const diagnosis = claim.diagnoses[pointer - 1]
          if (diagnosis !== undefined) codes.push(diagnosis.code)
        }
        pointed = codes
      } else if (claim.type === 'institutional')
        pointed = claimCodes ??= claim.diagnoses.map((diagnosis) => diagnosis.code)
      return pointed
    },
    ageInMonths() {
      if (monthsOn !== facts.compactDay) {
        const birthDate = facts.claim.patient?.birthDate
        months =
          birthDate === undefined || birthDate > facts.day ? undefined : ageInMonths(birthDate, facts.day)
        monthsOn = facts.compactDay
      }
      return months
    },
  }
  return facts
}
