import { EventEmitter, once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import { RawConnection, rawRequest } from '../../test/support/raw-http';
import { handlerWith } from '../auth/access.fixture';
import { principalOf } from '../auth/principal.fixture';
import { contextOf, executionOf } from '../http/execution.fixture';
import { serve, type TestServer } from '../http/serve.fixture';
import { Clock, type Principal } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { RedisConnection } from '../storage';
import { ConcurrencyGuard } from './concurrency.guard';
import type { Lease } from './lease';
import { Leases } from './leases';

const counted = handlerWith({ atLeast: 'readonly' });
const HOLDER = 'key:abc';

/** Counts in this process, tells what it gave, and may be held up. */
class WatchedLeases extends Leases {
  readonly events = new EventEmitter();
  asked = 0;
  released = 0;
  holdUp: Promise<unknown> = Promise.resolve();

  constructor() {
    super(new RedisConnection(undefined), new Clock());
  }

  override async acquire(holder: string, max: number): Promise<Lease | undefined> {
    this.asked += 1;
    this.events.emit('asked');
    await this.holdUp;
    const lease = await super.acquire(holder, max);
    if (lease === undefined) return undefined;
    return {
      release: () => {
        this.released += 1;
        lease.release();
        this.events.emit('released');
      },
    };
  }
}

let leases: WatchedLeases;
let guard: ConcurrencyGuard;
beforeEach(() => {
  leases = new WatchedLeases();
  guard = new ConcurrencyGuard(leases);
});

describe('the concurrency guard lets in at once', () => {
  it.each([
    ['nobody known', undefined, counted],
    ['a key without a maximum', principalOf(), counted],
    [
      'a key on a route that is free',
      principalOf({ maxConcurrency: 1 }),
      handlerWith({ atLeast: 'readonly', quota: 'free' }),
    ],
  ])('%s', (_, principal, handler) => {
    const context = contextOf(principal === undefined ? {} : { principal });
    expect(guard.canActivate(executionOf(context, handler))).toBe(true);
    expect(leases.asked).toBe(0);
  });
});

describe('the concurrency guard', () => {
  const principal = principalOf({ maxConcurrency: 2, id: 'token:1', countedAs: HOLDER });
  let server: TestServer;
  let arrived: { readonly entry: Promise<boolean>; readonly response: ServerResponse }[];
  let arrivals: EventEmitter;
  beforeEach(async () => {
    arrived = [];
    arrivals = new EventEmitter();
    server = await serve((incoming, response) => {
      arrived.push({ entry: enter(incoming, response, principal), response });
      arrivals.emit('one');
    });
  });
  afterEach(() => server.close());

  function enter(incoming: IncomingMessage, response: ServerResponse, who: Principal): Promise<boolean> {
    const execution = new ExecutionContextHost(
      [Object.assign(incoming, { context: contextOf({ principal: who }) }), response],
      Object,
      counted,
    );
    execution.setType('http');
    const entry = Promise.resolve(guard.canActivate(execution));
    entry.catch(() => undefined);
    return entry;
  }

  async function arrive(): Promise<(typeof arrived)[number] & { readonly client: ClientRequest }> {
    const client = request(server.url, { agent: false });
    client.on('error', () => undefined).end();
    await once(arrivals, 'one');
    return { client, ...(arrived.at(-1) as (typeof arrived)[number]) };
  }

  it('admits as many as the key may have, and tells the next to wait for one to end', async () => {
    const first = await arrive();
    const second = await arrive();
    expect(await Promise.all([first.entry, second.entry])).toEqual([true, true]);
    const { code, message, extras } = await refusalOf(async () => (await arrive()).entry);
    expect([code, extras]).toEqual(['concurrency_limited', { retry_after: 1 }]);
    expect(message).toBe('Maximum 2 requests at once; wait for one to end');
    first.response.end();
    await once(leases.events, 'released');
    expect(await (await arrive()).entry).toBe(true);
  });

  it('counts a token as the key that minted it', async () => {
    await leases.acquire(HOLDER, 2);
    await leases.acquire(HOLDER, 2);
    expect((await refusalOf(async () => (await arrive()).entry)).code).toBe('concurrency_limited');
  });

  it('takes the place back when the client goes', async () => {
    const { client, entry } = await arrive();
    await entry;
    client.destroy();
    await once(leases.events, 'released');
    expect(leases.released).toBe(1);
  });

  it('takes the place back once, when the answer is out', async () => {
    const { entry, response } = await arrive();
    await entry;
    response.write('a part');
    expect(leases.released).toBe(0);
    response.end();
    await once(leases.events, 'released');
    response.emit('close');
    expect(leases.released).toBe(1);
  });

  it('takes the place back at once from a client that went while it was asked for', async () => {
    let goOn: () => void = () => undefined;
    leases.holdUp = new Promise<void>((resolve) => (goOn = resolve));
    const { client, entry, response } = await arrive();
    client.destroy();
    await once(response, 'close');
    goOn();
    await entry;
    expect(leases.released).toBe(1);
  });

  describe('for requests that were sent without waiting for answers', () => {
    const ONE = rawRequest('GET / HTTP/1.1', ['Host: sallyport']);

    it('takes all places back when their client goes, also of those whose turn never came', async () => {
      const client = await RawConnection.open(server.url);
      client.send(ONE + ONE);
      while (arrived.length < 2) await once(arrivals, 'one');
      expect(await Promise.all(arrived.map(({ entry }) => entry))).toEqual([true, true]);
      client.hangUp();
      while (leases.released < 2) await once(leases.events, 'released');
    });

    it('takes them back at once, also when they went while they were asked for', async () => {
      let goOn: () => void = () => undefined;
      leases.holdUp = new Promise<void>((resolve) => (goOn = resolve));
      const client = await RawConnection.open(server.url);
      client.send(ONE + ONE);
      while (arrived.length < 2) await once(arrivals, 'one');
      const [first] = arrived as [(typeof arrived)[number]];
      client.hangUp();
      await once(first.response, 'close');
      goOn();
      await Promise.all(arrived.map(({ entry }) => entry));
      expect(leases.released).toBe(2);
    });

    it('takes each back with its own answer, and listens to the connection no longer', async () => {
      const client = await RawConnection.open(server.url);
      client.send(ONE + ONE);
      while (arrived.length < 2) await once(arrivals, 'one');
      await Promise.all(arrived.map(({ entry }) => entry));
      const [first, second] = arrived as [(typeof arrived)[number], (typeof arrived)[number]];
      const { socket } = second.response.req;
      const listening = socket.listenerCount('close');
      second.response.end();
      first.response.end();
      while (leases.released < 2) await once(leases.events, 'released');
      expect(socket.listenerCount('close')).toBeLessThan(listening);
      client.hangUp();
      await client.finish();
      expect(leases.released).toBe(2);
    });
  });
});
