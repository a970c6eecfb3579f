/** `GET /v1/rules`: the payer rules in force. */
import { RulesAnswer } from '../schemas.ts'
import type { Route } from '../services.ts'

/** The route. */
export const rulesRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/v1/rules',
    schema: {
      operationId: 'listRules',
      tags: ['reference'],
      summary: 'The payer rules in force',
      response: {
        200: { description: 'The set.', content: { 'application/json': { schema: RulesAnswer } } },
      },
    },
    config: { needs: 'token' },
    handler() {
      const { id, parsed } = services.force().rules
      return {
        id,
        payers: [...parsed.payers.values()].map(({ profile, rules }) => ({
          id: profile.id,
          title: profile.title ?? null,
          payerIds: [...profile.payerIds],
          line: profile.line ?? null,
          rules: rules.length,
        })),
        rules: parsed.rules.map(({ id: rule, document }) => ({
          id: rule,
          title: document.title,
          severity: document.then.severity,
          status: document.status,
          from: document.effective.from,
          through: document.effective.through ?? null,
          source: { title: document.source.title, url: document.source.url },
        })),
      }
    },
  })
}
