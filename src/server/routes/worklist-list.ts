/** `GET /v1/worklist`: findings as work items. */
import { z } from 'zod'
import { Severity } from '../../index.ts'
import { WorklistAnswer } from '../schemas.ts'
import { rendered, type Route } from '../services.ts'
import { Whole } from './runs-list.ts'

const Query = z.strictObject({
  edit: z.string().max(200).optional(),
  severity: Severity.optional(),
  payer: z.string().max(80).optional(),
  assignee: z.string().max(200).optional(),
  state: z.enum(['open', 'snoozed', 'resolved']).optional(),
  order: z.enum(['dollars', 'risk', 'age']).optional(),
  limit: Whole(1, 500).optional(),
  after: z.string().max(200).optional().describe('`next` of the page before.'),
})

/** The route. */
export const listWorkRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/v1/worklist',
    schema: {
      operationId: 'listWork',
      tags: ['work list'],
      summary: 'Root causes of the newest result of each claim, as work items',
      querystring: Query,
      response: {
        200: { description: 'A page.', content: { 'application/json': { schema: WorklistAnswer } } },
      },
    },
    config: { needs: 'worklist', kept: true },
    async handler(request, reply) {
      const given = Object.entries(request.query).filter(([, value]) => value !== undefined)
      const page = await services.ask('worklist', { ...Object.fromEntries(given), today: services.today() })
      await services.enter(request, reply)
      return rendered(reply).type('application/json; charset=utf-8').send(JSON.stringify(page))
    },
  })
}
