/** One JSON object a line, in input order. */
import type { ClaimResult, Result } from '../model/result.ts'
import { createByteText, type ByteText } from './byte-text.ts'

/** Renders results; what results share (unchecked, stale, digests) is rendered once. */
export interface NdjsonReport {
  /** The line with its end. */
  render(result: Result): string
  /** Adds the line with its end. */
  append(to: ByteText, result: Result): void
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A text in quotes; claim ids are mostly letters and digits, which need nothing more. */
function quoted(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 32 || unit > 126 || unit === 34 || unit === 92) return JSON.stringify(text)
  }
  return `"${text}"`
}

/** Makes a renderer; it keeps what it has rendered for lists that many results share. */
export function createNdjsonReport(): NdjsonReport {
  let last: { readonly unchecked: object; readonly stale: object; readonly bytes: Uint8Array } | undefined
  const lists = new WeakMap<object, WeakMap<object, Uint8Array>>()
  const listsOf = ({ unchecked, stale }: ClaimResult): Uint8Array => {
    if (last?.unchecked === unchecked && last.stale === stale) return last.bytes
    let byStale = lists.get(unchecked)
    if (!byStale) lists.set(unchecked, (byStale = new WeakMap()))
    let bytes = byStale.get(stale)
    if (bytes === undefined) {
      bytes = encode(`${JSON.stringify({ unchecked, stale }).slice(1, -1)},`)
      byStale.set(stale, bytes)
    }
    last = { unchecked, stale, bytes }
    return bytes
  }
  // Clean claims of one kind share their drivers; only the money differs.
  const risks = new WeakMap<object, readonly [Uint8Array, Uint8Array]>()
  const appendRisk = (to: ByteText, { risk, findings }: ClaimResult): void => {
    if (risk === undefined) return
    if (findings.length > 0) return to.text(`"risk":${JSON.stringify(risk)},`)
    const { probability, interval, basis, expectedLossCents, drivers } = risk
    let around = risks.get(drivers)
    if (around === undefined) {
      const head = JSON.stringify({ probability, interval, basis }).slice(0, -1)
      around = [
        encode(`"risk":${head},"expectedLossCents":`),
        encode(`,"drivers":${JSON.stringify(drivers)}},`),
      ]
      risks.set(drivers, around)
    }
    to.bytes(around[0])
    to.text(String(expectedLossCents))
    to.bytes(around[1])
  }
  let ends: { readonly of: ClaimResult; readonly bytes: Uint8Array } | undefined
  const endOf = (result: ClaimResult): Uint8Array => {
    const { codesets, rules, engine } = result
    if (ends?.of.codesets !== codesets || ends.of.rules !== rules || ends.of.engine !== engine)
      ends = { of: result, bytes: encode(`${JSON.stringify({ codesets, rules, engine }).slice(1)}\n`) }
    return ends.bytes
  }
  const append = (to: ByteText, result: Result): void => {
    if (result.claim === null) return to.text(`${JSON.stringify(result)}\n`)
    const { findings, shadow, overridden } = result
    to.text(`{"claim":${quoted(result.claim)},"verdict":"${result.verdict}","findings":`)
    to.text(findings.length === 0 ? '[],' : `${JSON.stringify(findings)},`)
    to.bytes(listsOf(result))
    if (shadow) to.text(`"shadow":${JSON.stringify(shadow)},`)
    if (overridden) to.text(`"overridden":${JSON.stringify(overridden)},`)
    appendRisk(to, result)
    to.bytes(endOf(result))
  }
  const one = createByteText()
  return {
    append,
    render(result) {
      append(one, result)
      return new TextDecoder().decode(one.take())
    },
  }
}
