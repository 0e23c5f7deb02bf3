import { Logger } from '@nestjs/common';
import { FixedClock } from '../kernel/clock.fixture';
import type { IdempotencyRow } from '../storage';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { SecretKeys } from '../secrets';
import type { Idempotency } from './idempotency';
import { replicaOn, requestOf, SECRET_KEY, SlowWork } from './once.fixture';
import { SealedAnswers } from './sealed-answers';

const MIB = 1024 * 1024;

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe.each(ENGINES)('an answer that is given once on %s', (engine) => {
  const place = storeOfBlock(engine);
  let clock: FixedClock;
  let idempotency: Idempotency;
  let calls: number;
  beforeEach(() => {
    clock = new FixedClock();
    ({ idempotency } = replicaOn(place.database, clock));
    calls = 0;
  });

  const work = (): Promise<string> => {
    calls += 1;
    return Promise.resolve(`answer ${String(calls)}`);
  };
  const rows = (): Promise<readonly IdempotencyRow[]> =>
    place.database.attempt((db) => db.selectFrom('idempotency').selectAll().execute());

  it('is not to be read in the store, nor what it answers', async () => {
    await idempotency.once(requestOf({ principal: 'canary42', key: 'canary42', body: 'canary42' }), () =>
      Promise.resolve('canary42'),
    );
    expect(JSON.stringify(await rows())).not.toContain('canary42');
  });

  it.each<[string, (row: IdempotencyRow) => string]>([
    ['altered', ({ answer }) => `${String(answer).slice(0, -4)}AAAA`],
    ['no seal at all', () => '{"answer":"forged"}'],
    ['empty', () => ''],
    [
      'of another row',
      () => new SealedAnswers(SecretKeys.of(SECRET_KEY)).seal('{"answer":"foreign"}', 'row-2'),
    ],
    [
      'of another SECRET_KEY',
      ({ id }) => new SealedAnswers(SecretKeys.of('x'.repeat(60))).seal('{"answer":"foreign"}', id),
    ],
  ])('is made anew, once, where the kept one is %s', async (_, replaced) => {
    await idempotency.once(requestOf(), work);
    const [row] = await rows();
    const answer = replaced(row as IdempotencyRow);
    await place.database.attempt((db) => db.updateTable('idempotency').set({ answer }).execute());
    const other = replicaOn(await place.replica(), clock).idempotency;
    const asked = await Promise.all([idempotency, other].map((replica) => replica.once(requestOf(), work)));
    expect(asked.map(({ answer: got }) => got)).toEqual(Array(2).fill('answer 2'));
    expect(calls).toBe(2);
  });

  it('is replayed after a change of SECRET_KEY too', async () => {
    await idempotency.once(requestOf(), work);
    const answers = new SealedAnswers(SecretKeys.of('new'.repeat(20), SECRET_KEY));
    const changed = replicaOn(place.database, clock, {}, answers).idempotency;
    expect(await changed.once(requestOf(), work)).toEqual({ answer: 'answer 1', replayed: true });
  });

  it('of more than 1 MiB is given to all who wait, and not kept', async () => {
    const text = (length: number): string => 'x'.repeat(length - '{"answer":""}'.length);
    for (const [length, kept] of [
      [MIB, 1],
      [MIB + 1, 0],
    ] as const) {
      const slow = new SlowWork<string>();
      const request = requestOf({ key: String(length) });
      const asked = [idempotency.once(request, slow.run), idempotency.once(request, slow.run)];
      slow.finish(text(length));
      expect((await Promise.all(asked)).map(({ answer }) => answer.length)).toEqual(
        Array(2).fill(text(length).length),
      );
      expect(slow.calls).toBe(1);
      expect(await rows()).toHaveLength(kept);
      await place.database.attempt((db) => db.deleteFrom('idempotency').execute());
    }
  });

  it('may be nothing, also when it is replayed', async () => {
    const nothing = (): Promise<undefined> => Promise.resolve(undefined);
    expect(await idempotency.once(requestOf(), nothing)).toEqual({ answer: undefined, replayed: false });
    expect(await idempotency.once(requestOf(), nothing)).toEqual({ answer: undefined, replayed: true });
  });

  it('that JSON cannot hold is given, and not kept', async () => {
    expect(await idempotency.once(requestOf(), () => Promise.resolve(7n))).toMatchObject({ answer: 7n });
    expect(await rows()).toMatchObject([{ answer: null }]);
  });
});
