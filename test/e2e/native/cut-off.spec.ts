import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { until } from '../../support/admin';
import { ask, QUESTION, type Reply } from '../../support/ask';
import { parseEvents } from '../../support/events';
import { startGateway, type TestGateway } from '../../support/gateway';
import { ledgerOf } from '../../support/ledger';
import {
  answerWith,
  beginStream,
  nextArrival,
  SHORT_MESSAGE,
  startNativeUpstream,
  writePieces,
  type Arrival,
  type NativeUpstream,
} from '../../support/native-upstream';
import { beginning, delta, ending } from '../../support/streams';

let upstream: NativeUpstream;
let gateway: TestGateway;
let requests = 0;
let id: string;

beforeAll(async () => {
  upstream = await startNativeUpstream();
  gateway = await startGateway({ settings: upstream.settings });
});

beforeEach(() => {
  requests += 1;
  id = `cut-off-${String(requests)}`;
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const STREAM = { ...QUESTION, stream: true };

/** Asks with a key on a connection of its own. */
function send(body: unknown, apiKey = gateway.key): ClientRequest {
  const headers = {
    'content-type': 'application/json',
    'x-api-key': apiKey,
    'idempotency-key': id,
    'x-request-id': id,
  };
  const asked = httpRequest(`${gateway.url}/api/query`, { method: 'POST', agent: false, headers });
  asked.on('error', () => undefined).end(JSON.stringify(body));
  return asked;
}

/** Asks the same once more. */
function repeat(body: unknown, apiKey = gateway.key): Promise<Reply> {
  return ask({ url: gateway.url, key: apiKey }, body, { 'idempotency-key': id });
}

/** Cuts the connection, and waits until the gateway knows. */
async function cut(asked: ClientRequest, from = gateway): Promise<void> {
  asked.destroy();
  await from.logged((record) => record['request_id'] === id && record['outcome'] === 'client_left');
}

/** An answer that goes on when the test says so. */
function held(script: (arrival: Arrival, gate: Promise<void>) => unknown): {
  readonly arrived: Promise<Arrival>;
  readonly goOn: () => void;
} {
  let goOn: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  return { arrived: nextArrival(upstream, (arrival) => script(arrival, gate)), goOn };
}

async function stream(arrival: Arrival, gate: Promise<void>, before: readonly string[]): Promise<void> {
  if (before.length > 0) {
    beginStream(arrival);
    await writePieces(arrival, [...before]);
  }
  await gate;
  if (before.length === 0) {
    beginStream(arrival);
    await writePieces(arrival, [beginning()]);
  }
  await writePieces(arrival, [delta('second'), ending()]);
  arrival.response.end();
}

/** One call, one row, one payment; and the repeat is free. */
async function expectBilledOnce(replay: Reply): Promise<void> {
  expect([replay.status, replay.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  expect(upstream.arrivals).toHaveLength(1);
  expect(await ledgerOf(gateway, id)).toMatchObject([{ state: 'settled', outcome: 'client_left' }]);
  expect(await ledgerOf(gateway, replay.headers.get('x-request-id') ?? '')).toEqual([]);
}

const whole = (reply: Reply): unknown => parseEvents(reply.text).at(-1)?.data['answer'];

describe('a question with an Idempotency-Key whose client is cut off', () => {
  it('before a plain answer is answered to who asks again, and billed once', async () => {
    const { arrived, goOn } = held(async (arrival, gate) => {
      await gate;
      answerWith(arrival, 200, SHORT_MESSAGE);
    });
    const asked = send(QUESTION);
    await arrived;
    await cut(asked);
    const again = repeat(QUESTION);
    goOn();
    const replay = await again;
    expect(replay.body['answer']).toBe('Yes.');
    await expectBilledOnce(replay);
  });

  it('before the first piece of a stream gets the whole of it with the next try', async () => {
    const { arrived, goOn } = held((arrival, gate) => stream(arrival, gate, []));
    const asked = send(STREAM);
    await arrived;
    await cut(asked);
    goOn();
    const replay = await repeat(STREAM);
    expect(whole(replay)).toBe('second');
    await expectBilledOnce(replay);
  });

  it('in the middle of a stream gets the whole of it with the next try', async () => {
    const { goOn } = held((arrival, gate) => stream(arrival, gate, [beginning(), delta('first ')]));
    const asked = send(STREAM);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(String((await once(answer, 'data'))[0])).toContain('first ');
    await cut(asked);
    goOn();
    const replay = await repeat(STREAM);
    expect(whole(replay)).toBe('first second');
    await expectBilledOnce(replay);
  });

  it('after the answer gets it again', async () => {
    upstream.follow((arrival) => {
      answerWith(arrival, 200, SHORT_MESSAGE);
    });
    const asked = send(QUESTION);
    await once(asked, 'response');
    asked.destroy();
    const replay = await repeat(QUESTION);
    expect([replay.body['answer'], replay.headers.get('idempotent-replayed')]).toEqual(['Yes.', 'true']);
    expect(upstream.arrivals).toHaveLength(1);
    expect(await ledgerOf(gateway, id)).toHaveLength(1);
  });

  it('keeps its place among those that its key may have at once until it is answered', async () => {
    const apiKey = await gateway.createKey({ maxConcurrency: 1 });
    const { arrived, goOn } = held(async (arrival, gate) => {
      await gate;
      answerWith(arrival, 200, SHORT_MESSAGE);
    });
    const asked = send(QUESTION, apiKey);
    await arrived;
    await cut(asked);
    const early = await repeat(QUESTION, apiKey);
    expect([early.status, early.body['code']]).toEqual([429, 'concurrency_limited']);
    goOn();
    const replay = await until(
      () => repeat(QUESTION, apiKey),
      ({ status }) => status === 200,
    );
    await expectBilledOnce(replay);
  });

  it('is waited for when the gateway is told to end', async () => {
    const stores = gateway.stores;
    const ending = await startGateway({ stores, settings: upstream.settings });
    const { arrived, goOn } = held(async (arrival, gate) => {
      await gate;
      answerWith(arrival, 200, SHORT_MESSAGE);
    });
    const headers = { 'x-api-key': gateway.key, 'idempotency-key': id, 'x-request-id': id };
    const asked = httpRequest(`${ending.url}/api/query`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', ...headers },
    });
    asked.on('error', () => undefined).end(JSON.stringify(QUESTION));
    await arrived;
    await cut(asked, ending);
    const ended = once(ending.process, 'exit');
    ending.process.kill('SIGTERM');
    await until(
      async () => (await fetch(`${ending.url}/health/ready`)).status,
      (status) => status === 503,
    );
    expect(ending.process.exitCode).toBeNull();
    goOn();
    expect((await ended)[0]).toBe(0);
    await expectBilledOnce(await repeat(QUESTION));
    await ending.stop();
  });
});
