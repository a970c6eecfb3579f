/** One JSON object a line, in input order. */
import type { ClaimResult, Result } from '../model/result.ts'

/** Renders results; what results share (unchecked, stale, digests) is rendered once. */
export interface NdjsonReport {
  /** The line with its end. */
  render(result: Result): string
}

/** Makes a renderer; it keeps what it has rendered for lists that many results share. */
export function createNdjsonReport(): NdjsonReport {
  const lists = new WeakMap<object, WeakMap<object, string>>()
  const listsOf = ({ unchecked, stale }: ClaimResult): string => {
    let byStale = lists.get(unchecked)
    if (!byStale) lists.set(unchecked, (byStale = new WeakMap()))
    let text = byStale.get(stale)
    if (text === undefined) {
      text = JSON.stringify({ unchecked, stale }).slice(1, -1)
      byStale.set(stale, text)
    }
    return text
  }
  // Clean claims of one kind share their drivers; only the money differs.
  const risks = new WeakMap<object, readonly [string, string]>()
  const riskOf = ({ risk, findings }: ClaimResult): string => {
    if (risk === undefined) return ''
    if (findings.length > 0) return `"risk":${JSON.stringify(risk)},`
    const { probability, interval, basis, expectedLossCents, drivers } = risk
    let around = risks.get(drivers)
    if (around === undefined) {
      const head = JSON.stringify({ probability, interval, basis }).slice(0, -1)
      around = [`"risk":${head},"expectedLossCents":`, `,"drivers":${JSON.stringify(drivers)}},`]
      risks.set(drivers, around)
    }
    return `${around[0]}${expectedLossCents}${around[1]}`
  }
  let ends: { readonly of: ClaimResult; readonly text: string } | undefined
  const endOf = (result: ClaimResult): string => {
    const { codesets, rules, engine } = result
    if (ends?.of.codesets !== codesets || ends.of.rules !== rules || ends.of.engine !== engine)
      ends = { of: result, text: `${JSON.stringify({ codesets, rules, engine }).slice(1)}\n` }
    return ends.text
  }
  return {
    render(result) {
      if (result.claim === null) return `${JSON.stringify(result)}\n`
      const findings = result.findings.length === 0 ? '[]' : JSON.stringify(result.findings)
      const { shadow, overridden } = result
      const apart =
        (shadow ? `"shadow":${JSON.stringify(shadow)},` : '') +
        (overridden ? `"overridden":${JSON.stringify(overridden)},` : '')
      return `{"claim":${JSON.stringify(result.claim)},"verdict":"${result.verdict}","findings":${findings},${listsOf(result)},${apart}${riskOf(result)}${endOf(result)}`
    },
  }
}
