import { IsIn } from 'class-validator';
import { PagingQuery } from '../../auth';
import { Optional } from '../../http';

const SORTS = ['used', 'spent_usd', 'limit_usd', 'name'] as const;

/** What budgets are listed by; `used` is the share of the limit that is spent or held. */
export type BudgetSort = (typeof SORTS)[number];

/** The query of `GET /admin/budgets`. */
export class BudgetListQuery extends PagingQuery {
  @Optional()
  @IsIn(SORTS.flatMap((sort) => [sort, `-${sort}`]))
  override sort?: string;
}
