/** Writing claim JSON, NDJSON, CSV and FHIR back: only what is corrected changes, and it is read as it was meant. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv } from '../../src/formats/csv.ts'
import { readFhir } from '../../src/formats/fhir.ts'
import { readClaimJson } from '../../src/formats/json.ts'
import { changeJson } from '../../src/formats/json-text.ts'
import { codeSpelling, diagnosisSpelling } from '../../src/formats/spelling.ts'
import type { Correct, Rewriter, WriteNote } from '../../src/formats/write-back.ts'
import { rewriteCsv } from '../../src/formats/write-csv.ts'
import { rewriteFhir } from '../../src/formats/write-fhir.ts'
import { rewriteClaimJson } from '../../src/formats/write-json.ts'
import { applyChanges } from '../../src/model/change.ts'
import type { Claim } from '../../src/model/claim.ts'
import type { Change } from '../../src/model/result.ts'
import { claimsOf, itemsOf, pieces } from './reading.ts'

async function rewrite(
  rewriter: Rewriter,
  input: string | Uint8Array,
  correct: Correct = () => [],
  size = Infinity,
): Promise<{ readonly bytes: Buffer; readonly text: string; readonly notes: WriteNote[] }> {
  const notes: WriteNote[] = []
  const parts: Uint8Array[] = []
  const rewriting = { correct, respell: true, told: (note: WriteNote) => void notes.push(note) }
  for await (const part of rewriter(pieces(input, size), rewriting)) parts.push(part)
  const bytes = Buffer.concat(parts)
  return { bytes, text: bytes.toString('utf8'), notes }
}

const example = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '..', '..', 'examples', name))

/** Repeated modifiers and pointers go: what `--fix-safe` asks for. */
const once: Correct = (claim: Claim): Change[] =>
  claim.lines.flatMap((line, at) => {
    const again = line.modifiers.findIndex((modifier, which) => line.modifiers.indexOf(modifier) < which)
    const pointers = [...new Set(line.pointers)]
    return [
      ...(again < 0 ? [] : [{ op: 'remove' as const, path: `/lines/${at}/modifiers/${again}` }]),
      ...(pointers.length === line.pointers.length
        ? []
        : [{ op: 'replace' as const, path: `/lines/${at}/pointers`, value: pointers }]),
    ]
  })

describe('spelling', () => {
  it('takes blanks and small letters, and dots that stand wrongly', () => {
    expect(['m17.11', ' E119 ', 'E1.19', 'e119.', 'M17.11'].map(diagnosisSpelling)).toEqual([
      'M17.11',
      'E119',
      'E119',
      'E119',
      'M17.11',
    ])
    expect([' g0402', 'rt'].map(codeSpelling)).toEqual(['G0402', 'RT'])
  })
})

describe('changed JSON', () => {
  const text = '{ "a": [1, 2 ,3],\n  "b" : {"c":"x\\"]"}, "e": [] }'
  const change = (op: Change['op'], path: string, value?: unknown): string | undefined =>
    changeJson(text, [], [{ op, path, value }])
  it('stands as it is around the change', () => {
    expect(change('replace', '/a/1', 'x')).toBe(text.replace('2', '"x"'))
    expect(change('remove', '/a/0')).toBe(text.replace('1, ', ''))
    expect(change('remove', '/a/2')).toBe(text.replace(' ,3', ''))
    expect(change('add', '/a/3', 4)).toBe(text.replace('3]', '3,4]'))
    expect(change('add', '/a/0', 0)).toBe(text.replace('[1', '[0,1'))
    expect(change('add', '/e/0', 0)).toBe(text.replace('[]', '[0]'))
    expect(change('replace', '/b/d', 5)).toBe(text.replace('"}', '","d":5}'))
    expect(change('remove', '/a')).toBe(text.replace('"a": [1, 2 ,3],\n  ', ''))
    expect(change('remove', '/a/7')).toBeUndefined()
    expect(change('replace', '/x/y', 1)).toBeUndefined()
  })
  it('says what the change of the value says, for any JSON', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          fc.array(fc.jsonValue(), { minLength: 1 }),
          { minKeys: 1 },
        ),
        fc.nat(),
        fc.jsonValue(),
        fc.boolean(),
        (value, pick, put, indented) => {
          const keys = Object.keys(value).filter((key) => !key.includes('/'))
          fc.pre(keys.length > 0)
          const key = keys[pick % keys.length]!
          const index = pick % value[key]!.length
          const before = JSON.stringify(value, null, indented ? 2 : undefined)
          const parsed = (changed: string | undefined): unknown => JSON.parse(changed!)
          const wanted = structuredClone(value)
          wanted[key]![index] = put
          const path = `/${key}/${index}`
          expect(parsed(changeJson(before, [], [{ op: 'replace', path, value: put }]))).toEqual(
            JSON.parse(JSON.stringify(wanted)),
          )
          wanted[key]!.splice(index, 1)
          expect(parsed(changeJson(before, [], [{ op: 'remove', path }]))).toEqual(
            JSON.parse(JSON.stringify(wanted)),
          )
        },
      ),
    )
  })
})

