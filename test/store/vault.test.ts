import { createHmac, hkdfSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openVault } from '../../src/store/vault.ts'

describe('keyed digests', () => {
  const key = Buffer.alloc(32, 7)
  const vault = openVault(key)
  const secret = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', key, new Uint8Array(), `cleanclaim ${use}`, 32))

  it.each(['', 'a', 'Überweisung €', 'x'.repeat(5000), '\u{1f600}'.repeat(3000)])(
    'are HMAC-SHA-256',
    (text) => {
      const expected = createHmac('sha256', secret('trail')).update(text).digest('base64url')
      expect(vault.mark(text)).toBe(expected)
      const named = createHmac('sha256', secret('name')).update(`claim\n${text}`).digest('base64url')
      expect(vault.keyed('claim', text)).toBe(named.slice(0, 22))
    },
  )
})
