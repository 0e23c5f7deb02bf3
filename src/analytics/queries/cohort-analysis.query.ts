import { IsIn } from 'class-validator';
import { Describe } from '../../http';
import { microUsd } from '../../kernel';
import type { AnalyticsQuery } from '../analytics-query';
import { Explanation } from '../explanation';
import { computeCohorts } from '../computations/cohort/cohort.compute';
import { CohortMetrics } from '../computations/cohort/cohort.metrics';
import { CohortParameters } from '../computations/cohort/cohort.parameters';

const TRENDS = ['improving', 'declining', 'stable', 'unclear'] as const;

class CohortExplanation extends Explanation {
  @IsIn(TRENDS)
  @Describe('Whether later cohorts stay longer than earlier ones, compared after the same number of periods.')
  trend!: (typeof TRENDS)[number];
}

const PROMPT = `Explain how well customers are retained, to those who run the subscription business.
Say what share is left after the periods that retention names; after which period most of the loss is over, or that it
goes on, by the churn rates of the curve; and which cohort did best and which worst at the compared period.
Later points of the curve are of fewer cohorts: where its rate rises, say that other cohorts are behind it and not that
customers came back. A period is a week or a month, as period says. Treat small cohorts with caution.
Months in missing_cohorts have no data: draw nothing from them.
A metric that is null could not be computed, for the reason in not_computed: leave it out or say so, never estimate it.
The data holds no causes: recommend which cohort or period to look into rather than naming a cause.
In trend, compare the rates of the cohorts after the same number of periods, the earlier cohorts with the later ones:
improving where the later ones keep more, declining where they keep less, stable where they keep about the same, and
unclear with fewer than three cohorts to compare or where the periods contradict each other.`;

export const cohortAnalysis: AnalyticsQuery<CohortParameters, CohortMetrics> = {
  id: 'cohort_analysis',
  version: 1,
  title: 'Cohort analysis',
  description:
    'How long customers stay: retention of each starting month and of all together, period by period, and the best and the worst cohort.',
  roles: ['analyst', 'member', 'admin'],
  parameters: CohortParameters,
  metrics: CohortMetrics,
  output: CohortExplanation,
  example: {
    time_period: 'last_12_months',
    data: {
      period: 'month',
      cohorts: [
        { cohort: '2026-01', size: 420, retained: [357, 323, 302, 290] },
        { cohort: '2026-02', size: 380, retained: [331, 300, 281] },
        { cohort: '2026-03', size: 510, retained: [454, 418] },
        { cohort: '2026-04', size: 465, retained: [418] },
        { cohort: '2026-05', size: 498, retained: [] },
      ],
    },
  },
  compute: computeCohorts,
  prompt: PROMPT,
  maxTokens: 1500,
  maxCost: microUsd(250_000n),
};
