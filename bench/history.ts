/**
 * What a history costs: time and memory to load it, and time for a claim that has forty earlier ones.
 *
 *   npx tsx --expose-gc bench/history.ts [--codesets DIR] [--claims 1000000] [--form json|x12]
 *
 * Writes invented claims of two lines, forty to a patient over five years, to a temporary file, and loads it as
 * `--history` does. Then scrubs one more claim of each of some patients with and without the history, all edits on;
 * those figures are processor time.
 */
import './as-commands.ts'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Claim, loadHistory, openCodesets, openScrubber, type Item } from '../src/index.ts'
import { random } from './generate.ts'

const { values } = parseArgs({
  options: {
    codesets: { type: 'string' },
    claims: { type: 'string', default: '1000000' },
    form: { type: 'string', default: 'json' },
  },
})
const count = Number(values.claims)
const EACH = 40
const procedures = ['99213', '99214', '20610', '93000', '36415', '80053', '71046', '97110', '96372', '83036']
const next = random(11)
const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
const two = (number: number): string => String(number).padStart(2, '0')

interface Sketch {
  readonly id: string
  readonly patient: number
  readonly date: string
  readonly codes: readonly string[]
}

function sketch(at: number): Sketch {
  const date = `${2020 + Math.floor(next() * 5)}-${two(1 + Math.floor(next() * 12))}-${two(1 + Math.floor(next() * 28))}`
  // Strided, so that a patient's claims lie far from one another in the file.
  const patients = Math.max(1, Math.floor(count / EACH))
  return {
    id: `HISTORY-CLAIM-${at}`,
    patient: at % patients,
    date,
    codes: [pick(procedures), pick(procedures)],
  }
}

const npis = Array.from({ length: 500 }, (_, at) => String(1_000_000_000 + at * 37))

const json = ({ id, patient, date, codes }: Sketch) => ({
  id,
  type: 'professional' as const,
  payer: { id: '04412', line: 'medicare' as const },
  subscriber: { id: `1EG4${String(patient).padStart(7, '0')}` },
  patient: { id: `P-${patient}`, birthDate: `19${40 + (patient % 50)}-04-09`, sex: 'F' as const },
  billing: { npi: npis[patient % 100]!, taxonomy: '207Q00000X' },
  rendering: { npi: npis[patient % 500]!, taxonomy: '207Q00000X' },
  placeOfService: '11',
  diagnoses: [{ code: 'E119' }, { code: 'I10' }],
  lines: codes.map((procedure, line) => ({
    number: line + 1,
    procedure,
    modifiers: line === 0 && codes[0]!.startsWith('992') ? ['25'] : [],
    units: 1,
    chargeCents: 4000 + ((patient * 7 + line) % 9000),
    serviceDate: date,
    pointers: [1],
  })),
})

function x12({ id, patient, date, codes }: Sketch, at: number): string {
  const day = date.replaceAll('-', '')
  const lines = codes
    .map((code, line) => `LX*${line + 1}~SV1*HC:${code}*40.00*UN*1***1~DTP*472*D8*${day}~`)
    .join('')
  return `HL*${at + 2}*1*22*0~SBR*P*18*******MB~NM1*IL*1*SAMPLE*PAT****MI*1EG4${String(patient).padStart(7, '0')}~DMG*D8*19${40 + (patient % 50)}0409*F~NM1*PR*2*MEDICARE*****PI*04412~CLM*${id}*80.00***11:B:1*Y*A*Y*Y~HI*ABK:E119*ABF:I10~NM1*82*1*SAMPLE*DOC****XX*${npis[patient % 500]}~PRV*PE*PXC*207Q00000X~${lines}`
}

const HEAD =
  'ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *251101*1200*^*00501*000000001*0*P*:~GS*HC*S*R*20251101*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20251101*1200*CH~HL*1**20*1~PRV*BI*PXC*207Q00000X~NM1*85*2*SAMPLE GROUP*****XX*1234567893~'

const megabytes = (bytes: number): string => `${(bytes / 1048576).toFixed(0)} MiB`
const folder = mkdtempSync(join(tmpdir(), 'cleanclaim-bench-'))
try {
  const path = join(folder, values.form === 'x12' ? 'history.837' : 'history.ndjson')
  const file = createWriteStream(path)
  let text = values.form === 'x12' ? HEAD : ''
  for (let at = 0; at < count; at++) {
    const one = sketch(at)
    text += values.form === 'x12' ? x12(one, at) : `${JSON.stringify(json(one))}\n`
    if (text.length > 1 << 20) {
      if (!file.write(text)) await once(file, 'drain')
      text = ''
    }
  }
  file.end(values.form === 'x12' ? `${text}SE*1*0001~GE*1*1~IEA*1*000000001~` : text)
  await once(file, 'finish')
  globalThis.gc?.()

  const before = process.memoryUsage().rss
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20)
  const cpu = (): number => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
  let began = performance.now()
  const cpuBegan = cpu()
  const history = await loadHistory([path])
  const loading = performance.now() - began
  const worked = cpu() - cpuBegan
  clearInterval(watch)
  peak = Math.max(peak, process.memoryUsage().rss)
  globalThis.gc?.()
  process.stdout.write(
    `${history.claims.toLocaleString('en-US')} earlier claims, ${history.lines.toLocaleString('en-US')} lines, ${megabytes(statSync(path).size)}: loaded in ${(loading / 1000).toFixed(1)} s (processor ${(worked / 1000).toFixed(1)} s)\n`,
  )
  process.stdout.write(
    `memory ${megabytes(before)} before, ${megabytes(peak)} at the most, ${megabytes(process.memoryUsage().rss)} after\n`,
  )

  const codesets = await openCodesets(values.codesets)
  const patients = Math.min(10_000, Math.max(1, Math.floor(count / EACH)))
  const items = (at: (patient: number) => number): Item[] =>
    Array.from({ length: patients }, (_, patient) => ({
      kind: 'claim',
      claim: Claim.parse(
        json({ id: `NEW-${patient}`, patient: at(patient), date: '2024-10-03', codes: ['99213', '20610'] }),
      ),
    }))
  // The first of these have forty earlier claims, the others are new patients.
  const known = items((patient) => patient)
  const unknown = items((patient) => patient + count)
  const time = (given: typeof history | undefined, claims: readonly Item[]): number => {
    const scrubber = openScrubber({ codesets, received: '2024-10-15', ...(given ? { history: given } : {}) })
    const times = Array.from({ length: 9 }, () => {
      began = cpu()
      scrubber.items(claims)
      return cpu() - began
    })
    return (Math.min(...times) / claims.length) * 1000
  }
  const [none, nobody, forty] = [time(undefined, known), time(history, unknown), time(history, known)]
  process.stdout.write(
    `a claim without history ${none.toFixed(2)} µs; of a patient unknown to it ${(nobody - none).toFixed(2)} µs more; with ${EACH} earlier claims ${(forty - none).toFixed(2)} µs more\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
