/** One JSON object a line, in input order. */
import type { ClaimResult, Result } from '../model/result.ts'

/** Renders results; what results share (unchecked, stale, digests) is rendered once. */
export interface NdjsonReport {
  /** The line with its end. */
  render(result: Result): string
}

/** Makes a renderer; it keeps what it has rendered for lists that many results share. */
export function createNdjsonReport(): NdjsonReport {
  const tails = new WeakMap<object, WeakMap<object, string>>()
  const tail = (result: ClaimResult): string => {
    const { unchecked, stale, codesets, rules, engine } = result
    let byStale = tails.get(unchecked)
    if (!byStale) tails.set(unchecked, (byStale = new WeakMap()))
    let text = byStale.get(stale)
    if (text === undefined) {
      text = `${JSON.stringify({ unchecked, stale, codesets, rules, engine }).slice(1)}\n`
      byStale.set(stale, text)
    }
    return text
  }
  return {
    render(result) {
      if (result.claim === null) return `${JSON.stringify(result)}\n`
      const findings = result.findings.length === 0 ? '[]' : JSON.stringify(result.findings)
      return `{"claim":${JSON.stringify(result.claim)},"verdict":"${result.verdict}","findings":${findings},${tail(result)}`
    },
  }
}
