import { IsIn, Matches } from 'class-validator';
import { PagingQuery } from '../auth';
import { Instant, Optional } from '../http';

/** What a list of chains may be sorted by. */
const CHAIN_ORDERS = ['updated_at', 'created_at', 'cost_usd', 'steps'] as const;

export type ChainOrder = (typeof CHAIN_ORDERS)[number];

/** The query of `GET /api/chains`. The filters are exact; times are UTC and of the last step. */
export class ChainListQuery extends PagingQuery {
  @Optional()
  @IsIn(CHAIN_ORDERS.flatMap((name) => [name, `-${name}`]))
  override sort?: string;

  /** A page's owner has the words of its token's subject in it. */
  @Optional()
  @Matches(/^[\p{L}\p{N} ._@:/+-]{1,256}$/u, { message: 'owner must be an owner such as key:4fK2aB3dEfGh' })
  owner?: string;

  @Optional()
  @Matches(/^[a-z][a-z0-9_]{0,63}$/, { message: 'type must be query, or a query type such as mrr_analysis' })
  type?: string;

  /** The first instant; a date is its midnight. */
  @Instant()
  from?: string;

  /** A time is the first instant that is no more among them, a date the last day that is. */
  @Instant()
  to?: string;
}

/** The query of `GET /api/chains/:id`: which of its steps. */
export class ChainStepsQuery {
  @Optional()
  @Matches(/^[1-9]\d{0,5}$/, { message: 'page must be a whole number from 1 to 999999' })
  page?: string;

  @Optional()
  @Matches(/^(?:[1-9]|[1-4]\d|50)$/, { message: 'page_size must be a whole number from 1 to 50' })
  page_size?: string;
}
