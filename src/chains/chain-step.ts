import type { MicroUsd, Principal } from '../kernel';

/** A question in words, and what a model answered. */
export interface Exchange {
  readonly kind: 'exchange';
  readonly question: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly answer: string;
}

/** Numbers that were computed, and what a model said of them. */
export interface AnalyticsRun {
  readonly kind: 'analytics';
  readonly parameters: object;
  readonly metrics: object;
  /** Null: no model answered. */
  readonly answer: string | null;
  readonly explanation?: object | null;
}

/** What was asked and answered in a step; JSON. */
export type StepContent = Exchange | AnalyticsRun;

/** A step that is over and paid. */
export interface NewStep {
  /** Undefined: it begins a chain. */
  readonly chainId: string | undefined;
  readonly principal: Principal;
  /** `query`, or the type of an analytics query; also that of the chain that it begins. */
  readonly type: string;
  /** What the chain that it begins is called, where content is kept: the first line of it that says something. */
  readonly title: string;
  /** What it is called where none is, or where the title says nothing. */
  readonly neutralTitle: string;
  readonly requestId: string;
  /** Null: no model answered. */
  readonly model: string | null;
  readonly content: StepContent;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: MicroUsd;
  /** Whether something less than a fresh answer of the model was given. */
  readonly degraded: boolean;
}

const BYTES_PER_TOKEN = 3;

/**
 * An estimate of what content takes when it is sent again, in tokens: a third of its bytes as JSON in UTF-8. That is more
 * than English takes, and may be less than other text does. It only chooses what is sent; money is held by other means.
 */
export function estimatedTokens(json: string): number {
  return Math.ceil(Buffer.byteLength(json) / BYTES_PER_TOKEN);
}
