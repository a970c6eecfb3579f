/** Candidates about whole lines: one that is not paid for itself goes, two that are one service become one. */
import { isLoaded } from '../../codesets/tables.ts'
import type { Line } from '../../model/claim.ts'
import { firstDay } from '../../model/claim-facts.ts'
import type { Change } from '../../model/result.ts'
import {
  couldBeOne,
  joinLines,
  lowerUnits,
  maybe,
  removeLine,
  replace,
  same,
  type Candidate,
  type Maker,
  type Makers,
  type Situation,
} from './candidate.ts'

const nameOf = ({ number, procedure, revenueCode }: Line): string =>
  `line ${number} (${procedure ?? revenueCode ?? ''})`

/** Takes the line off the claim. */
export const takeOff =
  (onlyIf: (line: Line, related: readonly Line[]) => string): Maker =>
  ({ claim, at, line, related }) =>
    line
      ? maybe(
          `Remove ${nameOf(line)}`,
          onlyIf(
            line,
            related.map((other) => claim.lines[other]!),
          ),
          removeLine(claim, at),
        )
      : []

const codesOf = (lines: readonly Line[]): string =>
  [...new Set(lines.map(({ procedure }) => procedure ?? ''))].filter(Boolean).join(', ')

const notSeparate = takeOff(
  ({ procedure }, related) =>
    `the record shows ${procedure} as part of ${codesOf(related) || 'the other service'} and not as a separate service`,
)
const billedInError = takeOff(
  ({ procedure }) =>
    `${procedure} is the right code: if another service was meant, its code is to be reported`,
)
const partOfSurgery = takeOff(
  ({ procedure }) => `the record shows ${procedure} as the usual care that belongs to the surgery`,
)
const sameService = takeOff(
  ({ procedure }) => `${procedure ?? 'the line'} is the same service as the one billed before`,
)
const othersService = takeOff(
  ({ procedure }) => `the facility bills ${procedure}, and the place of service on the claim is right`,
)
const partOfPackage = takeOff(
  ({ procedure }) => `${procedure} was given as part of the package that is billed`,
)
const notWanted = takeOff(({ procedure }) => `nothing else was meant by ${procedure}`)

/** The earlier of the lines that a finding on this one is about, where there is just one. */
const partnerOf = ({ related }: Situation): number => (related.length === 1 ? related[0]! : -1)

/** Two lines of one service become one with the units of both. */
export const joinUnits =
  (onlyIf: (line: Line, units: number) => string): Maker =>
  (situation) => {
    const { claim, at, line } = situation
    const other = partnerOf(situation)
    const beside = claim.lines[other]
    if (!line || !beside || !couldBeOne(line, beside) || !same(line.modifiers, beside.modifiers)) return []
    const [first, second] = other < at ? [other, at] : [at, other]
    const units = line.units + beside.units
    return maybe(
      `Put the ${units} units of ${line.procedure} on line ${claim.lines[first]!.number}`,
      onlyIf(line, units),
      joinLines(claim, first, second, units, line.modifiers),
    )
  }

const joinRepeated = joinUnits(
  ({ procedure }, units) =>
    `the record shows that ${procedure} was given ${units} times and its units count them`,
)
const repeated: Maker = (situation) => [...sameService(situation), ...joinRepeated(situation)]

const SIDES: readonly string[] = ['LT', 'RT']
const withoutSides = ({ modifiers }: Line): readonly string[] =>
  modifiers.filter((modifier) => !SIDES.includes(modifier))

/** A line for each side becomes one with 50 and one unit, as the payer wants it. */
export const joinSides =
  (onlyIf: string | undefined): Maker =>
  (situation) => {
    const { claim, at, line } = situation
    const other = partnerOf(situation)
    const beside = claim.lines[other]
    if (!line || !beside || !couldBeOne(line, beside) || line.units !== 1 || beside.units !== 1) return []
    const rest = withoutSides(line)
    if (!same(rest, withoutSides(beside)) || rest.length !== line.modifiers.length - 1) return []
    const [first, second] = other < at ? [other, at] : [at, other]
    return maybe(
      `Report ${line.procedure} on one line with 50 and one unit`,
      onlyIf,
      joinLines(claim, first, second, 1, ['50', ...rest]),
    )
  }

