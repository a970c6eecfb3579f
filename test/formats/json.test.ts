import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonSplitter } from '../../src/formats/json-splitter.ts'
import { readClaimJson } from '../../src/formats/json.ts'
import { Claim } from '../../src/model/claim.ts'
import { claimsOf, itemsOf, outline, problemsOf, smallClaim, smallText } from './reading.ts'

const MARK = 'ZZMARKZZ'
const read = (input: string | Uint8Array, size?: number) => itemsOf(readClaimJson, input, size)

/** The outline of an input, which must not depend on how its bytes are cut. */
async function outlineOf(input: string): Promise<string[]> {
  const whole = await read(input)
  for (const size of [1, 7]) expect(await read(input, size)).toEqual(whole)
  return outline(whole)
}

describe('the shapes of claim JSON', () => {
  const [a, b, c] = ['A', 'B', 'C'].map((id) => smallText(id)) as [string, string, string]

  it.each([
    ['one a line', `${a}\n${b}\n${c}\n`],
    ['no line end at the end', `${a}\n${b}\n${c}`],
    ['blank lines and CRLF', `\r\n${a}\r\n\r\n  \r\n${b}\r\n${c}\r\n`],
    ['a byte order mark', `\ufeff${a}\n${b}\n${c}`],
    ['an array on one line', `[${a},${b},${c}]`],
    ['an indented array', JSON.stringify([smallClaim('A'), smallClaim('B'), smallClaim('C')], null, 2)],
    [
      'indented claims after one another',
      ['A', 'B', 'C'].map((id) => JSON.stringify(smallClaim(id), null, 2)).join('\n'),
    ],
    ['an array a line', `${a}\n[${b},${c}]\n`],
    ['claims on one line', `${a}${b} ${c}`],
  ])('%s', async (_, input) => {
    expect(await outlineOf(input)).toEqual(['A', 'B', 'C'])
  })

  it.each([
    ['', ['E_EMPTY']],
    ['  \n\n', ['E_EMPTY']],
    ['[]', ['E_EMPTY']],
    ['null', ['E_CLAIM']],
    ['[1,2]', ['E_CLAIM', 'E_CLAIM']],
    ['[1,"x",[]]', ['E_CLAIM', 'E_CLAIM', 'E_CLAIM']],
    ['rubbish of any kind\n' + smallText('A'), ['E_JSON', 'A']],
  ])('%j', async (input, expected) => {
    expect(await outlineOf(input)).toEqual(expected)
  })
})

