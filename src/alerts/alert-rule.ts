import { Registry } from '../kernel';
import type { Severity } from './alert';

/** What a rule sees of one thing in one round. */
export interface Reading {
  /** Which of the things that a rule watches it is; one that watches a single thing leaves it out. */
  readonly thing?: string;
  readonly severity: Severity;
  /** From `threshold` on something is wrong; below four fifths of it, it is well again. */
  readonly value: number;
  readonly threshold: number;
  /** What is wrong and what to do first, in one sentence. */
  readonly summary: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Where that of this thing is another than the rule's. */
  readonly runbook?: string;
  /** It has no end: it is told of once for each thing and day (UTC). */
  readonly once?: true;
}

/** Watches one thing, or several of one kind, off the path of requests. */
export interface AlertRule {
  readonly id: string;
  /** A heading of docs/incident-response.md, as links name it. */
  readonly runbook: string;
  /** What is said when it is well again. */
  readonly recovery: string;
  /** What it sees at a time (epoch ms), once in each round; a thing that is not named is well. Failing says nothing of it. */
  look(now: number): readonly Reading[] | Promise<readonly Reading[]>;
}

/** The rules in use. */
export class AlertRules extends Registry<AlertRule> {}
