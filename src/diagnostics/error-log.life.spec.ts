import { Logger } from '@nestjs/common';
import { FixedClock } from '../kernel/clock.fixture';
import { storeOfBlock } from '../storage/store.fixture';
import { UnreliableDatabase } from '../usage/ledger/unreliable-database.fixture';
import { countOf, countsIn, errorsOn, recordOf, type TestErrors } from './errors.fixture';

const place = storeOfBlock('sqlite');
/** How often errors are written. */
const ROUND_MS = 2000;

let warn: jest.SpyInstance;
let database: UnreliableDatabase;
let test: TestErrors;
beforeEach(() => {
  warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  // Only what comes again and again; the store has its own time.
  jest.useFakeTimers({
    doNotFake: [
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'setTimeout',
      'clearTimeout',
      'Date',
      'performance',
    ],
  });
  database = new UnreliableDatabase(place.database);
  test = errorsOn(database, new FixedClock());
});
afterEach(async () => {
  database.line = 'up';
  await test.errors.beforeApplicationShutdown();
  jest.useRealTimers();
  warn.mockRestore();
});

describe('the error log', () => {
  it('listens from the boot to the shutdown, and no longer', async () => {
    const { errors, records } = test;
    records.tell(recordOf({ route: '/before' }));
    errors.onApplicationBootstrap();
    records.tell(recordOf());
    await errors.beforeApplicationShutdown();
    expect(await countsIn(place.database)).toEqual([countOf()]);
    records.tell(recordOf({ route: '/after' }));
    await errors.write();
    expect(await countsIn(place.database)).toEqual([countOf()]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('writes by itself, and not on the path of requests', async () => {
    const { errors, records } = test;
    errors.onApplicationBootstrap();
    records.tell(recordOf());
    jest.advanceTimersByTime(ROUND_MS - 1);
    await database.quiet();
    expect(await countsIn(place.database)).toEqual([]);
    jest.advanceTimersByTime(1);
    await database.quiet();
    expect(await countsIn(place.database)).toEqual([countOf()]);
  });

  it('goes on when a round fails, and says so', async () => {
    const { errors, records } = test;
    errors.onApplicationBootstrap();
    database.line = 'down';
    records.tell(recordOf());
    jest.advanceTimersByTime(ROUND_MS);
    await database.quiet();
    expect(warn).toHaveBeenCalledTimes(1);
    database.line = 'up';
    records.tell(recordOf());
    jest.advanceTimersByTime(ROUND_MS);
    await database.quiet();
    expect(await countsIn(place.database)).toEqual([countOf({ count: 2 })]);
  });

  it('does not hold a shutdown up when the store is away, and says so', async () => {
    const { errors, records } = test;
    errors.onApplicationBootstrap();
    records.tell(recordOf());
    database.line = 'down';
    await expect(errors.beforeApplicationShutdown()).resolves.toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('asks nothing of a store while nothing went wrong', async () => {
    const { errors, records } = test;
    database.line = 'down';
    errors.onApplicationBootstrap();
    records.tell({ ...recordOf({ status: 200 }), failure: undefined });
    jest.advanceTimersByTime(5 * ROUND_MS);
    await database.quiet();
    await errors.beforeApplicationShutdown();
    expect(warn).not.toHaveBeenCalled();
  });
});
