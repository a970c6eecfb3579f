import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Claim } from '../../../src/model/claim.ts'
import { dataFolder } from '../../data.ts'
import { read, readItems } from './writing.ts'

const folder = dataFolder('claims')

/** Claims by the plainest of counts: `CLM` and its separator at the start of a segment. */
const countClaims = (file: string): number => file.match(/(?<=[~_\n\r`}]\s*)CLM[*~]/g)?.length ?? 0

const files = (name: string): string[] => (folder === undefined ? [] : readdirSync(join(folder, name)).sort())
const bytesOf = (name: string, file: string): Buffer => readFileSync(join(folder!, name, file))

describe.skipIf(folder === undefined)('files of others', () => {
  for (const name of ['837p', '837i']) {
    test.each(files(name))(`${name}/%s`, async (file) => {
      const bytes = bytesOf(name, file)
      const { claims, problems, warnings } = await read(bytes)
      const expected = countClaims(bytes.toString('latin1'))
      const isDental = file.startsWith('dental')
      if (isDental || expected === 0) {
        expect(claims).toEqual([])
        expect(problems).toHaveLength(1)
        if (isDental) expect(problems[0]).toMatchObject({ code: 'E_X12_TRANSACTION' })
      } else {
        expect(claims.length + problems.length).toBe(expected)
        expect(problems).toEqual([])
      }
      expect(warnings.length).toBeLessThan(200)
      for (const claim of claims) expect(Claim.parse(claim)).toStrictEqual(claim)
      expect(await readItems(bytes, () => 7)).toEqual(await readItems(bytes))
    })
  }

  test('together they have the claims that were counted', async () => {
    const totals: Record<string, number> = {}
    for (const name of ['837p', '837i']) {
      totals[name] = 0
      for (const file of files(name)) totals[name] += (await read(bytesOf(name, file))).claims.length
    }
    expect(totals).toEqual({ '837p': 1529, '837i': 30 })
  })

  test.each(['835', '277ca-999'])('%s: each is one problem', async (name) => {
    for (const file of files(name)) {
      const { claims, problems } = await read(bytesOf(name, file))
      expect(claims, file).toEqual([])
      expect(
        problems.map(({ code }) => code),
        file,
      ).toEqual(['E_X12_TRANSACTION'])
    }
  })
})
