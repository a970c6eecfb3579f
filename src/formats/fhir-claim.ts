/** A FHIR R4 Claim as a claim. */
import type { Claim } from '../model/claim.ts'
import { checkClaim, type Flaw } from './claim-of.ts'
import { supportingInfo } from './fhir-info.ts'
import { lineOf } from './fhir-item.ts'
import { identified, type Known } from './fhir-references.ts'
import { at, centsOf, codeIn, codingsAt, dateAt, hasCode, listAt, numberAt, textAt } from './fhir-values.ts'

/** How the schema speaks of an amount that could not be read. */
const NO_AMOUNT = 'number, received NaN'

/** The resource a reference of this claim leads to, where it is known. */
export type Resolve = (reference: string) => Known | undefined

/** The claim in a resource, or why there is none; the flaw's path is one of the resource. */
export function claimOfResource(
  resource: unknown,
  resolve: Resolve,
): { readonly claim: Claim } | { readonly flaw: Flaw } {
  const types = codingsAt(resource, 'type')
  const type = (['professional', 'institutional'] as const).find((one) => hasCode(types, one))
  if (type === undefined) {
    const other = ['pharmacy', 'vision', 'oral'].find((one) => hasCode(types, one))
    const text = other ? `A claim of type ${other} is not read` : 'The claim has no type that is known'
    return { flaw: { path: 'type', text: `${text}; professional and institutional claims are.` } }
  }
  const uncoded = listAt(resource, 'diagnosis').findIndex((one) => diagnosisCode(one) === undefined)
  if (uncoded >= 0)
    return {
      flaw: {
        path: `diagnosis[${uncoded}]`,
        text: 'A diagnosis has no ICD-10-CM code (diagnosisCodeableConcept).',
      },
    }
  const checked = checkClaim(inputOf(resource, type, resolve))
  if ('claim' in checked) return checked
  const { path, text } = checked.flaw
  const item = /^lines\[(\d+)\]/.exec(path)?.[1]
  return {
    flaw: {
      path: item === undefined ? '' : `item[${item}]`,
      text: `Read as a claim: ${text.replace(NO_AMOUNT, 'an amount in whole cents')}`,
    },
  }
}

function inputOf(resource: unknown, type: Claim['type'], resolve: Resolve): unknown {
  const institutional = type === 'institutional'
  const info = supportingInfo(resource)
  const { listed, admitting, pointerOf } = diagnosesOf(resource, institutional)
  const period = {
    from: dateAt(resource, 'billablePeriod', 'start'),
    through: dateAt(resource, 'billablePeriod', 'end'),
  }
  const oneDay = period.from === period.through
  const statement = institutional || oneDay ? period : { from: undefined, through: undefined }
  const team = careTeamOf(resource, institutional, resolve)
  const items = listAt(resource, 'item')
  const lines = items.map((item, index) => ({
    ...lineOf(item, { index, pointerOf, statement }),
    ...team.ofItem(item),
  }))
  const place = lines.every((line) => line.placeOfService === lines[0]?.placeOfService)
    ? lines[0]?.placeOfService
    : undefined
  const prior = listAt(resource, 'related').find((one) =>
    hasCode(codingsAt(one, 'relationship'), 'prior', 'replaced'),
  )
  const insurance = listAt(resource, 'insurance')
  const focal = insurance.find((one) => at(one, 'focal') === true) ?? insurance[0]
  const patient = followed(at(resource, 'patient'), resolve)
  const coverage = followed(at(focal, 'coverage'), resolve)
  const provider = followed(at(resource, 'provider'), resolve)
  return {
    id: textAt(resource, 'id') ?? textAt(resource, 'identifier', 0, 'value'),
    type,
    payer: payerOf(resource, focal, coverage, resolve),
    frequency: info.frequency ?? (prior === undefined ? undefined : '7'),
    payerClaimNumber: textAt(prior, 'claim', 'identifier', 'value') ?? textAt(prior, 'reference', 'value'),
    subscriber: present({ id: coverage?.member ?? memberOf(focal) ?? patient?.member }),
    patient: present({
      id: patient?.id ?? patient?.identifier ?? idIn(textAt(resource, 'patient', 'reference')),
      birthDate: patient?.birthDate,
      sex: patient?.sex,
      deathDate: patient?.deathDate,
    }),
    billing: providerOf(provider),
    ...team.ofClaim,
    facility: team.ofClaim.facility ?? providerOf(followed(at(resource, 'facility'), resolve)),
    placeOfService: institutional ? undefined : place,
    chargeCents:
      at(resource, 'total') === undefined ? undefined : (centsOf(at(resource, 'total', 'value')) ?? NaN),
    diagnoses: listed,
    admittingDiagnosis: admitting,
    lines:
      institutional || place !== undefined
        ? lines.map((line) => ({ ...line, placeOfService: undefined }))
        : lines,
    typeOfBill: info.typeOfBill,
    statementFrom: institutional ? period.from : undefined,
    statementThrough: institutional ? period.through : undefined,
    admissionDate: info.admissionDate,
    admissionType: info.admissionType,
    admissionSource: info.admissionSource,
    dischargeDate: info.dischargeDate,
    dischargeStatus: info.dischargeStatus,
    conditionCodes: info.conditionCodes,
    occurrenceCodes: info.occurrenceCodes,
    valueCodes: info.valueCodes,
    procedures: bySequence(listAt(resource, 'procedure')).flatMap((one) => {
      const code = codeIn(codingsAt(one, 'procedureCodeableConcept'), /icd-?10/i, /icd/i, /113883\.6\.4$/)
      return code === undefined ? [] : [{ code, date: dateAt(one, 'date') }]
    }),
    cliaNumber: info.cliaNumber ?? provider?.clia,
    priorAuthorization: textAt(focal, 'preAuthRef', 0),
    accidentDate: dateAt(resource, 'accident', 'date'),
    accidentCause: accidentCause(resource),
    received: info.received,
  }
}

