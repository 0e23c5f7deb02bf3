import { once } from 'node:events';
import { ask, QUESTION } from '../support/ask';
import { startGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import { startTestSimulator } from '../support/simulator';
import { freshStores } from '../support/storage';

/** On each kind of storage. */
const KILLS = 10;
const CALLERS = 16;
/** How many answers a gateway gives before it is killed: in the middle of others. */
const ANSWERS_BEFORE = 40;

describe('kill -9 under load', () => {
  it(`loses no row of an answered request in ${String(KILLS)} kills`, async () => {
    const simulator = await startTestSimulator();
    const stores = await freshStores();
    const answered: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const gateway = await startGateway({ settings: simulator.settings, stores });
      const ended = once(gateway.process, 'exit');
      let answers = 0;
      const caller = async (number: number): Promise<void> => {
        while (gateway.process.exitCode === null && gateway.process.signalCode === null) {
          const answer = await ask(gateway, { ...QUESTION, stream: number % 2 === 0 }).catch(() => undefined);
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
    }
    const survivor = await startGateway({ settings: simulator.settings, stores });
    const rows = await ledgerOf(survivor);
    const recorded = new Set(rows.map(({ request_id: id }) => id));
    expect(answered.length).toBeGreaterThanOrEqual(KILLS * (ANSWERS_BEFORE - CALLERS));
    expect(answered.filter((id) => !recorded.has(id))).toEqual([]);
    expect(recorded.size).toBe(rows.length);
    const counts = (await (await fetch(`${simulator.url}/_simulator/counts`)).json()) as { requests: number };
    expect(rows.length).toBeLessThanOrEqual(counts.requests);
    await survivor.stop();
    await simulator.close();
    stores.remove();
  }, 180_000);
});

/** A stream is answered when its last event is there. */
function isComplete(text: string): boolean {
  return text.startsWith('{') ? text.endsWith('}') : /\nevent: done\ndata: .*\n\n$/.test(text);
}
