/**
 * FHIR R4 claims: a Claim, a Bundle of any kind, or NDJSON of resources. What a claim refers to (patient, coverage,
 * providers) is looked for in the claim itself and anywhere in the same input, before or after it: a claim waits for
 * what it refers to, and those after it wait too, so that claims keep their order.
 */
import { claimOfResource } from './fhir-claim.ts'
import { hasServiceDetails } from './fhir-item.ts'
import { containedIn, isReferenced, references, typeOf, type Known } from './fhir-references.ts'
import { at, listAt, textAt } from './fhir-values.ts'
import { problem, warning, type Item, type Reader } from './items.ts'
import { jsonSplitter, type Piece } from './json-splitter.ts'
import { parsePiece, placeOf } from './json.ts'

/** The most claims that wait for what they refer to, and the most bytes of JSON they had. */
const WAITING_LIMIT = 1000
const WAITING_BYTES = 64 * 1024 * 1024
/** Bundles within bundles that are looked into. */
const BUNDLE_DEPTH = 4

/** Reads FHIR claims. A resource that is no claim is counted; a file without any claim is one problem. */
export const readFhir: Reader = async function* (chunks, file) {
  const splitter = jsonSplitter('entry')
  const reading = claimsIn(file)
  for await (const chunk of chunks) {
    const items = splitter.push(chunk).flatMap(reading.take)
    if (items.length > 0) yield items
  }
  const items = [...splitter.end().flatMap(reading.take), ...reading.end()]
  if (items.length > 0) yield items
}

/** Resources that are named when they are counted; the name of any other may be no name of a resource at all. */
const NAMED: ReadonlySet<string> = new Set(
  (
    'Account AllergyIntolerance Bundle CarePlan CareTeam ClaimResponse Condition CoverageEligibilityRequest ' +
    'CoverageEligibilityResponse Device DeviceRequest DiagnosticReport DocumentReference Encounter EpisodeOfCare ' +
    'ExplanationOfBenefit Immunization InsurancePlan Invoice List Medication MedicationDispense MedicationRequest ' +
    'MessageHeader Observation OperationOutcome Parameters PaymentNotice PaymentReconciliation Procedure Provenance ' +
    'Questionnaire QuestionnaireResponse RelatedPerson ServiceRequest Task'
  ).split(' '),
)

/** Where a resource stands: its piece, path inside it, Bundles around it, and its bytes, about. */
interface Spot {
  readonly piece: Piece
  readonly path: string
  readonly depth: number
  readonly size: number
}

/** A claim that waits for what it refers to. */
interface Waiting {
  readonly resource: unknown
  readonly contained: ReadonlyMap<string, Known>
  readonly piece: Piece
  readonly path: string
  readonly size: number
}

/** Problems and claims, in the order of the input: a problem takes its turn behind claims that wait. */
type Queued = Waiting | Item

