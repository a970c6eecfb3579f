/** What the columns of every small table may hold. A table without an entry here, or a column without one, is a fault. */
import { z } from 'zod'
import { isIsoDate } from '../../src/model/dates.ts'

const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) => z.enum(values)
const blankOr = <T extends z.ZodType>(schema: T) => z.union([z.literal(''), schema])
const listOf = (item: RegExp) =>
  z
    .string()
    .refine(
      (text) => text !== '' && text.split(' ').every((part) => item.test(part)),
      `is no list of ${item}`,
    )

const CODE = /^(?:\d{4}[0-9A-Z]|[A-Z]\d{4})$/
const MODIFIER = /^[0-9A-Z]{2}$/
const code = z.string().regex(CODE)
const codes = listOf(CODE)
/** Codes and ranges of codes. */
const ranges = listOf(/^(?:\d{4}[0-9A-Z]|[A-Z]\d{4})(?:-(?:\d{4}[0-9A-Z]|[A-Z]\d{4}))?$/)
const modifier = z.string().regex(MODIFIER)
const modifiers = listOf(MODIFIER)
const place = z.string().regex(/^\d\d$/)
const number = z.string().regex(/^\d+$/)
/** Words of the project's own: no sentence of a publisher is so short. */
const words = z.string().min(1).max(260)
const note = z.string().max(260)
const day = blankOr(z.string().refine(isIsoDate, 'is no date'))
const severity = oneOf('reject', 'deny', 'review', 'note', 'none')
const yesNo = oneOf('yes', 'no')
const payerLine = oneOf('all', 'medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other')
const trust = { certain: oneOf('high', 'medium', 'low'), source: words }
const period = { effective_from: day, effective_to: day }
const range = { code_from: code, code_to: code }
const age = { unit: blankOr(oneOf('days', 'months', 'years')), bound: blankOr(number) }

