import { adminOf, callerWith, idOf, until } from '../support/admin';
import { ask, QUESTION, type Reply } from '../support/ask';
import { tokenFrom } from '../support/browser-tokens';
import type { TestGateway } from '../support/gateway';
import { sharedWithSimulator } from '../support/shared-gateway';
import { RawConnection, rawRequest } from '../support/raw-http';
import { answersOf, endlessQuestion, hold, holdAll, underWay, untilUnderWay } from '../support/holding';
import type { TestSimulator } from '../support/simulator';

describe('concurrency', () => {
  let simulator: TestSimulator;
  let gateway: TestGateway;

  beforeAll(async () => {
    ({ simulator, gateway } = await sharedWithSimulator());
  });

  const isIn = ({ status }: Reply): boolean => status === 200;

  async function asks(key: string): Promise<Reply> {
    return ask({ url: gateway.url, key });
  }

  describe('of more requests at once than a key may have', () => {
    it.each([
      [1, 4],
      [2, 6],
      [5, 30],
    ])('exactly %i of %i get in, the others are told to wait, and then they may', async (max, many) => {
      const key = await gateway.createKey({ maxConcurrency: max });
      const question = await endlessQuestion(simulator);
      const all = Array.from({ length: many }, () => hold(gateway, key, question));
      const refused = answersOf(all);
      await until(
        async () => (await underWay(simulator, question)) + refused.length,
        (settled) => settled === many,
      );
      expect(refused).toHaveLength(many - max);
      for (const { status, body, headers } of refused) {
        expect([status, body['code'], body['layer']]).toEqual([429, 'concurrency_limited', 'throttling']);
        expect([body['retry_after'], headers.get('retry-after')]).toEqual([1, '1']);
        expect(body['detail']).toContain(String(max));
      }
      expect(await simulator.requests(question)).toHaveLength(max);
      expect(await asks(key)).toMatchObject({ status: 429 });
      expect(await asks(gateway.key)).toMatchObject({ status: 200 });
      for (const { leave } of all) leave();
      await until(() => asks(key), isIn);
    });

    it('no more get in after many have come and gone', async () => {
      const key = await gateway.createKey({ maxConcurrency: 2 });
      for (let round = 0; round < 3; round += 1) {
        const answers = await Promise.all(Array.from({ length: 10 }, () => asks(key)));
        expect(answers.filter(isIn).length).toBeGreaterThanOrEqual(2);
        const question = await endlessQuestion(simulator);
        const held = await holdAll(simulator, question, 2, () => hold(gateway, key, question));
        expect(await asks(key)).toMatchObject({ status: 429 });
        for (const { leave } of held) leave();
        await until(() => asks(key), isIn);
      }
    });
  });

  describe('a place is taken', () => {
    it('by a stream until its end', async () => {
      const key = await gateway.createKey({ maxConcurrency: 1 });
      const question = await endlessQuestion(simulator, 'hang-after:4');
      const stream = hold(gateway, key, question, { stream: true });
      await untilUnderWay(simulator, question, 1);
      expect(await asks(key)).toMatchObject({ status: 429 });
      stream.leave();
      await until(() => asks(key), isIn);
    });

    it('by a body that is still on its way, and given back when its sender leaves', async () => {
      const key = await gateway.createKey({ maxConcurrency: 1 });
      const headers = ['Host: gateway', `x-api-key: ${key}`, 'Content-Type: application/json'];
      const slow = rawRequest('POST /api/query HTTP/1.1', [...headers, 'Content-Length: 1000'], '{"quest');
      const senders: RawConnection[] = [];
      // Of those that come while another asks, one gets in sooner or later.
      await until(
        async () => {
          senders.push((await RawConnection.open(gateway.url)).send(slow));
          return asks(key);
        },
        ({ status }) => status === 429,
      );
      for (const sender of senders) sender.hangUp();
      await until(() => asks(key), isIn);
    });

    it('by a token that the key has minted, as by the key', async () => {
      const key = await gateway.createKey({ maxConcurrency: 1 });
      const origin = 'https://app.example.com';
      const call = callerWith(gateway, await tokenFrom(gateway, key, { origin }));
      const question = await endlessQuestion(simulator);
      const held = hold(gateway, key, question);
      await untilUnderWay(simulator, question, 1);
      const refused = await call('POST', '/api/query', QUESTION, { origin });
      expect(refused.body).toMatchObject({ code: 'concurrency_limited' });
      held.leave();
      await until(() => call('POST', '/api/query', QUESTION, { origin }), isIn);
    });

    it('by no look at the limits', async () => {
      const key = await gateway.createKey({ maxConcurrency: 1 });
      const question = await endlessQuestion(simulator);
      const held = hold(gateway, key, question);
      await untilUnderWay(simulator, question, 1);
      const call = callerWith(gateway, key);
      expect((await call('GET', '/api/rate-limit-status')).status).toBe(200);
      expect((await call('GET', '/health')).status).toBe(200);
      held.leave();
    });

    it('for one request after another, whatever becomes of them', async () => {
      const key = await gateway.createKey({ maxConcurrency: 1 });
      const url = `${gateway.url}/api/query`;
      for (let turn = 0; turn < 20; turn += 1) {
        expect((await ask({ url: gateway.url, key }, { ...QUESTION, stream: turn % 2 === 0 })).status).toBe(
          200,
        );
        expect((await ask({ url: gateway.url, key }, '{')).status).toBe(400);
        expect((await ask({ url: gateway.url, key }, { question: 1 })).status).toBe(400);
        expect((await fetch(url, { method: 'POST', body: 'x', headers: { 'x-api-key': key } })).status).toBe(
          415,
        );
      }
    });
  });

  it('a key that is given more places has them while the others are taken', async () => {
    const admin = await adminOf(gateway);
    const key = await gateway.createKey({ maxConcurrency: 1 });
    const path = `/admin/keys/${idOf(key)}`;
    const question = await endlessQuestion(simulator);
    const held = hold(gateway, key, question);
    await untilUnderWay(simulator, question, 1);
    expect(await asks(key)).toMatchObject({ status: 429 });
    await admin.call('PATCH', path, { max_concurrency: 2 });
    expect(await asks(key)).toMatchObject({ status: 200 });
    await admin.call('PATCH', path, { max_concurrency: 1 });
    expect(await asks(key)).toMatchObject({ status: 429 });
    await admin.call('PATCH', path, { max_concurrency: null });
    expect(await asks(key)).toMatchObject({ status: 200 });
    held.leave();
  });
});
