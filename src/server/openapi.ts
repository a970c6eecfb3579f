/** The description of the API, OpenAPI 3.1, from the schemas that requests are held to. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { createJsonSchemaTransform } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ENGINE_VERSION, errorKinds, type ErrorCode } from '../index.ts'
import { FaultAnswer } from './schemas.ts'
import type { DescribedBody } from './services.ts'

const transformZod = createJsonSchemaTransform({ skipList: [] })

/** Statuses that any route may answer with, and those of bodies. */
const always: readonly ErrorCode[] = [
  'E_REQUEST',
  'E_TOKEN',
  'E_SCOPE',
  'E_ROUTE',
  'E_RATE',
  'E_INTERNAL',
  'E_BUSY',
]
const withBody: readonly ErrorCode[] = ['E_TIMEOUT', 'E_CONFLICT', 'E_TOO_LARGE', 'E_FORMAT', 'E_CLAIM']

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const made: Record<string, unknown> = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  })
  delete made['$schema']
  return made
}

function faults(hasBody: boolean): Record<string, unknown> {
  const schema = jsonSchema(FaultAnswer, 'output')
  const codes = hasBody ? [...always, ...withBody] : always
  return Object.fromEntries(
    codes.map((code) => [
      String(errorKinds[code].status),
      {
        description: `${errorKinds[code].means} (\`${code}\`, among others)`,
        content: { 'application/json': { schema } },
      },
    ]),
  )
}

function mediaOf({ schema, description, example }: DescribedBody): Record<string, unknown> {
  const plain = schema
    ? jsonSchema(schema, 'input')
    : { type: typeof example === 'string' ? 'string' : 'object' }
  return { schema: { ...plain, ...(description ? { description } : {}), examples: [example] } }
}

/** How @fastify/swagger makes it. */
export const description: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'cleanclaim',
      version: ENGINE_VERSION,
      description:
        'Scrubs medical claims: checks coded encounters against code sets and payer edits, and explains every finding. Errors have the shape `{ statusCode, code, error, message }`; codes are stable (docs/errors.md).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A token of `cleanclaim token new`, or a JWT of the authorization server that is named.',
        },
      },
    },
  },
  transform(given) {
    const { route } = given
    const config = route.config ?? {}
    // What plugins add for themselves is none of the API.
    if (config.needs === undefined) return { schema: { hide: true }, url: given.url }
    const { schema, url } = transformZod({
      ...given,
      schema: { ...given.schema, body: undefined },
    } as Parameters<typeof transformZod>[0])
    const shown = schema as Record<string, unknown>
    const { bodies, examples, needs, body } = config
    if (bodies)
      shown['body'] = {
        content: Object.fromEntries(Object.entries(bodies).map(([type, one]) => [type, mediaOf(one)])),
      }
    const { properties } = (shown['params'] ?? {}) as { properties?: Record<string, Record<string, unknown>> }
    for (const [name, example] of Object.entries(examples ?? {}))
      if (properties?.[name]) properties[name]['examples'] = [example]
    shown['response'] = { ...faults(body !== undefined), ...(shown['response'] as object) }
    if (needs !== 'nothing') {
      shown['security'] = [{ token: [] }]
      shown['x-scope'] = needs
    }
    return { schema: shown, url }
  },
}
