/**
 * NCCI pairs of the lines of many claims: our table beside a join in DuckDB, once both have found the same pairs.
 *
 *   npm run build && npm install --prefix bench/peers && node --import tsx bench/peers/duckdb.ts --codesets DIR [--claims 100000] [--rounds 3]
 *
 * Needs a store with the practitioners' pairs. Lines and pairs are in memory on both sides before anything is timed: codes
 * as numbers in DuckDB, which is what serves it best. Medians of processor time of the whole process, all its threads.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compiled, line, peer } from './compiled.ts'

const TABLE = 'ncci-ptp-practitioner'
const { values } = parseArgs({
  options: {
    codesets: { type: 'string' },
    claims: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
  },
})
const { random } = await compiled<typeof import('../../src/jobs/bench-claims.ts')>('jobs/bench-claims.js')
const { medianOf, processorTime } =
  await compiled<typeof import('../../src/jobs/bench-time.ts')>('jobs/bench-time.js')
const { createCodebook } =
  await compiled<typeof import('../../src/codesets/codebook.ts')>('codesets/codebook.js')
const { ptpTable } = await compiled<typeof import('../../src/codesets/ptp.ts')>('codesets/ptp.js')
const { readColumns } = await compiled<typeof import('../../src/codesets/columns.ts')>('codesets/columns.js')
const { currentManifest } = await compiled<typeof import('../../src/codesets/store.ts')>('codesets/store.js')

interface Connection {
  run(sql: string): Promise<unknown>
  runAndReadAll(sql: string): Promise<{ getRows(): unknown[][] }>
}
interface DuckModule {
  readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> }
}

const listed = values.codesets === undefined ? undefined : currentManifest(values.codesets)
const release = listed?.releases.filter(({ table }) => table === TABLE).at(-1)
const module = peer<DuckModule>('@duckdb/node-api')
if (values.codesets === undefined || release === undefined)
  process.stdout.write(`NCCI pairs: skipped, no store with ${TABLE} was named\n`)
else if (module) await compare(module, join(values.codesets, release.file), release)

async function compare(
  { DuckDBInstance }: DuckModule,
  path: string,
  { id, from, through, complete }: { id: string; from: number; through: number; complete: boolean },
): Promise<void> {
  const count = Number(values.claims)
  const file = readColumns(path)
  const table = ptpTable(TABLE, [{ table: TABLE, id, from, through, complete, file }], createCodebook())
  const columns = file.columns as Readonly<Record<string, Uint32Array>>
  const [start, column2, term] = [columns['start']!, columns['column2']!, columns['term']!]
  const [effective, deleted, indicator] = [
    columns['termEffective']!,
    columns['termDeleted']!,
    columns['termIndicator']!,
  ]
  const codes = start.length - 1

  // Claims of three to seven lines of codes that stand in pairs, on one day each; numbers of codes from 1, as `find` takes them.
  const next = random(11)
  const lines: { readonly claim: number; readonly code: number; readonly day: number }[] = []
  for (let claim = 0; claim < count; claim++) {
    const day = 20240701 + Math.floor(next() * 28)
    const billed = new Set<number>()
    for (let left = 3 + Math.floor(next() * 5); left > 0; left--)
      billed.add(1 + Math.floor(codes * next() ** 2))
    for (const code of billed) lines.push({ claim, code, day })
  }
  const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-bench-'))
  try {
    const rows: string[] = ['one,two,effective,deleted,indicator']
    for (let one = 0; one < codes; one++)
      for (let row = start[one]!; row < start[one + 1]!; row++) {
        const at = term[row]!
        rows.push(`${one + 1},${column2[row]! + 1},${effective[at]},${deleted[at]},${indicator[at]}`)
      }
    writeFileSync(join(folder, 'pairs.csv'), rows.join('\n'))
    writeFileSync(
      join(folder, 'lines.csv'),
      ['claim,code,day', ...lines.map(({ claim, code, day }) => `${claim},${code},${day}`)].join('\n'),
    )
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(
      `create table pairs as select * from read_csv('${folder}/pairs.csv', types = {one: 'USMALLINT', two: 'USMALLINT', effective: 'INTEGER', deleted: 'INTEGER', indicator: 'UTINYINT'})`,
    )
    await connection.run(
      `create table lines as select * from read_csv('${folder}/lines.csv', types = {claim: 'INTEGER', code: 'USMALLINT', day: 'INTEGER'})`,
    )
    const question = `select count(*), sum(a.claim::BIGINT + p.one::BIGINT * 31 + p.two) from lines a join lines b on a.claim = b.claim and a.day = b.day join pairs p on p.one = a.code and p.two = b.code where p.indicator <> 9 and p.effective <= a.day and a.day <= p.deleted`
    const ours = (): [number, number] => {
      let [found, sum] = [0, 0]
      for (let begin = 0; begin < lines.length;) {
        let end = begin
        while (end < lines.length && lines[end]!.claim === lines[begin]!.claim) end++
        // As the edit asks: whether the two stand in any row, then which of them is the one that is denied.
        for (let one = begin; one < end; one++)
          for (let two = one + 1; two < end; two++) {
            const [a, b] = [lines[one]!, lines[two]!]
            if (!table.pairs(a.code, b.code)) continue
            for (const [column1, other] of [
              [a, b],
              [b, a],
            ] as const) {
              if (table.find(column1.code, other.code, a.day) < 0) continue
              found++
              sum += a.claim + column1.code * 31 + other.code
            }
          }
        begin = end
      }
      return [found, sum]
    }
    const theirs = async (): Promise<[number, number]> => {
      const [row] = (await connection.runAndReadAll(question)).getRows()
      return [Number(row![0]), Number(row![1])]
    }
    const [own, other] = [ours(), await theirs()]
    if (own.join() !== other.join()) throw new Error(`DuckDB finds ${other.join()}, the table ${own.join()}.`)
    process.stdout.write(
      `NCCI pairs: ${(rows.length - 1).toLocaleString('en-US')} pairs, ${count.toLocaleString('en-US')} claims of ${(lines.length / count).toFixed(1)} lines, Node ${process.version}\n  duckdb: the same ${own[0].toLocaleString('en-US')} pairs in force\n`,
    )
    const stages: [name: string, threads: number, run: () => unknown][] = [
      ['cleanclaim', 0, ours],
      ['duckdb, one thread', 1, theirs],
      ['duckdb, two threads', 2, theirs],
    ]
    const times = stages.map(() => [] as number[])
    for (let round = -1; round < Number(values.rounds); round++)
      for (const [at, [, threads, run]] of stages.entries()) {
        if (threads > 0) await connection.run(`set threads = ${threads}`)
        const time = await processorTime(async () => void (await run()))
        if (round >= 0) times[at]!.push(time / count)
      }
    for (const [at, [name]] of stages.entries()) line(name, medianOf(times[at]!), medianOf(times[0]!))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
