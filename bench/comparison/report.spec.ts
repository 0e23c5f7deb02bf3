import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figuresOf } from './figures';
import type { CaseResult } from './measure';
import { caseAsText, verdictsAsText, withResult } from './report';
import { keep, newestResult, type Result } from './results';
import { roundOf, seriesOf } from './series.fixture';

const UNIT = { name: '1,000 requests', perRequest: 1, amount: 1000 } as const;
const SERIES = [
  seriesOf('direct', roundOf({ server: 0.01, p50: 0.2, p99: 0.5, generator: 0.99 })),
  seriesOf('raw', roundOf({ server: 0.05 })),
  seriesOf('shared', { ...roundOf({ p50: 3, p99: 4 }), cpu: { server: 0.1, redis: 0.02, postgres: 0.3 } }),
];
const CASE: CaseResult = {
  id: 'messages-32',
  title: 'a case',
  latencyMs: 0,
  unit: UNIT.name,
  figures: figuresOf(UNIT, SERIES),
  series: SERIES,
};
const RESULT: Result = {
  measuredAt: '2026-11-22T10:20:30.000Z',
  commit: 'abc1234',
  machine: { cpu: 'a CPU', cores: 2, memoryGiB: 16, node: 'v20.0.0', kernel: '6.1' },
  pace: { rounds: 5, seconds: 1 },
  missing: ['somebody (no network)'],
  cases: [CASE],
};

describe('a case in a terminal', () => {
  it('has a line for each contender, and says what those took who helped', () => {
    expect(caseAsText(CASE)).toBe(`
a case
CPU s per 1,000 requests         own  Redis  PostgreSQL  x raw  p50 / p99 ms  over direct     over raw  requests/s  x raw  peak MB  x raw
no gateway (the stub itself)   0.010                      0.20   0.20 / 0.50                                  1000   1.00       50   1.00
raw node:http proxy            0.050                      1.00   1.00 / 2.00  0.80 / 1.50                     1000   1.00       50   1.00
Sallyport, Redis + PostgreSQL  0.100  0.020       0.300   2.00   3.00 / 4.00  2.80 / 3.50  2.00 / 2.00        1000   1.00       50   1.00
In front of and behind them, the load generator took at most 30 % of a core, the stub 20 %.
`);
  });

  it('has no columns for what nobody has', () => {
    const [head] = caseAsText({ ...CASE, figures: figuresOf(UNIT, SERIES.slice(1, 2)) })
      .split('\n')
      .slice(2);
    expect(head).not.toMatch(/Redis|direct/);
  });

  it('is followed by what was promised', () => {
    expect(verdictsAsText([CASE])).toMatch(/Redis \+ PostgreSQL: .* raw proxy +2\.5 +2\.00 +yes\n/);
    expect(verdictsAsText([{ ...CASE, id: 'refused' }])).toBe('');
  });
});

describe('the page', () => {
  it('has the result between its marks, and keeps the rest', () => {
    const page = withResult('before\n<!-- bench -->\nwhat was there\n<!-- /bench -->\nafter\n', RESULT);
    expect(page).toMatch(/^before\n<!-- bench -->\n\nCommit `abc1234`, 2026-11-22 10:20 UTC, on 2 cores/);
    expect(page).toContain('Not measured: somebody (no network).');
    expect(page).toContain('| raw node:http proxy ');
    expect(page).toMatch(/\n<!-- \/bench -->\nafter\n$/);
    expect(page).not.toContain('what was there');
    // As prettier would leave it.
    expect(page).not.toMatch(/\n{3}/);
  });

  it('says so when there is none', () => {
    expect(withResult('<!-- bench --><!-- /bench -->', undefined)).toContain('Nothing has been measured');
  });
});

describe('results', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-results-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are kept by minute and commit, and the newest is found again', () => {
    writeFileSync(join(folder, 'README.md'), 'no result');
    expect(newestResult(folder)).toBeUndefined();
    const { name, kept } = keep(RESULT, folder);
    expect(name).toBe('2026-11-22T10-20-abc1234.json');
    keep({ ...RESULT, measuredAt: '2026-11-22T09:59:00.000Z', commit: 'fff0000' }, folder);
    // Whoever tells of it now, and whoever reads it later, tell the same.
    expect(kept).toEqual(newestResult(folder));
    const found = newestResult(folder);
    expect(found?.commit).toBe('abc1234');
    expect(withResult('<!-- bench --><!-- /bench -->', found)).toBe(
      withResult('<!-- bench --><!-- /bench -->', RESULT),
    );
  });
});
