import { startSimulator, type RunningSimulator } from './index';
import { TroubleQueue } from './trouble-queue';
import { CREDENTIALS, onWire, QUESTION, settledRequests } from './wire.fixture';

/** Each test has a simulator of its own: what they ask about is all that happened. */
async function withSimulator(test: (simulator: RunningSimulator) => Promise<void>): Promise<void> {
  const simulator = await startSimulator({ control: true });
  try {
    await test(simulator);
  } finally {
    await simulator.close();
  }
}

const asking = (content: string): object => ({ ...QUESTION, messages: [{ role: 'user', content }] });

async function ask(simulator: RunningSimulator, content: string): Promise<number> {
  return (await onWire(simulator, { body: asking(content) })).status;
}

async function queue(simulator: RunningSimulator, body: unknown): Promise<number> {
  return (await onWire(simulator, { path: '/_simulator/trouble', headers: {}, body })).status;
}

async function read(simulator: RunningSimulator, path: string): Promise<unknown> {
  return JSON.parse((await onWire(simulator, { method: 'GET', path, headers: {} })).body);
}

describe('queued trouble', () => {
  it('strikes the next request, once', () =>
    withSimulator(async (simulator) => {
      expect(await queue(simulator, { trouble: 'status:529' })).toBe(200);
      expect([await ask(simulator, 'a'), await ask(simulator, 'b')]).toEqual([529, 200]);
    }));

  it('strikes in turn, as often as told', () =>
    withSimulator(async (simulator) => {
      await queue(simulator, { trouble: 'status:429', times: 2 });
      await queue(simulator, { trouble: 'status:500' });
      const statuses = [];
      for (const word of ['a', 'b', 'c', 'd']) statuses.push(await ask(simulator, word));
      expect(statuses).toEqual([429, 429, 500, 200]);
    }));

  it('waits for the request it is meant for', () =>
    withSimulator(async (simulator) => {
      await queue(simulator, { trouble: 'status:500', match: 'unlucky' });
      expect([await ask(simulator, 'lucky'), await ask(simulator, 'unlucky')]).toEqual([200, 500]);
    }));

  it('stands behind the header, and stays queued', () =>
    withSimulator(async (simulator) => {
      await queue(simulator, { trouble: 'status:500' });
      const { status } = await onWire(simulator, { body: QUESTION, trouble: 'status:402' });
      expect([status, await ask(simulator, 'next')]).toEqual([402, 500]);
    }));

  it.each([
    ['unknown trouble', { trouble: 'fire' }],
    ['no trouble', {}],
    ['trouble that is no text', { trouble: 1 }],
    ['no times', { trouble: 'hang', times: 0 }],
    ['half a time', { trouble: 'hang', times: 0.5 }],
    ['a match that is no text', { trouble: 'hang', match: 1 }],
    ['no JSON', 'hang'],
  ])('is refused as %s', (_, body) =>
    withSimulator(async (simulator) => {
      expect(await queue(simulator, body)).toBe(400);
    }),
  );

  it('is bounded', () => {
    const full = new TroubleQueue();
    for (let entry = 0; entry < 1_000; entry += 1) full.add({ kind: 'hang' }, 1, undefined);
    expect(() => {
      full.add({ kind: 'hang' }, 1, undefined);
    }).toThrow('the queue is full');
  });
});

describe('recorded requests', () => {
  it('hold what came over the wire', () =>
    withSimulator(async (simulator) => {
      const before = Date.now();
      const headers = { ...CREDENTIALS, 'X-Odd-Case': 'Kept' };
      const answer = await onWire(simulator, {
        path: '/v1/messages?beta=true',
        headers,
        body: asking('größe'),
      });
      const [request, ...others] = await settledRequests(simulator);
      expect(others).toEqual([]);
      expect(request).toEqual({
        id: answer.headers['request-id'],
        method: 'POST',
        path: '/v1/messages',
        query: '?beta=true',
        headers: expect.arrayContaining([
          ['X-Odd-Case', 'Kept'],
          ['x-api-key', 'sk-test'],
        ]) as unknown,
        body: JSON.stringify(asking('größe')),
        started_at: expect.any(Number) as unknown,
        outcome: 'answered',
      });
      expect(request?.started_at).toBeGreaterThanOrEqual(before);
    }));

  it('are found by what is in their body', () =>
    withSimulator(async (simulator) => {
      await Promise.all(['alpha', 'beta', 'alpha beta'].map((word) => ask(simulator, word)));
      expect(await read(simulator, '/_simulator/requests?match=alpha')).toHaveLength(2);
    }));

  it('tell those cut by the simulator from those left by the client', () =>
    withSimulator(async (simulator) => {
      await onWire(simulator, { body: asking('cut'), trouble: 'cut:1' });
      expect((await settledRequests(simulator, 'cut'))[0]?.outcome).toBe('cut');
    }));

  it('are the last thousand, with the first MiB of their bodies', () =>
    withSimulator(async (simulator) => {
      for (let batch = 0; batch < 10; batch += 1) {
        await Promise.all(
          Array.from({ length: 100 }, (_, one) => ask(simulator, `number ${String(batch)}-${String(one)}.`)),
        );
      }
      await ask(simulator, 'x'.repeat(2 * 1024 * 1024));
      const requests = await settledRequests(simulator);
      expect(requests).toHaveLength(1_000);
      expect(requests.at(-1)?.body).toHaveLength(1024 * 1024);
      expect(await read(simulator, '/_simulator/counts')).toEqual({ requests: 1_001, open: 0 });
    }));
});

describe('the control routes', () => {
  it('count the requests that are open', () =>
    withSimulator(async (simulator) => {
      const left = onWire(simulator, { body: { ...QUESTION, stream: true }, trouble: 'hang-after:1' }).catch(
        () => 'left',
      );
      let counts: unknown;
      do counts = await read(simulator, '/_simulator/counts');
      while ((counts as { readonly open: number }).open === 0);
      expect(counts).toEqual({ requests: 1, open: 1 });
      await simulator.close();
      expect(await left).toMatchObject({ complete: false });
    }));

  it('clear everything', () =>
    withSimulator(async (simulator) => {
      await ask(simulator, 'something');
      await queue(simulator, { trouble: 'status:500' });
      await onWire(simulator, { method: 'DELETE', path: '/_simulator', headers: {} });
      expect(await read(simulator, '/_simulator/requests')).toEqual([]);
      expect(await read(simulator, '/_simulator/counts')).toEqual({ requests: 0, open: 0 });
      expect(await ask(simulator, 'fresh')).toBe(200);
    }));

  it.each(['/_simulator', '/_simulator/other', '/_simulators'])('are no others: GET %s', (path) =>
    withSimulator(async (simulator) => {
      expect((await onWire(simulator, { method: 'GET', path })).status).toBe(404);
    }),
  );
});
