/** `GET /v1/runs/:id/diff/:other`: what changed between two runs. */
import { z } from 'zod'
import { DifferenceLine } from '../schemas.ts'
import { reportTypes } from '../reports.ts'
import type { Route } from '../services.ts'
import { sendJob } from '../stream.ts'
import { notKept } from './runs-create.ts'
import { RunId } from './runs-show.ts'

/** The route. */
export const diffRunsRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/v1/runs/:id/diff/:other',
    schema: {
      operationId: 'diffRuns',
      tags: ['runs'],
      summary: 'Findings gained, gone and changed from one run to another',
      params: z.strictObject({ id: RunId, other: RunId }),
      response: {
        200: {
          description: 'One difference a line; none where nothing changed.',
          content: { 'application/x-ndjson': { schema: DifferenceLine } },
        },
      },
    },
    config: {
      needs: 'audit',
      kept: true,
      examples: { id: '20260302-120000-0a1b2c3d', other: '20260302-120500-4e5f6a7b' },
    },
    async handler(request, reply) {
      if (!services.hasStore) throw notKept()
      const { id, other } = request.params
      await services.ask('run', id)
      await services.ask('run', other)
      await services.enter(request, reply, `${id} ${other}`)
      const job = services.pool.start({ do: 'difference', runs: [id, other] }, services.force().parts.version)
      return sendJob(services, request, reply, job, reportTypes.ndjson)
    },
  })
}
