import fc from 'fast-check';
import type { GatewayError } from '../../kernel';
import { passwordFault, Passwords } from './passwords';
import { CheapPasswords } from './users.fixture';

/** What each is made of, and what is wrong with it; undefined: nothing. */
const CASES: [what: string, password: string, fault: string | undefined][] = [
  ['nothing', '', 'at least 8 characters'],
  ['7 characters', 'x'.repeat(7), 'at least 8 characters'],
  ['8 characters', 'x'.repeat(8), undefined],
  ['64 characters', 'x'.repeat(64), undefined],
  ['64 spaces', ' '.repeat(64), undefined],
  ['72 bytes', 'x'.repeat(72), undefined],
  ['73 bytes', 'x'.repeat(73), 'at most 72 bytes'],
  ['72 bytes of 36 characters', 'é'.repeat(36), undefined],
  ['73 bytes of 37 characters', `${'é'.repeat(36)}x`, 'at most 72 bytes'],
  ['72 bytes of 18 signs', '🔑'.repeat(18), undefined],
  ['76 bytes of 19 signs', '🔑'.repeat(19), 'at most 72 bytes'],
  ['a NUL at the end', 'longenough\0', 'NUL'],
  ['a NUL in front', '\0longenough', 'NUL'],
  ['a line break and quotes', 'long\n"enough\'', undefined],
];

describe('a password that somebody wants to set', () => {
  it.each(CASES)('of %s', (_, password, fault) => {
    if (fault === undefined) expect(passwordFault(password)).toBeUndefined();
    else expect(passwordFault(password)).toContain(fault);
  });
});

describe('a password', () => {
  const passwords = new Passwords();
  /** Compare as the others do: the rounds stand in the hash. */
  const cheap = new CheapPasswords();

  it('is hashed with 2^10 rounds', async () => {
    const hashed = await passwords.hash('long enough');
    expect(hashed).toMatch(/^\$2b\$10\$/);
    expect(await passwords.compare('long enough', hashed)).toBe(true);
  });

  it.each(CASES.filter(([, , fault]) => fault === undefined))(
    'of %s is the one that was hashed, and no other is',
    async (_, password) => {
      const hashed = await cheap.hash(password);
      expect(await cheap.compare(password, hashed)).toBe(true);
      expect(await cheap.compare(`${password.slice(0, -1)}#`, hashed)).toBe(false);
    },
  );

  it('is hashed with a salt: never twice to the same', async () => {
    const [one, other] = await Promise.all([passwords.hash('same same'), passwords.hash('same same')]);
    expect(one).not.toBe(other);
  });

  it('is never the first 72 bytes of a longer one', async () => {
    const password = 'x'.repeat(72);
    const hashed = await cheap.hash(password);
    expect(await passwords.compare(`${password}y`, hashed)).toBe(false);
    expect(await passwords.compare(password + password, hashed)).toBe(false);
  });

  it('is never what stands before a NUL', async () => {
    const hashed = await cheap.hash('long enough');
    expect(await passwords.compare('long enough\0', hashed)).toBe(false);
    expect(await passwords.compare('long enough\0more', hashed)).toBe(false);
    expect(await passwords.compare('long\0enough', await cheap.hash('long enough'))).toBe(false);
  });

  it.each(['', 'long enough', '\0', '🔑'.repeat(500)])('of nobody is never right: %j', async (password) => {
    expect(await passwords.compare(password, undefined)).toBe(false);
  });

  it('of nobody takes as long as somebody’s', async () => {
    const hashed = await passwords.hash('long enough');
    /** Work, not time: how busy the machine is else is no matter. */
    const work = async (of: string | undefined): Promise<number> => {
      const start = process.cpuUsage();
      await passwords.compare('wrong one', of);
      return process.cpuUsage(start).user;
    };
    const [somebody, nobody]: [number[], number[]] = [[], []];
    for (let round = 0; round < 4; round += 1) {
      somebody.push(await work(hashed));
      nobody.push(await work(undefined));
    }
    const ratio = Math.min(...nobody) / Math.min(...somebody);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });
});

describe('the queue of passwords', () => {
  /** Work that goes on until it is told to end. */
  function heldUp(): {
    work: () => Promise<number>;
    end: () => void;
    started: () => number;
    most: () => number;
  } {
    let [underWay, most, started] = [0, 0, 0];
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    return {
      work: async () => {
        started += 1;
        underWay += 1;
        most = Math.max(most, underWay);
        await ended;
        underWay -= 1;
        return started;
      },
      end: () => {
        end();
      },
      started: () => started,
      most: () => most,
    };
  }

  it('does one at a time, keeps 127 waiting and refuses who comes then, at once', async () => {
    const passwords = new Passwords();
    const { work, end, started, most } = heldUp();
    const taken = Array.from({ length: 128 }, () => passwords.inTurn(work));
    const refusal = (await passwords.inTurn(work).catch((error: unknown) => error)) as GatewayError;
    expect(refusal).toMatchObject({ code: 'overloaded', extras: { retry_after: 1 } });
    await expect(passwords.hash('long enough')).rejects.toMatchObject({ code: 'overloaded' });
    expect(started()).toBe(1);
    end();
    await Promise.all(taken);
    expect([started(), most()]).toEqual([128, 1]);
    await expect(passwords.hash('long enough')).resolves.toMatch(/^\$2b/);
  });

  it('goes on after work that failed, and says what the work said', async () => {
    const passwords = new Passwords();
    const failing = Array.from({ length: 128 }, () =>
      passwords.inTurn(() => Promise.reject(new Error('mine'))),
    );
    for (const { status } of await Promise.allSettled(failing)) expect(status).toBe('rejected');
    await expect(passwords.inTurn(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    expect(await passwords.inTurn(() => Promise.resolve(5))).toBe(5);
  });

  it('leaves the main thread alone: timers go on while passwords are hashed', async () => {
    const passwords = new Passwords();
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await Promise.all([1, 2].map(() => passwords.hash('long enough')));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });
});

it('whatever may be set can be hashed and compared', async () => {
  const passwords = new CheapPasswords();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }), async (password) => {
      fc.pre(passwordFault(password) === undefined);
      expect(await passwords.compare(password, await passwords.hash(password))).toBe(true);
    }),
    { numRuns: 50 },
  );
});
