import type { Provider } from '../model/claim.ts'
import { defineEdit } from './define.ts'

/** An identifier that cannot be one. */
export const claimIdentifiers = defineEdit({
  id: 'claim-identifiers',
  title: 'An identifier that cannot be one',
  why: `National provider identifiers carry a check digit; taxonomies, tax ids, laboratory certificates and Medicare
    beneficiary identifiers have a fixed form. One that fails its form is refused before anybody looks at the service.`,
  source: {
    title:
      '45 CFR 162.406 (NPI, ISO 7812 check digit with prefix 80840); CMS Medicare beneficiary identifier format; NUCC taxonomy layout',
    url: 'https://www.cms.gov/medicare/new-medicare-card/medicare-beneficiary-identifiers-mbis',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: [],
  notes: [
    'A right form says nothing of whether the identifier is anybody’s: registries are outside the claim.',
    'Member ids are judged for original Medicare alone, on claims received from 2020-01-01, when beneficiary identifiers became the only ones.',
    'Identifiers themselves are never printed.',
  ],
  messages: {
    npi: {
      severity: 'reject',
      carc: '16',
      rarc: 'N257',
      text: 'The NPI of the {{role}} provider {{fault}}.',
      fix: 'Enter the ten digits of the NPI as the registry shows them.',
    },
    taxonomy: {
      severity: 'reject',
      carc: '16',
      rarc: 'N255',
      text: 'The taxonomy of the {{role}} provider cannot be one: ten characters, the last an X.',
      fix: 'Enter the taxonomy as the provider enrolled with it.',
    },
    taxId: {
      severity: 'reject',
      carc: '16',
      rarc: 'N256',
      text: 'The tax id of the {{role}} provider cannot be one: nine digits.',
      fix: 'Enter the nine digits of the employer number or social security number.',
    },
    memberId: {
      severity: 'reject',
      carc: '140',
      rarc: 'MA61',
      text: 'The member id cannot be a Medicare beneficiary identifier: {{fault}}.',
      fix: 'Enter the eleven characters from the Medicare card, without dashes.',
    },
    clia: {
      severity: 'reject',
      carc: '16',
      rarc: 'MA120',
      text: 'The laboratory certificate number cannot be one: ten characters, the third a D.',
      fix: 'Enter the CLIA number of the laboratory that did the test.',
    },
  },

  check(claim, _tables, report) {
    const judge = (provider: Provider | undefined, at: string, role: string): void => {
      if (provider === undefined || isRight(provider)) return
      const fault = provider.npi === undefined ? undefined : npiFault(provider.npi)
      if (fault !== undefined) report('npi', `${at}.npi`, { role, fault })
      if (provider.taxonomy !== undefined && !isTaxonomy(provider.taxonomy))
        report('taxonomy', `${at}.taxonomy`, { role })
      if (provider.taxId !== undefined && !isTaxId(provider.taxId)) report('taxId', `${at}.taxId`, { role })
    }
    if (!isAsLast(claim.billing)) judge(claim.billing, 'billing', 'billing')
    judge(claim.rendering, 'rendering', 'rendering')
    judge(claim.referring, 'referring', 'referring')
    judge(claim.ordering, 'ordering', 'ordering')
    judge(claim.supervising, 'supervising', 'supervising')
    judge(claim.attending, 'attending', 'attending')
    judge(claim.operating, 'operating', 'operating')
    judge(claim.facility, 'facility', 'facility')
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const { rendering, ordering, supervising } = lines[at]!
      if (rendering !== undefined) judge(rendering, `lines[${at}].rendering`, 'rendering')
      if (ordering !== undefined) judge(ordering, `lines[${at}].ordering`, 'ordering')
      if (supervising !== undefined) judge(supervising, `lines[${at}].supervising`, 'supervising')
    }

    const member = claim.subscriber?.id
    if (member !== undefined && claim.payer?.line === 'medicare' && (claim.received ?? '') >= '2020-01-01') {
      if (member.includes('-')) report('memberId', 'subscriber.id', { fault: 'dashes are for print only' })
      else if (!isBeneficiary(member))
        report('memberId', 'subscriber.id', { fault: 'its eleven characters have a fixed pattern' })
    }
    if (claim.cliaNumber !== undefined && !isCertificate(claim.cliaNumber)) report('clia', 'cliaNumber', {})
  },
})

