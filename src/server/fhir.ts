/** The FHIR operations: a Claim, or a Bundle with one, in; a ClaimResponse or an OperationOutcome out. */
import {
  claimResponse,
  operationOutcome,
  problemOutcome,
  readClaims,
  type ClaimResult,
  type Item,
  type Problem,
  type ResponseContext,
} from '../index.ts'
import { count, type Counts, type Question } from './answer.ts'
import { parseJson } from './body.ts'
import { refusal } from './faults.ts'
import type { InForce } from './force.ts'
import { refuseKeys } from './validate.ts'

/** What is asked of a claim. */
export type Operation = 'submit' | 'validate'

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

/** Entries that are looked through; a Bundle of PAS has one claim and what it refers to. */
const MOST_ENTRIES = 2_000

/**
 * The answer of an operation. Throws E_JSON for what is no JSON, E_FHIR where there is not exactly one claim, and for a
 * claim that cannot be read when it is submitted; validated, that is an issue of the outcome.
 */
export async function answerFhir(
  bytes: Buffer,
  operation: Operation,
  force: InForce,
  question: Question,
  counts: Counts,
): Promise<object> {
  const whole = parseJson(bytes)
  refuseKeys(whole, 'body')
  const given = unwrapped(whole)
  const { claim: resource, base } = claimOf(given)
  const items: Item[] = []
  // An operation may wrap its resource in Parameters, which readers of files do not know.
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield given === whole ? bytes : Buffer.from(JSON.stringify(given))
  }
  for await (const batch of readClaims(chunks(), 'body', 'fhir'))
    for (const item of batch) if (item.kind !== 'warning') items.push(item)
  const problem = items.find((item) => item.kind === 'problem')
  if (problem || items.length !== 1) {
    const why: Problem = problem
      ? problem.problem
      : { code: 'E_FHIR', file: 'body', text: 'There is not exactly one claim.' }
    if (operation === 'submit') throw refusal(why.code as 'E_FHIR', why.text)
    return problemOutcome({ ...why, path: expression(why.path, base) })
  }
  const [result] = force.scrubber(question).items(items)
  if (result === undefined || result.claim === null)
    throw refusal('E_INTERNAL', 'The program failed on this claim.')
  count(counts, result)
  const answer =
    operation === 'validate' ? operationOutcome(result) : responseTo(result, resource, question.received)
  return base === 'Claim' ? answer : inBundle(answer as Pointing, base)
}

/** Where answers point at elements of the claim. */
interface Pointing {
  readonly issue?: readonly { readonly expression?: readonly string[] }[]
  readonly error?: readonly { readonly extension?: readonly { readonly valueString?: string }[] }[]
}

/** The answer with its expressions begun at the Bundle that was given: there may be other resources in it. */
function inBundle(answer: Pointing, base: string): object {
  const moved = (path: string): string => path.replace(/^Claim(?=$|[.[])/, base)
  const { issue, error } = answer
  return {
    ...answer,
    ...(issue && {
      issue: issue.map((one) => (one.expression ? { ...one, expression: one.expression.map(moved) } : one)),
    }),
    ...(error && {
      error: error.map((one) => ({
        ...one,
        extension: one.extension?.map((part) => ({ ...part, valueString: moved(part.valueString ?? '') })),
      })),
    }),
  }
}

/** The resource in the `resource` parameter of an operation, or as it stands. */
function unwrapped(value: unknown): unknown {
  if (!isObject(value) || value['resourceType'] !== 'Parameters') return value
  const parameters = listOf(value['parameter']).filter(isObject)
  return parameters.find(({ name }) => name === 'resource')?.['resource'] ?? value
}

/** The one claim of a resource, and its FHIRPath. Throws E_FHIR where there is none or more. */
function claimOf(value: unknown): { readonly claim: Json; readonly base: string } {
  if (!isObject(value) || typeof value['resourceType'] !== 'string')
    throw refusal('E_FHIR', 'The body is no FHIR resource: it has no resourceType.')
  if (value['resourceType'] === 'Claim') return { claim: value, base: 'Claim' }
  if (value['resourceType'] !== 'Bundle')
    throw refusal('E_FHIR', 'The operation takes a Claim, or a Bundle with one.')
  const entries = listOf(value['entry'])
  if (entries.length > MOST_ENTRIES)
    throw refusal('E_TOO_LARGE', `A Bundle has at most ${MOST_ENTRIES} entries here.`)
  const claims = entries.flatMap((entry, at) => {
    const resource = isObject(entry) ? entry['resource'] : undefined
    return isObject(resource) && resource['resourceType'] === 'Claim' ? [{ claim: resource, at }] : []
  })
  if (claims.length !== 1)
    throw refusal('E_FHIR', `The Bundle has ${claims.length} claims; the operation takes one.`)
  return { claim: claims[0]!.claim, base: `Bundle.entry[${claims[0]!.at}].resource` }
}

/** A path of a reader as FHIRPath: within the claim, or from the entry of the Bundle that it was read in. */
function expression(path: string | undefined, base: string): string {
  const within = (path ?? '').replace(base.replace(/^Bundle\./, ''), '').replace(/^\./, '')
  return within === '' ? base : `${base}.${within}`
}

const REFERENCE = /^(?:[A-Z][A-Za-z]{1,40}\/[A-Za-z0-9.-]{1,64}|urn:uuid:[0-9a-fA-F-]{36})$/

/** The reference of an element, where it is a plain one: names beside it stay out. */
function referenceIn(resource: Json, element: string): { readonly reference: string } | undefined {
  const value = resource[element]
  const reference = isObject(value) ? value['reference'] : undefined
  return typeof reference === 'string' && REFERENCE.test(reference) ? { reference } : undefined
}

const uses = ['claim', 'preauthorization', 'predetermination'] as const
const types = ['professional', 'institutional'] as const

function responseTo(result: ClaimResult, claim: Json, created: string): object {
  const { id, use, type } = claim
  const codings = isObject(type) ? listOf(type['coding']).filter(isObject) : []
  const known = types.find((one) => codings.some(({ code }) => code === one))
  const whose = uses.find((one) => one === use)
  const [patient, insurer] = [referenceIn(claim, 'patient'), referenceIn(claim, 'insurer')]
  const plainId = typeof id === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(id) ? id : undefined
  const context: ResponseContext = {
    id: 'response',
    created,
    ...(known ? { type: known } : {}),
    ...(whose ? { use: whose } : {}),
    ...(patient ? { patient } : {}),
    ...(insurer ? { insurer } : {}),
    ...(plainId === undefined ? {} : { request: { reference: `Claim/${plainId}` } }),
    charges: listOf(claim['item']).flatMap((item) => {
      const [line, net] = isObject(item) ? [item['sequence'], item['net']] : [undefined, undefined]
      const value = isObject(net) ? net['value'] : undefined
      return Number.isInteger(line) && typeof value === 'number'
        ? [{ line: line as number, cents: Math.round(value * 100) }]
        : []
    }),
  }
  return claimResponse(result, context)
}