function claimsIn(file: string) {
  const known = references()
  const others = new Map<string, number>()
  let queue: (Queued | undefined)[] = []
  /** Where the queue begins: what stands before is done with. */
  let first = 0
  let waitingBytes = 0
  let claims = 0
  let problems = 0
  let unresolved = 0
  let detailed = 0

  const take = (piece: Piece): Item[] => {
    const parsed = parsePiece(piece, file)
    if ('item' in parsed) return add(parsed.item)
    // One array a line, as in claim NDJSON.
    if (Array.isArray(parsed.value) && piece.index === undefined)
      return parsed.value.flatMap((value: unknown, index, { length }) =>
        takeValue(value, {
          piece: { ...piece, index },
          path: '',
          depth: 0,
          size: piece.bytes.length / length,
        }),
      )
    return takeValue(parsed.value, { piece, path: '', depth: 0, size: piece.bytes.length })
  }

  /** A resource, or an entry of a Bundle with one. */
  const takeValue = (value: unknown, spot: Spot): Item[] => {
    if (typeOf(value) !== undefined) return takeResource(value, spot, undefined)
    const resource = at(value, 'resource')
    // An entry without resource: the answer to a deletion, say.
    if (resource === undefined && (at(value, 'response') ?? at(value, 'request')) !== undefined) return []
    if (resource === undefined) return takeResource(value, spot, undefined)
    const { piece, path } = spot
    const inBundle = piece.index === undefined ? path : below(`entry[${piece.index}]`, path)
    const whole = { ...spot, piece: { ...piece, index: undefined }, path: below(inBundle, 'resource') }
    return takeResource(resource, whole, textAt(value, 'fullUrl'))
  }

  const takeResource = (resource: unknown, spot: Spot, fullUrl: string | undefined): Item[] => {
    const { piece, path, depth, size } = spot
    const type = typeOf(resource)
    if (type === undefined)
      return add(
        problem(
          'E_FHIR',
          file,
          placeOf(piece, path),
          'The value is no FHIR resource: it has no resourceType.',
        ),
      )
    if (type === 'Claim') {
      claims++
      waitingBytes += size
      queue.push({ resource, contained: containedIn(resource), piece, path, size })
      return released()
    }
    if (type === 'Bundle' && depth < BUNDLE_DEPTH) {
      const entries = listAt(resource, 'entry')
      if (entries.length === 0) count(type)
      // The whole Bundle is at hand: nothing in it need wait for what stands further down.
      for (const entry of entries) keep(at(entry, 'resource'), textAt(entry, 'fullUrl'))
      return entries.flatMap((entry, index) =>
        takeValue(entry, {
          piece,
          path: below(path, `entry[${index}]`),
          depth: depth + 1,
          size: size / entries.length,
        }),
      )
    }
    count(type)
    return keep(resource, fullUrl) ? released() : []
  }

  const keep = (resource: unknown, fullUrl: string | undefined): boolean => {
    const isKept = isReferenced(typeOf(resource) ?? '')
    if (isKept) known.add(resource, fullUrl)
    return isKept
  }

  const count = (type: string): void => {
    const name = NAMED.has(type) || isReferenced(type) ? type : 'other resources'
    others.set(name, (others.get(name) ?? 0) + 1)
  }

  const add = (item: Item): Item[] => {
    problems++
    queue.push(item)
    return released()
  }

  /** What need not wait: from the front, until a claim refers to what has not come. */
  const released = (): Item[] => {
    const items: Item[] = []
    for (; first < queue.length; first++) {
      const front = queue[first]!
      const isFull = queue.length - first > WAITING_LIMIT || waitingBytes > WAITING_BYTES
      if ('kind' in front) items.push(front)
      else if (isResolved(front)) items.push(claimItem(front, true))
      else if (isFull) items.push(claimItem(front, false))
      else break
      queue[first] = undefined
    }
    if (first > WAITING_LIMIT || first === queue.length) {
      queue = queue.slice(first)
      first = 0
    }
    return items
  }

  const finder =
    ({ contained }: Waiting) =>
    (reference: string): Known | undefined =>
      reference.startsWith('#') ? contained.get(reference) : known.find(reference)

  const isResolved = (waiting: Waiting): boolean => {
    const find = finder(waiting)
    return referencesOf(waiting.resource).every((reference) => {
      const found = find(reference)
      // What a claim contains cannot come later.
      if (found === undefined) return reference.startsWith('#')
      const onward = textAt(found.onward, 'reference')
      return onward === undefined || onward.startsWith('#') || find(onward) !== undefined
    })
  }

  const claimItem = (waiting: Waiting, resolved: boolean): Item => {
    waitingBytes -= waiting.size
    const { resource, piece, path } = waiting
    detailed += listAt(resource, 'item').filter(hasServiceDetails).length
    if (!resolved) unresolved++
    const read = claimOfResource(resource, finder(waiting))
    if ('claim' in read) return { kind: 'claim', claim: read.claim, place: placeOf(piece, path) }
    return problem('E_FHIR', file, placeOf(piece, below(path, read.flaw.path)), read.flaw.text)
  }

  const end = (): Item[] => {
    const items = queue.slice(first).map((one) => ('kind' in one! ? one : claimItem(one!, isResolved(one!))))
    queue = []
    first = 0
    const counted = [...others].map(([type, times]) => `${type} ×${times}`).join(', ')
    if (claims === 0 && counted !== '')
      return [...items, problem('E_FHIR', file, {}, `There is no Claim in the input. There is: ${counted}.`)]
    if (claims === 0 && problems === 0)
      return [problem('E_EMPTY', file, {}, 'There is no claim in the input.')]
    const remark = (text: string) => items.push(warning('W_FIELD', file, {}, text))
    const passedOver = [...others].filter(([type]) => type !== 'Bundle' && !isReferenced(type))
    if (passedOver.length > 0)
      remark(
        `Resources that are no claims were passed over: ${passedOver.map(([type, n]) => `${type} ×${n}`).join(', ')}.`,
      )
    if (unresolved > 0)
      remark(
        `${unresolved} claims refer to resources that are not in the input; what those say was not read.`,
      )
    if (detailed > 0)
      remark(`${detailed} items have services of their own below them (item.detail), which were not read.`)
    if (known.left() > 0) remark(`${known.left()} resources that claims may refer to were too many to keep.`)
    return items
  }
  return { take, end }
}

/** The references of a claim that say something of it and are not answered by an identifier beside them. */
const referencesOf = (claim: unknown): string[] => {
  const insurance = listAt(claim, 'insurance')
  const focal = insurance.find((one) => at(one, 'focal') === true) ?? insurance[0]
  const places = [
    at(claim, 'patient'),
    at(claim, 'provider'),
    at(claim, 'insurer'),
    at(claim, 'facility'),
    at(focal, 'coverage'),
    ...listAt(claim, 'careTeam').map((member) => at(member, 'provider')),
  ]
  return places.flatMap((place) =>
    at(place, 'identifier') === undefined ? (textAt(place, 'reference') ?? []) : [],
  )
}

const below = (path: string, step: string): string =>
  path === '' || step === '' ? path + step : `${path}.${step}`
