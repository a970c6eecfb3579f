/** `POST /v1/scrub`: claims of any form in, results out. */
import { z } from 'zod'
import { ClaimResult, Claim, Result } from '../../index.ts'
import { answerJsonNow, answerStream, noCounts } from '../answer.ts'
import { mediaOf, type Body } from '../body.ts'
import { claimCsv, claimFhir, claimJson, claimX12, secondClaim } from '../examples.ts'
import { ClaimsQuery, createQuestions } from '../question.ts'
import { reportOf, reportTypes } from '../reports.ts'
import { rendered, type Route } from '../services.ts'
import { sendJob } from '../stream.ts'

/** Bytes up to which findings are answered with suggestions at once: each costs the scrubs that prove it. */
const SUGGESTED_AT_ONCE = 4 * 1024

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** The route. */
export const scrubRoute: Route = (app, services) => {
  const { limits, pool, together } = services
  const questionOf = createQuestions()
  app.route({
    method: 'POST',
    url: '/v1/scrub',
    schema: {
      operationId: 'scrub',
      tags: ['claims'],
      summary: 'Scrubs claims',
      description:
        'One claim gets its result object, a JSON array an array of results; other forms get NDJSON, one result a line, or the report that `report` or `Accept` names. Bodies may be gzip. A large body is answered while it comes in.',
      querystring: ClaimsQuery,
      response: {
        200: {
          description: 'Results.',
          content: {
            'application/json': { schema: z.union([ClaimResult, z.array(Result)]) },
            'application/x-ndjson': { schema: Result },
          },
        },
      },
    },
    config: {
      needs: 'scrub',
      body: 'claims',
      bodies: {
        'application/json': {
          schema: z.union([Claim, z.array(Claim).min(1).max(limits.jsonClaims)]),
          example: claimJson,
        },
        'application/x-ndjson': {
          description: 'One claim a line.',
          example: `${JSON.stringify(claimJson)}\n${JSON.stringify(secondClaim)}\n`,
        },
        'application/edi-x12': { description: 'X12 837P or 837I.', example: claimX12 },
        'application/fhir+json': {
          description: 'A FHIR R4 Claim, or a Bundle.',
          example: claimFhir,
        },
        'text/csv': { description: 'CSV with a header row.', example: claimCsv },
      },
    },
    async handler(request, reply) {
      const force = services.force()
      const { query } = request
      const media = mediaOf(request.headers['content-type'], query.from)
      const question = questionOf(query, force, services.today(), media.form)
      const report = reportOf(query.report, request.headers.accept, media.form)
      const body = request.body as unknown as Body
      const isSmall =
        body.kind === 'whole' &&
        !isGzip(body.bytes) &&
        question.history === undefined &&
        (!question.suggest || body.bytes.length <= SUGGESTED_AT_ONCE)
      const { version } = force.parts

      if (report === undefined && media.json) {
        const type = 'application/json; charset=utf-8'
        if (!isSmall)
          return sendJob(
            services,
            request,
            reply,
            pool.start({ do: 'json', question }, version, chunksOf(body)),
            type,
          )
        const counts = noCounts()
        const bytes = await together(() => answerJsonNow(body.bytes, force, question, counts, limits))
        services.counted(request, counts)
        return rendered(reply).type(type).send(bytes)
      }
      const name = report ?? 'ndjson'
      if (!isSmall)
        return sendJob(
          services,
          request,
          reply,
          pool.start({ do: 'claims', question, report: name }, version, chunksOf(body)),
          reportTypes[name],
        )
      const counts = noCounts()
      let text = ''
      const answer = { force, question, report: name, counts, limits }
      for await (const piece of answerStream(chunksOf(body), answer)) text += piece
      services.counted(request, counts)
      return rendered(reply).type(reportTypes[name]).send(Buffer.from(text))
    },
  })
}

/** The bytes of a body, whole or not. */
async function* chunksOf(body: Body): AsyncGenerator<Uint8Array> {
  if (body.kind === 'whole') {
    if (body.bytes.length > 0) yield body.bytes
  } else yield* body.chunks
}
