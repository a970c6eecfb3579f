import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { qualifier } from '../../../src/formats/x12/fields.ts'
import { MAX_SEGMENT_BYTES } from '../../../src/formats/x12/segment.ts'
import { createTokenizer } from '../../../src/formats/x12/tokenizer.ts'
import { isa, professional } from './writing.ts'

/** Segments as `id|element|element`, with `!fault`. */
function segments(file: string | Uint8Array, size: () => number = () => 1e9): string[] {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'latin1') : file
  const tokenizer = createTokenizer()
  const found: string[] = []
  const drain = (): void => {
    for (let segment = tokenizer.next(); segment !== undefined; segment = tokenizer.next()) {
      const elements = Array.from({ length: segment.count }, (_, index) => qualifier(segment, index + 1))
      const fault = segment.fault === undefined ? '' : `!${segment.fault}`
      found.push([`${segment.number}@${segment.byte} ${segment.id}${fault}`, ...elements].join('|'))
    }
  }
  for (let from = 0; from < bytes.length;) {
    const to = from + Math.max(1, size())
    tokenizer.feed(bytes.subarray(from, to))
    drain()
    from = to
  }
  tokenizer.finish()
  drain()
  return found
}

const withoutPlaces = (file: string): string[] =>
  segments(file).map((text) => text.slice(text.indexOf(' ') + 1))

const rest = ['GS|HC|A', 'ST|837|0001', 'SE|2|0001', 'GE|1|1', 'IEA|1|000000001']
const body = 'GS*HC*A~ST*837*0001~SE*2*0001~GE*1*1~IEA*1*000000001~'

describe('separators', () => {
  const cases: Record<string, string> = {
    'one line': isa() + body,
    'a line each, CRLF': (isa() + body).replaceAll('~', '~\r\n'),
    indented: (isa() + body).replaceAll('~', '~\n\t  '),
    'a byte order mark': `\xef\xbb\xbf${isa()}${body}`,
    'wrapped at 80 columns': (isa() + body).replace(/(.{80})/g, '$1\n'),
    'wrapped at 10 columns, CRLF': (isa() + body).replace(/(.{10})/g, '$1\r\n'),
    'newline as terminator': (isa() + body).replaceAll('~', '\n'),
    'CRLF as terminator': (isa() + body).replaceAll('~', '\r\n'),
    'carriage return as terminator': (isa() + body).replaceAll('~', '\r'),
    'no terminator at the end': isa() + body.slice(0, -1),
    'bars and braces': (isa() + body).replaceAll('*', '|').replace(':', '^').replaceAll('~', '}'),
    'control characters': (isa() + body).replaceAll('*', '\x1d').replaceAll('~', '\x1c'),
    'a terminator of two bytes (UTF-8)': (isa() + body).replaceAll('~', '\xc2\xa6').slice(0, -1),
    'blanks collapsed': isa().replaceAll(/ +/g, '') + body,
    'ISA too long': isa().replace('SENDER  ', 'SENDER          ') + body,
    'no component separator': isa().replace(':~', '~') + body,
    'no component separator, newline': (isa().replace(':~', '\n') + body).replaceAll('~', '\n'),
    'U as repetition separator': isa().replace('^', 'U') + body,
  }
  for (const [name, file] of Object.entries(cases)) {
    test(name, () => {
      const found = withoutPlaces(file)
      expect(found[0]).toMatch(/^ISA\|00\|/)
      expect(found.slice(1)).toEqual(rest)
    })
  }

  test('the shortest ISA seen has 77 characters', () => {
    const short = 'ISA*00**00**ZZ*SENDER01*ZZ*RECEIVER01*260105*1200*^*00501*000000001*0*T*:~'
    expect(short.length).toBeLessThan(77)
    expect(withoutPlaces(short + body).slice(1)).toEqual(rest)
  })

  test('without ISA they are inferred', () => {
    expect(withoutPlaces(body)).toEqual(rest)
    expect(withoutPlaces(body.replaceAll('~', '\n'))).toEqual(rest)
    expect(withoutPlaces(body.replaceAll('*', '|').replaceAll('~', '}\n'))).toEqual(rest)
  })

  test('an ISA of 15 elements still gives its file', () => {
    const found = withoutPlaces(isa().replace('*T*', '*') + body)
    expect(found[0]).toMatch(/^ISA/)
    expect(found.slice(1)).toEqual(rest)
  })

  test('each interchange has its own', () => {
    const other = (isa() + body).replaceAll('*', '|').replaceAll('~', '\n')
    expect(withoutPlaces(isa() + body + other).filter((text) => !text.startsWith('ISA'))).toEqual([
      ...rest,
      ...rest,
    ])
    const unterminated = `${isa()}${body.slice(0, -1)}\n${other}`
    expect(withoutPlaces(unterminated).filter((text) => !text.startsWith('ISA'))).toEqual([...rest, ...rest])
  })
})