describe('broken claims do not take others along', () => {
  const [a, b, c] = ['A', 'B', 'C'].map((id) => smallText(id)) as [string, string, string]
  const cut = smallText('X').slice(0, -5)

  it.each([
    ['a line cut short in the middle', `${a}\n${cut}\n${c}\n`, ['A', 'E_JSON', 'C']],
    ['the first line cut short', `${cut}\n${b}\n${c}\n`, ['E_JSON', 'B', 'C']],
    ['the first line cut short in a string', `{"id":"X\n${b}\n${c}\n`, ['E_JSON', 'B', 'C']],
    ['a stray quote', `{"id":"A"x"}\n${b}\n`, ['E_JSON', 'B']],
    ['an element cut short', `[\n${a},\n${cut},\n${c}\n]`, ['A', 'E_JSON', 'C']],
    ['an element that is no JSON', `[${a},{"id":nonsense},${c}]`, ['A', 'E_JSON', 'C']],
    ['brackets that do not match', `[${a},{"id":[}},${c}]`, ['A', 'E_JSON', 'C']],
    ['an array that ends early', `[${a},${b}`, ['A', 'B', 'E_JSON']],
    ['an array that ends inside an element', `[${a},${cut}`, ['A', 'E_JSON', 'E_JSON']],
  ])('%s', async (_, input, expected) => {
    expect(await outlineOf(input)).toEqual(expected)
  })

  it('says line, offset and path', async () => {
    const lines = [{ number: 1, procedure: '99213', serviceDate: '2024-08-05', units: MARK }]
    const [problem] = problemsOf(await read(`${a}\n\n${smallText('X', { lines })}\n`))
    expect(problem).toEqual({
      code: 'E_CLAIM',
      file: 'input',
      row: 3,
      byte: a.length + 2,
      path: 'lines[0].units',
      text: 'lines[0].units: expected number, received string.',
    })
    const [inArray] = problemsOf(await read(`[${a},${smallText('X', { lines })}]`))
    expect(inArray?.path).toBe('[1].lines[0].units')
  })

  it('names an unknown field and the known ones', async () => {
    const lines = [{ number: 1, procedure: '99213', servicedate: '2024-08-05' }]
    const [problem] = problemsOf(await read(smallText('X', { lines })))
    expect(problem?.path).toBe('lines[0].servicedate')
    expect(problem?.text).toContain('There is no field "servicedate" in lines[0]. Known: number, procedure,')
    expect(problem?.text).toContain('serviceDate')
  })

  it('reports bytes that are no UTF-8 as such', async () => {
    const input = Buffer.concat([Buffer.from(`${a}\n{"id":"`), Buffer.from([0xe9]), Buffer.from(`"}\n${c}`)])
    for (const size of [Infinity, 1])
      expect(outline(await read(input, size))).toEqual(['A', 'E_ENCODING', 'C'])
  })

  it('is not harmed by hostile values', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    const hostile = [
      smallText('P').replace('"type"', '"__proto__":{"polluted":true},"type"'),
      smallText('N').replace('"number":1', '"number":1e999'),
      smallText('D').replace('"type"', '"id":"E","type"'),
      smallText('T').replace('"type"', `"payer":${deep},"type"`),
      deep,
    ]
    expect(
      outline(await read(`${a}\n${hostile.join('\n')}\n${b}`)).filter((word) => word !== 'E_CLAIM'),
    ).toEqual(['A', 'E', 'B'])
    expect(outline(await read(`[${hostile[3]},${b}]`))).toEqual(['E_JSON', 'B'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('gives up a value of more than 16 MiB without keeping it', async () => {
    const long = `{"id":"${'x'.repeat(17 * 1024 * 1024)}"}`
    for (const input of [`${a}\n${long}\n${b}\n`, `[${a},${long},${b}]`]) {
      const items = await read(input, 1 << 18)
      expect(outline(items)).toEqual(['A', 'E_JSON', 'B'])
      expect(problemsOf(items)[0]?.text).toContain('16 MiB')
    }
  })

  it('repeats no value of the input', async () => {
    const fields = Object.keys(Claim.shape).filter((field) => field !== 'id')
    const inputs = [
      ...fields.map((field) => smallText('X', { [field]: MARK })),
      ...fields.map((field) => smallText('X', { [field]: [{ [`${MARK} ${MARK}`]: MARK }] })),
      smallText('X', { patient: { id: MARK, birthDate: MARK, name: MARK } }),
      `{"id":"${MARK}"`,
      `${MARK}`,
      `{"${MARK} is":1}`,
    ]
    const items = await read(inputs.join('\n') + '\n')
    expect(problemsOf(items).length).toBeGreaterThan(80)
    expect(JSON.stringify(problemsOf(items))).not.toContain(MARK)
  })
})

describe('claims as read', () => {
  it('have all fields, in one order, and share equal codes', async () => {
    const full = smallClaim('A', { payer: { id: 'PAYER-NUMBER-LONGER' }, diagnoses: [{ code: 'm17.11' }] })
    const [one, other] = claimsOf(await read(`${JSON.stringify(full)}\n${smallText('B')}\n`))
    expect(Object.keys(one!)).toEqual(Object.keys(other!))
    expect(Object.keys(one!)).toEqual(Object.keys(Claim.shape))
    expect(Object.keys(one!.lines[0]!)).toEqual(Object.keys(Claim.shape.lines.element.shape))
    expect(one!.diagnoses).toEqual([{ code: 'M1711', poa: undefined }])
    expect(one).toEqual(Claim.parse(full))
  })
})

describe('the splitter', () => {
  const split = (input: string, key: string, size: number) => {
    const splitter = jsonSplitter(key)
    const found: string[] = []
    const bytes = Buffer.from(input)
    const take = (pieces: ReturnType<typeof splitter.push>) =>
      found.push(...pieces.map((piece) => piece.fault ?? Buffer.from(piece.bytes).toString()))
    for (let at = 0; at < bytes.length; at += size) take(splitter.push(bytes.subarray(at, at + size)))
    take(splitter.end())
    return found
  }

  it.each([1, 3, 1000])(
    'looks into the array under a key of the outermost object, in chunks of %i',
    (size) => {
      const input = '{ "a": {"entry": [1]}, "entry" : [ {"x":"]}\\""}, 2, [3] ], "resourceType": "Bundle" }'
      expect(split(input, 'entry', size)).toEqual([
        '{"x":"]}\\""}',
        '2',
        '[3]',
        '{ "a": {"entry": [1]}, "entry" : [], "resourceType": "Bundle" }',
      ])
      expect(split('{"x":"entry","entry":{"a":[1]}}\n{"entry":[4]}', 'entry', size)).toEqual([
        '{"x":"entry","entry":{"a":[1]}}',
        '{"entry":[4]}',
      ])
    },
  )

  it('gives back every JSON text, however cut', () => {
    fc.assert(
      fc.property(
        // In an object of its own: an empty one is written on one line, after which one value a line is expected.
        fc.array(fc.record({ value: fc.object() }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 3 }),
        (values, inArray, size, indent) => {
          const text = inArray
            ? JSON.stringify(values, null, indent)
            : values.map((value) => JSON.stringify(value, null, indent)).join('\n')
          const parsed = split(text, '', size).map((piece) => JSON.parse(piece) as unknown)
          expect(parsed).toEqual(values.map((value) => JSON.parse(JSON.stringify(value)) as unknown))
        },
      ),
      { numRuns: 300 },
    )
  })
})
