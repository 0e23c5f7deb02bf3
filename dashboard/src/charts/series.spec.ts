import { inWords, isEmpty, stacked, type Series } from './series';

const series = (label: string, values: readonly (number | null)[]): Series => ({
  label,
  colour: '--series-1',
  shape: 'bars',
  values,
});

describe('series', () => {
  it('stand on each other', () => {
    expect(stacked([series('a', [1, null, null]), series('b', [2, 3, null])])).toEqual([
      [1, null, null],
      [3, 3, null],
    ]);
  });

  it.each([
    [[[0, 0]], true],
    [[[null, 0], [null]], true],
    [[[0], [0, 0.1]], false],
  ] as const)('of %j are empty: %s', (values, empty) => {
    expect(isEmpty(values.map((one) => series('a', one)))).toBe(empty);
  });

  it('can be said', () => {
    const said = inWords(
      [series('Median', [null, 3, 9, 4, null]), series('Most', [null])],
      (value) => `${String(value)} ms`,
    );
    expect(said).toBe('Median: between 3 ms and 9 ms, 4 ms at the end. Most: none.');
  });
});
