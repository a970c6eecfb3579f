/** `GET /v1/runs/:id/results`: what a run found, as any report that needs no claims. */
import { z } from 'zod'
import { Result } from '../../index.ts'
import { reportTypes } from '../reports.ts'
import type { Route } from '../services.ts'
import { sendJob } from '../stream.ts'
import { notKept } from './runs-create.ts'
import { RunId } from './runs-show.ts'

/** The route. */
export const runResultsRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/v1/runs/:id/results',
    schema: {
      operationId: 'runResults',
      tags: ['runs'],
      summary: 'Results of a recorded run, in the order of its claims',
      params: z.strictObject({ id: RunId }),
      querystring: z.strictObject({ report: z.enum(['ndjson', 'csv', 'html', 'text']).optional() }),
      response: {
        200: { description: 'Results.', content: { 'application/x-ndjson': { schema: Result } } },
      },
    },
    config: { needs: 'audit', kept: true, examples: { id: '20260302-120000-0a1b2c3d' } },
    async handler(request, reply) {
      if (!services.hasStore) throw notKept()
      const { id: run } = request.params
      const report = request.query.report ?? 'ndjson'
      await services.ask('run', run)
      await services.enter(request, reply, run)
      const task = { do: 'results', run, report, received: services.today() } as const
      const job = services.pool.start(task, services.force().parts.version)
      return sendJob(services, request, reply, job, reportTypes[report])
    },
  })
}
