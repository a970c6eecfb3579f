/** How codes are written: what a correction of the form alone makes of them. */

/**
 * A diagnosis code in capitals, without blanks around it. A dot after the third character is the usual way outside the
 * 837 and stays; any other goes.
 * Source: ICD-10-CM Official Guidelines section I.A.2 (format of codes), https://www.cms.gov/medicare/coding-billing/icd-10-codes
 */
export function diagnosisSpelling(text: string): string {
  const code = text.trim().toUpperCase()
  return /^[0-9A-Z]{3}\.[0-9A-Z]+$/.test(code) ? code : code.replaceAll('.', '')
}

/** A procedure code or modifier in capitals, without blanks around it. */
export const codeSpelling = (text: string): string => text.trim().toUpperCase()
