/** `POST /fhir/Claim/$submit` and `$validate`. */
import { answerFhir, type Operation } from '../fhir.ts'
import { noCounts } from '../answer.ts'
import { plainBytes, type Body } from '../body.ts'
import { bundleFhir, claimFhir } from '../examples.ts'
import { refusal } from '../faults.ts'
import { questionOf, ScrubQuery } from '../question.ts'
import { Resource } from '../schemas.ts'
import { rendered, type App, type Services } from '../services.ts'
import { sendJob } from '../stream.ts'

const words: Readonly<Record<Operation, readonly [string, string, string]>> = {
  submit: [
    'Answers a Claim with a ClaimResponse',
    'The Bundle of Da Vinci PAS, or a Claim alone. What the payer is expected to refuse or deny is an error of the response.',
    'A ClaimResponse.',
  ],
  validate: [
    'Answers a Claim with an OperationOutcome',
    'Each issue has the FHIRPath of its element.',
    'An OperationOutcome.',
  ],
}

/** One operation. */
export function fhirOperation(app: App, services: Services, operation: Operation): void {
  const [summary, description, answer] = words[operation]
  const type = 'application/fhir+json; charset=utf-8'
  app.route({
    method: 'POST',
    url: `/fhir/Claim/$${operation}`,
    schema: {
      operationId: `fhir${operation[0]!.toUpperCase()}${operation.slice(1)}`,
      tags: ['FHIR'],
      summary,
      description,
      querystring: ScrubQuery,
      response: { 200: { description: answer, content: { 'application/fhir+json': { schema: Resource } } } },
    },
    config: {
      needs: 'scrub',
      body: 'fhir',
      bodies: {
        'application/fhir+json': {
          description: 'A Claim, or a Bundle with one and what it refers to.',
          example: operation === 'submit' ? bundleFhir : claimFhir,
        },
      },
    },
    async handler(request, reply) {
      const force = services.force()
      const question = { ...questionOf(request.query, force, services.today()), history: undefined }
      const body = request.body as unknown as Body | undefined
      // Without a content type there is not even an empty body.
      if (body === undefined) throw refusal('E_FORMAT', 'The body of this address is application/fhir+json.')
      if (body.kind === 'stream') {
        const job = services.pool.start({ do: 'fhir', operation, question }, force.parts.version, body.chunks)
        return sendJob(services, request, reply, job, type)
      }
      const counts = noCounts()
      const bytes = await plainBytes(body.bytes, services.limits.jsonBytes)
      const resource = await answerFhir(bytes, operation, force, question, counts)
      services.counted(request, counts)
      return rendered(reply).type(type).send(JSON.stringify(resource))
    },
  })
}

/** The route. */
export const fhirSubmitRoute = (app: App, services: Services): void => fhirOperation(app, services, 'submit')
