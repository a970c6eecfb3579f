/** The reference of the HTTP API, from its OpenAPI description. */
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { describeApi } from '../src/server/describe.ts'

interface Media {
  readonly example?: unknown
  readonly schema?: { readonly description?: string }
}
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly 'x-scope'?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>
  >
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const scopeText = (scope: string | undefined): string =>
  scope === undefined ? 'asks for no token' : scope === 'token' ? 'any token' : `scope \`${scope}\``

function section(path: string, method: string, operation: Operation): string {
  const { summary, description, parameters, requestBody, responses } = operation
  const rows = (parameters ?? []).map(
    ({ name, in: place, required, description: text }) =>
      `| \`${name}\` | ${place}${required ? ', required' : ''} | ${text ?? ''} |`,
  )
  const bodies = Object.entries(requestBody?.content ?? {})
  const first = bodies[0]
  const example =
    first &&
    (typeof first[1].example === 'string'
      ? first[1].example.trimEnd()
      : JSON.stringify(first[1].example, null, 2))
  const given = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(
      ([status, answer]) =>
        `${status} ${Object.keys(answer.content ?? {}).join(', ')}: ${answer.description}`,
    )
  return [
    `### ${method.toUpperCase()} ${path}`,
    `${summary} (${scopeText(operation['x-scope'])}).`,
    ...(description ? [description] : []),
    ...(rows.length > 0 ? [`| parameter | where | |\n| --- | --- | --- |\n${rows.join('\n')}`] : []),
    ...(bodies.length > 0
      ? [
          `Body: ${bodies.map(([type, { schema }]) => `\`${type}\`${schema?.description ? ` (${schema.description.replace(/\.$/, '')})` : ''}`).join(', ')}.`,
        ]
      : []),
    ...(example ? [`\`\`\`${first[0].includes('json') ? 'json' : 'text'}\n${example}\n\`\`\``] : []),
    `Answers ${given.join('; ')}`,
  ].join('\n\n')
}

/** Text of `docs/api.md`. */
export async function apiPage(): Promise<string> {
  const { paths } = (await describeApi()) as Description
  const tags = new Map<string, string[]>()
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0]!
      tags.set(tag, [...(tags.get(tag) ?? []), section(path, method, operation)])
    }
  const parts = [...tags].map(
    ([tag, sections]) => `## ${tag[0]!.toUpperCase()}${tag.slice(1)}\n\n${sections.join('\n\n')}`,
  )
  const page = `<!-- Made by \`npm run docs\`; do not edit. -->

# HTTP API

\`cleanclaim serve\` answers on \`http://127.0.0.1:8080\`; \`/openapi.json\` is this page for programs, \`/docs\` for trying it out. On loopback no token is asked for unless \`--require-token\`; elsewhere every request bears one: \`Authorization: Bearer …\` with a token of \`cleanclaim token new\`, or a JWT where \`--jwks\` names an authorization server.

Errors have the shape \`{ "statusCode", "code", "error", "message" }\` with the codes of [errors.md](errors.md); to who accepts \`application/fhir+json\`, routes under \`/fhir\` answer with an OperationOutcome instead. Bodies may be gzip. A body beyond 48 KiB is scrubbed in a thread of its own and answered while it comes in: whatever cannot be read has its place in the answer, and an NDJSON answer that cannot go on ends with a line that says why. \`Idempotency-Key\` (8 to 128 characters) makes a repeated POST be done once: kept for a day in memory, and for \`/v1/runs\` in the store.

${parts.join('\n\n')}
`
  // Formatted as all pages are.
  const path = join(import.meta.dirname, 'api.md')
  return format(page, { ...(await resolveConfig(path)), filepath: path })
}
