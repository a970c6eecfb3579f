/** `POST /v1/remittances`: keeps what payers decided. */
import type { z } from 'zod'
import { putAside } from '../aside.ts'
import { mediaType } from '../body.ts'
import { remittanceX12 } from '../examples.ts'
import { refusal } from '../faults.ts'
import { RemittancesAnswer } from '../schemas.ts'
import { discard } from '../sealed.ts'
import { rendered, type Route } from '../services.ts'
import { notKept } from './runs-create.ts'

const types: ReadonlySet<string> = new Set([
  'application/edi-x12',
  'application/gzip',
  'application/octet-stream',
])

/** The route. */
export const remittancesRoute: Route = (app, services) => {
  app.route({
    method: 'POST',
    url: '/v1/remittances',
    schema: {
      operationId: 'keepRemittances',
      tags: ['remittances'],
      summary: 'Keeps the decisions of an 835, each once',
      response: {
        200: {
          description: 'What was kept.',
          content: { 'application/json': { schema: RemittancesAnswer } },
        },
      },
    },
    config: {
      needs: 'audit',
      body: 'aside',
      kept: true,
      bodies: { 'application/edi-x12': { description: 'X12 835.', example: remittanceX12 } },
    },
    async handler(request, reply) {
      if (!services.hasStore) throw notKept()
      if (!types.has(mediaType(request.headers['content-type'])))
        throw refusal(
          'E_FORMAT',
          `The content type is none of remittances. There are: ${[...types].join(', ')}.`,
        )
      const { sealed, before } = await putAside(services, request)
      try {
        if (before) return await rendered(reply).code(before.status).type(before.type).send(before.body)
        const job = services.pool.start(
          { do: 'remittances', body: sealed, by: request.caller.name },
          services.force().parts.version,
        )
        const { value } = await job.done
        await services.enter(request, reply)
        return value as z.output<typeof RemittancesAnswer>
      } finally {
        discard(sealed)
      }
    },
  })
}
