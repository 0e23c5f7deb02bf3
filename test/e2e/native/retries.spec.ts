import { startGateway, type TestGateway } from '../../support/gateway';
import { ledgerOf } from '../../support/ledger';
import { claudeError, message, native, rowsOf, type NativeReply } from '../../support/native';
import {
  answerPlainly,
  answerWith,
  beginStream,
  SHORT_MESSAGE,
  startNativeUpstream,
  writePieces,
  type Arrival,
  type NativeUpstream,
} from '../../support/native-upstream';
import { beginning, delta, ending } from '../../support/streams';
import { timed } from '../../support/timed';

/** Good answers after which the process may retry twice, whatever was before: a tenth of a retry each. */
const REFILL = 25;

let upstream: NativeUpstream;
let gateway: TestGateway;
let marker: string;
let tests = 0;

beforeAll(async () => {
  upstream = await startNativeUpstream();
  gateway = await startGateway({
    settings: { ...upstream.settings, CIRCUIT_FAILURE_THRESHOLD: '1000' },
  });
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

beforeEach(() => {
  tests += 1;
  marker = `retried-request-${String(tests)}`;
});

async function refill(): Promise<void> {
  upstream.follow(answerPlainly);
  await Promise.all(Array.from({ length: REFILL }, () => native(gateway, message('?'))));
}

/** A process that was well has some retries to spare; here it has none. */
async function useUpRetries(): Promise<void> {
  upstream.follow(failing(529));
  const replies = Array.from({ length: 60 }, () => native(gateway, message('?')));
  await Promise.all(replies);
  expect(upstream.arrivals.length).toBeLessThan(60 * 3);
}

/** Answers the attempts of one request one after the other; the last script stays. */
function inTurn(...scripts: readonly ((arrival: Arrival) => unknown)[]): void {
  let turn = 0;
  upstream.follow((arrival) => {
    const script = scripts[Math.min(turn, scripts.length - 1)];
    turn += 1;
    return script?.(arrival);
  });
}

function failing(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  text = 'Trouble',
): (arrival: Arrival) => void {
  return (arrival) => {
    answerWith(arrival, status, { type: 'error', error: { type: 'api_error', message: text } }, headers);
  };
}

function send(stream = false): Promise<NativeReply> {
  return native(gateway, message('?', { stream }), { 'x-request-id': marker });
}

/** The one row of the request, and how often it reached the provider. */
async function outcome(): Promise<unknown[]> {
  const rows = await ledgerOf(gateway, marker);
  return [upstream.arrivals.length, ...rows.map(({ attempts, outcome: how }) => [attempts, how])];
}

const reset = ({ response }: Arrival): void => void response.socket?.resetAndDestroy();

describe.each([false, true])('attempts (stream: %s)', (stream) => {
  const good = async (arrival: Arrival): Promise<void> => {
    if (!stream) {
      answerPlainly(arrival);
      return;
    }
    beginStream(arrival);
    await writePieces(arrival, [beginning(7), delta('Yes.'), ending(3)]);
    arrival.response.end();
  };

  it.each([
    ['500', failing(500)],
    ['529', failing(529)],
    ['503', failing(503)],
    ['408', failing(408)],
    ['429', failing(429)],
    ['a reset', reset],
    ['a 500 with x-should-retry: true', failing(500, { 'x-should-retry': 'true' })],
  ])('are three in all at %s', async (_, script) => {
    await refill();
    inTurn(script);
    expect((await send(stream)).status).toBeGreaterThanOrEqual(429);
    expect(await outcome()).toEqual([3, [3, 'failed']]);
    const bodies = new Set(upstream.arrivals.map(({ body }) => body.toString()));
    expect([...bodies]).toEqual([JSON.stringify(message('?', { stream }))]);
  });

  it.each([
    ['400', failing(400), 400],
    ['401', failing(401), 502],
    ['402', failing(402), 502],
    ['403', failing(403), 502],
    ['404', failing(404), 404],
    ['413', failing(413), 413],
    ['422', failing(422), 422],
    ['a redirect', failing(307, { location: 'http://127.0.0.1:9/' }), 502],
    ['500 with x-should-retry: false', failing(500, { 'x-should-retry': 'false' }), 502],
    [
      'an HTML page',
      (arrival: Arrival) => {
        answerWith(arrival, 200, '<p>', { 'content-type': 'text/html' });
      },
      502,
    ],
  ])('are not repeated at %s', async (_, script, status) => {
    inTurn(script);
    expect((await send(stream)).status).toBe(status);
    expect(await outcome()).toEqual([1, [1, 'failed']]);
  });

  it.each([
    ['its header', failing(429, { 'x-should-retry': 'false', 'retry-after': '600' })],
    ['its words', failing(429, {}, 'This organization has reached its monthly spend limit.')],
    ['its words on credit', failing(429, {}, 'Your credit balance is too low.')],
  ])('are not repeated at a 429 that is a spend cap by %s, and clients are told so', async (_, script) => {
    inTurn(script);
    const reply = await send(stream);
    expect(reply.status).toBe(429);
    expect(JSON.parse(reply.text)).toEqual(claudeError('rate_limit_error', 'upstream_unavailable'));
    expect(reply.headers.get('x-should-retry')).toBe('false');
    expect(await outcome()).toEqual([1, [1, 'failed']]);
  });

  it('that succeed after failures are billed once', async () => {
    await refill();
    inTurn(failing(529), reset, good);
    const reply = await send(stream);
    expect([reply.status, reply.text.includes('Yes.')]).toEqual([200, true]);
    expect(await outcome()).toEqual([3, [3, 'answered']]);
    const [row] = await ledgerOf(gateway, marker);
    upstream.follow(good);
    const alone = await native(gateway, message('?', { stream }), { 'x-request-id': `${marker}-alone` });
    expect(alone.text).toBe(reply.text);
    const [same] = await ledgerOf(gateway, `${marker}-alone`);
    expect(row).toMatchObject({ input_tokens: 7, output_tokens: 3, cost_micro_usd: same?.cost_micro_usd });
    expect(row?.cost_micro_usd).toBeGreaterThan(0);
  });

  it('wait as long as the provider asks', async () => {
    await refill();
    inTurn(failing(429, { 'retry-after': '1' }), good);
    expect((await send(stream)).status).toBe(200);
    const [first, second] = upstream.arrivals;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1000);
    expect(await outcome()).toEqual([2, [2, 'answered']]);
  });

  it.each([
    ['seconds', () => '70'],
    ['a date', () => new Date(Date.now() + 70_000).toUTCString()],
  ])(
    'are not repeated when the provider asks for longer than the caller waits: the wait is passed on (%s)',
    async (_, wait) => {
      inTurn(failing(529, { 'retry-after': wait() }));
      const reply = await send(stream);
      expect(reply.status).toBe(529);
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(60);
      expect(await outcome()).toEqual([1, [1, 'failed']]);
    },
  );

  it('end when the caller leaves between them', async () => {
    await refill();
    const refused = new Promise<void>((resolve) => {
      inTurn((arrival) => {
        failing(529, { 'retry-after': '30' })(arrival);
        void arrival.over.then(() => {
          resolve();
        });
      });
    });
    const client = new AbortController();
    const asked = fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': gateway.key, 'x-request-id': marker },
      body: JSON.stringify(message('?', { stream })),
      signal: client.signal,
    });
    await refused;
    const { value: rows, ms } = await timed(async () => {
      client.abort();
      await expect(asked).rejects.toThrow();
      return rowsOf(gateway, marker);
    });
    expect(rows).toMatchObject([{ outcome: 'client_left', attempts: 1 }]);
    expect(ms).toBeLessThan(1500);
  });
});

