/** Whether notes, overrides and remittances are those that the trail says were kept. */
import type { RunStore } from './open.ts'

/** Notes that are gone or were added, overrides that were changed, and remittances whose number is not that kept. */
export async function keptFaults(store: RunStore): Promise<{ subject: string; text: string }[]> {
  return [...(await noteFaults(store)), ...(await overrideFaults(store)), ...(await remittanceFaults(store))]
}

async function noteFaults({ db }: RunStore): Promise<{ subject: string; text: string }[]> {
  const notes = await db
    .selectFrom('work_notes')
    .select((of) => ['item', of.fn.countAll<number>().as('notes')])
    .groupBy('item')
    .execute()
  const counts = new Map(notes.map((row) => [row.item, Number(row.notes)]))
  const items = await db.selectFrom('work_items').select(['item', 'notes']).execute()
  const wrong = items.filter(({ item, notes }) => (counts.get(item) ?? 0) !== notes).map(({ item }) => item)
  const known = new Set(items.map(({ item }) => item))
  return [...wrong, ...[...counts.keys()].filter((item) => !known.has(item))].map((subject) => ({
    subject,
    text: 'Notes of the item are gone, or were added.',
  }))
}

async function overrideFaults({ db }: RunStore): Promise<{ subject: string; text: string }[]> {
  const entries = await db
    .selectFrom('trail')
    .select(['action', 'subject', 'detail', 'by_whom'])
    .where('action', 'in', ['override-added', 'override-revoked'])
    .orderBy('number')
    .execute()
  const said = new Map<string, string>()
  for (const { action, subject, detail, by_whom } of entries)
    if (action === 'override-added') said.set(subject, JSON.stringify([detail, by_whom, false]))
    else said.set(subject, (said.get(subject) ?? '').replace(/false\]$/, 'true]'))
  const wrong: string[] = []
  for (const row of await db.selectFrom('overrides').selectAll().orderBy('id').execute()) {
    const { id, edit, message, payer, claim, until } = row
    const detail = JSON.stringify({ edit, message, payer, claim, until })
    if (said.get(id) !== JSON.stringify([detail, row.by_whom, row.revoked !== null])) wrong.push(id)
    said.delete(id)
  }
  return [...wrong, ...said.keys()].map((subject) => ({
    subject,
    text: 'The override is not as the trail says that it was left.',
  }))
}

async function remittanceFaults({ db }: RunStore): Promise<{ subject: string; text: string }[]> {
  const entries = await db
    .selectFrom('trail')
    .select('detail')
    .where('action', '=', 'remittances-kept')
    .execute()
  const added = entries.reduce((sum, { detail }) => sum + (JSON.parse(detail) as { added: number }).added, 0)
  const { kept } = await db
    .selectFrom('remittances')
    .select((of) => of.fn.countAll<number>().as('kept'))
    .executeTakeFirstOrThrow()
  return Number(kept) === added
    ? []
    : [{ subject: 'remittances', text: 'Remittances are gone, or were added.' }]
}
