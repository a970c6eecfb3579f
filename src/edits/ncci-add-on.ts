import type { AddOnSetting, AddOnTable } from '../codesets/tables.ts'
import type { Claim } from '../model/claim.ts'
import {
  compareProviders,
  daysMeet,
  firstDay,
  isInpatient,
  lastDay,
  renderingOf,
} from '../model/claim-facts.ts'
import { isoDate } from '../model/dates.ts'
import { comparePriorProvider, evidenceOf, samePayer, sameBilling, type PriorLine } from '../model/history.ts'
import { defineEdit } from './define.ts'

/** An add-on code without a primary that may carry it. */
export const ncciAddOn = defineEdit({
  id: 'ncci-add-on',
  title: 'An add-on code without a primary procedure that may carry it',
  why: `An add-on code describes work done beside a primary procedure and is paid only with one: same patient, same
    practitioner, same day. CMS lists the primaries of most add-on codes; some it leaves to the contractors.`,
  source: {
    title: 'NCCI Policy Manual for Medicare Services, chapter I section R; CMS add-on code edits file',
    url: 'https://www.cms.gov/national-correct-coding-initiative-ncci/ncci-edits/medicare-ncci-add-code-edits',
  },
  claimTypes: ['professional', 'institutional'],
  authority: 'ncci',
  tables: ['addOns', 'history'],
  history: true,
  yieldsTo: { 'procedure-invalid': 'line', 'visit-complexity': 'line' },
  wakes: { procedure: (code, { addOns }) => addOns.has(code) },
  notes: [
    'Type 1 lists every primary: without one the line is denied. Type 3 lists some and the contractor may add others: `review`. Type 2 lists none: a `note`.',
    'A row whose effective and deletion dates are equal was never in force. Rows for practitioners or facilities alone count for those.',
    'An add-on whose primary is itself refused or denied follows it: its finding names the root (`causedBy`).',
    'A primary of another practitioner on the claim is a `review`, but for 99292, which a colleague of the same group may carry.',
    'A primary on another claim of the patient carries the add-on as one on this claim does.',
    'Inpatient bills (11x) are not subject to NCCI.',
  ],
  messages: {
    primaryMissing: {
      severity: 'deny',
      group: 'CO',
      carc: 'B15',
      rarc: 'N122',
      denial: 'primary missing',
      scope: 'line',
      text: '{{addOn}} on {{date}} is an add-on code, and none of its {{count}} primary procedures is billed with it.',
      fix: 'Add the primary procedure if it was done and left out ({{primaries}}), or remove {{addOn}}.',
    },
    primaryUnlisted: {
      severity: 'review',
      group: 'CO',
      carc: 'B15',
      rarc: 'N122',
      denial: 'primary missing',
      scope: 'line',
      text: '{{addOn}} on {{date}} is an add-on code without a listed primary; the contractor may accept others.',
      fix: 'Check that the primary procedure is billed ({{primaries}} are listed), or remove {{addOn}}.',
    },
    contractorDecides: {
      severity: 'note',
      text: '{{addOn}} on {{date}} is an add-on code whose primaries the contractor decides.',
      fix: 'Check that the primary procedure is billed on the same day.',
    },
    primaryDenied: {
      severity: 'deny',
      group: 'CO',
      carc: 'B15',
      rarc: 'N122',
      denial: 'primary missing',
      scope: 'line',
      text: '{{addOn}} on {{date}} is an add-on code, and its primary {{primary}} is itself not payable.',
      fix: 'Correct {{primary}} first; {{addOn}} follows it.',
    },
    otherPractitioner: {
      severity: 'review',
      group: 'CO',
      carc: 'B15',
      rarc: 'N122',
      denial: 'primary missing',
      scope: 'line',
      text: '{{addOn}} on {{date}}: its primary {{primary}} is billed by another practitioner.',
      fix: 'Check who did the primary procedure: an add-on code is paid to the one who did both.',
    },
  },

  check(claim, { addOns, history }, report) {
    if (isInpatient(claim)) return
    const setting: AddOnSetting = claim.type === 'professional' ? 'practitioner' : 'facility'
    claim.lines.forEach((line, at) => {
      const addOn = line.procedure
      if (addOn === undefined || !addOns.has(addOn)) return
      const day = firstDay(line)
      const type = addOns.type(addOn, day, setting)
      if (type === 0) return
      const primary = primaryOf(claim, at, addOns, setting)
      const data = { addOn, date: isoDate(day) }
      const prior = primary?.samePractitioner
        ? undefined
        : priorPrimaryOf(claim, line, history.of(claim).sameDays, addOns, setting)
      if (prior && (prior.samePractitioner || (addOn === '99292' && sameBilling(claim, prior.line.claim))))
        return
      if (prior && !primary) {
        report(
          'otherPractitioner',
          `lines[${at}].procedure`,
          { ...data, primary: prior.line.procedure! },
          { evidence: [evidenceOf(prior.line)], cite: addOns.cite(prior.row) },
        )
        return
      }
      if (primary) {
        if (!primary.samePractitioner && addOn !== '99292')
          report(
            'otherPractitioner',
            `lines[${at}].procedure`,
            { ...data, primary: claim.lines[primary.line]!.procedure! },
            {
              related: [primary.line],
              cite: addOns.cite(primary.row),
            },
          )
        return
      }
      const listed = addOns.primaries(addOn, day, setting).filter((code) => code !== 'CCCCC')
      const message = type === 1 ? 'primaryMissing' : type === 3 ? 'primaryUnlisted' : 'contractorDecides'
      const primaries =
        listed.length > 6
          ? `${listed.slice(0, 6).join(', ')} and ${listed.length - 6} others`
          : listed.join(', ')
      report(
        message,
        `lines[${at}].procedure`,
        { ...data, count: listed.length, primaries },
        {
          cite: addOns.cite(addOns.anyRow(addOn, day, setting)),
        },
      )
    })
  },

  follow(claim, { addOns, history }, lost, report) {
    if (isInpatient(claim)) return
    const setting: AddOnSetting = claim.type === 'professional' ? 'practitioner' : 'facility'
    claim.lines.forEach((line, at) => {
      const addOn = line.procedure
      if (addOn === undefined || lost(at) || !addOns.has(addOn)) return
      const any = primaryOf(claim, at, addOns, setting)
      // Another primary that stands carries the add-on.
      if (!any || primaryOf(claim, at, addOns, setting, lost)) return
      if (priorPrimaryOf(claim, line, history.of(claim).sameDays, addOns, setting)?.samePractitioner) return
      const primary = claim.lines[any.line]!.procedure!
      report(
        'primaryDenied',
        `lines[${at}].procedure`,
        { addOn, primary, date: line.serviceDate },
        { related: [any.line], cite: addOns.cite(any.row), cause: any.line },
      )
    })
  },
})

