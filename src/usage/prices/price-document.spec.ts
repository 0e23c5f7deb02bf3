import { parsePriceDocument } from './price-document';
import { COLUMNS, priceFile, rowOf } from './price-file.fixture';
import shipped from './prices.json';

/** A row in which one cell is something else. */
const rowWith = (column: string, cell: unknown): readonly unknown[] =>
  rowOf('small', 1).map((usual, at) => (COLUMNS[at] === column ? cell : usual));

const PRICES = COLUMNS.slice(3);

describe('a price document', () => {
  it('is read with exact prices', () => {
    const rows = [
      [['a', 'b'], 200_000, '2026-02-28', 0.1, 100_000, 0.000001, 1.1, 0],
      rowOf('a', 3),
      rowOf('b', 3),
    ];
    expect(parsePriceDocument(priceFile({ rows })).rows[0]).toEqual({
      models: ['a', 'b'],
      promptTokensOver: 200_000,
      validFrom: Date.UTC(2026, 1, 28),
      perToken: {
        inputTokens: 100_000n,
        outputTokens: 100_000_000_000n,
        cacheWrite5mTokens: 1n,
        cacheWrite1hTokens: 1_100_000n,
        cacheReadTokens: 0n,
      },
      contextWindow: 1_000_000,
    });
  });

  it('may leave out what is ours', () => {
    const { rows, ...rest } = parsePriceDocument(priceFile());
    expect(rest).toEqual({
      perWebSearch: 10_000_000_000n,
      surcharges: { fast: 6_000_000n, inference_geo: 1_100_000n },
    });
    expect(rows[0]?.contextWindow).toBe(1_000_000);
  });

  it('or say it, and only a part of it', () => {
    const text = priceFile({
      columns: [...COLUMNS, 'context_window'],
      rows: [[...rowOf('small', 1), 200_000]],
      web_search: 0.000000000001,
      surcharges: { fast: 2.5 },
    });
    expect(parsePriceDocument(text)).toMatchObject({
      rows: [{ contextWindow: 200_000 }],
      perWebSearch: 1n,
      surcharges: { fast: 2_500_000n, inference_geo: 1_100_000n },
    });
  });

  it('may have its columns in any order, and more of them, and more of everything', () => {
    const columns = ['colour', ...COLUMNS.toReversed()];
    const text = priceFile({
      columns,
      rows: [['red', ...rowOf('small', 1).toReversed()]],
      more: [{}],
      surcharges: { slow: 'x' },
    });
    expect(parsePriceDocument(text)).toEqual(parsePriceDocument(priceFile()));
  });

  it('may have rows of one model that differ in tier or in time', () => {
    const rows = [rowOf('a', 1), rowOf('a', 2, '2026-01-02'), rowOf('a', 3, '2026-01-01', 9), rowOf('b', 1)];
    expect(parsePriceDocument(priceFile({ rows })).rows).toHaveLength(4);
  });

  it('is what is built in', () => {
    expect(parsePriceDocument(JSON.stringify(shipped)).rows).toHaveLength(shipped.rows.length);
  });
});

describe('a document is refused that', () => {
  const refusalOf = (text: string): string => {
    try {
      parsePriceDocument(text);
    } catch (error) {
      return (error as Error).message;
    }
    return 'none';
  };

  it.each([
    ['', 'not valid JSON'],
    ['{"rows" []}', 'not valid JSON at position 8'],
    ['[]', 'the price list should be an object'],
    ['null', 'the price list should be an object'],
    ['7', 'the price list should be an object'],
    ['{}', 'columns should be a list of names'],
  ])('is %j', (text, why) => {
    expect(refusalOf(text)).toContain(why);
  });

  it('is no price list, without repeating what it is', () => {
    expect(refusalOf('sk-ant-secret')).not.toContain('sk-ant');
  });

  it.each<[object, string]>([
    [{ columns: 'models' }, 'columns should be a list of names'],
    [{ columns: [...COLUMNS.slice(1), 7] }, 'columns should be a list of names'],
    [{ columns: [...COLUMNS, 'input'] }, 'columns should be a list of names, each once'],
    [{ columns: COLUMNS.slice(0, -1), rows: [] }, 'columns should have cache_read'],
    [{ columns: [] }, `columns should have ${COLUMNS.join(', ')}`],
    [{ rows: [] }, 'rows should be a list of at least one row'],
    [{ rows: {} }, 'rows should be a list of at least one row'],
    [{ rows: undefined }, 'rows should be a list of at least one row'],
    [{ rows: [rowOf('a', 1), rowOf('b', 1).slice(1)] }, 'row 2 should be a list with a cell for each column'],
    [{ rows: [[...rowOf('a', 1), 1]] }, 'row 1 should be a list with a cell for each column'],
    [{ rows: [{ models: ['a'] }] }, 'row 1 should be a list'],
    [{ rows: [null] }, 'row 1 should be a list'],
    [{ rows: [rowOf('a', 1), rowOf('b', 1), rowOf('a', 2)] }, 'row 3, column models: a has the same'],
    [{ rows: [[['a', 'a'], ...rowOf('a', 1).slice(1)]] }, 'row 1, column models: a has the same'],
    [
      { rows: [rowOf('a', 1), rowOf('b', 1, '2026-01-01', 9)] },
      'row 2, column prompt_tokens_over: b should have a row of 0 as well',
    ],
    [{ web_search: -0.01 }, 'web_search should be a number from 0 to 100000'],
    [{ web_search: '0.01' }, 'web_search should be a number'],
    [{ surcharges: [6] }, 'surcharges should be an object'],
    [{ surcharges: { fast: 0.5 } }, 'surcharges.fast should be a number from 1 to 1000'],
    [{ surcharges: { inference_geo: 1.00000001 } }, 'surcharges.inference_geo should be a number'],
    [{ surcharges: { fast: null } }, 'surcharges.fast should be a number'],
  ])('says %j', (part, why) => {
    expect(refusalOf(priceFile({ ...part }))).toContain(why);
  });

  it.each([
    ['models', [[], 'a', null, [''], ['a '], [7], ['a', null], ['a'.repeat(201)], ['a\n'], {}]],
    ['prompt_tokens_over', [-1, 0.5, '0', null, 1e300]],
    [
      'valid_from',
      ['2026-02-30', '2026-13-01', '2026-1-1', '20260101', '2026-01-01T00:00:00Z', 'soon', '', 0, null],
    ],
    ...PRICES.map((column) => [
      column,
      [-1, -0.000001, 100_000.5, 0.0000001, 1.2345678, '1', null, true, [1]],
    ]),
  ] as [string, readonly unknown[]][])('has in column %s any of %j', (column, cells) => {
    for (const cell of cells) {
      const rows = [rowOf('other', 1), rowWith(column, cell)];
      expect(refusalOf(priceFile({ rows }))).toContain(`row 2, column ${column} should be `);
    }
  });

  it.each([0, -1, 1.5, '1000000', null])('has a context window of %j', (cell) => {
    const text = priceFile({ columns: [...COLUMNS, 'context_window'], rows: [[...rowOf('a', 1), cell]] });
    expect(refusalOf(text)).toContain('row 1, column context_window should be ');
  });
});
