/** Codes that differ only in characters taken for each other. */

/** Letters and digits that look alike on a form or lie under one finger. */
const pairs: Readonly<Record<string, string>> = {
  O: '0',
  0: 'O',
  I: '1',
  1: 'I',
  L: '1',
  S: '5',
  5: 'S',
  B: '8',
  8: 'B',
  Z: '2',
  2: 'Z',
}

/** The code with one character, or each of its Os, exchanged for the one that it is taken for; without the code itself. */
export function lookAlikes(code: string): readonly string[] {
  const one = [...code].flatMap((character, at) => {
    const other = pairs[character]
    return other === undefined ? [] : [`${code.slice(0, at)}${other}${code.slice(at + 1)}`]
  })
  const zeros = code.replaceAll('O', '0')
  return [...new Set([...one, zeros, `${code.slice(0, 1)}${zeros.slice(1)}`])].filter(
    (other) => other !== code,
  )
}
