/** Several threads write, byte for byte, what a plain loop over the claims writes. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claims837 } from '../../bench/generate.ts'
import { openCodesets, shareCodesets } from '../../src/codesets/open.ts'
import type { Snapshot } from '../../src/codesets/tables.ts'
import { readClaims } from '../../src/formats/detect.ts'
import { openThreads, type ScrubThreads } from '../../src/jobs/threads.ts'
import { openPartPool } from '../../src/jobs/threads-pool.ts'
import { openScrubber, type ClaimScrubber } from '../../src/jobs/scrub.ts'
import type { Problem, Result } from '../../src/model/result.ts'
import { createNdjsonReport } from '../../src/report/ndjson.ts'
import { createTally, type Summary } from '../../src/report/summary.ts'
import { reaches } from '../../src/report/text.ts'
import { dataFolder } from '../data.ts'
import { pieces } from '../formats/reading.ts'

const received = '2025-12-15'
const counts = [1, 2, 4] as const
const partBytes = 2100

interface Written {
  readonly text: string
  readonly warnings: readonly Problem[]
  readonly failed: boolean
}

let snapshot: Snapshot
let scrubber: ClaimScrubber
const pools = new Map<number, ScrubThreads>()

beforeAll(async () => {
  snapshot = await openCodesets()
  scrubber = openScrubber({ codesets: snapshot, received })
  for (const threads of counts)
    pools.set(
      threads,
      await openThreads({
        threads,
        codesets: snapshot,
        received,
        report: 'ndjson',
        failOn: 'deny',
        partBytes,
      }),
    )
}, 300_000)
afterAll(async () => {
  for (const pool of pools.values()) await pool.close()
})

/** One claim after the other, without any of the machinery. */
async function plainly(input: string | Uint8Array, name = 'input'): Promise<Written & { results: Result[] }> {
  const report = createNdjsonReport()
  const [warnings, results]: [Problem[], Result[]] = [[], []]
  for await (const batch of readClaims(pieces(input), name))
    for (const item of batch)
      results.push(...scrubber.items([item], (warning) => void warnings.push(warning), name))
  const text = results.map((result) => report.render(result)).join('')
  return { text, warnings, results, failed: results.some((result) => reaches(result, 'deny')) }
}

async function threaded(
  pool: ScrubThreads,
  input: string | Uint8Array,
  chunk = Infinity,
  name = 'input',
): Promise<Written & { alone: string[] }> {
  const report = createNdjsonReport()
  const [warnings, alone]: [Problem[], string[]] = [[], []]
  let [text, failed] = ['', false]
  const options = {
    onWarning: (warning: Problem) => void warnings.push(warning),
    alone: () => Promise.resolve(scrubber),
    onAlone: (why: string) => void alone.push(why),
  }
  for await (const part of pool.stream(pieces(input, chunk), name, options))
    if ('report' in part) {
      text += Buffer.from(part.report).toString('utf8')
      failed ||= part.reached
    } else
      for (const result of part.results) {
        text += report.render(result)
        failed ||= reaches(result, 'deny')
      }
  return { text, warnings, failed, alone }
}

/** Texts of megabytes are compared without printing them. */
function expectText(text: string, expected: string): void {
  if (text === expected) return
  let at = 0
  while (text[at] === expected[at]) at++
  const around = (one: string): string =>
    `${one.length} characters, … ${one.slice(Math.max(0, at - 40), at + 160)}`
  expect(around(text)).toBe(around(expected))
}

async function expectSame(input: string | Uint8Array, chunk?: number, name?: string): Promise<Written> {
  const { text, warnings, failed } = await plainly(input, name)
  for (const threads of counts) {
    const many = await threaded(pools.get(threads)!, input, chunk, name)
    expectText(many.text, text)
    expect([threads, many.failed, many.warnings]).toEqual([threads, failed, warnings])
  }
  return { text, warnings, failed }
}

const x12 = [...claims837(120)].join('')
const damaged = (text: string): string =>
  text
    .replaceAll(/CLM\*C(\d*7)\*[\d.]+/g, 'CLM*C$1*1,50')
    .replace(/SE\*1\*/, 'SE*12*')
    .replaceAll(/~HI\*ABK:Z99999/g, '~ZZZ*1~HI*ABK:Z99999')

