import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { soundChains } from '../../src/chains/chains.fixture';
import { ask, post, QUESTION, type Reply } from '../support/ask';
import { answerTo, chainSeenBy, chainsSeenBy, MRR, type Answered, memberOf } from '../support/chains';
import { PROJECT, startGateway, type TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

let simulator: TestSimulator;
let gateway: TestGateway;

beforeAll(async () => {
  simulator = await startTestSimulator();
  // A circuit is of one model: those that fail here are asked for nothing else.
  const settings = { ...simulator.settings, CIRCUIT_FAILURE_THRESHOLD: '1', UPSTREAM_MAX_RETRIES: '0' };
  gateway = await startGateway({ settings });
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

afterEach(() => soundChains(gateway.database));

const once = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

describe('a question with an Idempotency-Key', () => {
  it.each([false, true])('is one step, however often it is sent (stream: %s)', async (stream) => {
    const asker = await memberOf(gateway);
    const first = once();
    const begun = await answerTo(asker, { stream }, first);
    const later = once();
    const question = { question: randomUUID(), chain_id: begun.chain_id, stream };
    const gone = await answerTo(asker, question, later);
    expect(await answerTo(asker, { stream }, first)).toEqual(begun);
    expect(await answerTo(asker, question, later)).toEqual(gone);
    const { step_count, cost_usd } = await chainSeenBy(asker.call, begun.chain_id);
    expect([step_count, gone.turns_sent]).toEqual([2, 1]);
    expect(cost_usd).toBeCloseTo(begun.cost_usd + gone.cost_usd, 6);
    expect((await chainsSeenBy(asker.call)).meta.total).toBe(1);
    expect(await simulator.requests(question.question)).toHaveLength(1);
  });

  it('is one chain when it is sent many times at once', async () => {
    const asker = await memberOf(gateway);
    const header = once();
    const answers = await Promise.all(Array.from({ length: 8 }, () => answerTo(asker, {}, header)));
    expect(new Set(answers.map(({ chain_id }) => chain_id)).size).toBe(1);
    expect((await chainsSeenBy(asker.call)).data).toMatchObject([{ steps: 1 }]);
  });

  it('of an analytics query is one chain too', async () => {
    const asker = await memberOf(gateway);
    const headers = { ...once(), 'x-api-key': asker.key };
    const send = (): Promise<Reply<Answered>> => post(`${gateway.url}/api/analytics-query`, MRR, headers);
    const [first, again] = [await send(), await send()];
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body.chain_id).toBe(first.body.chain_id);
    expect((await chainsSeenBy(asker.call)).data).toMatchObject([{ steps: 1, type: 'mrr_analysis' }]);
  });
});

it('questions at once on one chain follow each other, and none is lost', async () => {
  const asker = await memberOf(gateway);
  const { chain_id: chainId } = await answerTo(asker, {});
  const asked = Array.from({ length: 8 }, (_, at) => ({
    question: `Number ${String(at)}`,
    chain_id: chainId,
  }));
  const answers = await Promise.all(asked.map((question) => answerTo(asker, question)));
  const { steps, step_count, cost_usd } = await chainSeenBy(asker.call, chainId);
  expect([step_count, ...steps.map(({ position }) => position)]).toEqual([9, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const kept = steps.slice(1).map(({ request_id }) => request_id);
  expect(kept.sort()).toEqual(answers.map(({ request_id }) => request_id).sort());
  const rows = (await Promise.all(steps.map(({ request_id }) => ledgerOf(gateway, request_id)))).flat();
  expect(Math.round(cost_usd * 1e6)).toBe(rows.reduce((sum, row) => sum + row.cost_micro_usd, 0));
});

it('an answer from before, while the provider is sick, is a step that cost nothing and is less than fresh', async () => {
  const asker = await memberOf(gateway);
  const [first, second] = [{ question: 'First?' }, { question: 'Second?' }].map((question) => ({
    ...question,
    model: 'claude-haiku-5-5',
  })) as [object, object];
  const known = await answerTo(asker, first);
  const answer = await answerTo(asker, { ...second, chain_id: known.chain_id });
  const other = await answerTo(asker, first);
  const question = randomUUID();
  await simulator.trouble('status:500', { match: question });
  expect((await ask(asker, { ...QUESTION, ...first, question })).status).toBe(502);

  const from = (before: Answered): object => ({ answer: before.answer, degraded: true, cost_usd: 0 });
  const going = await answerTo(asker, { ...second, chain_id: other.chain_id });
  expect(going).toMatchObject({ ...from(answer), chain_id: other.chain_id, turns_sent: 1 });
  const beginning = await answerTo(asker, first);
  expect(beginning).toMatchObject({ ...from(known), turns_sent: 0 });
  expect(await chainSeenBy(asker.call, other.chain_id)).toMatchObject({
    cost_usd: other.cost_usd,
    steps: [{ degraded: false }, { degraded: true, cost_usd: 0, content: { answer: answer.answer } }],
  });
  expect(await chainSeenBy(asker.call, beginning.chain_id)).toMatchObject({
    cost_usd: 0,
    steps: [{ degraded: true, request_id: beginning.request_id }],
  });
  expect((await chainsSeenBy(asker.call)).meta.total).toBe(3);
});

describe('text of any kind', () => {
  const BLNS = JSON.parse(readFileSync(join(PROJECT, 'test/vectors/blns.json'), 'utf8')) as readonly string[];
  const NAUGHTY: readonly string[] = [
    ...BLNS.filter((text, at) => text !== '' && at % 20 === 0),
    '\u0000',
    'before\u0000after',
    '\ud800',
    'half \udfff of a pair \ud83d',
    '\u202eturned\u2066',
    "'; drop table chains; --",
    '\\u0000 \\" {"kind":"exchange"}',
  ];

  it('comes back just as it was asked and answered', async () => {
    const asker = await memberOf(gateway);
    // One at a time: each goes on with all that came before it.
    let chainId: string | undefined;
    const answers: Answered[] = [];
    for (const question of NAUGHTY) {
      const answer = await answerTo(asker, {
        question,
        context: { [question]: [question] },
        chain_id: chainId,
      });
      chainId = answer.chain_id;
      answers.push(answer);
    }
    const { steps } = await chainSeenBy(asker.call, chainId ?? '');
    expect(steps.map(({ content }) => content)).toEqual(
      NAUGHTY.map((question, at) => ({
        kind: 'exchange',
        question,
        context: { [question]: [question] },
        answer: answers[at]?.answer,
      })),
    );
  });

  it('makes a title of one line that nothing can break out of', async () => {
    const asker = await memberOf(gateway);
    await Promise.all(NAUGHTY.map((question) => answerTo(asker, { question })));
    const titles = (await chainsSeenBy(asker.call)).data.map(({ title }) => title);
    expect(titles).toHaveLength(NAUGHTY.length);
    for (const title of titles) {
      expect(title).toMatch(/^[^\p{Cc}\p{Bidi_Control}\p{Cs}\u2028\u2029]{1,80}$/u);
      expect(title.trim()).toBe(title);
    }
    expect(titles).toContain('Question');
    expect(titles).toContain('beforeafter');
    expect(titles).toContain('turned');
  });
});
