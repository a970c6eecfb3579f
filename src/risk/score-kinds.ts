/** What a model says of each value of each feature of a claim, with every name resolved once. */
import type { Claim, Line, PayerLine } from '../model/claim.ts'
import type { RiskModel, Term } from '../model/risk.ts'
import {
  amountNames,
  costliest,
  familyOf,
  features,
  lineCountNames,
  placeOfRisk,
  specialtyOf,
  stepOfAmount,
  stepOfLines,
  taxonomyOf,
} from './features.ts'

/** Ten-thousandths of log-odds: sums of whole numbers do not depend on their order. */
export const UNITS = 10_000

/** A term in units. */
export interface Weight {
  readonly units: number
  readonly variance: number
}

/** A term of a model in units. */
export const weightOf = ({ weight, error }: Term): Weight => ({
  units: Math.round(weight * UNITS),
  variance: error * error,
})

/** A value of a feature, with its number among those of the feature; 0 is any that the model has not seen. */
export interface Level extends Weight {
  /** '' for one that the model has not seen. */
  readonly name: string
  readonly number: number
}

/** Keeps something for each combination of payer and values of features. */
export interface Kinds<T> {
  /** What is kept for the kind of a claim, made where it is not. */
  of(claim: Claim, line: PayerLine | undefined, payer: number, chargeCents: number): T
  /** Gives all up that is kept. */
  clear(): void
}

/** Taxonomy codes whose level is kept; codes come from outside. */
const KEPT_TAXONOMIES = 5_000
/** Number of a line without a procedure, of a visit, and of a code that begins with no character of the alphabet. */
const [NO_PROCEDURE, VISIT, FOREIGN] = [128, 129, 130]

/** A number that stands for the family of a line's service: the first character tells, but for visits. */
function serviceNumber({ procedure }: Line): number {
  if (procedure === undefined) return NO_PROCEDURE
  const first = procedure.charCodeAt(0)
  if (first === 0x39 && procedure.charCodeAt(1) === 0x39) {
    const third = procedure.charCodeAt(2)
    if (third >= 0x32 && third <= 0x34) return VISIT
  }
  return first < NO_PROCEDURE ? first : FOREIGN
}

/**
 * Makes what `make` gives of the levels of a claim (in the order of `features`) once for each kind of claim, about
 * `most` of them at a time. Claims of a file are mostly of few kinds: the last one is tried first.
 */
export function createKinds<T extends object>(
  model: RiskModel,
  make: (payer: number, levels: readonly Level[]) => T,
  most: number,
): Kinds<T> {
  const tables = features.map((feature) => {
    const known = Object.entries(model.features[feature] ?? {})
    const kept = new Map<string, Level>(
      known.map(([name, term], at) => [name, { ...weightOf(term), name, number: at + 1 }]),
    )
    const variance = known.length === 0 ? 0 : (model.spread.features[feature] ?? 0) ** 2
    const unseen: Level = { name: '', units: 0, variance, number: 0 }
    return { of: (name: string): Level => kept.get(name) ?? unseen, size: known.length + 1 }
  })
  const [lines, types, specialties, places, services, amounts, counts] = tables as unknown as Tables
  const byAmount = amountNames.map(amounts.of)
  const byCount = lineCountNames.map(counts.of)
  const byService: Level[] = []
  const byTaxonomy = new Map<string, Level>()
  const specialtyLevel = (taxonomy: string): Level => {
    const found = byTaxonomy.get(taxonomy)
    if (found !== undefined) return found
    if (byTaxonomy.size >= KEPT_TAXONOMIES) byTaxonomy.clear()
    const level = specialties.of(specialtyOf(taxonomy))
    byTaxonomy.set(taxonomy, level)
    return level
  }

  const levelsOf = (line: PayerLine, claim: Claim, taxonomy: string, place: string, costly: Line): Levels => [
    lines.of(line),
    types.of(claim.type),
    specialtyLevel(taxonomy),
    places.of(place),
    (byService[serviceNumber(costly)] ??= services.of(familyOf(costly))),
  ]
  /** By payer, then by the numbers of the values, then by the steps of charge and lines. */
  const byPayer: Map<number, Map<number, T>>[] = []
  const stepsOf = (payer: number, [line, type, specialty, place, service]: Levels): Map<number, T> => {
    const kinds = (byPayer[payer] ??= new Map<number, Map<number, T>>())
    const key =
      (((line.number * types.size + type.number) * specialties.size + specialty.number) * places.size +
        place.number) *
        services.size +
      service.number
    let steps = kinds.get(key)
    if (steps === undefined) kinds.set(key, (steps = new Map<number, T>()))
    return steps
  }
  let kept = 0
  const last = { payer: -1, line: '', type: '', taxonomy: '', place: '', service: -1 }
  let lastSteps = new Map<number, T>()

  const clear = (): void => {
    byPayer.length = 0
    last.payer = -1
    kept = 0
  }

  return {
    of(claim, given, payer, chargeCents) {
      const line = given ?? claim.payer?.line ?? 'other'
      const { type } = claim
      const taxonomy = taxonomyOf(claim)
      const place = placeOfRisk(claim)
      const costly = costliest(claim.lines)
      const service = serviceNumber(costly)
      if (
        last.payer !== payer ||
        last.service !== service ||
        last.place !== place ||
        last.taxonomy !== taxonomy ||
        last.line !== line ||
        last.type !== type
      ) {
        lastSteps = stepsOf(payer, levelsOf(line, claim, taxonomy, place, costly))
        last.payer = payer
        last.service = service
        last.place = place
        last.taxonomy = taxonomy
        last.line = line
        last.type = type
      }
      const amount = stepOfAmount(chargeCents)
      const count = stepOfLines(claim.lines.length)
      const at = amount * byCount.length + count
      let made = lastSteps.get(at)
      if (made === undefined) {
        const levels = levelsOf(line, claim, taxonomy, place, costly)
        made = make(payer, [...levels, byAmount[amount]!, byCount[count]!])
        lastSteps.set(at, made)
        if (++kept >= most) clear()
      }
      return made
    },
    clear,
  }
}

type Levels = readonly [line: Level, type: Level, specialty: Level, place: Level, service: Level]

interface Table {
  readonly of: (name: string) => Level
  readonly size: number
}

/** In the order of `features`. */
type Tables = readonly [Table, Table, Table, Table, Table, Table, Table]
