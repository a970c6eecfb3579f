import { describe, expect, it } from 'vitest'
import { readCsv } from '../../src/formats/csv.ts'
import { claimsOf, itemsOf, outline, problemsOf, warningsOf } from './reading.ts'

const MARK = 'ZZMARKZZ'
const read = (input: string | Uint8Array, size?: number) => itemsOf(readCsv, input, size)

/** The items of an input, which must not depend on how its bytes are cut. */
async function readEvery(input: string | Uint8Array) {
  const whole = await read(input)
  for (const size of [1, 13]) expect(await read(input, size)).toEqual(whole)
  return whole
}

const table = (header: string, ...rows: readonly string[]): string => [header, ...rows].join('\n') + '\n'
const HEADER = 'claim,procedure,date'

describe('a table of claims', () => {
  it('makes one claim of the rows that stand together', async () => {
    const items = await readEvery(
      table(
        'claim,type,payer,payer_line,frequency,payer_claim_number,subscriber,patient,birth_date,sex,billing_npi,billing_taxonomy,' +
          'billing_tax_id,rendering_npi,referring_npi,place,charge,dx1,dx2,authorization,line,procedure,mod1,mod2,units,' +
          'line_charge,date,date_through,pointers,ndc,ndc_unit,ndc_quantity',
        'C1,professional,04412,Medicare Advantage,7,ICN9,M1,P1,4/9/1953,female,1234567893,207Q00000X,12-3456789,1558598797,' +
          '1558598797,11,"$1,240.00",m17.11,E11.9,PA1,1,20610,rt,59,1,"1,130.5",8/5/2024,8/6/2024,"1,2",00002-1433-80,ML,1.5',
        'C1,,,,,,,,,,,,,,,,,,,,2,76942,,,2,109.50,20240805,2024-08-05,A B,,,',
        'C2,I,,,,,,,,,,,,,,,,,,,,99213,,,,,2024-08-07,,,,,',
      ),
    )
    expect(outline(items)).toEqual(['C1', 'C2'])
    const [one, two] = claimsOf(items)
    expect(one).toMatchObject({
      id: 'C1',
      type: 'professional',
      payer: { id: '04412', line: 'medicare-advantage' },
      frequency: '7',
      payerClaimNumber: 'ICN9',
      subscriber: { id: 'M1' },
      patient: { id: 'P1', birthDate: '1953-04-09', sex: 'F' },
      billing: { npi: '1234567893', taxonomy: '207Q00000X', taxId: '12-3456789' },
      rendering: { npi: '1558598797' },
      referring: { npi: '1558598797' },
      placeOfService: '11',
      chargeCents: 124000,
      diagnoses: [{ code: 'M1711' }, { code: 'E119' }],
      priorAuthorization: 'PA1',
    })
    expect(one!.lines).toMatchObject([
      {
        number: 1,
        procedure: '20610',
        modifiers: ['RT', '59'],
        units: 1,
        chargeCents: 113050,
        serviceDate: '2024-08-05',
        serviceDateThrough: '2024-08-06',
        pointers: [1, 2],
        ndc: '00002-1433-80',
        ndcUnit: 'ML',
        ndcQuantity: 1.5,
      },
      {
        number: 2,
        procedure: '76942',
        modifiers: [],
        units: 2,
        chargeCents: 10950,
        serviceDateThrough: undefined,
        pointers: [1, 2],
      },
    ])
    expect(two).toMatchObject({ type: 'institutional', lines: [{ number: 1, units: 1, chargeCents: 0 }] })
  })

  it('gives a line its own place and rendering provider where a row differs from the first', async () => {
    const [claim] = claimsOf(
      await read(
        table(
          `${HEADER},pos,rendering_npi`,
          'A,99213,20240805,2,111',
          'A,99214,20240805,11,111',
          'A,99215,20240805,,222',
        ),
      ),
    )
    expect(claim).toMatchObject({ placeOfService: '02', rendering: { npi: '111' } })
    expect(claim!.lines.map(({ placeOfService, rendering }) => [placeOfService, rendering?.npi])).toEqual([
      [undefined, undefined],
      ['11', undefined],
      [undefined, '222'],
    ])
  })

  it('reads institutional claims by their type of bill or revenue code, with leading zeros restored', async () => {
    const [one, two] = claimsOf(
      await read(
        table(
          'claim,type_of_bill,revenue,procedure,date,admission_date,discharge_status,statement_from,statement_through,condition_codes',
          'A,131,450,99283,20240805,,1,20240805,20240806,44 W2',
          'B,,0250,,20240805,,,,,',
        ),
      ),
    )
    expect(one).toMatchObject({
      type: 'institutional',
      typeOfBill: '0131',
      frequency: '1',
      dischargeStatus: '01',
      statementFrom: '2024-08-05',
      statementThrough: '2024-08-06',
      conditionCodes: ['44', 'W2'],
      lines: [{ revenueCode: '0450', procedure: '99283' }],
    })
    expect(two).toMatchObject({
      type: 'institutional',
      lines: [{ revenueCode: '0250', procedure: undefined }],
    })
  })

  it.each([
    ['semicolons', 'claim;procedure;date\nA;99213;20240805\n'],
    ['tabs', 'claim\tprocedure\tdate\nA\t99213\t20240805\n'],
    ['bars', 'claim|procedure|date\nA|99213|20240805\n'],
    ['CRLF and a byte order mark', '\ufeffclaim,procedure,date\r\nA,99213,20240805\r\n'],
    ['carriage returns alone', 'claim,procedure,date\rA,99213,20240805\r'],
    ['blank rows', '\n\nclaim,procedure,date\n\n,,\nA,99213,20240805\n   \n,,,,\n'],
    ['quotes', '"claim","procedure","date"\n"A","99213","20240805"'],
    ['other names', 'Claim ID,CPT,Date of-Service\nA,99213,8/5/2024'],
  ])('reads %s', async (_, input) => {
    const items = await readEvery(input)
    expect(outline(items)).toEqual(['A'])
    expect(claimsOf(items)[0]!.lines[0]).toMatchObject({ procedure: '99213', serviceDate: '2024-08-05' })
  })

  it('reads UTF-16 as Excel writes it, and Latin-1 with a warning', async () => {
    const text = 'claim\tprocedure\tdate\tremark\r\nÄ1\t99213\t20240805\t\r\n'
    const little = Buffer.from(`\ufeff${text}`, 'utf16le')
    const big = Buffer.from(little).swap16()
    for (const bytes of [little, big]) expect(outline(await readEvery(bytes))).toEqual(['W_COLUMN', 'Ä1'])
    const latin = await readEvery(Buffer.from(text, 'latin1'))
    expect(outline(latin)).toEqual(['W_COLUMN', 'Ä1', 'W_ENCODING'])
  })

  it('keeps quoted separators, quotes and line ends inside a cell', async () => {
    const items = await readEvery(
      table(`${HEADER},note`, 'A,99213,20240805,"x, ""y""\nz"', 'B,99213,20240805,5" tube'),
    )
    expect(outline(items)).toEqual(['W_COLUMN', 'A', 'B'])
  })
})

