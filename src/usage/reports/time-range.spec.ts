import type { GatewayError } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { NOON } from './calls.fixture';
import { rangeOf } from './time-range';

const range = (query: { from?: string; to?: string }): readonly string[] => {
  const { from, to } = rangeOf(query, NOON);
  return [from, to].map((at) => new Date(at).toISOString());
};
const refused = (query: { from?: string; to?: string }): Promise<GatewayError> =>
  refusalOf(() => rangeOf(query, NOON));

describe('the range of a report', () => {
  it.each([
    ['nothing', {}, '2026-10-22T00:00:00.000Z', '2026-11-21T12:00:00.000Z'],
    ['a day to begin with', { from: '2026-11-20' }, '2026-11-20T00:00:00.000Z', '2026-11-21T12:00:00.000Z'],
    ['a day to end with', { to: '2026-11-10' }, '2026-10-12T00:00:00.000Z', '2026-11-11T00:00:00.000Z'],
    [
      'one day',
      { from: '2026-11-10', to: '2026-11-10' },
      '2026-11-10T00:00:00.000Z',
      '2026-11-11T00:00:00.000Z',
    ],
    [
      'times',
      { from: '2026-11-10T01:00:00+01:00', to: '2026-11-10T12:00:00Z' },
      '2026-11-10T00:00:00.000Z',
      '2026-11-10T12:00:00.000Z',
    ],
    [
      'a leap year',
      { from: '2024-01-01', to: '2024-12-31' },
      '2024-01-01T00:00:00.000Z',
      '2025-01-01T00:00:00.000Z',
    ],
  ])('of %s', (_, query, from, to) => {
    expect(range(query)).toEqual([from, to]);
  });

  it.each([
    ['backwards', { from: '2026-11-11', to: '2026-11-10' }],
    ['empty', { from: '2026-11-11T00:00:00Z', to: '2026-11-11T00:00:00Z' }],
    ['of the future, up to now', { from: '2027-01-01' }],
    ['of 367 days', { from: '2024-01-01', to: '2025-01-01' }],
    ['of a millisecond too much', { from: '2024-01-01T00:00:00.000Z', to: '2025-01-01T00:00:00.001Z' }],
    ['of a year and a half up to now', { from: '2025-05-01' }],
  ])('is never %s', async (_, query) => {
    expect(await refused(query)).toMatchObject({
      code: 'validation_failed',
      extras: { fields: ['from'], violations: [{ field: 'from', rule: 'range' }] },
    });
  });
});
