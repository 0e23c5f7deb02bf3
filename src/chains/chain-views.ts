import { toUsd, microUsd } from '../kernel';
import type { ChainRow, ChainStepRow } from '../storage';
import type { ListAnswer } from '../auth';
import type { StepContent } from './chain-step';

/** What every answer says of a chain. Times are ISO 8601, UTC; money is US dollars. */
interface ChainOutline {
  readonly chain_id: string;
  readonly title: string;
  /** `query`, or the type of the analytics query that it began with. */
  readonly type: string;
  /** Whose it is, such as `key:4fK2…`. */
  readonly owner: string;
  readonly cost_usd: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A chain as `GET /api/chains` shows it. */
export interface ChainView extends ChainOutline {
  /** How many there are. */
  readonly steps: number;
}

/** A chain as `GET /api/chains/:id` shows it, with one page of its steps, oldest first. */
export interface ChainDetails extends ChainOutline {
  readonly step_count: number;
  readonly steps: readonly StepView[];
  /** Of the steps. */
  readonly meta: ListAnswer<StepView>['meta'];
}

export interface StepView {
  /** From 1 on. */
  readonly position: number;
  readonly type: string;
  /** Null: no model answered. */
  readonly model: string | null;
  readonly request_id: string;
  readonly cost_usd: number;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
  readonly degraded: boolean;
  readonly created_at: string;
  /** Null: not kept. */
  readonly content: StepContent | null;
}

export function outlineOf(chain: ChainRow): ChainOutline {
  return {
    chain_id: chain.id,
    title: chain.title,
    type: chain.type,
    owner: chain.principal,
    cost_usd: usdOf(chain),
    created_at: isoOf(chain.created_at),
    updated_at: isoOf(chain.updated_at),
  };
}

export function chainView(chain: ChainRow): ChainView {
  return { ...outlineOf(chain), steps: chain.steps };
}

export function stepView(step: ChainStepRow): StepView {
  return {
    position: step.position,
    type: step.type,
    model: step.model,
    request_id: step.request_id,
    cost_usd: usdOf(step),
    usage: { input_tokens: step.input_tokens, output_tokens: step.output_tokens },
    degraded: step.degraded === 1,
    created_at: isoOf(step.created_at),
    content: step.content === null ? null : (JSON.parse(step.content) as StepContent),
  };
}

function usdOf(row: Pick<ChainRow, 'cost_micro_usd'>): number {
  return toUsd(microUsd(BigInt(row.cost_micro_usd)));
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
