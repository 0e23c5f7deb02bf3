import { once } from 'node:events';
import { NotFoundError, RoleDeniedError, Sallyport, type SallyportOptions } from '../src/index.js';
import {
  cut,
  cutOff,
  errorOf,
  events,
  json,
  QUICK,
  refusal,
  startDouble,
  type GatewayDouble,
} from './support/gateway-double.js';

let gateway: GatewayDouble;
beforeAll(async () => {
  gateway = await startDouble();
});
afterAll(() => {
  gateway.close();
});

const client = (options: SallyportOptions = {}): Sallyport =>
  new Sallyport({ baseURL: gateway.url, token: 'eyJ1', ...QUICK, ...options });

const overview = (timestamp: string): readonly ['overview', object] => ['overview', { timestamp }];

/** The first overviews, and what the feed tells of itself meanwhile. */
async function first(count: number, one = client()): Promise<{ seen: readonly string[]; states: string[] }> {
  const states: string[] = [];
  const seen: string[] = [];
  for await (const { timestamp } of one.live({ onState: (state) => states.push(state) })) {
    seen.push(timestamp);
    if (seen.length === count) break;
  }
  return { seen, states };
}

describe('the live feed', () => {
  it('is what the gateway tells', async () => {
    gateway.script(events([overview('1'), ['other', {}], overview('2')]));
    expect(await first(2)).toEqual({ seen: ['1', '2'], states: ['connected'] });
    expect(gateway.received[0]).toMatchObject({
      target: '/api/live',
      headers: { accept: 'text/event-stream', authorization: 'Bearer eyJ1' },
    });
  });

  it.each<[string, typeof cut, readonly string[]]>([
    ['a connection that is cut', events([overview('1')], cutOff), ['connected', 'reconnecting', 'connected']],
    ['a gateway that is away', cut, ['reconnecting', 'connected']],
    ['a gateway that has too much to do', refusal(503, 'overloaded'), ['reconnecting', 'connected']],
    ['a fault of the gateway', refusal(500, 'internal_error'), ['reconnecting', 'connected']],
    ['a limit', refusal(429, 'rate_limited', { 'retry-after': '0' }), ['reconnecting', 'connected']],
    ['an end in peace', events([overview('1')]), ['connected', 'connected']],
  ])('goes on after %s', async (_, trouble, expected) => {
    gateway.script(trouble, events([overview('2'), overview('3')]));
    // Where the first connection is one, it has told something.
    const { seen, states } = await first(expected[0] === 'connected' ? 3 : 2);
    expect(seen.slice(-2)).toEqual(['2', '3']);
    expect(states).toEqual(expected);
  });

  it('is looked for as often as it takes', async () => {
    gateway.script(cut, cut, cut, cut, cut, cut, cut, cut, events([overview('1')]));
    expect((await first(1)).states).toEqual([...Array<string>(8).fill('reconnecting'), 'connected']);
  });

  it('goes on with a new token when one has ended', async () => {
    let count = 0;
    const getToken = (): string => `eyJ${String((count += 1))}`;
    gateway.script(events([overview('1')]), refusal(401, 'credential_expired'), events([overview('2')]));
    const { seen } = await first(2, client({ token: undefined, getToken }));
    expect(seen).toEqual(['1', '2']);
    expect(gateway.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer eyJ1',
      'Bearer eyJ1',
      'Bearer eyJ2',
    ]);
  });

  it.each([
    ['may not be seen', refusal(403, 'role_denied'), RoleDeniedError],
    ['is not there', refusal(404, 'not_found'), NotFoundError],
  ])('that %s ends with the refusal', async (_, script, expected) => {
    gateway.script(script);
    expect(await errorOf(first(1))).toBeInstanceOf(expected);
    expect(gateway.received).toHaveLength(1);
  });

  it('that has no good credential any more ends', async () => {
    gateway.script(events([overview('1')]), refusal(401, 'credential_invalid'));
    expect(await errorOf(first(2))).toMatchObject({ code: 'credential_invalid' });
  });

  it('ends without an error by its signal, and closes its connection', async () => {
    const controller = new AbortController();
    const gone = new Promise((resolve) => {
      gateway.script(
        events([overview('1')], (response) => {
          resolve(once(response, 'close'));
        }),
      );
    });
    for await (const { timestamp } of client().live({ signal: controller.signal })) {
      expect(timestamp).toBe('1');
      controller.abort();
    }
    await gone;
    for await (const one of client().live({ signal: controller.signal })) throw new Error(one.timestamp);
  });

  it('ends by its signal also while it waits', async () => {
    const controller = new AbortController();
    gateway.script(cut);
    const patient = client({ retryDelay: { initial: 1e7, max: 1e7 } });
    const states: string[] = [];
    const onState = (state: string): void => {
      states.push(state);
      setImmediate(() => {
        controller.abort();
      });
    };
    for await (const one of patient.live({ signal: controller.signal, onState }))
      throw new Error(one.timestamp);
    expect(states).toEqual(['reconnecting']);
  });

  it('is left by leaving the loop', async () => {
    const gone = new Promise((resolve) => {
      gateway.script(
        events([overview('1')], (response) => {
          resolve(once(response, 'close'));
        }),
      );
    });
    await first(1);
    await gone;
    gateway.script(json({}));
    expect(gateway.received).toEqual([]);
  });
});
