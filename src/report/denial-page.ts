/** What a code of a remittance means to a biller, and which edits foresee it: for `explain` and the API. */
import type { ExpectedDenial, Snapshot } from '../codesets/tables.ts'
import type { AnyEdit, Message } from '../edits/define.ts'

/** An edit that foresees the code, with the messages that name it (none where only the table of denials does) and for whom. */
export interface DenialForesight {
  readonly edit: string
  readonly messages: readonly string[]
  /** Payers, or contractors, whose answer it is, with group and days. */
  readonly payers: readonly string[]
}

/** A group code, CARC or RARC in our own words. */
export interface DenialExplanation {
  readonly code: string
  readonly kind: 'group code' | 'CARC' | 'RARC'
  readonly meaning: string
  /** What to do first. */
  readonly firstStep: string
  /** The group that was asked about with it (`CO-236`), with its own meaning. */
  readonly group?: { readonly code: string; readonly meaning: string }
  /** Empty where no edit foresees it, and for a group code by itself. */
  readonly foreseen: readonly DenialForesight[]
}

const kinds = { group: 'group code', carc: 'CARC', rarc: 'RARC' } as const

/** Explains `236`, `CO-236`, `N362` or `CO`; undefined where no list in force has the code. */
export function explainDenial(
  snapshot: Snapshot,
  given: string,
  edits: readonly AnyEdit[],
): DenialExplanation | undefined {
  const { denialMeanings } = snapshot
  const parts = given.toUpperCase().split('-')
  const found = parts.length > 2 ? undefined : denialMeanings.find(parts.at(-1)!)
  if (!found) return undefined
  const plain = {
    code: found.code,
    kind: kinds[found.list],
    meaning: found.meaning,
    firstStep: found.firstStep,
    foreseen: found.list === 'group' ? [] : foreseenBy(snapshot, found.code, edits),
  }
  if (parts.length === 1) return plain
  const group = denialMeanings.find(parts[0]!)
  // A group parts the money of a reason; remarks stand by themselves.
  if (group?.list !== 'group' || found.list !== 'carc') return undefined
  return { ...plain, group: { code: group.code, meaning: group.meaning } }
}

function foreseenBy(snapshot: Snapshot, code: string, edits: readonly AnyEdit[]): DenialForesight[] {
  const { denialMeanings } = snapshot
  const rows = denialMeanings.expected(denialMeanings.find(code)!)
  return edits.flatMap((edit) => {
    /** Messages by the payers they concern. */
    const said = new Map<string, { messages: string[]; payers: string[] }>()
    for (const [name, message] of Object.entries(edit.messages as Readonly<Record<string, Message>>)) {
      const answers = message.denial === undefined ? [] : denialMeanings.answers(edit.id, message.denial)
      const rest = answers.some(({ payerLine }) => payerLine !== 'default') ? 'others' : 'all'
      const payers = rows
        .filter((row) => row.edit === edit.id && row.case === message.denial)
        .map((row) => payersOf(row, rest))
      // What the message says itself holds where the table has no row.
      if (named(message, code) && !answers.some(({ payerLine }) => payerLine === 'default'))
        payers.push(`${rest}${message.group ? `: ${message.group}` : ''}`)
      if (payers.length === 0) continue
      const entry = said.get(payers.join()) ?? { messages: [], payers }
      entry.messages.push(name)
      said.set(payers.join(), entry)
    }
    const cases = new Set(Object.values<Message>(edit.messages).map(({ denial }) => denial))
    const loose = rows.filter((row) => row.edit === edit.id && !cases.has(row.case))
    if (loose.length > 0)
      said.set('', { messages: [], payers: loose.map((row) => `${row.case}, ${payersOf(row, 'all')}`) })
    return [...said.values()].map((entry) => ({ edit: edit.id, ...entry }))
  })
}

const named = ({ carc, rarc }: Message, code: string): boolean => carc === code || rarc === code

function payersOf({ payerLine, group, certain, from, through }: ExpectedDenial, rest: string): string {
  const days = [from && ` from ${from}`, through && ` until ${through}`].join('')
  const guess = certain === 'low' ? ' (a guess, not used in findings)' : ''
  return `${payerLine === 'default' ? rest : payerLine}: ${group}${days}${guess}`
}
