/** The shipped rules as the build keeps them are what reading them gives; anything else is read anew. */
import { describe, expect, it } from 'vitest'
import {
  bytesDigest,
  checkedRules,
  openRules,
  readChecked,
  readRuleFiles,
  rulesFolder,
} from '../../src/jobs/rules.ts'

describe('rules that were checked before', () => {
  const bytes = checkedRules()
  const files = readRuleFiles(rulesFolder)

  it('are the rules that reading gives, files and all', () => {
    const checked = readChecked(bytes, rulesFolder, bytesDigest(files))!
    const read = openRules()
    expect(checked.id).toBe(read.id)
    expect(checked.parsed).toEqual(read.parsed)
    expect(checked.profiles).toEqual(read.profiles)
    // What compiles a rule once asks whether it is the same rule.
    for (const { rules } of checked.parsed.payers.values())
      for (const rule of rules) expect(checked.parsed.byId.get(rule.id)).toBe(rule)
  })
  it('serve no other bytes', () => {
    const [first, ...others] = files
    const changed = [{ ...first!, text: `${first!.text} ` }, ...others]
    expect(readChecked(bytes, rulesFolder, bytesDigest(changed))).toBe(undefined)
    expect(readChecked(bytes, rulesFolder, bytesDigest(others))).toBe(undefined)
  })
  it('are passed over where they cannot be read', () => {
    expect(readChecked(Uint8Array.from([1, 2, 3]), rulesFolder, bytesDigest(files))).toBe(undefined)
    expect(readChecked(bytes.subarray(0, 5000), rulesFolder, bytesDigest(files))).toBe(undefined)
  })
})
