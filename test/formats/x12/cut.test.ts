/** A file read in parts, wherever it is cut, gives what one reader gives. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claims837 } from '../../../bench/generate.ts'
import type { Item } from '../../../src/formats/items.ts'
import { createPartMemory } from '../../../src/formats/part-memory.ts'
import { cutX12, REACH } from '../../../src/formats/x12/cut-837.ts'
import { gather, nothingGathered, openX12Parts, startText } from '../../../src/formats/x12/cut-reader.ts'
import { readX12 } from '../../../src/formats/x12/read-837.ts'
import type { Problem } from '../../../src/model/result.ts'
import { dataFolder } from '../../data.ts'
import { itemsOf, pieces } from '../reading.ts'
import { claimSegments, header, interchange, lineSegments, transaction } from './writing.ts'

interface Read {
  readonly results: Item[]
  readonly warnings: Problem[]
  /** Cuts, those whose guess was right, and those whose guess was wrong. */
  readonly cuts: number
  readonly right: number
  readonly wrong: number
}

/** Reads the parts one after the other, each from its guess where that is what the part before came to. */
async function inParts(
  input: string | Uint8Array,
  size: number,
  chunk = Infinity,
  reach = REACH,
): Promise<Read> {
  const memory = createPartMemory(size + reach)
  const results: Item[] = []
  const warnings: Problem[] = []
  const known = nothingGathered()
  let [cuts, right, wrong] = [0, 0, 0]
  let reader = openX12Parts('input')
  let end: string | undefined
  for await (const cut of cutX12(pieces(input, chunk), size, memory, reach)) {
    cuts++
    if (cut.start !== undefined && startText(cut.start) === end) {
      right++
      reader = openX12Parts('input', structuredClone(cut.start))
    } else if (cut.start !== undefined) wrong++
    // As a thread gets it: the memory is gone from here.
    const bytes = structuredClone(cut.bytes, { transfer: [cut.bytes.buffer] })
    const part = reader.read(bytes, (items) => void results.push(...items))
    warnings.push(...gather(known, part))
    end = part.end
    // What it held is nobody's any more, whatever is in it.
    bytes.fill(0x7e)
    memory.giveBack(bytes.buffer)
  }
  for (const item of reader.finish(structuredClone(known)))
    if (item.kind === 'warning') warnings.push(item.warning)
    else results.push(item)
  return { results, warnings, cuts, right, wrong }
}

/** The same as one reader gives it. */
async function atOnce(input: string | Uint8Array): Promise<Pick<Read, 'results' | 'warnings'>> {
  const items = await itemsOf(readX12, input)
  return {
    results: items.filter(({ kind }) => kind !== 'warning'),
    warnings: items.flatMap((item) => (item.kind === 'warning' ? [item.warning] : [])),
  }
}

async function expectSame(
  input: string | Uint8Array,
  size: number,
  chunk?: number,
  reach?: number,
): Promise<Read> {
  const { results, warnings } = await atOnce(input)
  const parts = await inParts(input, size, chunk, reach)
  expect(parts.results).toEqual(results)
  expect(parts.warnings).toEqual(warnings)
  return parts
}

const good = [...claimSegments, ...lineSegments]
const two = interchange([transaction([...header, ...good, ...good]), transaction([...header, ...good])])
const generated = [...claims837(60)].join('')

