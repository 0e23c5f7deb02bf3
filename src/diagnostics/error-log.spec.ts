import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { FixedClock } from '../kernel/clock.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { UnreliableDatabase } from '../usage/ledger/unreliable-database.fixture';
import { countOf, countsIn, errorsOn, HOUR, recordOf, TODAY } from './errors.fixture';

const DAY = 24 * HOUR;

let warn: jest.SpyInstance;
beforeEach(() => {
  warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  warn.mockRestore();
});

describe.each(ENGINES)('errors on %s', (engine) => {
  const place = storeOfBlock(engine);
  const errorsNow = (at = TODAY) => errorsOn(place.database, new FixedClock(at)).errors;

  it('are counted by hour, code and route, over several writes', async () => {
    const errors = errorsNow();
    errors.note(recordOf({ said: 'one' }));
    errors.note(recordOf({ said: 'two', endedAt: TODAY + 1 }));
    await errors.write();
    errors.note(recordOf({ said: 'three', endedAt: TODAY + 2 }));
    errors.note(recordOf({ route: undefined, code: 'not_found', said: 'No' }));
    errors.note(recordOf({ route: '/api/chains' }));
    errors.note(recordOf({ endedAt: TODAY + HOUR }));
    await errors.write();
    expect(await countsIn(place.database)).toEqual([
      countOf({ code: 'not_found', route: '', layer: 'ingress', status: 404, sample: 'No' }),
      countOf({ route: '/api/chains' }),
      countOf({ count: 3, last_seen: TODAY + 2, sample: 'three' }),
      countOf({ hour: TODAY + HOUR, first_seen: TODAY + HOUR, last_seen: TODAY + HOUR }),
    ]);
  });

  it('are those of a good answer that has less than it should as well, and no others', async () => {
    const errors = errorsNow();
    errors.note(recordOf({ status: 200, code: 'upstream_error', said: 'No model' }));
    errors.note({ ...recordOf({ status: 200 }), failure: undefined });
    errors.note({ ...recordOf({ status: 499 }), failure: undefined });
    await errors.write();
    expect(await countsIn(place.database)).toMatchObject([
      { code: 'upstream_error', layer: 'upstream', status: 502, count: 1 },
    ]);
  });

  it('are without secrets, and on one line', async () => {
    const errors = errorsNow();
    errors.note(recordOf({ said: 'Key sp_abc\nfor\u0000me@example.com' }));
    await errors.write();
    expect(await countsIn(place.database)).toMatchObject([{ sample: 'Key [key] for [address]' }]);
  });

  it('are written whatever they said', async () => {
    const errors = errorsNow();
    const said = [
      '\u0000',
      '\ud83d',
      '🙂'.repeat(300),
      `x${'🙂'.repeat(300)}`,
      '\\u0000',
      "';--",
      '{"a":1}',
      '',
    ];
    for (const [at, words] of said.entries()) errors.note(recordOf({ route: `/${String(at)}`, said: words }));
    await errors.write();
    expect(await countsIn(place.database)).toHaveLength(said.length);
  });

  it('have the right first, last and sample, whatever the order and whoever writes', async () => {
    const first = errorsNow();
    const second = errorsOn(await place.replica(), new FixedClock()).errors;
    const note = fc.record({ at: fc.nat(HOUR - 1), isFirst: fc.boolean(), isWritten: fc.boolean() });
    const notes = fc.uniqueArray(note, { minLength: 1, maxLength: 8, selector: ({ at }) => at });
    let run = 0;
    const property = fc.asyncProperty(notes, async (all) => {
      const route = `/${String((run += 1))}`;
      for (const { at, isFirst, isWritten } of all) {
        const errors = isFirst ? first : second;
        errors.note(recordOf({ route, endedAt: TODAY + at, said: `at ${String(at)}` }));
        if (isWritten) await errors.write();
      }
      await Promise.all([first.write(), second.write()]);
      const times = all.map(({ at }) => at);
      const [earliest, latest] = [Math.min(...times), Math.max(...times)];
      const rows = await countsIn(place.database);
      expect(rows.filter((row) => row.route === route)).toEqual([
        countOf({
          route,
          count: all.length,
          first_seen: TODAY + earliest,
          last_seen: TODAY + latest,
          sample: `at ${String(latest)}`,
        }),
      ]);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('of two replicas at once add up', async () => {
    const replicas = [errorsNow(), errorsOn(await place.replica(), new FixedClock()).errors];
    for (let round = 0; round < 10; round += 1) {
      for (const [at, errors] of replicas.entries())
        for (let each = 0; each < 20; each += 1) {
          // Each in an order of its own, so that they could wait for each other.
          const route = `/${String(at === 0 ? each : 19 - each)}`;
          errors.note(recordOf({ route, endedAt: TODAY + round }));
        }
      await Promise.all(replicas.map((errors) => errors.write()));
    }
    const rows = await countsIn(place.database);
    expect(rows).toHaveLength(20);
    for (const row of rows) expect(row).toMatchObject({ count: 20, last_seen: TODAY + 9 });
  });

  it('are told from any time on, those not written yet among them', async () => {
    const errors = errorsNow(TODAY + HOUR);
    errors.note(recordOf({ route: '/old', endedAt: TODAY - 1 }));
    errors.note(recordOf({ route: '/began', endedAt: TODAY + 10 }));
    errors.note(recordOf({ route: '/went on', endedAt: TODAY }));
    await errors.write();
    errors.note(recordOf({ route: '/went on', endedAt: TODAY + 20 }));
    const routesSince = async (from: number) => (await errors.since(from)).map(({ route }) => route);
    expect(await routesSince(TODAY - HOUR)).toEqual(['/went on', '/began', '/old']);
    expect(await routesSince(TODAY)).toEqual(['/went on', '/began']);
    expect(await routesSince(TODAY + 11)).toEqual(['/went on']);
    expect(await routesSince(TODAY + 20)).toEqual(['/went on']);
    expect(await routesSince(TODAY + 21)).toEqual([]);
    expect(await errors.since(TODAY + 11)).toMatchObject([{ count: 2, first_seen: TODAY }]);
  });

  it('are told with those of others', async () => {
    const other = errorsOn(await place.replica(), new FixedClock()).errors;
    other.note(recordOf());
    await other.write();
    expect(await errorsNow().since(TODAY)).toEqual([countOf()]);
  });

  it('are gone after a week', async () => {
    const clock = new FixedClock(TODAY);
    const { errors } = errorsOn(place.database, clock);
    errors.note(recordOf());
    await errors.write();
    const write = async (): Promise<readonly number[]> => {
      errors.note(recordOf({ endedAt: clock.now(), route: '/now' }));
      await errors.write();
      return (await countsIn(place.database)).map(({ hour }) => hour);
    };
    clock.advance(7 * DAY);
    expect(await write()).toEqual([TODAY, TODAY + 7 * DAY]);
    clock.advance(1);
    expect(await write()).toEqual([TODAY + 7 * DAY]);
  });
});

describe('errors while the store is away', () => {
  const place = storeOfBlock('sqlite');

  it('are kept, go on being counted, and are written when it is back', async () => {
    const database = new UnreliableDatabase(place.database);
    const { errors } = errorsOn(database, new FixedClock());
    errors.note(recordOf({ said: 'one', endedAt: TODAY + 1 }));
    database.line = 'down';
    expect((await refusalOf(() => errors.write())).code).toBe('store_unavailable');
    errors.note(recordOf({ said: 'two', endedAt: TODAY + 2 }));
    expect((await refusalOf(() => errors.since(TODAY))).code).toBe('store_unavailable');
    database.line = 'up';
    await errors.write();
    const expected = countOf({ count: 2, first_seen: TODAY + 1, last_seen: TODAY + 2, sample: 'two' });
    expect(await countsIn(place.database)).toEqual([expected]);
    await errors.write();
    expect(await countsIn(place.database)).toEqual([expected]);
  });

  it('that come while it is written to and fails keep the words of the last', async () => {
    const database = new UnreliableDatabase(place.database);
    const { errors } = errorsOn(database, new FixedClock());
    errors.note(recordOf({ said: 'one', endedAt: TODAY + 1 }));
    database.line = 'down';
    const writing = refusalOf(() => errors.write());
    errors.note(recordOf({ said: 'two', endedAt: TODAY + 2 }));
    await writing;
    database.line = 'up';
    await errors.write();
    expect(await countsIn(place.database)).toMatchObject([
      { count: 2, sample: 'two', first_seen: TODAY + 1 },
    ]);
  });

  it('are of 5000 groups at most, and of those all are counted', async () => {
    const database = new UnreliableDatabase(place.database);
    database.line = 'down';
    const { errors } = errorsOn(database, new FixedClock());
    for (let each = 0; each < 5000; each += 1) errors.note(recordOf({ route: `/${String(each)}` }));
    await refusalOf(() => errors.write());
    errors.note(recordOf({ route: '/one too many' }));
    errors.note(recordOf({ route: '/7' }));
    database.line = 'up';
    await errors.write();
    const rows = await countsIn(place.database);
    expect(rows).toHaveLength(5000);
    expect(rows.filter(({ count }) => count === 2).map(({ route }) => route)).toEqual(['/7']);
    expect(rows.map(({ route }) => route)).not.toContain('/one too many');
  });
});
