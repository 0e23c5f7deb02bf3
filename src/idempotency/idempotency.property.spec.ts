import fc from 'fast-check';
import { FixedClock } from '../kernel/clock.fixture';
import { storeOfBlock } from '../storage/store.fixture';
import { replicaOn, requestOf } from './once.fixture';

const place = storeOfBlock('sqlite');

it('whoever comes when, and whatever fails: each gets the one answer or its own error, and one work succeeds', async () => {
  const clock = new FixedClock();
  const replicas = [replicaOn(place.database, clock), replicaOn(await place.replica(), clock)];
  const caller = fc.record({ there: fc.boolean(), succeeds: fc.boolean(), turns: fc.nat({ max: 5 }) });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(caller, { minLength: 1, maxLength: 12 }),
      fc.scheduler(),
      async (callers, s) => {
        const key = `run-${String((run += 1))}`;
        const successes: number[] = [];
        const asked = callers.map(async ({ there, succeeds, turns }, at) => {
          await s.schedule(Promise.resolve());
          const replica = replicas[there ? 1 : 0] as (typeof replicas)[number];
          return replica.idempotency.once(requestOf({ key }), async () => {
            for (let turn = 0; turn < turns; turn += 1) await s.schedule(Promise.resolve());
            if (!succeeds) throw new Error(`of ${String(at)}`);
            successes.push(at);
            return at;
          });
        });
        const [ends] = await Promise.all([Promise.allSettled(asked), s.waitFor(Promise.allSettled(asked))]);
        expect(successes.length).toBeLessThanOrEqual(1);
        for (const [at, end] of ends.entries()) {
          if (end.status === 'rejected') expect(end.reason).toEqual(new Error(`of ${String(at)}`));
          else expect(end.value).toEqual({ answer: successes[0], replayed: successes[0] !== at });
        }
        expect(successes).toHaveLength(ends.some(({ status }) => status === 'fulfilled') ? 1 : 0);
      },
    ),
    { numRuns: 60 },
  );
});
