import { readSchema } from './read-schema';
import { cellsOf, isCells, plainNumber, spreadCells } from './spread-cells';
import type { TableField } from './field';

const FIELD = readSchema({
  type: 'array',
  maxItems: 4,
  items: {
    type: 'object',
    properties: {
      cohort: { type: 'string' },
      cohort_size: { type: 'integer' },
      retained: { type: 'array', items: { type: 'integer' } },
    },
  },
}) as TableField;

const spread = (text: string, row = 0, column = 0): unknown =>
  spreadCells(FIELD, [{ cohort: 'old', cohort_size: '1', retained: '' }], cellsOf(text), { row, column });

describe('what is copied from a spreadsheet', () => {
  it('is one cell, or cells', () => {
    expect(['2026-01', '2026-01\r\n', 'a, b'].map(isCells)).toEqual([false, false, false]);
    expect(['a\tb', 'a\nb'].map(isCells)).toEqual([true, true]);
  });

  it.each([
    [
      'a\t1\r\nb\t2\r\n',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a,1\n\nb,2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a;1,5\nb;2',
      [
        ['a', '1,5'],
        ['b', '2'],
      ],
    ],
    [
      '"a, ""b""",1\n"c\nd",2',
      [
        ['a, "b"', '1'],
        ['c\nd', '2'],
      ],
    ],
  ])('%p is read', (text, cells) => {
    expect(cellsOf(text)).toEqual(cells);
  });

  it('fills the table from its cell on, with new rows, as far as the table goes', () => {
    expect(spread('100\t90\n200\t80\n300\t70\n400\n500', 1, 1)).toEqual([
      { cohort: 'old', cohort_size: '1', retained: '' },
      { cohort: '', cohort_size: '100', retained: '90' },
      { cohort: '', cohort_size: '200', retained: '80' },
      { cohort: '', cohort_size: '300', retained: '70' },
    ]);
  });

  it('puts what is right of the last column into its list', () => {
    expect(spread('2026-01\t1,200\t1,000\t900\t\n2026-02\t40\t30')).toEqual([
      { cohort: '2026-01', cohort_size: '1200', retained: '1000, 900' },
      { cohort: '2026-02', cohort_size: '40', retained: '30' },
    ]);
  });

  it('goes by the names of the columns, where the first row has them', () => {
    expect(spread('Cohort size;Cohort\n12;2026-01')).toEqual([
      { cohort: '2026-01', cohort_size: '12', retained: '' },
    ]);
  });
});

it.each([
  ['1250.5', '1250.5'],
  ['1,250.50', '1250.50'],
  ['1.250,50', '1250.50'],
  ['€ 1 250', '1250'],
  ["1'250", '1250'],
  ['1,250', '1250'],
  ['1,5', '1.5'],
  ['-3', '-3'],
  ['n/a', 'n/a'],
])('a number written %p is %p', (text, plain) => {
  expect(plainNumber(text)).toBe(plain);
});