/** By file name without its ending. */
export const smallSchemas = {
  ambulance: {
    kind: oneOf('place', 'procedure'),
    code: z.string().regex(/^(?:[A-Z]|A\d{4})$/),
    origin: blankOr(yesNo),
    destination: blankOr(oneOf('yes', 'unlikely')),
    meaning: words,
    ...trust,
  },
  anesthesia_modifiers: {
    modifier,
    kind: oneOf('payment', 'information', 'physical status'),
    who: words,
    meaning: words,
    share_of_allowance: blankOr(oneOf('0.5', '1')),
    partner: note,
    effective_from: day,
    ...trust,
  },
  bill_type_rules: {
    kind: z
      .string()
      .regex(
        /^(?:frequency|claim change condition|(?:in|out)patient type|occurrence|condition|value|status)$/,
      ),
    value: words,
    rule: words,
    severity,
    ...trust,
  },
  clia_waived: { code, qw_needed_with_waiver_certificate: yesNo, ...period, ...trust },
  denial_codes: {
    edit: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
    case: words,
    payer_line: z
      .string()
      .regex(/^(?:default|medicare|medicare-b|medicare-advantage|medicaid|commercial)(?: [a-z-]+)?$/),
    group: oneOf('CO', 'OA', 'PR', 'PI'),
    carc: z.string().regex(/^(?:\d{1,3}|[ABDPWY]\d{1,3})$/),
    rarc: blankOr(listOf(/^(?:M|MA|N)\d{1,3}$/)),
    ...period,
    ...trust,
  },
  drug_modifier_rules: {
    modifier: oneOf('JW', 'JZ', 'JW or JZ', 'JW and JZ'),
    kind: oneOf('use', 'required', 'returned', 'exempt', 'wrong'),
    scope: words,
    rule: words,
    note,
    ...period,
    ...trust,
  },
  facility_places: { place, rate: oneOf('facility'), ...period, ...trust },
  fee_schedule_indicators: {
    indicator: oneOf('pc_tc', 'bilateral', 'assistant', 'co_surgeon', 'team', 'multiple', 'global'),
    value: z.string().regex(/^(?:\d|\d{3}|MMM|XXX|YYY|ZZZ)$/),
    meaning: words,
    rule: words,
    severity,
    ...trust,
  },
  fee_schedule_status: {
    status: z.string().regex(/^[A-Z]$/),
    meaning: words,
    severity,
    group: blankOr(oneOf('CO', 'PR')),
    carc: blankOr(number),
    note,
    codes_2025_october: number,
    ...trust,
  },
  frequency_limits: {
    group: words,
    codes,
    rule: words,
    count: number,
    value: blankOr(number),
    severity,
    ...period,
    note,
    ...trust,
  },
  ioce_dispositions: {
    edit: number,
    meaning: words,
    disposition: words,
    decided_by: words,
    twin: note,
    ...trust,
  },
  laboratory_panels: {
    panel: code,
    component: code,
    alternative: blankOr(z.string().regex(/^[\d+]+(?: or [\d+]+)*$/)),
    ...period,
    ...trust,
  },
  modifier_conflicts: {
    modifier_a: modifier,
    modifier_b: modifier,
    scope: oneOf('line'),
    claim_type: oneOf('both', 'professional', 'institutional'),
    payer_line: payerLine,
    severity,
    ...period,
    why: words,
    ...trust,
  },
  modifier_families: {
    modifier,
    family: oneOf('eyelid', 'finger', 'toe', 'coronary', 'side'),
    side: blankOr(oneOf('left', 'right')),
    site: note,
    ...period,
    ...trust,
  },
  modifier_family_codes: {
    family: oneOf('eyelid', 'finger', 'toe', 'coronary'),
    ...range,
    role: oneOf('core', 'shared', 'other heart'),
    ...period,
    ...trust,
  },
  modifiers_cpt: {
    modifier,
    claim_type: z
      .string()
      .regex(/^(?:both|professional|institutional(?:, and professional of a surgery center \(place 24\))?)$/),
    kind: words,
    ...period,
    ...trust,
  },
  ncci_modifiers: {
    modifier,
    class: oneOf('anatomic', 'global surgery', 'other', 'not associated'),
    clears_edit: yesNo,
    placed_on: note,
    setting: oneOf('both', 'practitioner', 'hospital'),
    ...period,
    ...trust,
  },
  new_patient_codes: { ...range, patient: oneOf('new', 'established'), family: words, ...period, ...trust },
  obstetric_packages: { code, meaning: words, includes_codes: blankOr(codes), note, ...trust },
  ordering_rules: { group: words, codes: words, role: words, qualifier: words, rule: words, ...trust },
  place_rules: {
    family: words,
    code_from: blankOr(code),
    code_to: blankOr(code),
    rule: oneOf('allowed', 'forbidden', 'unusual', 'rate'),
    places: words,
    severity,
    payer_line: payerLine,
    ...trust,
  },
  places: { place, name: words, ...period, rate: oneOf('facility', 'nonfacility'), ...trust },
  preventive_services: {
    ...range,
    kind: oneOf('wellness', 'preventive', 'vaccine administration'),
    ...period,
    ...trust,
  },
  procedure_ages: {
    code,
    min: age.bound,
    min_unit: age.unit,
    max: age.bound,
    max_unit: age.unit,
    payer_line: payerLine,
    severity,
    ...period,
    ...trust,
  },
  provider_rules: {
    taxonomy: listOf(/^(?:[0-9A-Z]{10}|[0-9A-Z]{3,9}\*|and)$/),
    meaning: words,
    payer_line: payerLine,
    kind: oneOf('only', 'modifiers', 'never'),
    rule: words,
    severity,
    ...trust,
  },
  revenue_rules: {
    revenue_from: z.string().regex(/^\d{4}$/),
    revenue_to: z.string().regex(/^\d{4}$/),
    procedure: oneOf('required', 'optional', 'forbidden', 'not required'),
    procedures: note,
    modifier: note,
    note,
    ...trust,
  },
  screening_rules: {
    group: words,
    codes: ranges,
    payer_line: payerLine,
    modifier: oneOf('PT', 'KX', '33', 'none'),
    rule: words,
    effective_from: day,
    ...trust,
  },
  supply_price_modifiers: {
    hcpcs_price_indicator: z.string().regex(/^\d\d$/),
    category: words,
    needs_one_of: blankOr(modifiers),
    also: note,
    note,
    ...trust,
  },
  teaching_codes: { code, modifier, rule: words, ...period, ...trust },
  telehealth_periods: { ...period, law: words, ...trust },
  telehealth_rules: {
    item: words,
    kind: oneOf('place', 'modifier', 'procedure', 'list'),
    payer_line: payerLine,
    rule: note,
    note,
    ...period,
    ...trust,
  },
  therapy_codes: {
    code,
    class: oneOf('always', 'sometimes'),
    modifiers_allowed: modifiers,
    ...period,
    ...trust,
  },
  therapy_thresholds: {
    ...period,
    pt_slp_cents: number,
    ot_cents: number,
    medical_review_cents: number,
    ...trust,
  },
  timely_filing: {
    payer: words,
    payer_line: payerLine,
    provider: words,
    unit: words,
    value: number,
    counted_from: words,
    ...period,
    note,
    ...trust,
  },
  unlisted_codes: { code, kind: words, ...period, ...trust },
  vaccine_administration: {
    product: code,
    administration: codes,
    payer_line: payerLine,
    medicare_diagnosis: blankOr(z.string().regex(/^[A-Z]\d[0-9A-Z]{1,5}$/)),
    ...period,
    ...trust,
  },
  visit_codes: {
    ...range,
    family: words,
    patient: oneOf('new', 'established', 'either'),
    takes_24_25: yesNo,
    takes_57: yesNo,
    face_to_face: yesNo,
    in_global_package: oneOf('yes', 'no', 'no (FT where unrelated)'),
    ...period,
    medicare: words,
    ...trust,
  },
  x12_limits: {
    claim_type: oneOf('professional', 'institutional', 'both'),
    limit: words,
    value: z.string().regex(/^\d+(?: \([\d.]+\))?$/),
    where: words,
    severity,
    ...trust,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, z.ZodType>>>>
