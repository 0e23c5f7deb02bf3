import { until } from '../../support/admin';
import { ask, QUESTION, type Reply } from '../../support/ask';
import { parseEvents } from '../../support/events';
import { startGateway, type TestGateway } from '../../support/gateway';
import { ledgerOf } from '../../support/ledger';
import {
  answerWith,
  beginStream,
  SHORT_MESSAGE,
  startNativeUpstream,
  writePieces,
  type Arrival,
  type NativeUpstream,
} from '../../support/native-upstream';
import { beginning, delta, ending } from '../../support/streams';

let upstream: NativeUpstream;
let gateway: TestGateway;
let keys = 0;
let key: string;

beforeAll(async () => {
  upstream = await startNativeUpstream();
  gateway = await startGateway({ settings: upstream.settings });
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

let answers = 0;

/** Each answer is another, so that a repeated one is known. */
const newAnswer = (arrival: Arrival): void => {
  answers += 1;
  const content = [{ type: 'text', text: `answer ${String(answers)}` }];
  answerWith(arrival, 200, { ...SHORT_MESSAGE, content });
};

beforeEach(() => {
  keys += 1;
  key = `key-${String(keys)}-${String(process.pid)}`;
  upstream.follow(newAnswer);
});

function askOnce(body: unknown = QUESTION, who = gateway.key): Promise<Reply> {
  return ask({ url: gateway.url, key: who }, body, { 'idempotency-key': key });
}

const isReplay = ({ headers }: Reply): boolean => headers.get('idempotent-replayed') === 'true';

describe('a question with an Idempotency-Key', () => {
  it('is answered again as it was, without the provider and without a cost', async () => {
    const first = await askOnce();
    expect([first.status, isReplay(first)]).toEqual([200, false]);
    const second = await askOnce();
    expect([second.status, isReplay(second)]).toEqual([200, true]);
    expect(second.text).toBe(first.text);
    expect(upstream.arrivals).toHaveLength(1);
    const [rows, again] = await Promise.all(
      [first, second].map(({ headers }) => ledgerOf(gateway, headers.get('x-request-id') ?? '')),
    );
    expect([rows?.length, again?.length]).toEqual([1, 0]);
  });

  it('with another body is a conflict, even if it means the same', async () => {
    await askOnce();
    for (const body of [{ ...QUESTION, question: 'Another?' }, JSON.stringify(QUESTION, null, 1)]) {
      const other = await askOnce(body);
      expect([other.status, other.body['code']]).toEqual([409, 'idempotency_conflict']);
    }
    expect(upstream.arrivals).toHaveLength(1);
  });

  it('of another principal is another question', async () => {
    const first = await askOnce();
    const other = await askOnce(QUESTION, await gateway.createKey());
    expect([other.status, isReplay(other)]).toEqual([200, false]);
    expect(other.body['answer']).not.toBe(first.body['answer']);
    expect(upstream.arrivals).toHaveLength(2);
  });

  it('twenty times at once reaches the provider once', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    upstream.follow(async (arrival) => {
      await released;
      newAnswer(arrival);
    });
    const asked = Array.from({ length: 20 }, () => askOnce());
    await until(
      () => Promise.resolve(upstream.arrivals.length),
      (arrived) => arrived > 0,
    );
    expect((await askOnce({ ...QUESTION, question: 'Another?' })).status).toBe(409);
    release();
    const replies = await Promise.all(asked);
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(replies.filter((reply) => !isReplay(reply))).toHaveLength(1);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(upstream.arrivals).toHaveLength(1);
  });

  it('is asked afresh when its first attempt failed', async () => {
    upstream.follow((arrival) => {
      answerWith(arrival, 400, { type: 'error', error: { type: 'invalid_request_error', message: 'No' } });
    });
    const failed = await askOnce();
    expect([failed.status, isReplay(failed)]).toEqual([400, false]);
    upstream.follow(newAnswer);
    const second = await askOnce();
    expect([second.status, isReplay(second)]).toEqual([200, false]);
    expect(upstream.arrivals).toHaveLength(1);
    expect(isReplay(await askOnce())).toBe(true);
  });

  it('that streams is replayed as a stream of the same answer', async () => {
    upstream.follow(async (arrival) => {
      beginStream(arrival);
      await writePieces(arrival, [beginning(), delta('first '), delta('second'), ending()]);
      arrival.response.end();
    });
    const body = { ...QUESTION, stream: true };
    const first = await askOnce(body);
    const second = await askOnce(body);
    expect([isReplay(first), isReplay(second)]).toEqual([false, true]);
    expect(second.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const [before, after] = [first, second].map(({ text }) => parseEvents(text));
    expect(before?.at(-1)).toMatchObject({ event: 'done', data: { answer: 'first second' } });
    expect(after?.at(-1)).toEqual(before?.at(-1));
    const deltas = after?.filter(({ event }) => event === 'delta') ?? [];
    expect(deltas.map(({ data }) => data['text']).join('')).toBe('first second');
    expect(upstream.arrivals).toHaveLength(1);
  });

  it('whose stream broke off is asked afresh', async () => {
    upstream.follow(async (arrival) => {
      beginStream(arrival);
      await writePieces(arrival, [beginning(), delta('half')]);
      arrival.response.destroy();
    });
    const body = { ...QUESTION, stream: true };
    expect(parseEvents((await askOnce(body)).text).at(-1)?.event).toBe('error');
    upstream.follow(async (arrival) => {
      beginStream(arrival);
      await writePieces(arrival, [beginning(), delta('whole'), ending()]);
      arrival.response.end();
    });
    const second = await askOnce(body);
    expect(isReplay(second)).toBe(false);
    expect(parseEvents(second.text).at(-1)).toMatchObject({ event: 'done', data: { answer: 'whole' } });
  });

  it.each([
    ['a blank', 'a b'],
    ['a letter beyond ASCII', 'ä'],
    ['nothing', ''],
    ['256 characters', 'x'.repeat(256)],
  ])('is refused with a key of %s', async (_, odd) => {
    const { status, body } = await ask(gateway, QUESTION, { 'idempotency-key': odd });
    expect([status, body['code'], body['fields']]).toEqual([400, 'validation_failed', ['Idempotency-Key']]);
    expect(upstream.arrivals).toEqual([]);
  });
});
