/** `POST /v1/runs`: scrubs claims and records every result. */
import { z } from 'zod'
import { ScrubError, type Run } from '../../index.ts'
import { putAside } from '../aside.ts'
import { mediaOf } from '../body.ts'
import { claimCsv, claimFhir, claimJson, claimX12, secondClaim } from '../examples.ts'
import { refusal } from '../faults.ts'
import { questionOf, scrubParameters } from '../question.ts'
import { RunAnswer } from '../schemas.ts'
import { discard } from '../sealed.ts'
import { rendered, type Route } from '../services.ts'
import { forms } from '../../index.ts'

/** A run as it is answered: without its key, which is the caller's own. */
export const runAnswer = (run: Run): z.output<typeof RunAnswer> => ({
  id: run.id,
  purpose: run.purpose,
  base: run.base,
  state: run.state,
  keep: run.keep,
  engine: run.engine,
  codesets: run.codesets,
  rules: run.rules,
  options: { ...run.options },
  inputs: run.inputs.map((input) => ({ ...input })),
  done: run.done,
  counts: run.counts && { ...run.counts, verdicts: { ...run.counts.verdicts } },
  started: run.started,
  finished: run.finished,
})

const Query = z.strictObject({
  ...scrubParameters,
  from: z.enum(forms).optional(),
  keep: z
    .enum(['claims', 'digests'])
    .optional()
    .describe('Whether claims are kept, encrypted, or their digests alone; claims where absent.'),
})

/** The route. */
export const createRunRoute: Route = (app, services) => {
  app.route({
    method: 'POST',
    url: '/v1/runs',
    schema: {
      operationId: 'createRun',
      tags: ['runs'],
      summary: 'Scrubs claims and records every result',
      description:
        'It is answered when the run stands. With an `Idempotency-Key` a request that was broken off, even by the end of the server, is taken up where it stopped.',
      querystring: Query,
      response: {
        201: { description: 'The run.', content: { 'application/json': { schema: RunAnswer } } },
      },
    },
    config: {
      needs: 'audit',
      body: 'aside',
      kept: true,
      bodies: {
        'application/x-ndjson': {
          description: 'One claim a line.',
          example: `${JSON.stringify(claimJson)}\n${JSON.stringify(secondClaim)}\n`,
        },
        'application/json': { description: 'A claim or an array of them.', example: [claimJson] },
        'application/edi-x12': { description: 'X12 837P or 837I.', example: claimX12 },
        'application/fhir+json': { description: 'A FHIR R4 Claim, or a Bundle.', example: claimFhir },
        'text/csv': { description: 'CSV with a header row.', example: claimCsv },
      },
    },
    async handler(request, reply) {
      if (!services.hasStore) throw notKept()
      const force = services.force()
      const { keep = 'claims', ...query } = request.query
      const media = mediaOf(request.headers['content-type'], query.from)
      const question = questionOf(query, force, services.today(), media.form)
      const { sealed, key, before } = await putAside(services, request)
      try {
        if (before) return await rendered(reply).code(before.status).type(before.type).send(before.body)
        const by = request.caller.name
        const job = services.pool.start(
          {
            do: 'record',
            question,
            named: query.received,
            body: sealed,
            key: key && `http ${key}`,
            keep,
            by,
          },
          force.parts.version,
        )
        const { value, counts } = await job.done
        services.counted(request, counts)
        const { run } = value as { readonly run: Run }
        reply.code(201)
        await services.enter(request, reply, run.id)
        return runAnswer(run)
      } catch (error) {
        // A key whose run had other claims or terms: the memory of this server may not go back so far.
        if (error instanceof ScrubError && error.code === 'E_CONFLICT' && key !== undefined)
          throw refusal('E_IDEMPOTENCY', 'The idempotency key was used before with another request.')
        throw error
      } finally {
        discard(sealed)
      }
    },
  })
}

/** What is answered about runs by a server that keeps none. */
export const notKept = (): Error =>
  refusal('E_NOT_KEPT', 'The server keeps nothing: it was started without --store.')
