/**
 * Reading 837P beside node-x12 and x12-parser, once all have found the same segments and elements.
 *
 *   npm run build && npm install --prefix bench/peers && node --import tsx bench/peers/x12.ts [--claims 20000] [--rounds 5]
 *
 * The peers give segments; ours is shown as segments and as claims that were read and checked. Medians of processor time.
 */
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { compiled, line, peer } from './compiled.ts'

const { values } = parseArgs({
  options: { claims: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '5' } },
})
const claims = Number(values.claims)
const { readClaims } = await compiled<typeof import('../../src/index.ts')>('index.js')
const { createTokenizer } =
  await compiled<typeof import('../../src/formats/x12/tokenizer.ts')>('formats/x12/tokenizer.js')
const { claims837 } = await compiled<typeof import('../../src/jobs/bench-claims.ts')>('jobs/bench-claims.js')
const { medianOf, processorTime } =
  await compiled<typeof import('../../src/jobs/bench-time.ts')>('jobs/bench-time.js')

const text = [...claims837(claims)].join('')
const bytes = Buffer.from(text)
const PIECE = 65_536
function* pieces(): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}
async function* chunks(): AsyncGenerator<Uint8Array> {
  yield* pieces()
}

/** Takes a segment, its elements joined; the comparison keeps them, the measurement does not ask. */
type Take = (segment: string) => void

function ours(take?: Take): void {
  const tokenizer = createTokenizer()
  const drain = (): void => {
    for (let segment = tokenizer.next(); segment !== undefined; segment = tokenizer.next()) {
      if (take === undefined) continue
      const { bytes: held, starts, count, id } = segment
      const elements = Array.from({ length: count }, (_, at) =>
        held.toString('latin1', starts[at + 1], starts[at + 2]! - 1),
      )
      take([id, ...elements].join('*'))
    }
  }
  for (const piece of pieces()) {
    tokenizer.feed(piece)
    drain()
  }
  tokenizer.finish()
  drain()
}

interface X12Parser {
  readonly X12parser: new () => NodeJS.ReadWriteStream
}
async function byX12Parser({ X12parser }: X12Parser, take?: Take): Promise<void> {
  const stream = Readable.from(pieces()).pipe(new X12parser()) as unknown as AsyncIterable<
    Record<string, string>
  >
  for await (const { name, ...fields } of stream) {
    if (take === undefined) continue
    // Elements are `1`, `2` …; those of several components `1-1`, `1-2` …
    const elements: string[] = []
    for (const [key, value] of Object.entries(fields)) {
      const element = Number(key.split('-')[0])
      elements[element - 1] =
        elements[element - 1] === undefined ? value : `${elements[element - 1]}:${value}`
    }
    take([name, ...Array.from(elements, (element) => element ?? '')].join('*'))
  }
}

interface NodeX12 {
  readonly X12Parser: new (strict: boolean) => { parse(text: string): Interchange }
}
interface Parts {
  readonly tag: string
  readonly elements: readonly { readonly value: string }[]
}
interface Interchange {
  readonly header: Parts
  readonly trailer: Parts
  readonly functionalGroups: readonly {
    readonly header: Parts
    readonly trailer: Parts
    readonly transactions: readonly {
      readonly header: Parts
      readonly trailer: Parts
      readonly segments: readonly Parts[]
    }[]
  }[]
}
function byNodeX12({ X12Parser }: NodeX12, take?: Take): void {
  const interchange = new X12Parser(false).parse(text)
  if (take === undefined) return
  const give = ({ tag, elements }: Parts): void =>
    take([tag, ...elements.map(({ value }) => value)].join('*'))
  give(interchange.header)
  for (const group of interchange.functionalGroups) {
    give(group.header)
    for (const { header, segments, trailer } of group.transactions) {
      give(header)
      segments.forEach(give)
      give(trailer)
    }
    give(group.trailer)
  }
  give(interchange.trailer)
}

process.stdout.write(
  `Reading 837P: ${claims.toLocaleString('en-US')} claims, ${Math.round(bytes.length / claims)} bytes each, Node ${process.version}\n`,
)
const x12Parser = peer<X12Parser>('x12-parser')
const nodeX12 = peer<NodeX12>('node-x12')
const expected: string[] = []
ours((segment) => void expected.push(segment))

const stages: [name: string, run: () => Promise<void> | void][] = [
  ['cleanclaim, segments', () => ours()],
  [
    'cleanclaim, claims read and checked',
    async () => {
      for await (const batch of readClaims(chunks(), 'bench')) void batch
    },
  ],
]
async function add(name: string, run: (take?: Take) => Promise<void> | void): Promise<void> {
  const found: string[] = []
  await run((segment) => void found.push(segment))
  // Blanks that pad the ISA, empty elements at the end and the zeros of control numbers are no difference.
  const plainly = (segment: string): string => {
    const elements = segment.split('*').map((element) => element.trim())
    const bare = /^(ISA|IEA|GS|GE|ST|SE)$/.test(elements[0]!)
      ? elements.map((element) => element.replace(/^0+(?=\d)/, ''))
      : elements
    return bare.join('*').replace(/\**$/, '')
  }
  const at = expected.findIndex((segment, index) => plainly(segment) !== plainly(found[index] ?? ''))
  if (at >= 0 || found.length !== expected.length) {
    process.stdout.write(
      `  ${name}: finds other segments (first at ${at + 1}: ${found[at] ?? 'none'}), not timed\n`,
    )
    return
  }
  process.stdout.write(`  ${name}: the same ${found.length.toLocaleString('en-US')} segments\n`)
  stages.push([`${name}, segments`, () => run()])
}
if (x12Parser) await add('x12-parser', (take) => byX12Parser(x12Parser, take))
if (nodeX12) await add('node-x12', (take) => byNodeX12(nodeX12, take))

const times = stages.map(() => [] as number[])
for (let round = -2; round < Number(values.rounds); round++)
  for (const [at, [, run]] of stages.entries()) {
    const time = await processorTime(run)
    if (round >= 0) times[at]!.push(time / claims)
  }
for (const [at, [name]] of stages.entries()) line(name, medianOf(times[at]!), medianOf(times[0]!))
