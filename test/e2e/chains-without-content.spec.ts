import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chainsIn, stepsIn } from '../../src/chains/chains.fixture';
import { post } from '../support/ask';
import {
  answerTo,
  chainSeenBy,
  chainsSeenBy,
  memberOf,
  MRR,
  turnsSent,
  type Answered,
} from '../support/chains';
import { startGateway, type TestGateway } from '../support/gateway';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

let simulator: TestSimulator;
let gateway: TestGateway;

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({ settings: { ...simulator.settings, CHAINS_STORE_CONTENT: 'false' } });
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

/** All that the gateway has on the disk, its chains aside, and what it said. */
function traces(): string {
  const { DATA_DIR } = gateway.stores.settings;
  const files = readdirSync(DATA_DIR, { withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files).not.toEqual([]);
  return files.map(({ name }) => readFileSync(join(DATA_DIR, name), 'latin1')).join('') + gateway.output();
}

it.each([false, true])(
  'without content a chain keeps shape and cost, and no word (stream: %s)',
  async (stream) => {
    const asker = await memberOf(gateway);
    const [asked, told, said] = [randomUUID(), randomUUID(), randomUUID()];
    await simulator.trouble(`say:${said}`, { match: asked, times: 2 });
    const question = { question: asked, context: { told }, stream };
    const first = await answerTo(asker, question);
    const second = await answerTo(asker, { ...question, chain_id: first.chain_id });
    expect([first.answer, second.answer, second.turns_sent]).toEqual([said, said, 0]);
    expect(await turnsSent(simulator, asked)).toHaveLength(1);

    const list = await chainsSeenBy(asker.call);
    const chain = await chainSeenBy(asker.call, first.chain_id);
    expect(list.data).toMatchObject([
      { title: 'Question', type: 'query', steps: 2, cost_usd: chain.cost_usd },
    ]);
    expect(chain.cost_usd).toBeCloseTo(first.cost_usd + second.cost_usd, 6);
    expect(chain.steps).toEqual(
      [first, second].map(({ cost_usd, request_id }, at) => ({
        position: at + 1,
        type: 'query',
        model: 'claude-sonnet-5-5',
        request_id,
        cost_usd,
        usage: { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
        degraded: false,
        created_at: expect.any(String),
        content: null,
      })),
    );
    const rows = [await chainsIn(gateway.database), await stepsIn(gateway.database)];
    const everything = JSON.stringify([list, chain, rows]) + traces();
    expect(everything).toContain(first.request_id);
    for (const mark of [asked, told, said]) expect(everything).not.toContain(mark);
  },
);

it('and of an analytics query no number, but what it is called', async () => {
  const asker = await memberOf(gateway);
  const headers = { 'x-api-key': asker.key };
  const { body } = await post<Answered>(`${gateway.url}/api/analytics-query`, MRR, headers);
  const chain = await chainSeenBy(asker.call, body.chain_id);
  expect(chain).toMatchObject({ type: 'mrr_analysis', steps: [{ cost_usd: body.cost_usd, content: null }] });
  expect(chain.title).not.toBe('Question');
  const rows = [await chainsIn(gateway.database), await stepsIn(gateway.database)];
  expect(JSON.stringify([chain, rows]) + traces()).not.toContain('918273');
  const { turns_sent, chain_id } = await answerTo(asker, { chain_id: body.chain_id });
  expect([turns_sent, chain_id]).toEqual([0, body.chain_id]);
});
