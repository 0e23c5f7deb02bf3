import fc from 'fast-check';
import { listAnswer, pagingOf } from './paging';

describe('the query of a list', () => {
  it('is the first fifty in the preset order where nothing is said', () => {
    expect(pagingOf({}, 'created_at')).toEqual({
      page: 1,
      limit: 50,
      offset: 0,
      column: 'created_at',
      descending: false,
    });
  });

  it.each([
    ['name', 'name', false],
    ['-name', 'name', true],
    ['-created_at', 'created_at', true],
  ])('sorts %s by %s, descending: %s', (sort, column, descending) => {
    expect(pagingOf({ sort }, 'created_at')).toMatchObject({ column, descending });
  });

  it('skips as many rows as are on the pages before', () => {
    const page = fc.integer({ min: 1, max: 999_999 });
    fc.assert(
      fc.property(page, fc.integer({ min: 1, max: 200 }), (number, size) => {
        const paging = pagingOf({ page: String(number), page_size: String(size) }, 'x');
        expect(paging).toMatchObject({ page: number, limit: size, offset: (number - 1) * size });
        expect(Number.isSafeInteger(paging.offset)).toBe(true);
      }),
    );
  });
});

it('the answer of a list shows each row, and how many there are in all', () => {
  const paging = pagingOf({ page: '3', page_size: '2' }, 'x');
  expect(listAnswer({ rows: [5, 6], total: 9 }, paging, String)).toEqual({
    meta: { page: 3, page_size: 2, total: 9 },
    data: ['5', '6'],
  });
});
