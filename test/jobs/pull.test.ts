/** Pulling releases, against a server on this machine: what is asked, what is refused, what is kept. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { manifestsFolder, pullManifests } from '../../src/codesets/pull-manifest.ts'
import { currentManifest } from '../../src/codesets/store.ts'
import { pullReleases, type PullOptions } from '../../src/jobs/pull.ts'
import { faultOf, mueText, newFolder, zipOf } from '../codesets/import-fixtures.ts'

const csv = mueText('A1001,1,2 Date of Service Edit: Policy,CMS Policy')
const archive = zipOf({ name: 'MCR_MUE_PractitionerServices_Eff_04-01-2024.csv', bytes: csv })
const sha256 = createHash('sha256').update(archive).digest('hex')

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})
async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer)
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A folder with one manifest of one file, changed as the sketch says. */
function manifestFor(url: string, sketch: object = {}): string {
  const folder = newFolder()
  const manifest = {
    name: 'mue-test',
    title: 'A test',
    publisher: 'Nobody',
    table: 'ncci-mue-practitioner',
    licence: { name: 'None', url: 'https://example.org/licence', accept: false },
    page: 'https://example.org/page',
    files: [{ url }],
    mostBytes: 1_000_000,
    ...sketch,
  }
  writeFileSync(join(folder, 'mue-test.json'), JSON.stringify(manifest))
  return folder
}
const pull = (manifests: string, sketch: Partial<PullOptions> = {}) =>
  pullReleases({
    folder: join(newFolder(), 'store'),
    names: ['mue-test'],
    acceptLicences: false,
    today: '2026-11-25',
    manifests,
    allowLoopback: true,
    partial: true,
    ...sketch,
  })
const FILE = '/files/mue.zip'
const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('cleanclaim-pull-'))

describe('pull', () => {
  it('downloads, imports and keeps the digest', async () => {
    const base = await serve((_request, response) => response.end(archive))
    const folder = join(newFolder(), 'store')
    const { downloads, imported } = await pull(
      manifestFor(base + FILE, { files: [{ url: base + FILE, sha256 }] }),
      {
        folder,
      },
    )
    expect(downloads).toEqual([{ name: 'mue.zip', url: base + FILE, bytes: archive.length, sha256 }])
    expect(imported.releases.map(({ table, id }) => [table, id])).toEqual([
      ['ncci-mue-practitioner', '2024Q2'],
    ])
    expect(currentManifest(folder)?.id).toBe(imported.snapshot)
    expect(JSON.parse(readFileSync(join(folder, 'downloads.ndjson'), 'utf8'))).toMatchObject({
      sha256,
      retrieved: '2026-11-25',
    })
    expect(leftovers()).toEqual([])
  })
  it('follows a redirect on the same site, and no other', async () => {
    const base = await serve((request, response) => {
      if (request.url === FILE) response.writeHead(302, { location: '/real.zip' }).end()
      else if (request.url === '/away.zip')
        response.writeHead(302, { location: 'https://example.org/x.zip' }).end()
      else if (request.url === '/round.zip') response.writeHead(302, { location: '/round.zip' }).end()
      else response.end(archive)
    })
    expect((await pull(manifestFor(base + FILE))).downloads[0]!.sha256).toBe(sha256)
    expect(await faultOf(pull(manifestFor(`${base}/away.zip`)))).toContain('another site')
    expect(await faultOf(pull(manifestFor(`${base}/round.zip`)))).toContain('more than 5 times')
  })
  it.each([
    [
      'another file than expected',
      (r: Parameters<RequestListener>[1]) => r.end(archive),
      { sha: '0'.repeat(64) },
      'SHA-256',
    ],
    ['a page', (r: Parameters<RequestListener>[1]) => r.end('<html>Licence</html>'), {}, 'accept a licence'],
    ['an error', (r: Parameters<RequestListener>[1]) => r.writeHead(404).end(), {}, 'status 404'],
    ['nothing', (r: Parameters<RequestListener>[1]) => r.end(), {}, 'empty'],
    [
      'too much',
      (r: Parameters<RequestListener>[1]) => r.end(Buffer.concat([archive, Buffer.alloc(2_000_000)])),
      {},
      'more than 1000000 bytes',
    ],
  ] as const)(
    'refuses %s and leaves the store as it was',
    async (_what, answer, { sha }: { sha?: string }, said) => {
      const base = await serve((_request, response) => void answer(response))
      const folder = join(newFolder(), 'store')
      const manifests = manifestFor(base + FILE, {
        files: [{ url: base + FILE, ...(sha ? { sha256: sha } : {}) }],
      })
      const fault = await faultOf(pull(manifests, { folder }))
      expect(fault).toMatch(/^E_DOWNLOAD /)
      expect(fault).toContain(said)
      expect(existsSync(folder)).toBe(false)
      expect(leftovers()).toEqual([])
    },
  )
  it('does not wait for ever: not for the first byte, nor for the last', async () => {
    const silent = await serve(() => undefined)
    expect(await faultOf(pull(manifestFor(silent + FILE), { stallTimeout: 50 }))).toContain('too long')
    server?.closeAllConnections()
    const slow = await serve((_request, response) => {
      response.write(archive.subarray(0, 10))
      const timer = setInterval(() => response.write('x'), 10)
      response.on('close', () => clearInterval(timer))
    })
    expect(await faultOf(pull(manifestFor(slow + FILE), { wholeTimeout: 150 }))).toContain('too long')
  })
  it('takes https alone unless a loopback server is allowed', async () => {
    const base = await serve((_request, response) => response.end(archive))
    expect(await faultOf(pull(manifestFor(base + FILE), { allowLoopback: false }))).toContain('https alone')
    expect(await faultOf(pull(manifestFor('http://example.org/x.zip')))).toContain('https alone')
    expect(await faultOf(pull(manifestFor('https://user:word@example.org/x.zip')))).toContain('password')
  })
  it('asks nothing before a licence is accepted', async () => {
    let asked = 0
    const base = await serve((_request, response) => {
      asked++
      response.end(archive)
    })
    const manifests = manifestFor(base + FILE, {
      licence: { name: 'Strict', url: 'https://example.org/licence', accept: true },
    })
    expect(await faultOf(pull(manifests))).toMatch(/^E_OPTION mue-test: .*Strict.*--accept-licences/)
    expect(asked).toBe(0)
    await pull(manifests, { acceptLicences: true })
    expect(asked).toBe(1)
  })
  it('names what there is for a name that is none', async () => {
    expect(await faultOf(pull(manifestFor('https://example.org/x.zip'), { names: ['nope'] }))).toContain(
      'Known: mue-test',
    )
  })
})

describe('manifests', () => {
  it('of the package are whole, and point at publishers over https', () => {
    const manifests = pullManifests()
    expect(manifests.length).toBe(readdirSync(manifestsFolder).length)
    for (const { files, page } of manifests)
      for (const url of [page, ...files.map((file) => file.url)])
        expect(new URL(url)).toMatchObject({ protocol: 'https:', hostname: 'www.cms.gov' })
  })
  it.each([
    ['no JSON', '{'],
    ['a stray key', JSON.stringify({ name: 'x', extra: 1 })],
    ['another name than its file', readFileSync(join(manifestsFolder, 'icd10cm-fy2026.json'), 'utf8')],
  ])('refuses %s', (_what, text) => {
    const folder = join(newFolder(), 'manifests')
    mkdirSync(folder)
    writeFileSync(join(folder, 'x.json'), text)
    expect(() => pullManifests(folder)).toThrow(expect.objectContaining({ code: 'E_LAYOUT' }))
  })
})
