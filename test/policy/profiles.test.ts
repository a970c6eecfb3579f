/** Payer profiles: what is taken, what is refused and how it is said, and those that ship. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtInNames, openRules } from '../../src/jobs/rules.ts'
import { ScrubError, type ErrorCode } from '../../src/model/errors.ts'
import { defaultProfile, type PayerProfile } from '../../src/model/profile.ts'
import { parseProfiles } from '../../src/policy/profiles.ts'

const known = ['ncci-ptp', 'ncci-ptp/bundled', 'ncci-ptp/modifierUsed', 'ncci-mue', 'claim-dates']
const document = (value: unknown, file = 'rules/acme/payer.json') => ({ file, text: JSON.stringify(value) })
const plain = { id: 'acme', payerIds: ['60999'], line: 'commercial' }
const source = { title: 'A contract', url: 'https://payer.example/', retrieved: '2026-01-10' }

type Given = { file: string; text: string } | ErrorCode

function refusal(...given: readonly Given[]): { at: string; message: string } {
  const expected = given.find((one) => typeof one === 'string') ?? 'E_RULE'
  try {
    parseProfiles(
      given.filter((one) => typeof one !== 'string'),
      known,
    )
  } catch (error) {
    expect(error).toBeInstanceOf(ScrubError)
    const { code, at, message } = error as ScrubError
    expect(code).toBe(expected)
    return { at, message }
  }
  throw new Error('The profiles were taken.')
}

describe('a profile', () => {
  it('gets defaults for what it does not say', () => {
    const [profile] = parseProfiles([document(plain)], known)
    expect(profile).toMatchObject({
      id: 'acme',
      bilateral: 'either',
      replacements: 'taken',
      filing: [],
      practitioners: 'group-and-specialty',
    })
  })
  it('may turn off and regrade edits and messages', () => {
    const graded = { 'ncci-mue': 'off', 'ncci-ptp': 'on', 'ncci-ptp/modifierUsed': 'note' }
    expect(parseProfiles([document({ ...plain, edits: graded })], known)[0]!.edits).toEqual(graded)
  })
  it('keeps the order of the files', () => {
    const other = { ...plain, id: 'other', payerIds: ['7'] }
    expect(parseProfiles([document(other, 'b'), document(plain, 'a')], known).map(({ id }) => id)).toEqual([
      'other',
      'acme',
    ])
  })
})

describe('a refusal', () => {
  it('names the file of what is no JSON, and nothing of what stands in it', () => {
    const { at, message } = refusal({ file: 'rules/acme/payer.json', text: '{ "id": MARKED-VALUE' })
    expect(at).toBe('rules/acme/payer.json')
    expect(message).not.toContain('MARKED')
  })
  it.each([
    [
      'a misspelt key',
      { ...plain, biliteral: 'either' },
      'rules/acme/payer.json',
      /no "biliteral" here. Known: id, title, payerIds, .*bilateral/,
    ],
    [
      'a misspelt key inside',
      { ...plain, filing: [{ value: 90, units: 'days', source }] },
      'rules/acme/payer.json  filing[0]',
      /no "units" here. Known: value, unit, countedFrom/,
    ],
    [
      'a misspelt key in a source',
      { ...plain, source: { ...source, link: '' } },
      'rules/acme/payer.json  source',
      /no "link" here. Known: title, url, retrieved/,
    ],
    [
      'a value that is none of those',
      { ...plain, bilateral: 'both' },
      'rules/acme/payer.json  bilateral',
      /"modifier-50"\|"two-lines"\|"either"/,
    ],
    [
      'a payer line that is none',
      { ...plain, line: 'hmo' },
      'rules/acme/payer.json  line',
      /"medicare-advantage"/,
    ],
    ['no payer line', { id: 'acme' }, 'rules/acme/payer.json  line', /./],
    [
      'a severity that is none',
      { ...plain, edits: { 'ncci-ptp': 'error' } },
      'rules/acme/payer.json  edits.ncci-ptp',
      /"off"\|"on"\|"reject"/,
    ],
    [
      'an edit that is none',
      { ...plain, edits: { 'ncci-pairs': 'off' } },
      'rules/acme/payer.json  edits',
      /no edit "ncci-pairs". Near it: ncci-ptp, ncci-mue\./,
    ],
    [
      'an edit that resembles none',
      { ...plain, edits: { bundling: 'off' } },
      'rules/acme/payer.json  edits',
      /Known: ncci-ptp, ncci-mue, claim-dates\./,
    ],
    [
      'a message that is none',
      { ...plain, edits: { 'ncci-ptp/bundles': 'off' } },
      'rules/acme/payer.json  edits',
      /Known: ncci-ptp\/bundled, ncci-ptp\/modifierUsed/,
    ],
    [
      'a date that is none',
      { ...plain, filing: [{ value: 90, unit: 'days', from: '2026-02-30', source }] },
      'rules/acme/payer.json  filing[0].from',
      /calendar date/,
    ],
    [
      'a limit without a source',
      { ...plain, filing: [{ value: 90, unit: 'days' }] },
      'rules/acme/payer.json  filing[0].source',
      /./,
    ],
    [
      'an address that is none',
      { ...plain, source: { ...source, url: 'javascript:alert(1)' } },
      'rules/acme/payer.json  source.url',
      /./,
    ],
    [
      'codes that are none',
      { ...plain, supplies: [{ codes: ['E0601', 'knees'], source }] },
      'rules/acme/payer.json  supplies[0].codes[1]',
      /no code, range or prefix/,
    ],
    [
      'an authorization for nothing',
      { ...plain, authorizations: [{ source }] },
      'rules/acme/payer.json  authorizations[0]',
      /neither codes nor bill types/,
    ],
    ['a list', [plain], 'rules/acme/payer.json', /./],
  ])('%s', (_name, value, at, message) => {
    const refused = refusal(document(value))
    expect(refused.at).toBe(at)
    expect(refused.message).toMatch(message)
  })
  it('says how many more there are', () => {
    expect(refusal(document({ ...plain, line: 'hmo', bilateral: 'both' })).message).toContain('1 more')
  })
  it('of two profiles with one payer id', () => {
    const { at, message } = refusal(
      document(plain, 'a'),
      document({ ...plain, id: 'other', payerIds: ['7', '60999'] }, 'b'),
    )
    expect({ at, message }).toEqual({ at: 'b  payerIds[1]', message: '"60999" is already taken by a.' })
  })
  it('of two profiles with one id', () => {
    expect(refusal(document(plain, 'a'), document({ ...plain, payerIds: ['7'] }, 'b')).at).toBe('b  id')
  })
  it('of a file too large', () => {
    expect(refusal({ file: 'a', text: ' '.repeat(1_000_001) }, 'E_RULE_LIMIT').at).toBe('a')
  })
  it('of a key that reaches for the prototype', () => {
    const text = '{"id":"acme","line":"commercial","edits":{"__proto__":"off"}}'
    expect(refusal({ file: 'a', text }).message).toContain('__proto__')
  })
})

/** What a profile says beside who it is and where that stands. */
const shared = (profile: PayerProfile) => {
  const own = ['id', 'title', 'payerIds', 'contractor', 'base', 'source', 'filing']
  return Object.fromEntries(Object.entries(profile).filter(([key]) => !own.includes(key)))
}
const limit = ({ value, unit, countedFrom }: PayerProfile['filing'][number]) => ({ value, unit, countedFrom })

describe('the profiles that ship', () => {
  const rules = join(import.meta.dirname, '..', '..', 'rules')
  const documents = readdirSync(rules, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('payer.json'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(rules, file), 'utf8') }))
  const all = [...builtInNames, ...openRules().parsed.rules.map(({ id }) => id)]

  it('are all taken, and each is named after its folder', () => {
    const profiles = parseProfiles(documents, all)
    expect(profiles.map(({ id }) => `${id}/payer.json`)).toEqual(documents.map(({ file }) => file))
    expect(profiles.length).toBeGreaterThan(4)
    for (const { id, source: said } of profiles) expect(said?.url, `${id} has a source`).toMatch(/^https:/)
  })
  it('say of Medicare what stands for Medicare without a profile', () => {
    const standing = defaultProfile('medicare')
    const medicare = parseProfiles(documents, all).filter(({ line }) => line === 'medicare')
    expect(medicare.length).toBe(3)
    for (const profile of medicare) {
      expect(profile.filing.map(limit)).toEqual(standing.filing.map(limit))
      expect(shared(profile)).toEqual(shared(standing))
    }
  })
})
