import { IsIn } from 'class-validator';
import { Describe, Optional } from '../../../http';
import { ListOf, Money, Month, PartOf, type TimePeriod, TimePeriodRule } from '../../parameter-rules';

const CURRENCIES = [
  ...['USD', 'EUR', 'GBP', 'JPY', 'CNY', 'CHF', 'CAD', 'AUD', 'NZD', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK'],
  ...['INR', 'BRL', 'MXN', 'SGD', 'HKD', 'KRW', 'ILS', 'ZAR'],
];

/** The most months, five years. */
export const MOST_MONTHS = 60;

/** What moved in one month, as the billing system counts it. */
export class MrrMovements {
  @Month('The calendar month, such as 2026-11')
  month!: string;

  @Optional()
  @Money('MRR at the start; needed of the first month, later the ending MRR of the month before')
  starting_mrr?: number;

  @Money('MRR of customers that were none before')
  new_mrr!: number;

  @Money('MRR that customers of the start pay more: upgrades, seats, prices')
  expansion_mrr!: number;

  @Money('MRR that customers of the start pay less and stay, as a positive amount')
  contraction_mrr!: number;

  @Money('MRR of customers that left, as a positive amount')
  churned_mrr!: number;

  @Optional()
  @Money('MRR at the end, to be checked: what starting MRR and movements come to')
  ending_mrr?: number;
}

export class MrrData {
  @Optional()
  @IsIn(CURRENCIES)
  @Describe('The one currency of all amounts, ISO 4217')
  currency?: string;

  @ListOf(MrrMovements, { least: 1, most: MOST_MONTHS }, 'The months in order of time, without a gap')
  months!: MrrMovements[];
}

export class MrrParameters {
  @TimePeriodRule()
  time_period?: TimePeriod;

  @PartOf(MrrData, 'The movements of MRR, month by month')
  data!: MrrData;
}
