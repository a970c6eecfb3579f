import { firstDay, isOutpatientHospital } from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { defineEdit } from './define.ts'

/** A service that no Medicare outpatient benefit covers. */
export const ioceNonCoveredService = defineEdit({
  id: 'ioce-non-covered-service',
  title: 'A service that no Medicare outpatient benefit covers',
  why: `The outpatient editor denies services that Medicare covers under no outpatient benefit for other reasons than a
    statutory exclusion (status E1), and convenience items of the patient billed without a HCPCS code.`,
  source: {
    title:
      'CMS Integrated Outpatient Code Editor, edit 9 (non-covered under any Medicare outpatient benefit)',
    url: 'https://www.cms.gov/medicare/coding-billing/outpatient-code-editor-oce',
  },
  claimTypes: ['institutional'],
  bills: 'other',
  authority: 'medicare',
  tables: [],
  also: ['opps', 'hcpcs'],
  yieldsTo: { 'procedure-invalid': 'line', 'procedure-status': 'line' },
  wakes: {
    revenueCode: (code) => code.startsWith('099'),
    procedure: (code, { opps, hcpcs }) => {
      if (opps?.everHad(code, 'E1')) return true
      const row = hcpcs?.find(code) ?? -1
      return row >= 0 && hcpcs!.coverage(row) === 'M'
    },
  },
  notes: [
    'Bill types 12x, 13x, 14x and 85x. Status E1 decides where outpatient status indicators are loaded; else the coverage code M of HCPCS, as a `review`.',
    'G0428 passes, and so does a line with GY or GZ, which is billed for denial.',
  ],
  messages: {
    service: {
      severity: 'deny',
      group: 'PR',
      carc: '96',
      scope: 'line',
      text: '{{procedure}} on {{date}} is covered under no Medicare outpatient benefit (status E1).',
      fix: 'Check the code; bill a service that is not covered as non-covered, with GY or GZ where they belong.',
    },
    perhaps: {
      severity: 'review',
      group: 'PR',
      carc: '96',
      scope: 'line',
      text: '{{procedure}} on {{date}} is non-covered by its HCPCS coverage code (M).',
      fix: 'Check the code; bill a service that is not covered as non-covered, with GY or GZ where they belong.',
    },
    convenience: {
      severity: 'deny',
      group: 'PR',
      carc: '96',
      scope: 'line',
      text: 'Revenue code {{revenueCode}} on {{date}} is a convenience item of the patient, and no HCPCS code says otherwise.',
      fix: 'Put the charge in the non-covered column, or enter the HCPCS code of a covered service.',
    },
  },

  check(claim, { opps, hcpcs }, report) {
    if (!isOutpatientHospital(claim)) return
    claim.lines.forEach((line, at) => {
      const { procedure, revenueCode, modifiers } = line
      const day = firstDay(line)
      const date = isoDate(day)
      if (procedure === undefined) {
        if (revenueCode?.startsWith('099'))
          report('convenience', `lines[${at}].revenueCode`, { revenueCode, date })
        return
      }
      if (procedure === 'G0428' || modifiers.includes('GY') || modifiers.includes('GZ')) return
      const row = opps?.find(procedure, day) ?? -1
      if (row >= 0) {
        if (opps!.status(row) === 'E1')
          report('service', `lines[${at}].procedure`, { procedure, date }, { cite: opps!.cite(row) })
        return
      }
      const listed = hcpcs?.find(procedure) ?? -1
      if (listed < 0 || day < hcpcs!.added(listed) || day > hcpcs!.terminated(listed)) return
      if (hcpcs!.coverage(listed) === 'M')
        report('perhaps', `lines[${at}].procedure`, { procedure, date }, { cite: hcpcs!.cite(listed) })
    })
  },
})
