/**
 * SARIF 2.1.0 for editors and CI: rules are edits, results are findings and claims that cannot be read.
 * Source: OASIS, Static Analysis Results Interchange Format 2.1.0,
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
 */
import type { AnyEdit, Message } from '../edits/define.ts'
import type { ClaimFacts } from '../formats/x12/envelope-claims.ts'
import { openCursor, type EnvelopeCursor } from '../formats/x12/envelope-cursor.ts'
import { createEnvelopeFacts, type EnvelopeFacts } from '../formats/x12/envelope-facts.ts'
import type { Place } from '../formats/items.ts'
import { errorKinds } from '../model/errors.ts'
import { severityRank, type Finding, type Problem, type Severity } from '../model/result.ts'
import { ENGINE_VERSION } from '../model/version.ts'
import type { ReportContext, ReportWriter } from './writer.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  reject: 'error',
  deny: 'error',
  review: 'warning',
  note: 'note',
}

/** The report: one run over all inputs. */
export function createSarifReport({
  edits,
  codesets,
  received,
}: Pick<ReportContext, 'edits' | 'codesets' | 'received'>): ReportWriter {
  const known = new Map<string, number>()
  /** A rule that the caller did not list is named without an index. */
  const indexOf = (id: string): number => known.get(id) ?? -1
  let file = ''
  let facts: EnvelopeFacts = createEnvelopeFacts()
  let cursor: EnvelopeCursor = openCursor(facts)
  const places = new WeakMap<object, Place>()
  let first = true

  const separated = (results: readonly object[]): string => {
    let text = ''
    for (const result of results) {
      text += `${first ? '' : ','}\n${JSON.stringify(result)}`
      first = false
    }
    return text
  }

  return {
    begin() {
      const rules = [...edits.map(ruleOf), ...problemRules()]
      rules.forEach(({ id }, at) => known.set(id, at))
      const driver = {
        name: 'cleanclaim',
        version: ENGINE_VERSION,
        semanticVersion: ENGINE_VERSION,
        properties: { codesets, received },
        rules,
      }
      const head = JSON.stringify({
        $schema: SCHEMA,
        version: '2.1.0',
        runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results: [] }],
      })
      return head.slice(0, -']}]}'.length)
    },
    beginInput(name) {
      file = name
      facts = createEnvelopeFacts()
      cursor = openCursor(facts)
    },
    listen: (segment) => facts.listen(segment),
    claim(result, _claim, place) {
      if (place !== undefined) places.set(result, place)
    },
    render(result) {
      if (result.claim === null) {
        cursor.placeOf(result.problem)
        return separated([problemResult(result.problem, indexOf)])
      }
      const found = cursor.claimOf(result)?.claim
      cursor.done(false)
      if (found !== undefined && result.findings.length === 0) found.lines = []
      const resultFor = (finding: Finding): object => {
        const physical = physicalOf(file, finding, found, places.get(result))
        return findingResult(finding, result.claim, indexOf(finding.edit), physical)
      }
      return separated([
        ...result.findings.map(resultFor),
        ...(result.overridden ?? []).map(({ finding, override, reason }) => ({
          ...resultFor(finding),
          suppressions: [{ kind: 'external', justification: `${override}: ${reason}` }],
        })),
      ])
    },
    endInput() {
      cursor.done(true)
      return ''
    },
    end: () => '\n]}]}\n',
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** An edit as a rule; its help is the fix of each message. */
function ruleOf(edit: AnyEdit) {
  const messages = Object.entries<Message>(edit.messages)
  const severities = messages.map(([, { severity }]) => severity)
  const worst = severities.toSorted((a, b) => severityRank[a] - severityRank[b])[0]!
  const fixes = messages.map(([name, { fix }]) => [name, oneLine(fix)] as const)
  return {
    id: edit.id,
    name: edit.id,
    shortDescription: { text: oneLine(edit.title) },
    fullDescription: { text: oneLine(edit.why) },
    help: {
      text: fixes.map(([name, fix]) => `${name}: ${fix}`).join('\n'),
      markdown: fixes.map(([name, fix]) => `- \`${name}\`: ${fix}`).join('\n'),
    },
    helpUri: edit.source.url,
    defaultConfiguration: { level: levels[worst] },
    properties: { authority: edit.authority, tags: [...edit.claimTypes] },
  }
}

/** Kinds of problems as rules: a claim that cannot be read breaks one, too. */
const problemRules = () =>
  Object.entries(errorKinds)
    .filter(([, { kind }]) => kind === 'problem')
    .map(([id, { means }]) => ({
      id,
      name: id,
      shortDescription: { text: means },
      fullDescription: { text: means },
      help: { text: means, markdown: means },
      defaultConfiguration: { level: 'error' as const },
    }))

/** The file, and what is known of the place in it: the segment of an 837 as a span of bytes, the line of NDJSON or CSV. */
function physicalOf(
  file: string,
  finding: Finding,
  claim: ClaimFacts | undefined,
  place: Place | undefined,
): object {
  const line = claim?.lines.find(({ number }) => number === finding.line)
  const at = line ?? claim
  const region = at ? bytesAt(at.byte) : place && regionOf(place)
  return {
    artifactLocation: { uri: uriOf(file) },
    ...(region ? { region } : {}),
    ...(at ? { properties: { segment: at.segment } } : {}),
  }
}

/** A place as a region: lines where they are counted, else bytes. */
function regionOf({ row, byte }: Pick<Place, 'row' | 'byte'>): object | undefined {
  if (row !== undefined) return { startLine: Math.max(row, 1) }
  return byte === undefined ? undefined : bytesAt(byte)
}

const bytesAt = (byte: number): object => ({ byteOffset: byte, byteLength: 0 })

const findingResult = (finding: Finding, claim: string, ruleIndex: number, physicalLocation: object) => ({
  ruleId: finding.edit,
  ...(ruleIndex < 0 ? {} : { ruleIndex }),
  level: levels[finding.severity],
  message: { text: `${finding.text} ${finding.fix}` },
  locations: [
    {
      physicalLocation,
      logicalLocations: [{ name: finding.at, fullyQualifiedName: `${claim}/${finding.at}`, kind: 'element' }],
    },
  ],
  partialFingerprints: { finding: finding.id },
  properties: {
    message: finding.message,
    severity: finding.severity,
    where: finding.where,
    line: finding.line,
    carc: finding.carc,
    atRiskCents: finding.atRiskCents,
  },
})

function problemResult(problem: Problem, indexOf: (id: string) => number) {
  const { code, file, segment, path, column, text } = problem
  const region = regionOf(problem)
  const ruleIndex = indexOf(code)
  return {
    ruleId: code,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: 'error',
    message: { text },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...(region ? { region } : {}) },
        ...(path ? { logicalLocations: [{ fullyQualifiedName: path, kind: 'element' }] } : {}),
      },
    ],
    properties: { segment, column },
  }
}

/** A file name as a URI reference; standard input has a name of its own. */
const uriOf = (file: string): string => (file === '-' || file === '' ? 'stdin' : encodePath(file))

/** A lone half of a surrogate pair, which no URI can hold, becomes a question mark. */
const encodePath = (file: string): string =>
  file
    .replace(/\p{Cs}/gu, '?')
    .split(/[\\/]/)
    .map(encodeURIComponent)
    .join('/')
