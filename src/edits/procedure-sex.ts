import { firstDay } from '../model/claim-facts.ts'
import { compactDate, isoDate } from '../model/dates.ts'
import { matchesCodes, type SexLimit } from '../model/profile.ts'
import { defineEdit } from './define.ts'

/** A service that the payer covers for the other sex. */
export const procedureSex = defineEdit({
  id: 'procedure-sex',
  title: 'A service that the payer covers for the other sex alone',
  why: `Some payers still compare the service with the sex on the claim and deny where they disagree. Others turned these edits
    off, and Medicare's editor has had none since October 2024, so nothing is said unless the payer's own profile lists
    the service.`,
  source: {
    title:
      'CR 6638 and IOM 100-04 chapter 32 section 240 (condition code 45, modifier KX); X12 code list 139, reason 7',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c32.pdf',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'every-payer',
  tables: ['profile'],
  yieldsTo: { 'procedure-invalid': 'line' },
  wakes: {
    procedure: (code, { profile }) => profile.sexLimits.some(({ codes }) => matchesCodes(codes, code)),
  },
  notes: [
    'Only the payer’s profile (`sexLimits`) makes this edit speak, as a `review` unless the profile says that the payer denies.',
    'Condition code 45 on the claim or KX on the line says that the sex on the claim is no contradiction; sex U never is one.',
  ],
  messages: {
    denied: {
      severity: 'deny',
      group: 'CO',
      carc: '7',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} on {{date}} is not covered for the sex on the claim.',
      fix: 'Check the sex and the code. Where the record supports both, condition code 45 (institutional) or KX (professional) says so.',
    },
    reviewed: {
      severity: 'review',
      group: 'CO',
      carc: '7',
      denial: 'any',
      scope: 'line',
      text: '{{procedure}} on {{date}} does not agree with the sex on the claim, by this payer’s rules.',
      fix: 'Check the sex and the code. Where the record supports both, condition code 45 (institutional) or KX (professional) says so.',
    },
  },

  check(claim, { profile }, report) {
    if (claim.conditionCodes.includes('45')) return
    const sex = claim.patient?.sex
    for (let at = 0; at < claim.lines.length; at++) {
      const line = claim.lines[at]!
      if (line.procedure === undefined || line.modifiers.includes('KX')) continue
      const day = firstDay(line)
      const limit = profile.sexLimits.find(
        (one) => stands(one, day) && matchesCodes(one.codes, line.procedure!),
      )
      if (!limit || limit.sex === sex || sex === 'U') continue
      if (sex === undefined) {
        report.unchecked(
          'missing-field',
          `${line.procedure} is covered for one sex alone by this payer, and the claim has no sex of the patient.`,
        )
        continue
      }
      report(
        limit.severity === 'deny' ? 'denied' : 'reviewed',
        `lines[${at}].procedure`,
        { procedure: line.procedure, date: isoDate(day) },
        {
          cite: {
            table: 'payer-profile',
            release: profile.id,
            row: { title: limit.source.title, url: limit.source.url },
          },
        },
      )
    }
  },
})

const stands = ({ from, through }: SexLimit, day: number): boolean =>
  (from === undefined || compactDate(from) <= day) && (through === undefined || day <= compactDate(through))
