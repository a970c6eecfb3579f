/** Candidates about procedure codes and about the claim as a whole. */
import { isLoaded, type HcpcsTable, type TableSet } from '../../codesets/tables.ts'
import { firstDay } from '../../model/claim-facts.ts'
import type { Change } from '../../model/result.ts'
import { lastIndex, maybe, remove, replace, type Maker, type Makers, type Situation } from './candidate.ts'
import { lookAlikes } from './look-alikes.ts'

/** Whether a code stands in a table that is held for the day. */
function isKnown(tables: TableSet, code: string, day: number): boolean {
  const { hcpcs, feeSchedule, mue } = tables
  return (
    (isLoaded(hcpcs) && isInForce(hcpcs, code, day)) ||
    (isLoaded(feeSchedule) && feeSchedule.find(code, day) >= 0) ||
    (isLoaded(mue) && mue.find(code, day) >= 0)
  )
}

function isInForce(hcpcs: HcpcsTable, code: string, day: number): boolean {
  const row = hcpcs.find(code)
  return row >= 0 && hcpcs.added(row) <= day && day <= hcpcs.terminated(row)
}

const inPlaceOf = ({ at, line }: Situation, code: string, onlyIf: string) =>
  maybe(`Report ${code} in place of ${line!.procedure} on line ${line!.number}`, onlyIf, [
    replace(`/lines/${at}/procedure`, code),
  ])

/** Codes that the HCPCS file names in place of one that ended. */
const succeed: Maker = (situation) => {
  const { line, tables } = situation
  const { hcpcs } = tables
  if (line?.procedure === undefined || !isLoaded(hcpcs)) return []
  const row = hcpcs.find(line.procedure)
  const named = row < 0 ? [] : (hcpcs.text(row, 'xref').match(/\b[0-9A-Z]\d{3}[0-9A-Z]\b/g) ?? [])
  return [...new Set(named)]
    .filter((code) => code !== line.procedure && isKnown(tables, code, firstDay(line)))
    .slice(0, 4)
    .flatMap((code) => inPlaceOf(situation, code, `the record supports ${code}`))
}

/** A letter for a digit, or zeros lost in front: right where exactly one known code comes of it. */
const respell: Maker = (situation) => {
  const { line, tables } = situation
  const code = line?.procedure
  if (!line || code === undefined) return []
  const padded = /^\d{3,4}$/.test(code) ? [code.padStart(5, '0')] : []
  const likely = [...lookAlikes(code), ...padded].filter((other) => isKnown(tables, other, firstDay(line)))
  return likely.length === 1
    ? inPlaceOf(situation, likely[0]!, `the record has ${likely[0]!} and ${code} was a slip of the keys`)
    : []
}

/** Steps that set the frequency; an institutional claim says it by the last character of its bill type, too. */
function frequencySteps({ claim }: Situation, frequency: string): Change[] {
  const { typeOfBill } = claim
  return [
    replace('/frequency', frequency),
    ...(typeOfBill === undefined ? [] : [replace('/typeOfBill', typeOfBill.slice(0, -1) + frequency)]),
  ]
}

const asOriginal: Maker = (situation) =>
  maybe(
    'Send the claim as an original (frequency 1)',
    'the claim takes the place of no earlier one',
    frequencySteps(situation, '1'),
  )

const asReplacement: Maker = (situation) => [
  ...maybe(
    'Send the claim as a replacement (frequency 7) of the one whose number it gives',
    'the claim takes the place of that earlier claim',
    frequencySteps(situation, '7'),
  ),
  ...maybe('Remove the payer’s number of an earlier claim', 'the claim takes the place of no earlier one', [
    remove('/payerClaimNumber'),
  ]),
]

/** The total of the lines, where it is lower: a suggestion raises no charge. */
const totalOfLines: Maker = ({ claim }) => {
  const sum = claim.lines.reduce((total, line) => total + line.chargeCents, 0)
  return claim.chargeCents !== undefined && sum < claim.chargeCents
    ? maybe(
        'Set the total charge to the sum of the lines',
        'the charge of every line is right and none is missing',
        [replace('/chargeCents', sum)],
      )
    : []
}

const withoutCondition =
  (onlyIf: (code: string) => string): Maker =>
  ({ claim, finding }) => {
    const index = lastIndex(finding.at)
    const code = claim.conditionCodes[index]
    return code === undefined
      ? []
      : maybe(`Remove condition code ${code}`, onlyIf(code), [remove(`/conditionCodes/${index}`)])
  }

/** A drug code written with hyphens in the form of five, four and two digits says the same without them. */
const plainDrugCode: Maker = ({ at, line }) => {
  const digits = /^(\d{5})-(\d{4})-(\d{2})$/.test(line?.ndc ?? '')
    ? line!.ndc!.replaceAll('-', '')
    : undefined
  return line && digits !== undefined
    ? maybe(`Write the drug code of line ${line.number} without hyphens, ${digits}`, undefined, [
        replace(`/lines/${at}/ndc`, digits),
      ])
    : []
}

/** Makers for findings about procedure codes and the claim as a whole. */
export const claimMakers: Makers = {
  'procedure-invalid/unknown': respell,
  'procedure-invalid/malformed': respell,
  'procedure-invalid/ended': succeed,
  'claim-replacement/numberMissing': asOriginal,
  'claim-replacement/frequencyMissing': asReplacement,
  'claim-balance/total': totalOfLines,
  'condition-code-invalid/unknown': withoutCondition((code) => `no other circumstance was meant by ${code}`),
  'condition-code-invalid/notInForce': withoutCondition(
    (code) => `no other circumstance was meant by ${code}`,
  ),
  'condition-code-invalid/outpatientOnly': withoutCondition(
    () => 'the admission was not changed to outpatient care before discharge',
  ),
  'bill-type-frequency/changeUnexpected': withoutCondition(() => 'the claim corrects no earlier one'),
  'drug-ndc/hyphens': plainDrugCode,
}
