/** Small claims that come at once are scrubbed together, and each gets its own answer. */
import { describe, expect, it } from 'vitest'
import { claimJson, secondClaim } from '../../src/server/examples.ts'
import { createTogether } from '../../src/server/together.ts'
import { listening } from './server.ts'

const busy = (milliseconds: number): void => {
  for (const ends = performance.now() + milliseconds; performance.now() < ends;);
}

describe('work done together', () => {
  it('is done in order, all of it before anybody goes on', async () => {
    const together = createTogether()
    const seen: string[] = []
    await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        expect(
          await together(() => {
            seen.push(`does ${name}`)
            return name
          }),
        ).toBe(name)
        seen.push(`answers ${name}`)
      }),
    )
    expect(seen).toEqual(['does a', 'does b', 'does c', 'answers a', 'answers b', 'answers c'])
  })
  it('fails for the one it fails for', async () => {
    const together = createTogether()
    const outcomes = await Promise.allSettled([
      together(() => 1),
      together(() => {
        throw new Error('of the second')
      }),
      together(() => 3),
    ])
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
      1,
      'Error: of the second',
      3,
    ])
  })
  it('lets answers go out and others come in where it takes long', async () => {
    const together = createTogether()
    const seen: string[] = []
    const one = async (name: string): Promise<void> => {
      await together(() => {
        busy(5)
        seen.push(`does ${name}`)
      })
      seen.push(`answers ${name}`)
    }
    const first = [one('a'), one('b')]
    await first[0]
    // Comes while there is still work waiting: it is done after that.
    await Promise.all([...first, one('c')])
    expect(seen).toEqual(['does a', 'answers a', 'does b', 'answers b', 'does c', 'answers c'])
  })
})

describe('claims that come at once', () => {
  it('get their own answers each, whatever stands beside them', async () => {
    const { address } = await listening()
    const bodies = Array.from({ length: 120 }, (_, at) => {
      const id = `CLM-${at}`
      if (at % 4 === 0) return { id, lines: [] }
      if (at % 4 === 1) return [{ ...claimJson, id }, { id: 'none' }]
      return { ...(at % 4 === 2 ? claimJson : secondClaim), id }
    })
    const ask = async (body: unknown): Promise<string> => {
      const answer = await fetch(`${address}/v1/scrub`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return `${answer.status} ${await answer.text()}`
    }
    const alone: string[] = []
    for (const body of bodies.slice(0, 8)) alone.push(await ask(body))
    const atOnce = await Promise.all(bodies.map(ask))
    const told = (text: string): string => text.replaceAll(/CLM-\d+/g, 'CLM')
    for (const [at, answer] of atOnce.entries()) {
      expect(told(answer)).toBe(told(alone[at % 4]!))
      if (at % 4 > 0) expect(answer).toContain(`"claim":"CLM-${at}"`)
    }
    expect(alone.map((answer) => answer.slice(0, 3))).toEqual([
      '422',
      '200',
      '200',
      '200',
      '422',
      '200',
      '200',
      '200',
    ])
  })
})