/** A line with 50 becomes one for each side, as the payer wants it; the charge is parted. */
export const partSides =
  (onlyIf: string | undefined): Maker =>
  ({ claim, at, line }) => {
    if (!line || line.units !== 1 || line.description !== undefined || line.ndc !== undefined) return []
    if (claim.otherPayers.length > 0) return []
    const rest = line.modifiers.filter((modifier) => modifier !== '50')
    if (rest.length !== line.modifiers.length - 1 || rest.some((modifier) => SIDES.includes(modifier)))
      return []
    const right = Math.floor(line.chargeCents / 2)
    const second: Line = {
      ...line,
      number: Math.max(...claim.lines.map(({ number }) => number)) + 1,
      modifiers: ['RT', ...rest],
      chargeCents: right,
    }
    return maybe(`Report ${line.procedure} on two lines, LT and RT`, onlyIf, [
      replace(`/lines/${at}/modifiers`, ['LT', ...rest]),
      replace(`/lines/${at}/chargeCents`, line.chargeCents - right),
      { op: 'add', path: `/lines/${claim.lines.length}`, value: present(second) },
    ])
  }

/** The fields of a line that are there. */
const present = (line: Line): Partial<Line> =>
  Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined))

/** One unit beside 50. */
const oneUnit: Maker = ({ claim, at, line }) =>
  line
    ? maybe(
        `Report one unit of ${line.procedure} on line ${line.number}`,
        `the record shows that ${line.procedure} was done once on each side, and the charge is that of both`,
        lowerUnits(claim, at, 1, line.chargeCents),
      )
    : []

/** Fewer units, where the charge can be parted by units without a rest. */
export function unitsOf({ claim, at, line }: Situation, limit: number, onlyIf: string): readonly Candidate[] {
  if (!line || limit < 1 || limit >= line.units) return []
  const charge = (line.chargeCents / line.units) * limit
  if (!Number.isInteger(charge)) return []
  return maybe(
    `Report ${limit} unit${limit === 1 ? '' : 's'} of ${line.procedure ?? line.revenueCode} on line ${line.number}`,
    onlyIf,
    lowerUnits(claim, at, limit, charge),
  )
}

/** The units that NCCI allows. */
const unitsAllowed: Maker = (situation) => {
  const { line, related, finding, tables } = situation
  const table = tables.mue
  if (!line || related.length > 0 || finding.evidence.length > 0 || !isLoaded(table)) return []
  const row = line.procedure === undefined ? -1 : table.find(line.procedure, firstDay(line))
  const limit = row < 0 ? 0 : table.value(row)
  return unitsOf(
    situation,
    limit,
    `the record shows that ${limit} ${limit === 1 ? 'was' : 'were'} given and ${line.units} was a slip`,
  )
}

const unitsOfTwo: Maker = (situation) => [...unitsAllowed(situation), ...joinSidesOnRecord(situation)]
const joinSidesOnRecord = joinSides('the record shows the service once on each side')

/** The visit code for an established patient of the same level. Source: CPT evaluation and management sections. */
const established: Readonly<Record<string, string>> = {
  99202: '99212',
  99203: '99213',
  99204: '99214',
  99205: '99215',
  92002: '92012',
  92004: '92014',
  99341: '99347',
  99342: '99348',
  99344: '99349',
  99345: '99350',
  99381: '99391',
  99382: '99392',
  99383: '99393',
  99384: '99394',
  99385: '99395',
  99386: '99396',
  99387: '99397',
}

const asEstablished: Maker = ({ at, line }): readonly Candidate[] => {
  const code = established[line?.procedure ?? '']
  return line && code !== undefined
    ? maybe(
        `Report ${code} in place of ${line.procedure} on line ${line.number}`,
        `the record supports the level of ${code}: the elements that it asks of a visit of an established patient are documented`,
        [replace(`/lines/${at}/procedure`, code)] satisfies Change[],
      )
    : []
}

