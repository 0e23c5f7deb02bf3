import { IsInt, IsString } from 'class-validator';
import { invalidField, microUsd, type Usage, NO_USAGE } from '../kernel';
import { MESSAGE, plainOf, type Answer } from '../llm/fake-upstream.fixture';
import type { AnalyticsQuery } from './analytics-query';
import { Explanation } from './explanation';
import { Count, Slug } from './parameter-rules';

export class SalesParameters {
  @Count('How many were sold')
  sold!: number;

  @Slug('The plan')
  plan!: string;
}

export class SalesMetrics {
  @IsInt()
  doubled!: number;

  @IsString()
  plan!: string;
}

/** A query of a test: as small as one can be. Refuses thirteen. */
export const SALES: AnalyticsQuery<SalesParameters, SalesMetrics> = {
  id: 'sales',
  version: 1,
  title: 'Sales',
  description: 'How much was sold',
  roles: ['analyst', 'member', 'admin'],
  parameters: SalesParameters,
  metrics: SalesMetrics,
  output: Explanation,
  example: { sold: 40, plan: 'basic' },
  compute: ({ sold, plan }) => {
    if (sold === 13) throw invalidField('parameters.sold', 'unlucky', 'must not be thirteen');
    return { doubled: sold * 2, plan };
  },
  prompt: 'Explain the sales.',
  maxTokens: 500,
  maxCost: microUsd(1_000_000n),
};

/** What the data of a run of 40 is. */
export const DATA = { parameters: { sold: 40, plan: 'basic' }, metrics: { doubled: 80, plan: 'basic' } };

/** What fills in the form of an explanation, as JSON has it. */
type Form = Readonly<Record<'findings' | 'recommendations', readonly string[]>> & {
  readonly summary: string;
};

/** A form with these words in it. */
export const formOf = (summary: string, finding = 'It is so.'): Form => ({
  summary,
  findings: [finding],
  recommendations: [],
});

export const GROUNDED = formOf('We sold 40.');
export const INVENTED = formOf('We sold 40, worth 977.', 'In all 978.');
export const LESS_INVENTED = formOf('We sold 40, worth 977.');

/** The message of a model that answers with a text, or with a form as its text. */
export const says = (said: string | object, part: object = {}): Answer => {
  const text = typeof said === 'string' ? said : JSON.stringify(said);
  return plainOf(JSON.stringify({ ...MESSAGE, content: [{ type: 'text', text }], ...part }));
};

/** Of so many answers, each of 10 tokens for 20, and what they cost: 10 at 2 and 20 at 10 USD a million. */
export const spentOn = (answers: number): { readonly usage: Usage; readonly cost: bigint } => ({
  usage: { ...NO_USAGE, inputTokens: 10 * answers, outputTokens: 20 * answers },
  cost: 220n * BigInt(answers),
});
