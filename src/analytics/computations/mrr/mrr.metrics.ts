import { applyDecorators } from '@nestjs/common';
import { IsInt, IsNumber, Max, Min } from 'class-validator';
import { Describe } from '../../../http';
import { ListOf, Month, PartOf } from '../../parameter-rules';
import { type NotComputed, NotComputedList, NumberOrNull } from '../figures';
import { MOST_MONTHS } from './mrr.parameters';
import { ShareOrNull } from '../share-rules';

const Amount = (description: string): PropertyDecorator =>
  applyDecorators(IsNumber(), Describe(`${description}, in the currency of the data`));

/** What moved in one month, or in all of them together. */
class MrrBalance {
  @Amount('MRR at the start')
  starting_mrr!: number;

  @Amount('MRR won from new customers')
  new_mrr!: number;

  @Amount('MRR won from customers of the start')
  expansion_mrr!: number;

  @Amount('MRR lost to customers that pay less, positive')
  contraction_mrr!: number;

  @Amount('MRR lost to customers that left, positive')
  churned_mrr!: number;

  @Amount('MRR at the end')
  ending_mrr!: number;

  @Amount('new + expansion - contraction - churned')
  net_new_mrr!: number;

  @NumberOrNull('net_new_mrr / starting_mrr, a share: 0.05 is 5 %')
  growth_rate!: number | null;

  @NumberOrNull('(new + expansion) / (contraction + churned), a multiple')
  quick_ratio!: number | null;

  @NotComputedList()
  not_computed!: NotComputed[];
}

export class MrrMonth extends MrrBalance {
  @Month('The calendar month')
  month!: string;

  @ShareOrNull('(starting - contraction - churned) / starting')
  gross_revenue_retention!: number | null;

  @NumberOrNull('(starting + expansion - contraction - churned) / starting, a share that may exceed 1')
  net_revenue_retention!: number | null;
}

export class MrrOverall extends MrrBalance {
  @Month('The first month')
  first_month!: string;

  @Month('The last month')
  last_month!: string;

  @IsInt()
  @Min(1)
  @Max(MOST_MONTHS)
  @Describe('How many months there are')
  months!: number;

  @Amount('net_new_mrr / months')
  average_net_new_mrr!: number;

  @NumberOrNull('(ending_mrr / starting_mrr) ^ (1 / months) - 1, a share per month')
  compound_monthly_growth_rate!: number | null;

  @Amount('12 x ending_mrr')
  annual_run_rate!: number;

  @Month('The month of the most net new MRR, the first of equals')
  best_month!: string;

  @Amount('Net new MRR of the best month')
  best_month_net_new_mrr!: number;

  @Month('The month of the least net new MRR, the first of equals')
  worst_month!: string;

  @Amount('Net new MRR of the worst month')
  worst_month_net_new_mrr!: number;
}

/** Amounts are to the cent, shares to 6 decimals, multiples to 4. */
export class MrrMetrics {
  @PartOf(MrrOverall, 'All months together')
  overall!: MrrOverall;

  @ListOf(MrrMonth, { least: 1, most: MOST_MONTHS }, 'Each month, in order of time')
  months!: MrrMonth[];
}
