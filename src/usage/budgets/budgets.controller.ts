import { Controller, Get, Query } from '@nestjs/common';
import { Access, type ListAnswer } from '../../auth';
import { TakesQuery } from '../../http';
import { BudgetList, type ListedBudget } from './budget-list';
import { BudgetListQuery } from './budget-list.dto';

/** Every budget that is set, and how full it is. */
@Controller('admin/budgets')
export class BudgetsController {
  constructor(private readonly budgets: BudgetList) {}

  @Get()
  @Access({ atLeast: 'admin' })
  @TakesQuery()
  list(@Query() query: BudgetListQuery): Promise<ListAnswer<ListedBudget>> {
    return this.budgets.page(query);
  }
}