describe('an 837 in parts', () => {
  it('is read from a guess at nearly every cut of a file of the usual form', async () => {
    const { cuts, right, wrong } = await expectSame(generated, 2100)
    expect(cuts).toBeGreaterThan(10)
    expect([right, wrong]).toEqual([cuts - 1, 0])
  })
  it('is guessed below patients, several claims of one subscriber, several transactions and groups', async () => {
    const levels = [
      'HL*1**20*1',
      'NM1*85*2*CLINIC*****XX*1234567893',
      'REF*EI*123456789',
      'HL*2*1*22*1',
      'SBR*P********MB',
      'NM1*IL*1*SAMPLE*A****MI*1EG4TE5MK73',
      'NM1*PR*2*MEDICARE*****PI*04412',
      'HL*3*2*23*0',
      'PAT*19',
      'NM1*QC*1*SAMPLE*B',
      'DMG*D8*20100101*F',
    ]
    const transactions = [
      transaction([
        ...levels,
        ...good,
        ...good,
        ...good,
        'HL*4*1*22*0',
        'SBR*P*18*******CI',
        ...good,
        ...good,
      ]),
      transaction([...levels, ...good, ...good]),
    ]
    const many = interchange(Array.from({ length: 12 }, () => transactions).flat())
    // The first 2,048 bytes of an interchange are looked at before it is read.
    const { right, wrong } = await expectSame(`${many}\r\n${many}`, 1, 100)
    expect(right).toBeGreaterThan(150)
    expect(wrong).toBeLessThan(50)
  })
  it.each(['~\n', '~\r\n', '\n', '\r\n'])('is guessed where a segment ends with %j', async (ending) => {
    const text = generated.replaceAll('~', ending)
    const { right, wrong, cuts } = await expectSame(text, 2100)
    expect([right, wrong]).toEqual([cuts - 1, 0])
  })
  it('counts segments, bytes, transactions and groups of the whole file', async () => {
    const bad = ['CLM*X*1,50***11:B:1', ...lineSegments]
    const faulty = interchange([
      transaction([...header, ...good, ...bad, ...good]),
      transaction([...header, ...bad]),
    ])
    const spoiled = faulty.replaceAll(/SE\*\d+/g, 'SE*3').replaceAll(/GE\*\d+/g, 'GE*9')
    await expectSame(`${faulty}${spoiled}${spoiled}`, 1)
  })
  it('tells warnings of one kind up to the same number', async () => {
    const strange = Array.from({ length: 45 }, () => [...good, 'XYZ*1']).flat()
    const { warnings } = await expectSame(interchange([transaction([...header, ...strange])]), 400)
    expect(warnings).toHaveLength(21)
  })
  it('is read without a guess where it has no levels, no group, or bytes between interchanges', async () => {
    const flat = two.replaceAll(/HL\*[^~]*~/g, '')
    for (const text of [
      flat,
      `junk\n${two}`,
      `${two}junk${two}`,
      two.slice(two.indexOf('GS*')),
      two.slice(two.indexOf('ST*')),
    ])
      await expectSame(text, 1)
  })
  it('counts transactions that are passed over, of more kinds than are told apart', async () => {
    const others = Array.from({ length: 40 }, (_, at) => `ST*${100 + at}*1~HL*1**20*1~CLM*A*1~SE*4*1~`).join(
      '',
    )
    const body = two.replace('ST*837', `${others}ST*837`)
    await expectSame(`${body}${body}`, 1)
    await expectSame(others, 1)
  })
  it('is read where a segment or a claim is longer than a part', async () => {
    const long = [...claimSegments, ...Array.from({ length: 1500 }, () => lineSegments).flat()]
    const text = interchange([transaction([...header, ...good, ...long, ...good])])
    const { cuts } = await expectSame(text, 500, 700, 1000)
    expect(cuts).toBeGreaterThan(50)
    await expectSame(
      interchange([transaction([...header, ...good, `NTE*ADD*${'X'.repeat(70_000)}`, ...good])]),
      500,
      700,
      1000,
    )
  })
  it('is the same wherever it is cut, damaged or cut off', async () => {
    const damage = fc.constantFrom(
      '',
      '~',
      '*',
      '\n',
      '\r\n',
      'HL*9*1*22*0~',
      'CLM*Z*1~',
      'ISA*',
      'SE*1*1~',
      'HL*9~',
      'SV3*AD:D0120*1~',
      'ST*835*1~',
      'GE*1*1~IEA*1*1~',
      'BIN*5*HL*~~~',
      two.slice(0, 300),
    )
    let guessed = 0
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          two + two,
          generated.slice(0, 9000),
          `${generated}${two}`.slice(-9000),
          two.replaceAll('~', '\n'),
        ),
        fc.array(fc.tuple(fc.nat(9000), fc.nat(20), damage), { maxLength: 3 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 1500 }),
        fc.integer({ min: 10, max: 3000 }),
        async (text, damages, size, chunk, reach) => {
          let input = text
          for (const [at, gone, put] of damages) input = input.slice(0, at) + put + input.slice(at + gone)
          guessed += (await expectSame(input, size, chunk, reach)).right
        },
      ),
      { numRuns: 400 },
    )
    expect(guessed).toBeGreaterThan(200)
  })
  const folder = dataFolder('claims')
  it.skipIf(folder === undefined)('is the same for files of others', async () => {
    let [right, wrong] = [0, 0]
    for (const room of ['837p', '837i', '835', '277ca-999'])
      for (const name of readdirSync(join(folder!, room))) {
        const bytes = readFileSync(join(folder!, room, name))
        for (const size of [1, 333]) {
          const read = await expectSame(bytes, size, 1000, 5000)
          right += read.right
          wrong += read.wrong
        }
      }
    process.stderr.write(`parts of files of others: ${right} guesses right, ${wrong} wrong\n`)
    expect(right).toBeGreaterThan(wrong)
  })
})
