/** One patient's other claims as edits read them, made from the columns as far as they are asked for. */
import type { PayerLine } from '../model/claim.ts'
import type { PatientHistory, PriorClaim, PriorLine } from '../model/history.ts'
import type { Columns } from './history-columns.ts'

/** The claims that stand; objects are made of them only as far as they are asked for. */
export function patientHistory(
  columns: Columns,
  standing: readonly number[],
  isLater: (claim: number) => boolean,
  firstDay: number,
  lastDay: number,
): PatientHistory {
  const { claims } = columns
  const [firstDays, lastDays] = [claims.firstDay.values(), claims.lastDay.values()]
  const isBill = claims.institutional.values()
  const made: (PriorClaim | undefined)[] = []
  const madeLines: (readonly PriorLine[] | undefined)[] = []
  const claimAt = (at: number): PriorClaim =>
    (made[at] ??= priorClaim(columns, standing[at]!, isLater(standing[at]!)))
  const linesAt = (at: number): readonly PriorLine[] =>
    (madeLines[at] ??= priorLines(columns, standing[at]!, claimAt(at)))
  const between = (from: number, through: number): readonly PriorLine[] => {
    let found: PriorLine[] | undefined
    for (let at = 0; at < standing.length; at++) {
      const claim = standing[at]!
      if (firstDays[claim]! > through || lastDays[claim]! < from) continue
      for (const line of linesAt(at))
        if (line.from <= through && line.through >= from) (found ??= []).push(line)
    }
    return found === undefined ? NO_LINES : inOrder(found).slice(0, MOST_LINES)
  }
  let all: readonly PriorClaim[] | undefined
  let bills: readonly PriorClaim[] | undefined
  let sameDays: readonly PriorLine[] | undefined
  return {
    get claims() {
      return (all ??= standing.map((_, at) => claimAt(at)))
    },
    get bills() {
      return (bills ??= standing.some((claim) => isBill[claim] === 1)
        ? standing.flatMap((claim, at) => (isBill[claim] === 1 ? [claimAt(at)] : []))
        : NO_CLAIMS)
    },
    get lines() {
      return inOrder(standing.flatMap((_, at) => linesAt(at)))
    },
    get sameDays() {
      return (sameDays ??= between(firstDay, lastDay))
    },
    between,
  }
}

const NO_CLAIMS: readonly PriorClaim[] = []
const NO_LINES: readonly PriorLine[] = []

/** The most lines of a span that edits look at: far more than a patient has, so that no claim takes minutes. */
const MOST_LINES = 2000

/** Lines by first day; the sort is stable and claims come in order. */
function inOrder(lines: PriorLine[]): PriorLine[] {
  for (let at = 1; at < lines.length; at++)
    if (lines[at]!.from < lines[at - 1]!.from) return lines.sort((a, b) => a.from - b.from)
  return lines
}

function priorClaim(columns: Columns, at: number, later: boolean): PriorClaim {
  const { ids, claims, diagnoses, text, provider, diagnosisEnd } = columns
  const codes: string[] = []
  for (let one = claims.firstDiagnosis.at(at); one < diagnosisEnd(at); one++)
    codes.push(text(diagnoses.at(one))!)
  return {
    id: ids[at]!,
    type: claims.institutional.at(at) === 1 ? 'institutional' : 'professional',
    billing: provider(claims.billing.at(at)),
    payerId: text(claims.payerId.at(at)),
    payerLine: text(claims.payerLine.at(at)) as PayerLine | undefined,
    payerOrder: text(claims.payerOrder.at(at)),
    billType: text(claims.billType.at(at)) ?? '',
    from: claims.from.at(at),
    through: claims.through.at(at),
    admission: claims.admission.at(at),
    discharge: claims.discharge.at(at),
    dischargeStatus: text(claims.dischargeStatus.at(at)),
    diagnoses: codes,
    later,
  }
}

function priorLines(columns: Columns, at: number, claim: PriorClaim): PriorLine[] {
  const { claims, lines, text, provider, modifiers, pointers, lineEnd } = columns
  const made: PriorLine[] = []
  const end = lineEnd(at)
  for (let one = claims.firstLine.at(at); one < end; one++)
    made.push({
      claim,
      number: lines.number.at(one),
      procedure: text(lines.procedure.at(one)),
      modifiers: modifiers(lines.modifiers.at(one)),
      units: lines.units.at(one),
      chargeCents: lines.charge.at(one),
      from: lines.from.at(one),
      through: lines.through.at(one),
      place: text(lines.place.at(one)),
      rendering: provider(lines.rendering.at(one)),
      revenueCode: text(lines.revenueCode.at(one)),
      pointers: pointers(lines.pointers.at(one)),
      ndc: text(lines.ndc.at(one)),
    })
  return made
}