const line = (more: object = {}) => ({
  number: 1,
  procedure: '20610',
  modifiers: ['RT'],
  serviceDate: '2026-03-02',
  pointers: [1],
  ...more,
})
const claim = (id: string, more: object = {}) => ({
  id,
  type: 'professional',
  diagnoses: [{ code: 'M17.11' }],
  lines: [line(more)],
})
const twiceBilled = { modifiers: ['RT', 'RT'], pointers: [1, 1] }

describe('claim JSON', () => {
  it('changes one claim of many lines and leaves the others', async () => {
    const lines = ['A', 'B', 'C'].map((id) => JSON.stringify(claim(id, id === 'B' ? twiceBilled : {})))
    const input = `${lines.join('\r\n')}\n{"no claim":1}\n\n`
    for (const size of [Infinity, 7]) {
      const { text, notes } = await rewrite(rewriteClaimJson, input, once, size)
      expect(text).toBe(input.replace('["RT","RT"]', '["RT"]').replace('[1,1]', '[1]'))
      expect(notes).toEqual([
        { kind: 'changed', claim: 'B', paths: ['/lines/0/modifiers/1', '/lines/0/pointers'] },
      ])
    }
  })
  it('changes claims in an array, indented, and one array a line', async () => {
    const input = JSON.stringify([claim('A'), claim('B', twiceBilled)], null, 2)
    const read = async (text: string) => claimsOf(await itemsOf(readClaimJson, text))
    const { text, notes } = await rewrite(rewriteClaimJson, input, once)
    expect(notes).toHaveLength(1)
    expect(await read(text)).toEqual((await read(input)).map((one) => applyChanges(one, once(one))))
    expect(text.slice(0, text.indexOf('"B"'))).toBe(input.slice(0, input.indexOf('"B"')))
    const arrays = `${JSON.stringify(claim('Z'))}\n${JSON.stringify([claim('A'), claim('B', twiceBilled)])}\n`
    expect((await rewrite(rewriteClaimJson, arrays, once)).text).toBe(
      arrays.replace('["RT","RT"]', '["RT"]').replace('[1,1]', '[1]'),
    )
  })
  it('respells codes and leaves dots that stand rightly', async () => {
    const input = JSON.stringify(claim('A', { procedure: ' g0402', modifiers: ['rt'] })).replace(
      'M17.11',
      'm17.11',
    )
    const { text, notes } = await rewrite(rewriteClaimJson, input)
    expect(text).toBe(input.replace('m17.11', 'M17.11').replace(' g0402', 'G0402').replace('"rt"', '"RT"'))
    expect(notes).toEqual([{ kind: 'respelled', claim: 'A', codes: 3 }])
  })
  it('passes any bytes that are no claim as they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2000 }),
        fc.integer({ min: 1, max: 50 }),
        async (bytes, size) => {
          for (const rewriter of [rewriteClaimJson, rewriteFhir, rewriteCsv])
            expect((await rewrite(rewriter, bytes, once, size)).bytes.equals(bytes)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('CSV', () => {
  const head = 'claim,dx1,dx2,procedure,mod1,mod2,mod3,pointers,date,note'
  const read = async (text: string) => claimsOf(await itemsOf(readCsv, text))
  it('stays as it is where nothing is to be corrected', async () => {
    const bytes = example('clinic.csv')
    for (const size of [Infinity, 11])
      expect((await rewrite(rewriteCsv, bytes, once, size)).bytes.equals(bytes)).toBe(true)
  })
  it('changes cells of the claim and no other byte', async () => {
    const rows = [
      'A,M17.11,E119,20610,RT,,,A,2026-03-02,"words, ""quoted"""',
      'B, m17.11 ,E119,"20610",RT,RT,LT,"1,2,1",2026-03-02,',
      ',,,,,,,,,',
      'B,m17.11,,99213,25,,,B B A,2026-03-02,été',
      'C,M17.11,,20610,RT,,,1,2026-03-02,x',
    ]
    const input = `\ufeff${[head, ...rows].join('\r\n')}\r\n`
    for (const size of [Infinity, 5]) {
      const { text, notes } = await rewrite(rewriteCsv, input, once, size)
      expect(text).toBe(
        input
          .replace(' m17.11 ', ' M17.11 ')
          .replace('B,m17.11', 'B,M17.11')
          .replace('RT,RT,LT,"1,2,1"', 'RT,LT,,"1,2"')
          .replace('B B A', 'B A'),
      )
      expect(notes.map(({ kind, claim: id }) => `${kind} ${id}`)).toEqual(['respelled B', 'changed B'])
      expect(await read(text)).toEqual((await read(input)).map((one) => applyChanges(one, once(one))))
    }
  })
  it('keeps records over several lines', async () => {
    const input = [
      head,
      'A,M1711,,20610,RT,RT,,1,2026-03-02,"two\nlines, ""here"""',
      'B,M1711,,20610,RT,,,1,2026-03-02,',
    ].join('\n')
    const { text } = await rewrite(rewriteCsv, input, once, 9)
    expect(text).toBe(input.replace('RT,RT', 'RT,'))
  })
  it('says where there is no cell, and passes claims that cannot be read', async () => {
    const input = [
      head,
      'A,M1711,,20610,RT,,,1,2026-03-02,',
      'B,M1711,,20610,RT,RT,,1,2026-13-02,',
      'A,M1711,,20610,RT,RT,,1,2026-03-02,',
    ].join('\n')
    const { text, notes } = await rewrite(rewriteCsv, input, (one) => [
      { op: 'replace', path: '/priorAuthorization', value: one.id },
    ])
    expect(text).toBe(input)
    expect(notes).toEqual([
      {
        kind: 'left',
        claim: 'A',
        paths: ['/priorAuthorization'],
        why: 'the rows have no cell for the change',
      },
    ])
  })
})

describe('FHIR', () => {
  const read = async (text: string) => claimsOf(await itemsOf(readFhir, text))
  it('stays as it is where nothing is to be corrected', async () => {
    const bytes = example('bundle.json')
    for (const size of [Infinity, 100])
      expect((await rewrite(rewriteFhir, bytes, once, size)).bytes.equals(bytes)).toBe(true)
  })
  const concept = (code: string, system: string) => ({ coding: [{ system, code }] })
  const resource = (id: string) => ({
    resourceType: 'Claim',
    id,
    type: concept('professional', 'http://terminology.hl7.org/CodeSystem/claim-type'),
    diagnosis: [
      { sequence: 1, diagnosisCodeableConcept: concept('m17.11', 'http://hl7.org/fhir/sid/icd-10-cm') },
      { sequence: 2, diagnosisCodeableConcept: concept('E11.9', 'http://hl7.org/fhir/sid/icd-10-cm') },
    ],
    item: [
      {
        sequence: 1,
        diagnosisSequence: [2, 1, 2],
        productOrService: concept('20610', 'http://www.ama-assn.org/go/cpt'),
        modifier: [{ text: 'none' }, concept('RT', 'x'), concept('LT', 'x'), concept('rt', 'x')],
        servicedDate: '2026-03-02',
      },
    ],
  })
  it('changes modifiers, pointers and spelling of one claim, in a Bundle or by itself', async () => {
    for (const whole of [
      resource('A'),
      {
        resourceType: 'Bundle',
        entry: [{ resource: { resourceType: 'Patient', id: 'p' } }, { resource: resource('A') }],
      },
    ]) {
      const input = JSON.stringify(whole, null, 1)
      const { text, notes } = await rewrite(rewriteFhir, input, once, 64)
      expect(notes.map(({ kind, claim: id }) => `${kind} ${id}`)).toEqual(['respelled A', 'changed A'])
      expect(await read(text)).toEqual((await read(input)).map((one) => applyChanges(one, once(one))))
      expect(text).toContain('"M17.11"')
      expect(text).not.toContain('"rt"')
      expect(text.replaceAll(/\s/g, '')).toContain('"diagnosisSequence":[2,1]')
      expect(text).toContain('"text": "none"')
    }
  })
  it('leaves what it has no place for', async () => {
    const input = JSON.stringify(resource('A')).replace('m17', 'M17').replace('"rt"', '"50"')
    const { text, notes } = await rewrite(rewriteFhir, input, () => [
      { op: 'replace', path: '/chargeCents', value: 1 },
    ])
    expect(text).toBe(input)
    expect(notes.map(({ kind }) => kind)).toEqual(['left'])
  })
})
