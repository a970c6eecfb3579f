/** `GET /v1/edits`: the built-in edits and the payer rules in force. */
import { z } from 'zod'
import { edits, ruleEdit, type AnyEdit } from '../../index.ts'
import { refusal } from '../faults.ts'
import { EditBrief } from '../schemas.ts'
import type { Route } from '../services.ts'

/** What a list says of an edit. */
export const briefOf = ({
  id,
  title,
  authority,
  claimTypes,
  source,
}: AnyEdit): z.output<typeof EditBrief> => ({
  id,
  title,
  authority,
  claimTypes: [...claimTypes],
  source: { title: source.title, url: source.url },
})

/** The edit or payer rule of an id. Throws E_EXPLAIN where there is none. */
export function editOf(id: string, rules: readonly Parameters<typeof ruleEdit>[0][]): AnyEdit {
  const edit = edits.find((one) => one.id === id)
  if (edit) return edit
  const rule = rules.find((one) => one.id === id)
  if (rule) return ruleEdit(rule)
  throw refusal('E_EXPLAIN', 'There is no edit or payer rule of that id.')
}

/** The route. */
export const editsRoute: Route = (app) => {
  app.route({
    method: 'GET',
    url: '/v1/edits',
    schema: {
      operationId: 'listEdits',
      tags: ['reference'],
      summary: 'The built-in edits',
      response: {
        200: {
          description: 'The edits in order of id.',
          content: { 'application/json': { schema: z.strictObject({ edits: z.array(EditBrief) }) } },
        },
      },
    },
    config: { needs: 'token' },
    handler: () => ({ edits: edits.map(briefOf) }),
  })
}