describe('what is no segment', () => {
  test('junk before, between and after interchanges is counted', () => {
    const found = withoutPlaces(`mail header\n${isa()}${body}\nend of batch\n${isa()}${body}\x1a\n`)
    expect(found.filter((text) => text === '!junk')).toHaveLength(2)
    expect(found.filter((text) => text === 'IEA|1|000000001')).toHaveLength(2)
  })

  test('ISA inside a name begins nothing', () => {
    const found = withoutPlaces(`${isa()}NM1*IL*1*ISA*ISA~N3*ISA*1*2~${body}`)
    expect(found[1]).toBe('NM1|IL|1|ISA|ISA')
    expect(found.slice(3)).toEqual(rest)
  })

  test('a file cut off before another', () => {
    const found = withoutPlaces(`${isa()}GS*HC*A~CLM*1\n${isa()}${body}`)
    expect(found[2]).toBe('CLM!cut|1')
    expect(found.slice(4)).toEqual(rest)
  })

  test('a file cut off at its end', () => {
    expect(withoutPlaces(`${isa()}GS*HC*A~CLM*1*2`).at(-1)).toBe('CLM!cut|1|2')
  })
})

describe('limits', () => {
  test('a segment that is too long is passed over', () => {
    const found = segments(`${isa()}NM1*${'X'.repeat(MAX_SEGMENT_BYTES)}~${body}`, () => 5000)
    expect(found[1]).toBe('2@106 !limit')
    expect(found.slice(2).map((text) => text.slice(text.indexOf(' ') + 1))).toEqual(rest)
  })

  test('so is one of too many elements', () => {
    expect(withoutPlaces(`${isa()}NM1${'*'.repeat(1002)}~${body}`).slice(1)).toEqual(['!limit', ...rest])
  })

  test('binary data may hold anything', () => {
    expect(withoutPlaces(`${isa()}BIN*9*a~CLM*1~b~${body}`).slice(1)).toEqual(['BIN', ...rest])
    expect(withoutPlaces(`${isa()}BDS*ASC*9*a~CLM*1~b~${body}`).slice(1)).toEqual(['BDS', ...rest])
  })

  test('a wrong length of binary data is told', () => {
    expect(withoutPlaces(`${isa()}BIN*3*abcdef~${body}`).slice(1)).toEqual(['!binary', ...rest])
    expect(withoutPlaces(`${isa()}BIN*99999*abcdef~${body}`).slice(1)).toEqual(['!binary'])
  })
})

test('numbers and offsets count the whole file', () => {
  expect(segments(`\n${isa()}\n${body}`).slice(1, 3)).toEqual(['2@108 GS|HC|A', '3@116 ST|837|0001'])
})

describe('chunking does not matter', () => {
  const files = [
    professional().replaceAll('~', '~\r\n '),
    `${professional()}junk\n${professional().replaceAll('~\n', '\n')}`,
    professional().slice(120),
    `${isa()}BIN*9*a~CLM*1~b~BIN*3*abcdef~${'X'.repeat(MAX_SEGMENT_BYTES + 9)}~${body.slice(0, -1)}\n${isa()}${body}`,
  ]
  test('one byte at a time', () => {
    for (const file of files) expect(segments(file, () => 1)).toEqual(segments(file))
  })
  test('random pieces, random damage', () => {
    const change = fc.record({
      at: fc.nat(2000),
      byte: fc.constantFrom(...'~*:\n\rIS1 \x00\xef', 'ISA*', '~BIN*5*'),
    })
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(change, { maxLength: 4 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 400 })),
        (file, changes, sizes) => {
          let damaged = file
          for (const { at, byte } of changes) damaged = damaged.slice(0, at) + byte + damaged.slice(at + 1)
          expect(segments(damaged, () => sizes.next().value)).toEqual(segments(damaged))
        },
      ),
      { numRuns: 500 },
    )
  })
})
