/**
 * The few fixed phrasings in which coverage articles say what a group of codes is for. A paragraph is read from its start,
 * phrase after phrase; where a piece is left that is none of them, the paragraph was not read, and nobody guesses.
 * `docs/coverage.md` lists the phrasings.
 */

/** The most characters of a paragraph; longer ones are not read. */
const LONGEST = 20_000

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  nbsp: ' ',
  rsquo: "'",
  lsquo: "'",
  ldquo: '"',
  rdquo: '"',
  quot: '"',
  apos: "'",
  ndash: '-',
  mdash: '-',
  bull: ' ',
  reg: '',
  trade: '',
  ge: '>=',
  le: '<=',
  lt: '<',
  gt: '>',
  sect: ' ',
  hellip: '...',
}

/** Text of a paragraph of HTML on one line, quotation marks and dashes plain. */
export function plainText(html: string): string {
  return html
    .slice(0, LONGEST + 1)
    .replace(/<[^<>]{0,2000}>/g, ' ')
    .replace(/&(#\d{1,6}|[a-z]{2,8});/gi, (whole, name: string) =>
      name.startsWith('#') ? entityOf(Number(name.slice(1))) : (ENTITIES[name.toLowerCase()] ?? whole),
    )
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[–—]/g, '-')
    .replace(/[®™•]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

const entityOf = (point: number): string =>
  point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ' '

const CODE = '[0-9A-V]\\d{3}[0-9A-Z]'
/** Codes with commas, "and", "or", dashes for ranges; an asterisk behind a code counts for nothing here. */
const CODES = `(${CODE}\\*?(?:(?:\\s?[-,;/&]\\s?|\\s(?:and|or)\\s|\\s(?:through|thru)\\s)+${CODE}\\*?)*)`
const DIAGNOSIS = '[A-TV-Z]\\d[0-9A-Z](?:\\.[0-9A-Z]{1,4})?'
const DIAGNOSES = `((?:${DIAGNOSIS})(?:(?:\\s?[-,]\\s?|\\sand\\s)+(?:${DIAGNOSIS}))*)`
const KIND = '(?:\\(?(?:CPT\\s?/\\s?HCPCS|CPT|HCPCS)\\)?\\s)?(?:procedure\\s)?codes?\\s?:?\\s?'

interface Phrase<T> {
  readonly pattern: RegExp
  readonly take?: (found: T, match: RegExpExecArray) => void
}

const phrase = <T>(pattern: string, take?: Phrase<T>['take']): Phrase<T> => ({
  pattern: new RegExp(`^(?:${pattern})[\\s.:;*]*`, 'i'),
  ...(take ? { take } : {}),
})

/** Reads a paragraph phrase by phrase; whether nothing was left. */
function readThrough<T>(html: string, phrases: readonly Phrase<T>[], found: T): boolean {
  let rest = plainText(html)
  if (rest.length > LONGEST) return false
  rest = rest.replace(/^[\s.:;*]+/, '')
  while (rest !== '') {
    let taken = 0
    for (const { pattern, take } of phrases) {
      const match = pattern.exec(rest)
      if (!match) continue
      take?.(found, match)
      taken = match[0].length
      break
    }
    if (taken === 0) return false
    rest = rest.slice(taken)
  }
  return true
}

/** Sentences that say nothing about which codes belong together. */
const admonitions = [
  'N/A|Not applicable',
  "(?:Note ?: ?)?It is the (?:responsibility of the (?:physician/)?provider|(?:physician/)?provider's responsibility) to (?:select )?codes? [^.]{1,260}",
  'The correct use of an ICD-10-CM code (?:listed below )?does not assure coverage of a service',
  'The service must be reasonable and necessary in the specific case and must meet the criteria specified in this (?:determination|article|policy|LCD)',
  'Note ?: ?Diagnosis codes must be coded to the highest level of specificity',
  'Note ?: ?Providers are reminded to refer to the long descriptors of the (?:CPT )?codes in their CPT book',
  'Note ?: ?Use ICD-10-CM codes? [A-Z0-9.]{3,8} (?:to report|when) [^.]{1,260}',
  'Refer to the "[^"]{1,160}" section of the LCD',
]

/** What a paragraph over a group of diagnoses says. */
export interface DiagnosisProse {
  /** Whether all of it was read. */
  readonly read: boolean
  /** Procedures that the group serves, as written, ranges as `first-last`; undefined where it serves all. */
  readonly scope: readonly string[] | undefined
  /** Procedures that ask for no diagnosis. */
  readonly free: readonly string[]
  /** Which half of two that must stand together. */
  readonly role: 'primary' | 'secondary' | undefined
  /** Two groups that must stand together, by number. */
  readonly pair: readonly [number, number] | undefined
  /** Whether it says that two diagnoses are wanted. */
  readonly two: boolean
  /** Diagnoses of the group that want a second one which only prose names. */
  readonly unpaired: readonly string[]
}

type Open<T> = { -readonly [K in keyof T]: T[K] }

const codesIn = (text: string): string[] =>
  (text.match(new RegExp(`${CODE}\\*?(?:\\s?(?:-|through|thru)\\s?${CODE})?`, 'gi')) ?? []).map((code) =>
    code
      .replace(/\*/g, '')
      .replace(/\s?(?:-|through|thru)\s?/i, '-')
      .toUpperCase(),
  )

const scoped = (found: Open<DiagnosisProse>, match: RegExpExecArray): void => {
  found.scope = [...(found.scope ?? []), ...codesIn(match[1]!)]
}

const diagnosisPhrases: readonly Phrase<Open<DiagnosisProse>>[] = [
  ...admonitions.map((text) => phrase<Open<DiagnosisProse>>(text)),
  phrase(
    `(?:Note ?: ?)?(?:CPT )?codes? ${CODES} will have no diagnosis to procedure code restrictions at this time`,
    (found, match) => {
      found.free = [...found.free, ...codesIn(match[1]!)]
    },
  ),
  phrase(`(?:Note ?: ?)?Diagnosis criteria does not apply to ${CODES}`, (found, match) => {
    found.free = [...found.free, ...codesIn(match[1]!)]
  }),
  phrase(
    `(?:Medicare is establishing the following limited coverage for|The following ICD-10(?:-CM)? (?:diagnosis )?codes support(?: the)? medical necessity and provide coverage for|Covered ICD-10(?:-CM)? diagnosis codes for|For) ${KIND}${CODES}(?:,? (?:is |are )?covered for)?`,
    scoped,
  ),
  phrase(`(?:${KIND})?${CODES}(?:,? (?:is |are )?covered for)?(?=[\\s.:]|$)`, scoped),
  phrase(
    'Report a primary diagnosis code from Group ?(\\d{1,2}) Codes and a secondary diagnosis code from Group ?(\\d{1,2})(?: Codes)?(?: below)?',
    (found, match) => {
      found.pair = [Number(match[1]), Number(match[2])]
    },
  ),
  phrase('(?:Note ?: ?)?Dual diagnosis requirement', (found) => {
    found.two = true
  }),
  phrase(
    'Coverage for [^.]{1,300} must include both a primary ICD-10-CM diagnosis code [^.]{1,300}? and a secondary ICD-10-CM diagnosis code [^.]{1,400}?(?=\\.| Report a primary diagnosis code)',
    (found) => {
      found.two = true
    },
  ),
  phrase(
    'For the conditions below, a Primary ICD-10-CM code AND a Secondary ICD-10-CM code that represents a complication are required',
    (found) => {
      found.two = true
    },
  ),
  phrase(
    "For treatment of [^:;]{1,300}? must be reported as primary, with the diagnosis representing the patient's symptom reported as the secondary ICD-10-CM code",
    (found) => {
      found.two = true
    },
  ),
  phrase(
    '(?:ICD-10(?:-CM)? codes? )?(?:codes )?' +
      DIAGNOSES +
      ' must be reported with a secondary diagnosis(?: as described above)?',
    (found, match) => {
      found.unpaired = match[1]!.split(/,? and |, ?/).map((code) => code.trim().toUpperCase())
    },
  ),
  phrase('Primary Diagnos[ei]s ?:?', (found) => {
    found.role = 'primary'
  }),
  phrase('Secondary Diagnos[ei]s ?:?', (found) => {
    found.role = 'secondary'
  }),
  phrase(
    'The (?:following )?ICD-10(?:-CM)? (?:diagnosis )?codes (?:listed below )?(?:identify the lesion being treated and will, by themselves, be considered for payment|support(?: the)? medical necessity(?=\\s?(?:[.:]|$)))',
  ),
  phrase(
    'The ICD-10-CM codes below represent those diagnoses where the patient has evidence of neuropathy, but no vascular impairment, for which class findings modifiers are not required',
  ),
]

/** Reads the paragraph over a group of covered diagnoses. */
export function readDiagnosisProse(html: string): DiagnosisProse {
  const found: Open<DiagnosisProse> = {
    read: true,
    scope: undefined,
    free: [],
    role: undefined,
    pair: undefined,
    two: false,
    unpaired: [],
  }
  found.read = readThrough(html, diagnosisPhrases, found)
  return found
}

/** What a paragraph over a group of procedures says. */
export interface ProcedureProse {
  readonly read: boolean
  /** Whether the procedures of the group are not covered. */
  readonly never: boolean
  /** Procedures named as not covered. */
  readonly named: readonly string[]
  /** Numbers of the groups of diagnoses that the group meets; undefined where it meets all. */
  readonly meets: readonly number[] | undefined
}

const procedurePhrases: readonly Phrase<Open<ProcedureProse>>[] = [
  ...admonitions.map((text) => phrase<Open<ProcedureProse>>(text)),
  phrase('Not Covered|(?:The following )?(?:CPT/HCPCS )?codes are non-?covered', (found) => {
    found.never = true
  }),
  phrase('This is not an inclusive list of non-?covered codes'),
  phrase(
    `(?:CPT )?codes? ${CODES} (?:is a|is|are) non-?covered(?: procedures?)?(?: (?:under|by) Medicare)?`,
    (found, match) => {
      found.named = [...found.named, ...codesIn(match[1]!)]
    },
  ),
  phrase(
    'Group (\\d{1,2}) (?:CPT |CPT/HCPCS )?codes apply to Groups? ((?:\\d{1,2}(?:, ?| and |, and )?)+) ICD-10(?:-CM)? codes',
    (found, match) => {
      found.meets = (match[2]!.match(/\d+/g) ?? []).map(Number)
    },
  ),
  phrase('Covered (?:CPT/HCPCS )?codes|Ancillary Coding'),
]

/** Reads the paragraph over a group of procedures. */
export function readProcedureProse(html: string): ProcedureProse {
  const found: Open<ProcedureProse> = { read: true, never: false, named: [], meets: undefined }
  found.read = readThrough(html, procedurePhrases, found)
  return found
}

/** What a paragraph over a group of diagnoses that are not covered says. */
export interface NoncoveredProse {
  readonly read: boolean
  /** Whether every diagnosis that is not listed as covered is not. */
  readonly others: boolean
  readonly scope: readonly string[] | undefined
}

const noncoveredPhrases: readonly Phrase<Open<NoncoveredProse>>[] = [
  ...admonitions.map((text) => phrase<Open<NoncoveredProse>>(text)),
  phrase(
    '(?:All (?:those|ICD-10(?:-CM)? (?:diagnosis )?codes)|Any ICD-10(?:-CM)? (?:diagnosis )?codes?) not listed (?:under|in) the "?ICD-10(?:-CM)? Codes that Support Medical Necessity"? section of this (?:article|policy|LCD)|All other ICD-10(?:-CM)? (?:diagnosis )?codes not listed (?:above|as covered)',
    (found) => {
      found.others = true
    },
  ),
  phrase('Group \\d{1,2} Codes'),
  phrase(`For ${KIND}${CODES}`, (found, match) => {
    found.scope = [...(found.scope ?? []), ...codesIn(match[1]!)]
  }),
  phrase('The following ICD-10(?:-CM)? (?:diagnosis )?codes do not support medical necessity'),
]

/** Reads the paragraph over a group of diagnoses that are not covered. */
export function readNoncoveredProse(html: string): NoncoveredProse {
  const found: Open<NoncoveredProse> = { read: true, others: false, scope: undefined }
  found.read = readThrough(html, noncoveredPhrases, found)
  return found
}
