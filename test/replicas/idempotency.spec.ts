import { once } from 'node:events';
import { until } from '../support/admin';
import { ask, QUESTION, type Reply } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import { answerPlainly, startNativeUpstream, type NativeUpstream } from '../support/native-upstream';
import { freshStores, type TestStores } from '../support/storage';

let upstream: NativeUpstream;
let stores: TestStores;
let one: TestGateway;
let other: TestGateway;

beforeEach(async () => {
  [upstream, stores] = await Promise.all([startNativeUpstream(), freshStores()]);
  const { settings } = upstream;
  [one, other] = await Promise.all([startGateway({ stores, settings }), startGateway({ stores, settings })]);
});

afterEach(async () => {
  await Promise.all([one.stop(), other.stop(), upstream.close()]);
  stores.remove();
});

function askOnce({ url }: TestGateway): Promise<Reply> {
  return ask({ url, key: one.key }, QUESTION, { 'idempotency-key': 'the-same' });
}

const isReplay = ({ headers }: Reply): boolean => headers.get('idempotent-replayed') === 'true';

describe('one question with one key, at two replicas', () => {
  it('at once, many times, reaches the provider once, and all get its answer', async () => {
    upstream.follow(answerPlainly);
    const asked = Array.from({ length: 20 }, (_, at) => askOnce(at % 2 === 0 ? one : other));
    const replies = await Promise.all(asked);
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(replies.filter((reply) => !isReplay(reply))).toHaveLength(1);
    expect(upstream.arrivals).toHaveLength(1);
    expect(await ledgerOf(one)).toHaveLength(1);
  });

  it('is asked afresh when the first was killed at it, and no sooner than its lease is over', async () => {
    upstream.follow(() => undefined);
    const lost = askOnce(one).catch(() => undefined);
    await until(
      () => Promise.resolve(upstream.arrivals.length),
      (arrived) => arrived === 1,
    );
    const ended = once(one.process, 'exit');
    one.process.kill('SIGKILL');
    await ended;
    expect(await lost).toBeUndefined();
    upstream.follow(answerPlainly);
    const fresh = await askOnce(other);
    expect([fresh.status, isReplay(fresh), fresh.body['answer']]).toEqual([200, false, 'Yes.']);
    expect(upstream.arrivals).toHaveLength(1);
    const again = await askOnce(other);
    expect([isReplay(again), again.text]).toEqual([true, fresh.text]);
    // The call that was killed may have a row, whose ceiling is held until somebody finds that its process is gone.
    const final = (await ledgerOf(other)).filter(({ state }) => state !== 'reserved');
    expect(final.map(({ state }) => state)).toEqual(['settled']);
  });
});