/** Makers for findings about lines. */
export const lineMakers: Makers = {
  'ncci-ptp/bundled': billedInErrorOrPart,
  'ncci-ptp/modifierMissing': notSeparate,
  'ncci-ptp/sameSide': notSeparate,
  'ncci-ptp/sameSpecialty': notSeparate,
  'ncci-add-on/primaryMissing': takeOff(({ procedure }) => `no primary procedure of ${procedure} was done`),
  'ncci-add-on/primaryUnlisted': takeOff(({ procedure }) => `no primary procedure of ${procedure} was done`),
  'ncci-mue/lineUnits': unitsAllowed,
  'ncci-mue/dayUnits': unitsAllowed,
  'ncci-mue/dayUnitsClinical': unitsAllowed,
  'ncci-mue/bothSides': unitsOfTwo,
  'claim-duplicate/exact': sameService,
  'claim-duplicate/alike': sameService,
  'claim-limits/unitsZero': takeOff(({ procedure }) => `${procedure ?? 'the service'} was not given`),
  'claim-filing-late/lineLate': takeOff(() => 'nothing shows that it was filed in time'),
  'modifier-repeat/unmarked': repeated,
  'modifier-bilateral/oneLineWanted': joinSides(undefined),
  'modifier-bilateral/twoLinesWanted': partSides(undefined),
  'modifier-bilateral/surgeryCenter': partSides(undefined),
  'modifier-bilateral/surgeryCenterPerhaps': partSides('this payer takes both sides on two lines'),
  'modifier-bilateral/paidOnce': takeOff(({ procedure }) => `the record shows ${procedure} once`),
  'modifier-bilateral/units': oneUnit,
  'modifier-component/besideWhole': notSeparate,
  'modifier-component/globalInHospital': takeOff(
    ({ procedure }) => `the hospital bills ${procedure}, and no interpretation of it is on file`,
  ),
  'modifier-component/technicalInHospital': othersService,
  'modifier-assistant/notPaid': takeOff(({ procedure }) => `the line bills an assistant at ${procedure}`),
  'modifier-telehealth/originatingHome': notWanted,
  'ambulance-mileage/noTransport': notWanted,
  'global-period/visitAfter': partOfSurgery,
  'global-period/minorDay': partOfSurgery,
  'global-period/majorDay': partOfSurgery,
  'global-period/procedureAfter': partOfSurgery,
  'laboratory-panel/beside': takeOff(({ procedure }) => `${procedure} was done once, as part of the panel`),
  'obstetric-package/partInside': partOfPackage,
  'obstetric-package/visitInside': partOfPackage,
  'obstetric-package/bothAntepartum': takeOff(
    ({ procedure }) => `the record counts no visits of ${procedure}`,
  ),
  'place-procedure/hospitals': othersService,
  'procedure-status/bundled': notWanted,
  'procedure-status/besidePayable': notSeparate,
  'procedure-status/besideService': notSeparate,
  'visit-complexity/visitMissing': takeOff(() => 'no visit that may carry it was made'),
  'visit-complexity/withModifier25': takeOff(() => '25 describes a separate service of that day'),
  'visit-complexity/mixed': takeOff(() => '25 describes the service that is not preventive'),
  'visit-same-day/secondVisit': takeOff(
    ({ procedure }, related) =>
      `the record shows one visit, of the level of ${codesOf(related) || 'the other line'}, beside which ${procedure} says nothing`,
  ),
  'visit-preventive/modifierMissing': takeOff(
    ({ procedure }) => `the record shows no problem that needed work of its own in ${procedure}`,
  ),
  'visit-new-patient': asEstablished,
}

function billedInErrorOrPart(situation: Situation): readonly Candidate[] {
  return situation.related.length > 0 ? notSeparate(situation) : billedInError(situation)
}
