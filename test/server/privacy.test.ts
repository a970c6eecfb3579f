/** A marked patient is sent through every route and every error: the mark is in no log, metric, trace, trail or error. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { openRunStore, readTrail } from '../../src/index.ts'
import {
  claimCsv,
  claimFhir,
  claimJson,
  claimX12,
  remittanceX12,
  ruleDocuments,
} from '../../src/server/examples.ts'
import { built, folder, storeIn } from './server.ts'

const MARK = 'Zqmarkzq'
const BORN = '1931-07-19'
/** The name, member id, address and free text bear the mark; the birth date is known by itself, however it is written. */
const MARKED = /Zqmarkzq|1931-07-19|19310719|7\/19\/1931/i
const home = folder()

/** What takes spans, as an operator's collector would. */
const spans: string[] = []
const collector = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  request.on('end', () => {
    spans.push(text)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
})
await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
afterAll(() => void collector.close())
process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
const logged: string[] = []
const { app, flushLog } = await built({ store: storeIn(home), log: (lines) => logged.push(lines) })

interface Described {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly parameters?: readonly { name: string; in: string }[]; readonly requestBody?: object }
        >
      >
    >
  >
}
const operations = Object.entries((await app.inject('/openapi.json')).json<Described>().paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase() as 'GET' | 'POST',
      operation,
    })),
)

/** The claim with the mark wherever a person may stand. */
const person = {
  ...claimJson,
  payer: { ...claimJson.payer, name: MARK },
  subscriber: { id: MARK },
  patient: { ...claimJson.patient, id: MARK, birthDate: BORN },
  lines: claimJson.lines.map((line) => ({ ...line, description: MARK })),
}
const markedX12 = claimX12
  .replace('EXAMPLE*PATIENT', `${MARK}*${MARK}`)
  .replace('1EG4TE5MK73', MARK)
  .replace('2 MAIN ST', MARK)
  .replace('19530409', BORN.replaceAll('-', ''))
const markedFhir = {
  ...claimFhir,
  patient: { reference: `Patient/${MARK}`, display: MARK },
  contained: [
    {
      resourceType: 'Patient',
      id: 'p',
      name: [{ family: MARK }],
      birthDate: BORN,
      address: [{ line: [MARK] }],
    },
  ],
}
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Bodies that can be read, and bodies that cannot, by content type; the mark is in each. */
const bodies: readonly (readonly [string, unknown])[] = [
  ['application/json', person],
  ['application/json', [person, { ...person, nope: MARK }]],
  ['application/json', { ...person, type: MARK }],
  ['application/json', { ...person, lines: MARK }],
  ['application/json', { ...person, patient: { ...person.patient, birthDate: MARK } }],
  ['application/json', `{"${MARK} ${MARK}":1}`],
  ['application/json', `{"id":"${MARK}"`],
  ['application/json', `"${MARK}"`],
  ['application/json', { lines: ['99213'], payer: MARK }],
  ['application/json', { lines: [`99213 ${MARK}`] }],
  [
    'application/json',
    { documents: { ...ruleDocuments.documents, [`acme-health/${MARK}.json`]: { a: MARK } } },
  ],
  ['application/json', { do: 'note', item: 'AAAAAAAAAAAAAAAA/x', version: 0, text: MARK }],
  ['application/json', { do: 'assign', item: `AAAAAAAAAAAAAAAA/${MARK}`, version: 0, to: MARK }],
  ['application/x-ndjson', `${JSON.stringify(person)}\n{"id":"${MARK}\n`],
  ['application/x-ndjson', MARK],
  ['application/edi-x12', markedX12],
  ['application/edi-x12', markedX12.replace('DMG*D8*19310719', `DMG*D8*${MARK}`)],
  ['application/edi-x12', markedX12.replace('CLM*CLM-1002*110', `CLM*CLM-1002*${MARK}`)],
  ['application/edi-x12', markedX12.slice(0, 700)],
  ['application/edi-x12', `ISA${MARK}`],
  ['application/edi-x12', remittanceX12.replace('EXAMPLE*PATIENT', `${MARK}*${MARK}`)],
  ['application/edi-x12', remittanceX12.replace('SVC*HC:99213*110', `SVC*HC:${MARK}*${MARK}`)],
  ['application/fhir+json', markedFhir],
  ['application/fhir+json', { ...markedFhir, type: { text: MARK } }],
  ['application/fhir+json', { ...markedFhir, diagnosis: [{ [MARK]: MARK }] }],
  ['application/fhir+json', { resourceType: MARK }],
  ['application/fhir+json', { resourceType: 'Bundle', entry: [{ resource: { resourceType: MARK } }] }],
  ['text/csv', claimCsv.replace('P-77', MARK).replace('1953-04-09', '7/19/1931')],
  ['text/csv', claimCsv.replace('1953-04-09', MARK)],
  ['text/csv', `${MARK},${MARK}\n${MARK},${MARK}`],
  // Large enough for a thread, as a whole and broken.
  ['application/x-ndjson', `${JSON.stringify(person)}\n`.repeat(80)],
  ['application/x-ndjson', `{"${MARK}":"${BORN}"}\n`.repeat(2_500)],
  ['application/json', `[${`${JSON.stringify(person)},`.repeat(80)}{"id":"${MARK}","birthDate":"${BORN}"}]`],
  ['application/json', ` ${' '.repeat(60_000)}{"id":"${MARK} ${BORN}"`],
  ['application/edi-x12', `${markedX12.slice(0, 700)}NTE*ADD*${MARK}~`.padEnd(70_000, 'N3*Zqmarkzq~')],
  ['application/fhir+json', JSON.stringify({ ...markedFhir, item: MARK, text: { div: MARK.repeat(8_000) } })],
  ['application/gzip', gzipSync(`${JSON.stringify(person)}\n{"id":"${MARK}"\n`)],
  ['application/gzip', gzipSync(JSON.stringify(person)).subarray(0, 60)],
  ['application/gzip', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from(MARK)])],
  [MARK, MARK],
]
const headers: readonly Readonly<Record<string, string>>[] = [
  {},
  { authorization: `Bearer ${MARK}` },
  { 'x-request-id': MARK, 'user-agent': MARK, referer: MARK, cookie: MARK, traceparent: MARK },
  { 'idempotency-key': `${MARK}-${MARK}` },
  { 'content-encoding': MARK },
  { accept: MARK },
  { host: `${MARK}.example` },
  { origin: `https://${MARK}.example` },
]

