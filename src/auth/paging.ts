import { IsOptional, Matches } from 'class-validator';

/** Which rows of a list, in which order. */
export interface Paging<Column extends string> {
  readonly page: number;
  readonly limit: number;
  readonly offset: number;
  readonly column: Column;
  readonly descending: boolean;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** How many rows there are on all pages. */
  readonly total: number;
}

/** A list as every route answers it, CONTRACT section 3. */
export interface ListAnswer<T> {
  readonly meta: { readonly page: number; readonly page_size: number; readonly total: number };
  readonly data: readonly T[];
}

/** The query of a list: `?page=1&page_size=50&sort=-created_at`. */
export abstract class PagingQuery {
  @IsOptional()
  @Matches(/^[1-9]\d{0,5}$/, { message: 'page must be a whole number from 1 to 999999' })
  page?: string;

  @IsOptional()
  @Matches(/^(?:[1-9]\d?|1\d\d|200)$/, { message: 'page_size must be a whole number from 1 to 200' })
  page_size?: string;

  abstract sort?: string;
}

const PAGE_SIZE = 50;

/** Reads a query whose fields are checked; `sort` is a column, descending with a leading `-`. */
export function pagingOf<Column extends string>(
  { page, page_size: pageSize, sort }: PagingQuery,
  preset: Column,
): Paging<Column> {
  const [number, limit] = [Number(page ?? 1), Number(pageSize ?? PAGE_SIZE)];
  return {
    page: number,
    limit,
    offset: (number - 1) * limit,
    column: (sort?.replace(/^-/, '') ?? preset) as Column,
    descending: sort?.startsWith('-') ?? false,
  };
}

export function listAnswer<Row, T>(
  { rows, total }: Page<Row>,
  { page, limit }: Paging<string>,
  view: (row: Row) => T,
): ListAnswer<T> {
  return { meta: { page, page_size: limit, total }, data: rows.map(view) };
}
