/** Headers that keep browsers out of trouble: the same for every answer, so helmet is asked for them once. */
import helmet from '@fastify/helmet'
import Fastify from 'fastify'

/** What helmet sets for an answer that is data or a report without scripts; `isTls` adds that it is asked for by https. */
export async function guardHeaders(isTls: boolean): Promise<Readonly<Record<string, string>>> {
  const app = Fastify()
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'unsafe-inline'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    hsts: isTls,
    // These speak to browsers that are no more, or about pages with scripts; each header costs every answer.
    crossOriginOpenerPolicy: false,
    dnsPrefetchControl: false,
    ieNoOpen: false,
    originAgentCluster: false,
    permittedCrossDomainPolicies: false,
    xssFilter: false,
  })
  // Set by hand, or the answer would have a type of its own.
  app.get('/', (_, reply) => void reply.code(204).send())
  const { headers } = await app.inject('/')
  await app.close()
  const guards = Object.entries(headers).filter(([name]) => name !== 'date' && name !== 'connection')
  return {
    ...Object.fromEntries(guards.map(([name, value]) => [name, String(value)])),
    // Answers are of patients, or of what is in force now.
    'cache-control': 'no-store',
  }
}
