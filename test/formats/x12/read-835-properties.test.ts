/** Whatever the bytes and however they are cut, an 835 gives sound items; and what is written is read back. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RemitItem } from '../../../src/formats/x12/read-835.ts'
import { Remittance, RemittedClaim } from '../../../src/model/remittance.ts'
import { advice, read835, remittance, twoLines } from './remittances.ts'
import { isa } from './writing.ts'

function expectSound(items: readonly RemitItem[]): void {
  expect(items.length).toBeGreaterThan(0)
  for (const item of items) {
    if (item.kind === 'claim') expect(RemittedClaim.parse(item.claim)).toStrictEqual(item.claim)
    if (item.kind === 'remittance') expect(Remittance.parse(item.remittance)).toStrictEqual(item.remittance)
  }
}

test('any bytes, however cut, give the same sound items', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 500 }),
      fc.constantFrom('', isa(), `${isa()}ST*835*1~CLP*A*1*1*1~`),
      fc.integer({ min: 1, max: 40 }),
      async (bytes, start, size) => {
        const file = Buffer.concat([Buffer.from(start), bytes])
        const { items } = await read835(file)
        expectSound(items)
        expect((await read835(file, size)).items).toEqual(items)
      },
    ),
    { numRuns: 600 },
  )
})

const value = fc.oneof(
  fc.constantFrom(
    '',
    '1',
    '22',
    '-5',
    '.5',
    '45',
    'CO',
    'HC:99213:25',
    'NU:0450',
    '20260105',
    '20260231',
    'XX',
  ),
  fc.constantFrom(
    'QC',
    'F8',
    '6R',
    'HE',
    'N19',
    'B6',
    '472',
    'WO:X',
    'x',
    '99999999999',
    '\x85',
    'é',
    '__proto__',
  ),
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[~*]/g, '')),
)
const ids = 'ISA GS ST SE GE IEA BPR TRN DTM N1 REF LX CLP CAS NM1 MIA MOA SVC AMT QTY LQ PLB XYZ BIN'
const anySegment = fc
  .tuple(fc.constantFrom(...ids.split(' ')), fc.array(value, { maxLength: 20 }))
  .map(([id, elements]) => [id, ...elements].join('*'))

test('any segments in and between decisions give sound items, one for each CLP of a remittance', async () => {
  const sound = [...advice(), ...twoLines]
  const extras = fc.array(fc.tuple(fc.nat(sound.length), anySegment), { maxLength: 6 })
  let [claims, problems] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.array(extras, { minLength: 1, maxLength: 3 }), async (groups) => {
      const segments = groups.flatMap((group) => {
        const all = [...sound]
        for (const [at, segment] of group) all.splice(at, 0, segment)
        return all
      })
      const read = await read835(
        `${isa()}GS*HP*A*B*20260105*1*1*X*005010X221A1~ST*835*1~${segments.join('~')}~`,
      )
      expectSound(read.items)
      claims += read.claims.length
      problems += read.problems.length
      const given = read.remittances.reduce((sum, whole) => sum + whole.claims, 0)
      expect(given).toBe(read.claims.length)
    }),
    { numRuns: 1500 },
  )
  expect(claims).toBeGreaterThan(1000)
  expect(problems).toBeGreaterThan(200)
})

test('each CLP of a damaged file gives one decision or one problem', async () => {
  const file = remittance([[...advice(), ...Array.from({ length: 4 }, () => twoLines).flat()]])
  const start = file.indexOf('CLP*')
  const damage = fc.array(fc.tuple(fc.nat(file.length), fc.constantFrom('x', ':', '.', ' ', '\x00', '-')), {
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(damage, async (changes) => {
      const bytes = [...file]
      for (const [at, byte] of changes) {
        const isInElement =
          at > start && at < file.indexOf('\nSE*') && file.lastIndexOf('*', at) > file.lastIndexOf('~', at)
        if (isInElement && !'*~\n'.includes(file[at]!)) bytes[at] = byte
      }
      const { claims, problems, items } = await read835(bytes.join(''))
      expect(claims.length + problems.length).toBe(4)
      expectSound(items)
    }),
    { numRuns: 300 },
  )
})

const money = fc.integer({ min: -50_000, max: 50_000 })
const carcs = ['1', '2', '45', '97', '16', '18', 'B15', '253']
const anyAdjustment = fc.record({
  group: fc.constantFrom('CO', 'PR', 'OA', 'PI'),
  carc: fc.constantFrom(...carcs),
  cents: money,
})
type Written = { group: string; carc: string; cents: number }
const dollars = (cents: number): string => (cents / 100).toFixed(2)
const casOf = (adjustments: readonly Written[], perSegment: number): string[] => {
  const segments: string[] = []
  for (const group of new Set(adjustments.map((one) => one.group))) {
    const own = adjustments.filter((one) => one.group === group)
    for (let at = 0; at < own.length; at += perSegment)
      segments.push(
        `CAS*${group}*${own
          .slice(at, at + perSegment)
          .map(({ carc, cents }) => `${carc}*${dollars(cents)}`)
          .join('**')}`,
      )
  }
  return segments
}

test('decisions written to balance are read so, in any form', async () => {
  const service = fc.record({
    adjustments: fc.array(anyAdjustment, { maxLength: 9 }),
    paid: money,
    code: fc.constantFrom('99213', '20610', 'J1885'),
  })
  const decision = fc.record({
    services: fc.array(service, { maxLength: 5 }),
    adjustments: fc.array(anyAdjustment, { maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(decision, { maxLength: 4 }),
      fc.array(money, { maxLength: 14 }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom('~', '~\r\n', '\n'),
      async (decisions, moved, perSegment, ending) => {
        const sum = (list: readonly number[]): number => list.reduce((total, item) => total + item, 0)
        let total = 0
        const segments = decisions.flatMap(({ services, adjustments }, at) => {
          const lines = services.map((one) => ({
            ...one,
            charge: one.paid + sum(one.adjustments.map(({ cents }) => cents)),
          }))
          const charge =
            lines.length > 0
              ? sum(lines.map((line) => line.charge))
              : sum(adjustments.map(({ cents }) => cents))
          const paid =
            charge -
            sum([...adjustments, ...lines.flatMap((line) => line.adjustments)].map(({ cents }) => cents))
          total += paid
          return [
            `CLP*C${at}*1*${dollars(charge)}*${dollars(paid)}`,
            ...casOf(adjustments, perSegment),
            ...lines.flatMap((line) => [
              `SVC*HC:${line.code}*${dollars(line.charge)}*${dollars(line.paid)}`,
              ...casOf(line.adjustments, perSegment),
            ]),
          ]
        })
        const plb: string[] = []
        for (let at = 0; at < moved.length; at += 6)
          plb.push(
            `PLB*1*20261231*${moved
              .slice(at, at + 6)
              .map((cents) => `WO:X*${dollars(cents)}`)
              .join('*')}`,
          )
        const file = remittance(
          [[...advice({ paid: dollars(total - sum(moved)) }), ...segments, ...plb]],
          ending,
        )
        const { claims, remittances, problems, warnings } = await read835(file)
        expect([problems, warnings]).toEqual([[], []])
        expect(claims).toHaveLength(decisions.length)
        const read = claims.map((claim) => [
          claim.adjustments,
          ...claim.services.map((one) => one.adjustments),
        ])
        const sorted = (list: readonly Written[]) =>
          list.map(({ group, carc, cents }) => `${group} ${carc} ${cents}`).sort()
        expect(read.map((lists) => lists.map(sorted))).toEqual(
          decisions.map((one) =>
            [one.adjustments, ...one.services.map((line) => line.adjustments)].map(sorted),
          ),
        )
        expect(remittances).toMatchObject([{ paidCents: total, providerCents: sum(moved), imbalances: [] }])
        expect(remittances[0]!.providerAdjustments).toHaveLength(moved.length)
      },
    ),
    { numRuns: 200 },
  )
})
