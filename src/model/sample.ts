/** How a sample of recorded claims is drawn. */
import { z } from 'zod'

/** What strata are made by. */
export const stratifiers = ['none', 'payer', 'verdict', 'charge'] as const
/** What strata are made by: `charge` by bounds in cents. */
export type Stratifier = (typeof stratifiers)[number]

/** How a sample is drawn: all that is needed to draw it again. */
export const SamplePlan = z.strictObject({
  run: z.string().max(100),
  seed: z.string().min(1).max(200),
  size: z.int().min(2).max(1_000_000),
  stratify: z.enum(stratifiers),
  /** Bounds of charge strata in cents, ascending; a stratum goes up to and without its bound. */
  bounds: z.array(z.int().min(1)).max(20).optional(),
  allocation: z.enum(['proportional', 'equal']),
  /** Claims of this payer alone, and with a finding of this edit alone. */
  payer: z.string().max(200).optional(),
  edit: z.string().max(200).optional(),
})
export type SamplePlan = z.infer<typeof SamplePlan>
