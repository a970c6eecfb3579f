/** `GET /v1/codes/:system/:code`: what the code sets say of a code on a day. */
import { z } from 'zod'
import { edits, explainCode, explainDenial } from '../../index.ts'
import { refusal } from '../faults.ts'
import { Day } from '../question.ts'
import { CodeAnswer } from '../schemas.ts'
import type { Route } from '../services.ts'

const systems = ['diagnosis', 'procedure', 'modifier', 'place', 'denial'] as const
type System = (typeof systems)[number]

/** Names that others use for them. */
const aliases: Readonly<Record<string, System>> = {
  'icd-10-cm': 'diagnosis',
  cpt: 'procedure',
  hcpcs: 'procedure',
  pos: 'place',
  carc: 'denial',
  rarc: 'denial',
}

const System = z.enum([
  ...systems,
  ...(Object.keys(aliases) as ['icd-10-cm', 'cpt', 'hcpcs', 'pos', 'carc', 'rarc']),
])

/** The route. */
export const codesRoute: Route = (app, services) => {
  app.route({
    method: 'GET',
    url: '/v1/codes/:system/:code',
    schema: {
      operationId: 'explainCode',
      tags: ['reference'],
      summary: 'What the code sets say of a code on a day',
      params: z.strictObject({
        system: System,
        code: z.string().regex(/^[0-9A-Za-z.-]{1,20}$/, 'is no code'),
      }),
      querystring: z.strictObject({
        on: Day.optional().describe('The day asked about; today where absent.'),
      }),
      response: {
        200: { description: 'The facts.', content: { 'application/json': { schema: CodeAnswer } } },
      },
    },
    config: { needs: 'token', examples: { system: 'procedure', code: '20610' } },
    handler(request): z.output<typeof CodeAnswer> {
      const { codesets } = services.force()
      const { code } = request.params
      const system: System = aliases[request.params.system] ?? (request.params.system as System)
      const on = request.query.on ?? services.today()
      const whole = { system, on, codesets: codesets.id }
      if (system === 'denial') {
        const denial = explainDenial(codesets, code, edits)
        if (denial === undefined) throw none()
        const facts = [
          { label: denial.kind, value: denial.meaning, source: '' },
          { label: 'first step', value: denial.firstStep, source: '' },
          ...denial.foreseen.map(({ edit, messages }) => ({
            label: 'foreseen by',
            value: [edit, ...messages].join(' '),
            source: '',
          })),
        ]
        return { code: denial.code, ...whole, facts }
      }
      const found = explainCode(codesets, code, on).find(({ kind }) => kind === system)
      if (found === undefined) throw none()
      return { code: found.code, ...whole, facts: found.facts.map((fact) => ({ ...fact })) }
    },
  })
}

const none = (): Error => refusal('E_EXPLAIN', 'The code sets in force know no such code.')
