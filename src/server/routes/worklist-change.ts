/** `POST /v1/worklist`: assigns, notes, snoozes, resolves and reopens items. */
import { z } from 'zod'
import { resolutions, type ItemChange } from '../../index.ts'
import { Day } from '../question.ts'
import { ItemAnswer } from '../schemas.ts'
import type { Route } from '../services.ts'

/** Id of an item, as the list gives it. */
export const ItemId = z.string().regex(/^[A-Za-z0-9_-]{16}\/[\x21-\x7e]{1,200}$/, 'is no id of an item')

const seen = {
  item: ItemId,
  version: z
    .int()
    .min(0)
    .describe('The version that was seen: where another has changed the item since, nothing is done.'),
} as const

/** A change, on top of the version that was seen. */
export const ChangeBody = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('assign'), ...seen, to: z.string().min(1).max(200).nullable() }),
  z.strictObject({ do: z.literal('note'), ...seen, text: z.string().min(1).max(10_000) }),
  z.strictObject({ do: z.literal('snooze'), ...seen, until: Day }),
  z.strictObject({ do: z.literal('resolve'), ...seen, reason: z.enum(resolutions) }),
  z.strictObject({ do: z.literal('reopen'), ...seen }),
])

const example = {
  do: 'resolve',
  item: 'AAAAAAAAAAAAAAAA/ncci-ptp/bundled/2',
  version: 0,
  reason: 'fixed',
} as const

/** The route. */
export const changeWorkRoute: Route = (app, services) => {
  app.route({
    method: 'POST',
    url: '/v1/worklist',
    schema: {
      operationId: 'changeWork',
      tags: ['work list'],
      summary: 'Changes an item: assign, note, snooze, resolve with a reason, reopen',
      body: ChangeBody,
      response: {
        200: { description: 'The item now.', content: { 'application/json': { schema: ItemAnswer } } },
      },
    },
    config: {
      needs: 'worklist',
      body: 'json',
      kept: true,
      bodies: { 'application/json': { schema: ChangeBody, example } },
    },
    async handler(request, reply) {
      const { item, version, ...change } = request.body
      const after = await services.ask('change', item, version, change as ItemChange, request.caller.name)
      await services.enter(request, reply, item)
      return after
    },
  })
}
