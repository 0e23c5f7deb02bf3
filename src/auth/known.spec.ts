import { RedisConnection } from '../storage';
import { Known } from './known';
import { Revocations } from './revocations';

let revocations: Revocations;
let known: Known<string>;
let asked: number;
beforeEach(() => {
  revocations = new Revocations(new RedisConnection(undefined));
  known = new Known(revocations);
  asked = 0;
});

/** A look-up that ends when the test says so. */
function lookUp(): {
  start: () => Promise<string | undefined>;
  end: (found: string | undefined) => void;
  fail: () => void;
} {
  let resolve: (found: string | undefined) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const found = new Promise<string | undefined>((good, bad) => {
    resolve = good;
    reject = bad;
  });
  return {
    start: () => {
      asked += 1;
      return found;
    },
    end: (value) => {
      resolve(value);
    },
    fail: () => {
      reject(new Error('gone'));
    },
  };
}

const found = (value: string | undefined) => (): Promise<string | undefined> => {
  asked += 1;
  return Promise.resolve(value);
};

describe('what is known', () => {
  it('is looked up once by a hundred who ask at once, and not again by who asks then', async () => {
    const { start, end } = lookUp();
    const all = Array.from({ length: 100 }, () => known.get('a', start));
    end('A');
    expect(new Set(await Promise.all(all))).toEqual(new Set(['A']));
    expect(await known.get('a', found('B'))).toBe('A');
    expect(asked).toBe(1);
  });

  it('is known by its name alone', async () => {
    expect(await known.get('a', found('A'))).toBe('A');
    expect(await known.get('b', found('B'))).toBe('B');
    expect(await known.get('A', found('other'))).toBe('other');
    expect(asked).toBe(3);
  });

  it('is not that nothing was found', async () => {
    const { start, end } = lookUp();
    const both = [known.get('a', start), known.get('a', start)];
    end(undefined);
    expect(await Promise.all(both)).toEqual([undefined, undefined]);
    expect(asked).toBe(1);
    expect(await known.get('a', found('A'))).toBe('A');
  });

  it('is not a failure, which all who asked at once get to know', async () => {
    const { start, fail } = lookUp();
    const both = [known.get('a', start), known.get('a', start)];
    fail();
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await known.get('a', found('A'))).toBe('A');
    expect(asked).toBe(2);
  });

  it('is forgotten at the word that somebody has ended, all of it', async () => {
    await known.get('a', found('A'));
    await known.get('b', found('B'));
    revocations.announce();
    expect([await known.get('a', found('A2')), await known.get('b', found('B2'))]).toEqual(['A2', 'B2']);
  });

  it('is not what was looked up before the word and found after it', async () => {
    const before = lookUp();
    const early = known.get('a', before.start);
    revocations.announce();
    const late = known.get('a', found('new'));
    before.end('old');
    expect([await early, await late]).toEqual(['old', 'new']);
    expect(await known.get('a', found('newer'))).toBe('new');
  });

  it.each([
    ['nothing', undefined],
    ['a failure', new Error('gone')],
  ])('stays when a look-up from before the word ends in %s', async (_, ending) => {
    const before = lookUp();
    const early = known.get('a', before.start).catch((error: unknown) => error);
    revocations.announce();
    await known.get('a', found('new'));
    if (ending === undefined) before.end(undefined);
    else before.fail();
    await early;
    expect(await known.get('a', found('newer'))).toBe('new');
  });

  it('is known for a second at most, be there a word or not', async () => {
    await known.get('a', found('A'));
    const start = performance.now();
    let value: string | undefined = 'A';
    while (value === 'A' && performance.now() - start < 3000) {
      await new Promise((resolve) => setImmediate(resolve));
      value = await known.get('a', found('B'));
    }
    expect(value).toBe('B');
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('is not without bounds: the longest unasked goes first', async () => {
    await known.get('first', found('A'));
    for (let at = 0; at < 10_000; at += 1) await known.get(String(at), found('x'));
    expect(await known.get('first', found('B'))).toBe('B');
    expect(await known.get('9999', found('y'))).toBe('x');
  });
});
