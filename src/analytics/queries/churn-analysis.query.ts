import { IsIn } from 'class-validator';
import { Describe } from '../../http';
import { microUsd } from '../../kernel';
import type { AnalyticsQuery } from '../analytics-query';
import { Explanation } from '../explanation';
import { computeChurn } from '../computations/churn/churn.compute';
import { ChurnMetrics } from '../computations/churn/churn.metrics';
import { ChurnParameters } from '../computations/churn/churn.parameters';

const RISKS = ['low', 'moderate', 'high'] as const;

class ChurnExplanation extends Explanation {
  @IsIn(RISKS)
  @Describe(
    'Where churn is heading: low below its average over all periods, moderate about at it, high above it.',
  )
  risk!: (typeof RISKS)[number];
}

const PROMPT = `Explain who and what was lost, to those who keep the customers of a subscription business.
Say how high churn is over all periods and which way it goes, by the trailing rates rather than by single periods; how
the churn of customers and of revenue differ, if revenue is given; and which of the reasons, if there are any, account
for most of the customers lost, and how many are unexplained.
The yearly rates and the expected lifetime hold only if the rate of all periods stays: say so when you use them.
A metric that is null could not be computed, for the reason in not_computed: leave it out or say so, never estimate it.
The codes of reasons are names from the data: repeat them as they are, and read no more into them. There are no causes
in the data beyond them.
In risk, compare the last trailing_logo_churn_rate with the logo_churn_rate of all periods together: low below it,
moderate about the same or if there is none, high above it.`;

export const churnAnalysis: AnalyticsQuery<ChurnParameters, ChurnMetrics> = {
  id: 'churn_analysis',
  version: 1,
  title: 'Churn analysis',
  description:
    'How many customers and how much recurring revenue were lost, period by period, per year and for which reasons.',
  roles: ['analyst', 'member', 'admin'],
  parameters: ChurnParameters,
  metrics: ChurnMetrics,
  output: ChurnExplanation,
  example: {
    time_period: 'last_12_months',
    data: {
      period_length: 'quarter',
      periods: [
        {
          period: '2025-10',
          customers_start: 400,
          customers_lost: 18,
          revenue_start: 52_000,
          revenue_lost: 1_900.5,
        },
        {
          period: '2026-01',
          customers_start: 430,
          customers_lost: 21,
          revenue_start: 56_400,
          revenue_lost: 2_350,
        },
        {
          period: '2026-04',
          customers_start: 455,
          customers_lost: 16,
          revenue_start: 60_100,
          revenue_lost: 1_480,
        },
        {
          period: '2026-07',
          customers_start: 490,
          customers_lost: 25,
          revenue_start: 66_250,
          revenue_lost: 3_120.75,
        },
      ],
      reasons: [
        { code: 'price', customers: 27 },
        { code: 'missing_feature', customers: 19 },
        { code: 'went_out_of_business', customers: 12 },
      ],
    },
  },
  compute: computeChurn,
  prompt: PROMPT,
  maxTokens: 1500,
  maxCost: microUsd(250_000n),
};
