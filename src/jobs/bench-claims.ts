/** Claims to measure with: an 837P of so many claims, about 550 bytes each, faults in a third of them. Seeded; all invented. */

/** Numbers from 0 up to 1, the same on every machine for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const visits = ['99202', '99203', '99212', '99213', '99214', '99215']
/** Services that stand beside a visit with 25, and beside each other, without a finding. */
const services = [
  '20610:RT',
  '93000',
  '36415',
  '85025',
  '80053',
  '71046',
  '83036',
  '84443',
  '81003',
  '80061',
  '82043',
  '82570',
]
const diagnoses = ['E119', 'I10', 'J069', 'K219', 'N390', 'R079', 'Z0000', 'E785', 'F329', 'J449']
const faultyServices = ['76942', '45378', '11045', '97110', '36415', 'J1030', '99213']
const HEAD =
  'ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *251101*1200*^*00501*000000001*0*P*:~GS*HC*S*R*20251101*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20251101*1200*CH~NM1*41*2*SUBMITTER*****46*1~PER*IC*A*TE*5555555555~NM1*40*2*RECEIVER*****46*2~HL*1**20*1~PRV*BI*PXC*207Q00000X~NM1*85*2*CLINIC*****XX*1234567893~N3*1 MAIN ST~N4*TOWN*TX*75001~REF*EI*123456789~'

const novemberDay = (day: number): string =>
  new Date(Date.UTC(2025, 10, day)).toISOString().slice(0, 10).replaceAll('-', '')

/** Claims in pieces of about a megabyte; `lines` is the mean number of lines a claim. */
export function* claims837(count: number, lines = 3, seed = 1): Generator<string> {
  const next = random(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!
  let text = HEAD
  for (let id = 1; id <= count; id++) {
    const faulty = next() < 1 / 3
    let day = 1 + Math.floor(next() * 9)
    const many = Math.max(1, Math.round(lines * (0.4 + next() * 1.2)))
    const left = [...services]
    let total = 0
    let body = ''
    for (let line = 1; line <= many; line++) {
      const spoil = faulty && next() < 0.3
      // Where a day has had every service, the claim goes on with the next one.
      if (left.length === 0) {
        left.push(...services)
        day++
      }
      const service = left.splice(Math.floor(next() * left.length), 1)[0]!
      const code =
        line === 1
          ? `${pick(visits)}${many > 1 && !spoil ? ':25' : ''}`
          : spoil
            ? pick(faultyServices)
            : service
      const units = spoil && next() < 0.3 ? 12 : 1
      const cents = 4000 + Math.floor(next() * 20_000)
      total += cents
      body += `LX*${line}~SV1*HC:${code}*${(cents / 100).toFixed(2)}*UN*${units}***${spoil && next() < 0.2 ? 5 : code.startsWith('20610') ? 2 : 1}~DTP*472*D8*${novemberDay(day)}~`
    }
    if (faulty && next() < 0.15) total += 1
    const first = faulty && next() < 0.3 ? pick(['E11', 'S52501', 'Z99999']) : pick(diagnoses)
    text += `HL*${id + 1}*1*22*0~SBR*P*18*******MB~NM1*IL*1*SAMPLE*PAT****MI*1EG4TE5MK${10 + (id % 90)}~DMG*D8*19${40 + (id % 50)}0${1 + (id % 9)}15*${id % 2 ? 'F' : 'M'}~NM1*PR*2*MEDICARE*****PI*04412~CLM*C${id}*${(total / 100).toFixed(2)}***11:B:1*Y*A*Y*Y~REF*X4*05D1234567~HI*ABK:${first}*ABF:M1711~NM1*DN*1*SAMPLE*REF****XX*1999999984~NM1*82*1*SAMPLE*DOC****XX*1558598797~PRV*PE*PXC*207Q00000X~${body}`
    if (text.length > 1 << 20) {
      yield text
      text = ''
    }
  }
  yield `${text}SE*1*0001~GE*1*1~IEA*1*000000001~`
}