describe('what cannot be read', () => {
  it('is one problem of its claim, with row and column; the others are read', async () => {
    const items = await readEvery(
      table(
        `${HEADER},units,charge,sex,dx1,dx2`,
        'A,99213,20240805,1,100,F,E119,',
        'B,99213,2024-02-30,1,,,,',
        'B,99214,20240805,1,,,,',
        'C,99213,20240805,x,,,,',
        'D,99213,20240805,1,1.005,,,',
        'E,99213,20240805,1,,Q,,',
        'F,99213,20240805,1,,,,E119',
        'G,99 213,20240805,1,,,,',
        'H,99213,20240805,1,100,,,',
        'H,99214,20240805,1,200,,,',
        'I,99213,20240805,1,,,,,surplus',
        'J,99213,,1,,,,',
        'K,99213,20240805,1,,,,',
        ',99214,20240805,1,,,,',
        'L,99213,20240805,1,,,,',
      ),
    )
    expect(outline(items)).toEqual(['A', ...Array<string>(9).fill('E_CSV'), 'E_CSV', 'L'])
    expect(problemsOf(items).map(({ row, column }) => [row, column])).toEqual([
      [3, 'date'],
      [5, 'units'],
      [6, 'charge'],
      [7, 'sex'],
      [8, 'dx1'],
      [9, undefined],
      [11, 'charge'],
      [12, undefined],
      [13, undefined],
      [15, 'claim'],
    ])
    expect(problemsOf(items)[0]!.text).toBe(
      'Column date: Expected a date such as 2024-08-05, 20240805 or 8/5/2024.',
    )
    expect(problemsOf(items)[6]!.text).toContain('contradicts row 10')
  })

  it.each(['\n', '\r', '\r\n'])('is placed by row, with lines that end in %j', async (end) => {
    const items = await readEvery([HEADER, 'A,99213,20240805', '', '"B",99213,"never"', ''].join(end))
    expect(problemsOf(items).map(({ row, column }) => [row, column])).toEqual([[4, 'date']])
  })

  it('is a claim that comes back after another', async () => {
    const rows = ['A,99213,20240805', 'B,99213,20240805', 'A,99214,20240805', 'C,99213,20240805']
    const items = await readEvery(table(HEADER, ...rows))
    expect(outline(items)).toEqual(['A', 'B', 'E_CSV', 'C'])
    expect(problemsOf(items)[0]).toMatchObject({ row: 4, column: 'claim' })
    expect(problemsOf(items)[0]!.text).toContain('not together')
  })

  it.each([
    [
      'a quote with text after it',
      ['A,99213,20240805,', 'B,"99213"x,20240805,', 'C,99213,20240805,'],
      ['A', 'E_CSV', 'C'],
    ],
    [
      'a quote left open',
      ['A,99213,20240805,', 'B,"99213,20240805,', 'C,99213,20240805,'],
      ['A', 'E_CSV', 'C'],
    ],
    [
      'a broken row of a claim read before',
      ['A,99213,20240805,', 'A,"99214"x,20240805,', 'C,99213,20240805,'],
      ['E_CSV', 'C'],
    ],
    [
      'a row without end',
      ['A,99213,20240805,', `B,99213,20240805,${'x'.repeat(70_000)}`, 'C,99213,20240805,'],
      ['E_CSV', 'C'],
    ],
  ])('is %s', async (_, rows, expected) => {
    const items = await readEvery(table(`${HEADER},ndc`, ...rows))
    expect(outline(items)).toEqual(expected)
  })

  it('is a claim of more than 1,500 rows, without keeping them', async () => {
    const rows = Array<string>(1_501).fill('A,99213,20240805')
    expect(outline(await read(table(HEADER, ...rows, 'B,99213,20240805')))).toEqual(['E_CSV', 'B'])
  })

  it.each([
    ['claim,date,remark', 'The header has no column procedure. No row was read.'],
    ['what,is,this', 'The header has no column claim, date, procedure. No row was read.'],
    ['claim,procedure,date,from', undefined],
    ['claim,procedure,dos,from', 'The header has the column date twice. No row was read.'],
    ['claim,procedure,"date', 'The header has a quote that is not closed. No row was read.'],
  ])('is a header such as %s', async (header, text) => {
    const items = await readEvery(table(header, 'A,99213,20240805,20240805'))
    expect(problemsOf(items).map((problem) => problem.text)).toEqual(text === undefined ? [] : [text])
  })

  it('is an input without rows', async () => {
    expect(outline(await readEvery(''))).toEqual(['E_EMPTY'])
    expect(outline(await readEvery('\n\n'))).toEqual(['E_EMPTY'])
    expect(outline(await readEvery(`${HEADER}\n`))).toEqual(['E_EMPTY'])
  })

  it('names columns that are not read, once, and no cell that is no name', async () => {
    const items = await readEvery(
      table(
        `${HEADER},Colour,Shoe Size,1953-04-09,,`,
        'A,99213,20240805,red,,,,',
        'B,99213,20240805,red,,,,',
      ),
    )
    expect(warningsOf(items)).toEqual([
      {
        code: 'W_COLUMN',
        file: 'input',
        row: 1,
        text: 'Not read, as no such column is known: Colour, Shoe Size, number 6.',
      },
    ])
  })

  it('repeats no value of the input', async () => {
    const columns = [
      'type',
      'payer_line',
      'birth_date',
      'sex',
      'charge',
      'dx1',
      'units',
      'pointers',
      'line',
      'frequency',
      'place',
    ]
    const rows = columns.map(
      (_, at) =>
        `C${at},99213,20240805,${columns.map((_, other) => (other === at ? `${MARK}?` : '')).join(',')}`,
    )
    rows.push(`"${MARK},99213`, `${MARK},"${MARK}"x,,`, `${MARK},${MARK},${MARK}`)
    const items = await read(table(`${HEADER},${columns.join(',')}`, ...rows))
    expect(problemsOf(items).length).toBeGreaterThan(columns.length)
    expect(JSON.stringify([problemsOf(items), warningsOf(items)])).not.toContain(MARK)
  })
})
