import { defineEdit } from './define.ts'

/** A diagnosis pointer that points at nothing, or none at all. */
export const icdPointer = defineEdit({
  id: 'icd-pointer',
  title: 'A diagnosis pointer that cannot be followed',
  why: `Each line of a professional claim says by one to four pointers which of the claim's diagnoses was the reason for
    the service. A line without a pointer, with one past the last diagnosis, or with more than four is refused.`,
  source: {
    title:
      'ASC X12N 005010X222A1, loop 2400 SV107; CMS-1500 instructions, IOM 100-04 chapter 26 section 10.4 item 24E',
    url: 'https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms',
  },
  claimTypes: ['professional'],
  authority: 'every-payer',
  tables: ['claimLimits'],
  messages: {
    missing: {
      severity: 'reject',
      text: 'Line {{line}} points at no diagnosis.',
      fix: 'Point at the diagnosis that was the reason for the service.',
    },
    beyond: {
      severity: 'reject',
      text: 'Line {{line}} points at diagnosis {{pointer}}, and the claim has {{count}}.',
      fix: 'Point at a diagnosis of the claim, or add the one that was left out.',
    },
    tooMany: {
      severity: 'reject',
      text: 'Line {{line}} has {{count}} diagnosis pointers; {{limit}} are allowed.',
      fix: 'Keep the pointers that were the main reasons for the service.',
    },
    repeated: {
      severity: 'note',
      text: 'Line {{line}} points at diagnosis {{pointer}} more than once.',
      fix: 'Keep the pointer once.',
    },
  },

  check(claim, { claimLimits }, report) {
    const count = claim.diagnoses.length
    const limit = claimLimits.professional.pointers
    const { lines } = claim
    for (let at = 0; at < lines.length; at++) {
      const { pointers, number } = lines[at]!
      if (pointers.length === 0) {
        report('missing', `lines[${at}].pointers`, { line: number })
        continue
      }
      if (pointers.length > limit)
        report('tooMany', `lines[${at}].pointers`, { line: number, count: pointers.length, limit })
      for (let which = 0; which < pointers.length; which++) {
        const pointer = pointers[which]!
        if (pointer < 1 || pointer > count)
          report('beyond', placeOf(at, which), { line: number, pointer, count })
        else if (which > 0 && pointers.indexOf(pointer) < which)
          report('repeated', placeOf(at, which), { line: number, pointer })
      }
    }
  },
})

const placeOf = (line: number, which: number): string => `lines[${line}].pointers[${which}]`
