import { IsIn } from 'class-validator';
import { Describe } from '../../http';
import { microUsd } from '../../kernel';
import type { AnalyticsQuery } from '../analytics-query';
import { Explanation } from '../explanation';
import { computeMrr } from '../computations/mrr/mrr.compute';
import { MrrMetrics } from '../computations/mrr/mrr.metrics';
import { MrrParameters } from '../computations/mrr/mrr.parameters';

const DRIVERS = ['new', 'expansion', 'contraction', 'churn', 'none'] as const;

class MrrExplanation extends Explanation {
  @IsIn(DRIVERS)
  @Describe('The largest of the four movements over all months; none when nothing moved.')
  driver!: (typeof DRIVERS)[number];
}

const PROMPT = `Explain how the monthly recurring revenue developed, to those who run the subscription business.
Say from what to what it went and how fast; which of the four movements (new, expansion, contraction, churn) carried
it, and in which months that changed; and what the quick ratio and the monthly retention rates add to that.
The retention rates are those of single months: make no rate of a year or of all months out of them.
Amounts are in the currency of the data; if it names none, name none.
A metric that is null could not be computed, for the reason in not_computed: leave it out or say so, never estimate it.
The data holds no causes: recommend where to look for one rather than naming one.
In driver, name the largest of new_mrr, expansion_mrr, contraction_mrr and churned_mrr of all months together.`;

export const mrrAnalysis: AnalyticsQuery<MrrParameters, MrrMetrics> = {
  id: 'mrr_analysis',
  version: 1,
  title: 'MRR analysis',
  description:
    'How monthly recurring revenue moved: new, expansion, contraction and churn, growth, quick ratio and retention, month by month.',
  roles: ['analyst', 'member', 'admin'],
  parameters: MrrParameters,
  metrics: MrrMetrics,
  output: MrrExplanation,
  example: {
    time_period: 'last_90_days',
    data: {
      currency: 'EUR',
      months: [
        {
          month: '2026-04',
          starting_mrr: 50_000,
          new_mrr: 4_000,
          expansion_mrr: 1_500,
          contraction_mrr: 500,
          churned_mrr: 1_000,
        },
        {
          month: '2026-05',
          new_mrr: 3_200,
          expansion_mrr: 1_800.5,
          contraction_mrr: 700.25,
          churned_mrr: 1_900,
        },
        {
          month: '2026-06',
          new_mrr: 5_100,
          expansion_mrr: 900,
          contraction_mrr: 300,
          churned_mrr: 1_100,
          ending_mrr: 61_000.25,
        },
      ],
    },
  },
  compute: computeMrr,
  prompt: PROMPT,
  maxTokens: 1500,
  maxCost: microUsd(250_000n),
};
