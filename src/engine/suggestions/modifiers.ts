/** Candidates about modifiers: wrong ones go, and a service on both sides takes the form that the payer wants. */
import type { Line } from '../../model/claim.ts'
import { loweringModifiers } from '../../model/rule-suggestion.ts'
import { lastIndex, maybe, remove, type Candidate, type Maker, type Makers } from './candidate.ts'

/** Takes the modifier away that the finding names or, where it names the line alone, one after the other. */
const takeAway =
  (onlyIf: (modifier: string, line: Line) => string): Maker =>
  ({ finding, at, line }) => {
    if (!line) return []
    const named = /\.modifiers\[\d+\]$/.test(finding.at) ? lastIndex(finding.at) : -1
    const tried = named >= 0 ? [named] : line.modifiers.map((_, which) => which)
    return tried.flatMap((which) => {
      const modifier = line.modifiers[which]
      if (modifier === undefined || loweringModifiers.has(modifier)) return []
      return maybe(`Remove ${modifier} from line ${line.number}`, onlyIf(modifier, line), [
        remove(`/lines/${at}/modifiers/${which}`),
      ])
    })
  }

/** One of two that exclude each other goes; which one, only the record knows. */
const keepOther = takeAway((modifier) => `the record does not support ${modifier}`)

/** A copy says nothing that the first does not. */
const onceOnly: Maker = ({ finding, at, line }): readonly Candidate[] => {
  const which = lastIndex(finding.at)
  const modifier = line?.modifiers[which]
  if (!line || modifier === undefined || line.modifiers.indexOf(modifier) === which) return []
  return [
    {
      title: `Keep ${modifier} once on line ${line.number}`,
      change: [remove(`/lines/${at}/modifiers/${which}`)],
      mechanical: true,
    },
  ]
}

const noOtherMeant = takeAway((modifier) => `no other modifier was meant by ${modifier}`)
const notDescribed = takeAway(
  (modifier, { procedure }) => `nothing in the record of ${procedure ?? 'the line'} calls for ${modifier}`,
)

/** Makers for findings about modifiers. */
export const modifierMakers: Makers = {
  'modifier-invalid/repeated': onceOnly,
  'modifier-invalid/unknown': noOtherMeant,
  'modifier-invalid/ended': noOtherMeant,
  'modifier-invalid/notYet': noOtherMeant,
  'modifier-invalid/facilityOnly': noOtherMeant,
  'modifier-invalid/practitionerOnly': noOtherMeant,
  'modifier-conflict': keepOther,
  'modifier-distinct/onVisit': takeAway(
    (modifier) => `the record shows no separate visit that ${modifier} was meant to mark`,
  ),
  'modifier-distinct/bothLines': takeAway(
    (_modifier, { procedure }) =>
      `${procedure} is not the one of the two services that the record shows apart`,
  ),
  'modifier-distinct/nothingBundled': notDescribed,
  'modifier-repeat/notLaboratory': takeAway(() => 'the record shows that the procedure was done once'),
  'modifier-repeat/onVisit': takeAway(() => 'the record shows one visit'),
  'modifier-repeat/nothingRepeated': takeAway(() => 'the record shows that the procedure was done once'),
  'modifier-visit/noVisit': notDescribed,
  'modifier-visit/perhapsNoVisit': notDescribed,
  'modifier-visit/minorOnly': takeAway(
    () => 'the record shows no decision for a major surgery of that or the next day',
  ),
  'modifier-surgery': notDescribed,
  'modifier-waived/qwNeedless': notDescribed,
  'modifier-waived/qwUnlisted': takeAway(() => 'the test that was used is not of a waived test system'),
  'modifier-bilateral/notBilateral': takeAway(() => 'the record shows that the service was done once'),
  'modifier-bilateral/perhapsNotBilateral': takeAway(() => 'the record shows that the service was done once'),
  'modifier-screening/screeningItself': notDescribed,
  'modifier-screening/withoutScreening': takeAway(() => 'the procedure did not begin as a screening'),
  'modifier-screening/planningAlone': notDescribed,
  'modifier-telehealth/several': keepOther,
  'modifier-telehealth/modeInCode': notDescribed,
  'modifier-telehealth/criticalAccessOnly': notDescribed,
  'modifier-telehealth/communication': notDescribed,
  'modifier-therapy/several': keepOther,
  'modifier-drug/both': keepOther,
  'modifier-drug/exempt': notDescribed,
  'modifier-drug/noDrug': notDescribed,
  'modifier-anatomic/foreign': takeAway(
    (modifier, { procedure }) => `the record supports ${procedure}, and ${modifier} was a slip`,
  ),
  'modifier-anatomic/notCoronary': takeAway(
    (modifier, { procedure }) => `the record supports ${procedure}, and ${modifier} was a slip`,
  ),
}
