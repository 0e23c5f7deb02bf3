import { randomUUID } from 'node:crypto';
import { PATIENT_MS, redisDatabase } from '../../../test/support/servers/databases';
import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { RedisConnection } from '../../storage';
import { windowsOver } from '../../windows/windows.fixture';
import { LoginLimits } from './login-limits';

const HOME = '203.0.113.9';

let clock: FixedClock;
let limits: LoginLimits;
beforeEach(() => {
  clock = new FixedClock();
  limits = new LoginLimits(windowsOver(undefined, clock));
});

async function fail(
  times: number,
  address: (at: number) => string,
  username?: (at: number) => string,
): Promise<void> {
  for (let at = 0; at < times; at += 1) await limits.noteFailure(address(at), username?.(at));
}
const isOpen = (address: string, username?: string, by = limits): Promise<boolean> =>
  by.requireOpen(address, username).then(
    () => true,
    () => false,
  );
const elsewhere = (at: number): string => `198.51.100.${String(at)}`;

describe('attempts to log in', () => {
  it('are ten on one account that fail, wherever they come from and however the name is written', async () => {
    await fail(9, elsewhere, (at) => (at % 2 === 0 ? 'chris' : 'CHRIS'));
    expect(await isOpen(HOME, 'Chris')).toBe(true);
    await fail(
      1,
      () => HOME,
      () => 'cHRIS',
    );
    for (const address of [HOME, elsewhere(1), '2001:db8::1']) {
      expect(await isOpen(address, 'chris')).toBe(false);
      expect(await isOpen(address, 'CHRIS')).toBe(false);
    }
    expect(await isOpen(HOME, 'alex')).toBe(true);
    expect(await isOpen(HOME)).toBe(true);
  });

  it('are fifty from one address that fail, whichever the account, and with none', async () => {
    await fail(
      25,
      () => HOME,
      (at) => `user${String(at)}`,
    );
    await fail(24, () => HOME);
    expect(await isOpen(HOME, 'chris')).toBe(true);
    await fail(1, () => HOME);
    expect([await isOpen(HOME, 'chris'), await isOpen(HOME)]).toEqual([false, false]);
    expect([await isOpen(elsewhere(1), 'chris'), await isOpen(elsewhere(1))]).toEqual([true, true]);
  });

  it('from all addresses of one host are counted together', async () => {
    await fail(50, (at) => `2001:db8:1:2::${at.toString(16)}`);
    expect(await isOpen('2001:db8:1:2:ffff::1')).toBe(false);
    expect(await isOpen('2001:db8:1:3::1')).toBe(true);
  });

  it('are refused with the limit and the time until it ends, rounded up', async () => {
    await fail(10, elsewhere, () => 'chris');
    clock.advance(298_500);
    expect(await refusalOf(() => limits.requireOpen(HOME, 'chris'))).toMatchObject({
      code: 'rate_limited',
      message: 'Maximum 10 failed attempts per 300 seconds',
      extras: { retry_after: 2 },
    });
  });

  it('are free again when the window ends, at the very millisecond', async () => {
    await fail(10, elsewhere, () => 'chris');
    clock.advance(299_999);
    expect(await isOpen(HOME, 'chris')).toBe(false);
    clock.advance(1);
    expect(await isOpen(HOME, 'chris')).toBe(true);
  });

  it('that do not fail are not counted', async () => {
    for (let at = 0; at < 100; at += 1) expect(await isOpen(HOME, 'chris')).toBe(true);
  });

  it('of names that look alike are not confused, be they ever so long', async () => {
    const long = 'x'.repeat(1024);
    await fail(10, elsewhere, () => long);
    expect(await isOpen(HOME, long)).toBe(false);
    for (const other of [`${long}y`, long.slice(1), 'x', 'address:x', ''])
      expect(await isOpen(HOME, other)).toBe(true);
  });
});

describe('attempts over two replicas with Redis', () => {
  let redis: RedisConnection[];
  beforeAll(async () => {
    const url = redisDatabase();
    redis = [new RedisConnection(url, PATIENT_MS), new RedisConnection(url, PATIENT_MS)];
    for (const one of redis) await one.settled();
  });
  afterAll(() => {
    for (const one of redis) one.close();
  });

  it('are counted once each, for both, and under no name of the client’s', async () => {
    const [one, other] = redis.map((connection) => new LoginLimits(windowsOver(connection))) as [
      LoginLimits,
      LoginLimits,
    ];
    const name = `Chris-${randomUUID()}`;
    const failures = Array.from({ length: 10 }, (_, at) =>
      (at % 2 === 0 ? one : other).noteFailure(elsewhere(at), name),
    );
    await Promise.all(failures);
    expect([await isOpen(HOME, name, one), await isOpen(HOME, name, other)]).toEqual([false, false]);
    const keys = (await redis[0]?.run((client) => client.keys('*'))) ?? [];
    expect(keys.filter((key) => key.includes('login:account:')).length).toBeGreaterThan(0);
    expect(keys.join().toLowerCase()).not.toContain(name.toLowerCase());
  });
});
