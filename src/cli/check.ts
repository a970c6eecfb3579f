/** `cleanclaim check`: a coder's quick question, without a file. */
import { Command, InvalidArgumentError, Option } from 'commander'
import {
  createNdjsonReport,
  createTally,
  openRules,
  openScrubber,
  reaches,
  renderResult,
  renderTotals,
  ScrubError,
  type ClaimInput,
} from '../index.ts'
import {
  date,
  list,
  openHistory,
  openPayers,
  openStore,
  paintFor,
  today,
  withScrubOptions,
  type FailLevel,
} from './options.ts'
import { openRisk } from './risk.ts'

interface Options {
  readonly dx?: readonly string[]
  readonly on?: string
  readonly age?: number
  readonly sex?: 'F' | 'M' | 'U'
  readonly pos: string
  readonly payer?: string
  readonly payerLine?: 'medicare' | 'medicare-advantage' | 'medicaid' | 'commercial' | 'other'
  readonly codesets?: string
  readonly known?: string
  readonly received?: string
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly history?: readonly string[]
  readonly rules?: string
  readonly payerMap?: string
  readonly risk?: string
  readonly suggest: boolean
  readonly failOn: FailLevel
  readonly report?: 'text' | 'ndjson'
}

type Line = ClaimInput['lines'][number]

/** The command. */
export function checkCommand(): Command {
  return withScrubOptions(
    new Command('check').argument('<lines...>', 'CODE[-MOD[-MOD…]][xUNITS][@POINTER[,POINTER…]]'),
  )
    .option('--dx <codes>', 'diagnoses in order, separated by commas', list)
    .option('--on <date>', 'date of service (default: today)', date)
    .option('--age <years>', 'age of the patient on that date', wholeNumber)
    .addOption(new Option('--sex <sex>', 'sex of the patient').choices(['F', 'M', 'U']))
    .option('--pos <place>', 'place of service', '11')
    .option('--payer <id>', 'payer id')
    .addOption(
      new Option(
        '--payer-line <line>',
        'kind of payer (default: the one of the payer’s profile, else medicare)',
      ).choices(['medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other']),
    )
    .addOption(
      new Option(
        '--report <report>',
        'form of the report (default: text on a terminal, else ndjson)',
      ).choices(['text', 'ndjson']),
    )
    .addOption(
      new Option('--suggest', 'with each finding, corrections that were tried and found to clear it').default(
        true,
        'given',
      ),
    )
    .option('--no-suggest', 'without them')
    .addHelpText(
      'after',
      '\nExample:\n  cleanclaim check 99213-25 20610-RT --dx M17.11 --on 2026-03-02 --age 71 --sex F\n',
    )
    .action(check)
}

function wholeNumber(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('A whole number of years.')
  return Number(text)
}

/** A line as it is typed. Throws E_OPTION for one that is none. */
export function parseLine(text: string, number: number, serviceDate: string, diagnoses: number): Line {
  const parts = /^([0-9A-Za-z]+?)((?:-[0-9A-Za-z]{2})*)(?:[xX](\d+(?:\.\d+)?))?(?:@(\d+(?:,\d+)*))?$/.exec(
    text,
  )
  if (!parts)
    throw new ScrubError(
      'E_OPTION',
      `line ${number}`,
      'A line is CODE[-MOD[-MOD…]][xUNITS][@POINTER[,POINTER…]], such as 20610-RTx1@1.',
    )
  const [, procedure, modifiers, units, pointers] = parts
  const all = Array.from({ length: Math.min(diagnoses, 4) }, (_, at) => at + 1)
  return {
    number,
    procedure: procedure!,
    modifiers: modifiers!.split('-').filter((modifier) => modifier !== ''),
    units: units === undefined ? 1 : Number(units),
    chargeCents: 0,
    serviceDate,
    pointers: pointers === undefined ? all : pointers.split(',').map(Number),
  }
}

async function check(lines: readonly string[], options: Options): Promise<void> {
  const snapshot = await openStore(options.codesets, options.known)
  const on = options.on ?? today()
  const received = options.received ?? (on > today() ? on : today())
  const history = await openHistory(options.history)
  const payerMap = await openPayers(options.payerMap)
  const risk = await openRisk(options.risk)
  const scrubber = openScrubber({
    codesets: snapshot,
    received,
    suggest: options.suggest,
    ...(options.only ? { only: options.only } : {}),
    ...(options.skip ? { skip: options.skip } : {}),
    ...(history ? { history } : {}),
    ...(payerMap ? { payerMap } : {}),
    ...(risk ? { risk } : {}),
    ...(options.rules ? { rules: openRules(options.rules) } : {}),
  })
  const diagnoses = options.dx ?? []
  const claim: ClaimInput = {
    id: 'check',
    type: 'professional',
    payer: { ...(options.payer ? { id: options.payer } : {}), line: options.payerLine ?? 'medicare' },
    patient: {
      // The first of January so many years before gives that age on every day of the year.
      ...(options.age === undefined ? {} : { birthDate: `${Number(on.slice(0, 4)) - options.age}-01-01` }),
      ...(options.sex ? { sex: options.sex } : {}),
    },
    placeOfService: options.pos,
    diagnoses: diagnoses.map((code) => ({ code })),
    lines: lines.map((line, at) => parseLine(line, at + 1, on, diagnoses.length)),
  }
  const result = scrubber.scrub(claim)
  if ((options.report ?? (process.stdout.isTTY ? 'text' : 'ndjson')) === 'ndjson') {
    process.stdout.write(createNdjsonReport().render(result))
  } else {
    const tally = createTally()
    tally.add(result)
    const paint = paintFor(process.stdout)
    process.stdout.write(
      renderResult(result, paint) + renderTotals(tally.summary(), snapshot.id, snapshot.starter, paint),
    )
  }
  if (reaches(result, options.failOn)) process.exitCode = 1
}
