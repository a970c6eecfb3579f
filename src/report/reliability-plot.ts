/** A reliability plot as SVG: the share expected to be denied against the share that was. */
import type { ReliabilityBin } from '../model/evaluation.ts'

/** Side of the plot in pixels. */
const SIDE = 480

/**
 * Draws the bins with the line on which they should lie. Plot and its document are loaded here alone: nothing else needs
 * them. The same bins give the same text.
 */
export async function reliabilityPlot(bins: readonly ReliabilityBin[]): Promise<string> {
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')])
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const most = Math.max(0.01, ...bins.flatMap(({ expected, observed }) => [expected, observed]))
  const top = Math.min(1, Math.ceil(most * 20) / 20)
  const svg = Plot.plot({
    document,
    className: 'reliability',
    width: SIDE,
    height: SIDE,
    margin: 48,
    grid: true,
    ariaLabel: 'Reliability plot',
    ariaDescription: bins
      .map(
        ({ claims, expected, observed }) =>
          `${claims} claims: ${(100 * expected).toFixed(1)} percent expected, ${(100 * observed).toFixed(1)} percent denied`,
      )
      .join('; '),
    x: { domain: [0, top], label: 'expected to be denied', tickFormat: '.0%' },
    y: { domain: [0, top], label: 'denied', tickFormat: '.0%' },
    marks: [
      Plot.line(
        [
          [0, 0],
          [top, top],
        ],
        { stroke: '#767676', strokeDasharray: '4 3' },
      ),
      Plot.line(bins, { x: 'expected', y: 'observed', stroke: '#1f5fa8' }),
      Plot.dot(bins, { x: 'expected', y: 'observed', fill: '#1f5fa8', r: 4 }),
    ],
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  svg.setAttribute('role', 'img')
  return svg.outerHTML
}
