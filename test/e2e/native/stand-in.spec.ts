import { ask, QUESTION, type Reply } from '../../support/ask';
import { parseEvents } from '../../support/events';
import { startGateway, type TestGateway } from '../../support/gateway';
import { ledgerOf } from '../../support/ledger';
import { message, native, type NativeReply } from '../../support/native';
import { failing, openCircuit, startSickUpstream, type SickUpstream } from '../../support/native-sick';

const FALLBACK = 'claude-haiku-4-5';

let provider: SickUpstream;
let gateway: TestGateway;
let models = 0;
let model: string;
/** May ask no other model. */
let strict: string;

beforeAll(async () => {
  provider = await startSickUpstream();
  gateway = await startGateway({
    settings: { ...provider.upstream.settings, ANTHROPIC_FALLBACK_MODEL: FALLBACK },
  });
});

afterAll(async () => {
  await gateway.stop();
  await provider.upstream.close();
});

beforeEach(async () => {
  // Circuits are for one model each, so each test has its own.
  models += 1;
  model = `claude-test-${String(models)}`;
  strict = await gateway.createKey({ models: [model] });
  provider.cure();
});

/** Asks the model of the test, by a key that may ask no other unless another is given. */
function call(fields: object = {}, key = strict): Promise<NativeReply> {
  return native({ url: gateway.url, key }, message('?', { model, ...fields }));
}

async function open(): Promise<void> {
  await openCircuit(provider, model, failing, call);
}

describe('the model that stands in', () => {
  const THOUGHTS = [
    { role: 'user', content: 'Think.' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'foreign thoughts', signature: 'foreign signature' },
        { type: 'redacted_thinking', data: 'foreign secret' },
        { type: 'text', text: 'I thought.' },
      ],
    },
    { role: 'assistant', content: [{ type: 'thinking', thinking: 'only thoughts', signature: 's' }] },
    { role: 'user', content: [{ type: 'text', text: 'And?' }] },
  ];

  it.each([false, true])(
    'answers meanwhile, without foreign thoughts, and says so (stream: %s)',
    async (stream) => {
      await open();
      const reply = await call({ messages: THOUGHTS, stream }, gateway.key);
      expect(reply.status).toBe(200);
      expect(reply.text).toContain(`"model":"${FALLBACK}"`);
      const sent = JSON.parse(provider.askedFor(FALLBACK).at(-1)?.body.toString() ?? '{}') as unknown;
      expect(sent).toEqual({
        ...message('?', { stream }),
        model: FALLBACK,
        messages: [
          THOUGHTS[0],
          { role: 'assistant', content: [{ type: 'text', text: 'I thought.' }] },
          THOUGHTS[3],
        ],
      });
      expect(await ledgerOf(gateway, reply.id)).toMatchObject([
        { model: FALLBACK, outcome: 'answered', attempts: 1, input_tokens: 7 },
      ]);
    },
  );

  it.each([false, true])('answers /api/query as less than what was asked (stream: %s)', async (stream) => {
    await open();
    const { status, text, body } = await ask(gateway, { ...QUESTION, model, stream });
    expect(status).toBe(200);
    expect(stream ? parseEvents(text).at(-1)?.data : body).toMatchObject({ model: FALLBACK, degraded: true });
  });

  it('does not answer a key that may not ask it', async () => {
    await open();
    const before = provider.askedFor(FALLBACK).length;
    expect((await call()).status).toBe(529);
    expect(provider.askedFor(FALLBACK)).toHaveLength(before);
    const both = await gateway.createKey({ models: [model, FALLBACK] });
    expect((await call({}, both)).status).toBe(200);
  });

  it('never continues a history that stays with the provider', async () => {
    const key = await gateway.createKey({ capabilities: ['thread'] });
    await open();
    const before = provider.askedFor(FALLBACK).length;
    const body = message('?', { model, thread: { type: 'continue', previous_message_id: 'msg_1' } });
    const beta = { 'anthropic-beta': 'message-threads-2026-08-12' };
    const reply = await native({ url: gateway.url, key }, body, beta);
    expect([reply.status, provider.askedFor(FALLBACK).length]).toEqual([529, before]);
  });
});

describe('an answer of before', () => {
  const question = (): object => ({ ...QUESTION, model });
  const as = (key: string, body: unknown): Promise<Reply> => ask({ url: gateway.url, key }, body);

  it('is given again to the same question of the same principal only, marked and free', async () => {
    const other = await gateway.createKey({ models: [model] });
    const first = await as(strict, question());
    expect(first.body).toMatchObject({ degraded: false, answer: 'Yes.' });
    await open();
    const again = await as(strict, question());
    expect(again.body).toEqual({
      ...first.body,
      chain_id: expect.any(String),
      degraded: true,
      cost_usd: 0,
      request_id: again.headers.get('x-request-id'),
    });
    expect(again.body['request_id']).not.toBe(first.body['request_id']);
    const isOfAgain = (record: Readonly<Record<string, unknown>>): boolean =>
      record['msg'] === 'request' && record['request_id'] === again.body['request_id'];
    const told = { status: 200, outcome: 'degraded', code: 'upstream_unavailable', layer: 'upstream' };
    expect(await gateway.logged(isOfAgain)).toMatchObject(told);
    expect(await ledgerOf(gateway, String(again.body['request_id']))).toEqual([]);
    expect((await as(other, question())).status).toBe(503);
    expect((await as(strict, { ...question(), question: 'Another?' })).status).toBe(503);
    expect((await as(strict, { ...question(), context: {} })).status).toBe(503);
  });

  it('comes as a stream where one was asked for', async () => {
    await as(strict, { ...question(), stream: true });
    await open();
    const { text } = await as(strict, { ...question(), stream: true });
    expect(parseEvents(text).at(-1)).toMatchObject({ event: 'done', data: { degraded: true, cost_usd: 0 } });
  });
});
