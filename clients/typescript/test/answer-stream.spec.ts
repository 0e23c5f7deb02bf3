import { once } from 'node:events';
import {
  AbortedError,
  ConnectionError,
  RateLimitedError,
  Sallyport,
  TimeoutError,
  UpstreamError,
  type SallyportOptions,
} from '../src/index.js';
import {
  cut,
  cutOff,
  errorOf,
  events,
  QUICK,
  refusal,
  silence,
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
  new Sallyport({ baseURL: gateway.url, apiKey: 'sp_key', ...QUICK, ...options });

const QUESTION = { question: 'Which?', context: {} };
const DONE = ['done', { answer: 'Hello, world', cost_usd: 0.1 }] as const;
const delta = (text: string): readonly ['delta', object] => ['delta', { text }];
const WHOLE = events([delta('Hello'), delta(', '), delta('world'), DONE]);
const REPLAY = events([delta('Hello, world'), DONE]);

async function piecesOf(stream: AsyncIterable<string>): Promise<readonly string[]> {
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

const keys = (): readonly unknown[] => gateway.received.map(({ headers }) => headers['idempotency-key']);

describe('an answer that is streamed', () => {
  it('is its text in pieces, and then the whole', async () => {
    gateway.script(WHOLE);
    const stream = client().query.stream(QUESTION);
    expect(await piecesOf(stream)).toEqual(['Hello', ', ', 'world']);
    expect(await stream.final()).toEqual(DONE[1]);
    expect(JSON.parse(gateway.received[0]?.body ?? '')).toEqual({ ...QUESTION, stream: true });
    expect(gateway.received[0]?.headers.accept).toBe('text/event-stream');
  });

  it('is the whole alone, for who wants no more', async () => {
    gateway.script(WHOLE);
    const stream = client().query.stream(QUESTION);
    expect(await stream.final()).toEqual(DONE[1]);
    expect(await stream.final()).toEqual(DONE[1]);
    expect(gateway.received).toHaveLength(1);
  });

  it('is told to who waits for it beside the loop', async () => {
    gateway.script(WHOLE);
    const stream = client().query.stream(QUESTION);
    const [pieces, answer] = await Promise.all([piecesOf(stream), stream.final()]);
    expect([pieces.join(''), answer]).toEqual(['Hello, world', DONE[1]]);
  });

  it('is there once', async () => {
    gateway.script(WHOLE);
    const stream = client().query.stream(QUESTION);
    await piecesOf(stream);
    await expect(piecesOf(stream)).rejects.toThrow('there once');
  });

  it('is asked for when somebody wants it', () => {
    gateway.script(WHOLE);
    client().query.stream(QUESTION);
    expect(gateway.received).toEqual([]);
  });

  it('passes over events that it does not know', async () => {
    gateway.script(events([['ping', {}], delta('Hello, world'), ['later', 1], DONE]));
    expect(await piecesOf(client().query.stream(QUESTION))).toEqual(['Hello, world']);
  });
});

describe('a stream that is cut', () => {
  it.each<[string, typeof cut]>([
    ['before it begins', cut],
    ['before its first text', events([], cutOff)],
    ['in its middle', events([delta('Hello'), delta(', ')], cutOff)],
    ['before its end', events([delta('Hello'), delta(', '), delta('world')], cutOff)],
    ['by a polite end in its middle', events([delta('Hello')])],
    ['by a refusal before it begins', refusal(503, 'overloaded')],
  ])('%s goes on where it was, with the same key', async (_, trouble) => {
    gateway.script(trouble, trouble, REPLAY);
    const stream = client().query.stream(QUESTION);
    expect((await piecesOf(stream)).join('')).toBe('Hello, world');
    expect(await stream.final()).toEqual(DONE[1]);
    expect([keys().length, new Set(keys()).size]).toEqual([3, 1]);
  });

  it('behind its answer is whole', async () => {
    gateway.script(events([delta('Hello, world'), DONE], cutOff));
    const stream = client().query.stream(QUESTION);
    expect(await piecesOf(stream)).toEqual(['Hello, world']);
    expect(await stream.final()).toEqual(DONE[1]);
    expect(gateway.received).toHaveLength(1);
  });

  it('and then says something else is an error, not a mixture', async () => {
    gateway.script(events([delta('Hello')], cutOff), events([delta('Help'), DONE]));
    const pieces: string[] = [];
    const stream = client().query.stream(QUESTION);
    const reading = (async () => {
      for await (const piece of stream) pieces.push(piece);
    })();
    expect(await errorOf(reading)).toMatchObject({ code: 'answer_changed' });
    expect(pieces).toEqual(['Hello']);
    expect(await errorOf(stream.final())).toMatchObject({ code: 'answer_changed' });
  });

  it('goes on behind text that comes again in other pieces', async () => {
    gateway.script(
      events([delta('Hel'), delta('lo, w')], cutOff),
      events([delta('H'), delta('ello'), delta(', world'), DONE]),
    );
    expect(await piecesOf(client().query.stream(QUESTION))).toEqual(['Hel', 'lo, w', 'orld']);
  });

  it('more often than it may is an error', async () => {
    gateway.script(events([delta('Hello')], cutOff));
    const stream = client().query.stream(QUESTION, { maxRetries: 1 });
    expect(await errorOf(piecesOf(stream))).toBeInstanceOf(ConnectionError);
    expect(gateway.received).toHaveLength(2);
  });

  it('and is never asked for again has no key', async () => {
    gateway.script(events([delta('Hello')], cutOff));
    const stream = client().query.stream(QUESTION, { maxRetries: 0 });
    expect(await errorOf(piecesOf(stream))).toBeInstanceOf(ConnectionError);
    expect(keys()).toEqual([undefined]);
  });

  it('by the gateway itself is its error, at once', async () => {
    const problem = { code: 'upstream_error', status: 502, detail: 'It broke off', layer: 'upstream' };
    gateway.script(events([delta('Hello'), ['error', problem]]));
    const stream = client().query.stream(QUESTION);
    expect(await errorOf(piecesOf(stream))).toBeInstanceOf(UpstreamError);
    expect(await errorOf(stream.final())).toMatchObject({ message: 'It broke off', layer: 'upstream' });
    expect(gateway.received).toHaveLength(1);
  });

  it('is refused with the class of the refusal', async () => {
    gateway.script(refusal(429, 'rate_limited', { 'retry-after': '600' }));
    expect(await errorOf(client().query.stream(QUESTION).final())).toBeInstanceOf(RateLimitedError);
  });
});

describe('who leaves a stream', () => {
  /** Resolves once the connection of the stream is gone. */
  function scriptStream(): Promise<unknown> {
    return new Promise((resolve) => {
      gateway.script(
        events([delta('Hello')], (response) => {
          resolve(once(response, 'close'));
        }),
      );
    });
  }

  it('by leaving the loop ends it', async () => {
    const gone = scriptStream();
    const stream = client().query.stream(QUESTION);
    for await (const piece of stream) {
      expect(piece).toBe('Hello');
      break;
    }
    await gone;
    expect(await errorOf(stream.final())).toBeInstanceOf(AbortedError);
  });

  it('by a signal ends it', async () => {
    const gone = scriptStream();
    const controller = new AbortController();
    const stream = client().query.stream(QUESTION, { signal: controller.signal });
    const reading = (async () => {
      for await (const piece of stream) controller.abort(piece);
    })();
    expect(await errorOf(reading)).toMatchObject({ code: 'aborted', cause: 'Hello' });
    await gone;
    expect(gateway.received).toHaveLength(1);
  });

  it('by an error of their own ends it', async () => {
    const gone = scriptStream();
    const reading = (async () => {
      for await (const piece of client().query.stream(QUESTION)) throw new Error(`no ${piece}`);
    })();
    await expect(reading).rejects.toThrow('no Hello');
    await gone;
  });
});

describe('the time of a stream', () => {
  it('is that of its silence', async () => {
    gateway.script(events([delta('Hello')], silence));
    const error = await errorOf(piecesOf(client({ timeout: 80 }).query.stream(QUESTION)));
    expect(error).toBeInstanceOf(TimeoutError);
  });
});
