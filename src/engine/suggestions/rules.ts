/** Candidates that a payer rule names in its document. */
import type { Line } from '../../model/claim.ts'
import type { RuleSuggestion } from '../../model/rule-suggestion.ts'
import { maybe, remove, type Maker, type Situation } from './candidate.ts'
import { joinSides, joinUnits, partSides, takeOff, unitsOf } from './lines.ts'

/** The situation with the one other line of the code and day that fits as related; as it is where there are none or several. */
function withPartner(situation: Situation, fits: (line: Line, other: Line) => boolean): Situation {
  const { claim, at, line } = situation
  if (line === undefined) return situation
  const related = claim.lines.flatMap((other, index) =>
    index !== at &&
    other.procedure === line.procedure &&
    other.serviceDate === line.serviceDate &&
    fits(line, other)
      ? [index]
      : [],
  )
  return { ...situation, related }
}

const has = (line: Line, side: string): boolean => line.modifiers.includes(side)

const areSides = (one: Line, other: Line): boolean =>
  has(one, 'LT') !== has(one, 'RT') &&
  has(other, 'LT') !== has(other, 'RT') &&
  has(one, 'LT') !== has(other, 'LT')

/** Makes the candidates of one suggestion of a rule. */
function makerOf(suggestion: RuleSuggestion): Maker {
  const { onlyIf } = suggestion
  switch (suggestion.do) {
    case 'removeLine':
      return takeOff(() => onlyIf)
    case 'removeModifier':
      return ({ at, line }) =>
        (line?.modifiers ?? []).flatMap((modifier, which) =>
          suggestion.modifiers.includes(modifier)
            ? maybe(`Remove ${modifier} from line ${line!.number}`, onlyIf, [
                remove(`/lines/${at}/modifiers/${which}`),
              ])
            : [],
        )
    case 'joinLines': {
      const join = joinUnits(() => onlyIf)
      return (situation) => join(withPartner(situation, () => true))
    }
    case 'joinSides': {
      const join = joinSides(onlyIf)
      return (situation) => join(withPartner(situation, areSides))
    }
    case 'splitSides':
      return partSides(onlyIf)
    case 'limitUnits':
      return (situation) => unitsOf(situation, suggestion.units, onlyIf)
  }
}

/** The candidates that a rule names, in its order. */
export const ruleMaker =
  (suggestions: readonly RuleSuggestion[]): Maker =>
  (situation) =>
    suggestions.flatMap((suggestion) => makerOf(suggestion)(situation))
