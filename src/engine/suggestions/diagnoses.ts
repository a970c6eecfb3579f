/** Candidates about diagnoses and the pointers to them. */
import { isLoaded, type ClassificationTable, type ConversionTable } from '../../codesets/tables.ts'
import type { Claim } from '../../model/claim.ts'
import { dischargeDay, dotted, firstServiceDay, isInpatient } from '../../model/claim-facts.ts'
import type { Change } from '../../model/result.ts'
import {
  lastIndex,
  maybe,
  remove,
  replace,
  same,
  type Candidate,
  type Maker,
  type Makers,
  type Situation,
} from './candidate.ts'
import { lookAlikes } from './look-alikes.ts'

/** Diagnoses of a claim that are tried as the target of a pointer or as the first-listed one. */
const MOST_TRIED = 12

const dayOf = (claim: Claim): number => (isInpatient(claim) ? dischargeDay(claim) : firstServiceDay(claim))

/** Path and code of the diagnosis that a finding is about. */
function billed({ claim, finding }: Situation): { readonly path: string; readonly code: string } | undefined {
  if (finding.at === 'admittingDiagnosis')
    return claim.admittingDiagnosis === undefined
      ? undefined
      : { path: '/admittingDiagnosis', code: claim.admittingDiagnosis }
  const index = finding.at.startsWith('diagnoses[') ? lastIndex(finding.at) : -1
  const code = claim.diagnoses[index]?.code
  return code === undefined ? undefined : { path: `/diagnoses/${index}/code`, code }
}

/** Seventh characters of injuries. Source: ICD-10-CM Official Guidelines section I.C.19.a, https://www.cms.gov/medicare/coding-billing/icd-10-codes */
const SEVENTH: Readonly<Record<string, string>> = {
  A: 'that the patient was in active treatment (initial encounter)',
  D: 'routine care while healing (subsequent encounter)',
  S: 'a sequela',
}

const complete: Maker = (situation) => {
  const found = billed(situation)
  const table = situation.tables.diagnoses
  if (!found || !isLoaded(table)) return []
  const { path, code } = found
  const day = dayOf(situation.claim)
  const children = table.children(code, day, 5)
  const report = (child: string, onlyIf: string): readonly Candidate[] =>
    maybe(`Report ${dotted(child)} in place of ${dotted(code)}`, onlyIf, [replace(path, child)])
  if (children.length === 1)
    return report(
      children[0]!,
      `the record supports ${dotted(children[0]!)}, the only complete code under ${dotted(code)}`,
    )
  // Only the seventh character may be missing, with placeholders before it: any other is a choice of the record.
  const sevenths = children.filter(
    (child) => /^X*[ADS]$/.test(child.slice(code.length)) && child.length === 7,
  )
  if (children.length > 4 || sevenths.length !== children.length) return []
  return sevenths.flatMap((child) => report(child, `the record shows ${SEVENTH[child[6]!]!}`))
}

const succeed: Maker = (situation) => {
  const found = billed(situation)
  const { diagnoses, conversion } = situation.tables
  if (!found || !isLoaded(diagnoses) || !isLoaded(conversion)) return []
  const { path, code } = found
  const successors = successorsOf(diagnoses, conversion, code, dayOf(situation.claim), 4)
  return successors
    .slice(0, 4)
    .flatMap((next) =>
      maybe(
        `Report ${dotted(next)}, which took the place of ${dotted(code)}`,
        `the record supports ${dotted(next)}`,
        [replace(path, next)],
      ),
    )
}

function successorsOf(
  diagnoses: ClassificationTable,
  conversion: ConversionTable,
  code: string,
  day: number,
  depth: number,
): string[] {
  const found = conversion.successors(code, day, 20).flatMap((next) => {
    if (diagnoses.state(next, day) === 'valid') return [next]
    return depth > 0 ? successorsOf(diagnoses, conversion, next, day, depth - 1) : []
  })
  return [...new Set(found)]
}

