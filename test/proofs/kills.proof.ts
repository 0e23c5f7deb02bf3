import { once } from 'node:events';
import { microUsd } from '../../src/kernel';
import { ask, QUESTION } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { moneyFaults } from '../support/money';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { freshStores, type TestStores } from '../support/storage';
import { print, PROOF_MS } from './print';

const KILLS = Number(process.env['KILLS'] ?? 100);
const CALLERS = 16;
/** How many answers a gateway gives before it is killed: in the middle of others. */
const ANSWERS_BEFORE = 40;
const LOOK_MS = 500;
const A_MINUTE = 60_000;
const FINAL: ReadonlySet<string> = new Set(['settled', 'aborted', 'forfeited']);

describe.each(['embedded', 'shared'] as const)('on %s storage', (storage) => {
  let simulator: TestSimulator;
  let stores: TestStores;
  let survivor: TestGateway;
  beforeAll(async () => {
    globalThis.STORAGE = storage;
    simulator = await startTestSimulator();
    stores = await freshStores();
  });
  afterAll(async () => {
    await survivor.stop();
    await simulator.close();
    stores.remove();
  });

  it(
    `${String(KILLS)} kills under load lose no acknowledged request, and no call that reached the provider`,
    async () => {
      const answered: string[] = [];
      let left = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        const gateway = await startGateway({ settings: simulator.settings, stores });
        // Every other caller has a budget.
        const budget = { limit: microUsd(50_000_000n), period: 'day' } as const;
        const keys = [gateway.key, await gateway.createKey({ budget })];
        const ended = once(gateway.process, 'exit');
        let answers = 0;
        const caller = async (number: number): Promise<void> => {
          const key = keys[number % keys.length] ?? '';
          while (gateway.process.exitCode === null && gateway.process.signalCode === null) {
            const question = { ...QUESTION, stream: number % 4 < 2 };
            const answer = await ask({ url: gateway.url, key }, question).catch(() => undefined);
            if (answer === undefined) {
              left += 1;
              return;
            }
            if (answer.status === 200 && isComplete(answer.text))
              answered.push(answer.headers.get('x-request-id') ?? '');
            answers += 1;
            if (answers === ANSWERS_BEFORE) gateway.process.kill('SIGKILL');
          }
        };
        await Promise.all(Array.from({ length: CALLERS }, (_, number) => caller(number)));
        await ended;
        await gateway.stop();
      }
      survivor = await startGateway({ settings: simulator.settings, stores });
      const begun = performance.now();
      const open = async (): Promise<number> =>
        (await rowsOf(survivor)).filter(({ state }) => state === 'reserved').length;
      while ((await open()) > 0 && performance.now() - begun < A_MINUTE)
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const freed = (performance.now() - begun) / 1000;
      const rows = await rowsOf(survivor);
      const byRequest = new Map(rows.map((row) => [row.request_id, row.state]));
      const final = rows.filter(({ state }) => FINAL.has(state)).length;
      const lost = answered.filter((id) => !FINAL.has(byRequest.get(id) ?? ''));
      const response = await fetch(`${simulator.url}/_simulator/counts`);
      const { requests } = (await response.json()) as { readonly requests: number };
      const stuck = rows.filter(({ state }) => state === 'reserved').length;
      const faults = await moneyFaults(survivor.database);
      print(`kills on ${storage} storage`, {
        kills: KILLS,
        'acknowledged requests': answered.length,
        'of these without a final row': lost.length,
        'requests cut off': left,
        'upstream calls': requests,
        'of these without a row': Math.max(0, requests - rows.length),
        'rows of calls that ended': final,
        'rows of calls whose process was gone (orphaned)': rows.length - final - stuck,
        rows: rows.length,
        'seconds until the last orphan was settled': freed.toFixed(1),
        'stuck reservations': stuck,
        'counters that differ from the ledger': faults.length,
      });
      expect(answered.length).toBeGreaterThanOrEqual(KILLS * (ANSWERS_BEFORE - CALLERS));
      expect({ lost, stuck, faults }).toEqual({ lost: [], stuck: 0, faults: [] });
      expect(byRequest.size).toBe(rows.length);
      expect(final).toBeLessThanOrEqual(requests);
      expect(requests).toBeLessThanOrEqual(rows.length);
    },
    PROOF_MS,
  );
});

function rowsOf({ database }: TestGateway): Promise<readonly { request_id: string; state: string }[]> {
  return database.attempt((db) => db.selectFrom('ledger').select(['request_id', 'state']).execute());
}

/** A stream is answered when its last event is there. */
function isComplete(text: string): boolean {
  return text.startsWith('{') ? text.endsWith('}') : /\nevent: done\ndata: .*\n\n$/.test(text);
}
