/** `POST /fhir/Claim/$validate`. */
import type { Route } from '../services.ts'
import { fhirOperation } from './fhir-submit.ts'

/** The route. */
export const fhirValidateRoute: Route = (app, services) => fhirOperation(app, services, 'validate')
