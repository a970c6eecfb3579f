/** `GET /healthz`: whether the program runs. */
import { HealthAnswer } from '../schemas.ts'
import type { Route } from '../services.ts'

/** The route. */
export const healthRoute: Route = (app) => {
  app.route({
    method: 'GET',
    url: '/healthz',
    schema: {
      operationId: 'health',
      tags: ['operation'],
      summary: 'Whether the program runs',
      response: {
        200: { description: 'It does.', content: { 'application/json': { schema: HealthAnswer } } },
      },
    },
    config: { needs: 'nothing' },
    handler: () => ({ status: 'up' }),
  })
}
