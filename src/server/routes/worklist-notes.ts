/** `GET /v1/worklist/notes?item=`: what people wrote about an item. */
import { z } from 'zod'
import { NotesAnswer } from '../schemas.ts'
import type { Route } from '../services.ts'
import { ItemId } from './worklist-change.ts'

/** The route. */
export const workNotesRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/v1/worklist/notes',
    schema: {
      operationId: 'workNotes',
      tags: ['work list'],
      summary: 'Notes of an item, oldest first',
      querystring: z.strictObject({ item: ItemId }),
      response: {
        200: { description: 'The notes.', content: { 'application/json': { schema: NotesAnswer } } },
      },
    },
    config: { needs: 'worklist', kept: true, examples: { item: 'AAAAAAAAAAAAAAAA/ncci-ptp/bundled/2' } },
    async handler(request, reply) {
      const { item } = request.query
      const notes = await services.ask('notes', item)
      await services.enter(request, reply, item)
      return { notes: notes.map((note) => ({ ...note })) }
    },
  })
}
