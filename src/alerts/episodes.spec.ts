import fc from 'fast-check';
import { FixedClock } from '../kernel/clock.fixture';
import type { Alert } from './alert';
import type { Reading } from './alert-rule';
import { Episodes } from './episodes';

const RULE = { id: 'error_rate', runbook: 'provider-down', recovery: 'It is well again.' };
const ROUND_MS = 5000;
const HOUR_MS = 3_600_000;

function readingOf(value: number, given: Partial<Reading> = {}): Reading {
  return { severity: 'critical', value, threshold: 100, summary: 'It is wrong.', ...given };
}

/** Rounds that a rule sees, five seconds apart; undefined: it names nothing. */
class Rounds {
  readonly clock = new FixedClock();
  readonly #episodes = this.start();
  #ids = 0;

  start(): Episodes {
    return new Episodes(() => `alert_${String((this.#ids += 1))}`);
  }

  get active(): readonly Alert[] {
    return this.#episodes.active;
  }

  see(...readings: readonly Reading[]): readonly Alert[] {
    this.clock.advance(ROUND_MS);
    return this.#episodes.round(RULE, readings, this.clock.now());
  }

  /** What is told of each value in turn. */
  states(...values: readonly (number | undefined)[]): readonly string[][] {
    return values.map((value) =>
      this.see(...(value === undefined ? [] : [readingOf(value)])).map(({ state }) => state),
    );
  }
}

describe('what is told of a condition', () => {
  it.each<[string, (number | undefined)[], string[][]]>([
    ['nothing below its threshold', [0, 99, 99.9], [[], [], []]],
    ['once as it begins, however long it lasts', [100, 100, 1e9], [['raised'], [], []]],
    ['its end, after two good rounds', [100, 0, 0, 0], [['raised'], [], ['recovered'], []]],
    ['its end, where it is not named any more', [100, undefined, undefined], [['raised'], [], ['recovered']]],
    ['no end after one good round', [100, 0, 100, 0, 100], [['raised'], [], [], [], []]],
    ['no end while it is close to the threshold', [100, 80, 99, 80], [['raised'], [], [], []]],
    ['its end, below four fifths', [100, 79, 79], [['raised'], [], ['recovered']]],
    ['another beginning after its end', [100, 0, 0, 100], [['raised'], [], ['recovered'], ['raised']]],
  ])('%s', (_, values, told) => {
    expect(new Rounds().states(...values)).toEqual(told);
  });

  it('is that it still lasts, each hour', () => {
    const rounds = new Rounds();
    const [raised] = rounds.see(readingOf(100));
    const told: Alert[] = [];
    for (let time = 0; time < (3 * HOUR_MS) / ROUND_MS; time += 1) told.push(...rounds.see(readingOf(150)));
    expect(told).toEqual(
      [1, 2, 3].map((hours) => ({
        ...raised,
        state: 'reminder',
        value: 150,
        at: (raised?.at ?? 0) + hours * HOUR_MS,
      })),
    );
  });

  it('has one id, from beginning to end, and ends in the words of the rule', () => {
    const rounds = new Rounds();
    const [raised] = rounds.see(readingOf(100, { labels: { model: 'a' } }));
    expect(rounds.active).toEqual([raised]);
    rounds.see();
    const [recovered] = rounds.see();
    expect(raised).toMatchObject({ state: 'raised', since: raised?.at, labels: { model: 'a' } });
    expect(recovered).toEqual({
      ...raised,
      state: 'recovered',
      summary: 'It is well again.',
      value: 0,
      at: (raised?.at ?? 0) + 2 * ROUND_MS,
    });
    expect(rounds.active).toEqual([]);
    expect(rounds.see(readingOf(100))[0]?.id).not.toBe(raised?.id);
  });

  it('is told of each thing apart', () => {
    const rounds = new Rounds();
    const [one, other] = [readingOf(100, { thing: 'one' }), readingOf(100, { thing: 'other' })];
    expect(rounds.see(one)).toHaveLength(1);
    expect(rounds.see(one, other)).toHaveLength(1);
    rounds.see(other);
    expect(rounds.see(other).map(({ state }) => state)).toEqual(['recovered']);
    expect(rounds.active).toHaveLength(1);
  });

  it('does not grow without end', () => {
    const rounds = new Rounds();
    const many = Array.from({ length: 2000 }, (_, at) => readingOf(100, { thing: String(at) }));
    expect(rounds.see(...many)).toHaveLength(500);
    expect(rounds.see(...many)).toEqual([]);
  });
});

describe('what has no end', () => {
  const once = (thing: string, value = 100): Reading => readingOf(value, { thing, once: true });

  it('is told of once for each thing and day, and is not what is wrong now', () => {
    const rounds = new Rounds();
    expect(rounds.see(once('a'), once('b', 99)).map(({ state }) => state)).toEqual(['raised']);
    expect(rounds.see(once('a'))).toEqual([]);
    expect(rounds.see()).toEqual([]);
    expect(rounds.see(once('b'))).toHaveLength(1);
    expect(rounds.active).toEqual([]);
    rounds.clock.advance(24 * HOUR_MS);
    expect(rounds.see(once('a'), once('b'))).toHaveLength(2);
  });
});

it('whatever is seen, nothing begins twice without an end between, and what is active has begun', () => {
  const value = fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { maxLength: 60 }), (seen) => {
      const rounds = new Rounds();
      const running = new Set<string>();
      for (const values of seen) {
        const readings = values.flatMap((one, at) =>
          one === undefined ? [] : [readingOf(one, { thing: String(at), labels: { thing: String(at) } })],
        );
        for (const { state, labels } of rounds.see(...readings)) {
          const thing = labels['thing'] ?? '';
          expect(running.has(thing)).toBe(state !== 'raised');
          if (state === 'raised') running.add(thing);
          if (state === 'recovered') running.delete(thing);
        }
        expect(rounds.active.map(({ labels }) => labels['thing']).sort()).toEqual([...running].sort());
      }
    }),
  );
});
