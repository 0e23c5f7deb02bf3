import { principalOf } from '../auth/principal.fixture';
import { configOf } from '../config/config.fixture';
import { microUsd, type Clock, type Principal, type Role } from '../kernel';
import { FixedClock } from '../kernel/clock.fixture';
import type { ChainRow, ChainStepRow, Database } from '../storage';
import { ChainArchive } from './chain-archive';
import { ChainRetention } from './chain-retention';
import type { Exchange, NewStep } from './chain-step';
import { Chains } from './chains';

export const [KEY_ID, OTHER_KEY_ID, USER_ID] = ['kkkkkkkkkkkk', 'oooooooooooo', 'uuuuuuuuuuuu'];

export const keyOf = (id = KEY_ID, role: Role = 'member'): Principal =>
  principalOf({ id: `key:${id}`, keyId: id, role });

export const userOf = (id = USER_ID, role: Role = 'member'): Principal =>
  principalOf({ id: `user:${id}`, keyId: null, credential: 'user_token', role });

/** Whoever holds a browser token of this minter. */
export const pageOf = (minter: Principal, subject = 'customer 42', role: Role = 'member'): Principal => ({
  ...minter,
  id: `${minter.id}/${subject}`,
  countedAs: minter.id,
  credential: 'browser_token',
  role,
});

export const exchangeOf = (question: string, answer = 'Because.'): Exchange => ({
  kind: 'exchange',
  question,
  context: {},
  answer,
});

/** A step of the key that begins a chain, unless the test says otherwise. */
export function stepOf(part: Partial<NewStep> = {}): NewStep {
  return {
    chainId: undefined,
    principal: keyOf(),
    type: 'query',
    title: 'Why is the sky blue?',
    neutralTitle: 'Question',
    requestId: 'req_1',
    model: 'claude-sonnet-5-5',
    content: exchangeOf('Why is the sky blue?'),
    inputTokens: 100,
    outputTokens: 20,
    cost: microUsd(250n),
    degraded: false,
    ...part,
  };
}

interface Replica {
  readonly chains: Chains;
  readonly archive: ChainArchive;
  readonly retention: ChainRetention;
}

export function replicaOn(
  database: Database,
  clock: Clock = new FixedClock(),
  env: Readonly<Record<string, string>> = {},
): Replica {
  const config = configOf(env);
  return {
    chains: new Chains(database, clock, config),
    archive: new ChainArchive(database, clock),
    retention: new ChainRetention(database, clock, config),
  };
}

/** Keeps a step that has to be kept; gives the id of its chain. */
export async function kept(chains: Chains, part: Partial<NewStep> = {}): Promise<string> {
  const id = await chains.record(stepOf(part));
  if (id === null) throw new Error('It was not kept');
  return id;
}

/** A row of a chain without its steps. */
export function chainRowOf(part: Partial<ChainRow> = {}): ChainRow {
  return {
    id: 'cccccccccccccccccccc',
    principal: `key:${KEY_ID}`,
    key_id: KEY_ID,
    user_id: null,
    type: 'query',
    title: 'Why is the sky blue?',
    steps: 0,
    cost_micro_usd: 0,
    created_at: 0,
    updated_at: 0,
    ...part,
  };
}

const ROWS_AT_ONCE = 500;

export async function addChains(database: Database, rows: readonly ChainRow[]): Promise<void> {
  await database.attempt(async (db) => {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
      await db
        .insertInto('chains')
        .values(rows.slice(from, from + ROWS_AT_ONCE))
        .execute();
  });
}

export async function addSteps(database: Database, rows: readonly ChainStepRow[]): Promise<void> {
  await database.attempt(async (db) => {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
      await db
        .insertInto('chain_steps')
        .values(rows.slice(from, from + ROWS_AT_ONCE))
        .execute();
  });
}

export function stepRowOf(part: Partial<ChainStepRow> = {}): ChainStepRow {
  return {
    chain_id: 'cccccccccccccccccccc',
    position: 1,
    request_id: 'req_1',
    type: 'query',
    model: null,
    content: null,
    tokens: 0,
    input_tokens: 0,
    output_tokens: 0,
    cost_micro_usd: 0,
    degraded: 0,
    created_at: 0,
    ...part,
  };
}

export function chainsIn(database: Database): Promise<readonly ChainRow[]> {
  return database.attempt((db) => db.selectFrom('chains').selectAll().orderBy('id').execute());
}

export function stepsIn(database: Database): Promise<readonly ChainStepRow[]> {
  return database.attempt((db) =>
    db.selectFrom('chain_steps').selectAll().orderBy('chain_id').orderBy('position').execute(),
  );
}

/** All chains, once it is shown that each has the steps that it says, from 1 on, at their price, and that no step is astray. */
export async function soundChains(database: Database): Promise<readonly ChainRow[]> {
  const [chains, steps] = [await chainsIn(database), await stepsIn(database)];
  const ofChains = chains.map(({ id, cost_micro_usd: cost, steps: count }) => ({ id, cost, count }));
  const ofSteps = chains.map(({ id }) => {
    const own = steps.filter(({ chain_id }) => chain_id === id);
    expect(own.map(({ position }) => position)).toEqual(own.map((_, at) => at + 1));
    return { id, cost: own.reduce((sum, step) => sum + step.cost_micro_usd, 0), count: own.length };
  });
  expect(ofChains).toEqual(ofSteps);
  expect(steps).toHaveLength(ofSteps.reduce((sum, { count }) => sum + count, 0));
  return chains;
}
