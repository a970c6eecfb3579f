/** `GET /fhir/metadata`: what of FHIR there is. */
import { ENGINE_VERSION } from '../../index.ts'
import { Resource } from '../schemas.ts'
import { rendered, type Route } from '../services.ts'

/** Source: HL7 FHIR R4, https://hl7.org/fhir/R4/capabilitystatement.html; Da Vinci PAS, https://hl7.org/fhir/us/davinci-pas/. */
const capabilities = {
  resourceType: 'CapabilityStatement',
  id: 'cleanclaim',
  status: 'active',
  date: '2026-11-25',
  kind: 'instance',
  software: { name: 'cleanclaim', version: ENGINE_VERSION },
  implementation: { description: 'Scrubs claims: what a payer is expected to refuse, deny or review.' },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  rest: [
    {
      mode: 'server',
      security: {
        service: [
          {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                code: 'SMART-on-FHIR',
              },
            ],
          },
        ],
        description: 'Bearer tokens: of this server, or of SMART Backend Services.',
      },
      resource: [
        {
          type: 'Claim',
          operation: [
            {
              name: 'submit',
              definition: 'http://hl7.org/fhir/us/davinci-pas/OperationDefinition/Claim-submit',
              documentation: 'A Bundle or Claim in, a ClaimResponse out. Nothing is sent to a payer.',
            },
            {
              name: 'validate',
              definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate',
              documentation: 'A Bundle or Claim in, an OperationOutcome with expressions out.',
            },
          ],
        },
      ],
    },
  ],
} as const

/** The route. */
export const fhirMetadataRoute: Route = (app) => {
  app.route({
    method: 'GET',
    url: '/fhir/metadata',
    schema: {
      operationId: 'fhirMetadata',
      tags: ['FHIR'],
      summary: 'What of FHIR there is',
      response: {
        200: {
          description: 'A CapabilityStatement.',
          content: { 'application/fhir+json': { schema: Resource } },
        },
      },
    },
    config: { needs: 'nothing' },
    async handler(_, reply) {
      return rendered(reply).type('application/fhir+json; charset=utf-8').send(JSON.stringify(capabilities))
    },
  })
}
