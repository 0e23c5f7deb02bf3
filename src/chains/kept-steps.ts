import type { OwnRows } from '../auth';
import type { ChainRow, ChainStepRow, Database } from '../storage';
import { keepSteps } from './kept-steps.procedure';

/** A step as it is kept, but for its place. */
export type StepColumns = Omit<ChainStepRow, 'chain_id' | 'position'>;

/** A step, and the chain that it begins, or the one that it goes on with as its owner. */
export interface KeptStep {
  readonly chain: ChainRow | { readonly id: string; readonly owner: OwnRows };
  readonly columns: StepColumns;
}

/**
 * Keeps steps, in their order. Tells of each whether it was: its chain is there, and the owner's.
 * @throws GatewayError `store_unavailable`
 */
export function keep(database: Database, steps: readonly KeptStep[]): Promise<readonly boolean[]> {
  return database.run(keepSteps, {
    begun: steps.flatMap(({ chain }) => ('principal' in chain ? [chainValues(chain)] : [])),
    steps: steps.map(({ chain, columns }) => ({
      chainId: chain.id,
      owner: 'owner' in chain ? chain.owner : undefined,
      cost: columns.cost_micro_usd,
      at: columns.created_at,
      row: stepValues(columns),
    })),
  });
}

function chainValues(chain: ChainRow): readonly unknown[] {
  return [
    chain.id,
    chain.principal,
    chain.key_id,
    chain.user_id,
    chain.type,
    chain.title,
    chain.steps,
    chain.cost_micro_usd,
    chain.created_at,
    chain.updated_at,
  ];
}

function stepValues(columns: StepColumns): readonly unknown[] {
  return [
    columns.request_id,
    columns.type,
    columns.model,
    columns.content,
    columns.tokens,
    columns.input_tokens,
    columns.output_tokens,
    columns.cost_micro_usd,
    columns.degraded,
    columns.created_at,
  ];
}
