/**
 * Bundles the command line into a few files: loading three hundred small modules one by one takes longer than most
 * questions that `check` answers. The library stays as the compiler writes it.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const out = join(import.meta.dirname, 'dist', 'cli')
rmSync(out, { recursive: true, force: true })
await build({
  entryPoints: {
    main: join(import.meta.dirname, 'src', 'cli', 'main.ts'),
    'scrub-worker': join(import.meta.dirname, 'src', 'jobs', 'worker.ts'),
    'server-worker': join(import.meta.dirname, 'src', 'server', 'worker.ts'),
  },
  outdir: out,
  entryNames: '[name]',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Loaded only by the commands that need them, and some have native parts.
  external: [
    '@fastify/*',
    '@observablehq/plot',
    '@opentelemetry/*',
    'fastify',
    'fastify-type-provider-zod',
    'json-rules-engine',
    'kysely',
    'libsql',
    'linkedom',
    'pg',
    'prom-client',
  ],
  // Packages written for `require` ask for Node's own modules with it.
  banner: {
    js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)",
  },
  logLevel: 'warning',
})