const answers: {
  readonly status: number
  readonly body: string
  readonly head: string
  readonly from: string
}[] = []
async function send(
  method: 'GET' | 'POST',
  url: string,
  more: Readonly<Record<string, string>>,
  payload?: unknown,
): Promise<void> {
  const answer = await app.inject({
    method,
    url,
    headers: more,
    ...(payload === undefined ? {} : { payload: Buffer.isBuffer(payload) ? payload : text(payload) }),
  })
  answers.push({
    status: answer.statusCode,
    body: answer.body,
    head: JSON.stringify(answer.headers),
    from: `${method} ${url} ${text(payload ?? '').slice(0, 120)}`,
  })
}

describe('a marked patient', () => {
  it('goes through every route', async () => {
    for (const { path, method, operation } of operations) {
      const url = path.replaceAll(/\{\w+\}/g, MARK)
      const isPosted = operation.requestBody !== undefined
      for (const more of headers)
        await send(
          method,
          url,
          { 'content-type': 'application/json', ...more },
          isPosted ? person : undefined,
        )
      const query = (operation.parameters ?? []).filter(({ in: place }) => place === 'query')
      for (const { name } of [...query, { name: MARK }])
        await send(
          method,
          `${url}?${name}=${MARK}`,
          { 'content-type': 'application/json' },
          isPosted ? person : undefined,
        )
      if (isPosted)
        for (const [type, body] of bodies) {
          await send(method, url, { 'content-type': type }, body)
          if (path.startsWith('/fhir'))
            await send(method, url, { 'content-type': type, accept: 'application/fhir+json' }, body)
        }
    }
    for (const url of [
      `/${MARK}`,
      `/v1/${MARK}?${MARK}=${MARK}`,
      `/docs/static/${MARK}`,
      `/v1/edits/%E0${MARK}`,
    ])
      await send('GET', url, {})
    expect(answers.length).toBeGreaterThan(400)
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([...answers.map(({ status }) => status)].filter((status) => status < 500)),
    )
  })
  it('is in no error and no header', () => {
    const errors = answers.filter(({ status }) => status >= 400)
    expect(errors.length).toBeGreaterThan(200)
    expect(
      errors.filter(({ body }) => MARKED.test(body)).map(({ from, body }) => `${from} → ${body}`),
    ).toEqual([])
    // An origin that is asked about is not one that is answered.
    expect(answers.filter(({ head }) => MARKED.test(head)).map(({ from }) => from)).toEqual([])
  })
  it('is in no result, but where the payer is named', () => {
    const found = answers.filter(({ status, body }) => status < 400 && MARKED.test(body))
    // A ClaimResponse names the patient by the reference it was given.
    expect(
      found
        .filter(({ body }) => !body.includes(`"patient":{"reference":"Patient/${MARK}"}`))
        .map(({ from }) => from),
    ).toEqual([])
  })
  it('is in no log, metric or entry of the trail', async () => {
    flushLog()
    expect(logged.join('').split('\n').length).toBeGreaterThan(400)
    expect(logged.join('')).not.toMatch(MARKED)
    expect((await app.inject('/metrics')).body).not.toMatch(MARKED)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const store = await openRunStore(storeIn(home).url, storeIn(home))
    try {
      const entries = []
      for (
        let page = await readTrail(store);
        page.length > 0;
        page = await readTrail(store, page.at(-1)!.number)
      )
        entries.push(...page)
      expect(entries.length).toBeGreaterThan(20)
      expect(JSON.stringify(entries)).not.toMatch(MARKED)
    } finally {
      await store.close()
    }
  })
  it('is in no trace, which says of a request what the log says', async () => {
    await app.close()
    const sent = spans.join('\n')
    expect(sent.match(/"http\.route"/g)!.length).toBeGreaterThan(300)
    expect(sent).not.toMatch(MARKED)
    const keys = [...sent.matchAll(/"key":"([^"]+)"/g)].map((match) => match[1]!)
    expect(new Set(keys.filter((key) => key.startsWith('http') || key.startsWith('cleanclaim')))).toEqual(
      new Set(['http.request.method', 'http.route', 'http.response.status_code', 'cleanclaim.claims']),
    )
  })
})
