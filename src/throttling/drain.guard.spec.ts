import { EventEmitter, once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import { handlerWith } from '../auth/access.fixture';
import { Drain } from '../http';
import { serve, type TestServer } from '../http/serve.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { DrainGuard } from './drain.guard';

const PROBE = handlerWith({ public: true, quota: 'free' });
const QUESTION = handlerWith({ atLeast: 'member' });

let drain: Drain;
let guard: DrainGuard;
let server: TestServer;
const arrivals = new EventEmitter();
beforeEach(async () => {
  drain = new Drain();
  guard = new DrainGuard(drain);
  server = await serve((incoming, response) => arrivals.emit('one', incoming, response));
});
afterEach(() => server.close());

interface Arrived {
  readonly client: ClientRequest;
  readonly response: ServerResponse;
  readonly enter: (handler: () => unknown) => boolean;
}
async function arrive(): Promise<Arrived> {
  const client = request(server.url, { agent: false });
  client.on('error', () => undefined).end();
  const [incoming, response] = (await once(arrivals, 'one')) as [IncomingMessage, ServerResponse];
  return {
    client,
    response,
    enter: (handler) => guard.canActivate(new ExecutionContextHost([incoming, response], Object, handler)),
  };
}

describe('a gateway that is told to end', () => {
  it.each([
    ['a question', QUESTION],
    ['a free question', handlerWith({ atLeast: 'readonly', quota: 'free' })],
    ['a public page that counts', handlerWith({ public: true })],
    ['a route of which nothing is declared', handlerWith()],
  ])('refuses %s, and closes the connection', async (_, handler) => {
    await drain.end(1000);
    const { enter, response } = await arrive();
    const { code, status, extras } = await refusalOf(() => enter(handler));
    expect([code, status, extras]).toEqual(['shutting_down', 503, { retry_after: 1 }]);
    expect(response.shouldKeepAlive).toBe(false);
  });

  it('takes work during the notice, and closes the connection', async () => {
    drain.leave();
    const { enter, response } = await arrive();
    expect(enter(QUESTION)).toBe(true);
    expect([response.shouldKeepAlive, drain.underWay]).toEqual([false, 1]);
  });

  it('answers probes still, and closes the connection', async () => {
    await drain.end(1000);
    const { enter, response } = await arrive();
    expect(enter(PROBE)).toBe(true);
    expect(response.shouldKeepAlive).toBe(false);
  });

  it('does not wait for a probe', async () => {
    const first = await arrive();
    first.enter(QUESTION);
    const ending = drain.end(60_000);
    (await arrive()).enter(PROBE);
    first.response.end();
    await ending;
    expect(drain.cut.aborted).toBe(false);
  });
});

describe('a gateway that is not', () => {
  it.each([
    ['questions', QUESTION],
    ['probes', PROBE],
  ])('takes %s, and keeps the connection', async (_, handler) => {
    const { enter, response } = await arrive();
    const before = response.shouldKeepAlive;
    expect(enter(handler)).toBe(true);
    expect(response.shouldKeepAlive).toBe(before);
  });

  it.each<[string, (arrived: Arrived) => unknown]>([
    ['its answer is out', ({ response }) => response.end('x')],
    ['its client leaves', ({ client }) => client.destroy()],
  ])('waits for what it took until %s', async (_, finish) => {
    const arrived = await arrive();
    arrived.enter(QUESTION);
    arrived.response.write('a part');
    let isOver = false;
    const ending = drain.end(60_000).then(() => (isOver = true));
    await Promise.resolve();
    expect(isOver).toBe(false);
    finish(arrived);
    await ending;
    expect(drain.cut.aborted).toBe(false);
  });
});
