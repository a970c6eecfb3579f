/** `GET /v1/edits/:id`: the whole of an edit or payer rule. */
import { z } from 'zod'
import { EditPage } from '../schemas.ts'
import type { Route } from '../services.ts'
import { briefOf, editOf } from './edits.ts'

/** The route. */
export const editRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/v1/edits/:id',
    schema: {
      operationId: 'showEdit',
      tags: ['reference'],
      summary: 'An edit, or a payer rule in force',
      description: 'The slash in the id of a payer rule is written `%2F`.',
      params: z.strictObject({ id: z.string().max(200) }),
      response: { 200: { description: 'The edit.', content: { 'application/json': { schema: EditPage } } } },
    },
    config: { needs: 'token', examples: { id: 'ncci-ptp' } },
    handler(request): z.output<typeof EditPage> {
      const edit = editOf(request.params.id, services.force().rules.parsed.rules)
      return {
        ...briefOf(edit),
        why: edit.why,
        tables: [...edit.tables],
        messages: Object.entries(edit.messages).map(([id, message]) => ({
          id,
          severity: message.severity,
          group: message.group ?? null,
          carc: message.carc ?? null,
          rarc: message.rarc ?? null,
          scope: message.scope ?? 'line',
          text: message.text,
          fix: message.fix,
        })),
      }
    },
  })
}
