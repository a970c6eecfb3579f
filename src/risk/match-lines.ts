/** Which billed line a remitted service is: by the submitter's line number, else by code, day and charge. */
import type { ServicePayment } from '../model/remittance.ts'

/** What is known of a billed line. */
export interface RemittedLine {
  readonly number: number
  readonly procedure: string | undefined
  readonly revenueCode: string | undefined
  readonly serviceDate: string
  readonly chargeCents: number
}

/** Where a service belongs. */
export interface ServicePlace {
  /** The same for the same line in every decision on the claim. */
  readonly key: string
  /** Line number as billed; null where no line matches or none is known. */
  readonly line: number | null
}

const codeOf = (service: ServicePayment): string =>
  service.billedProcedure ?? service.procedure ?? service.revenueCode ?? ''
const lineCode = (line: RemittedLine): string => line.procedure ?? line.revenueCode ?? ''

/** From strict to loose: each line is taken once, by the first service that fits it. */
const fits: readonly ((service: ServicePayment, line: RemittedLine) => boolean)[] = [
  (service, line) =>
    sameCode(service, line) &&
    service.serviceDate === line.serviceDate &&
    service.chargeCents === line.chargeCents,
  (service, line) => sameCode(service, line) && service.chargeCents === line.chargeCents,
  (service, line) => sameCode(service, line) && service.serviceDate === line.serviceDate,
  (service, line) => sameCode(service, line),
]

const sameCode = (service: ServicePayment, line: RemittedLine): boolean => codeOf(service) === lineCode(line)

/** Places of all services of one decision, in their order. */
export function matchServices(
  services: readonly ServicePayment[],
  lines: readonly RemittedLine[] | undefined,
): ServicePlace[] {
  const found = new Array<number | null>(services.length).fill(null)
  const numbers = lineNumbers(services)
  if (lines !== undefined) {
    const byNumber = new Map(lines.map((line) => [line.number, line]))
    const taken = new Set<number>()
    for (const [at, service] of services.entries()) {
      const line = byNumber.get(wholeNumber(numbers[at]))
      if (line === undefined || !sameCode(service, line)) continue
      found[at] = line.number
      taken.add(line.number)
    }
    for (const fit of fits) {
      if (!found.includes(null)) break
      const byCode = new Map<string, RemittedLine[]>()
      for (const line of lines)
        if (!taken.has(line.number)) byCode.set(lineCode(line), [...(byCode.get(lineCode(line)) ?? []), line])
      for (const [at, service] of services.entries()) {
        if (found[at] !== null) continue
        const line = byCode.get(codeOf(service))?.find((one) => !taken.has(one.number) && fit(service, one))
        if (line === undefined) continue
        found[at] = line.number
        taken.add(line.number)
      }
    }
  }
  const times = new Map<string, number>()
  return services.map((service, at) => {
    const line = found[at] ?? null
    if (line !== null) return { key: `line ${line}`, line }
    if (numbers[at] !== undefined) return { key: `control ${numbers[at]}`, line: null }
    const own = `${codeOf(service)} ${service.serviceDate ?? ''} ${service.chargeCents}`
    const time = (times.get(own) ?? 0) + 1
    times.set(own, time)
    return { key: `${own} ${time}`, line: null }
  })
}

/**
 * The submitter's line numbers (REF 6R) where they can be such. Only services that the payer made of one line (SVC06)
 * share one: a number that others share, such as the claim's own, tells no line.
 */
function lineNumbers(services: readonly ServicePayment[]): (string | undefined)[] {
  const uses = new Map<string, number>()
  for (const { controlNumber, billedProcedure } of services)
    if (controlNumber !== undefined && billedProcedure === undefined)
      uses.set(controlNumber, (uses.get(controlNumber) ?? 0) + 1)
  return services.map(({ controlNumber }) =>
    controlNumber !== undefined && (uses.get(controlNumber) ?? 0) <= 1 ? controlNumber : undefined,
  )
}

const wholeNumber = (controlNumber: string | undefined): number =>
  controlNumber !== undefined && /^\d{1,6}$/.test(controlNumber) ? Number(controlNumber) : -1
