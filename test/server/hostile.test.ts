/** Hostile requests get an answer of the 400s with a stable code, whatever they are; and nothing of them stays. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorKinds } from '../../src/index.ts'
import { claimJson } from '../../src/server/examples.ts'
import { FaultAnswer } from '../../src/server/schemas.ts'
import { hostile } from './hostile.ts'
import { built, folder, storeIn } from './server.ts'

const home = folder()
const logged: string[] = []
const { app, gate } = await built({ store: storeIn(home), log: (lines) => logged.push(lines) })

describe('hostile requests', () => {
  it('are refused with a stable code, and no 500', async () => {
    const codes = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(hostile, async ({ method, url, headers, payload }) => {
        const answer = await app.inject({
          method,
          url,
          headers,
          ...(payload === undefined ? {} : { payload }),
        })
        const shown = `${method} ${url} ${JSON.stringify(headers)} ${String(payload).slice(0, 200)} → ${answer.statusCode} ${answer.body.slice(0, 200)}`
        // Of several claims one may be unreadable: the answer is then a report, and says so in its place.
        if (answer.statusCode === 200) {
          expect(answer.body, shown).toMatch(
            /"unreadable"|^\[|^\{"rules"|^\{"passed"|OperationOutcome|"edits"|"runs"/,
          )
          return
        }
        expect(answer.statusCode, shown).toBeGreaterThanOrEqual(400)
        expect(answer.statusCode, shown).toBeLessThan(500)
        const fault = FaultAnswer.parse(answer.json())
        expect(errorKinds, shown).toHaveProperty(fault.code)
        expect(fault.statusCode, shown).toBe(answer.statusCode)
        codes.set(fault.code, (codes.get(fault.code) ?? 0) + 1)
      }),
      { numRuns: 3_000 },
    )
    // It must have met many different refusals, or it tries too little.
    expect(codes.size).toBeGreaterThan(12)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(gate.inFlight).toBe(0)
  })
  it('leave the server as it was', async () => {
    const answer = await app.inject({ method: 'POST', url: '/v1/scrub', payload: claimJson })
    expect(answer.statusCode).toBe(200)
    expect(logged.join('')).not.toContain('"event":"fault"')
  })
})
