import fc from 'fast-check';
import { ERRORS, type ErrorCode } from '../kernel';
import type { ErrorCountRow } from '../storage';
import { groupsOf, type ErrorGroup } from './error-groups';
import { countOf, HOUR, TODAY } from './errors.fixture';

const CODES: readonly ErrorCode[] = ['rate_limited', 'upstream_error', 'internal_error', 'not_found'];

const rowOf = (part: Partial<ErrorCountRow> & { code: ErrorCode }): ErrorCountRow => {
  const { status, layer } = ERRORS[part.code];
  return countOf({ status, layer, ...part });
};

const rows: fc.Arbitrary<readonly ErrorCountRow[]> = fc
  .uniqueArray(
    fc.record({
      code: fc.constantFrom(...CODES),
      route: fc.constantFrom('', '/api/query', '/v1/messages'),
      hours: fc.nat(5),
      count: fc.integer({ min: 1, max: 1000 }),
      first: fc.nat(HOUR / 2 - 1),
      length: fc.nat(HOUR / 2),
    }),
    { selector: ({ code, route, hours }) => `${code} ${route} ${String(hours)}`, maxLength: 40 },
  )
  .map((all) =>
    all.map(({ code, route, hours, count, first, length }) => {
      const hour = TODAY + hours * HOUR;
      const seen = { first_seen: hour + first, last_seen: hour + first + length };
      return rowOf({ code, route, hour, count, ...seen, sample: `at ${String(hours)}` });
    }),
  );

const total = (counts: readonly { readonly count: number }[]): number =>
  counts.reduce((sum, { count }) => sum + count, 0);

describe('groups of errors', () => {
  it('are those of a code on a route, over the hours', () => {
    const seen = { first_seen: TODAY + 1, last_seen: TODAY + 2 };
    const later = { hour: TODAY + HOUR, first_seen: TODAY + HOUR, last_seen: TODAY + HOUR + 5 };
    expect(
      groupsOf([
        rowOf({ code: 'upstream_error', count: 3, ...later, sample: 'later' }),
        rowOf({ code: 'upstream_error', count: 2, ...seen, sample: 'earlier' }),
      ]),
    ).toEqual([
      {
        code: 'upstream_error',
        route: '/api/query',
        layer: 'upstream',
        status: 502,
        count: 5,
        first_seen: '2026-11-21T00:00:00.001Z',
        last_seen: '2026-11-21T01:00:00.005Z',
        sample: 'later',
      },
    ]);
  });

  it('say where no route matched', () => {
    expect(groupsOf([rowOf({ code: 'not_found', route: '' })])).toMatchObject([{ route: null }]);
  });

  it('begin with faults of ours and the provider, then the most frequent, then the latest', () => {
    const groups = groupsOf([
      rowOf({ code: 'rate_limited', count: 1000 }),
      rowOf({ code: 'not_found', count: 5, last_seen: TODAY + 1 }),
      rowOf({ code: 'ip_denied', count: 5, last_seen: TODAY + 2 }),
      rowOf({ code: 'internal_error', count: 1 }),
      rowOf({ code: 'upstream_error', count: 2 }),
    ]);
    expect(groups.map(({ code }) => code)).toEqual([
      'upstream_error',
      'internal_error',
      'rate_limited',
      'ip_denied',
      'not_found',
    ]);
  });

  it('of nothing are none', () => {
    expect(groupsOf([])).toEqual([]);
  });

  it('add up, and have the first and the last of their rows and the words of the last', () => {
    const nameOf = ({ code, route }: { readonly code: string; readonly route: string | null }): string =>
      `${code} ${route ?? ''}`;
    fc.assert(
      fc.property(rows, (all) => {
        const groups = groupsOf(all);
        expect(total(groups)).toBe(total(all));
        expect(groups.map(nameOf).sort()).toEqual([...new Set(all.map(nameOf))].sort());
        for (const group of groups) {
          const own = all.filter((row) => nameOf(row) === nameOf(group));
          const last = Math.max(...own.map(({ last_seen }) => last_seen));
          expect(group.count).toBe(total(own));
          expect(Date.parse(group.first_seen)).toBe(Math.min(...own.map(({ first_seen }) => first_seen)));
          expect(Date.parse(group.last_seen)).toBe(last);
          const samples = own.filter(({ last_seen }) => last_seen === last).map(({ sample }) => sample);
          expect(samples).toContain(group.sample);
        }
      }),
    );
  });

  it('are in one order, however their rows come', () => {
    const isWorse = (one: ErrorGroup, other: ErrorGroup): boolean =>
      (one.status >= 500 && other.status < 500) ||
      (one.status >= 500 === other.status >= 500 && one.count >= other.count);
    fc.assert(
      fc.property(
        rows.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          const groups = groupsOf(shuffled);
          for (const [at, group] of groups.slice(1).entries())
            expect(isWorse(groups[at] as ErrorGroup, group)).toBe(true);
          expect([...groups].sort(byName)).toEqual([...groupsOf(all)].sort(byName));
        },
      ),
    );
  });
});

function byName(one: ErrorGroup, other: ErrorGroup): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
