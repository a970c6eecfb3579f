import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Claim } from '../../../src/model/claim.ts'
import type { Item } from '../../../src/formats/items.ts'
import { type Separators837, anyClaim, writeClaims } from './claims.ts'
import {
  header,
  institutional,
  interchange,
  isa,
  lineSegments,
  professional,
  readItems,
  transaction,
} from './writing.ts'

/** Each claim satisfies the schema and is what the schema gives for it. */
function expectSound(items: readonly Item[]): void {
  for (const item of items)
    if (item.kind === 'claim') expect(Claim.parse(item.claim)).toStrictEqual(item.claim)
}

test('any bytes give items, never an exception', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), fc.boolean(), async (bytes, begun) => {
      const items = await readItems(Buffer.concat([Buffer.from(begun ? isa() : ''), bytes]))
      expectSound(items)
      expect(items.length).toBeGreaterThan(0)
    }),
    { numRuns: 1000 },
  )
})

const value = fc.oneof(
  fc.constantFrom(
    '',
    '1',
    '20260105',
    '20260230',
    '20260101-20260105',
    'HC:99213:25',
    '11:B:1',
    'ABK:J189',
    'BE:80:::5',
    'XX',
    'D8',
    'RD8',
    '472',
    '434',
    '22',
    '23',
    '.5',
    '-1',
    '99999999999',
    '\x85',
    'é',
  ),
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[~*]/g, '')),
)
const ids =
  'ISA GS ST SE GE IEA BHT HL SBR PAT DMG NM1 PRV REF N4 CLM DTP CL1 CR1 HI LX SV1 SV2 SV3 LIN CTP SVD CAS AMT XYZ BIN'
const anySegment = fc
  .tuple(fc.constantFrom(...ids.split(' ')), fc.array(value, { maxLength: 12 }))
  .map(([id, elements]) => [id, ...elements].join('*'))

test('any segments in and between claims give sound claims', async () => {
  const usual = [
    'SV2*0120**1*DA*1',
    'DTP*434*D8*20260101',
    'SBR*S*18',
    'NM1*82*1*A*B****XX*1',
    'PRV*PE*PXC*1',
    'SVD*1*5',
    'CAS*CO*45*1',
  ]
  const sound = [...header, 'CLM*C1*1***11:B:1', 'HI*ABK:J189', ...lineSegments]
  const extra = fc.tuple(fc.nat(sound.length), fc.oneof(fc.constantFrom(...sound, ...usual), anySegment))
  const group = fc.array(extra, { maxLength: 4 }).map((extras) => {
    const segments = [...sound]
    for (const [at, segment] of extras) segments.splice(at, 0, segment)
    return segments
  })
  let claims = 0
  let others = 0
  await fc.assert(
    fc.asyncProperty(fc.array(group, { minLength: 1, maxLength: 4 }), async (groups) => {
      const body = groups.flat().join('~')
      const items = await readItems(`${isa()}GS*HC*A*B*20260105*1*1*X*005010X222A1~ST*837*1~${body}~`)
      expectSound(items)
      const found = items.filter(({ kind }) => kind === 'claim').length
      claims += found
      others += items.length - found
    }),
    { numRuns: 2000 },
  )
  expect(claims).toBeGreaterThan(1000)
  expect(others).toBeGreaterThan(1000)
})

test('each CLM of a damaged file gives one claim or one problem', async () => {
  const file = interchange([
    transaction([
      ...header,
      ...Array.from({ length: 5 }, () => ['CLM*C1*1***11:B:1', 'HI*ABK:J189', ...lineSegments]).flat(),
    ]),
  ])
  const claimsIn = file.split('CLM*').length - 1
  // Damage inside elements after the header leaves the segments as they are.
  const damage = fc.array(fc.tuple(fc.nat(file.length), fc.constantFrom('x', ':', '.', ' ', '\x00', '-')), {
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(damage, async (changes) => {
      let damaged = file
      const start = file.indexOf('CLM*')
      for (const [at, byte] of changes) {
        const isInElement =
          at > start &&
          at < file.indexOf('SE*') &&
          /^[^~*\n]\*?/.test(file.slice(at)) &&
          file.lastIndexOf('*', at) > file.lastIndexOf('~', at)
        if (isInElement && file[at] !== '*') damaged = damaged.slice(0, at) + byte + damaged.slice(at + 1)
      }
      const items = await readItems(damaged)
      expect(items.filter(({ kind }) => kind !== 'warning')).toHaveLength(claimsIn)
      expectSound(items)
    }),
    { numRuns: 300 },
  )
})

test('chunking does not matter', async () => {
  const files = [
    professional() + institutional(),
    institutional().replaceAll('~', '~\r\n'),
    `${professional().slice(3)}junk`,
  ]
  for (const file of files) expect(await readItems(file, () => 1)).toEqual(await readItems(file))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.infiniteStream(fc.integer({ min: 1, max: 900 })),
      async (file, sizes) => {
        expect(await readItems(file, () => sizes.next().value)).toEqual(await readItems(file))
      },
    ),
    { numRuns: 100 },
  )
})

const separators: fc.Arbitrary<Separators837> = fc.constantFrom(
  { element: '*', component: ':', terminator: '~' },
  { element: '*', component: ':', terminator: '~\r\n' },
  { element: '|', component: '^', terminator: '}' },
  { element: '*', component: '>', terminator: '\n' },
  { element: '\x1d', component: '\x1f', terminator: '\x1c' },
)

test('claims written and read are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyClaim, { minLength: 1, maxLength: 5 }), separators, async (claims, by) => {
      const items = await readItems(writeClaims(claims, by))
      expect(items).toEqual(claims.map((claim) => ({ kind: 'claim', claim })))
      expectSound(items)
    }),
    { numRuns: 500 },
  )
})
