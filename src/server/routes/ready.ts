/** `GET /readyz`: whether the server should get requests. */
import { HealthAnswer } from '../schemas.ts'
import type { Route } from '../services.ts'

/** The route. */
export const readyRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/readyz',
    schema: {
      operationId: 'ready',
      tags: ['operation'],
      summary: 'Whether it should get requests: code sets loaded and not over, the store there, not stopping',
      response: {
        200: { description: 'It should.', content: { 'application/json': { schema: HealthAnswer } } },
        503: {
          description: 'It should not, and why.',
          content: { 'application/json': { schema: HealthAnswer } },
        },
      },
    },
    config: { needs: 'nothing' },
    async handler(_, reply) {
      const reason = await services.unready()
      if (reason !== undefined) reply.code(503)
      return { status: reason ?? 'ready' }
    },
  })
}
