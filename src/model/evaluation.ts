/** What an evaluation of denial risk says: measures, records of messages and reasons, and what it rests on. */
import type { Finding } from './result.ts'

/** One bin of a reliability table: claims of like probability. */
export interface ReliabilityBin {
  readonly claims: number
  /** Mean probability. */
  readonly expected: number
  /** Share denied. */
  readonly observed: number
}

/** The measures of a set of claims. */
export interface Measures {
  readonly claims: number
  readonly denied: number
  /** Mean squared distance of probability and outcome; 0 is best. */
  readonly brier: number
  /** What of the Brier score of the bare rate is saved; 0 when nothing, 1 when all. */
  readonly brierSkill: number
  /** Mean negative logarithm of the probability given to what happened. */
  readonly logLoss: number
  /** Chance that a denied claim had a higher probability than a paid one; NaN where there are not both. */
  readonly auc: number
  /** Mean distance of expected and observed share over ten bins of equal size, by claims. */
  readonly calibrationError: number
  readonly bins: readonly ReliabilityBin[]
}

/** The measures of some of the claims. */
export interface EvaluatedPart extends Measures {
  readonly name: string
}

/** What became of claims with a message. */
export interface MessageRecord {
  readonly edit: string
  readonly message: string
  readonly severity: Finding['severity']
  readonly claims: number
  readonly denied: number
  /** Denied claims among which a reason of the denial is the one that the message names. */
  readonly asNamed: number
}

/** Denials of one reason, and what the findings had to say of their claims beforehand. */
export interface ReasonRecord {
  readonly carc: string
  readonly denials: number
  /** Some finding named this reason. */
  readonly named: number
  /** Some finding of `reject`, `deny` or `review`, of another reason. */
  readonly otherwise: number
  /** No edit had anything to say. */
  readonly unforeseen: number
}

/** The whole comparison. */
export interface Evaluation {
  readonly all: Measures
  readonly byBasis: readonly EvaluatedPart[]
  /** Most claims first. */
  readonly byPayer: readonly EvaluatedPart[]
  readonly messages: readonly MessageRecord[]
  readonly reasons: readonly ReasonRecord[]
  readonly expectedLossCents: number
  readonly deniedCents: number
}

/** What was read and how it fell together. */
export interface LearnCounts {
  readonly claims: number
  /** Claims, and parts of remittances, that could not be read. */
  readonly unreadable: number
  /** Claims with an outcome. */
  readonly settled: number
  readonly denied: number
  /** Claims whose denial was overturned; they count neither way. */
  readonly overturned: number
  /** Claims on which no payer has decided, or whose decision is open. */
  readonly claimsUnmatched: number
  /** Decisions that belong to none of the claims. */
  readonly remittancesUnmatched: number
}

/** An evaluation with what it rests on. */
export interface EvaluationReport extends Evaluation {
  readonly counts: LearnCounts
  /** Settled claims decided in the period that the model learned from: it knows them, and looks better on them than it is. */
  readonly known: number
}
