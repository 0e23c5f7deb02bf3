import { ungroundedNumbers } from './grounding';

interface Case {
  readonly text: string;
  readonly data: unknown;
}

const TOLD: readonly (readonly [why: string, Case, readonly string[]])[] = [
  ['both ends of a range', { text: '5–10 and 6-11', data: {} }, ['5', '10', '6', '11']],
  ['a range of per cents', { text: '5–10%', data: [0.1] }, ['5']],
  ['a range in millions', { text: '1-2M', data: { a: 1, b: 2e6 } }, ['1']],
  ['a range in words', { text: 'five to ten percent', data: { a: 0.1 } }, ['five']],
  ['a range between words', { text: 'between five and ten percent', data: { a: 0.1 } }, ['five']],
  ['each part of a ratio', { text: '1/3, then 2:1', data: {} }, ['1', '3', '2']],
  ['digits glued to letters', { text: 'USD42 x43 p95', data: {} }, ['42', '43', '95']],
  ['each once', { text: '7 and 7 and 8 and 7', data: {} }, ['7', '8']],
  ['a percentage of a count', { text: '1200%', data: { v: 1200.9 } }, ['1200%']],
  ['a plain number of a ratio', { text: '12', data: { v: 0.12 } }, ['12']],
  ['a truncation', { text: '12.3 and 12.4', data: { v: 12.39 } }, ['12.3']],
  ['what is in prose in the data', { text: '42', data: { note: 'rose by 42' } }, ['42']],
  ['what overflows', { text: '1e999 and 1e-999', data: { v: 5 } }, ['1e999', '1e-999']],
  ['what stands beside a slug', { text: 'step_2 grew 42%', data: { s: 'step_2' } }, ['42%']],
  ['what is behind a slug', { text: 'plan-100,000 plan-100.5', data: ['plan-100'] }, ['100,000', '100.5']],
  ['a slug that is a percentage', { text: 'step_2% step_2 million', data: ['step_2'] }, ['2%', '2 million']],
  ['a part of a slug', { text: 'plan-1000 and step 2', data: { a: 'plan-100', b: 'step_2' } }, ['1000', '2']],
  ['an unknown year', { text: 'March 2025, Q1 2025', data: ['2026-03'] }, ['2025']],
  ['an unknown month', { text: '2025-03', data: ['2026-03'] }, ['2025', '03']],
  ['a day', { text: '2026-03-16, March 16', data: ['2026-03-15'] }, ['16']],
  ['a year that is money', { text: '$2026 or $ 2026 or 2026%', data: ['2026'] }, ['$2026', '2026', '2026%']],
  [
    'a year that is a count',
    { text: '2,026 or -2026 or 2026 million', data: ['2026'] },
    ['2,026', '-2026', '2026 million'],
  ],
  ['no quarter of a year', { text: 'Q5 H3 Q12 Q1.5', data: {} }, ['5', '3', '12', '1.5']],
  ['a list that counts from nowhere', { text: '42. That many.', data: {} }, ['42']],
  ['months of periods', { text: '12 of it', data: ['2026-12'] }, ['12']],
  ['two hundreds', { text: 'two hundred and three hundred', data: [] }, ['two hundred', 'three hundred']],
  ['several separators', { text: '10,20,300 1.2.3', data: [] }, ['10', '20', '300', '1', '2', '3']],
];

describe('what is told of', () => {
  it.each(TOLD)('%s', (_why, { text, data }, told) => {
    expect(ungroundedNumbers([text], data)).toEqual(told);
  });

  it('is in the order of the texts', () => {
    expect(ungroundedNumbers(['9 then forty', '8 and 9'], null)).toEqual(['9', 'forty', '8']);
  });
});

const UNTOLD: readonly (readonly [why: string, Case])[] = [
  ['prose', { text: 'One or two of the three: double, twice, half, a third, a quarter, zero.', data: {} }],
  ['vague numbers', { text: 'Hundreds of thousands, dozens.', data: {} }],
  ['calendar quarters', { text: 'For three quarters', data: {} }],
  ['list markers', { text: '1. One\n2) Two\n  - 3. Three\n**4.** Four', data: {} }],
  ['lengths of lists', { text: 'over 3 months', data: { rows: [{}, {}, {}] } }],
  ['windows', { text: '30 days, thirty days, 12 months', data: ['last_30_days', 'last_12_months'] }],
  ['slugs', { text: 'At step_2, Plan-100 and (plan-100).', data: ['step_2', 'plan-100'] }],
  ['names of fields', { text: 'p95 is high', data: { p95: null } }],
  ['known periods', { text: '2026-03, 2026-Q1, 2026-W05, 2026-01', data: ['2026-03'] }],
  ['calendar words', { text: "March 2026, Mar 2026, Q1 2026, H1 2026, FY2026, 2026's", data: ['2026-Q1'] }],
  [
    'dates',
    { text: 'March 15, 2026; 15 Mar 2026; Mar 15th; 2026-03-15', data: ['2026-03-15T00:00:00.000Z'] },
  ],
  ['intervals', { text: 'from 2025 to 2026', data: ['2025-01/2026-01'] }],
  ['quarters', { text: 'Q1–Q4, h2', data: {} }],
  ['a range of per cents', { text: '5–10%, 5 to 10%, 5% and 10%', data: { a: 0.05, b: 0.1 } }],
  ['deep numbers', { text: '7 and 8', data: { a: { b: [[{ c: 7 }], 8n] } } }],
];

it.each(UNTOLD)('leaves alone %s', (_why, { text, data }) => {
  expect(ungroundedNumbers([text], data)).toEqual([]);
});
