/** The fixed phrasings of coverage articles, and what is left to a person. */
import { describe, expect, it } from 'vitest'
import {
  plainText,
  readDiagnosisProse,
  readNoncoveredProse,
  readProcedureProse,
} from '../../src/codesets/import/coverage-prose.ts'

const plain = { scope: undefined, free: [], role: undefined, pair: undefined, two: false, unpaired: [] }
const ADMONITION =
  '<p>It is the provider&rsquo;s responsibility to select codes carried out to the highest level of specificity.</p>'

describe('prose over diagnoses', () => {
  it.each<[string, string, object]>([
    ['nothing', '', {}],
    ['not applicable', 'N/A', {}],
    ['an admonition', ADMONITION, {}],
    ['codes alone, at its end', `${ADMONITION} 77080`, { scope: ['77080'] }],
    [
      'codes with a colon',
      '77078, 77081,76977, G0130 and 0508T:',
      { scope: ['77078', '77081', '76977', 'G0130', '0508T'] },
    ],
    ['for codes', 'For Codes: 11055, 11056', { scope: ['11055', '11056'] }],
    ['covered for', '95782, 95807 and 95810 Covered for:', { scope: ['95782', '95807', '95810'] }],
    [
      'limited coverage',
      'Medicare is establishing the following limited coverage for CPT/HCPCS codes: 64490, 64491, and 64493*.',
      { scope: ['64490', '64491', '64493'] },
    ],
    ['a range', 'For CPT codes 15820-15823:', { scope: ['15820-15823'] }],
    [
      'a procedure without restriction',
      'The following ICD-10-CM codes support medical necessity and provide coverage for (CPT/HCPCS) codes: 0446T and 0448T. ' +
        'Note : CPT code 0447T will have no diagnosis to procedure code restrictions at this time.',
      { scope: ['0446T', '0448T'], free: ['0447T'] },
    ],
    [
      'two groups by number',
      'Note: Dual diagnosis requirement Report a primary diagnosis code from Group1 Codes and a secondary diagnosis code from Group 2 below.',
      { pair: [1, 2], two: true },
    ],
    [
      'the primary half',
      'For the conditions below, a Primary ICD-10-CM code AND a Secondary ICD-10-CM code that represents a complication are required: Primary Diagnoses:',
      { role: 'primary', two: true },
    ],
    ['the secondary half', '<b>Secondary Diagnosis</b>', { role: 'secondary' }],
    [
      'some that want a second',
      'ICD-10-CM codes I25.2, I42.81, and Z76.82 must be reported with a secondary diagnosis as described above.',
      { unpaired: ['I25.2', 'I42.81', 'Z76.82'] },
    ],
  ])('reads %s', (_name, html, said) =>
    expect(readDiagnosisProse(html)).toEqual({ read: true, ...plain, ...said }),
  )

  it.each([
    ['a setting', 'The following ICD-10-CM codes support medical necessity in non hospital setting.'],
    ['one use of the codes', '64490, 64491. To be used for cyst aspiration (not ablation): M53.82*.'],
    ['what it has not seen', 'These codes are covered on the third Tuesday.'],
    ['codes within a sentence', '64492 should be reported in conjunction with 64490.'],
    ['an endless paragraph', 'N/A '.repeat(6000)],
  ])('leaves %s to a person', (_name, html) => expect(readDiagnosisProse(html).read).toBe(false))

  it('takes no long time over hostile text', () => {
    const begun = performance.now()
    for (const piece of [
      'Coverage for a ',
      '77080, ',
      'It is the responsibility of the provider to code ',
      '<<<<',
      '&amp;',
      'Group 1, ',
      'L60.1, ',
    ])
      readDiagnosisProse(piece.repeat(Math.floor(19_900 / piece.length)))
    expect(performance.now() - begun).toBeLessThan(2000)
  })
})

describe('prose over procedures', () => {
  it.each<[string, string, object]>([
    ['a heading', 'Not Covered:', { never: true }],
    ['a sentence', 'The following CPT/HCPCS codes are Non-Covered.', { never: true }],
    [
      'named codes',
      'CPT codes 78350 and 78351 are non-covered procedures under Medicare.',
      { named: ['78350', '78351'] },
    ],
    [
      'groups that belong together',
      'Group 1 CPT codes apply to Groups 1 and 2 ICD-10-CM Codes',
      { meets: [1, 2] },
    ],
    [
      'a reminder',
      'Note: Providers are reminded to refer to the long descriptors of the codes in their CPT &reg; book.',
      {},
    ],
  ])('reads %s', (_name, html, said) =>
    expect(readProcedureProse(html)).toEqual({
      read: true,
      never: false,
      named: [],
      meets: undefined,
      ...said,
    }),
  )
  it('leaves the rest to a person', () =>
    expect(readProcedureProse('Group 2 may be considered cosmetic.').read).toBe(false))
})

describe('prose over diagnoses that are not covered', () => {
  it('reads that all others are not', () =>
    expect(
      readNoncoveredProse(
        'All those not listed under the &ldquo;ICD-10 Codes that Support Medical Necessity&rdquo; section of this article. Group 1 Codes:',
      ),
    ).toEqual({ read: true, others: true, scope: undefined }))
  it('leaves the rest to a person', () => expect(readNoncoveredProse('Except in winter.').read).toBe(false))
})

it('makes one line of HTML', () =>
  expect(plainText('<p>A&nbsp;&ldquo;b&rdquo;\n<br/>&#8217;c&unknown;</p>')).toBe(`A "b" 'c&unknown;`))
