/** Which values of its features a claim has, as numbers, and what they weigh at a payer, ready to be added up. */
import type { Claim, Line, PayerLine } from '../model/claim.ts'
import type { RiskModel, Term } from '../model/risk.ts'
import {
  amountNames,
  costliest,
  familyOf,
  features,
  lineCountNames,
  placeOfRisk,
  specializationOf,
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

/** Numbers the values of features that a model knows. */
export interface Levels {
  /** Values in all; every feature has one more than the model knows, for those that it has not seen. */
  readonly size: number
  /**
   * Puts the numbers of a claim's values down, in the order of `features`, and gives a number of all of them: equal for
   * equal values alone, and below `kinds`.
   */
  put(claim: Claim, line: PayerLine | undefined, chargeCents: number, into: Int32Array): number
  readonly kinds: number
  /** What each value weighs at a payer, by its number. */
  weightsAt(payer: RiskModel['payers'][string]): readonly Weight[]
}

/** Taxonomy codes whose number is kept; codes come from outside. */
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

/** Numbers the values of a model. */
export function levelsOf(model: RiskModel): Levels {
  let size = 0
  const tables = features.map((feature) => {
    const names = Object.keys(model.features[feature] ?? {})
    const unseen = size++
    const numbers = new Map(names.map((name) => [name, size++]))
    return {
      feature,
      unseen,
      numbers,
      size: size - unseen,
      of: (name: string): number => numbers.get(name) ?? unseen,
    }
  })
  const [lines, types, specialties, specializations, places, services, amounts, counts] =
    tables as unknown as Tables
  const [professional, institutional] = [types.of('professional'), types.of('institutional')]
  const byAmount = Int32Array.from(amountNames, amounts.of)
  const byCount = Int32Array.from(lineCountNames, counts.of)
  const byService = new Int32Array(FOREIGN + 1).fill(-1)
  const byTaxonomy = new Map<string, Practice>()
  const practiceOf = (taxonomy: string): Practice => {
    const found = byTaxonomy.get(taxonomy)
    if (found !== undefined) return found
    if (byTaxonomy.size >= KEPT_TAXONOMIES) byTaxonomy.clear()
    const practice = {
      specialty: specialties.of(specialtyOf(taxonomy)),
      specialization: specializations.of(specializationOf(taxonomy)),
    }
    byTaxonomy.set(taxonomy, practice)
    return practice
  }

  return {
    size,
    kinds: tables.reduce((product, table) => product * table.size, 1),
    put(claim, given, chargeCents, into) {
      const line = lines.of(given ?? claim.payer?.line ?? 'other')
      const type = claim.type === 'institutional' ? institutional : professional
      const { specialty, specialization } = practiceOf(taxonomyOf(claim))
      const place = places.of(placeOfRisk(claim))
      const costly = costliest(claim.lines)
      const family = serviceNumber(costly)
      if (byService[family] === -1) byService[family] = services.of(familyOf(costly))
      const service = byService[family]!
      const amount = byAmount[stepOfAmount(chargeCents)]!
      const count = byCount[stepOfLines(claim.lines.length)]!
      into[0] = line
      into[1] = type
      into[2] = specialty
      into[3] = specialization
      into[4] = place
      into[5] = service
      into[6] = amount
      into[7] = count
      let kind = (line - lines.unseen) * types.size + type - types.unseen
      kind = kind * specialties.size + specialty - specialties.unseen
      kind = kind * specializations.size + specialization - specializations.unseen
      kind = kind * places.size + place - places.unseen
      kind = kind * services.size + service - services.unseen
      kind = kind * amounts.size + amount - amounts.unseen
      return kind * counts.size + count - counts.unseen
    },
    weightsAt(payer) {
      const weights: Weight[] = []
      for (const { feature, unseen, numbers } of tables) {
        const variance = numbers.size === 0 ? 0 : (model.spread.features[feature] ?? 0) ** 2
        weights[unseen] = { units: 0, variance }
        const own = payer.features[feature]
        for (const [name, number] of numbers) {
          const level = weightOf(model.features[feature]![name]!)
          const here = own !== undefined && Object.hasOwn(own, name) ? weightOf(own[name]!) : NOTHING
          weights[number] = { units: level.units + here.units, variance: level.variance + here.variance }
        }
      }
      return weights
    },
  }
}

const NOTHING: Weight = { units: 0, variance: 0 }

/** Numbers of a taxonomy code. */
interface Practice {
  readonly specialty: number
  readonly specialization: number
}

interface Table {
  readonly of: (name: string) => number
  readonly unseen: number
  readonly size: number
}

/** In the order of `features`. */
type Tables = readonly [Table, Table, Table, Table, Table, Table, Table, Table]
