/** `GET /v1/codesets`: the snapshot in force and its releases. */
import { isoDate } from '../../index.ts'
import { CodesetsAnswer } from '../schemas.ts'
import type { Route } from '../services.ts'

/** The route. */
export const codesetsRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/v1/codesets',
    schema: {
      operationId: 'listCodesets',
      tags: ['reference'],
      summary: 'The code sets in force',
      response: {
        200: { description: 'The snapshot.', content: { 'application/json': { schema: CodesetsAnswer } } },
      },
    },
    config: { needs: 'token' },
    handler() {
      const { codesets, manifest } = services.force()
      const today = services.today()
      return {
        snapshot: codesets.id,
        starter: codesets.starter,
        releases: (manifest?.releases ?? []).map(({ table, id, from, through, rows, complete }) => ({
          table,
          id,
          from: isoDate(from),
          through: isoDate(through),
          rows,
          complete,
          state: isoDate(through) < today ? 'ended' : isoDate(from) > today ? 'to come' : 'in force',
        })),
      }
    },
  })
}
