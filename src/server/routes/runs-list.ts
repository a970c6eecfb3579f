/** `GET /v1/runs`: recorded runs, newest first. */
import { z } from 'zod'
import { RunAnswer } from '../schemas.ts'
import type { Route } from '../services.ts'
import { runAnswer } from './runs-create.ts'

/** A whole number in a query. */
export const Whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'is no whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`)
    .meta({ example: String(Math.min(most, 50)) })

/** The route. */
export const listRunsRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/v1/runs',
    schema: {
      operationId: 'listRuns',
      tags: ['runs'],
      summary: 'Recorded runs, newest first',
      querystring: z.strictObject({ limit: Whole(1, 1000).optional() }),
      response: {
        200: {
          description: 'The runs.',
          content: { 'application/json': { schema: z.strictObject({ runs: z.array(RunAnswer) }) } },
        },
      },
    },
    config: { needs: 'audit', kept: true },
    async handler(request, reply) {
      const runs = await services.ask('runs', request.query.limit ?? 100)
      await services.enter(request, reply)
      return { runs: runs.map(runAnswer) }
    },
  })
}
