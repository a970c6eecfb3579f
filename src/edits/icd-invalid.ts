import type { ClassificationTable, ConversionTable } from '../codesets/tables.ts'
import type { Claim } from '../model/claim.ts'
import { dischargeDay, dotted, firstDay, isInpatient, lastDay, soleDay } from '../model/claim-facts.ts'
import { isoDate, OPEN_END } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A diagnosis that may not be submitted for the day. */
export const icdInvalid = defineEdit({
  id: 'icd-invalid',
  title: 'A diagnosis that is not valid for submission on the date',
  why: `ICD-10-CM changes on 1 October, and in some years on 1 April. A code must be in force on the date of service (of
    discharge, for an inpatient), and it must be complete: a category or subcategory with more specific codes under it is
    a header and is refused.`,
  source: {
    title:
      'ICD-10-CM Official Guidelines FY2026 section I.B.2; 45 CFR 162.1002; IOM 100-04 chapter 23 section 10',
    url: 'https://www.cms.gov/medicare/coding-billing/icd-10-codes',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['diagnoses'],
  also: ['conversion'],
  wakes: {
    diagnosis: (code, { diagnoses }) => {
      const since = diagnoses.validSince(code)
      return since === undefined || { from: since, through: OPEN_END }
    },
  },
  yieldsTo: { 'mce-invalid-code': 'place', 'mce-invalid-admitting-diagnosis': 'place' },
  notes: [
    'A diagnosis must be valid on the date of every line that points at it. One that no line points at must be valid on some date of the claim.',
    'The order file that holds the date decides; before the first one the Medicare Code Editor’s dated history does.',
    'Successors of a code that ended are those that the conversion table names, where it is loaded; the record decides among them.',
    'A code unknown to a release older than the date may be new: `review`.',
  ],
  messages: {
    header: {
      severity: 'reject',
      carc: '16',
      rarc: 'M76',
      denial: 'missing or header',
      text: 'Diagnosis {{code}} is a header on {{date}}: more specific codes stand under it ({{children}}).',
      fix: 'Report the code that the record supports; the documentation decides which.',
    },
    seventhCharacter: {
      severity: 'reject',
      carc: '16',
      rarc: 'M76',
      denial: 'not specific enough',
      text: 'Diagnosis {{code}} lacks its seventh character on {{date}} ({{children}}).',
      fix: 'Add the seventh character that the record supports.',
    },
    unknown: {
      severity: 'reject',
      carc: '16',
      rarc: 'M76',
      denial: 'missing or header',
      text: 'Diagnosis {{code}} is no ICD-10-CM code on {{date}}.',
      fix: 'Check the code against the record and the current ICD-10-CM; look for a digit too many or too few.',
    },
    notYet: {
      severity: 'reject',
      carc: '146',
      denial: 'not in force on the date',
      text: 'Diagnosis {{code}} is not in force on {{date}}; it begins on {{first}}.',
      fix: 'Report the code that was in force on the date of service.',
    },
    ended: {
      severity: 'reject',
      carc: '146',
      denial: 'not in force on the date',
      text: 'Diagnosis {{code}} is no longer in force on {{date}}; its last day was {{last}}{{see}}.',
      fix: 'Report the code that took its place, as far as the record supports it.',
    },
    newerThanRelease: {
      severity: 'review',
      carc: '16',
      rarc: 'M76',
      text: 'Diagnosis {{code}} is not in the newest release held, which is older than {{date}}.',
      fix: 'Load the release in force on the date, or check the code by hand.',
    },
  },

  check(claim, { diagnoses, conversion }, report) {
    const inpatient = isInpatient(claim)
    const sole = inpatient ? 0 : soleDay(claim)
    claim.diagnoses.forEach(({ code }, at) => {
      // All zeros are how some systems leave a place empty; the Medicare Code Editor passes over them, too.
      if (
        code === '' ||
        (at > 0 && /^0+$/.test(code)) ||
        (sole > 0 && diagnoses.state(code, sole) === 'valid')
      )
        return
      const days = inpatient ? [dischargeDay(claim)] : daysOf(claim, at + 1)
      // A day before the first release is not judged; the result says so.
      const mayStand = (day: number): boolean =>
        diagnoses.holding(day) === 'before' || diagnoses.state(code, day) === 'valid'
      const failing = days.find((day) => !mayStand(day))
      if (failing === undefined) return
      const pointed = inpatient || claim.lines.some((line) => line.pointers.includes(at + 1))
      if (!pointed && days.some(mayStand)) return
      judge(`diagnoses[${at}].code`, code, failing)
    })
    if (claim.admittingDiagnosis !== undefined && claim.admittingDiagnosis !== '') {
      const day = dischargeDay(claim)
      if (diagnoses.holding(day) !== 'before' && diagnoses.state(claim.admittingDiagnosis, day) !== 'valid')
        judge('admittingDiagnosis', claim.admittingDiagnosis, day)
    }

    function judge(at: string, code: string, day: number): void {
      const data = { code: dotted(code), date: isoDate(day) }
      const cite = diagnoses.cite(code, day)
      if (diagnoses.state(code, day) === 'header') {
        const children = diagnoses.children(code, day, 7)
        const seventh =
          children.length > 0 && children.every((child) => child.length === 7) && code.length === 6
        report(seventh ? 'seventhCharacter' : 'header', at, { ...data, children: listed(children) }, { cite })
        return
      }
      if (!diagnoses.complete(day)) {
        report.unchecked(
          'incomplete-table',
          `Diagnosis ${data.code} is not in the set that is loaded.`,
          diagnoses.name,
        )
        return
      }
      if (diagnoses.holding(day) === 'stale') report('newerThanRelease', at, data, { cite })
      else report(...absent(diagnoses, conversion, code, day, at, data), { cite })
    }
  },
})

function absent(
  diagnoses: ClassificationTable,
  conversion: ConversionTable | undefined,
  code: string,
  day: number,
  at: string,
  data: { readonly code: string; readonly date: string },
): ['unknown' | 'notYet' | 'ended', string, Record<string, string>] {
  const first = diagnoses.firstValid(code)
  const last = diagnoses.lastValid(code)
  if (first > day) return ['notYet', at, { ...data, first: isoDate(first) }]
  if (last > 0 && last < day) {
    const successors = conversion ? successorsOf(diagnoses, conversion, code, day, 4) : []
    return [
      'ended',
      at,
      { ...data, last: isoDate(last), see: successors.length > 0 ? `; see ${listed(successors)}` : '' },
    ]
  }
  return ['unknown', at, data]
}

/** Codes valid on the day that took the place of another, followed through those that ended in turn so many times. */
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

/** Days on which a diagnosis must be valid: of the lines that point at it, else of all lines. */
function daysOf(claim: Claim, pointer: number): number[] {
  const pointing = claim.lines.filter((line) => line.pointers.includes(pointer))
  const days: number[] = []
  for (const line of pointing.length > 0 ? pointing : claim.lines) {
    for (const day of [firstDay(line), lastDay(line)]) if (!days.includes(day)) days.push(day)
  }
  return days
}

const listed = (children: readonly string[]): string =>
  children.length > 6
    ? `${children.slice(0, 6).map(dotted).join(', ')} and others`
    : children.map(dotted).join(', ')