/**
 * Eleven characters C A AN N A AN N A A N N; letters without S, L, O, I, B, Z.
 * Source: CMS, Understanding the Medicare Beneficiary Identifier format.
 */
function isBeneficiary(member: string): boolean {
  if (member.length !== BENEFICIARY.length) return false
  for (let at = 0; at < BENEFICIARY.length; at++)
    if (((KINDS[member.charCodeAt(at)] ?? 0) & BENEFICIARY[at]!) === 0) return false
  return true
}

const [FIRST, DIGIT, LETTER] = [1, 2, 4]
const EITHER = DIGIT | LETTER
/** What may stand at each place. A scan takes a third of the time of a regular expression, on every claim. */
const BENEFICIARY = [
  FIRST,
  LETTER,
  EITHER,
  DIGIT,
  LETTER,
  EITHER,
  DIGIT,
  LETTER,
  LETTER,
  DIGIT,
  DIGIT,
] as const

/** By character code, which of these a character may be. */
const KINDS: Uint8Array = new Uint8Array(128).map((_, code) => {
  const char = String.fromCharCode(code)
  if (char >= '0' && char <= '9') return char === '0' ? DIGIT : DIGIT | FIRST
  return char >= 'A' && char <= 'Y' && !'SLOIB'.includes(char) ? LETTER : 0
})

const TAX_ID = /^(\d{2}-\d{7}|\d{3}-\d{2}-\d{4})$/

const isTaxId = (taxId: string): boolean => isNineDigits(taxId) || TAX_ID.test(taxId)

function isNineDigits(text: string): boolean {
  if (text.length !== 9) return false
  for (let at = 0; at < 9; at++) if (!(text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57)) return false
  return true
}

/** Whether the parts that a provider has are of their form. */
const isRight = ({ npi, taxonomy, taxId }: Provider): boolean =>
  (npi === undefined || npiFault(npi) === undefined) &&
  (taxonomy === undefined || isTaxonomy(taxonomy)) &&
  (taxId === undefined || isTaxId(taxId))

const isTaxonomy = (taxonomy: string): boolean => taxonomy.charCodeAt(9) === LETTER_X && isTenLong(taxonomy)

/** A CLIA number. Source: CMS, How to obtain a CLIA certificate (ten characters, a D in the third place). */
const isCertificate = (clia: string): boolean => clia.charCodeAt(2) === LETTER_D && isTenLong(clia)

const LETTER_D = 68
const LETTER_X = 88

/** Whether a text is ten digits and capital letters. */
function isTenLong(text: string): boolean {
  if (text.length !== 10) return false
  for (let at = 0; at < 10; at++) {
    const char = text.charCodeAt(at)
    if (!((char >= 48 && char <= 57) || (char >= 65 && char <= 90))) return false
  }
  return true
}

// Claims of a file mostly have one biller: its last right parts are compared, where they were checked again.
let last: Provider = {} as Provider

function isAsLast(billing: Provider | undefined): boolean {
  if (billing === undefined) return true
  const { npi, taxonomy, taxId } = billing
  if (npi === last.npi && taxonomy === last.taxonomy && taxId === last.taxId) return true
  if (isRight(billing)) last = { ...billing }
  return false
}

/** What is wrong with an NPI; undefined when nothing is. The prefix 80840 adds 24 to the check sum. */
function npiFault(npi: string): string | undefined {
  if (npi.length !== 10) return 'does not have ten digits'
  let sum = 24
  for (let at = 0; at < 10; at++) {
    const digit = npi.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return 'does not have ten digits'
    const weighted = at % 2 === 0 ? digit * 2 : digit
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  if (npi.charCodeAt(0) !== 49 && npi.charCodeAt(0) !== 50) return 'does not begin with 1 or 2'
  return sum % 10 === 0 ? undefined : 'fails its check digit'
}