/** The claims as NDJSON, one a line. */
async function lines(text: string): Promise<string[]> {
  const claims: string[] = []
  for await (const batch of readClaims(pieces(text), 'input'))
    for (const item of batch) if (item.kind === 'claim') claims.push(JSON.stringify(item.claim))
  return claims
}

describe('threads', () => {
  it('write what a plain loop writes', { timeout: 120_000 }, async () => {
    const { text, failed } = await expectSame(x12, 1000)
    expect(text.split('\n')).toHaveLength(121)
    expect(failed).toBe(true)
  })
  it('keep places of the whole file in problems and warnings', { timeout: 120_000 }, async () => {
    const { text, warnings } = await expectSame(`${damaged(x12)}${x12}${damaged(x12)}`, 900)
    expect(text).toContain('"E_X12_SEGMENT"')
    expect(warnings.length).toBeGreaterThan(3)
  })
  it(
    'take files that are wrapped, cut off, compressed, damaged, strange or empty',
    { timeout: 120_000 },
    async () => {
      const zip = gzipSync(damaged(x12))
      const flat = x12.replaceAll(/HL\*[^~]*~/g, '')
      const inputs = [
        x12.replaceAll('~', '\r\n'),
        x12.slice(0, -3000),
        x12.replaceAll(/.{80}/g, '$&\n'),
        flat,
        `from: somebody\n\n${x12}`,
        zip,
        zip.subarray(0, zip.length / 2),
        Buffer.from(`\ufeff${x12}`, 'utf16le'),
        '',
        'nothing that is known',
        'claim,date,procedure\nA,2025-11-01,99213\n',
        '{"resourceType":"Bundle","entry":[]}',
      ]
      for (const input of inputs) await expectSame(input, 5000)
    },
  )
  it('take claims of 1,500 lines', { timeout: 120_000 }, async () => {
    await expectSame([...claims837(3, 1500)].join('') + x12.slice(0, 9000), 3000)
  })
  it('take NDJSON, with lines that are no claim', { timeout: 120_000 }, async () => {
    const claims = await lines(x12)
    const spoiled = claims.map((line, at) =>
      at % 9 === 4 ? line.slice(0, -7) : at % 9 === 7 ? '' : at % 9 === 8 ? '\u00e9\ufffd{"id":"é"}' : line,
    )
    for (const text of [claims.join('\n'), `${spoiled.join('\r\n')}\n`, claims.slice(0, 3).join('\n')])
      await expectSame(text, 700)
    const { alone } = await threaded(pools.get(2)!, claims.join('\n'))
    expect(alone).toEqual([])
  })
  it(
    'pass over a line that is longer than any claim, and say where it stands',
    { timeout: 120_000 },
    async () => {
      const claims = (await lines(x12)).slice(0, 12)
      const long = `{"id":"${'x'.repeat(17 * 1024 * 1024)}"}`
      const { text } = await expectSame([...claims, long, ...claims, '{'].join('\n'), 100_000)
      expect(text).toContain('E_JSON')
      await expectSame([...claims, long].join('\n'), 100_000)
    },
  )
  it('read other JSON on one thread, and say so', { timeout: 120_000 }, async () => {
    const claims = (await lines(x12)).slice(0, 12)
    const array = JSON.stringify(
      claims.map((line) => JSON.parse(line) as unknown),
      null,
      1,
    )
    await expectSame(array, 5000)
    expect((await threaded(pools.get(2)!, array)).alone).toEqual(['it is not one claim a line'])
  })
  it('write the same wherever the bytes come in pieces and are damaged', { timeout: 300_000 }, async () => {
    const put = fc.constantFrom(
      '',
      '~',
      'HL*9*1*22*0~',
      'CLM*Z*1~',
      'SE*1*1~',
      'SV3*AD:D0120*1~',
      'ISA*',
      '\n',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(25_000), fc.nat(30), put), { maxLength: 4 }),
        fc.integer({ min: 50, max: 9000 }),
        async (damages, chunk) => {
          let input = x12.slice(0, 25_000)
          for (const [at, gone, text] of damages) input = input.slice(0, at) + text + input.slice(at + gone)
          await expectSame(input, chunk)
        },
      ),
      { numRuns: 40 },
    )
  })
  const folder = dataFolder('claims')
  it.skipIf(folder === undefined)('write the same for files of others', { timeout: 300_000 }, async () => {
    for (const room of ['837p', '837i', '835', '277ca-999'])
      for (const name of readdirSync(join(folder!, room)))
        await expectSame(readFileSync(join(folder!, room, name)), 1500, name)
  })
})