/** A letter for a digit or the reverse, or a digit too many: right where exactly one valid code comes of it. */
const respell: Maker = (situation) => {
  const found = billed(situation)
  const table = situation.tables.diagnoses
  if (!found || !isLoaded(table)) return []
  const { path, code } = found
  const day = dayOf(situation.claim)
  const isValid = (spelling: string): boolean => table.state(spelling, day) === 'valid'
  const alike = lookAlikes(code).filter(isValid)
  const shorter = code.length > 3 && isValid(code.slice(0, -1)) ? [code.slice(0, -1)] : []
  const likely = alike.length === 1 ? alike : alike.length === 0 ? shorter : []
  return likely.flatMap((spelling) =>
    maybe(
      `Report ${dotted(spelling)} in place of ${dotted(code)}`,
      `the record has ${dotted(spelling)} and ${dotted(code)} was a slip of the keys`,
      [replace(path, spelling)],
    ),
  )
}

const invalid: Maker = (situation) => [...succeed(situation), ...complete(situation), ...respell(situation)]

/** Steps that set the pointers of lines where they change. */
const repoint = (claim: Claim, moved: (pointer: number) => number | undefined): Change[] =>
  claim.lines.flatMap((line, at) => {
    const pointers = line.pointers.flatMap((pointer) => moved(pointer) ?? [])
    const unique = [...new Set(pointers)]
    return same(unique, line.pointers) ? [] : [replace(`/lines/${at}/pointers`, unique)]
  })

/** All later copies of a diagnosis go, and pointers to them point at the first. */
const removeCopies: Maker = ({ claim, finding }) => {
  const { diagnoses } = claim
  const code = diagnoses[lastIndex(finding.at)]?.code
  const places = diagnoses.flatMap((one, index) => (one.code === code ? [index] : []))
  const [first, ...copies] = places
  if (code === undefined || first === undefined || copies.length === 0) return []
  // Which of two answers about admission is right, only the record knows.
  if (copies.some((copy) => diagnoses[copy]!.poa !== diagnoses[first]!.poa)) return []
  const moved = (pointer: number): number => {
    const target = copies.includes(pointer - 1) ? first + 1 : pointer
    return target - copies.filter((copy) => copy < target - 1).length
  }
  return maybe(`Remove the repeated ${dotted(code)} and let its pointers point at the first`, undefined, [
    ...repoint(claim, moved),
    ...[...copies].reverse().map((copy) => remove(`/diagnoses/${copy}`)),
  ])
}

const beyond: Maker = ({ claim, at, line, finding }) => {
  if (!line) return []
  const pointer = line.pointers[lastIndex(finding.at)]!
  const kept = line.pointers.filter((one) => one >= 1 && one <= claim.diagnoses.length)
  if (kept.length > 0)
    return maybe(
      `Remove pointer ${pointer} of line ${line.number}`,
      'the diagnoses that the line still points at were the reasons for the service',
      [replace(`/lines/${at}/pointers`, kept)],
    )
  return onlyReason({ claim, at, line })
}

/** Where a claim has one diagnosis, a line that points nowhere can only mean that one. */
const onlyReason = ({ claim, at, line }: Pick<Situation, 'claim' | 'at' | 'line'>): readonly Candidate[] =>
  line && claim.diagnoses.length === 1
    ? maybe(
        `Point line ${line.number} at ${dotted(claim.diagnoses[0]!.code)}, the only diagnosis`,
        `the record shows that ${dotted(claim.diagnoses[0]!.code)} was the reason for the service`,
        [replace(`/lines/${at}/pointers`, [1])],
      )
    : []

const tooMany: Maker = ({ at, line }) =>
  line
    ? maybe(
        `Keep the first four pointers of line ${line.number}`,
        'the first four were the main reasons for the service',
        [replace(`/lines/${at}/pointers`, [...new Set(line.pointers)].slice(0, 4))],
      )
    : []

const pointOnce: Maker = ({ at, line }) =>
  line
    ? [
        {
          title: `Keep each pointer of line ${line.number} once`,
          change: [replace(`/lines/${at}/pointers`, [...new Set(line.pointers)])],
          mechanical: true,
        },
      ]
    : []

/** Lets the line point at another diagnosis of the claim, which may be the one that the payer covers. */
const pointAtOther: Maker = ({ claim, at, line }) => {
  if (!line) return []
  return claim.diagnoses.slice(0, MOST_TRIED).flatMap(({ code }, index) => {
    if (line.pointers[0] === index + 1) return []
    const others = line.pointers.filter((pointer) => pointer !== index + 1)
    const added = [...others.slice(0, 3), index + 1]
    const put = (pointers: readonly number[], how: string): readonly Candidate[] =>
      maybe(
        `Let line ${line.number} point at ${dotted(code)}${how}`,
        `the record shows that ${dotted(code)} was ${how === '' ? 'a reason' : 'the main reason'} for this service`,
        [replace(`/lines/${at}/pointers`, pointers)],
      )
    return [
      ...(line.pointers.includes(index + 1) ? [] : put(added, '')),
      ...put([index + 1, ...others.slice(0, 3)], ' first'),
    ]
  })
}

