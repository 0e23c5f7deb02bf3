import { randomUUID } from 'node:crypto';
import { soundChains, stepsIn } from '../../src/chains/chains.fixture';
import { adminOf, callerWith, idOf, type Call } from '../support/admin';
import { ask, post, QUESTION, type Reply } from '../support/ask';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import {
  answerTo,
  chainSeenBy,
  chainsSeenBy,
  MRR,
  turnsSent,
  type Answered,
  memberOf,
  type Asker,
} from '../support/chains';
import { startGateway, type TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

let simulator: TestSimulator;
let gateway: TestGateway;

beforeAll(async () => {
  simulator = await startTestSimulator();
  const settings = {
    ...simulator.settings,
    CHAINS_HISTORY_TOKENS: '1000',
    CIRCUIT_FAILURE_THRESHOLD: '1000',
    UPSTREAM_MAX_RETRIES: '0',
  };
  gateway = await startGateway({ settings });
});

afterAll(async () => {
  await soundChains(gateway.database);
  await gateway.stop();
  await simulator.close();
});

/** A chain of so many steps; gives its id. */
async function chainOf(asker: Asker, steps = 1): Promise<string> {
  let chainId: string | undefined;
  for (let at = 0; at < steps; at += 1) chainId = (await answerTo(asker, { chain_id: chainId })).chain_id;
  return chainId ?? '';
}

async function costOf(requestIds: readonly string[]): Promise<number> {
  const rows = (await Promise.all(requestIds.map((id) => ledgerOf(gateway, id)))).flat();
  expect(rows).toHaveLength(requestIds.length);
  return rows.reduce((sum, { cost_micro_usd: cost }) => sum + cost, 0);
}

describe.each([false, true])('a conversation (stream: %s)', (stream) => {
  it('begins with a question, and goes on with all that was said before', async () => {
    const asker = await memberOf(gateway);
    const mark = randomUUID();
    const asked = [1, 2, 3].map((at) => ({
      question: `${mark} ${String(at)}?\nmore`,
      context: { at },
      stream,
    }));
    const answers: Answered[] = [];
    for (const question of asked)
      answers.push(await answerTo(asker, { ...question, chain_id: answers[0]?.chain_id }));
    const [chainId] = answers.map(({ chain_id }) => chain_id);
    expect(chainId).toMatch(/^[0-9A-Za-z]{20}$/);
    expect(answers.map(({ chain_id, turns_sent }) => [chain_id, turns_sent])).toEqual([
      [chainId, 0],
      [chainId, 1],
      [chainId, 2],
    ]);
    const turn = (at: number) =>
      ['user', expect.any(String), JSON.stringify(asked[at]?.context), asked[at]?.question] as const;
    const said = (at: number) => ['assistant', answers[at]?.answer] as const;
    expect(await turnsSent(simulator, mark)).toEqual([turn(0), said(0), turn(1), said(1), turn(2)]);

    const { steps, ...chain } = await chainSeenBy(asker.call, chainId ?? '');
    const cost = await costOf(answers.map(({ request_id }) => request_id));
    expect(cost).toBeGreaterThan(0);
    expect(chain).toEqual({
      chain_id: chainId,
      title: `${mark} 1?`,
      type: 'query',
      owner: `key:${idOf(asker.key)}`,
      cost_usd: cost / 1e6,
      created_at: steps[0]?.created_at,
      updated_at: steps[2]?.created_at,
      step_count: 3,
      meta: { page: 1, page_size: 50, total: 3 },
    });
    expect(steps).toEqual(
      answers.map(({ answer, cost_usd, request_id }, at) => ({
        position: at + 1,
        type: 'query',
        model: 'claude-sonnet-5-5',
        request_id,
        cost_usd,
        usage: { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
        degraded: false,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        content: { kind: 'exchange', question: asked[at]?.question, context: { at: at + 1 }, answer },
      })),
    );
    const { step_count: count, ...outline } = { ...chain, meta: undefined };
    expect((await chainsSeenBy(asker.call)).data).toEqual([{ ...outline, steps: count }]);
  });

  it('tells the newest of it, whole, as much as fits', async () => {
    const asker = await memberOf(gateway);
    const sent: number[] = [];
    let chainId: string | undefined;
    // Two of the middle ones take most of a thousand tokens, which are three bytes each; the long one alone takes more.
    for (const length of [1200, 1200, 1200, 1200, 4000, 10, 10]) {
      const context = { pad: 'x'.repeat(length) };
      const answer = await answerTo(asker, { question: 'A', context, stream, chain_id: chainId });
      chainId = answer.chain_id;
      sent.push(answer.turns_sent);
    }
    expect(sent).toEqual([0, 1, 2, 2, 2, 0, 1]);
    expect((await chainSeenBy(asker.call, chainId ?? '')).step_count).toBe(7);
  });

  it('keeps nothing of a question that failed, first or later', async () => {
    const asker = await memberOf(gateway);
    const chainId = await chainOf(asker);
    const before = await chainSeenBy(asker.call, chainId);
    for (const trouble of ['status:500', 'cut:2']) {
      const question = { question: randomUUID(), stream };
      await simulator.trouble(trouble, { match: question.question, times: 2 });
      for (const chain_id of [chainId, undefined]) {
        const { text } = await ask(asker, { ...QUESTION, ...question, chain_id });
        expect(text).toContain('"layer":"upstream"');
        expect(text).not.toContain('event: done');
      }
    }
    expect(await chainSeenBy(asker.call, chainId)).toEqual(before);
    expect((await chainsSeenBy(asker.call)).meta.total).toBe(1);
  });
});

it('a question goes on from an analytics query, whose numbers are told', async () => {
  const asker = await memberOf(gateway);
  const { body } = await post<Answered & { metrics: object }>(`${gateway.url}/api/analytics-query`, MRR, {
    'x-api-key': asker.key,
  });
  const mark = randomUUID();
  const { chain_id, turns_sent } = await answerTo(asker, { question: mark, chain_id: body.chain_id });
  expect([chain_id, turns_sent]).toEqual([body.chain_id, 1]);
  const [asked, answered] = await turnsSent(simulator, mark);
  expect(asked).toEqual(['user', expect.any(String), expect.stringContaining('918273'), expect.any(String)]);
  expect(answered).toEqual(['assistant', body.answer]);
  const { type, steps } = await chainSeenBy(asker.call, chain_id);
  expect([type, ...steps.map((step) => step.type)]).toEqual(['mrr_analysis', 'mrr_analysis', 'query']);
  expect(steps[0]?.content).toMatchObject({ kind: 'analytics', metrics: body.metrics });
});

describe('a chain that is not one’s own', () => {
  const FOREIGN: Readonly<Record<string, () => Promise<readonly [asker: Asker, chainId: string]>>> = {
    'of somebody else': async () => [await memberOf(gateway), await chainOf(gateway)],
    'that an administrator sees': async () => [
      { ...gateway, key: (await adminOf(gateway)).key },
      await chainOf(gateway),
    ],
    'that never was': () => Promise.resolve([gateway, 'x'.repeat(20)]),
    'with an id that none has': () => Promise.resolve([gateway, 'unknown']),
    'that was deleted': async () => {
      const asker = await memberOf(gateway);
      const chainId = await chainOf(asker, 2);
      const { status, text } = await asker.call('DELETE', `/api/chains/${chainId}`);
      expect([status, text]).toEqual([204, '']);
      expect((await chainsSeenBy(asker.call)).meta.total).toBe(0);
      expect((await stepsIn(gateway.database)).filter((step) => step.chain_id === chainId)).toEqual([]);
      return [asker, chainId];
    },
  };
  const wordsOf = ({ status, body }: Reply): object => ({ ...body, status, request_id: undefined });

  it.each(Object.keys(FOREIGN))(
    '%s is not found, in the same words, and nothing comes of it',
    async (kind) => {
      const [asker, chainId] = (await FOREIGN[kind]?.()) ?? [gateway, ''];
      const wanted = wordsOf(await ask(gateway, { ...QUESTION, chain_id: 'A'.repeat(20) }));
      expect(wanted).toMatchObject({ status: 404, code: 'not_found', layer: 'ingress' });
      const before = await stepsIn(gateway.database);
      const question = randomUUID();
      for (const more of [{}, { stream: true }]) {
        const refused = await ask(
          asker,
          { ...QUESTION, ...more, question, chain_id: chainId },
          { 'idempotency-key': randomUUID() },
        );
        expect(wordsOf(refused)).toEqual(wanted);
        expect(await ledgerOf(gateway, String(refused.body['request_id']))).toEqual([]);
      }
      expect(await simulator.requests(question)).toEqual([]);
      expect(await stepsIn(gateway.database)).toEqual(before);
      if (kind === 'that an administrator sees') return;
      const call = callerWith(gateway, asker.key);
      for (const method of ['GET', 'DELETE'])
        expect(wordsOf(await call(method, `/api/chains/${chainId}`))).toEqual(wanted);
    },
  );

  it.each(['../x', 'x'.repeat(65), 'a b', "' or 1=1", 'é'.repeat(20), 'x\u0000', ''])(
    'called %j is a 400',
    async (chainId) => {
      const { status, body } = await ask(gateway, { ...QUESTION, chain_id: chainId });
      expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', ['chain_id']]);
    },
  );
});

it('a page goes on with its own chain alone; its minter may, and nobody else', async () => {
  const { key, call } = await memberOf(gateway);
  const pageOf = async (subject: string): Promise<Call> =>
    pageWith(gateway, await tokenFrom(gateway, key, { subject }));
  const [page, other] = [await pageOf('Zoë 2'), await pageOf('Zoë')];
  const { body } = await page('POST', '/api/query', QUESTION);
  const statuses: number[] = [];
  for (const one of [page, call, other, (await adminOf(gateway)).call])
    statuses.push((await one('POST', '/api/query', { ...QUESTION, chain_id: body['chain_id'] })).status);
  expect(statuses).toEqual([200, 200, 404, 404]);
  const own = await call('POST', '/api/query', QUESTION);
  expect((await page('POST', '/api/query', { ...QUESTION, chain_id: own.body['chain_id'] })).status).toBe(
    404,
  );
});
