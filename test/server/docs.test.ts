/** The reference of the API is what the routes say of themselves; what deploys the program names what there is. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { apiPage } from '../../docs/api-page.ts'
import { serveCommand } from '../../src/cli/serve.ts'

const root = join(import.meta.dirname, '..', '..')
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8')

it('docs/api.md', async () => {
  expect(read('docs', 'api.md'), 'run `npm run docs`').toBe(await apiPage())
})

describe('deploy', () => {
  const { bin, engines } = JSON.parse(read('package.json')) as {
    bin: { cleanclaim: string }
    engines: { node: string }
  }
  const dockerfile = read('deploy', 'Dockerfile')
  const unit = read('deploy', 'cleanclaim.service')
  const known = serveCommand().options.map(({ long }) => long)

  it('takes into the image what the build needs and the program has beside it', () => {
    const kept = read('deploy', 'Dockerfile.dockerignore')
      .split('\n')
      .flatMap((line) => /^!(.+)/.exec(line)?.[1] ?? [])
    for (const path of kept) expect(existsSync(join(root, path)), path).toBe(true)
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/build\/(.+) \S+$/gm)]
      .flatMap((match) => match[1]!.split(' '))
      .map((path) => path.replace('/build/', ''))
    expect(copied).toEqual(
      expect.arrayContaining(['package.json', 'node_modules', 'dist', 'codesets', 'rules']),
    )
    for (const path of copied.filter((one) => one !== 'node_modules' && one !== 'dist'))
      expect(kept).toContain(path)
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { build: string } }
    for (const [, file] of scripts.build.matchAll(/(\S+\.(?:ts|json))/g)) expect(kept).toContain(file)
  })
  it('starts the program that package.json names, on a Node that it takes', () => {
    expect(dockerfile).toContain(`"${bin.cleanclaim}"`)
    expect(dockerfile.match(/FROM node:(\d+)/)![1]).toBe(/\d+/.exec(engines.node)![0])
    expect(unit).toMatch(/^ExecStart=\/usr\/bin\/env cleanclaim serve /m)
    // What the runtime is asked for, the commands ask themselves: it must not hang on how they are started.
    expect(unit).not.toContain('NODE_OPTIONS')
    expect(dockerfile).toContain(`ENTRYPOINT ["node", "${bin.cleanclaim}"]`)
  })
  it('gives options that there are, and more time to stop than the program takes', () => {
    for (const text of [dockerfile, unit])
      for (const [, option] of text.matchAll(/(?:^|[\s"])(--(?:host|port|tls-\w+|require-token)\b)/gm))
        expect(known).toContain(option)
    const seconds = Number(serveCommand().options.find(({ long }) => long === '--stop-seconds')!.defaultValue)
    expect(Number(/TimeoutStopSec=(\d+)/.exec(unit)![1])).toBeGreaterThan(seconds)
  })
})
