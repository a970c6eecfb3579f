/** `POST /v1/rules/test`: runs the cases inside payer rules. */
import { z } from 'zod'
import { ruleDocuments } from '../examples.ts'
import { CasesAnswer } from '../schemas.ts'
import type { Route } from '../services.ts'

const PATH = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*\.json$/

/** Documents by their path in a rules folder; without any the rules in force are tested. */
export const RulesTestBody = z.strictObject({
  documents: z
    .record(
      z.string().regex(PATH, 'is no path of a document, such as acme-health/payer.json'),
      z.record(z.string(), z.unknown()),
    )
    .refine((documents) => Object.keys(documents).length <= 500, 'has more than 500 documents')
    .optional(),
  rules: z
    .array(z.string().max(200))
    .max(500)
    .optional()
    .describe('Ids of rules, or folders of them (`acme-health/`), whose cases are to run; all where absent.'),
})

/** The route. */
export const rulesTestRoute: Route = (app, services) => {
  app.route({
    method: 'POST',
    url: '/v1/rules/test',
    schema: {
      operationId: 'testRules',
      tags: ['reference'],
      summary: 'Runs the cases inside payer rules',
      description:
        'Those of the documents given, put together as a rules folder would be; without any, those in force. `rules` names those to run; all where it is absent.',
      body: RulesTestBody,
      response: {
        200: {
          description: 'What each case gave.',
          content: { 'application/json': { schema: CasesAnswer } },
        },
      },
    },
    config: {
      needs: 'scrub',
      body: 'json',
      bodies: { 'application/json': { schema: RulesTestBody, example: ruleDocuments } },
    },
    async handler(request) {
      const { documents, rules = [] } = request.body
      const given =
        documents && Object.entries(documents).map(([path, value]) => ({ path, text: JSON.stringify(value) }))
      const job = services.pool.start(
        { do: 'rule-cases', documents: given, rules },
        services.force().parts.version,
      )
      return (await job.done).value as z.output<typeof CasesAnswer>
    },
  })
}