const bySequence = (elements: readonly unknown[]): readonly unknown[] =>
  elements.toSorted((one, other) => (numberAt(one, 'sequence') || 0) - (numberAt(other, 'sequence') || 0))

const diagnosisCode = (diagnosis: unknown): string | undefined =>
  codeIn(
    codingsAt(diagnosis, 'diagnosisCodeableConcept'),
    /icd-10-cm|113883\.6\.90$/i,
    /icd-?10/i,
    /icd-?9|113883\.6\.103$/i,
  )

/** Diagnoses in the order of a claim: by sequence, on institutional claims the principal first and the admitting apart. */
function diagnosesOf(resource: unknown, institutional: boolean) {
  const all = bySequence(listAt(resource, 'diagnosis')).map((diagnosis) => ({
    sequence: numberAt(diagnosis, 'sequence'),
    code: diagnosisCode(diagnosis),
    poa: poaOf(diagnosis),
    types: listAt(diagnosis, 'type').flatMap((concept) => codingsAt(concept)),
  }))
  const admitting = institutional ? all.find(({ types }) => hasCode(types, 'admitting')) : undefined
  const principal = institutional ? all.find(({ types }) => hasCode(types, 'principal')) : undefined
  const others = all.filter((one) => one !== principal && one !== admitting)
  const listed = principal ? [principal, ...others] : others
  const places = new Map(listed.map(({ sequence }, index) => [sequence, index + 1]))
  return {
    listed: listed.map(({ code, poa }) => ({ code, poa })),
    admitting: admitting?.code,
    pointerOf: (sequence: number) => places.get(sequence) ?? listed.length + 1,
  }
}

function poaOf(diagnosis: unknown): string | undefined {
  const code = codingsAt(diagnosis, 'onAdmission')[0]?.code.toUpperCase()
  return code !== undefined && /^[YNUW1]$/.test(code) ? code : undefined
}

type Provider = {
  npi: string | undefined
  taxonomy: string | undefined
  taxId: string | undefined
  state: string | undefined
}
type Role = 'rendering' | 'referring' | 'ordering' | 'supervising' | 'attending' | 'operating' | 'facility'

/** Codes of roles (HL7 claim care team role, C4BB claim care team role) by the place they have in a claim. */
const roles: Readonly<Record<Role, readonly string[]>> = {
  rendering: ['rendering', 'performing'],
  referring: ['referring'],
  ordering: ['ordering', 'prescribing'],
  supervising: ['supervising', 'supervisor'],
  attending: ['attending'],
  operating: ['operating'],
  facility: ['site'],
}

