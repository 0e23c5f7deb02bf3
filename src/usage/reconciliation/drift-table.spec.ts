import { driftOf } from './drift';
import { driftJson, ledgerJson } from './drift-json';
import { driftTable, ledgerTable, usd } from './drift-table';
import type { LedgerDay } from './ledger-days';
import { readProviderReport } from './provider-report';
import { costCsv, ledgerDay, ledgerOf, PERIOD, PRICE, tokens, usageCsv } from './reconciliation.fixture';

const estimated = { calls: 1, tokens: tokens(200, 0, 0, 0, 40), cost: 1234n };
const DAYS: readonly LedgerDay[] = [
  {
    ...ledgerDay('2026-11-18', 'claude-haiku-4-5', tokens(1_001_200, 0, 0, 0, 300), 1_002_700n),
    calls: 3,
    estimated,
  },
  ledgerDay('2026-11-19', 'claude-opus-5-5', tokens(10, 0, 0, 5), 41n),
];
const THEIRS = [
  ledgerDay('2026-11-18', 'claude-haiku-4-5', tokens(1_001_000, 0, 0, 0, 310), 0n),
  ledgerDay('2026-11-20', 'claude-sonnet-5-5', tokens(0, 0, 0, 0, 0, 2), 0n),
];
const LEDGER = { ...ledgerOf(...DAYS), underWay: { calls: 2, ceiling: 500n } };
const drift = driftOf(LEDGER, readProviderReport('r', Buffer.from(usageCsv(THEIRS))), PERIOD, PRICE);

describe('the tables', () => {
  it('have the ledger by day and model, with what is estimated apart', () => {
    expect(`\n${ledgerTable(LEDGER)}`).toBe(`
day         model                 calls      input  cache_read  output  cost USD
2026-11-18  claude-haiku-4-5          3  1,001,200           0     300  1.002700
              of which estimated      1        200           0      40  0.001234
2026-11-19  claude-opus-5-5           1         10           5       0  0.000041
total                                 4  1,001,210           5     300  1.002741
              of which estimated      1        200           0      40  0.001234
`);
  });

  it('have both sides, kind by kind', () => {
    expect(`\n${driftTable(drift)}`).toBe(`
day         model              kind                       ours     theirs      drift    percent
2026-11-18  claude-haiku-4-5   input                 1,001,200  1,001,000       +200    +0.02 %
                               output                      300        310        -10    -3.23 %
                               cost USD               1.002700   1.002550  +0.000150    +0.01 %
                               of which estimated       1 call
                                 estimated input           200
                                 estimated output           40
                                 estimated cost USD   0.001234
2026-11-19  claude-opus-5-5    input                        10          0        +10        n/a  only in the ledger
                               cache_read                    5          0         +5        n/a
                               cost USD               0.000041   0.000000  +0.000041        n/a
2026-11-20  claude-sonnet-5-5  web_searches                  0          2         -2  -100.00 %  only in the report
                               cost USD               0.000000   0.020000  -0.020000  -100.00 %
total                          input                 1,001,210  1,001,000       +210    +0.02 %
                               cache_read                    5          0         +5        n/a
                               output                      300        310        -10    -3.23 %
                               web_searches                  0          2         -2  -100.00 %
                               cost USD               1.002741   1.022550  -0.019809    -1.94 %
                               of which estimated       1 call
                                 estimated input           200
                                 estimated output           40
                                 estimated cost USD   0.001234
`);
  });

  it('have costs alone where the report has', () => {
    const costs = readProviderReport('r', Buffer.from(costCsv(DAYS)));
    expect(`\n${driftTable(driftOf(ledgerOf(...DAYS.slice(1)), costs, PERIOD, PRICE))}`).toBe(`
day         model             kind          ours    theirs      drift    percent
2026-11-18  claude-haiku-4-5  cost USD  0.000000  1.002700  -1.002700  -100.00 %  only in the report
2026-11-19  claude-opus-5-5   cost USD  0.000041  0.000041   0.000000     0.00 %
total                         cost USD  0.000041  1.002741  -1.002700  -100.00 %
`);
  });

  it.each<[bigint, string]>([
    [0n, '0.000000'],
    [-1n, '-0.000001'],
    [1_234_567_890n, '1,234.567890'],
  ])('show %s micro-USD as %s', (amount, shown) => {
    expect(usd(amount)).toBe(shown);
  });
});

describe('the JSON', () => {
  it('has the same of the ledger', () => {
    expect(ledgerJson(PERIOD, LEDGER)).toMatchObject({
      from: '2026-11-18',
      to: '2026-11-20',
      days: [
        {
          day: '2026-11-18',
          model: 'claude-haiku-4-5',
          calls: 3,
          input: 1_001_200,
          cost_micro_usd: 1_002_700,
          of_which_estimated: { calls: 1, output: 40, cost_micro_usd: 1234 },
        },
        { day: '2026-11-19', cache_read: 5 },
      ],
      total: { calls: 4, cost_micro_usd: 1_002_741 },
      under_way: { calls: 2, ceiling_micro_usd: 500 },
    });
  });

  it('has the same of the comparison', () => {
    const verdict = { whole: true, within: false, tolerance: 1, sentences: [] };
    expect(driftJson(PERIOD, LEDGER, drift, verdict)).toMatchObject({
      report_is_whole: true,
      tolerance_percent: 1,
      within_tolerance: false,
      days: [
        { only_in: null, drift: { input: 200, output: -10, cost_micro_usd: 150 } },
        { only_in: 'ledger', theirs: null, drift: { cost_percent: null } },
        { only_in: 'report', ours: null, drift: { web_searches: -2, cost_percent: -100 } },
      ],
      total: {
        ours: { cost_micro_usd: 1_002_741 },
        theirs: { cost_micro_usd: 1_022_550 },
        drift: { cost_micro_usd: -19_809 },
      },
    });
  });
});
