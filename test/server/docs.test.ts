/** The reference of the API is what the routes say of themselves. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { apiPage } from '../../docs/api-page.ts'

it('docs/api.md', async () => {
  const path = join(import.meta.dirname, '..', '..', 'docs', 'api.md')
  expect(readFileSync(path, 'utf8'), 'run `npm run docs`').toBe(await apiPage())
})
