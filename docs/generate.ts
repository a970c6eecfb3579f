/** The generated pages: `npm run docs` writes them, and a test holds the files to what this makes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { program } from '../src/cli/program.ts'
import {
  createTally,
  edits,
  editPage,
  errorKinds,
  expandPaths,
  openCodesets,
  openRules,
  openScrubber,
  renderResult,
  renderTotals,
  ruleJsonSchema,
  starterFolder,
} from '../src/index.ts'
import { apiPage } from './api-page.ts'
import { contradictionsPage } from './contradictions.ts'

const root = join(import.meta.dirname, '..')

/** Claims of the examples that the README shows, as the demo prints them. */
const SHOWN = ['DAY-15', 'DAY-20', 'DAY-23']

/** The README with the demo's real output in its place. */
export async function readme(): Promise<string> {
  const codesets = await openCodesets(starterFolder)
  const scrubber = openScrubber({ codesets, received: '2026-10-15' })
  const tally = createTally()
  let shown = ''
  for (const path of expandPaths([join(root, 'examples')]))
    for await (const result of scrubber.file(path)) {
      tally.add(result)
      if (result.claim !== null && SHOWN.includes(result.claim)) shown += renderResult(result)
    }
  const totals = renderTotals(tally.summary(), codesets.id, codesets.starter).split('\n')[0]!
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  const [start, end] = ['<!-- demo -->', '<!-- /demo -->']
  const [from, through] = [text.indexOf(start) + start.length, text.indexOf(end)]
  return `${text.slice(0, from)}\n\n\`\`\`text\n${shown}…\n\n${totals}\n\`\`\`\n\n${text.slice(through)}`
}

/** Text of every generated page by its path under `docs/`. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>()
  for (const edit of edits) made.set(`edits/${edit.id}.md`, editPage(edit))
  made.set('edits/README.md', editIndex())
  made.set('rules/README.md', ruleIndex())
  made.set('errors.md', errorPage())
  made.set('cli.md', await cliPage())
  made.set('../rules/schema.json', `${JSON.stringify(ruleJsonSchema(), null, 2)}\n`)
  made.set('contradictions.md', `${generated}${contradictionsPage()}`)
  return made
}

const generated = '<!-- Made by `npm run docs`; do not edit. -->\n\n'

function editIndex(): string {
  const rows = edits.map(({ id, title, authority }) => `| [\`${id}\`](${id}.md) | ${title} | ${authority} |`)
  return `${generated}# Edits\n\n${edits.length} built-in edits. \`authority\` says whose rule it is: \`every-payer\`, \`ncci\`, or \`medicare\`.\n\n| id | this claim has | authority |\n| --- | --- | --- |\n${rows.join('\n')}\n`
}

/** A text as a cell of a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|')

function ruleIndex(): string {
  const { rules, payers, bases } = openRules().parsed
  const takers = (base: string): string =>
    [...payers.values()]
      .filter(({ profile }) => profile.base === base)
      .map(({ profile }) => `\`${profile.id}\``)
      .join(', ')
  const owners = [...new Set(rules.map(({ owner }) => owner))]
  const parts = owners.map((owner) => {
    const base = bases.get(owner)
    const title = base?.title ?? payers.get(owner)?.profile.title ?? owner
    const rows = rules
      .filter((rule) => rule.owner === owner)
      .map(({ id, document: { title: what, then, status, source } }) => {
        const state = status === 'active' ? '' : ` (${status})`
        return `| \`${id}\` | ${cell(what)} | ${then.severity}${state} | [${cell(source.title)}](${source.url}), read ${source.retrieved} |`
      })
    const taken = base === undefined ? '' : `Taken over by ${takers(owner) || 'no payer'}.\n\n`
    return `## ${title}\n\n${taken}| id | this claim has | severity | source |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
  })
  return `${generated}# Payer rules\n\n${rules.length} rules that ship: ${bases.size} shared sets, and what single payers publish. \`cleanclaim explain ID\` shows a rule's page: what it asks, its cases, and which payer grades it otherwise. How to write one: [rules/README.md](../../rules/README.md).\n\n${parts.join('\n')}`
}

function errorPage(): string {
  const rows = Object.entries(errorKinds).map(
    ([code, { kind, status, means }]) => `| \`${code}\` | ${kind} | ${status} | ${means} |`,
  )
  return `${generated}# Errors\n\nA *fault* ends the program with status 2. A *problem* is one claim or input that cannot be read: it is reported with its place, the other claims are scrubbed, and the exit status is 1. A *warning* goes to standard error.\n\n| code | kind | HTTP | means |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
}

async function cliPage(): Promise<string> {
  const parts = [`${generated}# Command line`]
  const root = await program()
  for (const command of root.commands)
    for (const one of command.commands.length > 0 ? command.commands : [command]) {
      const name = one === command ? one.name() : `${command.name()} ${one.name()}`
      const help: string[] = []
      one.configureOutput({
        writeOut: (text) => void help.push(text),
        getOutHelpWidth: () => 100,
        getOutHasColors: () => false,
      })
      one.outputHelp()
      parts.push(`## cleanclaim ${name}\n\n\`\`\`text\n${help.join('').trim()}\n\`\`\``)
    }
  parts.push(
    'Exit status: 0 nothing at or above `--fail-on`; 1 something, or a claim that could not be read; 2 the job could not be done.',
  )
  return `${parts.join('\n\n')}\n`
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of await pages()) {
    const path = join(import.meta.dirname, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  writeFileSync(join(root, 'README.md'), await readme())
  writeFileSync(join(import.meta.dirname, 'api.md'), await apiPage())
}