/** The line that carries the add-on, one of the same practitioner before any other. */
function primaryOf(
  claim: Claim,
  at: number,
  addOns: AddOnTable,
  setting: AddOnSetting,
  without: (line: number) => boolean = () => false,
) {
  const line = claim.lines[at]!
  let found: { line: number; row: number; samePractitioner: boolean } | undefined
  for (let other = 0; other < claim.lines.length && !found?.samePractitioner; other++) {
    const beside = claim.lines[other]!
    if (other === at || beside.procedure === undefined || without(other)) continue
    if (!daysMeet(line, beside)) continue
    const day = Math.max(firstDay(line), firstDay(beside))
    const row = addOns.find(line.procedure!, beside.procedure, day, setting)
    if (row < 0) continue
    const samePractitioner =
      claim.type === 'institutional' ||
      compareProviders(renderingOf(claim, line), renderingOf(claim, beside)) !== 'different'
    if (!found || samePractitioner) found = { line: other, row, samePractitioner }
  }
  return found
}

/** The line of another claim that carries the add-on, one of the same practitioner before any other. */
function priorPrimaryOf(
  claim: Claim,
  line: Claim['lines'][number],
  priors: readonly PriorLine[],
  addOns: AddOnTable,
  setting: AddOnSetting,
) {
  let found: { line: PriorLine; row: number; samePractitioner: boolean } | undefined
  for (const prior of priors) {
    const day = Math.max(firstDay(line), prior.from)
    if (day > Math.min(lastDay(line), prior.through) || prior.procedure === undefined) continue
    if (prior.claim.type !== claim.type || !samePayer(claim, prior.claim)) continue
    const row = addOns.find(line.procedure!, prior.procedure, day, setting)
    if (row < 0) continue
    const samePractitioner = comparePriorProvider(claim, line, prior) !== 'different'
    if (!found || samePractitioner) found = { line: prior, row, samePractitioner }
    if (samePractitioner) break
  }
  return found
}
