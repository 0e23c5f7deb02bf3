import { Sallyport } from '../../clients/typescript';
import { FaultProxy } from '../support/client/fault-proxy';
import { startGateway, type TestGateway } from '../support/gateway';
import { idOf } from '../support/admin';
import { ledgerOf } from '../support/ledger';
import { moneyFaults } from '../support/money';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

const CALLS = 1000;
const AT_ONCE = 32;

let simulator: TestSimulator;
let gateway: TestGateway;
let proxy: FaultProxy;
let client: Sallyport;

beforeAll(async () => {
  simulator = await startTestSimulator();
  // The first ones so slow that connections are lost while the model speaks, too.
  await simulator.trouble('drip:4', { times: CALLS / 4 });
  // A thousand at once, on a machine that is busy with other tests: its disk is not what is shown here.
  gateway = await startGateway({ settings: simulator.settings });
  proxy = await FaultProxy.open(gateway.url);
  client = new Sallyport({
    baseURL: proxy.url,
    apiKey: gateway.key,
    maxRetries: 12,
    retryDelay: { initial: 2, max: 20 },
  });
});

afterAll(async () => {
  proxy.close();
  await Promise.all([gateway.stop(), simulator.close()]);
});

/** What a call was answered with. */
interface Answered {
  readonly cost_usd: number;
  readonly chain_id: string | null;
}

/** One of a kind, so that no answer fits another call. */
async function call(number: number): Promise<Answered> {
  const question = `Question ${String(number)} of a thousand?`;
  const context = { basic: number };
  if (number % 10 === 0) {
    const month = { month: '2026-09', starting_mrr: 1000 + number, new_mrr: number, expansion_mrr: 0 };
    const months = [{ ...month, contraction_mrr: 0, churned_mrr: 0 }];
    const run = await client.analyticsQuery('mrr_analysis', { data: { months } });
    expect(run.metrics.overall.ending_mrr).toBe(1000 + 2 * number);
    return run;
  }
  if (number % 3 !== 0) {
    const answer = await client.query({ question, context });
    expect(answer.answer).toContain(question);
    return answer;
  }
  const stream = client.query.stream({ question, context });
  let text = '';
  for await (const piece of stream) text += piece;
  const answer = await stream.final();
  expect(answer.answer).toContain(question);
  expect(text).toBe(answer.answer);
  return answer;
}

async function allOf(count: number): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) answers.push(await call((next += 1)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

it('a thousand calls, one request in five lost or refused on its way: all answered, each billed once', async () => {
  const answers = await allOf(CALLS);
  const faults = [...proxy.made.values()];
  expect([faults.length, Math.min(...faults) >= CALLS / 25]).toEqual([5, true]);

  expect(answers).toHaveLength(CALLS);
  expect(new Set(answers.map(({ chain_id: id }) => id)).size).toBe(CALLS);

  const rows = (await ledgerOf(gateway)).filter(({ key_id: key }) => key === idOf(gateway.key));
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['settled']));
  expect(rows).toHaveLength(CALLS);
  const billed = rows.reduce((sum, { cost_micro_usd: cost }) => sum + cost, 0);
  const told = answers.reduce((sum, { cost_usd: cost }) => sum + Math.round(cost * 1e6), 0);
  expect(billed).toBe(told);
  expect(await moneyFaults(gateway.database)).toEqual([]);

  const upstream = (await simulator.requests()).filter(({ path }) => path.startsWith('/v1/messages'));
  expect(upstream).toHaveLength(CALLS);
});
