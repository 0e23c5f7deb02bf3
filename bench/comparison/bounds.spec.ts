import { verdictsOn } from './bounds';
import { CASES } from './cases';
import { CONTENDERS, type ContenderName } from './contender';
import { figuresOf } from './figures';
import type { CaseResult } from './measure';
import { roundOf, seriesOf } from './series.fixture';

/** A case in which all do what is said, and take a millisecond of CPU otherwise. */
function caseOf(
  id: string,
  servers: Partial<Record<ContenderName, Parameters<typeof roundOf>[0]>>,
): CaseResult {
  const unit = { name: '1,000 requests', perRequest: 1, amount: 1000 } as const;
  const names = Object.keys(CONTENDERS) as ContenderName[];
  const series = names.map((name) => seriesOf(name, roundOf(servers[name])));
  return { id, title: id, latencyMs: 0, unit: unit.name, figures: figuresOf(unit, series), series };
}

function verdictOn(promise: RegExp, ...cases: readonly CaseResult[]) {
  return verdictsOn(cases).filter((one) => promise.test(one.promise));
}

describe('what is promised', () => {
  it.each([
    ['messages-32', /^\/v1\/messages at 32 callers, SQLite/, 'embedded', 1.5],
    ['messages-256', /^\/v1\/messages at 256 callers, SQLite/, 'embedded', 1.5],
    ['streams', /^streams/, 'embedded', 1.2],
    ['large', /200 KB/, 'embedded', 1.5],
    ['messages-32', /^\/v1\/messages at 32 callers, Redis/, 'shared', 2.5],
    ['messages-256', /^\/v1\/messages at 256 callers, Redis/, 'shared', 2.5],
    ['query', /query/, 'embedded', 0.5],
  ] as const)('of %s (%s) holds up to its bound, and no further', (id, promise, name, most) => {
    expect(verdictOn(promise, caseOf(id, { [name]: { server: most } }))).toEqual([
      expect.objectContaining({ most, measured: most, holds: true }),
    ]);
    expect(verdictOn(promise, caseOf(id, { [name]: { server: most * 1.1 } }))).toEqual([
      expect.objectContaining({ holds: false }),
    ]);
  });

  it('of one caller is told by the milliseconds over the raw proxy', () => {
    const one = caseOf('messages-1', { raw: { p50: 1, p99: 2 }, embedded: { p50: 2, p99: 9 } });
    expect(verdictOn(/one caller/, one)).toEqual([
      expect.objectContaining({ most: 1.5, measured: 1, holds: true }),
      expect.objectContaining({ most: 5, measured: 7, holds: false }),
    ]);
  });

  it('of many callers is told beside fewer', () => {
    const few = caseOf('messages-32', { embedded: { server: 1, requests: 1000 } });
    const many = caseOf('messages-256', { embedded: { server: 0.55, requests: 500 } });
    expect(verdictOn(/^256 callers/, few, many)).toEqual([
      expect.objectContaining({ measured: expect.closeTo(1.1), holds: true }),
      expect.objectContaining({ measured: 2, holds: false }),
    ]);
    expect(verdictOn(/^256 callers/, few)).toEqual([]);
  });

  it('is told of every case whose name it has', () => {
    const all = CASES.map(({ id }) => caseOf(id, {}));
    expect(verdictsOn(all)).toHaveLength(11);
    expect(verdictsOn([])).toEqual([]);
  });
});
