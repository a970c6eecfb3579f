/** The supporting information of a FHIR claim (CARIN Blue Button and Da Vinci categories) as fields of a claim. */
import { at, centsOf, codingsAt, dateAt, listAt, textAt, type Coding } from './fhir-values.ts'

/**
 * Type of bill, admission and discharge, received date, CLIA number, frequency, and the NUBC condition, occurrence and
 * value codes. Source: CARIN Consumer Directed Payer Data Exchange, C4BB Supporting Info Type,
 * https://hl7.org/fhir/us/carin-bb/CodeSystem-C4BBSupportingInfoType.html
 */
export function supportingInfo(claim: unknown) {
  const infos = listAt(claim, 'supportingInfo').map((info) => ({
    info,
    codings: codingsAt(info, 'code'),
    categories: codingsAt(info, 'category'),
  }))
  type Info = (typeof infos)[number]
  const ofCategory = (name: string): Info | undefined =>
    infos.find(({ categories }) => categories.some(({ code }) => plain(code) === name))
  const codeOf = (name: string) => {
    const found = ofCategory(name)
    return found?.codings[0]?.code ?? textAt(found?.info, 'valueString')
  }
  /** The infos of one of the NUBC lists: the category says so, or the system of the code. */
  const listed = (name: RegExp): Info[] =>
    infos.filter(
      ({ categories, codings }) => isNamed(categories, name, 'code') || isNamed(codings, name, 'system'),
    )

  const bill = codeOf('typeofbill')
  // Some send the last digit of the type of bill alone.
  const typeOfBill = bill !== undefined && bill.length >= 3 ? bill : undefined
  const admission = ofCategory('admissionperiod')?.info
  const discharge = ofCategory('discharge')?.info
  return {
    typeOfBill: typeOfBill?.length === 3 ? `0${typeOfBill}` : typeOfBill,
    frequency: codeOf('frequency') ?? bill?.slice(-1),
    admissionDate: dateAt(admission, 'timingPeriod', 'start') ?? dateAt(admission, 'timingDate'),
    dischargeDate: dateAt(admission, 'timingPeriod', 'end') ?? dateAt(discharge, 'timingDate'),
    admissionType: codeOf('admtype'),
    admissionSource: codeOf('pointoforigin'),
    dischargeStatus: codeOf('dischargestatus'),
    received: dateAt(ofCategory('clmrecvddate')?.info, 'timingDate'),
    cliaNumber: codeOf('clianumber') ?? codeOf('clia'),
    conditionCodes: listed(/^condition-?codes?$/i).flatMap(({ codings }) => codings[0]?.code ?? []),
    occurrenceCodes: listed(/^occurrence-?codes?$/i).flatMap(({ codings, info }) => {
      const date = dateAt(info, 'timingDate') ?? dateAt(info, 'timingPeriod', 'start')
      const through = dateAt(info, 'timingPeriod', 'end')
      return codings[0] ? [{ code: codings[0].code, date, through }] : []
    }),
    valueCodes: listed(/^value-?codes?$/i).flatMap(({ codings, info }) =>
      codings[0] ? [{ code: codings[0].code, amountCents: centsOf(at(info, 'valueQuantity', 'value')) }] : [],
    ),
  }
}

const plain = (name: string): string => name.toLowerCase().replaceAll('-', '')

/** Whether a code is so named, or the last part of its system is. */
const isNamed = (codings: readonly Coding[], name: RegExp, by: 'code' | 'system'): boolean =>
  codings.some((coding) => name.test(coding[by].split(/[/:]/).at(-1)!))
