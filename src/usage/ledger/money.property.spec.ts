import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import type { Database } from '../../storage';
import { storeOfBlock } from '../../storage/store.fixture';
import { cap, command, OWNERS, REPLICAS } from './money-commands.fixture';
import { MoneyWorld } from './money-world.fixture';

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe.each([
  ['sqlite', { numRuns: 15 }],
  ['postgresql', { numRuns: 8 }],
] as const)('the money of several replicas on %s', (engine, { numRuns }) => {
  const store = storeOfBlock(engine);

  it('adds up, keeps to its budgets and is held by nobody in the end, whatever happens in whichever order', async () => {
    const databases: Database[] = [store.database];
    while (databases.length < REPLICAS) databases.push(await store.replica());
    const daily = fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined });
    const budgets = fc.array(fc.option(cap, { nil: undefined, freq: 4 }), {
      minLength: OWNERS,
      maxLength: OWNERS,
    });
    const commands = fc.array(command, { minLength: 1, maxLength: 40, size: 'max' });
    const run = fc.asyncProperty(daily, budgets, commands, async (gateway, owners, steps) => {
      await store.database.attempt((db) => db.deleteFrom('ledger').execute());
      await store.database.attempt((db) => db.deleteFrom('budget_counters').execute());
      const world = new MoneyWorld(databases, gateway, [...owners]);
      for (const step of steps) await world.carryOut(step);
      await world.end();
    });
    await fc.assert(run, { numRuns, interruptAfterTimeLimit: 45_000, markInterruptAsFailure: true });
  });
});
