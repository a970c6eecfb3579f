/** What claims refer to: patients, providers, coverages, reduced to what a claim takes from them. */
import { at, codeIn, codingsAt, dateAt, hasCode, listAt, textAt } from './fhir-values.ts'

/** The most resources kept for claims that refer to them. */
const KNOWN_LIMIT = 100_000

/** Kinds of resources that claims refer to. */
const REFERENCED: ReadonlySet<string> = new Set([
  'Coverage',
  'Location',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
])

/** A resource reduced to what claims take from it. */
export interface Known {
  /** The resource's own id; undefined where it is contained in a claim, as such an id means nothing outside. */
  readonly id: string | undefined
  readonly npi: string | undefined
  readonly taxonomy: string | undefined
  readonly taxId: string | undefined
  /** State of an organization or location, two letters; never of a person. */
  readonly state: string | undefined
  readonly clia: string | undefined
  /** The first identifier that is none of these, a medical record number first. */
  readonly identifier: string | undefined
  /** Member number: of a coverage, or a patient's Medicare number. */
  readonly member: string | undefined
  readonly birthDate: string | undefined
  readonly sex: 'F' | 'M' | 'U' | undefined
  readonly deathDate: string | undefined
  /** Name of an organization; never of a person. */
  readonly organization: string | undefined
  /** Kind of coverage by the source of payment typology. */
  readonly payment: string | undefined
  /** What it refers to in turn: the payor of a coverage, the practitioner of a role. */
  readonly onward: unknown
}

/** Resources by the names that references call them by. */
export interface References {
  readonly add: (resource: unknown, fullUrl?: string) => void
  readonly find: (reference: string) => Known | undefined
  /** How many were not kept. */
  readonly left: () => number
}

/** The type of a resource, where it is one. */
export function typeOf(resource: unknown): string | undefined {
  const type = textAt(resource, 'resourceType')
  return type !== undefined && /^[A-Z][A-Za-z]{2,40}$/.test(type) ? type : undefined
}

/** Whether claims refer to resources of that type. */
export const isReferenced = (type: string): boolean => REFERENCED.has(type)

/** An empty set of resources. */
export function references(): References {
  const known = new Map<string, Known>()
  let left = 0
  return {
    add(resource, fullUrl) {
      const id = textAt(resource, 'id')
      const names = [fullUrl, id && `${typeOf(resource)}/${id}`].filter(
        (name) => name !== undefined && name !== '',
      )
      if (known.size >= KNOWN_LIMIT * 2) left++
      else if (names.length > 0) {
        const reduced = reduce(resource, id)
        for (const name of names) known.set(name!, reduced)
      }
    },
    find: (reference) => known.get(reference) ?? known.get(reference.split('/').slice(-2).join('/')),
    left: () => left,
  }
}

/** The resources contained in a claim, by `#id`. */
export function containedIn(claim: unknown): ReadonlyMap<string, Known> {
  return new Map(
    listAt(claim, 'contained').flatMap((resource) => {
      const id = textAt(resource, 'id')
      return id === undefined ? [] : [[`#${id.replace(/^#/, '')}`, reduce(resource, undefined)] as const]
    }),
  )
}

/** What an identifier of a provider says: `npi`, `taxId`, `clia`. */
export interface Identified {
  readonly npi: string | undefined
  readonly taxId: string | undefined
  readonly clia: string | undefined
  /** The value of the first identifier that is none of these. */
  readonly other: string | undefined
}

/** Sorts identifiers by their systems and types. */
export function identified(identifiers: readonly unknown[]): Identified {
  const found: { -readonly [K in keyof Identified]: Identified[K] } = {
    npi: undefined,
    taxId: undefined,
    clia: undefined,
    other: undefined,
  }
  for (const identifier of identifiers) {
    const value = textAt(identifier, 'value')
    const system = textAt(identifier, 'system') ?? ''
    const types = codingsAt(identifier, 'type')
    if (value === undefined) continue
    if (/us-npi$|113883\.4\.6$/.test(system) || hasCode(types, 'npi')) found.npi ??= value
    else if (/us-ein$|113883\.4\.4$/.test(system) || hasCode(types, 'tax', 'ein')) found.taxId ??= value
    else if (/us-clia$|113883\.4\.7$/.test(system) || hasCode(types, 'clia')) found.clia ??= value
    else if (hasCode(types, 'mr')) found.other = value
    else found.other ??= value
  }
  return found
}

const sexes: Readonly<Record<string, 'F' | 'M' | 'U'>> = { female: 'F', male: 'M', other: 'U', unknown: 'U' }

function reduce(resource: unknown, id: string | undefined): Known {
  const type = typeOf(resource)
  const isPatient = type === 'Patient'
  const all = listAt(resource, 'identifier')
  const { npi, taxId, clia, other } = identified(all)
  const gender = textAt(resource, 'gender')
  const medicare = all.find((one) => /us-mbi$|us-medicare$/.test(textAt(one, 'system') ?? ''))
  return {
    id,
    npi,
    taxonomy: taxonomyOf(resource),
    taxId,
    state: type === 'Organization' || type === 'Location' ? stateOf(resource) : undefined,
    clia,
    identifier: other,
    member: textAt(resource, 'subscriberId') ?? (type === 'Coverage' ? other : textAt(medicare, 'value')),
    birthDate: isPatient ? dateAt(resource, 'birthDate') : undefined,
    sex: isPatient && gender !== undefined && Object.hasOwn(sexes, gender) ? sexes[gender] : undefined,
    deathDate: isPatient ? dateAt(resource, 'deceasedDateTime') : undefined,
    organization: type === 'Organization' ? textAt(resource, 'name') : undefined,
    payment: type === 'Coverage' ? paymentOf(resource) : undefined,
    onward: type === 'Coverage' ? at(resource, 'payor', 0) : at(resource, 'practitioner'),
  }
}

/** An organization has a list of addresses, a location one. */
function stateOf(resource: unknown): string | undefined {
  const state = textAt(resource, 'address', 0, 'state') ?? textAt(resource, 'address', 'state')
  return state !== undefined && /^[A-Za-z]{2}$/.test(state) ? state.toUpperCase() : undefined
}

const paymentOf = (coverage: unknown): string | undefined =>
  codingsAt(coverage, 'type').find(({ system }) => /sopt|221\.5$|payer-line$/i.test(system))?.code

const TAXONOMY = /provider-taxonomy$|113883\.6\.101$/

/** The NUCC taxonomy of a practitioner's qualification, a role's specialty, or an organization's type. */
function taxonomyOf(resource: unknown): string | undefined {
  const concepts = [
    ...listAt(resource, 'specialty'),
    ...listAt(resource, 'type'),
    ...listAt(resource, 'qualification').map((qualification) => at(qualification, 'code')),
  ]
  const codings = concepts.flatMap((concept) => codingsAt(concept)).filter(({ system }) => system !== '')
  return codeIn(codings, TAXONOMY)
}
