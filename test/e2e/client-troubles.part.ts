import * as api from '../../clients/typescript';
import { adminOf, idOf } from '../support/admin';
import { client } from '../support/client/client';
import type { TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import { sharedGateway, sharedWithSimulator } from '../support/shared-gateway';
import type { TestSimulator } from '../support/simulator';
import { microUsd } from '../../src/kernel';

const CONTEXT = { basic: 1200, pro: 3400 };

let simulator: TestSimulator;
let gateway: TestGateway;
beforeAll(async () => {
  ({ gateway, simulator } = await sharedWithSimulator());
});

/** A member with a key of their own, and what the ledger has of them. */
async function someone(options: api.SallyportOptions = {}) {
  const key = await gateway.createKey();
  return {
    ask: client(gateway, { apiKey: key, ...options }),
    states: async () =>
      (await ledgerOf(gateway)).filter(({ key_id: id }) => id === idOf(key)).map(({ state }) => state),
  };
}

describe('trouble of the provider, seen by the client', () => {
  it.each<[string, string, object]>([
    ['refuses the key of the gateway', 'status:401', { name: 'UpstreamError', status: 502 }],
    ['does not speak its language', 'garbage', { name: 'UpstreamError', status: 502 }],
    ['answers with a page', 'wrong-type', { name: 'UpstreamError', status: 502 }],
  ])('that %s is one error, and is not asked for again', async (what, trouble, expected) => {
    const question = `Trouble that ${what}`;
    await simulator.trouble(trouble, { match: question, times: 20 });
    const { ask } = await someone();
    await expect(ask.query({ question, context: CONTEXT })).rejects.toMatchObject({
      ...expected,
      layer: 'upstream',
      requestId: expect.stringMatching(/^req_/),
    });
    const seen = (await simulator.requests(question)).length;
    // As often as the gateway itself asks, and no more.
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThanOrEqual(3);
  });

  it.each(['cut:3', 'end-early:3', 'error-event:3', 'hang-after:3', 'garbage'])(
    'in a stream (%s) ends it with its error',
    async (trouble) => {
      const question = `Trouble in a stream: ${trouble}`;
      await simulator.trouble(trouble, { match: question, times: 20 });
      const { ask } = await someone({ timeout: 1500 });
      const stream = ask.query.stream({ question, context: CONTEXT });
      await expect(stream.final()).rejects.toBeInstanceOf(api.SallyportError);
    },
  );

  it.each(['drip:5', 'split:1', 'split:7', 'latency:50'])('%s is only slow', async (trouble) => {
    const question = `Slow: ${trouble} – größer, 大きい, 😀?`;
    await simulator.trouble(trouble, { match: 'Slow', times: 1 });
    const { ask, states } = await someone();
    const stream = ask.query.stream({ question, context: CONTEXT });
    let text = '';
    for await (const piece of stream) text += piece;
    expect([text, text.includes(question)]).toEqual([(await stream.final()).answer, true]);
    expect(await states()).toEqual(['settled']);
  });
});

describe('a refusal of the gateway has its class', () => {
  const question = { question: 'Refused?', context: {} };
  const with_ = async (request: Parameters<TestGateway['createKey']>[0]): Promise<api.Sallyport> =>
    client(gateway, { apiKey: await gateway.createKey(request), maxRetries: 0 });

  const CASES: readonly [string, () => Promise<unknown>, object][] = [
    [
      'CredentialMissingError',
      () => new api.Sallyport({ baseURL: gateway.url }).whoAmI(),
      { status: 401, layer: 'identity' },
    ],
    [
      'CredentialInvalidError',
      () => client(gateway, { apiKey: 'sp_nobody' }).whoAmI(),
      { status: 401, layer: 'identity' },
    ],
    [
      'RoleDeniedError',
      async () => (await with_({ role: 'readonly' })).query(question),
      { status: 403, layer: 'access' },
    ],
    [
      'ModeDeniedError',
      async () => (await with_({ mode: 'viewer' })).query(question),
      { status: 403, layer: 'access' },
    ],
    [
      'ModelDeniedError',
      async () =>
        (await with_({ models: ['claude-haiku-4-5'] })).query({ ...question, model: 'claude-opus-4-8' }),
      { status: 403, layer: 'access' },
    ],
    [
      'BudgetExhaustedError',
      async () => (await with_({ budget: { limit: microUsd(0n), period: 'total' } })).query(question),
      { status: 402, layer: 'budget', problem: { resets_at: null } },
    ],
    [
      'ValidationFailedError',
      async () => (await with_({})).query({ question: '', context: {} }),
      { status: 400, layer: 'validation', fields: ['question'] },
    ],
    [
      'RateLimitedError',
      async () => {
        const one = await with_({ rateLimit: { maxRequests: 1, windowSeconds: 60 } });
        await one.query(question);
        await one.query(question);
      },
      { status: 429, layer: 'throttling', retryAfter: expect.any(Number) },
    ],
    [
      'IdempotencyConflictError',
      async () => {
        const one = await with_({});
        await one.query(question, { idempotencyKey: 'mine' });
        await one.query({ ...question, question: 'Another?' }, { idempotencyKey: 'mine' });
      },
      { status: 409, layer: 'ingress' },
    ],
  ];

  it.each(CASES)('%s', async (name, act, expected) => {
    const error = await act().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf((api as unknown as Record<string, new () => Error>)[name]);
    expect(error).toMatchObject({ name, requestId: expect.stringMatching(/^req_/), ...expected });
  });

  it('LastAdminError and AlreadyExistsError', async () => {
    const admin = client(gateway, { apiKey: (await adminOf(gateway)).key });
    const user = { username: 'twice', password: 'a long password of the tests', role: 'member' } as const;
    await admin.admin.users.create(user);
    await expect(admin.admin.users.create(user)).rejects.toBeInstanceOf(api.AlreadyExistsError);
  });

  it('UpstreamUnavailableError, whose wait is longer than the call may take', async () => {
    const away = await sharedGateway({
      ...simulator.settings,
      CIRCUIT_FAILURE_THRESHOLD: '1',
      UPSTREAM_MAX_RETRIES: '0',
    });
    await simulator.trouble('status:500', { match: 'Circuit', times: 20 });
    const ask = client(away, { apiKey: away.key, timeout: 8000 });
    const question = { question: 'Circuit?', context: {} };
    await ask.query(question).catch(() => undefined);
    await expect(ask.query(question)).rejects.toMatchObject({
      name: 'UpstreamUnavailableError',
      retryAfter: expect.any(Number),
    });
  });
});
