/** The description of the API without a server: for the documentation. */
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { description } from './openapi.ts'
import { usualLimits } from './options.ts'
import { routes } from './routes/index.ts'
import type { App, Services } from './services.ts'

/** OpenAPI 3.1 of all routes. */
export async function describeApi(): Promise<object> {
  const app = Fastify().withTypeProvider<ZodTypeProvider>() as unknown as App
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  await app.register(swagger, description)
  // No route is asked anything: of what they work with they look at the limits alone.
  for (const route of routes) route(app, { limits: usualLimits } as Services)
  await app.ready()
  const made = app.swagger()
  await app.close()
  return made
}
