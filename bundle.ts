/**
 * Bundles the command line into a few files: loading three hundred small modules one by one takes longer than most
 * questions that `check` answers. Each command gets the modules it uses and no others. The library stays as the
 * compiler writes it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { checkedRules } from './src/jobs/rules.ts'

const src = join(import.meta.dirname, 'src')
const out = join(import.meta.dirname, 'dist', 'cli')
const program = join(out, 'chunks', 'main.cjs')
/** See `src/cli/launch.ts`. */
const compiled = join(out, 'chunks', 'main.compiled')

/** File of everything that `index.ts` exports, and its name there. */
const exported = new Map(
  [...readFileSync(join(src, 'index.ts'), 'utf8').matchAll(/^export \{([^}]*)\} from '([^']+)'/gm)].flatMap(
    ([, names, file]) =>
      names!.split(',').map((one) => {
        const [name, as] = one.trim().split(' as ')
        return [as ?? name, { name, file: join(src, file!) }] as const
      }),
  ),
)

/**
 * What the command line takes from `index.ts` it takes from the file that has it: the bundler would else read for each
 * command all that `index.ts` names, since it asks which files a command reaches and not what it uses of them.
 */
const pastTheIndex: Plugin = {
  name: 'past-the-index',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]src[\\/](cli|server)[\\/].*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replaceAll(
        /^import \{([^}]*)\} from '(?:\.\.\/)+index\.ts'/gm,
        (_, names: string) =>
          names
            .split(',')
            .map((one) => one.trim())
            .filter((one) => one !== '' && !one.startsWith('type '))
            .map((one) => {
              const [name, as = name] = one.split(' as ')
              const from = exported.get(name!)
              if (from === undefined) throw new Error(`index.ts exports no ${name}, which ${path} asks for.`)
              return `import { ${from.name} as ${as} } from ${JSON.stringify(from.file)};`
            })
            .join(''),
      ),
    }))
  },
}

/** zod's messages in forty languages, of which none but English is asked for: a fifth of all that `check` reads. */
const englishAlone: Plugin = {
  name: 'english-alone',
  setup(bundler) {
    bundler.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'",
    }))
  },
}

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Half the bytes to read; names stay, since faults and profiles show them.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  plugins: [pastTheIndex, englishAlone],
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
  logLevel: 'warning',
}

rmSync(out, { recursive: true, force: true })
await build({
  ...common,
  entryPoints: {
    main: join(src, 'cli', 'launch.ts'),
    'scrub-worker': join(src, 'jobs', 'worker.ts'),
    'server-worker': join(src, 'server', 'worker.ts'),
  },
  outdir: out,
  entryNames: '[name]',
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  format: 'esm',
  // Packages written for `require` ask for Node's own modules with it.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'\nconst require = requireOf(import.meta.url)",
  },
})
// One script rather than modules: only scripts can be compiled ahead. What a command does not use is not run.
await build({
  ...common,
  entryPoints: [join(src, 'cli', 'main.ts')],
  outfile: program,
  format: 'cjs',
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href" },
  define: {
    'import.meta.url': 'bundleUrl',
    'import.meta.dirname': '__dirname',
    // Asked for from sources alone.
    'import.meta.resolve': 'undefined',
  },
  // A script that was compiled ahead cannot import while it runs; packages are required instead.
  supported: { 'dynamic-import': false },
})

// Regular expressions keep what strings have escaped. `src/cli/launch.ts` reads ASCII.
const text = readFileSync(program, 'utf8')
writeFileSync(
  program,
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
)

// The shipped rules as they were read and checked: the command line takes them where not a byte has changed since.
writeFileSync(join(out, 'rules.bin'), checkedRules())

// Two lines that NCCI bundles, so that what makes and writes findings is compiled, too.
const { status, stderr } = spawnSync(
  process.execPath,
  [join(out, 'main.js'), 'check', '80053', '80048', '--dx', 'E11.9', '--on', '2024-08-05'],
  { env: { ...process.env, CLEANCLAIM_COMPILE_AHEAD: compiled }, encoding: 'utf8' },
)
if (!existsSync(compiled)) throw new Error(`The program could not be compiled ahead (${status}): ${stderr}`)