/** The care team: one of a role for the claim; an item that names another rendering provider has its own. */
function careTeamOf(resource: unknown, institutional: boolean, resolve: Resolve) {
  const members = listAt(resource, 'careTeam').map((member) => ({
    sequence: numberAt(member, 'sequence'),
    codings: codingsAt(member, 'role'),
    provider: memberProvider(member, resolve),
  }))
  const inRole = (role: Role) => members.filter(({ codings }) => hasCode(codings, ...roles[role]))
  // "Primary" is who is responsible for the service; on institutional claims that is the attending provider.
  const primary = members.filter(({ codings }) => hasCode(codings, 'primary'))
  const orPrimary = (role: Role, takes: boolean) => {
    const own = inRole(role)
    return own.length > 0 || !takes ? own : primary
  }
  const rendering = orPrimary('rendering', !institutional)
  return {
    ofClaim: {
      rendering: rendering[0]?.provider,
      referring: inRole('referring')[0]?.provider,
      ordering: inRole('ordering')[0]?.provider,
      supervising: inRole('supervising')[0]?.provider,
      attending: orPrimary('attending', institutional)[0]?.provider,
      operating: inRole('operating')[0]?.provider,
      facility: inRole('facility')[0]?.provider,
    },
    ofItem(item: unknown): { rendering: Provider | undefined } {
      const sequences = listAt(item, 'careTeamSequence')
      const own = rendering.find(({ sequence }) => sequences.includes(sequence))
      return { rendering: own === rendering[0] ? undefined : own?.provider }
    },
  }
}

function memberProvider(member: unknown, resolve: Resolve): Provider | undefined {
  const known = providerOf(followed(at(member, 'provider'), resolve))
  const taxonomy = codeIn(
    codingsAt(member, 'qualification').filter(({ system }) => system !== ''),
    /provider-taxonomy$/,
  )
  return present({
    npi: known?.npi,
    taxonomy: known?.taxonomy ?? taxonomy,
    taxId: known?.taxId,
    state: known?.state,
  })
}

/** What a Reference leads to, joined with what the identifier beside it says; a role leads on to its practitioner. */
function followed(reference: unknown, resolve: Resolve): Partial<Known> | undefined {
  const name = textAt(reference, 'reference')
  const found = name === undefined ? undefined : resolve(name)
  const onward = textAt(found?.onward, 'reference')
  const person = found?.npi === undefined && onward !== undefined ? resolve(onward) : undefined
  const beside = identified([at(reference, 'identifier')])
  if (!found && beside.npi === undefined && beside.taxId === undefined && beside.other === undefined)
    return undefined
  return {
    ...found,
    npi: found?.npi ?? person?.npi ?? beside.npi,
    taxonomy: found?.taxonomy ?? person?.taxonomy,
    taxId: found?.taxId ?? person?.taxId ?? beside.taxId,
    identifier: found?.identifier ?? beside.other,
  }
}

const providerOf = (known: Partial<Known> | undefined): Provider | undefined =>
  known && present({ npi: known.npi, taxonomy: known.taxonomy, taxId: known.taxId, state: known.state })

/** Whether a coverage's identifier names the payer instead of the member, as CMS sends it. */
const namesPayer = (focal: unknown): boolean =>
  /payer/i.test(textAt(focal, 'coverage', 'identifier', 'system') ?? '')

const memberOf = (focal: unknown): string | undefined =>
  namesPayer(focal) ? undefined : textAt(focal, 'coverage', 'identifier', 'value')

function payerOf(resource: unknown, focal: unknown, coverage: Partial<Known> | undefined, resolve: Resolve) {
  const insurer = followed(at(resource, 'insurer'), resolve) ?? followed(coverage?.onward, resolve)
  const named = namesPayer(focal) ? textAt(focal, 'coverage', 'identifier', 'value') : undefined
  return present({
    id: insurer?.identifier ?? insurer?.taxId ?? insurer?.npi,
    name: insurer?.organization ?? named,
    line: payerLine(coverage?.payment),
  })
}

/** Source: Public Health Data Standards Consortium / NAHDO, Source of Payment Typology. */
function payerLine(payment: string | undefined): string | undefined {
  if (payment === undefined) return undefined
  if (/^(medicare|medicare-advantage|medicaid|commercial|other)$/.test(payment)) return payment
  if (/^11/.test(payment)) return 'medicare-advantage'
  if (/^1/.test(payment)) return 'medicare'
  if (/^2/.test(payment)) return 'medicaid'
  return /^[56]/.test(payment) ? 'commercial' : 'other'
}

function accidentCause(resource: unknown): string | undefined {
  const kinds = codingsAt(resource, 'accident', 'type')
  if (hasCode(kinds, 'mva')) return 'AA'
  if (hasCode(kinds, 'wpa')) return 'EM'
  return kinds.length > 0 ? 'OA' : undefined
}

/** The id in `Patient/123`; a contained resource's id means nothing outside its claim. */
const idIn = (reference: string | undefined): string | undefined =>
  reference === undefined || reference.startsWith('#') || reference.startsWith('urn:')
    ? undefined
    : reference.split('/').at(-1)

const present = <T extends object>(object: T): T | undefined =>
  Object.values(object).some((value) => value !== undefined) ? object : undefined
