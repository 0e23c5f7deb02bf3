import type { OwnRows } from '../auth';
import { BulkInsert, type ChainRow, type ChainStepRow, type Database, type Queries } from '../storage';
import { among } from './chain-access';

/** A step as it is kept, but for its place. */
export type StepColumns = Omit<ChainStepRow, 'chain_id' | 'position'>;

/** A step, and the chain that it begins, or the one that it goes on with as its owner. */
export interface KeptStep {
  readonly chain: ChainRow | { readonly id: string; readonly owner: OwnRows };
  readonly columns: StepColumns;
}

const CHAINS = new BulkInsert<ChainRow>('chains', {
  id: 'text',
  principal: 'text',
  key_id: 'text',
  user_id: 'text',
  type: 'text',
  title: 'text',
  steps: 'bigint',
  cost_micro_usd: 'bigint',
  created_at: 'bigint',
  updated_at: 'bigint',
});

const STEPS = new BulkInsert<ChainStepRow>('chain_steps', {
  chain_id: 'text',
  position: 'bigint',
  request_id: 'text',
  type: 'text',
  model: 'text',
  content: 'text',
  tokens: 'bigint',
  input_tokens: 'bigint',
  output_tokens: 'bigint',
  cost_micro_usd: 'bigint',
  degraded: 'bigint',
  created_at: 'bigint',
});

/** Keeps steps, in their order. Tells of each whether it was: its chain is there, and the owner's. */
export async function keep(
  { engine }: Pick<Database, 'engine'>,
  db: Queries,
  steps: readonly KeptStep[],
): Promise<readonly boolean[]> {
  const positions = new Map<KeptStep, number>();
  const begun = steps.flatMap(({ chain }) => ('principal' in chain ? [chain] : []));
  await CHAINS.run(db, engine, begun);
  // In one order over all replicas, so that two never wait for each other.
  for (const step of [...steps].sort(byChain)) {
    const position = await positionOf(db, step);
    if (position !== undefined) positions.set(step, position);
  }
  const kept = steps.flatMap((step) => {
    const position = positions.get(step);
    return position === undefined ? [] : [{ chain_id: step.chain.id, position, ...step.columns }];
  });
  await STEPS.run(db, engine, kept);
  return steps.map((step) => positions.has(step));
}

function byChain({ chain: one }: KeptStep, { chain: other }: KeptStep): number {
  return one.id === other.id ? 0 : one.id < other.id ? -1 : 1;
}

/** Its place in its chain, whose row is locked from then on; undefined where there is no such chain of the owner's. */
async function positionOf(db: Queries, { chain, columns }: KeptStep): Promise<number | undefined> {
  if ('principal' in chain) return 1;
  const { created_at: now, cost_micro_usd } = columns;
  const continued = await db
    .updateTable('chains')
    .set((row) => ({
      steps: row('steps', '+', 1),
      cost_micro_usd: row('cost_micro_usd', '+', cost_micro_usd),
      // The clock of another replica may be ahead.
      updated_at: row.case().when('updated_at', '>', now).then(row.ref('updated_at')).else(now).end(),
    }))
    .where('id', '=', chain.id)
    .where(among(chain.owner))
    .returning('steps')
    .executeTakeFirst();
  return continued?.steps;
}
