import { once } from 'node:events';
import type { LedgerRow } from '../../src/storage';
import { ask, QUESTION } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { budgetOf, isComplete, moneyFaults, rowsAfterLeases } from '../support/money';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { freshStores, type TestStores } from '../support/storage';

/** On each kind of storage. */
const KILLS = Number(process.env['KILL_ROUNDS'] ?? 2);
const CALLERS = 16;
/** How many answers a gateway gives before it is killed: in the middle of others. */
const ANSWERS_BEFORE = 40;
const BUDGET = budgetOf(1e9, 'day');

let simulator: TestSimulator;
let stores: TestStores;

beforeAll(async () => {
  [simulator, stores] = await Promise.all([startTestSimulator(), freshStores()]);
});

afterAll(async () => {
  await simulator.close();
  stores.remove();
});

describe('kill -9 under load', () => {
  it(
    `loses no row of an answered request and no cent in ${String(KILLS)} kills`,
    async () => {
      const answered: string[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) answered.push(...(await answersUntilKilled()));
      const survivor = await startGateway({ settings: simulator.settings, stores });
      try {
        const rows = await rowsAfterLeases(survivor);
        const states = new Map(rows.map(({ request_id: id, state }) => [id, state]));
        expect(states.size).toBe(rows.length);
        expect(answered.length).toBeGreaterThanOrEqual(KILLS * (ANSWERS_BEFORE - CALLERS));
        expect(answered.filter((id) => states.get(id) !== 'settled')).toEqual([]);
        const paid = rows.filter(({ state }) => state === 'settled' || state === 'aborted');
        const counts = await (await fetch(`${simulator.url}/_simulator/counts`)).json();
        const { requests } = counts as { readonly requests: number };
        expect(paid.length).toBeLessThanOrEqual(requests);
        // Whatever reached the provider has a row, acknowledged or not.
        expect(requests).toBeLessThanOrEqual(rows.length);
        const orphans = rows.filter(({ state }) => state === 'orphaned');
        expect(orphans.filter((row) => !isAtItsCeiling(row))).toEqual([]);
        expect(rows).toHaveLength(paid.length + orphans.length);
        expect(await moneyFaults(survivor.database)).toEqual([]);
      } finally {
        await survivor.stop();
      }
    },
    180_000 + KILLS * 12_000,
  );
});

/** Runs a gateway until it is killed in the midst of its work; returns the ids of the requests that it answered in full. */
async function answersUntilKilled(): Promise<readonly string[]> {
  const gateway = await startGateway({ settings: simulator.settings, stores });
  const ended = once(gateway.process, 'exit');
  const careful = await gateway.createKey({ budget: BUDGET });
  const answered: string[] = [];
  let answers = 0;
  const caller = async (number: number): Promise<void> => {
    const key = number % 4 < 2 ? careful : gateway.key;
    while (isAlive(gateway)) {
      const request = { ...QUESTION, stream: number % 2 === 0 };
      const answer = await ask({ url: gateway.url, key }, request).catch(() => undefined);
      if (answer === undefined) return;
      if (answer.status === 200 && isComplete(answer.text))
        answered.push(answer.headers.get('x-request-id') ?? '');
      answers += 1;
      if (answers === ANSWERS_BEFORE) gateway.process.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, number) => caller(number)));
  await ended;
  await gateway.stop();
  return answered;
}

function isAlive({ process: { exitCode, signalCode } }: TestGateway): boolean {
  return exitCode === null && signalCode === null;
}

function isAtItsCeiling(row: LedgerRow): boolean {
  return row.cost_micro_usd === row.ceiling_micro_usd && row.ceiling_micro_usd > 0;
}