describe('an answer that has begun', () => {
  it('is never asked for again, and what was passed on stays', async () => {
    inTurn(async (arrival) => {
      beginStream(arrival);
      await writePieces(arrival, [beginning(7), delta('Ye')]);
      arrival.response.destroy();
    });
    const { text } = await send(true);
    expect(text.startsWith(beginning(7) + delta('Ye'))).toBe(true);
    expect(text).toContain('event: error');
    expect(await outcome()).toEqual([1, [1, 'failed']]);
  });

  it('with an error as its first event has not begun', async () => {
    await refill();
    const overloaded =
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n';
    inTurn(
      async (arrival) => {
        beginStream(arrival);
        await writePieces(arrival, [overloaded]);
        arrival.response.end();
      },
      async (arrival) => {
        beginStream(arrival);
        await writePieces(arrival, [beginning(7), ending(3)]);
        arrival.response.end();
      },
    );
    expect((await send(true)).text).toBe(beginning(7) + ending(3));
    expect(await outcome()).toEqual([2, [2, 'answered']]);
  });
});

describe('a sick provider', () => {
  it('with 30 % of answers 529 is asked at most 1.2 times as often as there are requests', async () => {
    const requests = 200;
    let answers = 0;
    await useUpRetries();
    upstream.follow((arrival) => {
      answers += 1;
      // Three of ten, spread out.
      if ((answers * 3) % 10 < 3) failing(529)(arrival);
      else answerWith(arrival, 200, SHORT_MESSAGE);
    });
    const statuses: number[] = [];
    let left = requests;
    const caller = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        statuses.push((await native(gateway, message('?'))).status);
      }
    };
    await Promise.all(Array.from({ length: 10 }, caller));
    const ratio = upstream.arrivals.length / requests;
    if (process.env['SHOW_FIGURES'] !== undefined) console.log({ attemptsPerRequest: ratio });
    expect(statuses).toHaveLength(requests);
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThanOrEqual(1.2);
    expect(new Set(statuses)).toEqual(new Set([200, 529]));
  });
});