describe('a pool of threads', () => {
  const open = (more: object = {}) =>
    openThreads({
      threads: 2,
      codesets: snapshot,
      received,
      report: 'ndjson',
      failOn: 'deny',
      partBytes,
      ...more,
    })
  const alone = () => Promise.resolve(scrubber)

  it(
    'adds up what its results add up to, parts that were read twice once',
    { timeout: 120_000 },
    async () => {
      const pool = await open()
      // Levels that come out of nothing: guesses are wrong now and then.
      const input = `${x12.replaceAll(/CLM\*C\d*3\*/g, 'ST*837*9~$&')}${damaged(x12)}`
      const { results } = await plainly(input)
      for await (const part of pool.stream(pieces(input, 3000), 'input', { alone })) void part
      const tally = createTally()
      for (const counted of await pool.counts()) tally.join(counted)
      await pool.close()
      const plain = createTally()
      for (const result of results) plain.add(result)
      expect(tally.summary()).toEqual<Summary>(plain.summary())
      expect(plain.summary().claims).toBeGreaterThan(200)
    },
  )
  it('says what cannot be opened, and ends', { timeout: 120_000 }, async () => {
    await expect(open({ history: ['/nowhere/at/all'] })).rejects.toMatchObject({ code: 'E_FILE' })
    await expect(open({ only: ['no-such-edit'] })).rejects.toMatchObject({ code: 'E_OPTION' })
  })
  it('can be left in the middle of an input, and takes the next', { timeout: 120_000 }, async () => {
    const pool = pools.get(2)!
    for await (const part of pool.stream(pieces(x12, 3000), 'input', { alone })) {
      expect('report' in part).toBe(true)
      break
    }
    expectText((await threaded(pool, x12)).text, (await plainly(x12)).text)
  })
  it('gives what came before a source of bytes failed, then its fault', { timeout: 120_000 }, async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(x12.slice(0, 30_000))
      throw new Error('gone')
    }
    let claims = 0
    const read = async (): Promise<void> => {
      for await (const part of pools.get(2)!.stream(failing(), 'input', { alone }))
        if ('report' in part) claims += part.claims
    }
    await expect(read()).rejects.toThrow('gone')
    expect(claims).toBeGreaterThan(30)
  })
  it(
    'names the place at which a thread ended, of this part and of those that come',
    { timeout: 120_000 },
    async () => {
      const pool = await openPartPool(
        {
          codesets: shareCodesets(snapshot),
          ruleFiles: [],
          received,
          only: [],
          skip: undefined,
          suggest: false,
          history: undefined,
          payerMap: undefined,
          risk: undefined,
          report: 'ndjson',
          marks: undefined,
          failOn: 'deny',
        },
        1,
      )
      // There is no part before it: the thread fails.
      const work = { form: 'x12', bytes: new Uint8Array(10), after: 99, start: undefined } as const
      const first = pool.run('input', 'input byte 7', work)
      await expect(first.done).rejects.toMatchObject({ code: 'E_THREAD', at: 'input byte 7' })
      const next = pool.run('input', 'input byte 9', {
        form: 'json',
        bytes: new Uint8Array(10),
        begun: undefined,
      })
      await expect(next.done).rejects.toMatchObject({ code: 'E_THREAD', at: 'input byte 9' })
      await expect(pool.counts()).rejects.toMatchObject({ code: 'E_THREAD' })
      await pool.close()
    },
  )
})
