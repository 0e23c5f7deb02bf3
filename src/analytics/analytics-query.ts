import type { Type } from '@nestjs/common';
import { Registry, type MicroUsd, type Role } from '../kernel';
import type { Explanation } from './explanation';

/** A question that may be asked: its numbers are computed here, and Claude explains them. */
export interface AnalyticsQuery<Parameters extends object = object, Metrics extends object = object> {
  /** Lower case, digits and underscores, such as `mrr_analysis`. */
  readonly id: string;
  /** A whole number, raised whenever the same parameters would get other metrics or another explanation. */
  readonly version: number;
  readonly title: string;
  /** What it tells, in a sentence for those who choose. */
  readonly description: string;
  readonly roles: readonly Role[];
  /** What it takes: numbers, enumerations, ISO periods and slugs, and no free text. */
  readonly parameters: Type<Parameters>;
  readonly metrics: Type<Metrics>;
  /** What Claude fills in, as a structured output of the Messages API. */
  readonly output: Type<Explanation>;
  /** Parameters as a client sends them, for readers and for the contract test. */
  readonly example: Readonly<Record<string, unknown>>;
  /**
   * The numbers, from parameters that keep the rules of their DTO: finite, or null with a reason.
   * @throws GatewayError `validation_failed` naming what contradicts itself, below `parameters`
   */
  compute(parameters: Parameters): Metrics;
  /** What Claude is asked to do with parameters and metrics, which it gets as data. */
  readonly prompt: string;
  /** The model that explains; undefined: the gateway's. */
  readonly model?: string;
  /** The longest explanation, in tokens. */
  readonly maxTokens: number;
  /** What one run may cost at most; a run that could cost more is answered without an explanation. */
  readonly maxCost: MicroUsd;
}

/** The analytics queries that are there. Also its injection token. */
export class AnalyticsQueryRegistry extends Registry<AnalyticsQuery> {}
