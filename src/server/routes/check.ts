/** `POST /v1/check`: a coder's quick question, without a claim. */
import { z } from 'zod'
import { ClaimResult, questionedClaim } from '../../index.ts'
import { answerJsonNow, noCounts } from '../answer.ts'
import { question as example } from '../examples.ts'
import { Day, questionOf, ScrubQuery } from '../question.ts'
import { rendered, type Route } from '../services.ts'

const Code = z.string().regex(/^[0-9A-Za-z.]{1,12}$/, 'is no code')

/** The question. */
export const CheckBody = z.strictObject({
  lines: z
    .array(z.string().max(60))
    .min(1)
    .max(99)
    .describe('`CODE[-MOD[-MOD…]][xUNITS][@POINTER[,POINTER…]]`, as the command line takes them.'),
  dx: z.array(Code).max(12).default([]).describe('Diagnoses in order.'),
  on: Day.optional().describe('Date of service; today where absent.'),
  age: z.int().min(0).max(130).optional().describe('Age of the patient on that day, in years.'),
  sex: z.enum(['F', 'M', 'U']).optional(),
  pos: z
    .string()
    .regex(/^[0-9A-Za-z]{1,4}$/, 'is no place of service')
    .default('11'),
  payer: z
    .string()
    .regex(/^[\x20-\x7e]{1,80}$/, 'is no payer id')
    .optional(),
  payerLine: z.enum(['medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other']).optional(),
})

/** The route. */
export const checkRoute: Route = (app, services) => {
  app.route({
    method: 'POST',
    url: '/v1/check',
    schema: {
      operationId: 'check',
      tags: ['claims'],
      summary: 'Checks a few lines, as a coder asks before finalising',
      description: 'Suggestions come along unless `suggest=false`.',
      querystring: ScrubQuery,
      body: CheckBody,
      response: {
        200: { description: 'The result.', content: { 'application/json': { schema: ClaimResult } } },
      },
    },
    config: { needs: 'scrub', body: 'json', bodies: { 'application/json': { schema: CheckBody, example } } },
    async handler(request, reply) {
      const force = services.force()
      const today = services.today()
      const on = request.body.on ?? today
      const terms = { ...request.query, suggest: request.query.suggest ?? true }
      const received = terms.received ?? (on > today ? on : today)
      const question = questionOf({ ...terms, received }, force, today)
      const { lines, dx, age, sex, pos, payer, payerLine } = request.body
      const claim = questionedClaim({
        lines,
        diagnoses: dx,
        on,
        place: pos,
        ...(age === undefined ? {} : { age }),
        ...(sex ? { sex } : {}),
        ...(payer === undefined ? {} : { payer }),
        ...(payerLine ? { payerLine } : {}),
      })
      const counts = noCounts()
      const bytes = Buffer.from(JSON.stringify(claim))
      // A question names no patient that a history could be of.
      const answer = answerJsonNow(bytes, force, { ...question, history: undefined }, counts, services.limits)
      services.counted(request, counts)
      return rendered(reply).type('application/json; charset=utf-8').send(answer)
    },
  })
}
