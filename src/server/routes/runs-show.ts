/** `GET /v1/runs/:id`: one recorded run. */
import { z } from 'zod'
import { RunAnswer } from '../schemas.ts'
import type { Route } from '../services.ts'
import { runAnswer } from './runs-create.ts'

/** Id of a run. */
export const RunId = z.string().regex(/^[0-9A-Za-z-]{1,60}$/, 'is no id of a run')

/** The route. */
export const showRunRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/v1/runs/:id',
    schema: {
      operationId: 'showRun',
      tags: ['runs'],
      summary: 'A recorded run',
      params: z.strictObject({ id: RunId }),
      response: { 200: { description: 'The run.', content: { 'application/json': { schema: RunAnswer } } } },
    },
    config: { needs: 'audit', kept: true, examples: { id: '20260302-120000-0a1b2c3d' } },
    async handler(request, reply) {
      const run = await services.ask('run', request.params.id)
      await services.enter(request, reply, run.id)
      return runAnswer(run)
    },
  })
}
