/** New code sets and rules come in force without a restart, and no answer mixes two of them. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claimJson, ruleDocuments, secondClaim } from '../../src/server/examples.ts'
import { folder, listening, rulesIn } from './server.ts'

const rules = rulesIn(folder())
const { address, server } = await listening({ rules })
const scrub = async (
  body: string,
  type: string,
): Promise<{ rules: string; findings: { edit: string }[] }[]> => {
  const answer = await fetch(`${address}/v1/scrub`, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  })
  return (await answer.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { rules: string; findings: [] })
}
const acme = { ...secondClaim, payer: { id: '60999' }, placeOfService: '10' }
const rule = ruleDocuments.documents['acme-health/telehealth-modifier.json']
const putRule = (text: string): void =>
  writeFileSync(
    join(rules, 'acme-health', 'telehealth-modifier.json'),
    JSON.stringify({ ...rule, then: { ...rule.then, text } }),
  )

describe('reloading', () => {
  it('takes up new rules, in all threads at once', async () => {
    const [before] = await scrub(JSON.stringify(acme), 'application/json')
    expect(before!.findings.map(({ edit }) => edit)).toContain('acme-health/telehealth-modifier')
    expect(await server.reload()).toBe(false)
    putRule('{{procedure}} on {{date}} needs modifier 95.')
    expect(await server.reload()).toBe(true)
    const [after] = await scrub(JSON.stringify(acme), 'application/json')
    expect(after!.rules).not.toBe(before!.rules)
    const large = await scrub(`${JSON.stringify(acme)}\n`.repeat(300), 'application/x-ndjson')
    expect(new Set(large.map((result) => result.rules))).toEqual(new Set([after!.rules]))
  })
  it('mixes no two of them in one answer', async () => {
    let over = false
    const changing = (async () => {
      for (let at = 0; !over; at++) {
        putRule(`{{procedure}} on {{date}} needs modifier 95, version ${at}.`)
        await server.reload()
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    })()
    const seen = new Set<string>()
    for (let at = 0; at < 12; at++) {
      const [large, array] = await Promise.all([
        scrub(`${JSON.stringify(claimJson)}\n`.repeat(1_500), 'application/x-ndjson'),
        scrub(JSON.stringify([acme, acme, acme]), 'application/json'),
      ])
      const inLarge = new Set(large.map((result) => result.rules))
      expect(inLarge.size).toBe(1)
      expect(new Set((array[0] as unknown as { rules: string }[]).map((result) => result.rules)).size).toBe(1)
      for (const id of inLarge) seen.add(id)
    }
    over = true
    await changing
    expect(seen.size).toBeGreaterThan(1)
  })
  it('keeps what is in force when what is new cannot be read', async () => {
    const [before] = await scrub(JSON.stringify(acme), 'application/json')
    writeFileSync(join(rules, 'acme-health', 'broken.json'), '{')
    expect(await server.reload()).toBe(false)
    const [after] = await scrub(JSON.stringify(acme), 'application/json')
    expect(after!.rules).toBe(before!.rules)
    expect(await (await fetch(`${address}/metrics`)).text()).toMatch(
      /^cleanclaim_reload_failures_total [1-9]/m,
    )
    rmSync(join(rules, 'acme-health', 'broken.json'))
    putRule('{{procedure}} on {{date}}: as it was.')
    expect(await server.reload()).toBe(true)
  })
  it('looks by itself', async () => {
    const own = rulesIn(folder())
    const watching = await listening({ rules: own, watchSeconds: 1 })
    const idOf = async (): Promise<string> =>
      ((await (await fetch(`${watching.address}/v1/rules`)).json()) as { id: string }).id
    const before = await idOf()
    mkdirSync(join(own, 'other-health'))
    writeFileSync(
      join(own, 'other-health', 'payer.json'),
      JSON.stringify({ id: 'other-health', payerIds: ['70999'], line: 'commercial' }),
    )
    for (let wait = 0; (await idOf()) === before && wait < 200; wait++)
      await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await idOf()).not.toBe(before)
  })
})
