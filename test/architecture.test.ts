/** Never arrows: which room may import which, which packages belong to which room, and which rooms are pure. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = join(import.meta.dirname, '..', 'src')

/** What each room may import beside its own files: rooms, or single files of a room. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  formats: ['model'],
  codesets: ['model'],
  edits: ['model', 'codesets/tables.ts', 'edits/define.ts'],
  policy: ['model', 'edits/define.ts'],
  engine: ['model', 'edits/define.ts', 'codesets/tables.ts'],
  risk: ['model'],
  store: ['model'],
  audit: ['model', 'engine', 'risk', 'store'],
  report: ['model', 'edits/define.ts', 'codesets/tables.ts', 'audit', 'formats'],
  jobs: ['model', 'formats', 'codesets', 'edits', 'policy', 'engine', 'risk', 'store', 'audit', 'report'],
  // What listens and what keeps tokens is started from the command line, and loaded by the command that needs it.
  cli: ['index.ts', 'server/start.ts', 'server/tokens.ts'],
  server: ['index.ts'],
}

/** Packages by the rooms that own them. */
const packages: Readonly<Record<string, readonly string[]>> = {
  zod: ['model', 'codesets', 'formats', 'policy', 'server'],
  'fast-csv': ['formats', 'codesets'],
  saxes: ['codesets'],
  yauzl: ['codesets'],
  'lru-cache': ['codesets', 'jobs'],
  'json-rules-engine': ['policy'],
  kysely: ['store', 'audit'],
  libsql: ['store'],
  pg: ['store'],
  '@observablehq/plot': ['report'],
  linkedom: ['report'],
  fastify: ['server'],
  'fastify-type-provider-zod': ['server'],
  '@fastify/compress': ['server'],
  '@fastify/cors': ['server'],
  '@fastify/helmet': ['server'],
  '@fastify/rate-limit': ['server'],
  '@fastify/swagger': ['server'],
  '@fastify/swagger-ui': ['server'],
  'prom-client': ['server'],
  jose: ['server'],
  '@opentelemetry/api': ['server'],
  '@opentelemetry/exporter-trace-otlp-http': ['server'],
  '@opentelemetry/resources': ['server'],
  '@opentelemetry/sdk-trace-node': ['server'],
  commander: ['cli'],
  picocolors: ['cli'],
  'cli-table3': ['cli'],
  'cli-progress': ['cli'],
}

/** Rooms in which no clock, chance, process, file or network appears. */
const pure = ['model', 'edits', 'policy', 'engine', 'risk', 'report']
const impure = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\bprocess\./,
  /\bperformance\./,
  /\bfetch\(/,
  /from 'node:/,
]

const filesOf = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesOf(path) : name.endsWith('.ts') ? [path] : []
  })
const files = filesOf(src).map((path) => ({
  path,
  name: relative(src, path).split(sep).join('/'),
  text: readFileSync(path, 'utf8'),
}))
const roomOf = (name: string): string => name.split('/')[0]!
const importsOf = (text: string): string[] =>
  [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
    ),
  ].map((match) => (match[1] ?? match[2] ?? match[3])!)

describe('architecture', () => {
  it.each(files.map(({ name }) => name))('%s imports only what its room may', (name) => {
    const { path, text } = files.find((file) => file.name === name)!
    const room = roomOf(name)
    for (const target of importsOf(text)) {
      if (!target.startsWith('.')) {
        if (target.startsWith('node:')) continue
        const owner = target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : target.split('/')[0]!
        expect(packages[owner], `${name} imports the package ${owner}`).toContain(room)
        continue
      }
      const to = relative(src, join(dirname(path), target))
        .split(sep)
        .join('/')
      // Edits do not import each other: their room is open to its index alone.
      const own = roomOf(to) === room && (room !== 'edits' || name === 'edits/index.ts')
      const allowed =
        own ||
        name === 'index.ts' ||
        (mayImport[room] ?? []).some((rule) => to === rule || to.startsWith(`${rule}/`))
      expect(allowed, `${name} imports ${to}`).toBe(true)
    }
  })
  it.each(pure)('%s has no clock, chance, process, file or network', (room) => {
    for (const { name, text } of files.filter((file) => roomOf(file.name) === room))
      for (const pattern of impure) expect(pattern.test(text) && `${name} has ${pattern}`).toBe(false)
  })
  it('has no file over 400 lines and no room that says nothing', () => {
    for (const { name, text } of files) expect(text.split('\n').length, name).toBeLessThan(400)
    const rooms = new Set(files.map(({ name }) => roomOf(name)))
    for (const room of ['utils', 'common', 'helpers', 'types', 'services', 'core', 'lib'])
      expect(rooms).not.toContain(room)
  })
  it('has no default export', () => {
    for (const { name, text } of files) expect(/^export default\b/m.test(text), name).toBe(false)
  })
})
