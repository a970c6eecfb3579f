/** `GET /metrics`: for Prometheus. */
import { z } from 'zod'
import type { Route } from '../services.ts'

/** The route. */
export const metricsRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/metrics',
    schema: {
      operationId: 'metrics',
      tags: ['operation'],
      summary: 'Metrics for Prometheus',
      response: { 200: { description: 'Metrics.', content: { 'text/plain': { schema: z.string() } } } },
    },
    config: { needs: 'admin' },
    handler: async (_, reply) => reply.type(services.metrics.contentType).send(await services.metrics.text()),
  })
}
