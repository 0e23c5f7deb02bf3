import type { OwnRows } from '../auth';
import type { Procedure, Steps } from '../storage';
import { insertionOf } from '../storage/insertion';

/** What is kept in one go, as plain data: SQLite's thread gets it. Amounts are micro-USD. */
export interface KeepInput {
  /** Rows of chains that begin, in the order of CHAIN. */
  readonly begun: readonly (readonly unknown[])[];
  readonly steps: readonly PlainStep[];
}

interface PlainStep {
  readonly chainId: string;
  /** Of the chain that it goes on with; undefined: it begins it. */
  readonly owner: OwnRows | undefined;
  readonly cost: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** In the order of STEP, without the chain and the place in it. */
  readonly row: readonly unknown[];
}

const CHAIN = {
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
} as const;

const STEP = {
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
} as const;

const BEGIN = insertionOf('chains', CHAIN);
const ADD = insertionOf('chain_steps', STEP);

const goOn = (column: OwnRows['column']): string => `
  update chains set steps = steps + 1, cost_micro_usd = cost_micro_usd + $1,
    updated_at = case when updated_at > $2 then updated_at else $2 end
  where id = $3 and ${column} = $4 returning steps`;

/** Goes on with a chain, by what says whose it is. The clock of another replica may be ahead. */
const GO_ON: Readonly<Record<OwnRows['column'], string>> = {
  key_id: goOn('key_id'),
  user_id: goOn('user_id'),
  principal: goOn('principal'),
};

/** Keeps steps, in their order. Tells of each whether it was: its chain is there, and the owner's. */
export const keepSteps: Procedure<KeepInput, readonly boolean[]> = {
  module: 'chains/kept-steps.procedure',
  name: 'keepSteps',
  *run(engine, { begun, steps }) {
    if (begun.length > 0) yield { sql: BEGIN[engine], rows: begun };
    const positions = new Map<PlainStep, number>();
    // In one order over all replicas, so that two never wait for each other.
    for (const step of [...steps].sort(byChain)) {
      const position = yield* positionOf(step);
      if (position !== undefined) positions.set(step, position);
    }
    const rows = steps.flatMap((step) => {
      const position = positions.get(step);
      return position === undefined ? [] : [[step.chainId, position, ...step.row]];
    });
    if (rows.length > 0) yield { sql: ADD[engine], rows };
    return steps.map((step) => positions.has(step));
  },
};

function byChain({ chainId: one }: PlainStep, { chainId: other }: PlainStep): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Its place in its chain, whose row is locked from then on; undefined where there is no such chain of the owner's. */
function* positionOf({ chainId, owner, cost, at }: PlainStep): Steps<number | undefined> {
  if (owner === undefined) return 1;
  const { rows } = yield { sql: GO_ON[owner.column], values: [cost, at, chainId, owner.value] };
  return (rows[0] as { readonly steps: number } | undefined)?.steps;
}
