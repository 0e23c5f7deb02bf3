import { IsString } from 'class-validator';
import {
  Count,
  Describe,
  Explanation,
  ListOf,
  microUsd,
  NoFigure,
  NotComputed,
  NotComputedList,
  NumberOrNull,
  PartOf,
  rounded,
  ShareOrNull,
  Slug,
  TimePeriodRule,
  told,
  type AnalyticsQuery,
  type TimePeriod,
} from '../src/analytics';

class Segment {
  @Slug('The name of the segment, a code without spaces')
  segment!: string;

  @Count('Answers of 9 or 10')
  promoters!: number;

  @Count('Answers of 7 or 8')
  passives!: number;

  @Count('Answers of 0 to 6')
  detractors!: number;
}

class Survey {
  @ListOf(Segment, { least: 1, most: 50 }, 'Who was asked, in parts that do not overlap')
  segments!: Segment[];
}

class NpsParameters {
  @TimePeriodRule()
  time_period?: TimePeriod;

  @PartOf(Survey, 'Answers to "how likely is it that you would recommend us", from 0 to 10')
  data!: Survey;
}

class NpsScore {
  @Count('How many answered')
  responses!: number;

  @ShareOrNull('Promoters among those who answered')
  promoters_share!: number | null;

  @ShareOrNull('Detractors among those who answered')
  detractors_share!: number | null;

  @NumberOrNull('The net promoter score, in points from -100 to 100')
  nps!: number | null;

  @NotComputedList()
  not_computed!: NotComputed[];
}

class NpsOfSegment extends NpsScore {
  @IsString()
  @Describe('The name of the segment')
  segment!: string;
}

class NpsMetrics {
  @PartOf(NpsScore, 'Of all segments together')
  overall!: NpsScore;

  @ListOf(NpsOfSegment, { most: 50 }, 'Of each segment, as they were sent')
  segments!: NpsOfSegment[];
}

type Answers = Omit<Segment, 'segment'>;

/**
 * NPS = 100 x (promoters - detractors) / responses (Reichheld, "The One Number You Need to Grow", Harvard Business
 * Review, December 2003).
 */
function scoreOf({ promoters, passives, detractors }: Answers) {
  const responses = promoters + passives + detractors;
  const of = (part: number, decimals: number) =>
    responses === 0 ? new NoFigure('zero_denominator') : rounded(part / responses, decimals);
  return told({
    responses,
    promoters_share: of(promoters, 6),
    detractors_share: of(detractors, 6),
    nps: of(100 * (promoters - detractors), 1),
  });
}

function computeNps({ data: { segments } }: NpsParameters): NpsMetrics {
  const total = (field: keyof Answers): number => segments.reduce((sum, one) => sum + one[field], 0);
  return {
    overall: scoreOf({
      promoters: total('promoters'),
      passives: total('passives'),
      detractors: total('detractors'),
    }),
    segments: segments.map((one) => ({ segment: one.segment, ...scoreOf(one) })),
  };
}

export const netPromoterScore: AnalyticsQuery<NpsParameters, NpsMetrics> = {
  id: 'net_promoter_score',
  version: 1,
  title: 'Net promoter score',
  description: 'How many customers would recommend you, less those who would not, overall and by segment.',
  roles: ['analyst', 'member', 'admin'],
  parameters: NpsParameters,
  metrics: NpsMetrics,
  output: Explanation,
  example: {
    time_period: 'last_90_days',
    data: {
      segments: [
        { segment: 'self-serve', promoters: 120, passives: 60, detractors: 45 },
        { segment: 'enterprise', promoters: 31, passives: 12, detractors: 4 },
      ],
    },
  },
  compute: computeNps,
  prompt: `Explain the net promoter score to those who run the business: how high it is overall, which segments lift it
and which pull it down, and which have too few answers to say much.`,
  maxTokens: 1000,
  maxCost: microUsd(100_000n),
};
