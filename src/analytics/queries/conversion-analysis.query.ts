import { IsIn } from 'class-validator';
import { Describe } from '../../http';
import { microUsd } from '../../kernel';
import type { AnalyticsQuery } from '../analytics-query';
import { Explanation } from '../explanation';
import { computeConversion } from '../computations/conversion/conversion.compute';
import { ConversionMetrics } from '../computations/conversion/conversion.metrics';
import { ConversionParameters } from '../computations/conversion/conversion.parameters';

const VERDICTS = ['better', 'worse', 'no_clear_difference', 'no_comparison'] as const;

class ConversionExplanation extends Explanation {
  @IsIn(VERDICTS)
  @Describe(
    'How the overall conversion rate stands against the comparison; no_comparison when none was sent.',
  )
  verdict!: (typeof VERDICTS)[number];
}

const PROMPT = `Explain where this funnel loses customers, to those who run the product.
Say what share of those who started converted, and within which interval that is certain; which step loses the largest
share, and which the most customers where that is another one.
If there is a comparison, say which steps changed and whether that is more than chance: call a change clear only where
significant is true. Each step is tested on its own, so of many steps one may look changed by chance. Where note is
small_sample, say that the numbers are too small for a firm answer; where it is no_variance, that there is nothing to
test.
A metric that is null could not be computed, for the reason in not_computed: leave it out or say so, never estimate it.
The data holds no causes: recommend what to look into at which step rather than naming a cause.
In verdict, go by comparison.overall alone: better or worse where significant is true, by the sign of difference;
no_clear_difference where it is false or null; no_comparison where comparison is null.`;

export const conversionAnalysis: AnalyticsQuery<ConversionParameters, ConversionMetrics> = {
  id: 'conversion_analysis',
  version: 1,
  title: 'Conversion analysis',
  description:
    'Where a funnel loses customers: conversion and drop-out of each step and overall, how certain the rates are, and what changed against another period.',
  roles: ['analyst', 'member', 'admin'],
  parameters: ConversionParameters,
  metrics: ConversionMetrics,
  output: ConversionExplanation,
  example: {
    time_period: 'last_30_days',
    data: {
      steps: [
        { step: 'visit', count: 12_400 },
        { step: 'signup', count: 1_860 },
        { step: 'activated', count: 1_023 },
        { step: 'paid', count: 217 },
      ],
      comparison: {
        steps: [
          { step: 'visit', count: 11_900 },
          { step: 'signup', count: 1_666 },
          { step: 'activated', count: 933 },
          { step: 'paid', count: 205 },
        ],
      },
    },
  },
  compute: computeConversion,
  prompt: PROMPT,
  maxTokens: 1500,
  maxCost: microUsd(250_000n),
};