/** Another diagnosis of the same condition, for the side that the line's modifier names or for both. */
const pointAtSide: Maker = (situation) => {
  const { claim, at, line, tables } = situation
  if (!line || !isLoaded(tables.diagnoses)) return []
  const { diagnoses } = tables
  const stems = line.pointers.map((pointer) => diagnoses.stem(claim.diagnoses[pointer - 1]?.code ?? ''))
  return claim.diagnoses.slice(0, MOST_TRIED).flatMap(({ code }, index) => {
    const pointed = stems.indexOf(diagnoses.stem(code))
    if (diagnoses.stem(code) === 0 || pointed < 0 || line.pointers.includes(index + 1)) return []
    const both = line.modifiers.includes('50')
    const pointers = both
      ? [...line.pointers, index + 1]
      : line.pointers.map((pointer, which) => (which === pointed ? index + 1 : pointer))
    if (pointers.length > 4) return []
    return maybe(
      `Let line ${line.number} point at ${dotted(code)}${both ? ' as well' : ''}`,
      `the record shows that ${dotted(code)} was the condition that was treated`,
      [replace(`/lines/${at}/pointers`, pointers)],
    )
  })
}

const otherSide: Maker = (situation) => {
  const { at, line } = situation
  const which = line?.modifiers.findIndex((modifier) => modifier === 'LT' || modifier === 'RT') ?? -1
  if (!line || which < 0) return pointAtSide(situation)
  const side = line.modifiers[which] === 'LT' ? 'RT' : 'LT'
  return [
    ...pointAtSide(situation),
    ...maybe(
      `Report ${side} in place of ${line.modifiers[which]} on line ${line.number}`,
      `the record names the ${side === 'LT' ? 'left' : 'right'} side`,
      [replace(`/lines/${at}/modifiers/${which}`, side)],
    ),
  ]
}

/** Another diagnosis of the claim changes places with one that may not stand where it does; lines keep their reasons. */
const listOtherFirst: Maker = ({ claim, finding }) => {
  const place = Math.max(lastIndex(finding.at), 0)
  const code = claim.diagnoses[place]?.code
  if (code === undefined) return []
  return claim.diagnoses.slice(0, MOST_TRIED).flatMap((other, index) => {
    if (index <= place) return []
    const moved = (pointer: number): number =>
      pointer === index + 1 ? place + 1 : pointer === place + 1 ? index + 1 : pointer
    return maybe(
      `List ${dotted(other.code)} in the place of ${dotted(code)}, and ${dotted(code)} in its place`,
      `the record supports ${dotted(other.code)} as the condition to be listed before ${dotted(code)}`,
      [
        replace(`/diagnoses/${place}`, { ...other }),
        replace(`/diagnoses/${index}`, { ...claim.diagnoses[place]! }),
        ...repoint(claim, moved),
      ],
    )
  })
}

/** Makers for findings about diagnoses. */
export const diagnosisMakers: Makers = {
  'icd-invalid': invalid,
  'mce-invalid-code/diagnosis': invalid,
  'mce-invalid-admitting-diagnosis/invalid': invalid,
  'icd-duplicate/repeated': removeCopies,
  'mce-duplicate-principal/repeated': removeCopies,
  'icd-pointer/beyond': beyond,
  'icd-pointer/missing': onlyReason,
  'icd-pointer/tooMany': tooMany,
  'icd-pointer/repeated': pointOnce,
  'coverage-diagnosis-unpointed': pointAtOther,
  'icd-laterality/otherSide': otherSide,
  'icd-laterality/oneSide': pointAtSide,
  'icd-external-cause-first/first': listOtherFirst,
  'icd-manifestation-first/first': listOtherFirst,
  'icd-manifestation-first/etiologyLater': listOtherFirst,
  'mce-external-cause-principal/principal': listOtherFirst,
  'mce-manifestation-principal/principal': listOtherFirst,
  'mce-unacceptable-principal/principal': listOtherFirst,
}
